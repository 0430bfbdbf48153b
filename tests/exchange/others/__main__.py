"""`PYTHONPATH=tests python -m exchange.others [--files 1000] [--seed 0] [KIND ...]`, 8 ms of CPU a file.

Writes random files with other programs, and reads them with these programs and with ours. It prints how many
files of each kind are read alike, and keeps in the working folder those that are not. Programs that are not
installed are left out, and said so.
"""

import argparse
import importlib
import shutil
import time
import warnings
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from exchange.others.agreement import Trial

# Share of all files, and where the trial is.
KINDS = {
    "ezc3d": (25, "c3d_files", "ezc3d_file"),
    "c3d": (10, "c3d_programs", "c3d_file"),
    "kineticstoolkit": (10, "c3d_programs", "kineticstoolkit_file"),
    "opensim trc": (20, "tables", "trc_file"),
    "opensim sto": (20, "tables", "storage_file"),
    "bvhio": (15, "rigs", "bvhio_file"),
}
MOST_KEPT = 20  # files of a kind that are not read alike
ROUNDS, TOLD = 200, 10  # parts of a run, and after how many it tells how far it is


def trials(asked: list[str]) -> dict[str, tuple[int, Trial]]:
    """Those whose programs are installed."""
    found = {}
    for kind, (share, module, name) in KINDS.items():
        if asked and kind not in asked:
            continue
        try:
            found[kind] = (share, getattr(importlib.import_module(f"exchange.others.{module}"), name))
        except ModuleNotFoundError as error:
            print(f"{kind}: left out, for {error.name} is not installed")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("kinds", nargs="*", choices=[[], *KINDS])
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    chosen = trials(list(arguments.kinds))
    whole = sum(share for share, _ in chosen.values())
    alike, other = Counter[str](), Counter[str]()
    with TemporaryDirectory() as folder:
        for done in range(1, ROUNDS + 1):  # of all kinds some, so that what is stopped early has seen all
            for kind, (share, trial) in chosen.items():
                for i in range(
                    alike[kind] + other[kind], round(arguments.files * share * done / whole / ROUNDS)
                ):
                    rng = np.random.default_rng([arguments.seed, i, *kind.encode()])
                    try:
                        trial(rng, Path(folder))
                        alike[kind] += 1
                    except Exception as error:
                        other[kind] += 1
                        if other[kind] <= MOST_KEPT:
                            print(f"{kind} {i}: {type(error).__name__}: {str(error)[:500]}", flush=True)
                            for file in Path(folder).iterdir():
                                shutil.copy(file, f"failed_{kind.replace(' ', '_')}_{i}{file.suffix}")
                    for file in Path(folder).iterdir():
                        file.unlink()
            if not done % TOLD or done == ROUNDS:
                counts = ", ".join(f"{kind} {alike[kind]:,}" for kind in chosen)
                print(
                    f"{counts}: {alike.total():,} read alike, {other.total():,} not;"
                    f" {time.process_time():.0f} s",
                    flush=True,
                )


if __name__ == "__main__":
    main()
