#!/usr/bin/env bash
# OpenSim 4.6: Model.scale leaves the fibre and tendon lengths of a RigidTendonMuscle as they were.
# Expected: a muscle of a body scaled by 1.1 has an optimal fibre and a slack tendon 1.1 times as long, as
#   Thelen2003Muscle and Millard2012EquilibriumMuscle have, so that it works at the same point of its curves.
# Seen: its path grows by 1.1, its fibre and tendon do not: normalised lengths change and passive force appears.
# Ends with 0 while this is so, with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check opensim==4.6
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import opensim as osim

osim.Logger.setLevelString("off")
SCALE = 1.1


def model_with(kind):
    """A body on a pin, and one muscle across it."""
    model = osim.Model()
    body = osim.Body("body", 1.0, osim.Vec3(0), osim.Inertia(0.01))
    model.addBody(body)
    places = osim.Vec3(0), osim.Vec3(0)
    model.addJoint(osim.PinJoint("pin", model.getGround(), *places, body, osim.Vec3(0, 0.3, 0), osim.Vec3(0)))
    muscle = getattr(osim, kind)()
    muscle.setName("muscle")
    muscle.set_max_isometric_force(1000.0)
    muscle.set_optimal_fiber_length(0.15)
    muscle.set_tendon_slack_length(0.10)
    muscle.set_pennation_angle_at_optimal(0.0)
    muscle.addNewPathPoint("from", model.getGround(), osim.Vec3(0.02, 0.05, 0))
    muscle.addNewPathPoint("to", body, osim.Vec3(0.02, 0.1, 0))
    model.addForce(muscle)
    model.finalizeConnections()
    return model


def growth(kind):
    """How many times as long path, fibre and tendon are after scaling."""
    model = model_with(kind)
    state = model.initSystem()
    muscle = model.getMuscles().get(0)
    before = muscle.getLength(state), muscle.get_optimal_fiber_length(), muscle.get_tendon_slack_length()
    scales = osim.ScaleSet()
    for segment in ("ground", "body"):
        scale = osim.Scale()
        scale.setSegmentName(segment)
        scale.setScaleFactors(osim.Vec3(SCALE))
        scale.setApply(True)
        scales.cloneAndAppend(scale)
    model.scale(state, scales, False)
    state = model.initSystem()
    muscle = model.getMuscles().get(0)
    after = muscle.getLength(state), muscle.get_optimal_fiber_length(), muscle.get_tendon_slack_length()
    return [round(b / a, 6) for a, b in zip(before, after)]


print("OpenSim", osim.GetVersion())
found = {kind: growth(kind) for kind in ("RigidTendonMuscle", "Thelen2003Muscle", "Millard2012EquilibriumMuscle")}
for kind, (path, fibre, tendon) in found.items():
    print(f"{kind}: path × {path:g}, optimal fibre × {fibre:g}, slack tendon × {tendon:g}; expected all × {SCALE:g}")
others_grow = all(found[kind] == [SCALE] * 3 for kind in list(found)[1:])
sys.exit(0 if others_grow and found["RigidTendonMuscle"] == [SCALE, 1.0, 1.0] else 1)
PYTHON
