"""A result as netCDF: all arrays, and the geometry with which the balance of every bone can be recomputed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from dorsum.exchange.write.results.geometry import constants
from dorsum.mechanics.dataset import about, attributes, attributes_of, labels, stored
from dorsum.mechanics.result import Result
from dorsum.mechanics.variables import FLAGS, VARIABLES

PACKED: dict[str, Any] = {"zlib": True, "complevel": 4}


def write_netcdf(result: Result, path: Path) -> None:
    """Dimensions, names, geometry, and the arrays some frames at a time."""
    import netCDF4

    try:
        with netCDF4.Dataset(path, "w", format="NETCDF4") as file:
            file.setncatts(attributes(result))
            _write_names(file, result)
            for name, (dims, units, words, values) in constants(result.body).items():
                _write_constant(file, name, dims, {"units": units, "long_name": words}, np.asarray(values))
            _write_arrays(file, result)
    except RuntimeError as error:  # all that the HDF5 library says of a full disc or a failing one
        raise OSError(f"{error}; is the disc full?") from error


def _write_names(file: Any, result: Result) -> None:
    file.createDimension("time", len(result.times))
    time = file.createVariable("time", "f8", ("time",))
    # No standard_name: CF gives `time` to dates, "seconds since …", which these are not.
    time.setncatts({"units": "s", "long_name": "time since the beginning"})
    time[:] = result.times
    for dim, names in labels(result.body).items():
        file.createDimension(dim, len(names))
        _write_constant(file, dim, (dim,), about(dim), np.array(names, object))
    fascicles = result.body.fascicles
    for name, words, names in (
        ("muscle", "muscle of the fascicle", [f.muscle for f in fascicles]),
        ("side", "side of the fascicle", [f.side for f in fascicles]),
    ):
        _write_constant(file, name, ("fascicle",), {"long_name": words}, np.array(names, object))
    at = np.array(result.short_at, object)
    _write_constant(
        file, "short_at", ("time",), {"long_name": "where and which moment the muscles lack most"}, at
    )


def _write_constant(file: Any, name: str, dims: tuple[str, ...], attrs: dict[str, Any], values: Any) -> None:
    for dim, size in zip(dims, values.shape, strict=True):
        if dim not in file.dimensions:
            file.createDimension(dim, size)
    text = values.dtype == object
    variable = file.createVariable(name, str if text else values.dtype, dims, **({} if text else PACKED))
    variable.setncatts(attrs)
    variable[:] = values


def _write_arrays(file: Any, result: Result) -> None:
    for name, variable in VARIABLES.items():
        flag = name in FLAGS
        made = file.createVariable(
            name,
            "i1" if flag else "f8",
            ("time", *variable.dims),
            fill_value=None if flag else np.nan,
            **PACKED,
        )
        made.setncatts(attributes_of(name))
        if "fascicle" in variable.dims:
            made.coordinates = "muscle side"
    first = 0
    for piece in result.pieces():
        last = first + len(piece.times)
        for name in VARIABLES:
            file[name][first:last] = stored(name, piece.array(name))
        first = last
