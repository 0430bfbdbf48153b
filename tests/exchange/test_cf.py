"""Saved results keep the rules of the CF conventions that a checker of these looks at.

cfchecker 4.1.0 knows CF 1.8 and no texts; in the rest it finds no error and no warning, in results of tasks
and of recordings, written by us or by xarray. compliance-checker 6.1.0 wants a name of the time that CF keeps
for dates (`findings/compliance_checker_elapsed_time.sh`).
"""

import re

import netCDF4
import numpy as np
import pytest

from dorsum.motion.analyze import analyze
from dorsum.motion.task import parse_task

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")  # section 2.3
UNIT = re.compile(
    r"1|(?:(?:N|m|kg|s|rad|Pa|J|W)(?:-?\d)?)(?: (?:N|m|kg|s|rad|Pa|J|W)(?:-?\d)?)*"
)  # of UDUNITS
COORDINATES = ("time",)  # numeric and named as their dimension
BENDING = """
title = "Bending forward"
frames = 5
[[keyframes]]
time_s = 0
posture = { trunk_inclination = 5 }
[[keyframes]]
time_s = 0.4
posture = { trunk_inclination = 20 }
"""


@pytest.fixture(scope="module", params=["saved", "xarray"])
def file(request, tmp_path_factory):
    result = analyze(parse_task(BENDING, "bending"))
    path = tmp_path_factory.mktemp("cf") / "bending.nc"
    if request.param == "saved":
        result.save(path)
    else:
        result.dataset.to_netcdf(path)
    with netCDF4.Dataset(path) as opened:
        yield opened


def test_names_are_words_and_dimensions_are_named_once(file):
    names = [*file.variables, *file.dimensions, *file.ncattrs()]
    assert [name for name in names if not NAME.fullmatch(name)] == []
    assert len({name.lower() for name in file.variables}) == len(file.variables)
    assert [name for name, found in file.variables.items() if len(set(found.dimensions)) < found.ndim] == []


def test_everything_says_what_it_is_and_numbers_in_which_unit(file):
    assert file.Conventions == "CF-1.11"
    assert file.title
    assert file.history
    for name, found in file.variables.items():
        assert found.long_name, name
        if found.dtype != str and "flag_values" not in found.ncattrs():
            assert UNIT.fullmatch(found.units), (name, found.units)


def test_coordinates_rise_and_lack_nothing(file):
    numeric = [name for name in file.dimensions if name in file.variables and file[name].dtype != str]
    assert numeric == list(COORDINATES)
    for name in numeric:
        assert "_FillValue" not in file[name].ncattrs()
        assert (np.diff(file[name][:]) > 0).all()
    for found in file.variables.values():
        others = found.coordinates.split() if "coordinates" in found.ncattrs() else []
        assert all(set(file[other].dimensions) <= set(found.dimensions) for other in others), found.name


def test_flags_have_as_many_meanings_as_values(file):
    flags = [found for found in file.variables.values() if "flag_values" in found.ncattrs()]
    assert flags
    for found in flags:
        assert found.dtype == found.flag_values.dtype
        assert len(found.flag_meanings.split()) == len(found.flag_values)
        assert set(np.unique(found[:])) <= set(found.flag_values)
