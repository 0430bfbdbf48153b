"""How long the mesh of the muscles takes, and how far it lies from real ones, muscle by muscle.

    python benchmarks/muscle_distance.py --meshes FOLDER

FOLDER holds a GLB of muscles (`*muscles*.glb`) whose nodes are named like `right_rhomboid_major|FMA13381`, in
the frame of the measured man (metres, x anterior, y up, z right, origin at the S1 upper endplate), for
instance BodyParts3D. The mesh of the man of that stature is put into the pose of his scan. Printed are the
mean distance from our surface to the real one and back, right side, in mm. Without a folder only
the time is measured.
"""

import argparse
import json
import struct
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from dorsum.body.body import Body
from dorsum.body.skeleton import Floats
from dorsum.shape.flesh.mesh import MuscleMesh, deform, muscle_mesh
from dorsum.units import MM

POINTS = 20_000  # on each surface
TYPES = {5121: np.uint8, 5123: np.uint16, 5125: np.uint32, 5126: np.float32}  # of glTF 2.0
WIDTH = {"SCALAR": 1, "VEC3": 3}
PARTS = {  # name in the GLB, and what the parts here are called where it differs
    "ascending_part_of_right_trapezius": ["trapezius_ascending"],
    "transverse_part_of_right_trapezius": ["trapezius_transverse"],
    "descending_part_of_right_trapezius": ["trapezius_descending"],
    "spinal_part_of_right_deltoid": ["deltoid_spinal"],
    "set_of_right_levatores_costarum_longi": ["levatores_costarum_longi"],
    "set_of_right_levatores_costarum_breves": ["levatores_costarum_breves"],
    "right_iliocostalis_lumborum": [
        "iliocostalis_lumborum_pars_lumborum",
        "iliocostalis_lumborum_pars_thoracis",
    ],
    "right_longissimus_thoracis": [
        "longissimus_thoracis_pars_lumborum",
        "longissimus_thoracis_pars_thoracis",
    ],
}
Triangles = NDArray[np.int64]


def read_glb(path: Path) -> dict[str, tuple[Floats, Triangles]]:
    """Vertices and triangles of every node of a GLB without compression or transforms."""
    data = path.read_bytes()
    length = struct.unpack("<I", data[12:16])[0]
    head, body = json.loads(data[20 : 20 + length]), data[28 + length :]

    def array(index: int) -> NDArray[Any]:
        accessor = head["accessors"][index]
        view = head["bufferViews"][accessor["bufferView"]]
        start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        count, width = accessor["count"], WIDTH[accessor["type"]]
        return np.frombuffer(body, TYPES[accessor["componentType"]], count * width, start).reshape(
            count, width
        )

    found = {}
    for node in head["nodes"]:
        if "mesh" in node:
            pieces = head["meshes"][node["mesh"]]["primitives"]
            corners = [array(p["attributes"]["POSITION"]).astype(float) for p in pieces]
            shift = np.cumsum([0, *map(len, corners)])
            faces = [
                array(p["indices"]).reshape(-1, 3).astype(np.int64) + s
                for p, s in zip(pieces, shift, strict=False)
            ]
            found[node["name"].split("|")[0]] = (np.concatenate(corners), np.concatenate(faces))
    return found


def sample(at: Floats, faces: Triangles, rng: np.random.Generator) -> Floats:
    """Points spread evenly over a surface."""
    a, b, c = (at[faces[:, i]] for i in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    chosen = rng.choice(len(faces), POINTS, p=area / area.sum())
    u, v = np.sort(rng.random((2, POINTS, 1)), axis=0)
    return np.asarray(u * a[chosen] + (v - u) * b[chosen] + (1.0 - v) * c[chosen])


def in_the_scan(body: Body, mesh: MuscleMesh) -> Floats:
    """Positions of the mesh with every bone where it was scanned."""
    return deform(mesh, body, np.swapaxes(body.skeleton.scan_turn, 1, 2), body.skeleton.scan_centre)[0]


def measured_man() -> Body:
    """The man of the stature of the measured skeleton."""
    male = Body.of("male")
    return Body.of(replace(male.subject, height_m=male.tables.constant("reference_stature") * MM))


def compare(real: dict[str, tuple[Floats, Triangles]]) -> None:
    """Print the distances."""
    body = measured_man()
    mesh, rng = muscle_mesh(body), np.random.default_rng(0)
    at = in_the_scan(body, mesh)
    known = {row.muscle for row in body.tables.muscles}
    print(f"{'muscle':45s} {'ours to real':>12s} {'real to ours':>12s}   mm, mean")
    means = []
    for name, surface in sorted(real.items()):
        muscles = PARTS.get(name, [name.removeprefix("right_")] if name.startswith("right_") else [])
        if not set(muscles) & known:
            continue
        own = [f for m in muscles for f in body.of_muscle(m, "right")]
        ours = sample(at, np.concatenate([mesh.faces_of(f) for f in own]).astype(np.int64), rng)
        theirs = sample(*surface, rng)
        there, back = (cKDTree(b).query(a)[0].mean() / MM for a, b in ((ours, theirs), (theirs, ours)))
        means.append((there, back))
        print(f"{name:45s} {there:12.1f} {back:12.1f}")
    there, back = np.mean(means, axis=0)
    print(f"{f'mean of {len(means)} muscles':45s} {there:12.1f} {back:12.1f}")


def main() -> None:
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("--meshes", type=Path, help="folder with a GLB of real muscles")
    folder = parser.parse_args().meshes
    body = Body.of("male")
    start = time.process_time()
    mesh = muscle_mesh(body)
    took = time.process_time() - start
    print(f"{len(mesh.point)} vertices, {len(mesh.faces)} triangles in {took:.2f} s of one core")
    if folder is None:
        print("no real surfaces to compare with; name a folder with --meshes")
        return
    files = sorted(folder.glob("*muscles*.glb"))
    if not files:
        raise SystemExit(f"{folder}: no file *muscles*.glb")
    compare(read_glb(files[0]))


if __name__ == "__main__":
    main()
