"""The shapes of a body, kept on disk: bones and muscles are modelled once for their facts and code.

Modelling takes seconds, reading what was modelled a tenth of one. Bones are kept as they are in the scan, for
all subjects of the same tables; muscles for the subject.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables
from dorsum.body.body import Body
from dorsum.cache import cache_folder, digest_of_sources, keep_newest
from dorsum.errors import BadInput
from dorsum.files import write_whole
from dorsum.shape.bones.build import Drawn, drawn_surfaces, parts, standing
from dorsum.shape.bones.measured import Measured
from dorsum.shape.bones.mesh import Model, Surface
from dorsum.shape.flesh.mesh import MuscleMesh, muscle_mesh

PACKAGE = Path(__file__).parent.parent
MADE_FROM = ("anatomy", "body", "shape")
AT_HAND = 2  # bodies in memory
KEPT_ON_DISK = 8  # files; one of bones and seven subjects take about 60 MB
ARRAYS = ("vertices", "normals", "faces", "weight")  # of a model

Arrays = Mapping[str, NDArray[Any]]


class Shapes(NamedTuple):
    """All that there is to see of a body, standing."""

    bones: tuple[Surface, ...]
    muscles: MuscleMesh


_at_hand: OrderedDict[str, Shapes] = OrderedDict()


def kept_shapes(body: Body) -> Shapes:
    """The bones and muscles of a body: from memory, from disk, or modelled."""
    key = _key_of_muscles(body)
    found = _at_hand.pop(key, None)
    if found is None:
        found = Shapes(kept_bones(body), kept_muscles(body))
    _at_hand[key] = found
    while len(_at_hand) > AT_HAND:
        _at_hand.popitem(last=False)
    return found


def kept_bones(body: Body) -> tuple[Surface, ...]:
    """The bones of a body: from disk, or modelled."""
    return tuple(standing(drawn, body.skeleton) for drawn in _kept_bones(body.tables))


@lru_cache(maxsize=1)
def _kept_bones(tables: Tables) -> tuple[Drawn, ...]:
    key = _key("bones", tables)
    found = _read(key)
    if found is not None:
        try:
            return tuple(_drawn(tables, found))
        except KeyError:  # of other parts
            pass
    made = drawn_surfaces(tables)
    kept = {}
    for drawn in made:
        for name in ARRAYS:
            array = getattr(drawn.model, name)
            if drawn.side != "left" and array is not None:
                kept[f"{drawn.part.name} {name}"] = array
    _write(key, kept)
    return made


def _drawn(tables: Tables, kept: Arrays) -> Iterator[Drawn]:
    """As `drawn_surfaces` orders them."""
    for part in parts(Measured(tables)):
        vertices, normals, faces = (kept[f"{part.name} {name}"] for name in ARRAYS[:3])
        model = Model(vertices, normals, faces, kept.get(f"{part.name} weight"))
        if part.paired:
            yield Drawn(part, "right", model)
            yield Drawn(part, "left", model.mirrored())
        else:
            yield Drawn(part, "mid", model)


def kept_muscles(body: Body) -> MuscleMesh:
    """The muscles of a body: from disk, or modelled."""
    key = _key_of_muscles(body)
    names = [field.name for field in fields(MuscleMesh)]
    found = _read(key)
    if found is not None and set(found) == set(names):
        return MuscleMesh(**found)
    made = muscle_mesh(body)
    _write(key, {name: getattr(made, name) for name in names})
    return made


def _key_of_muscles(body: Body) -> str:
    """Of what the muscles of a body are shaped by: its measures, not its name, age or strength."""
    who = body.subject.as_dict()
    no_measures = ("name", "strength", "active", "age_years")
    measures = {name: value for name, value in who.items() if name not in no_measures}
    return _key(f"muscles {json.dumps(measures, sort_keys=True)}", body.tables)


def _key(what: str, tables: Tables) -> str:
    return hashlib.sha256(f"{what} {tables.digest} {_code()}".encode()).hexdigest()[:32]


@cache
def _code() -> str:
    """What stands for the facts and the code that shapes follow from."""
    files = [path for folder in MADE_FROM for path in (PACKAGE / folder).rglob("*")]
    return f"{np.__version__} {digest_of_sources(PACKAGE, files)}"


def _folder() -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / "shapes"


def _read(key: str) -> dict[str, NDArray[Any]] | None:
    """Arrays from disk; None if they are not there, cut short or damaged."""
    folder = _folder()
    if folder is None:
        return None
    try:
        with (folder / f"{key}.npz").open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return dict(kept.items())
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        return None


def _write(key: str, arrays: Arrays) -> None:
    """Keep arrays on disk if that can be; the oldest go."""
    folder = _folder()
    if folder is None:
        return
    try:
        folder.mkdir(exist_ok=True)

        def write(temporary: Path) -> None:
            with temporary.open("wb") as file:
                np.savez(file, **arrays)  # type: ignore[arg-type]  # names of arrays, no options

        write_whole(folder / f"{key}.npz", write)
        keep_newest(folder, KEPT_ON_DISK)
    except (OSError, BadInput):
        return
