"""`PYTHONPATH=tests python -m exchange.others [--files 1000] [--seed 0] [KIND ...]`.

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
    "ezc3d": (35, "c3d_files", "ezc3d_file"),
    "c3d": (10, "c3d_programs", "c3d_file"),
    "kineticstoolkit": (10, "c3d_programs", "kineticstoolkit_file"),
    "opensim trc": (15, "tables", "trc_file"),
    "opensim sto": (15, "tables", "storage_file"),
    "bvhio": (15, "rigs", "bvhio_file"),
}
MOST_KEPT = 20  # files that are not read alike


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
    counts: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        for kind, (share, trial) in chosen.items():
            start = time.process_time()
            for i in range(round(arguments.files * share / whole)):
                rng = np.random.default_rng([arguments.seed, i, *kind.encode()])
                try:
                    trial(rng, Path(folder))
                    counts[kind] += 1
                except Exception as error:
                    counts[f"{kind}: failed"] += 1
                    if counts[f"{kind}: failed"] <= MOST_KEPT:
                        print(f"{kind} {i}: {type(error).__name__}: {str(error)[:500]}", flush=True)
                        for file in Path(folder).iterdir():
                            shutil.copy(file, f"failed_{kind.replace(' ', '_')}_{i}{file.suffix}")
                for file in Path(folder).iterdir():
                    file.unlink()
            spent[kind] += time.process_time() - start
            print(
                f"{kind}: {counts[kind]:,} read alike, {counts[f'{kind}: failed']:,} not;"
                f" {spent[kind]:.0f} s",
                flush=True,
            )
    print(
        f"{sum(counts[kind] for kind in chosen):,} files read alike, "
        f"{sum(counts[f'{kind}: failed'] for kind in chosen):,} not"
    )


if __name__ == "__main__":
    main()
