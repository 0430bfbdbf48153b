#!/usr/bin/env bash
# Pinocchio 4.1.0: the pose of a body that is fixed to MJCF's worldbody is lost when the file is read.
# Expected: an arm that turns about the z axis of a base, which is turned a quarter about x and stands 1 m up,
#   turns about a horizontal axis, so that gravity asks a moment of its joint: MuJoCo 3.3.2 gives 5.42 N·m.
# Seen: Pinocchio puts the joint at the origin with no turn: gravity asks nothing, without a warning.
# Ends with 0 while this is so, with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check pin==4.1.0 mujoco==3.3.2
cd "$folder"
cat > arm.xml <<'XML'
<mujoco>
  <compiler angle="radian"/>
  <option gravity="0 0 -9.81"/>
  <worldbody>
    <body name="base" pos="0 0 1" quat="0.7071067811865476 0.7071067811865476 0 0">
      <body name="arm">
        <joint name="turn" type="hinge" axis="0 0 1"/>
        <inertial pos="0.3 0 0" mass="2" diaginertia="0.01 0.01 0.01"/>
      </body>
    </body>
  </worldbody>
</mujoco>
XML
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import mujoco
import numpy as np
import pinocchio

ANGLE = 0.4  # rad
model = mujoco.MjModel.from_xml_path("arm.xml")
data = mujoco.MjData(model)
data.qpos[0] = ANGLE
mujoco.mj_forward(model, data)
by_mujoco = float(data.qfrc_bias[0])
by_hand = 2 * 9.81 * 0.3 * np.cos(ANGLE)

other = pinocchio.buildModelFromMJCF("arm.xml")
by_pinocchio = float(pinocchio.computeGeneralizedGravity(other, other.createData(), np.array([ANGLE]))[0])
place = other.jointPlacements[1]

print(f"pinocchio {pinocchio.__version__}, mujoco {mujoco.__version__}")
print(f"moment of gravity: by hand {by_hand:.4f}, MuJoCo {by_mujoco:.4f}, Pinocchio {by_pinocchio:.4f} N·m")
print(f"Pinocchio's joint: turned by {np.degrees(pinocchio.log3(place.rotation)).round(3)}°, at {place.translation} m")
expected = abs(by_mujoco - by_hand) < 1e-9
lost = abs(by_pinocchio) < 1e-9 and np.allclose(place.rotation, np.eye(3)) and np.allclose(place.translation, 0)
sys.exit(0 if expected and lost else 1)
PYTHON
