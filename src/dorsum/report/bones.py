"""The bones of a figure as outlines. Shapes of skull and rami follow landmarks; they carry no mechanics."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from dorsum.anatomy.rows import VertebraRow
from dorsum.body.skeleton import SIDES, SPINE, Floats, sided
from dorsum.report.drawing import Balls, Picture, balls, path, polygon, polyline
from dorsum.report.figure import Figure
from dorsum.units import DEGREE, MM

MAIN = 2  # layer of bones and muscles, sorted by depth
OVER = 3  # layer of the near arm, before bones and muscles
ARM = ("humerus", "forearm", "hand")
RIB_WIDTH = 13.0  # half-millimetres
TURN = np.linspace(0.0, 2.0 * np.pi, 16, endpoint=False)

# Balls of the skull on the scan, mm: x, y, z (0: middle, else both sides), radius.
CRANIUM = (
    (-16, 642, 0, 68), (30, 650, 0, 62), (8, 650, 10, 62), (-40, 608, 18, 30), (0, 586, 48, 9),
    (52, 640, 28, 38), (24, 594, 30, 10),
)  # fmt: skip
FACE = (
    (84, 632, 22, 13), (70, 628, 38, 12), (74, 594, 34, 10), (86, 574, 12, 8), (56, 580, 24, 8),
    (98, 610, 0, 6),
)  # fmt: skip
TEETH = ((84, 566, 14, 8), (80, 548, 14, 8), (60, 560, 22, 6))
JAW = ((80, 516, 10, 9), (78, 540, 14, 7), (28, 540, 42, 7), (44, 560, 34, 5))
RAMUS = ((27, 540, 45, 8), (22, 590, 52, 5), (42, 576, 46, 5), (46, 550, 38, 7))
CHEEK = ((72, 602, 46, 8), (24, 596, 60, 4))
EYE = ((82, 612, 33, 14),)
NOSTRIL = ((100, 592, 5, 7), (96, 584, 6, 6))


def draw_bones(picture: Picture, figure: Figure, faint_arm: str = "") -> None:
    """Everything from skull to feet; the arm that hangs before the trunk is only hinted at."""
    draw_spine(picture, figure)
    draw_skull(picture, figure)
    draw_thorax(picture, figure)
    for side in SIDES:
        picture.solid(MAIN, hip_bone(figure, side), "bone", title=f"hip bone, {side}")
        draw_girdle(picture, figure, side)
        for name, parts in limb_bones(figure, side).items():
            faint = side == faint_arm and name in ARM
            layer, classes = (OVER, "bone limb faint") if faint else (MAIN, "bone limb")
            picture.solid(layer, parts, classes, title=f"{name}, {side}", fits=False)


def draw_spine(picture: Picture, figure: Figure) -> None:
    """Vertebrae, discs and sacrum."""
    for level in figure.body.tables.vertebrae:
        if level.level != "S1":
            picture.solid(MAIN, vertebra(figure, level), "bone", title=level.level)
    draw_discs(picture, figure)
    picture.solid(MAIN, sacrum(figure), "bone", title="sacrum")


def endplate(figure: Figure, row: VertebraRow, which: str, size: float = 1.0) -> Floats | None:
    """Rim of an endplate (16, 3); None where the vertebra has none."""
    x, y = (getattr(row, f"{which}_endplate_centre_{c}_mm") for c in "xy")
    if x is None or y is None:
        return None
    other = "lower" if which == "upper" else "upper"
    width, depth = (
        getattr(row, f"{which}_endplate_{d}_mm") or 0.8 * getattr(row, f"{other}_endplate_{d}_mm")
        for d in ("width", "depth")
    )
    angle = (row.sagittal_angle_deg + (getattr(row, f"{which}_endplate_normal_angle_deg") or 0.0)) * DEGREE
    forward = np.array([np.cos(angle), np.sin(angle), 0.0])
    side = np.array([0.0, 0.0, 1.0])
    ring = depth / 2 * np.cos(TURN)[:, None] * forward + width / 2 * np.sin(TURN)[:, None] * side
    return figure.scan("pelvis" if row.level == "S1" else row.level, np.array([x, y, 0.0]) + size * ring)


def vertebra(figure: Figure, row: VertebraRow) -> list[Balls]:
    """Body, arch and processes."""
    rims = [rim for which in ("upper", "lower") if (rim := endplate(figure, row, which)) is not None]
    parts = [Balls(np.concatenate(rims), np.zeros(16 * len(rims)))] if rims else []
    level = row.level
    tip = figure.at(level, "spinous_process_tip")
    for side in SIDES:
        base = figure.at(level, "spinous_process_base", side)
        lamina = figure.at(level, "lamina", side)
        transverse = figure.at(level, "transverse_process_tip", side)
        body = figure.at(level, "vertebral_body_lateral", side)
        if tip is None or base is None or lamina is None or body is None or transverse is None:
            return parts + list(_atlas(figure))
        thick = 0.0045 if row.level[0] == "L" else 0.003
        parts.append(balls((tip, thick), (base, thick * 1.3)))
        parts.append(balls((base, thick * 1.2), (lamina, thick * 1.6)))
        parts.append(balls((lamina, thick * 1.4), (body, thick * 1.3)))
        parts.append(balls(((lamina + body) / 2, thick * 1.4), (transverse, thick)))
    return parts


def _atlas(figure: Figure) -> Iterator[Balls]:
    """The atlas has a ring and no body."""
    front, back = (figure.at("C1", f"atlas_{end}_tubercle") for end in ("anterior", "posterior"))
    for side in SIDES:
        tip = figure.at("C1", "transverse_process_tip", side)
        mass = figure.at("C1", "atlas_lateral_mass_anterior", side)
        if front is not None and back is not None and tip is not None and mass is not None:
            for end, radius in ((front, 0.004), (back, 0.003), (tip, 0.0035)):
                yield balls((mass, 0.006), (end, radius))


def draw_discs(picture: Picture, figure: Figure) -> None:
    """Discs between the bodies, a little behind them."""
    rows = {row.level: row for row in figure.body.tables.vertebrae}
    for joint in SPINE:
        upper, _, lower = joint.partition("/")
        if upper in rows and lower in rows:
            below = endplate(figure, rows[lower], "upper", 1.04)
            above = endplate(figure, rows[upper], "lower", 1.04)
            if below is not None and above is not None:
                rim = Balls(np.concatenate([below, above]), np.zeros(32))
                outline = polygon(rim.outline(picture.camera))
                depth = picture.camera.depth(rim.centres) - 0.002
                picture.add(MAIN, depth, path(outline, "disc", f"disc {joint}"))


def draw_skull(picture: Picture, figure: Figure) -> None:
    """Skull, jaw, cheek bones and eye sockets."""
    for title, shapes in (("skull", (CRANIUM, FACE)), ("teeth and jaw", (TEETH, JAW))):
        picture.solid(MAIN, [figure.shape("skull", *rows) for rows in shapes], "bone", title=title)
    for side in SIDES:
        picture.solid(MAIN, [_one_side(figure, RAMUS, side)], "bone", title="mandible")
        picture.solid(MAIN, [_one_side(figure, EYE, side)], "hollow")
        picture.solid(MAIN, [_one_side(figure, NOSTRIL, side)], "hollow")
        picture.solid(MAIN, [_one_side(figure, CHEEK, side)], "bone", title="zygomatic arch")


def _one_side(figure: Figure, rows: tuple[tuple[float, float, float, float], ...], side: str) -> Balls:
    sign = 1.0 if side == "right" else -1.0
    centres = figure.scan("skull", np.array([[x, y, sign * z] for x, y, z, _ in rows]))
    return Balls(centres, np.array([r for *_, r in rows]) * MM * figure.skeleton.scale)


def draw_thorax(picture: Picture, figure: Figure) -> None:
    """Ribs in two halves, so that each stands before or behind the spine; cartilage, sternum."""
    for name in figure.curve_names:
        if "rib" not in name and "costal" not in name:
            continue
        bone = name.startswith("rib")
        for side in SIDES:
            line = figure.curve(name, side)
            halves = (line[: len(line) // 2 + 1], line[len(line) // 2 :]) if bone else (line,)
            for half in halves:
                _stroke(picture, half, "rib" if bone else "rib cartilage")
    outline = [(52, 429, 22, 7), (74, 405, 20, 7), (93, 385, 12, 6)]
    body = [(93, 385, 12, 6), (110, 320, 15, 6), (116, 273, 12, 5)]
    parts = [figure.shape("sternum", *rows) for rows in (outline, body, [(116, 273, 0, 6), (125, 251, 0, 4)])]
    picture.solid(MAIN, parts, "bone", title="sternum")


def _stroke(picture: Picture, line: Floats, classes: str) -> None:
    flat, depth = picture.camera.flat(line), picture.camera.depth(line)
    d = polyline(flat)
    picture.add(MAIN, depth - 1e-4, path(d, f"{classes} edge"), flat)
    picture.add(MAIN, depth, path(d, classes))


def sacrum(figure: Figure) -> list[Balls]:
    """Sacrum and coccyx as slices that narrow downward."""
    s1 = next(row for row in figure.body.tables.vertebrae if row.level == "S1")
    rim = endplate(figure, s1, "upper")
    line = figure.curve("sacrum_coccyx_midline", "right")[1:]
    side = figure.rotation[0][:, 2] * figure.skeleton.scale
    half = np.interp(np.linspace(0, 1, len(line)), [0, 0.2, 0.6, 0.8, 1], [0.047, 0.04, 0.026, 0.01, 0.004])
    slices = [balls((p - half[i] * side, 0.006), (p + half[i] * side, 0.006)) for i, p in enumerate(line)]
    parts = [_joined(a, b) for a, b in zip(slices[:-1:2], slices[2::2], strict=False)]
    if rim is not None:
        parts.append(_joined(Balls(rim, np.zeros(16)), slices[1]))
    return parts


def _joined(*parts: Balls) -> Balls:
    return Balls(np.concatenate([p.centres for p in parts]), np.concatenate([p.radii for p in parts]))


def hip_bone(figure: Figure, side: str) -> list[Balls]:
    """Iliac wing as a fan from the crest to the hip, and the rami of pubis and ischium."""
    crest = figure.curve("iliac_crest", side)
    hip = figure.landmark("pelvis", "hip_joint_centre", side)
    tubercle = figure.landmark("pubis", "pubic_tubercle", side)
    symphysis = figure.landmark("pubis", "pubic_symphysis", side)
    ischium = figure.landmark("ilium", "ischial_tuberosity", side)
    fans = [
        _joined(Balls(crest[i : i + 5], np.full(len(crest[i : i + 5]), 0.004)), balls((hip, 0.022)))
        for i in range(0, len(crest) - 1, 4)
    ]
    return [
        *fans,
        balls((hip, 0.029)),
        balls((hip, 0.016), (tubercle, 0.008)),
        balls((tubercle, 0.008), (symphysis, 0.012)),
        balls((hip, 0.018), (ischium, 0.013)),
        balls((ischium, 0.012), (symphysis, 0.008)),
    ]


def draw_girdle(picture: Picture, figure: Figure, side: str) -> None:
    """Scapula as a plate with its spine, and the clavicle."""
    medial, lateral, ridge = (
        figure.curve(f"scapula_outline_{name}", side)
        for name in ("medial_border", "lateral_border", "spine_ridge")
    )
    acromion = figure.landmark("scapula", "acromion_anterior_tip", side)
    coracoid = figure.landmark("scapula", "coracoid_tip", side)
    shoulder = figure.joint(f"humerus_{side}")
    neck = shoulder + 0.25 * (medial[7] - shoulder)
    plate = np.concatenate([medial, neck[None], lateral])
    flat, depth = picture.camera.flat(plate), picture.camera.depth(plate)
    title = f"scapula, {side}"
    picture.add(MAIN, depth, path(polygon(flat), "bone plate", title), flat)
    chain = [*ridge[::3], ridge[-1], acromion]
    parts = [balls((a, 0.004), (b, 0.005)) for a, b in pairwise(chain)]
    picture.solid(MAIN, [*parts, balls((neck, 0.008), (coracoid, 0.006))], "bone", title=title)
    clavicle = figure.curve("clavicle_axis", side)
    joints = [balls((a, 0.0055), (b, 0.0055)) for a, b in zip(clavicle[:-2:2], clavicle[2::2], strict=False)]
    picture.solid(MAIN, joints, "bone", title=f"clavicle, {side}")


def limb_bones(figure: Figure, side: str) -> dict[str, list[Balls]]:
    """Long bones between the joint centres, thicker at their ends."""
    names = ("humerus", "forearm", "hand", "femur", "shank", "foot")
    joint = {name: figure.joint(sided(name, side)) for name in names}
    neck = figure.landmark("femur", "greater_trochanter_tip", side)
    heel, ball, toes = figure.sole(side)
    lift = 0.02 * (joint["foot"] - (heel + ball) / 2) / np.linalg.norm(joint["foot"] - (heel + ball) / 2)
    _, knuckles, tips = figure.hand(side)
    return {
        "humerus": [
            balls((joint["humerus"], 0.022)),
            *_shaft(joint["humerus"], joint["forearm"], 0.011, 0.017),
        ],
        "forearm": _shaft(joint["forearm"], joint["hand"], 0.010, 0.013),
        "hand": [balls((joint["hand"], 0.015), (knuckles, 0.013)), balls((knuckles, 0.011), (tips, 0.006))],
        "femur": [
            balls((joint["femur"], 0.021)),
            balls((joint["femur"], 0.012), (neck, 0.012)),
            *_shaft(neck, joint["shank"], 0.014, 0.024),
        ],
        "shank": _shaft(joint["shank"], joint["foot"], 0.012, 0.019),
        "foot": [
            balls((joint["foot"], 0.02), (heel + lift, 0.014)),
            balls((joint["foot"], 0.016), (toes + lift, 0.007)),
        ],
    }


def _shaft(start: Floats, end: Floats, middle: float, ends: float) -> list[Balls]:
    a, b = start + 0.18 * (end - start), start + 0.82 * (end - start)
    return [
        balls((start, ends), (a, middle)),
        balls((a, middle), (b, middle)),
        balls((b, middle), (end, ends)),
    ]
