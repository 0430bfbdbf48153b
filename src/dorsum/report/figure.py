"""A body in one posture as places in space: where every bone, landmark and path point is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from dorsum.body.body import Body
from dorsum.body.muscles import Fascicle
from dorsum.body.skeleton import SIDES, Floats, Skeleton, sided
from dorsum.report.drawing import Camera
from dorsum.units import MM

if TYPE_CHECKING:
    from dorsum.mechanics.result import Result

UP = np.array([0.0, 1.0, 0.0])
FLATTEST = 0.5  # the part of the body's right axis that must be level for a view from the right


@dataclass(frozen=True, eq=False)
class Figure:
    """A body in one posture; world axes x anterior, y up, z right, m."""

    body: Body
    rotation: Floats  # (n, 3, 3) turn of every body from standing
    origin: Floats  # (n, 3) joint centre of every body

    @classmethod
    def standing(cls, body: Body) -> Figure:
        """The body in upright standing, where all angles are zero."""
        centre = body.skeleton.centre
        return cls(body, np.tile(np.eye(3), (len(centre), 1, 1)), centre)

    @property
    def skeleton(self) -> Skeleton:
        """Bones in standing."""
        return self.body.skeleton

    def joint(self, body: str) -> Floats:
        """Joint centre by which a body hangs."""
        return np.asarray(self.origin[self.skeleton.index(body)])

    def carry(self, body: int, standing: Floats) -> Floats:
        """Points (n, 3) of standing where their body has taken them."""
        local = standing - self.skeleton.centre[body]
        return np.asarray(self.origin[body] + local @ self.rotation[body].T)

    def landmark(self, bone: str, landmark: str, side: str) -> Floats:
        """A landmark that every body has."""
        body, standing = self.skeleton.landmarks[bone, landmark, side]
        return np.asarray(self.carry(body, standing[None])[0])

    def paths(self) -> Iterator[tuple[int, Fascicle, Floats]]:
        """Index, fascicle and path points (n, 3) of every fascicle."""
        paths = self.body.paths
        turned = np.einsum("nij,nj->ni", self.rotation[paths.point_body], paths.point_local)
        points = self.origin[paths.point_body] + turned
        first = 0
        for i, fascicle in enumerate(self.body.fascicles):
            yield i, fascicle, points[first : first + len(fascicle.path)]
            first += len(fascicle.path)

    @cached_property
    def trunk_axes(self) -> tuple[Floats, Floats]:
        """Up along the trunk (from S1 to C7) and its right, level with the shoulders and the pelvis."""
        up = self.joint("C7") - self.joint("L5")
        right = self.rotation[0][:, 2] + self.rotation[self.skeleton.index("T4")][:, 2]
        return up / np.linalg.norm(up), right / np.linalg.norm(right)

    @cached_property
    def from_the_side(self) -> bool:
        """Whether the side camera looks from the right; a body lying on its side is seen from behind."""
        return bool(np.linalg.norm(self.rotation[0][[0, 2], 2]) > FLATTEST)

    @property
    def side_camera(self) -> Camera:
        """A level view of the whole body, as a bystander sees it."""
        axis = self.rotation[0][:, 2] if self.from_the_side else -self.rotation[0][:, 0]
        return Camera.looking(axis * np.array([1.0, 0.0, 1.0]), UP)

    @property
    def behind_camera(self) -> Camera:
        """A level view of the whole body from behind the pelvis."""
        return Camera.looking(-self.rotation[0][:, 0] * np.array([1.0, 0.0, 1.0]), UP)

    @property
    def back_camera(self) -> Camera:
        """A view onto the back that turns with the trunk."""
        up, right = self.trunk_axes
        return Camera.looking(np.cross(up, right) * -1.0, up)

    @cached_property
    def floor(self) -> float:
        """Height of the lowest point of the soles or of the body lying down, m."""
        soles = np.concatenate([self.sole(side) for side in SIDES])
        return float(soles[:, 1].min())

    def sole(self, side: str) -> Floats:
        """Heel, ball and tip of the toes (3, 3) on the ground."""
        foot = self.skeleton.index(f"foot_{side}")
        length, height = (self._limb(name) for name in ("foot", "ankle_height"))
        ahead = np.array([-0.22, 0.5, 0.78]) * length
        points = self.skeleton.centre[foot] + np.column_stack([ahead, np.full(3, -height), np.zeros(3)])
        return self.carry(foot, points)

    def _limb(self, name: str) -> float:
        row = next(row for row in self.body.tables.limbs if row.limb == name)
        size = self.skeleton.size[self.skeleton.index(sided(row.body, "right"))]
        return float(row.length_mm * MM * size[0 if name == "foot" else 1])

    def hand(self, side: str) -> Floats:
        """Wrist, knuckles and finger tips (3, 3)."""
        hand = self.skeleton.index(f"hand_{side}")
        centre = self.skeleton.centre[hand]
        along = centre - self.skeleton.centre[self.skeleton.index(f"forearm_{side}")]
        along = along / np.linalg.norm(along)
        reach = np.array([0.0, self._limb("hand_to_knuckle"), self._limb("hand") * 0.92])
        return self.carry(hand, centre + reach[:, None] * along)


@dataclass(frozen=True, eq=False)
class ResultFigure(Figure):
    """The body of a result in one frame."""

    result: Result
    frame: int

    @classmethod
    def of(cls, result: Result, frame: int) -> ResultFigure:
        """Where the task has put the body in that frame."""
        posed = result.posed
        return cls(
            result.body, np.asarray(posed.rotation[frame]), np.asarray(posed.origin[frame]), result, frame
        )
