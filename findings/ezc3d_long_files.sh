#!/usr/bin/env bash
# ezc3d 1.7.2: of a file with more than 65,535 frames the rest is lost when it is read, without a word.
# Expected: 70,000 frames written are 70,000 frames read (the header's 16 bits hold 65,535; the C3D format
#   keeps longer counts in TRIAL:ACTUAL_END_FIELD or POINT:LONG_FRAMES), or an error from either side.
# Seen: all frames are in the file, but nothing in it says how many; reading it gives 65,535.
# Ends with 0 while this is so, with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check ezc3d==1.7.2
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import os
import sys

import ezc3d
import numpy as np

FRAMES = 70_000
points = np.ones((4, 2, FRAMES))
points[0] = np.arange(FRAMES) + 1
long = ezc3d.c3d()
long["parameters"]["POINT"]["RATE"]["value"] = [100.0]
long["parameters"]["POINT"]["LABELS"]["value"] = ["A", "B"]
long["data"]["points"] = points
long.write("long.c3d")
again = ezc3d.c3d("long.c3d")
found = again["data"]["points"].shape[2]
written = os.path.getsize("long.c3d") // (2 * 4 * 4)
said = [*again["parameters"].get("TRIAL", {}), *({"LONG_FRAMES"} & {*again["parameters"]["POINT"]})]
print(f"frames: {FRAMES:,} given, room for {written:,} in the file, {found:,} read; long counts in the file: {said or 'none'}")
sys.exit(0 if written >= FRAMES and found == 65_535 and not said else 1)
PYTHON
