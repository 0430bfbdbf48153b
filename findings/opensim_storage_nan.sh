#!/usr/bin/env bash
# OpenSim 4.6: a storage file with one missing number is read up to there by OpenSim::Storage, without a word.
# Expected: as many rows as the header says (nRows=5) and as TimeSeriesTable reads; or an error.
# Seen: Storage itself writes `nan`, and reads no row after the one in which it stands; what reads motions by
#   this class gets a shorter motion, and in place of the nan a number that is nowhere in the file. Files of
#   version 3, which go another way, are read whole.
# Ends with 0 while this is so, with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check opensim==4.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import opensim

opensim.Logger.setLevelString("off")
table = opensim.TimeSeriesTable()
table.setColumnLabels(["knee_angle_r", "knee_angle_l"])
for i in range(5):
    table.appendRow(0.01 * i, opensim.RowVector([float("nan") if i == 2 else 1.0 * i, 5.0]))
opensim.STOFileAdapter.write(table, "new.sto")
opensim.Storage.printResult(opensim.Storage("new.sto"), "old", ".", -1.0, ".sto")
print(open("old.sto").read())
rows = {
    name: (opensim.Storage(name).getSize(), opensim.TimeSeriesTable(name).getNumRows())
    for name in ("new.sto", "old.sto")
}
last = opensim.Storage("old.sto").getLastStateVector().getData()
print("the last row that is read:", [last.get(i) for i in range(last.getSize())])
for name, (storage, read) in rows.items():
    print(f"{name}: {storage} rows by Storage, {read} by TimeSeriesTable")
sys.exit(0 if rows == {"new.sto": (5, 5), "old.sto": (3, 5)} else 1)
PYTHON
