"""Results as text: CSV of the levels, and OpenSim storage."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.exchange.read.storage_header import POSTURE
from dorsum.exchange.write.results.tables import ROTATIONS, table
from dorsum.mechanics.result import Result

DIGITS = 6  # significant
# Steps below which a number is rounding: a load of 2.4e-15 N is 0.
DUST = {"n": 1e-6, "nm": 1e-6, "mpa": 1e-9, "kpa": 1e-9, "deg": 1e-9, "s": 1e-9}


def cell(value: Any, unit: str = "") -> str:
    """A number to `DIGITS` significant digits, `true` or `false`, a word; empty where there is no value."""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float):  # NumPy's is one
        if np.isnan(value):
            return ""
        return "0" if abs(value) < DUST.get(unit, 0.0) else f"{value:.{DIGITS}g}"
    return str(value)


def write_csv(result: Result, path: Path) -> None:
    """Levels per frame; an empty cell where there is no value."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for k, piece in enumerate(result.pieces()):
            columns = table(piece, "levels")
            del columns["frame"]
            if k == 0:
                writer.writerow(columns)
            writer.writerows(_cells(columns))


def _cells(columns: Mapping[str, Any]) -> Iterable[list[str]]:
    units = [name.rpartition("_")[2] for name in columns]
    times = columns["time_s"].tolist()
    for time, row in zip(times, zip(*columns.values(), strict=True), strict=True):
        yield [
            f"{time:.10g}" if name == "time_s" else cell(value, unit)
            for name, unit, value in zip(columns, units, row, strict=True)
        ]


def storage_columns(result: Result) -> dict[str, Floats]:
    """Columns of the storage file, each (frames,): time, flags, fascicles, net moments, joint reactions.

    `balanced` and `doubtful` are 1 or 0 and `short_nm` what the muscles lack. A fascicle in the balance has
    its tension, N. A joint has its net moments, N·m (`L5_S1_net_extension`), and a spinal one the
    force of the upper on the lower bone along the axes of its endplate (`L5_S1_fx`): x anterior, y up, z
    right.
    """
    columns = {
        "time": result.times,
        "balanced": result.balanced.astype(float),
        "doubtful": result.doubtful.astype(float),
        "short_nm": np.asarray(result.short_nm),
    }
    force, net = result.array("force"), result.array("net_joint_moment")
    for i in result.body.active:
        columns[result.body.fascicles[i].name] = force[:, i]
    for k, joint in enumerate(result.body.skeleton.joints):
        if not np.isnan(net[:, k]).any():
            for turn, moment in zip(ROTATIONS, net[:, k].T, strict=True):
                columns[f"{joint.replace('/', '_')}_net_{turn}"] = moment
    loads = result.array("anterior_shear"), -result.array("compression"), result.array("right_shear")
    for k, level in enumerate(result.levels):
        for axis, load in zip("xyz", loads, strict=True):
            columns[f"{level.replace('/', '_')}_f{axis}"] = load[:, k]
    return columns


def write_storage(result: Result, path: Path) -> None:
    """OpenSim storage text; its header says whether joints gave."""
    with path.open("w", encoding="utf-8") as file:
        for k, piece in enumerate(result.pieces()):
            columns = storage_columns(piece)
            if k == 0:
                more = (f"{POSTURE}={result.options.posture}",)
                file.write(_head(result.task, len(result.times), columns, storage=True, more=more))
            file.writelines(_lines(columns, "\t"))


def write_columns(columns: Mapping[str, Floats], path: Path, title: str) -> None:
    """Columns of one length, the first of them time in s, as OpenSim storage text (.sto) or as CSV."""
    storage = path.suffix.lower() == ".sto"
    with path.open("w", encoding="utf-8") as file:
        file.write(_head(title, len(next(iter(columns.values()))), columns, storage))
        file.writelines(_lines(columns, "\t" if storage else ","))


def _head(
    title: str, rows: int, columns: Mapping[str, Floats], storage: bool, more: Sequence[str] = ()
) -> str:
    if not storage:
        return ",".join(columns) + "\n"
    head = [title, "version=1", f"nRows={rows}", f"nColumns={len(columns)}", *more, "inDegrees=no"]
    return "\n".join([*head, "endheader", "\t".join(columns), ""])


def _lines(columns: Mapping[str, Floats], between: str) -> Iterable[str]:
    for row in zip(*(np.asarray(values).tolist() for values in columns.values()), strict=True):
        yield between.join("0" if abs(value) < DUST["n"] else f"{value:.10g}" for value in row) + "\n"
