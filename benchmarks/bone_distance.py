"""How far the made bones lie from scanned ones, bone by bone.

    python benchmarks/bone_distance.py --meshes FOLDER

The folder holds scanned surfaces as GLB files (uncompressed, one mesh a node) in metres in the frame of the
tables' scan, such as the man whose landmarks the tables hold. Nodes are matched by name, what follows a `|`
is left out. Printed are mean and 95 % of the distance in mm, from points of our surface to the scanned and
back. Our bones are made in the size of the scan and put back into its pose.
"""

import argparse
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from dorsum.anatomy.read import load
from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.shape.bones import Surface, bone_surfaces
from dorsum.shape.bones.build import ORDINAL
from dorsum.units import MM

Floats = NDArray[np.float64]
Mesh = tuple[Floats, NDArray[np.int64]]

POINTS = 20_000  # spread over each surface; a few tenths of a mm apart on a vertebra
FORMATS = {5121: np.uint8, 5123: np.uint16, 5125: np.uint32, 5126: np.float32}  # of the glTF 2.0 standard
CRANIUM = (
    "frontal_bone", "occipital_bone", "sphenoid_bone",
    *(f"{side}_{bone}" for side in ("left", "right")
      for bone in ("maxilla", "nasal_bone", "parietal_bone", "temporal_bone", "zygomatic_bone")),
)  # fmt: skip


def scanned_parts(name: str) -> tuple[str, ...]:
    """Names of the scanned parts that make up one of our bones."""
    bone, _, side = name.rpartition("_")
    if name.startswith("rib") and side:
        return (f"{side}_{ORDINAL[int(bone[3:]) - 1]}_rib",)
    if name.startswith("costal_cartilage"):
        return (f"{side}_{ORDINAL[int(bone[16:]) - 1]}_costal_cartilage",)
    if name.startswith("disc"):
        level = name[5:].split("/")[0]
        region = {"C": "cervical", "T": "thoracic", "L": "lumbar"}[level[0]]
        vertebra = "axis" if level == "C2" else f"{ORDINAL[int(level[1:]) - 1]}_{region}_vertebra"
        return (f"intervertebral_disk_of_{vertebra}",)
    if name == "skull":
        return CRANIUM
    if name == "sternum":
        return ("manubrium", "body_of_sternum")
    return (f"{side}_{bone}",) if side in ("left", "right") else (name,)


def read_glb(path: Path) -> dict[str, Mesh]:
    """Meshes of a GLB file by the name of their node; nodes may not be moved or turned."""
    data = path.read_bytes()
    (length,) = struct.unpack_from("<I", data, 12)
    scene = json.loads(data[20 : 20 + length])
    binary = data[28 + length :]
    found = {}
    for node in scene["nodes"]:
        if "mesh" not in node:
            continue
        if {"matrix", "translation", "rotation", "scale"} & set(node):
            raise ValueError(f"{path}: node {node['name']} is moved; apply its transform first")
        (part, *_) = scene["meshes"][node["mesh"]]["primitives"]
        vertices = accessor(scene, binary, part["attributes"]["POSITION"]).reshape(-1, 3).astype(float)
        faces = accessor(scene, binary, part["indices"]).reshape(-1, 3).astype(np.int64)
        found[node["name"].split("|")[0]] = (vertices, faces)
    return found


def accessor(scene: dict[str, Any], binary: bytes, number: int) -> NDArray[Any]:
    """The flat array behind a glTF accessor."""
    at = scene["accessors"][number]
    view = scene["bufferViews"][at["bufferView"]]
    width = {"SCALAR": 1, "VEC3": 3}[at["type"]]
    start = view.get("byteOffset", 0) + at.get("byteOffset", 0)
    return np.frombuffer(binary, FORMATS[at["componentType"]], at["count"] * width, start)


def spread(mesh: Mesh, count: int, rng: np.random.Generator) -> Floats:
    """Random points of a surface, even by area."""
    vertices, faces = mesh
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    face = rng.choice(len(faces), count, p=area / area.sum())
    u, v = rng.random((2, count, 1))
    over = u + v > 1
    u, v = np.where(over, 1 - u, u), np.where(over, 1 - v, v)
    return np.asarray(a[face] + u * (b - a)[face] + v * (c - a)[face])


def back_in_scan(surface: Surface, body: Body) -> Mesh:
    """A surface moved from standing back to the pose of the scan."""
    skeleton = body.skeleton

    def moved(carrier: int) -> Floats:
        turned = (surface.vertices - skeleton.centre[carrier]) @ skeleton.scan_turn[carrier]
        return np.asarray(skeleton.scan_centre[carrier] + turned)

    vertices = moved(surface.body)
    if surface.body2 is not None and surface.weight is not None:
        share = surface.weight[:, None].astype(float)
        vertices = (1 - share) * vertices + share * moved(surface.body2)
    return vertices, surface.faces.astype(np.int64)


def joined(parts: list[Mesh]) -> Mesh:
    starts = np.cumsum([0, *(len(vertices) for vertices, _ in parts)])
    faces = [faces + start for (_, faces), start in zip(parts, starts, strict=False)]
    return np.concatenate([vertices for vertices, _ in parts]), np.concatenate(faces)


def report(scanned: dict[str, Mesh]) -> None:
    stature = load().constant("reference_stature") * MM
    body = Body.of(Subject(name="scan", height_m=stature))
    rng = np.random.default_rng(0)
    print(f"{'bone':<28}{'ours → scan, mm':>18}{'95 %':>7}{'scan → ours':>14}{'95 %':>7}")
    means = []
    for surface in bone_surfaces(body):
        parts = [scanned[name] for name in scanned_parts(surface.name) if name in scanned]
        if not parts or surface.name.endswith("_left"):
            continue
        ours, theirs = (spread(m, POINTS, rng) for m in (back_in_scan(surface, body), joined(parts)))
        there, back = cKDTree(theirs).query(ours)[0] / MM, cKDTree(ours).query(theirs)[0] / MM
        numbers = (there.mean(), np.percentile(there, 95), back.mean(), np.percentile(back, 95))
        means.append((numbers[0], numbers[2]))
        print("{:<28}{:>18.1f}{:>7.1f}{:>14.1f}{:>7.1f}".format(surface.name, *numbers))
    if means:
        there_mean, back_mean = np.mean(means, axis=0)
        print(f"{len(means)} bones, mean of the means: {there_mean:.2f} mm there, {back_mean:.2f} mm back")
    else:
        print("no node of these files is named like a bone of ours")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--meshes", type=Path, required=True, help="folder with GLB files")
    scanned: dict[str, Mesh] = {}
    for path in sorted(parser.parse_args().meshes.glob("*.glb")):
        scanned |= read_glb(path)
    report(scanned)


if __name__ == "__main__":
    main()
