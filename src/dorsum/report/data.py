"""Results as plain data and as files: the JSON of `analyze --json`, netCDF, Parquet, storage text, CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from io import StringIO
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.files import write_whole
from dorsum.mechanics.result import STATES, Result
from dorsum.units import MPA


def result_as_dict(result: Result) -> dict[str, Any]:
    """One JSON object. A value that does not exist is None: a fascicle left out of the balance has no 0."""
    return {
        "task": result.task,
        "title": result.title,
        "assumptions": list(result.assumptions),
        "objective": result.objective,
        "subject": result.body.subject.as_dict(),
        "balanced": bool(result.balanced.all()),
        "shortfall": None if result.shortfall is None else result.shortfall.words,
        "frames": [_frame(result, f) for f in range(len(result.times))],
        "certificate": result.certificate(),
        "sources": [{"key": row.key, "citation": row.citation} for row in result.sources],
    }


def _frame(result: Result, f: int) -> dict[str, Any]:
    levels = zip(
        result.levels,
        result.compression[f],
        result.anterior_shear[f],
        result.right_shear[f],
        result.pressure[f] / MPA,
        strict=True,
    )
    muscles = zip(
        result.body.fascicles, result.activations[f], result.forces[f], result.states[f], strict=True
    )
    return {
        "time_s": float(result.times[f]),
        "balanced": bool(result.balanced[f]),
        "short_nm": float(result.short_nm[f]),
        "short_at": result.short_at[f],
        "levels": [
            {
                "level": level,
                "compression_n": _value(compression),
                "anterior_shear_n": _value(forward),
                "right_shear_n": _value(right),
                "pressure_mpa": _value(pressure),
            }
            for level, compression, forward, right, pressure in levels
        ],
        "muscles": [
            {
                "fascicle": fascicle.name,
                "muscle": fascicle.muscle,
                "side": fascicle.side,
                "activation": _value(activation),
                "force_n": _value(force),
                "state": STATES[state] if fascicle.takes_part else None,
            }
            for fascicle, activation, force, state in muscles
        ],
        "certificate": result.certificate(f),
    }


def _value(number: float) -> float | None:
    return float(number) if isfinite(number) else None


def save_result(result: Result, path: Path | str) -> None:
    """Save a result; the suffix says how: .nc, .parquet, .sto or .csv.

    Raises:
        BadInput: another suffix, or a path that cannot be written; nothing half-written is left.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in WRITERS:
        raise BadInput(f"cannot save {path}: the name must end in {', '.join(WRITERS)}")
    write_whole(path, lambda temporary: WRITERS[suffix](result, temporary))


def _write_netcdf(result: Result, path: Path) -> None:
    dataset = result.dataset
    packed = {str(name): {"zlib": True, "complevel": 4} for name in dataset.data_vars}
    try:
        dataset.to_netcdf(path, engine="netcdf4", encoding=packed)
    except RuntimeError as error:  # all that the HDF5 library says of a full disc or a failing one
        raise OSError(f"{error}; is the disc full?") from error


def _write_parquet(result: Result, path: Path) -> None:
    """A long table: one row per frame and fascicle; null where a fascicle takes no part."""
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyarrow import parquet

    frames, fascicles = len(result.times), result.body.fascicles
    left_out = np.tile([not f.takes_part for f in fascicles], frames)
    numbers = {
        "activation": result.activations,
        "force_n": result.forces,
        "fibre_length": result.fibre_lengths,
        "fibre_velocity_per_s": result.fibre_velocities,
    }
    columns = {
        "task": pa.array([result.task] * (frames * len(fascicles))),
        "frame": pa.array(np.repeat(np.arange(frames), len(fascicles))),
        "time_s": pa.array(np.repeat(result.times, len(fascicles))),
        "fascicle": pa.array([f.name for f in fascicles] * frames),
        "muscle": pa.array([f.muscle for f in fascicles] * frames),
        "side": pa.array([f.side for f in fascicles] * frames),
    }
    columns |= {name: pa.array(values.ravel(), mask=left_out) for name, values in numbers.items()}
    columns["state"] = pa.array(np.array(STATES)[result.states].ravel(), mask=left_out)
    parquet.write_table(pa.table(columns), path)


def storage_columns(result: Result) -> dict[str, Floats]:
    """Columns of the storage file, each (frames,): time, N of fascicles in the balance, N of joint reactions.

    Joint reactions are the force of the upper on the lower bone along the axes of its endplate: x anterior,
    y up, z right.
    """
    columns = {"time": result.times}
    for i in result.body.active:
        columns[result.body.fascicles[i].name] = result.forces[:, i]
    for k, level in enumerate(result.levels):
        name = level.replace("/", "_")
        columns[f"{name}_fx"] = result.anterior_shear[:, k]
        columns[f"{name}_fy"] = -result.compression[:, k]
        columns[f"{name}_fz"] = result.right_shear[:, k]
    return columns


def _write_storage(result: Result, path: Path) -> None:
    """OpenSim storage text."""
    write_columns(storage_columns(result), path, result.task)


def write_columns(columns: Mapping[str, Floats], path: Path, title: str) -> None:
    """Columns of one length, the first of them time in s, as OpenSim storage text (.sto) or as CSV."""
    rows = np.column_stack(list(columns.values()))
    storage = path.suffix.lower() == ".sto"
    between = "\t" if storage else ","
    head = [title, "version=1", f"nRows={len(rows)}", f"nColumns={len(columns)}", "inDegrees=no", "endheader"]
    lines = [between.join(f"{value:.10g}" for value in row) for row in rows]
    text = [*(head if storage else []), between.join(columns), *lines, ""]
    path.write_text("\n".join(text), encoding="utf-8")


def _write_csv(result: Result, path: Path) -> None:
    """Levels per frame; an empty cell where there is no value."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["time_s", "level", "compression_n", "anterior_shear_n", "right_shear_n", "pressure_mpa"])
    for f, time in enumerate(result.times):
        for k, level in enumerate(result.levels):
            loads = (result.compression, result.anterior_shear, result.right_shear, result.pressure / MPA)
            numbers = [_value(load[f, k]) for load in loads]
            cells = ["" if n is None else f"{n:.10g}" for n in numbers]
            writer.writerow([f"{time:.10g}", level, *cells])
    path.write_text(text.getvalue(), encoding="utf-8")


WRITERS: Mapping[str, Callable[[Result, Path], None]] = MappingProxyType(
    {".nc": _write_netcdf, ".parquet": _write_parquet, ".sto": _write_storage, ".csv": _write_csv}
)
