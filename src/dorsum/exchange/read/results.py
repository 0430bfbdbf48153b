"""Saved results opened again."""

from __future__ import annotations

import json
from os.path import isdir
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, DorsumError
from dorsum.exchange.read.unfinished import open_unfinished
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.arrays import PIECE
from dorsum.mechanics.dataset import FORMAT, labels
from dorsum.mechanics.keeping import Collector
from dorsum.mechanics.readings import USED
from dorsum.mechanics.recorded import Recorded
from dorsum.mechanics.result import Result
from dorsum.mechanics.variables import FLAGS, VARIABLES

# What the first files of this format lack, and what stood for it.
LATER = {
    "root_place": np.nan,
    "give": 0.0,
    "give_at_bound": 0,
    "give_settled": 1,
    "give_wanted": 0.0,
    "spring_factor": 1.0,
    "exact_compression": np.nan,
    "least_compression": np.nan,
    "greatest_compression": np.nan,
    **dict.fromkeys(USED, np.nan),
    "joint_reserve": np.nan,
}


def open_result(path: Path | str) -> Result:
    """A result that was saved as .nc, with all its arrays; or the frames that an unfinished analysis of a
    recording has left in a folder `NAME.part-XXXXXXXX`.

    Raises:
        BadInput: the file cannot be read, is not a result of Dorsum, is of another version of the format, or
            was computed from other bones and muscles than those of this version.
    """
    if isdir(path):
        return open_unfinished(Path(path))
    import netCDF4

    try:
        file = netCDF4.Dataset(Path(path), "r")
    except OSError as error:
        raise BadInput(f"cannot open {path}: {error.strerror or error}") from error
    with file:
        file.set_auto_mask(False)
        attrs = {name: file.getncattr(name) for name in file.ncattrs()}
        _refuse_others(path, attrs, set(file.variables))
        try:
            return _result(path, file, attrs)
        except (LookupError, ValueError, TypeError, RuntimeError, DorsumError) as error:
            raise BadInput(f"{path} is a damaged result: {error}") from error


def _refuse_others(path: Path | str, attrs: dict[str, Any], variables: set[str]) -> None:
    """Refuse what is no result, and formats that cannot be read, by their version."""
    if "dorsum_format" not in attrs:
        if {"task", "objective", "tables"} <= set(attrs) and "compression" in variables:
            raise BadInput(
                f"{path} is a result of format 1 (Dorsum 0.1.0 of before December 2026), which does not say"
                " whose back it is: analyse the task anew, or read the numbers with xarray.open_dataset"
            )
        raise BadInput(f"{path} is not a result that Dorsum has saved: it lacks dorsum_format")
    version = attrs["dorsum_format"]
    if not isinstance(version, int | np.integer) or version != FORMAT:
        raise BadInput(
            f"{path} is a result of format {version}, saved by Dorsum {attrs.get('dorsum_version', '?')};"
            f" this version reads format {FORMAT}"
        )


def _result(path: Path | str, file: Any, attrs: dict[str, Any]) -> Result:
    options = Options(**({"posture": "exact", "free": ()} | json.loads(attrs["options"])))
    body = Body.of(Subject(**json.loads(attrs["subject"])), free=options.free or ())
    for dim, names in labels(body).items():
        if list(file[dim][:]) != names:
            raise ValueError(
                f"its names of {dim} are not those of this version (tables {attrs['tables'][:12]} against"
                f" {body.tables.digest[:12]}); xarray.open_dataset reads it all the same"
            )
    collector, frames = Collector(), len(file["time"])
    for start in range(0, frames, PIECE):
        here = slice(start, start + PIECE)
        collector.add({"time": file["time"][here]} | {name: _values(file, name, here) for name in VARIABLES})
    recorded = json.loads(attrs["recorded"])
    return Result(
        body=body,
        kept=collector.kept(),
        task=attrs["task"],
        title=attrs["title"],
        assumptions=tuple(json.loads(attrs["assumptions"])),
        objective=attrs["objective"],
        options=options,
        version=attrs["dorsum_version"],
        told_digest=attrs["tables"],
        recorded=None if recorded is None else Recorded.read(recorded),
    )


def _values(file: Any, name: str, here: slice) -> NDArray[Any]:
    """Some frames of an array; flags are true or false again."""
    if name in LATER and name not in file.variables:
        shape = [len(file.dimensions[dim]) for dim in VARIABLES[name].dims]
        values = np.full((len(file["time"][here]), *shape), LATER[name])
    else:
        values = np.asarray(file[name][here])
    return values.astype(bool) if name in FLAGS and name != "muscle_state" else values
