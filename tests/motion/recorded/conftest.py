"""The command line, as its own tests run it."""

from cli.conftest import dorsum, refused

__all__ = ["dorsum", "refused"]
