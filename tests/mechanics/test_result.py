"""A result fits a screen, answers by label, and is plain NumPy to compute with."""

import dataclasses
import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot

import dorsum
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.variables import VARIABLES
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task

matplotlib.use("Agg")
SCREEN = 1200  # letters: 10 lines of 120


@pytest.fixture(scope="module")
def held():
    return analyze("holding_20kg_close")


@pytest.fixture(scope="module")
def moving():
    return analyze(dataclasses.replace(Task.named("slow_flexion"), frames=5))


def test_every_public_object_fits_a_screen(held, tables):
    objects = [held, held.body, held.model, held.subject, held.options, tables, Task.named("slow_flexion")]
    objects += [dorsum.Atlas(), dorsum.stimulate("splenius capitis", side="right")]
    assert {type(found).__name__: len(repr(found)) for found in objects if len(repr(found)) > SCREEN} == {}
    assert 3 <= len(repr(held).splitlines()) <= 6


def test_the_lines_tell_who_and_the_worst_level(held):
    told = repr(held)
    assert held.title in told
    assert held.subject.name in told
    assert f"{held.compression[0].max():.0f} N at {held.levels[held.compression[0].argmax()]}" in told


def test_arrays_are_plain_numpy(held):
    assert isinstance(held.compression, np.ndarray)
    for part in (held.compression[0], held.compression + 1.0, np.hypot(held.compression, 1.0)):
        assert type(part) is np.ndarray
    assert isinstance(held.compression[0, 0], float)
    assert isinstance(held.compression.max(), float)


def test_arrays_answer_by_label(moving):
    load = moving.compression.sel(level="L4/L5")
    assert np.array_equal(load.values, moving.compression[:, 1])
    assert load.attrs["units"] == "N"
    late = moving.forces.sel(time=moving.times[3], fascicle=moving.body.fascicles[0].name)
    assert late.shape == ()
    axis = moving.net_moments.sel(joint="L5/S1", rotation="z")
    assert np.array_equal(axis.values, moving.net_moments[:, 1, 0])
    with pytest.raises(AttributeError, match="no labels"):
        (moving.compression + 0.0).view(type(moving.compression)).sel(level="L4/L5")


def test_a_label_that_is_none_is_refused_with_the_nearest(moving):
    with pytest.raises(UnknownName, match="no level is called 'L6/S1'; did you mean L5/S1"):
        moving.compression.sel(level="L6/S1")
    with pytest.raises(UnknownName, match="no axis is called 'levels'; did you mean level"):
        moving.compression.sel(levels="L5/S1")
    with pytest.raises(UnknownName, match="no joint is called 'L5S1'"):
        moving.net_moments.sel(joint=["L4/L5", "L5S1"])
    with pytest.raises(UnknownName, match="no rotation is called 'w'"):
        moving.net_moments.sel(rotation="w")
    with pytest.raises(BadInput, match=r"no frame at time = 99: times go from 0 to 7 s"):
        moving.compression.sel(time=99)
    assert moving.compression.sel(time=99, method="nearest").time == moving.times[-1]
    assert moving.compression.sel(level=["L4/L5", "L5/S1"]).shape == (len(moving.times), 2)
    assert moving.compression.sel(level=slice("L5/S1", "L3/L4")).shape == (len(moving.times), 3)


def test_a_plain_answer_does_not_load_xarray_or_pandas():
    code = (
        "import sys, dorsum; r = dorsum.analyze('upright_standing'); repr(r); r.compression[0, 0];"
        "print({'xarray', 'pandas', 'matplotlib'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_some_frames_are_those_of_the_whole(moving):
    part = moving.at([1, 3])
    for name in VARIABLES:
        assert np.allclose(part.array(name), moving.array(name)[[1, 3]], rtol=0, atol=1e-9, equal_nan=True)
    assert part.short_at == (moving.short_at[1], moving.short_at[3])
    pieces = list(moving.pieces(2))
    assert [len(piece.times) for piece in pieces] == [2, 2, 1]
    assert np.array_equal(np.concatenate([piece.compression for piece in pieces]), moving.compression)
    with pytest.raises(BadInput, match="only the arrays"):
        _ = part.analysis.problem


def test_doubts_of_kept_arrays_are_those_of_the_computed(tables):
    task = dataclasses.replace(Task.named("upright_standing"), abdominal_pressure_kpa=40)
    result = analyze(
        task,
        dorsum.Subject(
            strength=dict.fromkeys(("transversus_abdominis", "internal_oblique", "external_oblique"), 0.1)
        ),
    )
    assert result.warnings
    assert result.at([0]).warnings == result.warnings


def test_a_dataframe_names_its_rows(moving):
    frame = moving.to_dataframe()
    lowest = frame[(frame.level == "L5/S1") & (frame.frame == 2)]
    assert lowest.compression_n.item() == moving.compression[2, 0]
    assert set(moving.to_dataframe("joints").joint) == set(moving.body.skeleton.joints)


def test_a_plot_is_drawn_into_given_axes(held, moving):
    _, axes = pyplot.subplots()
    assert moving.plot(levels=["L4/L5"], axes=axes) is axes
    assert np.array_equal(axes.lines[0].get_ydata(), moving.compression[:, 1])
    bars = held.plot("anterior_shear")
    assert [bar.get_width() for bar in bars.patches] == held.anterior_shear[0, :5].tolist()
    with pytest.raises(UnknownName, match="L4/L5"):
        held.plot(levels=["L4L5"])
    pyplot.close("all")


def test_a_notebook_shows_the_picture_and_the_levels(held, tmp_path):
    shown = held._repr_html_()
    assert "<img" in shown
    assert f"<td>{held.compression[0, 0]:.0f}</td>" in shown
    held.report(tmp_path / "held.html")
    assert held.title in (tmp_path / "held.html").read_text()


def test_every_public_name_is_there_and_functions_can_be_called(tmp_path):
    assert {name for name in dorsum.__all__ if getattr(dorsum, name, None) is None} == set()
    assert all(callable(getattr(dorsum, name)) for name in ("analyze", "export", "strength", "simulate"))
    with pytest.raises(BadInput, match=r"must end in \.xml"):
        dorsum.export("mjcf", tmp_path / "back.osim")
    with pytest.raises(UnknownName, match="direction of effort"):
        dorsum.strength("male", "L5/S1", "sideways")
