"""A saved result says whose back it is, opens again, and holds all that balances every bone."""

import json
import os
import re

import netCDF4
import numpy as np
import pytest
from pyarrow import parquet

import dorsum
from dorsum.body.subject import Subject
from dorsum.errors import BadInput
from dorsum.exchange.read.results import open_result
from dorsum.exchange.write.results.tables import TABLES, table
from dorsum.exchange.write.results.text import cell
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.dataset import FORMAT
from dorsum.mechanics.readings import USED
from dorsum.mechanics.variables import VARIABLES
from dorsum.motion.analyze import analyze
from dorsum.motion.task import parse_task

LONG = "longissimus_thoracis_pars_thoracis"
BALANCE = 1e-6  # N, N·m: rounding of sums near 1e4, and what the solver leaves over at a joint
TURNING = """
title = "Lifting to the side and turning back"
frames = 6
[[keyframes]]
time_s = 0
posture = { trunk_inclination = 45, lumbar_twist = -2, thoracic_twist = -10, shoulder_flexion_right = 60 }
[[keyframes]]
time_s = 0.7
posture = { trunk_inclination = 5, thoracic_twist = 8, lumbar_bending = 4, shoulder_flexion_right = 20 }
[[loads]]
mass_kg = 7
hands = "right"
"""


@pytest.fixture(scope="module")
def turning():
    subject = Subject(name="Ida", sex="female", height_m=1.71, mass_kg=66, strength={"multifidus": 0.8})
    return analyze(parse_task(TURNING, "turning"), subject, options=Options(tone=False))


@pytest.fixture(scope="module")
def path(turning, tmp_path_factory):
    path = tmp_path_factory.mktemp("saved") / "turning.nc"
    turning.save(path)
    return path


@pytest.fixture(scope="module")
def file(path):
    with netCDF4.Dataset(path) as opened:
        opened.set_auto_mask(False)
        yield opened


def test_every_array_comes_back(turning, path):
    again = open_result(path)
    unknown = {name for name in VARIABLES if not np.isfinite(turning.array(name)).any()}
    beside = {name for name, place in USED.items() if place not in ("trunk", "neck")}
    assert unknown == beside  # no limb is balanced
    for name in VARIABLES:
        assert np.array_equal(again.array(name), turning.array(name), equal_nan=True), name
    assert np.array_equal(again.times, turning.times)
    assert again.short_at == turning.short_at


def test_the_share_of_the_strength_of_a_limb_comes_back_where_it_is_balanced(tmp_path):
    found = analyze("holding_20kg_close", "male", options=Options(posture="exact", free=("girdle",)))
    found.save(tmp_path / "girdle.nc")
    again = open_result(tmp_path / "girdle.nc")
    for name, place in USED.items():
        mine, its = found.array(name), again.array(name)
        assert np.array_equal(its, mine, equal_nan=True), name
        assert np.isfinite(its).any() == (place in ("trunk", "neck", "shoulder", "elbow")), name
    assert found.array("shoulder_strength_used").max() > 0.05


def test_the_file_says_whose_back_it_is_and_how_it_was_computed(turning, path):
    again = dorsum.open_result(path)
    for field in ("subject", "options", "objective", "title", "task", "version", "tables_digest", "sources"):
        assert getattr(again, field) == getattr(turning, field), field
    assert again.subject.strength == {"multifidus": 0.8}
    assert not again.options.tone
    assert repr(again) == repr(turning)


def wrench(force, at):
    return np.concatenate([force, np.cross(at, force)], axis=-1)


def test_every_bone_is_in_balance_by_the_file_alone(file):
    """Weight, inertia, forces from outside, abdominal pressure, muscles, and the joints to both sides."""
    rotation, centre = file["orientation"][:], file["joint_centre"][:]
    frames, bodies = centre.shape[:2]
    total = np.zeros((frames, bodies, 6))
    mass, gravity = file["mass"][:], file["gravity"][:]
    of_mass = centre + np.einsum("fbij,bj->fbi", rotation, file["centre_of_mass"][:])
    total += wrench(mass[:, None] * np.broadcast_to(gravity, of_mass.shape), of_mass)
    for name in ("external", "inertial", "pressure"):
        total += np.concatenate([file[f"{name}_force"][:], file[f"{name}_moment"][:]], axis=-1)
    on, owner = file["point_body"][:], file["point_fascicle"][:]
    point = centre[:, on] + np.einsum("fpij,pj->fpi", rotation[:, on], file["point_position"][:])
    tension = np.nan_to_num(file["force"][:])
    for start in np.flatnonzero(owner[1:] == owner[:-1]):
        along = point[:, start + 1] - point[:, start]
        pull = tension[:, owner[start], None] * along / np.linalg.norm(along, axis=1)[:, None]
        total[:, on[start]] += wrench(pull, point[:, start])
        total[:, on[start + 1]] -= wrench(pull, point[:, start + 1])
    reaction = wrench(file["reaction_force"][:], centre)
    reaction[..., 3:] += file["reaction_moment"][:]
    for body, parent in enumerate(file["parent"][:]):
        total[:, body] -= reaction[:, body]
        if parent >= 0:
            total[:, parent] += reaction[:, body]
    assert np.abs(reaction[..., :3]).max() > 1000
    assert np.abs(total).max() < BALANCE


def test_joints_turn_no_further_by_the_file_alone(file):
    """About every axis the moment of all above is what springs, rib cage and reserves bear."""
    level, parent = file["level_body"][:], file["parent"][:]
    lower = file["orientation"][:][:, parent[level]] @ file["joint_axes"][:][level]
    z, x = (file["joint_angle"][:][:, level, k] for k in (0, 1))
    nothing = np.zeros_like(z)
    after_z = np.stack([np.cos(z), np.sin(z), nothing], axis=-1)
    after_x = np.stack([-np.sin(z) * np.cos(x), np.cos(z) * np.cos(x), np.sin(x)], axis=-1)
    axes = np.stack([np.broadcast_to([0.0, 0.0, 1.0], after_z.shape), after_z, after_x], axis=2)
    axes = np.einsum("flij,flkj->flki", lower, axes)
    about = np.einsum("flki,fli->flk", axes, file["reaction_moment"][:][:, level])
    bears = file["spring_moment"][:] + file["reserve"][:]
    names, ribs = list(file["level"][:]), list(file["rib_cage_level"][:])
    bears[:, [names.index(name) for name in ribs]] += file["rib_cage_moment"][:]
    assert np.abs(about).max() > 10
    assert np.abs(about + bears).max() < BALANCE


def test_units_are_si_and_everything_is_named(file):
    units = {"N", "N m", "Pa", "rad", "rad s-1", "rad s-2", "m", "m2", "m s-2", "s", "s-1", "kg", "kg m2"}
    units |= {"1"}
    numbers = [name for name, v in file.variables.items() if v.dtype is not str]
    assert {name for name in numbers if file[name].units not in units} == set()
    assert {name for name, v in file.variables.items() if not v.long_name} == set()
    assert file.Conventions == "CF-1.11"
    assert file.dorsum_format == FORMAT


def test_whole_muscles_are_weighed_by_strength(file):
    name = list(file["whole_muscle"][:]).index(f"{LONG}_right")
    mine = (file["muscle"][:] == LONG) & (file["side"][:] == "right")
    force, activation = file["force"][:][:, mine], file["activation"][:][:, mine]
    taking = ~np.isnan(force[0])
    strength = file["maximal_force"][:][mine][taking]
    mean = activation[:, taking] @ strength / strength.sum()
    assert np.allclose(file["muscle_activation"][:][:, name], mean, rtol=1e-12)
    assert np.allclose(file["muscle_force"][:][:, name], force[:, taking].sum(axis=1), rtol=1e-12)


@pytest.mark.parametrize("what", TABLES)
def test_parquet_holds_every_table(turning, tmp_path_factory, what):
    folder = tmp_path_factory.mktemp("parquet")
    turning.save(folder / "turning.parquet")
    found = parquet.read_table(folder / "turning.parquet", filters=[("table", "==", what)])
    assert found.schema.metadata[b"dorsum_format"] == str(FORMAT).encode()
    assert json.loads(found.schema.metadata[b"subject"])["name"] == "Ida"
    for name, values in table(turning, what).items():
        column = found[name].to_numpy(zero_copy_only=False)
        if values.dtype.kind == "U":
            assert [word or "" for word in column] == list(values), name
        else:
            assert np.array_equal(column.astype(float), values.astype(float), equal_nan=True), name


def test_a_workbook_has_a_sheet_for_each_table(turning, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    turning.save(tmp_path / "turning.xlsx")
    book = openpyxl.load_workbook(tmp_path / "turning.xlsx", read_only=True)
    assert book.sheetnames == ["about", *TABLES]
    rows = list(book["levels"].values)
    assert len(rows) == 1 + 25 * len(turning.times)
    at = rows[0].index("compression_n")
    assert rows[1][at] == pytest.approx(turning.compression[0, 0], rel=1e-5)
    assert dict(book["about"].values)["title"] == turning.title
    book.close()


def test_text_holds_no_dust():
    numbers = map(np.float64, (2.4e-15, np.nan, 1234.56789, -0.0))
    assert [cell(number, "n") for number in numbers] == ["0", "", "1234.57", "0"]
    assert cell(np.True_) == "true"


def test_a_table_that_there_is_not_is_refused_by_name(turning):
    with pytest.raises(dorsum.UnknownName, match="fascicles"):
        turning.to_dataframe("fascicle")


def changed(path, folder, change):
    copy = folder / "changed.nc"
    copy.write_bytes(path.read_bytes())
    with netCDF4.Dataset(copy, "a") as file:
        change(file)
    return copy


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.setncattr("dorsum_format", FORMAT + 1), f"of format {FORMAT + 1}.*reads .* {FORMAT}"),
        (lambda f: f.delncattr("dorsum_format"), "of format 1 .*whose back it is"),
        (lambda f: f.renameVariable("compression", "squeeze"), "damaged result.*compression"),
        (lambda f: f.setncattr("subject", '{"height_m": 3}'), "damaged result.*height_m"),
        (lambda f: f["level"].__setitem__(0, "L6/S1"), "names of level are not those"),
    ],
)
def test_what_cannot_be_opened_is_told_in_one_sentence(path, tmp_path, change, message):
    copy = changed(path, tmp_path, change)
    with pytest.raises(BadInput, match=message) as refused:
        open_result(copy)
    assert "\n" not in str(refused.value)


def test_what_is_no_result_is_refused(tmp_path):
    with netCDF4.Dataset(tmp_path / "other.nc", "w") as file:
        file.title = "sea ice"
    (tmp_path / "text.nc").write_text("not netCDF")
    for name, message in (("other", "not a result"), ("text", "cannot open"), ("missing", "cannot open")):
        with pytest.raises(BadInput, match=message):
            open_result(tmp_path / f"{name}.nc")


def test_a_file_of_the_first_format_says_so():
    """Written by Dorsum 0.1.0 (commit dc3019e), all but its levels left out since."""
    old = os.path.join(os.path.dirname(__file__), "files", "format_1.nc")
    with pytest.raises(BadInput, match="format 1"):
        open_result(old)


def test_the_file_keeps_to_the_conventions_that_it_names(file):
    """Of CF 1.11: no date where there is none, flags of their variable's type, coordinates that exist."""
    assert file.history
    for name, variable in file.variables.items():
        assert re.fullmatch(r"[A-Za-z]\w*", name)
        assert getattr(variable, "standard_name", "") != "time"  # which would be seconds since a date
        for other in getattr(variable, "coordinates", "").split():
            assert set(file[other].dimensions) <= set(variable.dimensions)
        if hasattr(variable, "flag_values"):
            assert len(variable.flag_values) == len(variable.flag_meanings.split())
            assert variable.flag_values.dtype == variable.dtype
