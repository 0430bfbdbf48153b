"""A result as labelled arrays (xarray): names of the dimensions, units, and who and what it is of."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from dorsum.body.body import Body
from dorsum.body.skeleton import AXES, SPINE, XYZ
from dorsum.mechanics import of_ring
from dorsum.mechanics.derived import whole_muscles
from dorsum.mechanics.variables import FLAGS, VARIABLES

if TYPE_CHECKING:
    import xarray

    from dorsum.mechanics.arrays import Arrays
    from dorsum.mechanics.result import Result

FORMAT = 2  # of saved files and JSON; 1 (0.1.0 and before) had no number and did not say whose back it is


def labels(body: Body) -> dict[str, list[str]]:
    """Names along every dimension but time."""
    skeleton = body.skeleton
    return {
        "level": list(SPINE),
        "rib_cage_level": [row.joint for row in body.tables.rib_cage],
        "rib": list(of_ring.ribs(body)),
        "joint": list(skeleton.joints),
        "body": list(skeleton.names),
        "rotation": list(AXES),
        "axis": list(XYZ),
        "body_axis": list(XYZ),
        "fascicle": [f.name for f in body.fascicles],
        "whole_muscle": list(whole_muscles(body)),
    }


def about(dim: str) -> dict[str, str]:
    """What the names along a dimension are."""
    return {"long_name": f"name of the {dim.replace('_', ' ')}"}


def attributes(result: Result) -> dict[str, Any]:
    """Whose back, which question, which version and facts; what has parts is JSON."""

    def text(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    return {
        "Conventions": "CF-1.11",
        "history": f"analysed by Dorsum {result.version}",
        "dorsum_format": FORMAT,
        "dorsum_version": result.version,
        "task": result.task,
        "title": result.title,
        "objective": result.objective,
        "tables": result.tables_digest,
        "subject": text(result.subject.as_dict()),
        "options": text(asdict(result.options)),
        "assumptions": text(result.assumptions),
        "warnings": text(result.warnings),
        "beyond_ring": text(result.beyond_ring),
        "certificate": text(result.certificate()),
        "recorded": text(None if result.recorded is None else result.recorded.stored()),
        "sources": text([{"key": row.key, "citation": row.citation} for row in result.sources]),
    }


def attributes_of(name: str) -> dict[str, Any]:
    """Units and meaning of an array; what the numbers of flags mean."""
    variable = VARIABLES[name]
    found: dict[str, Any] = {"units": variable.units, "long_name": variable.words}
    if name in FLAGS:
        found["flag_values"] = np.array(list(FLAGS[name]), dtype=np.int8)
        found["flag_meanings"] = " ".join(FLAGS[name].values())
    return found


def stored(name: str, values: Any) -> Any:
    """An array as it stands in a file: flags are small numbers."""
    return np.asarray(values).astype(np.int8) if name in FLAGS else np.asarray(values)


def data_array(result: Arrays, name: str) -> xarray.DataArray:
    """One array with its labels."""
    import xarray

    dims = VARIABLES[name].dims
    coords = {dim: values for dim, values in coordinates(result).items() if values[0] in ("time", *dims)}
    return xarray.DataArray(
        result.array(name), coords=coords, dims=("time", *dims), name=name, attrs=attributes_of(name)
    )


def coordinates(result: Arrays) -> dict[str, Any]:
    """Time, the names along every dimension, and muscle and side of the fascicles."""
    fascicles = result.body.fascicles
    return {
        "time": ("time", result.times, {"units": "s", "long_name": "time since the beginning"}),
        **{dim: (dim, names, about(dim)) for dim, names in labels(result.body).items()},
        "muscle": ("fascicle", [f.muscle for f in fascicles], {"long_name": "muscle of the fascicle"}),
        "side": ("fascicle", [f.side for f in fascicles], {"long_name": "side of the fascicle"}),
    }


def dataset(result: Result) -> xarray.Dataset:
    """All arrays of `VARIABLES`."""
    import xarray

    arrays = {
        name: (("time", *variable.dims), stored(name, result.array(name)), attributes_of(name))
        for name, variable in VARIABLES.items()
    }
    made = xarray.Dataset(arrays, coordinates(result), attributes(result))
    made["time"].encoding["_FillValue"] = None  # CF allows none where nothing can be missing
    return made
