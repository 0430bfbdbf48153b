#!/usr/bin/env bash
# compliance-checker 6.1.0: a variable of text named as its dimension, as xarray writes labels, breaks a CF check.
# Expected: the check of monotonic coordinates passes over text, which is no coordinate variable: CF 1.11, section
#   1.2, defines these as of a numeric type. Or it says what is wrong with the file.
# Seen: the check subtracts words, fails with "unsupported operand type(s) for -" and is left out of the report.
# Ends with 0 while this is so, with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check compliance-checker==6.1.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import netCDF4
import numpy as np

with netCDF4.Dataset("labels.nc", "w") as file:
    file.Conventions, file.title, file.history = "CF-1.11", "forces at two joints", "made by hand"
    file.institution = file.source = file.references = file.comment = "none"
    file.createDimension("joint", 2)
    names = file.createVariable("joint", str, ("joint",))
    names.long_name = "name of the joint"
    names[:] = np.array(["hip", "knee"], object)
    force = file.createVariable("force", "f8", ("joint",))
    force.setncatts({"units": "N", "long_name": "force at the joint"})
    force[:] = [1.0, 2.0]
PYTHON
venv/bin/compliance-checker --test cf:1.11 labels.nc > report.txt 2>&1 || true
grep -E "issue|passed|monotonicity" report.txt || true
grep -q "check_coordinate_variables_strict_monotonicity: unsupported operand type" report.txt
