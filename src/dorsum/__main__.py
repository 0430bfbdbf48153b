"""`python -m dorsum` is the command line."""

from dorsum.cli.main import main

if __name__ == "__main__":
    main()
