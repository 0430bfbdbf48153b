"""What bears the loads that look wrong: the thorax against the loins with arms stretched, the shear of L5/S1.

    python benchmarks/warning_signs.py

Nothing here has a bar. Of a task, exact and giving, it prints the compression of T11/T12 and L4/L5 as it is
and with one thing otherwise: no pressure in the abdomen; its thrust on one vertebra alone in place of all
that holds the diaphragm; a wall that holds it for nothing. Then the moment at both joints, and what weight,
thrust and every muscle add to the force across them along and across the plate, with that plate turned by
5° either way. The forces are summed here from the pieces of the muscles that cross a joint, which is
a second road to the reactions of the balance.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from dorsum import Options, Result, Task
from dorsum.body.body import Body
from dorsum.mechanics.kinematics import carry
from dorsum.mechanics.model import Model
from dorsum.mechanics.tangent import without_thrust
from dorsum.motion.analyze import analyze
from dorsum.units import DEGREE

TASKS = "holding_20kg_close", "holding_20kg_60cm", "lifting_20kg_bent_knees", "lifting_20kg_round_back"
LEVELS = "T11/T12", "L4/L5"
SHEARED = "L5/S1"
HOLDING = "T8", "T10", "T12"
TURNED = -5.0, 0.0, 5.0  # ° that the plate tilts forward
MOST = 6  # muscles that are listed


def settings() -> Iterator[tuple[str, Model, Options]]:
    """What is otherwise, by name."""
    plain = Model(Body.of("male"))
    yield "as it is, exact", plain, Options(posture="exact")
    yield "as it is", plain, Options()
    yield "no pressure", plain, Options(abdominal_pressure=False)
    for bone in HOLDING:
        yield f"thrust on {bone} alone", _thrust_on(bone), Options()
    for free in (("girdle",), ("hips", "girdle")):
        yield f"{' and '.join(free)} free", Model(Body.of("male", free=free)), Options()
    held = Model(Body.of("male"))
    held.mech = replace(held.mech, abdomen=held.mech.abdomen._replace(hoop_radius=1e-9))
    yield "wall for nothing", held, Options()


def _thrust_on(bone: str) -> Model:
    """A model whose pressure pushes one vertebra, and no other bone that holds the diaphragm."""
    model = Model(Body.of("male"))
    centre, abdomen = model.body.skeleton.centre, model.mech.abdomen
    body = np.array([model.body.skeleton.index(bone)])
    point = (abdomen.upper_point + centre[abdomen.upper_body])[:1] - centre[body]
    held = abdomen._replace(upper_body=body, upper_point=point, share=np.ones(1))
    model.mech = replace(model.mech, abdomen=held)
    return model


def across(result: Result, frame: int, level: str) -> dict[str, np.ndarray]:
    """Forces (3: forward, up, right of the plate) N on what is above a joint, by what they are from."""
    model, found = result.model, result.analysis
    mech, eq = model.mech, found.equations
    body, pulling = model.joint(level), model.mech.pulling
    above = np.asarray(mech.above)[body]
    plate = eq.posed.rotation[frame, mech.tree.parent[body]] @ mech.tree.axes[body]
    at = carry(eq.posed, pulling.paths.point_body, pulling.paths.point_local)[frame]
    line = at[pulling.paths.piece_start + 1] - at[pulling.paths.piece_start]
    line *= ((above[pulling.start] - above[pulling.end]) / np.linalg.norm(line, axis=1))[:, None]
    pull = (found.tension[frame, pulling.fascicle, None] * line) @ plate
    forces: dict[str, np.ndarray] = {}
    for fascicle, force in zip(pulling.fascicle, pull, strict=True):
        muscle = model.topology.muscles[fascicle]
        forces[muscle] = forces.get(muscle, np.zeros(3)) + force
    rest = above @ without_thrust(mech, eq)[frame]
    forces["weight and loads"] = rest @ plate
    forces["thrust of the pressure"] = (above @ eq.carried[frame, :, :3] - rest) @ plate
    level_at = model.body.levels.names.index(level)
    forces["ligaments"] = np.array([0.0, -eq.ligament_tension[frame, level_at], 0.0])
    return forces


def main() -> None:
    for name in TASKS:
        print(f"\n{name}\n{'':22}" + "".join(f"{level + ', N':>14}" for level in LEVELS) + f"{'ratio':>8}")
        kept = None
        for words, model, options in settings():
            result = analyze(Task.named(name), model, options=options)
            frame = result.peak[0]
            loads = [float(result.analysis.compression[frame, _level(result, level)]) for level in LEVELS]
            lacks = float(result.array("short_nm")[frame])
            print(
                f"{words:22}" + "".join(f"{n:14.0f}" for n in loads) + f"{loads[0] / loads[1]:8.2f}", end=""
            )
            print(f"  lacks {lacks:.1f} N·m" if lacks > 0.5 else "")
            kept = result if words == "as it is" else kept
        assert kept is not None
        for level in (*LEVELS, SHEARED):
            _parts(kept, level)


def _level(result: Result, name: str) -> int:
    return result.body.levels.names.index(name)


def _parts(result: Result, level: str) -> None:
    """What the force across a joint is from, largest first."""
    frame = result.peak[0]
    forces = across(result, frame, level)
    whole = np.sum(list(forces.values()), axis=0)
    told = result.analysis.compression[frame, _level(result, level)]
    print(
        f"  {level}: compression {-whole[1]:.0f} N ({told:.0f} of the balance), forward {whole[0]:.0f} N;",
        end="",
    )
    for turn in TURNED:
        c, s = np.cos(turn * DEGREE), np.sin(turn * DEGREE)
        print(f" {c * whole[0] - s * whole[1]:.0f} N with the plate {turn:+.0f}°", end="")
    print()
    for name in sorted(forces, key=lambda name: -np.linalg.norm(forces[name]))[: MOST + 3]:
        force = forces[name]
        print(f"    {name:38} down {-force[1]:7.0f} N, forward {force[0]:7.0f} N")


if __name__ == "__main__":
    main()
