"""Freeze facts and settings before measured rows are scored: a line in function/measured/freezes.csv.

make freeze SCORED="all measured rows but Wilke's"
"""

import sys

from dorsum.anatomy.read import load
from dorsum.errors import DorsumError
from dorsum.function.measured.freeze import LOG, freeze
from dorsum.function.measured.results import digest_of_tree, stored

if __name__ == "__main__":
    try:
        new = freeze(digest_of_tree(load()), " ".join(sys.argv[1:]), [stored().get("tree", "")])
    except DorsumError as error:
        sys.exit(f"freeze: {error}")
    print(
        f"frozen on {new.date} as {new.tree}; commit {LOG.name}, then `make validation` scores: {new.scored}"
    )
