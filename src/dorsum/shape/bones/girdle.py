"""Scapula and clavicle.

Points that are not landmarks or measured curves are looks only, no mechanics rests on them: read by eye from
a male scapula of this size and rounded. mm in the frame of the scan.
"""

from __future__ import annotations

import numpy as np

from dorsum.shape.bones.clay import Clay
from dorsum.shape.bones.measured import Measured
from dorsum.shape.bones.mesh import Model, pulled, resampled, tube
from dorsum.shape.bones.shapes import Array, Shape, ball, curved_sheet, ellipsoid, plate, rod, sheet, xyz

STEP = 1.7
SMOOTHNESS = 1.2
REACH = 6.0
FORWARD = np.array([0.9589, -0.0941, -0.2676])  # normal of the blade, out of its costal surface
GLENOID = np.array([0.42, 0.02, 0.91])  # towards which the socket looks
SOCKET = 24.0  # radius of the glenoid's hollow: the head's 21.4 and its cartilage
# The blade's outer side from the inferior angle up: neck and root of the coracoid.
NECK = ((-34.0, 376.0, 131.0), (-29.0, 395.0, 128.0), (-26.0, 414.0, 116.0))
BOW = (0.0, 4.0, 5.5, 4.5, 0.0)  # how far the blade bends back between its borders
BLADE = (2.4, 2.1, 2.0, 2.4, 4.4)  # half-thickness from the medial to the lateral border
CLAVICLE = ((10.0, 11.0), (7.5, 8.0), (6.0, 6.2), (5.8, 6.0), (6.5, 5.2), (9.5, 5.2), (10.0, 5.0))


def scapula(m: Measured) -> Clay:
    """The right scapula in the pose of the scan."""
    head = m.joint("glenohumeral")
    blade, spine = _blade(m), [*_spine(m), *_coracoid(m)]
    socket = head - (SOCKET + 1.0) * GLENOID
    up = np.array([0.0, 1.0, 0.0]) - GLENOID[1] * GLENOID
    up /= np.linalg.norm(up)
    neck = [
        ellipsoid(
            socket + 2.0 * GLENOID + xyz(0, -2, 0), [6.5, 18.5, 13.0], [GLENOID, up, np.cross(GLENOID, up)]
        ),
        rod([np.array(NECK[1]), socket - 4.0 * GLENOID], [8.0, 11.0]),
    ]
    clay = Clay([*blade, *spine, *neck], STEP).add(blade).add([*neck, *spine], 5.0)
    clay.cut(ball(head, SOCKET), 1.0).smooth(SMOOTHNESS)
    return clay.pull(np.array(list(m.landmarks("scapula").values())), REACH)


def _blade(m: Measured) -> list[Shape]:
    medial = m.curve("scapula_outline_medial_border")[[0, 1, 3, 5, 7, 8, 9, 10]]
    lateral = m.curve("scapula_outline_lateral_border")[::-1]
    outer = np.array([*lateral[[0, 2, 4, 6, 7]], *NECK])
    inward = (outer - medial) / np.linalg.norm(outer - medial, axis=1, keepdims=True)
    share = np.linspace(0.0, 1.0, len(BOW))
    medial, outer = medial + 1.5 * inward, outer - 3.0 * inward
    rows = medial + share[:, None, None] * (outer - medial)
    full = np.minimum(np.linalg.norm(outer - medial, axis=1) / 60.0, 1.0)
    rows = rows - np.array(BOW)[:, None, None] * full[None, :, None] * FORWARD
    thick = np.broadcast_to(np.array(BLADE)[:, None], rows.shape[:2]).copy()
    thick[-1, 0] = thick[:, 0].mean()
    thick[-1, -1] = 3.0
    return curved_sheet(rows, thick)


def _spine(m: Measured) -> list[Shape]:
    """The spine rising from the blade and broadening into the acromion."""
    ridge = m.curve("scapula_outline_spine_ridge")
    start, end = m.at("scapula", "trigonum_spinae_TS"), np.array([-38.0, 402.0, 122.0])
    top = ridge[[0, 3, 6, 9, 11]]
    foot = start + np.linspace(0.04, 1.0, len(top))[:, None] * (end - start) - 3.0 * FORWARD
    inner = top + 2.5 * (foot - top) / np.linalg.norm(foot - top, axis=1, keepdims=True)
    made = sheet(np.stack([inner, foot]), [[2.4, 2.8, 3.4, 3.2, 3.2], [2.2, 2.0, 2.0, 2.4, 3.0]])
    made.append(
        rod(ridge[[0, 3, 5, 7, 9, 11, 13, 15]] + xyz(2.0, -1.5, 0), [2.2, 3.4, 4.0, 3.4, 3.4, 4.0, 4.6, 4.6])
    )
    corner, tip = m.at("scapula", "angulus_acromialis_AA"), m.at("scapula", "acromion_anterior_tip")
    side, joint = m.at("scapula", "acromion_lateral_border"), m.joint("acromioclavicular")
    inside = np.array([joint + xyz(-2, -2, 2), ridge[13] + xyz(4, -1, 0)])
    outline = [corner + xyz(4, 1, -4), side + xyz(-1, -2, -4), tip + xyz(-5, -2, -1), inside[0], inside[1]]
    made.append(plate([outline[0], outline[1], outline[3], outline[4]], 4.2))
    made.append(plate([outline[1], outline[2], outline[3]], 4.2))
    return made


def _coracoid(m: Measured) -> list[Shape]:
    tip = m.at("scapula", "coracoid_tip")
    line: list[Array] = [np.array(NECK[2]) + xyz(4, -2, 6), np.array([-9.0, 421.0, 119.0])]
    line += [
        np.array([3.0, 425.5, 122.0]),
        m.at("scapula", "coracoid_process") + xyz(-3, -2, 0),
        tip + xyz(-3, 1, -1),
    ]
    return [rod(line, [8.0, 7.5, 6.0, 5.5, 5.0])]


def clavicle(m: Measured) -> Model:
    """The right clavicle, swept along its measured axis: round inside, flat outside."""
    line = m.curve("clavicle_axis")
    count = 34
    centres = resampled(line[:], count)
    at = np.linspace(0, 1, len(CLAVICLE))
    size = np.array([np.interp(np.linspace(0, 1, count), at, [c[k] for c in CLAVICLE]) for k in (0, 1)])
    tangent = np.gradient(centres, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    flat = np.cross(np.array([0.0, 1.0, 0.0]), tangent)
    flat /= np.linalg.norm(flat, axis=1, keepdims=True)
    upright = np.cross(tangent, flat)
    model = tube(centres, flat * size[0][:, None], upright * size[1][:, None], 16)
    return pulled(model, np.array(list(m.landmarks("clavicle").values())), 12.0)
