"""The third cervical to the fifth lumbar vertebra."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dorsum.shape.bones.clay import Clay
from dorsum.shape.bones.column import Plate, endplate, vertebral_body
from dorsum.shape.bones.measured import Measured
from dorsum.shape.bones.shapes import Array, Shape, bar, ellipsoid, plate, rod, xyz

UP = np.array([0.0, 1.0, 0.0])
RIGHT = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class Build:
    """What the tables do not tell of a region's vertebrae: looks only, no mechanics rests on it. mm.

    Read by eye from text-book drawings and rounded; the measured landmarks have the last word (`Clay.pull`).
    """

    step: float  # of the grid
    waist: float  # fraction the body's walls are drawn in
    pedicle: tuple[float, float]  # half-width, half-height
    pedicle_at: float  # fraction of the body's height
    facet: tuple[float, float]  # radius and half-thickness of an articular process
    pillar: float  # radius of the bone between the articular processes
    lamina: float  # half-thickness
    spine: tuple[float, float, float]  # half-thickness, half-height at the root and at the tip
    transverse: tuple[float, float, float]  # half-height at root and tip, half-thickness


LUMBAR = Build(1.9, 0.12, (5.0, 7.5), 0.66, (7.8, 3.8), 5.2, 3.4, (2.4, 8.5, 11.0), (7.0, 5.6, 2.8))
THORACIC = Build(1.75, 0.11, (3.2, 5.6), 0.70, (5.8, 2.8), 3.8, 3.0, (2.3, 6.5, 2.5), (5.4, 5.6, 4.6))
CERVICAL = Build(1.25, 0.06, (2.9, 3.6), 0.58, (5.6, 3.0), 5.0, 2.2, (2.0, 3.6, 2.0), (2.6, 2.4, 3.2))
LOW_THORACIC = ("T11", "T12")  # their spines are short and tall, their transverse processes stubs
FORAMEN = 2.3  # mm, radius of the hole for the vertebral artery
HIGHER = 3.0  # mm, the middle of a lumbar spine above its hindmost point
ROOT_FLARE = 1.8  # mm a spinous process is thicker where the laminae meet
UNCUS = 2.2  # mm, how high the rim of a cervical endplate stands at its sides
REACH = 6.0  # mm around a landmark within which the surface gives way to it
SOFTNESS = 0.9  # mm, averaging of the field: creases like those of a bone


def vertebra(m: Measured, level: str) -> Clay:
    """A vertebra from C3 to L5 in the pose of the scan."""
    build = {"L": LUMBAR, "T": THORACIC, "C": CERVICAL}[level[0]]
    lower, upper = endplate(m, level, "lower"), endplate(m, level, "upper")
    body = vertebral_body(lower, upper, build.waist)
    arch = _arch(m, level, build, lower, upper)
    processes = [*_articular(m, level, build), *_transverse(m, level, build)]
    clay = Clay([body, *arch, *processes], build.step, middle=True)
    clay.add(body).add(arch, 3.0).cut(_canal(m, level, upper.centre - lower.centre), 2.0)
    if level[0] == "C":
        clay.add(_uncus(upper), 2.0)
    clay.add(processes, 2.5)
    if level[0] == "C":
        above, below = process_centres(m, level, build)
        clay.cut(_artery(m, level, above + 0.35 * (below - above)), 1.0)
    clay.smooth(SOFTNESS)
    return clay.pull(surface_points(m, level), REACH)


def surface_points(m: Measured, level: str) -> Array:
    """Measured points of a vertebra's surface, (n, 3) mm: its landmarks and the centres of its facets."""
    found = [at for name, at in m.landmarks(level).items() if "disc" not in name]
    found += [m.point(level, f"{end}_facet") for end in ("superior", "inferior")]
    return np.array(found)


def process_centres(m: Measured, level: str, build: Build) -> tuple[Array, Array]:
    """Centres of the superior and of the inferior articular process, behind their facets."""
    return (
        m.point(level, "superior_facet") - build.facet[1] * m.normal(level, "superior_facet"),
        m.point(level, "inferior_facet") - build.facet[1] * m.normal(level, "inferior_facet"),
    )


def _arch(m: Measured, level: str, build: Build, lower: Plate, upper: Plate) -> list[Shape]:
    """Pedicles, laminae, the bone between the articular processes and the spinous process."""
    row = m.level(level)
    above, below = process_centres(m, level, build)
    assert row.canal_width_mm is not None  # every vertebra with a body has its canal measured
    wide, tall = build.pedicle
    middle = lower.centre + build.pedicle_at * (upper.centre - lower.centre)
    start = middle - 0.55 * lower.half_depth * lower.forward
    beside = row.canal_width_mm / 2 + 0.6 * wide
    start = start + RIGHT * (beside if level[0] == "C" else min(beside, 0.85 * upper.half_width))
    end = above + 0.3 * (below - above)
    end[2] = max(end[2], beside)
    return [
        bar(start, end, RIGHT, (wide, wide), (tall, 0.9 * tall)),
        rod([above, below], [build.pillar, build.pillar]),
        *_laminae(m, level, build, above, below),
    ]


def _laminae(m: Measured, level: str, build: Build, above: Array, below: Array) -> list[Shape]:
    row = m.level(level)
    assert row.canal_centre_x_mm is not None
    assert row.canal_centre_y_mm is not None
    assert row.canal_depth_mm is not None
    base, tip = m.at(level, "spinous_process_base") * [1, 1, 0], m.at(level, "spinous_process_tip")
    roof = np.array(
        [row.canal_centre_x_mm - row.canal_depth_mm / 2 - build.lamina, row.canal_centre_y_mm - 1.0, 0]
    )
    root = np.array([base[0], (base[1] + below[1]) / 2, 0.0])
    thick, at_root, at_tip = build.spine
    way = tip - (roof + root) / 2
    way = way / np.linalg.norm(way)
    across = np.array([-way[1], way[0], 0.0])
    across = across * np.sign(across[1])
    if level[0] == "L":  # the back edge of a lumbar spine stands upright
        across = (across + UP) / np.linalg.norm(across + UP)
    if level in LOW_THORACIC:
        at_tip = at_root
    end = tip - way * (thick + 0.6)
    if level[0] == "L":
        end = end + xyz(0.0, HIGHER, 0.0)
    side = above + 0.45 * (below - above)
    blade = [roof, root, end - across * (at_tip - thick), end + across * (at_tip - thick)]
    ridge = base - across * max(at_root - thick, 0.0)
    return [
        plate([side, below, root, roof], build.lamina),
        plate(blade, [thick, thick, thick + 0.6, thick + 0.4]),
        rod([blade[2], blade[3]], thick + 0.9),
        rod([ridge, blade[2]], [thick + ROOT_FLARE, thick + 0.3]),
    ]


def _canal(m: Measured, level: str, up: Array) -> Shape:
    """The vertebral canal, an elliptic cylinder along the body's axis."""
    row = m.level(level)
    assert row.canal_depth_mm is not None
    assert row.canal_width_mm is not None
    centre = m.point(level, "canal_centre")
    axis = up / np.linalg.norm(up)
    forward = np.array([axis[1], -axis[0], 0.0])
    deep, wide = row.canal_depth_mm / 2, row.canal_width_mm / 2

    def distance(p: Array) -> Array:
        x, z = (p - centre) @ forward, p[:, 2]
        return np.asarray((np.hypot(x / deep, z / wide) - 1.0) * min(deep, wide))

    reach = 40.0  # mm up and down, beyond every arch
    ends = np.stack([centre - reach * axis, centre + reach * axis])
    return Shape(ends.min(0) - wide, ends.max(0) + wide, distance)


def _articular(m: Measured, level: str, build: Build) -> list[Shape]:
    """The four articular processes as flat knobs behind their measured facets."""
    made = []
    for centre, end in zip(process_centres(m, level, build), ("superior", "inferior"), strict=True):
        normal = m.normal(level, f"{end}_facet")
        along = UP - (UP @ normal) * normal
        along /= np.linalg.norm(along)
        radius, thick = build.facet
        made.append(
            ellipsoid(centre, [thick, 1.15 * radius, radius], [normal, along, np.cross(normal, along)])
        )
    return made


def _transverse(m: Measured, level: str, build: Build) -> list[Shape]:
    above, below = process_centres(m, level, build)
    root = above + 0.35 * (below - above)
    tip, back = m.at(level, "transverse_process_tip"), m.at(level, "transverse_process_posterior")
    at_root, at_tip, thick = build.transverse
    if level[0] == "C":
        return _cervical_transverse(m, level, build, root)
    if level[0] == "L":
        made = [rod([above, m.at(level, "mammillary_process") + xyz(2, -1, -1)], [3.6, 2.6])]
        made.append(rod([root, m.at(level, "accessory_process") + xyz(2, 0, -1)], [3.4, 2.2]))
        way = (back + m.at(level, "transverse_process_anterior_surface")) / 2
        root = root + xyz(5.0, 0.0, 1.0)
    else:
        made = []
        way = back + xyz(thick, 0.0, 0.0)
    out = (tip - way) / np.linalg.norm(tip - way)
    end = tip - out * min(at_tip, thick)
    across = np.cross(out, np.cross(UP, out))
    return [
        *made,
        bar(root, way, UP, (at_root, (at_root + at_tip) / 2), (thick * 1.2, thick)),
        bar(way, end, across, ((at_root + at_tip) / 2, at_tip), (thick, thick)),
    ]


def _tubercles(m: Measured, level: str) -> tuple[Array, Array]:
    """Anterior and posterior tubercle of a cervical transverse process."""
    found = m.landmarks(level)
    front, back = (found[f"transverse_process_{end}_tubercle"] for end in ("anterior", "posterior"))
    return front, back


def _cervical_transverse(m: Measured, level: str, build: Build, root: Array) -> list[Shape]:
    """Two bars with their tubercles, joined at the ends by the floor of the groove for the nerve."""
    front, back = _tubercles(m, level)
    lower = endplate(m, level, "lower")
    size = build.transverse[2]
    inner = lower.centre + xyz(0.0, 3.5, 0.75 * lower.half_width)
    inner = inner + lower.forward * 0.1 * lower.half_depth
    front_end, back_end = front - xyz(0.6 * size, 0, 0.6 * size), back - xyz(0, 0, size)
    way = m.at(level, "transverse_process_posterior") + xyz(0.9 * size, 0, 0)
    return [
        rod([inner, front_end], [size + 0.4, size]),
        rod([root, way, back_end], [size + 1.6, size + 0.3, size]),
        rod([way, m.at(level, "transverse_process_tip") - xyz(0, 0, size)], size),
        rod([front_end, back_end], [0.8 * size, 0.8 * size]),
    ]


def _artery(m: Measured, level: str, root: Array) -> Shape:
    """The transverse foramen, up between the bars of the transverse process."""
    front, back = _tubercles(m, level)
    wall = endplate(m, level, "lower").half_width
    centre = (front + root) / 2
    centre[2] = (wall + (front[2] + back[2]) / 2) / 2
    return rod([centre - 9.0 * UP, centre + 9.0 * UP], [FORAMEN, FORAMEN])


def _uncus(upper: Plate) -> list[Shape]:
    """The raised sides of a cervical endplate."""
    side = upper.centre + RIGHT * 0.84 * upper.half_width
    back = side - 0.55 * upper.half_depth * upper.forward
    front = side + 0.35 * upper.half_depth * upper.forward - RIGHT * 0.08 * upper.half_width
    lift = UNCUS * upper.up
    return [rod([front - lift, side - 0.1 * lift, back], [1.6, 1.9, 1.9])]
