"""What holds the scapula where the girdle is balanced, beside muscles: the thorax, and two ligaments.

The scapula lies on ribs 2, 4 and 7 with its upper angle, the root of its spine and its lower angle. There the
thorax pushes along the outward normal of the surface on which it glides (`body.gliding`), and nothing rubs.
Conoid and trapezoid ligament pull coracoid process and clavicle together. All are unknowns beside the muscles
at next to no cost (`contacts`): pushes and pulls ≥ 0 between two bodies, equal and opposite. What is pushed
at a rib its vertebra holds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dorsum.body.body import Body
from dorsum.body.gliding import Gliding, build_gliding
from dorsum.body.scan import Ints
from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.mechanics.contacts import Contacts
from dorsum.mechanics.kinematics import Posed

GROUP = "girdle"  # of joints, whose balance needs this (`groups.GROUPS`)
RIBS = ("rib4", "rib7", "rib2")  # below the corners of the scapula, in the order of `gliding.GLIDING`
LIGAMENTS = {  # from the coracoid process to the clavicle
    "conoid ligament": ("coracoid_root_medial", "conoid_tubercle"),
    "trapezoid ligament": ("coracoid_upper_surface", "trapezoid_line"),
}


class Holding(NamedTuple):
    """Where the scapulae of a body are held; c corners and l ligaments of both sides."""

    gliding: Gliding
    rib: Ints  # (c,) bodies
    names: tuple[str, ...]  # (c + l,)
    scapula: Ints  # (l,) bodies
    clavicle: Ints  # (l,)
    start: Floats  # (l, 3) from the joint centre of the scapula, standing, m
    end: Floats  # (l, 3) from that of the clavicle

    @classmethod
    def of(cls, body: Body) -> Holding:
        """Of a body."""
        skeleton = body.skeleton
        index, centre = skeleton.index, skeleton.centre
        each = [(name, places, side) for side in SIDES for name, places in LIGAMENTS.items()]
        scapula = np.array([index(sided("scapula", side)) for _, _, side in each])
        clavicle = np.array([index(sided("clavicle", side)) for _, _, side in each])
        ribs = [sided(rib, side) for side in SIDES for rib in RIBS]
        return cls(
            gliding=build_gliding(body.tables, skeleton),
            rib=np.array([index(rib) for rib in ribs]),
            names=(*(f"scapula on {rib}" for rib in ribs), *(sided(name, side) for name, _, side in each)),
            scapula=scapula,
            clavicle=clavicle,
            start=np.array([skeleton.at("scapula", at[0], side) for _, at, side in each]) - centre[scapula],
            end=np.array([skeleton.at("clavicle", at[1], side) for _, at, side in each]) - centre[clavicle],
        )

    def contacts(self, posed: Posed) -> Contacts:
        """In a posed body: the thorax pushes scapulae, ligaments pull them to the clavicles."""
        glide = self.gliding
        corner, thorax = _places(posed, glide.body, glide.point), posed.rotation[:, glide.carrier]
        centre = posed.origin[:, glide.carrier, None] + glide.centre @ np.swapaxes(thorax, 1, 2)
        outward = glide.outward((corner - centre) @ thorax) @ np.swapaxes(thorax, 1, 2)
        start, end = _places(posed, self.scapula, self.start), _places(posed, self.clavicle, self.end)
        along = (end - start) / np.linalg.norm(end - start, axis=-1, keepdims=True)
        return Contacts(
            names=self.names,
            on=np.concatenate([glide.body, self.scapula]),
            against=np.concatenate([self.rib, self.clavicle]),
            at=np.concatenate([corner, start], axis=1),
            normal=np.concatenate([outward, along], axis=1),
            friction=np.zeros(len(self.names)),
            held=(),
            whole=False,
        )


def _places(posed: Posed, body: Ints, local: Floats) -> Floats:
    """Points (frames, n, 3) m that bodies (n,) carry at `local` (n, 3) from their joint centres."""
    return np.asarray(posed.origin[:, body] + (posed.rotation[:, body] @ local[..., None])[..., 0])
