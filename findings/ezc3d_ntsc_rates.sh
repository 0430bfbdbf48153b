#!/usr/bin/env bash
# ezc3d 1.7.2: at 59.94 Hz of points and 15 signal samples a frame, points are read from the wrong place.
# Expected: the file read is the file written; its header says 15 samples a frame, and all are in the file.
# Seen: rates are kept in 32 bits, 899.1 / 59.94 is 14.9999990, of which 14 is taken: from the second frame on
#   points are signals and neighbours, without a word. 9 of 40 ratios at 29.97, 59.94 and 119.88 Hz do so.
# Ends with 0 while this is so, with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check ezc3d==1.7.2
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import struct
import sys

import ezc3d
import numpy as np

RATE, SAMPLES, FRAMES = 59.94, 15, 3
points = np.ones((4, 1, FRAMES))
points[:3, 0] = [[1, 2, 3], [10, 20, 30], [100, 200, 300]]
made = ezc3d.c3d()
made["parameters"]["POINT"]["RATE"]["value"] = [RATE]
made["parameters"]["POINT"]["LABELS"]["value"] = ["A"]
made["parameters"]["ANALOG"]["RATE"]["value"] = [RATE * SAMPLES]
made["parameters"]["ANALOG"]["LABELS"]["value"] = ["signal"]
made["data"]["points"] = points
made["data"]["analogs"] = np.full((1, 1, FRAMES * SAMPLES), 99.0)
made.write("it.c3d")
content = open("it.c3d", "rb").read()
samples = struct.unpack_from("<H", content, 18)[0]
start = (struct.unpack_from("<H", content, 16)[0] - 1) * 512
in_file = np.frombuffer(content[start:], "<f4")[: FRAMES * (4 + SAMPLES)].reshape(FRAMES, -1)[:, :3]
found = ezc3d.c3d("it.c3d")["data"]["points"][:3, 0].T
print(f"samples a frame by the header: {samples}; x, y and z of the three frames")
print("in the file", in_file.tolist())
print("read       ", found.tolist())
right = samples == SAMPLES and np.array_equal(in_file, points[:3, 0].T)
sys.exit(0 if right and not np.array_equal(found, in_file) else 1)
PYTHON
