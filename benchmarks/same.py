"""Whether this tree gives the answers of another revision: loads at equal angles, and the angles themselves.

    python benchmarks/same.py REVISION [--folder WORKTREE] [--keep ANSWERS.npz]

All built-in tasks for the three subjects, the recordings of `examples` (and of `DORSUM_SHARED_DATA`), and the
stored validation. Loads are compared on the frames of the other revision: 1e-6 N, N·m or MPa; the angles of
relaxed postures, which are solved for, to 1e-6°. Where the other refuses, this must say what is lacking.
Prints the largest differences; exit code 1 beyond the bounds.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from revision import HERE, ROOT, python_of, tree

LOADS = {
    "compression": "N",
    "anterior_shear": "N",
    "right_shear": "N",
    "pressure_mpa": "MPa",
    "tension": "N",
    "moment": "N·m",
    "reserve": "N·m",
    "abdominal_kpa": "kPa",
}
BOUND = 1e-6
SHOWN = 8
Answers = dict[str, NDArray[Any]]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision")
    parser.add_argument("--folder", type=Path, help="a worktree of the revision, with its .venv")
    parser.add_argument(
        "--keep", type=Path, help="where the other's answers are kept; used if they are there"
    )
    options = parser.parse_args()
    folder = tree(options.revision, options.folder)
    with tempfile.TemporaryDirectory() as scratch:
        there = options.keep or Path(scratch) / "there.npz"
        if not there.exists():
            answers(folder, there)
        here = Path(scratch) / "here.npz"
        answers(ROOT, here, "--at", there)
        old, new = dict(np.load(there)), dict(np.load(here))
    faults = [*loads(old, new), *angles(old, new), *refusals(old, new), *recordings(old, new)]
    faults += validation(folder)
    for fault in faults:
        print(f"DIFFERS  {fault}")
    print("the same" if not faults else f"{len(faults)} differ")
    return int(bool(faults))


def answers(folder: Path, out: Path, *more: str | Path) -> None:
    """Let the Python of a tree write its answers."""
    shared = os.environ.get("DORSUM_SHARED_DATA")
    given = ["--shared", shared] if shared else []
    subprocess.run([python_of(folder), HERE / "same_answers.py", out, *more, *given], check=True)


def keys(old: Answers, last: str) -> list[str]:
    """Tasks with their subject that have an entry."""
    return [key.removesuffix(f"|{last}") for key in old if key.endswith(f"|{last}")]


def loads(old: Answers, new: Answers) -> list[str]:
    """Print the largest difference of every quantity and of the tasks; the ones beyond the bound."""
    faults, worst = [], {}
    for key in keys(old, "compression"):
        for name, unit in LOADS.items():
            a, b = old[f"{key}|{name}"], new.get(f"{key}|{name}", np.zeros(0))
            off = float(np.abs(a - b).max()) if a.shape == b.shape else np.inf
            worst[key, name] = off
            if not off <= BOUND:
                faults.append(f"{key} {name}: {off:.3g} {unit}")
    for name, unit in LOADS.items():
        rows = sorted(((off, key) for (key, of), off in worst.items() if of == name), reverse=True)[:SHOWN]
        largest = ", ".join(f"{key} {off:.1e}" for off, key in rows[:3])
        print(f"{name:16s} {rows[0][0]:.1e} {unit} at most of {len(keys(old, 'compression'))}: {largest}")
    return faults


def angles(old: Answers, new: Answers) -> list[str]:
    """Largest difference of the angles that the trees find by themselves."""
    faults, relaxed, other = [], 0.0, 0.0
    for key in keys(old, "angles"):
        a, b = old[f"{key}|angles"], new.get(f"{key}|own_angles", np.zeros(0))
        off = float(np.rad2deg(np.abs(a - b).max())) if a.shape == b.shape else np.inf
        if old[f"{key}|relaxed"]:
            relaxed = max(relaxed, off)
        else:
            other = max(other, off)
        if not off <= BOUND:
            faults.append(f"{key} angles: {off:.3g}°")
    print(f"angles           {relaxed:.1e}° at most of relaxed postures, {other:.1e}° of the others")
    return faults


def refusals(old: Answers, new: Answers) -> list[str]:
    """What the other refuses, and what this says there."""
    faults = []
    for key in keys(old, "unbalanced"):
        said = new.get(f"{key}|short")
        print(f"{key}: refused there; here {said if said is not None else 'nothing is lacking'}")
        if said is None:
            faults.append(f"{key}: {old[f'{key}|unbalanced']} is answered without what is lacking")
    for key in keys(old, "refused"):
        now = new.get(f"{key}|refused", np.array("answered"))
        print(f"{key}: out of range there ({old[f'{key}|refused']}); here {now}")
    faults += [f"{key}: is refused now" for key in keys(new, "refused") if f"{key}|refused" not in old]
    faults += [
        f"{key}: lacks something now, {new[f'{key}|short']}"
        for key in keys(new, "short")
        if f"{key}|unbalanced" not in old and f"{key}|compression" in old
    ]
    return faults


def recordings(old: Answers, new: Answers) -> list[str]:
    """Totals and courses of the recordings; what was cut to six digits is held to those."""
    faults, worst = [], dict[str, float]()
    for key, a in old.items():
        if not key.startswith("recording "):
            continue
        b = new.get(key, np.zeros(0))
        name = key.split("|")[0]
        if a.shape != b.shape:
            faults.append(f"{key}: {a.shape} values there, {b.shape} here")
            continue
        bound = np.maximum(BOUND, 1e-5 * np.abs(a)) if "course" in key else BOUND
        off = np.nan_to_num(np.abs(a - b))
        worst[name] = max(worst.get(name, 0.0), float(off.max(initial=0.0)))
        if (off > bound).any() or (np.isnan(a) != np.isnan(b)).any():
            faults.append(f"{key}: {off.max():.3g}")
    for name, size in worst.items():
        print(f"{name}: {size:.1e} at most")
    return faults


def validation(folder: Path) -> list[str]:
    """The numbers of the stored validation, row by row."""
    files = [next((at / "src" / "dorsum").rglob("validation.json"), None) for at in (folder, ROOT)]
    if None in files:
        return ["there is no stored validation"]
    there, here = (dict(numbers(json.loads(str(file and file.read_text())))) for file in files)
    off = {key: abs(value - here.get(key, np.inf)) for key, value in there.items()}
    print(f"validation       {max(off.values()):.1e} at most of {len(off)} stored numbers")
    return [
        f"validation {key}: {there[key]} there, {here.get(key)} here" for key, o in off.items() if o > BOUND
    ]


def numbers(value: Any, path: str = "") -> list[tuple[str, float]]:
    """All numbers in a tree of JSON with their places."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return []
    if isinstance(value, int | float):
        return [(path, float(value))]
    items = value.items() if isinstance(value, dict) else enumerate(value)
    return [found for key, item in items for found in numbers(item, f"{path}/{key}")]


if __name__ == "__main__":
    sys.exit(main())
