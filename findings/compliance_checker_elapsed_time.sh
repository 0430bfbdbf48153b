#!/usr/bin/env bash
# compliance-checker 6.1.0: a time that counts from the beginning of a trial, as "s", fails the CF check either way.
# Expected: no error. CF 1.11 makes standard_name optional (section 3.3) and asks for "seconds since …" of times
#   that refer to a date (section 4.4); elapsed time is a number of seconds.
# Seen: without standard_name "Coordinate variable 'time' should have standard_name='time'" (section 5.1, once for
#   each variable along it); with it "time must be in a valid units format <unit> since <epoch> not s".
# Ends with 0 while this is so, with 1 once it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check compliance-checker==6.1.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import netCDF4

for name in ("without", "with"):
    with netCDF4.Dataset(f"{name}.nc", "w") as file:
        file.Conventions, file.title, file.history = "CF-1.11", "force in a trial", "made by hand"
        file.institution = file.source = file.references = file.comment = "none"
        file.createDimension("time", 3)
        time = file.createVariable("time", "f8", ("time",))
        time.setncatts({"units": "s", "long_name": "time since the beginning"})
        if name == "with":
            time.standard_name = "time"
        time[:] = [0.0, 0.01, 0.02]
        force = file.createVariable("force", "f8", ("time",))
        force.setncatts({"units": "N", "long_name": "force at the hip"})
        force[:] = [1.0, 2.0, 3.0]
PYTHON
for name in without with; do
  venv/bin/compliance-checker --test cf:1.11 "$name.nc" > "$name.txt" 2>&1 || true
  echo "$name standard_name:"
  grep -E "^\* " "$name.txt" || true
done
grep -q "should have standard_name='time'" without.txt && grep -q "valid units format <unit> since <epoch> not s" with.txt
