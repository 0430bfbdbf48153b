"""The person's lengths from standing markers or a rig's bones: found, drawn to the height's, overridden."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dorsum.anatomy.read import Tables
from dorsum.body.body import Body
from dorsum.body.lengths import measured, rows_of
from dorsum.body.skeleton import Floats
from dorsum.body.subject import Subject
from dorsum.errors import BadInput
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.hands import Hands
from dorsum.motion.recorded.person import with_lengths
from dorsum.motion.recorded.proportions import TOLD, Proportions, proportions_of, proportions_of_bones
from dorsum.motion.recorded.source import source_of
from motion.recorded import persons
from motion.recorded.made_up import SETS, bow, chain_of, names_of, recording, write_trc

LONG_LEGS = Subject(lengths={"thigh": 0.435, "shank": 0.425})
PERSONS = 3  # for each set of markers


def found(who: Subject, marker_set: str, moved: Floats | float = 0.0) -> Proportions:
    """What standing markers tell of a person of known height, sewn `moved`, m, from where they should be."""
    seen = chain_of(Model(Body.of(who)), marker_set).standing + moved
    usual = chain_of(Model(Body.of(replace(who, lengths={}))), marker_set)
    told = proportions_of(usual, seen, names_of(marker_set))
    assert told is not None
    return told


@pytest.mark.parametrize("marker_set", SETS)
def test_longer_legs_are_found_by_every_set(marker_set: str, male: Model) -> None:
    usual = measured(male.body.skeleton, male.body.tables)
    told = found(LONG_LEGS, marker_set)
    for name, true in LONG_LEGS.lengths.items():
        assert told.lengths[name] == pytest.approx(true, abs=told.error[name])
        assert told.lengths[name] - usual[name] > 0.7 * (true - usual[name])
    assert told.lengths["trunk"] < 0.97 * usual["trunk"]  # of the same height


def test_what_is_told_is_off_by_as_much_as_it_says(tables: Tables) -> None:
    """Random persons as people differ, markers sewn as far off as they are: errors over their own size."""
    rng = np.random.default_rng(5)
    rows, usual = rows_of(tables), measured(model_for("male").body.skeleton, tables)
    off, drawn = [], []
    sewn = tables.constant("landmark_error") * 1e-3 / np.sqrt(3.0)
    for marker_set in SETS:
        for _ in range(PERSONS):
            share = {name: 1.0 + 0.01 * np.sqrt(2.0) * rows[name].spread_pct * rng.normal() for name in TOLD}
            who = Subject(lengths={name: usual[name] * share[name] for name in TOLD if name != "trunk"})
            true = measured(Body.of(who).skeleton, tables)
            told = found(who, marker_set, rng.normal(0.0, sewn, (len(names_of(marker_set)), 3)))
            off += [(told.lengths[name] - true[name]) / told.error[name] for name in told.lengths]
            drawn += [
                abs(told.lengths[name] - true[name]) < abs(usual[name] - true[name]) for name in told.lengths
            ]
    assert 0.6 < np.sqrt(np.mean(np.square(off))) < 1.5
    assert np.mean(drawn) > 0.6  # nearer than the height alone says


def test_a_length_that_is_told_poorly_is_drawn_to_its_share(male: Model) -> None:
    """Markers of one shoulder 60 mm off move its width by a part of that only."""
    usual = measured(male.body.skeleton, male.body.tables)["shoulder_width"]
    moved = np.zeros((len(names_of("Plug-in Gait")), 3))
    moved[names_of("Plug-in Gait").index("RSHO"), 2] = 0.03
    moved[names_of("Plug-in Gait").index("LSHO"), 2] = -0.03
    told = found(Subject(), "Plug-in Gait", moved)
    assert 0.15 * 0.06 < told.lengths["shoulder_width"] - usual < 0.75 * 0.06


def test_who_does_not_stand_tells_no_lengths(male: Model) -> None:
    chain = chain_of(male, "OpenCap")
    bent = chain.place(bow(chain, 40, 90.0)[32:33]).marker[0]
    assert proportions_of(chain, bent, names_of("OpenCap")) is None


@pytest.fixture(scope="module")
def long_legs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bow of a man of 1.75 m with long legs."""
    path = tmp_path_factory.mktemp("long") / "legs.trc"
    chain = chain_of(Model(Body.of(LONG_LEGS)), "Rajagopal")
    write_trc(recording(chain, bow(chain, 40), "Rajagopal"), path)
    return path


def test_markers_lie_nearer_to_a_body_with_their_lengths(long_legs: Path) -> None:
    rms = {}
    for lengths in (None, "height"):
        result = analyze(long_legs, rate_hz=2, lengths=lengths)
        assert result.recorded is not None
        rms[lengths] = np.mean([row.rms_mm for row in result.recorded.residuals])
        who = result.recorded.who
        assert "thigh 0.4" in who
        assert ("as the height has them, as stated" in who) == (lengths == "height")
        assert bool(result.subject.lengths) == (lengths is None)
    assert rms[None] < 0.75 * rms["height"]


def test_what_the_user_says_comes_first(long_legs: Path) -> None:
    source = source_of(long_legs, None, None, Smoothing(), Hands())
    subject, who = source.subject()
    assert subject.lengths["thigh"] == pytest.approx(0.435, abs=0.01)
    assert "masses of segments as their lengths" in who
    stated, told = with_lengths(subject, who, "thigh=0.42, hand=0.2")
    assert stated.lengths == {**subject.lengths, "thigh": 0.42, "hand": 0.2}
    assert told.endswith("as stated: thigh 0.42 m, hand 0.2 m")
    assert with_lengths(subject, who, {"thigh": 0.42})[0].lengths["thigh"] == 0.42


@pytest.mark.parametrize("text", ["long", "thigh=", "thigh 0.4", ""])
def test_lengths_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"--lengths .*takes `height`, or lengths in m, such as thigh=0\.43"):
        with_lengths(Subject(), "", text)


def test_lengths_do_not_go_with_a_body_that_is_built(male: Model) -> None:
    with pytest.raises(BadInput, match="not with a body that is built"):
        with_lengths(male, "", "height")


def test_bones_of_a_rig_are_drawn_to_the_height_by_their_doubt(male: Model) -> None:
    usual = measured(male.body.skeleton, male.body.tables)
    told = proportions_of_bones(male.body, {"thigh": usual["thigh"] + 0.03, "forearm": 0.30})
    assert told is not None
    assert set(told.lengths) == {"thigh"}  # of the forearm bones tell less than people differ
    assert 0.5 * 0.03 < told.lengths["thigh"] - usual["thigh"] < 0.8 * 0.03
    assert proportions_of_bones(male.body, {"thigh": 1.0}) is None


def test_found_lengths_halve_the_error_that_the_height_alone_leaves() -> None:
    """Of the moment at L5/S1, beyond that with the true lengths: four persons, one for each set."""
    each = [persons.one(seed) for seed in range(4)]
    true, found, height = (np.mean([e[whose][-1] for e in each]) for whose in ("true", "found", "height"))
    assert found - true < 0.5 * (height - true)
