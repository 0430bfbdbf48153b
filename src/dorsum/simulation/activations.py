"""What fascicles do over time, from a file: activations, or the forces that `analyze --save` writes as .sto.

A .csv or .sto file has a column of time and one of each fascicle, 0 to 1. A .sto file of `dorsum analyze`
holds forces in N, which one knows by its columns of joint reactions. A .nc file of `dorsum analyze` holds
activations.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput, UnknownName
from dorsum.inputs import opened, read_text
from dorsum.words import listed

TIMES = ("time", "time_s")
SUFFIXES = (".csv", ".sto", ".nc")
# Columns beside the forces of the fascicles in what `dorsum analyze --save` writes.
FLAGS = ("balanced", "doubtful", "short_nm")
OF_JOINTS = ("_fx", "_fy", "_fz", "_net_extension", "_net_right_bending", "_net_left_twist")
MOST_ROWS = 100_000
MOST_BYTES = 100_000_000  # of numbers; 12 s of all fascicles every ms as text
MOST_FORCE = 1e5  # N
HEAD_LINES = 100  # of a storage file, to look for `endheader`


class Given(NamedTuple):
    """What a file says of the fascicles that take part in the balance; 0 for one that it does not name."""

    times: Floats  # (frames,) s
    values: Floats  # (frames, n_active) activations, or N
    forces: bool


# Slips of multifidus as they were called until their ends were corrected, and what takes their place.
FORMER = {
    f"multifidus_lumborum_{old}": f"multifidus_lumborum_{now}"
    for old, now in (
        ("l2_tip_iliac_crest_medial_to_psis", "l2_tip_below_psis"),
        ("l3_tip_psis", "l3_tip_below_psis"),
        ("l3_tip_sacrum_lateral_crest_s1", "l3_tip_sacrum_lateral_crest_s3"),
        ("l4_tip_sacrum_lateral_crest_s1", "l4_tip_sacrum_lateral_to_foramen_s2"),
        ("l4_tip_sacrum_lateral_crest_s2", "l4_tip_sacrum_lateral_to_foramen_s3"),
        ("l4_tip_sacrum_lateral_crest_s3", "l4_tip_sacrum_lateral_to_foramen_s4"),
    )
}


def read_activations(path: Path, body: Body) -> Given:
    """Activations or forces of a .csv, .sto or .nc file.

    Raises:
        BadInput: the file cannot be read, or a value in it makes no sense; the message names line and column.
        UnknownName: a column that is no fascicle.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInput(f"cannot read activations from {path}: the name must end in {', '.join(SUFFIXES)}")
    if suffix == ".nc":
        time, names, values = _read_netcdf(path)
        first_line = 1
    else:
        time, names, values, first_line = _read_text(path, suffix)
    others = [name in FLAGS or name.endswith(OF_JOINTS) for name in names]
    forces = any(name.endswith(OF_JOINTS) for name in names)
    values = values[:, np.flatnonzero(~np.array(others))]
    names = [_today(name) for name, other in zip(names, others, strict=True) if not other]
    _check(path, time, names, values, first_line, MOST_FORCE if forces else 1.0)
    known = {body.fascicles[i].name: k for k, i in enumerate(body.active)}
    found = np.zeros((len(time), len(body.active)))
    for name, column in zip(names, values.T, strict=True):
        if name in known:
            found[:, known[name]] = column
        elif name not in {f.name for f in body.fascicles}:
            raise UnknownName("fascicle", name, known)
        elif np.nan_to_num(column).any():
            raise BadInput(f"{path}: {name} takes no part in the balance and cannot be activated")
    return Given(time, found, forces)


def _today(name: str) -> str:
    """The name of a fascicle, with its side, as it is called now."""
    slip, _, side = name.rpartition("_")
    return f"{FORMER[slip]}_{side}" if slip in FORMER else name


def _read_netcdf(path: Path) -> tuple[Floats, list[str], Floats]:
    import xarray

    with opened(path, "activations"):  # a device or a pipe is refused before the library waits for it
        pass
    try:
        with xarray.open_dataset(path, engine="netcdf4") as data:
            activation = data["activation"]
            over = "time" if "time" in activation.dims else "frame"  # as files were before format 1
            rows, columns = activation.sizes[over], activation.sizes["fascicle"]
            if rows > MOST_ROWS or rows * columns > MOST_BYTES / 8:
                raise BadInput(f"{path}: {rows} times of {columns} fascicles, too many to simulate")
            time, names = np.asarray(data["time"].values, float), [str(n) for n in data["fascicle"].values]
            values = np.asarray(activation.transpose(over, "fascicle").values, float)
    except (OSError, ValueError, RuntimeError) as error:
        raise BadInput(f"cannot read {path}: it is no netCDF file of `dorsum analyze --save`") from error
    except KeyError as error:
        raise BadInput(f"cannot read {path}: it has no {error.args[0]}") from error
    takes_part = ~np.isnan(values).all(axis=0)
    return time, [n for n, part in zip(names, takes_part, strict=True) if part], values[:, takes_part]


def _read_text(path: Path, suffix: str) -> tuple[Floats, list[str], Floats, int]:
    """Time, names, values and the line of the first row."""
    lines = read_text(path, "activations", MOST_BYTES).splitlines()
    head = 0
    if suffix == ".sto":
        ends = [i for i, line in enumerate(lines[:HEAD_LINES]) if line.strip().lower() == "endheader"]
        if not ends:
            raise BadInput(f"cannot read {path}: no line `endheader`, so it is no storage file")
        head = ends[0] + 1
    count = len(lines) - head - 1
    if not 1 <= count <= MOST_ROWS:
        raise BadInput(f"{path}: {max(count, 0)} rows of numbers; 1 to {MOST_ROWS} are needed")
    rows = csv.reader(lines[head:], delimiter="\t" if suffix == ".sto" else ",")
    try:
        names = [name.strip() for name in next(rows)]
        if not names or names[0] not in TIMES:
            raise BadInput(f"{path}, line {head + 1}: the first column must be {listed(TIMES, 'or')}")
        numbers = _numbers(path, rows, names, head + 2)
    except csv.Error as error:
        raise BadInput(f"{path}: is no table: {error}") from error
    return numbers[:, 0], names[1:], numbers[:, 1:], head + 2


def _numbers(path: Path, rows: Iterable[Sequence[str]], names: Sequence[str], first: int) -> Floats:
    """Values (rows, names), read row by row: as text they take ten times the room."""
    out = []
    for number, row in enumerate(rows, first):
        if len(row) != len(names):
            raise BadInput(f"{path}, line {number}: {len(row)} values for {len(names)} columns")
        try:
            out.append(np.array([float(cell) for cell in row]))
        except ValueError:
            name, cell = next((n, c) for n, c in zip(names, row, strict=True) if not _is_number(c))
            raise BadInput(f"{path}, line {number}, column {name}: {cell!r} is not a number") from None
    return np.array(out)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _check(path: Path, time: Floats, names: Sequence[str], values: Floats, first: int, most: float) -> None:
    double = {name for name in names if names.count(name) > 1}
    if double:
        raise BadInput(f"{path}: two columns are called {sorted(double)[0]}")
    if not names:
        raise BadInput(f"{path}: no column of a fascicle")
    backwards = np.flatnonzero(~(np.diff(time) > 0))
    if not np.isfinite(time).all() or len(backwards):
        row = int(backwards[0]) + 1 if len(backwards) else int(np.flatnonzero(~np.isfinite(time))[0])
        raise BadInput(f"{path}, line {first + row}: time must rise from row to row")
    bad = np.argwhere(~((values >= 0) & (values <= most)))
    if len(bad):
        row, column = bad[0]
        what = "an activation is 0 to 1" if most == 1.0 else f"a force is 0 to {most:g} N"
        where = f"{path}, line {first + row}, column {names[column]}"
        raise BadInput(f"{where} = {values[row, column]:g}: {what}")
