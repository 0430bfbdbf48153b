"""An .osim file opened in OpenSim, and what OpenSim says of it. Needs the package `opensim`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import BadInput
from dorsum.exchange.write.osim.coordinates import Coordinate


def need_opensim() -> Any:
    """The package `opensim`, its messages kept off the screen and out of the working folder.

    Raises:
        BadInput: it is not installed.
    """
    try:
        import opensim
    except ImportError as error:
        raise BadInput("this needs OpenSim for Python: pip install opensim") from error
    opensim.Logger.setLevelString("Warn")
    opensim.Logger.removeFileSink()
    return opensim


class Opened:
    """A model in OpenSim; coordinates and muscles are asked for by name."""

    def __init__(self, path: Path, coordinates: Sequence[Coordinate], muscles: Sequence[str]) -> None:
        self.opensim = need_opensim()
        self.model = self.opensim.Model(str(path))
        self.state = self.model.initSystem()
        known = self.model.getCoordinateSet()
        self.coordinates = [known.get(c.name) for c in coordinates]
        self.muscles = [self.model.getMuscles().get(name) for name in muscles]
        # One solver for all: each muscle's own would keep a copy of the whole state, 8 GB together.
        self.solver = self.opensim.MomentArmSolver(self.model)
        self.place = [self._speed_index(c) for c in self.coordinates]

    def _speed_index(self, coordinate: Any) -> int:
        """Position of a coordinate among the speeds of Simbody, which go along the tree."""
        coordinate.setSpeedValue(self.state, 1.0)
        index = int(np.argmax(self.state.getU().to_numpy()))
        coordinate.setSpeedValue(self.state, 0.0)
        return index

    def pose(self, values: Floats) -> None:
        """Set the coordinates (n,), rad."""
        for coordinate, value in zip(self.coordinates, values, strict=True):
            coordinate.setValue(self.state, float(value), False)
        self.model.realizePosition(self.state)

    def lengths(self) -> Floats:
        """Lengths (muscles,) of the whole paths, m."""
        return np.array([muscle.getLength(self.state) for muscle in self.muscles])

    def moment_arm(self, coordinate: int, muscle: int) -> float:
        """Moment arm of one pair by OpenSim's moment arm solver, m."""
        path = self.muscles[muscle].getGeometryPath()
        return float(self.solver.solve(self.state, self.coordinates[coordinate], path))

    def moment_arms(self) -> Floats:
        """Moment arms (coordinates, muscles) of all pairs, m: what unit tension does at every coordinate."""
        opensim, matter = self.opensim, self.model.getMatterSubsystem()
        nothing = opensim.SpatialVec(opensim.Vec3(0), opensim.Vec3(0))
        found = []
        for muscle in self.muscles:
            forces = opensim.VectorOfSpatialVec(self.model.getNumBodies() + 1, nothing)
            moments, total = opensim.Vector(self.model.getNumSpeeds(), 0.0), opensim.Vector()
            muscle.getGeometryPath().addInEquivalentForces(self.state, 1.0, forces, moments)
            matter.multiplyBySystemJacobianTranspose(self.state, forces, total)
            found.append(np.array(total.to_numpy())[self.place])
        return np.array(found).T
