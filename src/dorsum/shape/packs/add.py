"""Making a pack of a user's files: read, named, checked, laid on the drawn bones, thinned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dorsum.anatomy.read import Tables
from dorsum.errors import BadInput, UnknownName
from dorsum.exchange.read.surface_files import RawSurface, concept_in_header, read_surfaces, surface_files
from dorsum.shape.bones.build import Drawn, drawn_surfaces
from dorsum.shape.packs.fit import Fit, farthest, fitted, is_mirrored
from dorsum.shape.packs.names import Names, Shown, fma_ids
from dorsum.shape.packs.notes import Notes, read_notes
from dorsum.shape.packs.pack import Bone, Pack, pack_name
from dorsum.shape.packs.placing import Placing, placing_of
from dorsum.shape.packs.probe import Array, Probe
from dorsum.shape.packs.thin import Triangles, thinned
from dorsum.words import listed

LEAST_FACES = 2500  # triangles that every bone may have; more only if the drawn bone has them
SIZES = (0.6, 1.6)  # of the size of a bone over that of the pack's other bones

Kept = tuple[NDArray[np.float32], NDArray[np.uint32]]
Each = Callable[[Sequence[str]], Iterable[str]]


@dataclass
class Left:
    """What was left out of a pack, by mesh, and why."""

    why: dict[str, str] = field(default_factory=dict)
    muscles: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)  # surfaces of the page that the pack lacks


@dataclass(frozen=True)
class Named:
    """A mesh and the bone that it is; `listed`: a list names it, and may name several meshes of one bone."""

    raw: RawSurface
    shown: Shown
    listed: bool


def made_pack(path: Path, tables: Tables, name: str | None = None, each: Each = iter) -> tuple[Pack, Left]:
    """A pack of the surfaces in a folder or a file; `each` may show how far the work is.

    Raises:
        BadInput, UnknownName: no bone is found; two meshes are one bone; the sizes fit no unit; see
            `placing_of`, `read_notes`.
    """
    files = surface_files(path)
    notes = read_notes(path) if path.is_dir() else Notes()
    drawn = {surface.name: surface for surface in drawn_surfaces(tables)}
    left = Left()
    groups = _grouped(_named(files, notes, Names(tables, drawn), left))
    if not groups:
        raise BadInput(f"no bone of the page is in {path}: {_examples(left)}")
    theirs = {surface: Probe(*_joined(meshes)) for surface, meshes in groups.items()}
    ours = {surface: Probe(drawn[surface].model.vertices, drawn[surface].model.faces) for surface in groups}
    placing = placing_of(theirs, ours, notes)
    bones, kept = [], {}
    for surface in each(list(groups)):
        fit = fitted(theirs[surface], ours[surface], placing.turn)
        wrong = _refused(fit, placing, theirs[surface], ours[surface])
        if wrong:
            left.why[", ".join(named.raw.name for named in groups[surface])] = f"as {surface}: {wrong}"
            continue
        bone, kept[surface] = _laid(groups[surface], drawn[surface], fit, placing)
        bones.append(bone)
    if not bones:
        raise BadInput(f"no bone in {path} looks like the drawn one: {'; '.join(left.why.values())}")
    called = pack_name(name or notes.name or (path.stem if path.is_file() else path.resolve().name))
    texts = {"licence": notes.licence, "credit": notes.credit}
    lie = {"unit": placing.unit, "up": placing.up, "forward": placing.forward}
    left.drawn += [surface for surface in drawn if surface not in kept]
    return Pack(name=called, **texts, **lie, bones=tuple(bones), meshes=kept), left


def _named(files: Sequence[Path], notes: Notes, names: Names, left: Left) -> Iterator[Named]:
    """Every mesh that is a bone of the page; what is not is put on the list."""
    for bone in notes.bones.values():
        if names.find(bone) is None:
            raise UnknownName("bone of the page", bone, names.surfaces)
    seen: set[str] = {file.stem for file in files}
    for file in files:
        whole, listed = _by_file(file, notes, names)
        if whole is None and concept_in_header(file):
            _unknown(file.stem, [concept_in_header(file) or ""], names, left)
            continue
        try:
            raws = read_surfaces(file)
        except BadInput as error:
            left.why[file.name] = str(error)
            continue
        seen |= {raw.name for raw in raws}
        for raw in raws:
            shown = _find(raw.name, notes, names) or whole
            if shown is None:
                _unknown(raw.name, [raw.name, file.stem], names, left)
            else:
                yield Named(raw, shown, listed)
    left.why |= {name: "there is no such mesh, though it is named" for name in notes.bones.keys() - seen}


def _by_file(file: Path, notes: Notes, names: Names) -> tuple[Shown | None, bool]:
    """The bone that a file's name, its head or a list says it is, and whether it was a list."""
    found = _find(file.stem, notes, names)
    if found is None and (concept := concept_in_header(file)):
        found = names.find(concept)
    if found is not None:
        return found, False
    listed = (names.find(concept) for concept in notes.elements.get(file.stem, ()))
    return next((shown for shown in listed if shown is not None), None), True


def _find(name: str, notes: Notes, names: Names) -> Shown | None:
    return names.find(notes.bones.get(name, name))


def _unknown(name: str, known_as: Sequence[str], names: Names, left: Left) -> None:
    muscle = any(names.is_muscle(other) for other in known_as)
    (left.muscles if muscle else left.unknown).append(name)


def _grouped(named: Iterable[Named]) -> dict[str, list[Named]]:
    """The meshes of every surface; each bone of it comes once, and no whole beside its parts."""
    groups: dict[str, list[Named]] = {}
    for one in named:
        group = groups.setdefault(one.shown.surface, [])
        for other in group:
            together = one.raw.file == other.raw.file and not fma_ids(one.raw.name)
            same = one.shown.bone == other.shown.bone and not (one.listed and other.listed)
            if (same or not (one.shown.bone and other.shown.bone)) and not together:
                a, b = _where(other.raw), _where(one.raw)
                raise BadInput(f"two meshes are {one.shown.surface}: {a} and {b}; keep one of them")
        group.append(one)
    return groups


def _where(raw: RawSurface) -> str:
    return raw.file.name if raw.name == raw.file.stem else f"{raw.name} in {raw.file.name}"


def _joined(meshes: Sequence[Named]) -> tuple[Array, Triangles]:
    """The meshes as one surface, in the numbers of the files."""
    starts = np.cumsum([0, *(len(named.raw.vertices) for named in meshes)])
    faces = [named.raw.faces + start for named, start in zip(meshes, starts, strict=False)]
    vertices: Array = np.concatenate([named.raw.vertices for named in meshes])
    return vertices, np.concatenate(faces)


def _refused(fit: Fit, placing: Placing, theirs: Probe, ours: Probe) -> str:
    """Why a bone is not taken for the drawn one; nothing if it is."""
    if is_mirrored(theirs, ours, fit):
        return "it is the mirror image of that bone: is it of the other side?"
    relative = fit.scale / placing.mm_per_unit * placing.size
    if fit.residual > farthest(ours):
        return f"it lies {fit.residual:.1f} mm from the drawn bone, more than {farthest(ours):.1f} mm"
    if not SIZES[0] <= relative <= SIZES[1]:
        return f"it had to be scaled {relative:.2g} times as much as the other bones"
    return ""


def _laid(meshes: Sequence[Named], drawn: Drawn, fit: Fit, placing: Placing) -> tuple[Bone, Kept]:
    """The bone laid on the drawn one, thinned, facing outward."""
    raw, all_faces = _joined(meshes)
    vertices, faces = thinned(fit(raw), all_faces, max(len(drawn.model.faces), LEAST_FACES))
    a, b, c = (vertices[faces[:, k]] - vertices.mean(axis=0) for k in range(3))
    if np.einsum("ij,ij->", a, np.cross(b, c)) < 0:  # the volume, negative where faces look inward
        faces = faces[:, ::-1]
    bone = Bone(
        surface=drawn.name,
        meshes=tuple(named.raw.name for named in meshes),
        faces=len(faces),
        faces_read=len(all_faces),
        scale=fit.scale / placing.mm_per_unit,
        residual_mm=fit.residual,
    )
    return bone, (vertices.astype(np.float32), faces.astype(np.uint32))


def _examples(left: Left) -> str:
    if left.why:
        return next(iter(left.why.values()))
    found = [*left.unknown, *left.muscles]
    return f"nothing is known of {listed(found, most=3)}; name the meshes by FMA id or in names.csv"
