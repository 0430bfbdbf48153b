"""The arrays of a scene from its bytes, row by row as its document says: beside the page a second reader."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
MIRROR = np.array([1.0, 1.0, -1.0])


def back(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Steps from what tells them."""
    return np.where(codes % 2, -(codes + 1) // 2, codes // 2)


def whole(section: dict[str, Any], content: bytes) -> NDArray[np.int64]:
    """The whole numbers (count, size) of a section."""
    count, size, deep = section["count"], section["size"], section["bytes"]
    flat = np.frombuffer(content, np.uint8, count * size * deep, section["offset"])
    table = (flat.reshape(size, deep, count).astype(np.int64) << 8 * np.arange(deep)[:, None]).sum(axis=1).T
    return np.cumsum(back(table), axis=0) if section["steps"] else table


def directions(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors from places on the unfolded octahedron."""
    x, y = places.T
    z = 1 - abs(x) - abs(y)
    folded = np.where(z < 0, (1 - abs(y)) * np.where(x < 0, -1, 1), x)
    y = np.where(z < 0, (1 - abs(x)) * np.where(y < 0, -1, 1), y)
    out = np.stack([folded, y, z], axis=1)
    return np.asarray(out / np.linalg.norm(out, axis=1, keepdims=True))


def triangles(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Corners (m, 3) from what they share with the triangle before."""
    out: list[list[int]] = []
    greatest = -1
    for row in codes.tolist():
        corners = []
        for code in row:
            far = code - 3
            way = far // 2 if far % 2 == 0 else -(far + 1) // 2
            corners.append(out[-1][code] if code < 3 else greatest + 1 - way)
            greatest = max(greatest, corners[-1])
        out.append(corners)
    return np.array(out)


def unpacked(scene: dict[str, Any], content: bytes) -> Arrays:
    """All arrays of both sides, by the names of their sections; and the body, the fascicle of each vertex."""
    raw = {name: whole(section, content) for name, section in scene["buffer"]["sections"].items()}
    found: Arrays = {name: raw[name] * scene["buffer"]["sections"][name]["unit"] for name in raw}
    for name in ("bone_normal", "muscle_normal"):
        found[name] = directions(found[name])
    found["bone_index"] = triangles(raw["bone_index"])
    flat = {name: rows[:, 0] if rows.shape[1] == 1 else rows for name, rows in found.items()}
    flat |= {"point_body": raw["point_body"][:, 0], "muscle_point": raw["muscle_point"]}
    return flat | _bones(scene, flat, raw["bone_sent"]) | _muscles(scene, flat, raw["muscle_sent"])


def _bones(scene: dict[str, Any], sent: Arrays, counts: NDArray[np.int64]) -> Arrays:
    first = np.cumsum(np.vstack([[0, 0], counts]), axis=0)
    parts: list[tuple[Any, ...]] = []
    before = 0
    for i, bone in enumerate(scene["bones"]):
        j = i if bone["mirror_of"] is None else bone["mirror_of"]
        rows, faces = slice(first[j, 0], first[j + 1, 0]), slice(first[j, 1], first[j + 1, 1])
        at, normal, weight = (sent[f"bone_{name}"][rows] for name in ("position", "normal", "weight"))
        corners = sent["bone_index"][faces] - first[j, 0]
        if bone["mirror_of"] == i:
            off = np.flatnonzero(at[:, 2] > 0)
            image = np.arange(len(at))
            image[off] = len(at) + np.arange(len(off))
            corners = np.concatenate([corners, image[corners][:, ::-1]])
            at, normal = (np.concatenate([a, a[off] * MIRROR]) for a in (at, normal))
            weight = np.concatenate([weight, weight[off]])
        elif j != i:
            at, normal, corners = at * MIRROR, normal * MIRROR, corners[:, ::-1]
        assert (bone["vertex_start"], bone["vertex_count"]) == (before, len(at))
        parts.append((at, normal, weight, np.full(len(at), bone["body"]), corners.ravel() + before))
        before += len(at)
    names = ("bone_position", "bone_normal", "bone_weight", "bone_body", "bone_index")
    return {
        name: np.concatenate(arrays) for name, arrays in zip(names, zip(*parts, strict=True), strict=True)
    }


def _muscles(scene: dict[str, Any], sent: Arrays, counts: NDArray[np.int64]) -> Arrays:
    first = np.cumsum(np.vstack([[0, 0], counts]), axis=0)
    opposite = np.arange(len(sent["point_body"]))
    for fascicle in scene["fascicles"]:
        if fascicle["mirror_of"] is not None:
            (mine, count), (theirs, _) = (
                f["points"] for f in (fascicle, scene["fascicles"][fascicle["mirror_of"]])
            )
            opposite[theirs : theirs + count] = np.arange(mine, mine + count)
    same = ("muscle_t", "muscle_weight", "muscle_level", "muscle_trunk", "muscle_flesh", "muscle_across")
    parts: dict[str, list[NDArray[Any]]] = {}
    before = 0
    for i, fascicle in enumerate(scene["fascicles"]):
        j = i if fascicle["mirror_of"] is None else fascicle["mirror_of"]
        rows, faces = slice(first[j, 0], first[j + 1, 0]), slice(first[j, 1], first[j + 1, 1])
        corners = sent["muscle_index"][faces].astype(int) - first[j, 0] + before
        turn = MIRROR if j != i else np.ones(3)
        points = sent["muscle_point"][rows]
        made = {name: sent[name][rows] for name in same} | {
            "muscle_point": opposite[points] if j != i else points,
            "muscle_offset": sent["muscle_offset"][rows] * turn,
            "muscle_normal": sent["muscle_normal"][rows] * turn,
            "muscle_fascicle": np.full(rows.stop - rows.start, i),
            "muscle_index": (corners[:, ::-1] if j != i else corners).ravel(),
        }
        before += rows.stop - rows.start
        for name, values in made.items():
            parts.setdefault(name, []).append(values)
    return {name: np.concatenate(values) for name, values in parts.items()}
