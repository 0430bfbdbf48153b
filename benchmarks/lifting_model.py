"""Standing and bending with a load in the hands, in a published lifting model in OpenSim and in ours.

    python benchmarks/lifting_model.py Model_Pose2Sim_muscles_flex.osim

The file is not part of Dorsum. It is the lifting full-body model (Beaucage-Gauvreau 2019) as Pose2Sim adapts
it (knees, head and feet otherwise, muscles of De Groote and Fregly), under BSD-3-Clause in the folder
`OpenSim_Setup` of github.com/perfanalytics/pose2sim and of its package: pip download --no-deps pose2sim.

Ours has the model's mass and is as tall as makes its line from L5/S1 to the shoulders as long as the model's.
The model takes our tilt of the pelvis and bends until that line has turned as far as ours; arms hang down.
Net moments are about L5/S1 of each: OpenSim's inverse dynamics and the sum of its weights, which must agree,
and ours with our masses and with the model's. Loads by the least sum of squared activations of both: the
model by its three rows of the spine with all muscles that cross it, nothing else bearing; ours as exactly
that posture asks, with springs, stretched fibres and pressure, and by its own objective. The model has no
endplates, so that the length of the reaction is what compares; its compression is along its vertebra.
"""

import argparse
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import brentq

from dorsum.body.body import Body
from dorsum.body.names import SIDES
from dorsum.body.skeleton import Floats
from dorsum.body.subject import Subject
from dorsum.judges.opensim.forces import OBJECTIVE
from dorsum.judges.opensim.opened import need_opensim
from dorsum.mechanics.model import Model
from dorsum.mechanics.problem import Problem
from dorsum.mechanics.result import Result
from dorsum.mechanics.solve import solve
from dorsum.motion.acting import Load
from dorsum.motion.analyze import analyze
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task

CASES = (("standing", None, 0.0), ("30°", 30.0, 0.0), ("30°, 10 kg", 30.0, 10.0), ("55°, 10 kg", 55.0, 10.0))
LUMBAR = ("lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1")  # of the model, from below
HANDS, BEND, TILT = ("hand_r", "hand_l"), "L5_S1_Flex_Ext", "pelvis_tilt"
HANGING = ("arm_flex", "arm_add", "arm_rot", "elbow_flex", "pro_sup", "wrist_flex", "wrist_dev")
PARTS = {
    **{f"L{i}": (f"lumbar{i}",) for i in range(1, 6)},
    **{"T": ("torso",), "skull": ("head",), "humerus_": ("humerus_r", "humerus_l")},
    **{"forearm_": ("ulna_r", "radius_r", "ulna_l", "radius_l"), "hand_": HANDS},
}  # how names of our bodies begin, and the bodies of the model
LEVELS = {"L5/S1": 0, "L4/L5": 1}  # below which of the lumbar bodies
JOINTS = ("L5_S1_", "L4_L5_", "L3_L4_", "L2_L3_", "L1_L2_", "L1_T12_")
WAYS = {"Flex_Ext": "Abs_r3", "Lat_Bending": "Abs_r2", "axial_rotation": "Abs_r1"}  # and of its abdomen
BENDS = (-0.05, 0.195)  # rad of flexion at its L5/S1, which all of its lumbar joints follow: its range
NUDGE = 1e-4  # rad, to see how coordinates are coupled: they are in proportion
FIRM = 1e4  # weight of a N·m that muscles cannot give, against an activation of 1
GRAVITY = 9.80665  # m/s², as the file has it


class Found(NamedTuple):
    """What a model says of a case."""

    net: float  # N·m of extension about L5/S1, by OpenSim's inverse dynamics
    by_weight: float  # N·m, by the weights and their places alone
    force: dict[str, float]  # N, length of the joint's reaction
    compression: dict[str, float]  # N
    lacking: float  # N·m, at most, that its muscles cannot give


class Lifting:
    """The model in OpenSim with a load in its hands; forces of contacts and muscles are off."""

    def __init__(self, path: Path, load_kg: float) -> None:
        self.opensim = need_opensim()
        self.opensim.Logger.setLevelString("Error")
        self.model = self.opensim.Model(str(path))
        for i in range(self.model.getForceSet().getSize()):
            self.model.getForceSet().get(i).set_appliesForce(False)
        bodies = self.model.getBodySet()
        for hand in HANDS:
            bodies.get(hand).setMass(bodies.get(hand).getMass() + load_kg / len(HANDS))
        self.state = self.model.initSystem()
        self.coordinates = {c.getName(): c for c in self.model.getCoordinateSet()}
        self.speed = {name: self._speed(c) for name, c in self.coordinates.items()}
        self.above = [i for i in range(bodies.getSize()) if self._carried(bodies.get(i).getName())]

    def _speed(self, coordinate: Any) -> int:
        coordinate.setSpeedValue(self.state, 1.0)
        index = int(np.argmax(self.state.getU().to_numpy()))
        coordinate.setSpeedValue(self.state, 0.0)
        return index

    @staticmethod
    def _carried(body: str) -> bool:
        arms = ("humerus", "ulna", "radius", "hand")
        return body in (*LUMBAR, "torso", "head") or body.startswith(arms)

    def pose(self, tilt: float, bend: float) -> None:
        """Pelvis and lumbar spine forward, rad; arms hang down."""
        self.coordinates[TILT].setValue(self.state, -tilt, False)
        self.coordinates[BEND].setValue(self.state, -bend, False)
        for side in "rl":
            for name in HANGING:
                self.coordinates[f"{name}_{side}"].setValue(self.state, 0.0, False)
        self.model.assemble(self.state)
        for side in "rl":
            self.coordinates[f"arm_flex_{side}"].setValue(self.state, self._lean(), False)
        self.model.assemble(self.state)
        self.model.realizeDynamics(self.state)

    def _lean(self) -> float:
        self.model.realizePosition(self.state)
        turn = self.model.getBodySet().get("torso").getTransformInGround(self.state).R()
        return -float(np.arctan2(turn.get(1, 0), turn.get(0, 0)))

    def joint(self, body: str) -> Floats:
        """Where a lumbar body turns on the one below, m."""
        return _numbers(self.model.getBodySet().get(body).getPositionInGround(self.state))

    def trunk(self) -> Floats:
        """From L5/S1 to the middle of the shoulders, m."""
        arms = [self.model.getBodySet().get(f"humerus_{s}").getPositionInGround(self.state) for s in "rl"]
        return np.asarray(np.mean([_numbers(arm) for arm in arms], axis=0) - self.joint(LUMBAR[0]))

    def weights(self, level: int) -> tuple[Floats, Floats]:
        """Masses (n,) kg above a level and their places (n, 3) m."""
        bodies = [self.model.getBodySet().get(i) for i in self.above]
        bodies = [body for body in bodies if body.getName() not in LUMBAR[:level]]
        places = [_numbers(b.findStationLocationInGround(self.state, b.getMassCenter())) for b in bodies]
        return np.array([body.getMass() for body in bodies]), np.array(places)

    def found(self, alone: bool) -> Found:
        """What it says, with its joints coupled, or each in balance alone."""
        solver = self.opensim.InverseDynamicsSolver(self.model)
        still = self.opensim.Vector(self.model.getNumSpeeds(), 0.0)
        asked = np.array(solver.solve(self.state, still).to_numpy())
        mass, place = self.weights(0)
        by_weight = GRAVITY * float(mass @ (place[:, 0] - self.joint(LUMBAR[0])[0]))
        tension, force, lacking = self._muscles(asked, alone)
        sizes, along = {}, {}
        for name, level in LEVELS.items():
            mass = self.weights(level)[0]
            bodies = [self.model.getBodySet().get(i) for i in self.above]
            index = [b.getMobilizedBodyIndex() for b in bodies if b.getName() not in LUMBAR[:level]]
            on_above = tension @ force[:, index].sum(axis=1) + [0.0, -GRAVITY * mass.sum(), 0.0]
            axes = self.model.getBodySet().get(LUMBAR[level]).getTransformInGround(self.state).R()
            upward = np.array([axes.get(i, 1) for i in range(3)])
            sizes[name], along[name] = float(np.linalg.norm(on_above)), float(-on_above @ upward)
        net = float(asked[self.speed[BEND]])
        return Found(net, by_weight, sizes, along, lacking)

    def _muscles(self, asked: Floats, alone: bool) -> tuple[Floats, Floats, float]:
        """Tensions (muscles,) N, the force (muscles, bodies, 3) of a unit of each, and what is lacking."""
        spatial, vector = self.opensim.VectorOfSpatialVec, self.opensim.Vector
        nothing = self.opensim.SpatialVec(self.opensim.Vec3(0), self.opensim.Vec3(0))
        arms, forces, most = [], [], []
        for muscle in self.model.getMuscles():
            on = spatial(self.model.getNumBodies() + 1, nothing)
            direct, moments = vector(self.model.getNumSpeeds(), 0.0), vector()
            muscle.getGeometryPath().addInEquivalentForces(self.state, 1.0, on, direct)
            self.model.getMatterSubsystem().multiplyBySystemJacobianTranspose(self.state, on, moments)
            arms.append(np.array(moments.to_numpy()))
            forces.append([_numbers(on.get(i).get(1)) for i in range(self.model.getNumBodies() + 1)])
            most.append(muscle.calcInextensibleTendonActiveFiberForce(self.state, 1.0))
        rows = self._rows(alone)
        problem = Problem(
            matrices=((np.array(arms) @ rows.T).T * most)[None],
            rhs=(rows @ asked)[None],
            lower=0.0,
            upper=1.0,
            weights=1.0,
            power=2,
            reserve_scale=1.0,
            reserve_weight=FIRM,
            coordinates=[f"row {i}" for i in range(len(rows))],
            variables=[muscle.getName() for muscle in self.model.getMuscles()],
        )
        solution = solve(problem)
        assert solution.converged.all()
        return solution.values[0] * most, np.array(forces), float(np.abs(solution.reserves).max())

    def _rows(self, alone: bool) -> Floats:
        """What turns (rows, speeds) with the three coordinates of the spine, or with each joint alone."""
        found = np.zeros((3, self.model.getNumSpeeds()))
        joints = np.zeros((3, len(JOINTS), self.model.getNumSpeeds()))
        before = {n: c.getValue(self.state) for n, c in self.coordinates.items()}
        for row, (way, wall) in enumerate(WAYS.items()):
            state = self.opensim.State(self.state)
            self.coordinates[JOINTS[0] + way].setValue(state, before[JOINTS[0] + way] + NUDGE, False)
            self.model.assemble(state)
            of = [self.speed[joint + way] for joint in JOINTS]
            for name in (*(joint + way for joint in JOINTS), wall):
                found[row, self.speed[name]] = (self.coordinates[name].getValue(state) - before[name]) / NUDGE
            joints[row, range(len(JOINTS)), of] = 1.0
            joints[row, :, self.speed[wall]] = found[row, self.speed[wall]] / found[row, of].sum()
        return joints.reshape(-1, joints.shape[2]) if alone else found


def _numbers(vector: Any) -> Floats:
    return np.array([vector.get(i) for i in range(3)])


def our_trunk(result: Result) -> Floats:
    """From L5/S1 to the middle of the shoulders, m."""
    names, origin = result.body.skeleton.names, np.asarray(result.posed.origin)[0]
    shoulders = np.mean([origin[names.index(f"humerus_{side}")] for side in SIDES], axis=0)
    return np.asarray(shoulders - origin[names.index("L5")])


def parts(result: Result, their: Lifting) -> dict[str, tuple[float, float]]:
    """Moments about L5/S1, N·m, of what each part weighs in the model: at our places and at its own."""
    names, masses = result.body.skeleton.names, result.body.masses.mass
    centres = np.asarray(result.model.centres_in(result.posed))[0]
    lever = centres[:, 0] - np.asarray(result.posed.origin)[0, names.index("L5"), 0]
    mass, place = their.weights(0)
    at = [their.model.getBodySet().get(i).getName() for i in their.above]
    moment = GRAVITY * mass * (place[:, 0] - their.joint(LUMBAR[0])[0])
    found = {}
    for start, theirs in PARTS.items():
        of = [i for i, name in enumerate(names) if name.startswith(start) and masses[i] > 0.0]
        which = [at.index(name) for name in theirs]
        here = GRAVITY * mass[which].sum() * float(masses[of] @ lever[of] / masses[of].sum())
        found[theirs[0]] = here, float(moment[which].sum())
    return found


def ours(model: Model, inclination: float | None, load_kg: float) -> tuple[Result, Result]:
    """A case in ours, exactly, by OpenSim's objective and by our own."""
    task = Task(
        name="bent",
        title="Bent",
        posture=Posture(trunk_inclination=inclination),
        loads=(Load(mass_kg=load_kg),) if load_kg else (),
    )
    return analyze(task, model, objective=OBJECTIVE, posture="exact"), analyze(task, model, posture="exact")


def matched(their: Lifting, result: Result, standing: tuple[Floats, Floats]) -> None:
    """Put the model in the posture of a result; the lines of both from L5/S1 to the shoulders in standing."""
    tilt = -float(np.arctan2(*np.asarray(result.posed.rotation)[0, 0, [1, 0], 0]))

    def turned(line: Floats, since: Floats) -> float:
        return float(np.arctan2(line[0], line[1]) - np.arctan2(since[0], since[1]))

    def off(bend: float) -> float:
        their.pose(tilt, bend)
        return turned(their.trunk(), standing[1]) - turned(our_trunk(result), standing[0])

    their.pose(tilt, brentq(off, *BENDS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("model", type=Path)
    path = parser.parse_args().model
    their = Lifting(path, 0.0)
    their.pose(0.0, 0.0)
    mass, line = their.model.getTotalMass(their.state), their.trunk()
    upright = our_trunk(ours(Model(Body.of(Subject(mass_kg=mass))), None, 0.0)[0])
    height = Subject.height_m * float(np.linalg.norm(line) / np.linalg.norm(upright))
    model = Model(Body.of(Subject(mass_kg=mass, height_m=height)))
    standing = our_trunk(ours(model, None, 0.0)[0]), line
    print(f"{their.model.getName()}: {mass:.1f} kg; ours as heavy and {height:.2f} m tall")
    for name, inclination, load_kg in CASES:
        like, own = ours(model, inclination, load_kg)
        their = Lifting(path, load_kg)
        matched(their, like, standing)
        coupled, alone = their.found(alone=False), their.found(alone=True)
        net = float(like.array("net_joint_moment")[0, like.body.skeleton.names.index("L5"), 0])
        each = parts(like, their)
        same = sum(here for here, _ in each.values())
        farthest = max(each, key=lambda part: abs(each[part][0] - each[part][1]))
        rest = same - each[farthest][0] + each[farthest][1]
        print(
            f"{name}: net moment {coupled.net:.1f} N·m (its weights {coupled.by_weight:.1f}), ours {net:.1f},"
            f" with its masses {same:.1f} ({_more(same, coupled.net)}), its {farthest} where it has it"
            f" {rest:.1f} ({_more(rest, coupled.net)})"
        )
        for level in LEVELS:
            k = like.levels.index(level)
            sizes = [np.linalg.norm(one.array("joint_reaction_force")[0, k]) for one in (like, own)]
            along = [one.array("compression")[0, k] for one in (like, own)]
            print(
                f"  {level}: {_load(coupled, level)}, joint by joint {_load(alone, level)};"
                f" ours {sizes[0]:.0f}, by our objective {sizes[1]:.0f};"
                f" compression {along[0]:.0f} and {along[1]:.0f}"
            )


def _more(value: float, than: float) -> str:
    return f"{100 * (value / than - 1):+.1f} %"


def _load(found: Found, level: str) -> str:
    lacks = f" (lacks {found.lacking:.1f} N·m)" if found.lacking > 0.1 else ""
    return f"{found.force[level]:.0f} N{lacks}, along its vertebra {found.compression[level]:.0f}"


if __name__ == "__main__":
    main()
