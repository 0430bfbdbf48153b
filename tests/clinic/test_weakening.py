"""What a weakening takes from a body: whose muscles, on which side, and what stays."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dorsum.anatomy.atlas import Atlas
from dorsum.body.body import Body
from dorsum.body.strength import LEAST_ACTIVE
from dorsum.body.subject import Subject
from dorsum.clinic.nerves import cut_nerve
from dorsum.clinic.weakening import Side, weak_muscle, weakened
from dorsum.errors import BadInput, UnknownName
from dorsum.mechanics.analysis import Options
from dorsum.motion.analyze import analyze


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas()


@pytest.fixture(scope="module")
def whole() -> Body:
    return Body.of("male")


def shares(subject: Subject, whole: Body) -> np.ndarray:
    return np.asarray(Body.of(subject).fascicles.maximal_force / whole.fascicles.maximal_force)


@pytest.mark.parametrize("wasted", [False, True])
@pytest.mark.parametrize("side", ["right", "left", "both"])
def test_a_weak_muscle_is_weak_on_its_side_alone(atlas: Atlas, whole: Body, side: Side, wasted: bool) -> None:
    found = shares(weak_muscle("multifidus", 0.6, side, wasted=wasted, atlas=atlas).of(whole.subject), whole)
    for fascicle, share in zip(whole.fascicles, found, strict=True):
        weak = fascicle.muscle.startswith("multifidus") and side in (fascicle.side, "both")
        assert_allclose(share, 0.6 if weak else 1.0, rtol=1e-12, err_msg=fascicle.name)


def test_a_cut_muscle_resists_as_before_and_a_wasted_one_less(whole: Body) -> None:
    muscle, others = whole.of_muscle("longissimus"), {}
    for name, told in {
        "whole": Subject(name="male"),
        "cut": Subject(name="male", active={"longissimus": 0.0}),
        "wasted": Subject(name="male", strength={"longissimus": 0.5}),
    }.items():
        found = analyze("standing_bent_53", told, options=Options(posture="exact"))
        passive = np.zeros(len(whole.fascicles))
        passive[found.body.active] = found.analysis.equations.fibre_passive[0]
        others[name] = passive[muscle].sum()
    assert others["whole"] > 20.0  # N, or there would be nothing to keep
    assert_allclose(others["cut"], others["whole"], rtol=1e-9)
    assert_allclose(others["wasted"], 0.5 * others["whole"], rtol=1e-9)


def test_a_cut_nerve_takes_all_that_it_alone_supplies(atlas: Atlas, whole: Body) -> None:
    found = shares(cut_nerve("long thoracic", atlas=atlas).of(whole.subject), whole)
    for fascicle, share in zip(whole.fascicles, found, strict=True):
        gone = fascicle.muscle == "serratus_anterior" and fascicle.side == "right"
        assert_allclose(share, LEAST_ACTIVE if gone else 1.0, rtol=1e-9, err_msg=fascicle.name)


def test_where_supply_is_left_roots_share_alike(atlas: Atlas) -> None:
    cut = cut_nerve("dorsal scapular", side="left", atlas=atlas)
    assert cut.active == pytest.approx(
        {"rhomboid_minor left": 0.0, "rhomboid_major left": 0.0, "levator_scapulae left": 2 / 3}
    )
    assert any("assumption" in note for note in cut.notes)
    assert not cut_nerve("thoracodorsal", atlas=atlas).notes  # nothing is shared there


def test_a_medial_branch_is_that_of_the_fascicles_of_its_spinous_process(atlas: Atlas, whole: Body) -> None:
    cut = cut_nerve("medial branches of dorsal rami", "L3", atlas=atlas)
    found = shares(cut.of(whole.subject), whole)
    gone = {f.name for f, share in zip(whole.fascicles, found, strict=True) if share < 0.5}
    assert gone == {
        f.name for f in whole.fascicles if f.name.startswith("multifidus_lumborum_l3_") and f.side == "right"
    }


def test_weakenings_add_up_in_any_order(atlas: Atlas, whole: Body) -> None:
    both = cut_nerve(root="C5", atlas=atlas), weak_muscle("serratus anterior", 0.5, "right", atlas=atlas)
    there, back = weakened(whole.subject, *both), weakened(whole.subject, *both[::-1])
    assert there.active == back.active
    assert there.active["serratus_anterior right"] == pytest.approx(0.5 * 2 / 3)


def test_mirrored_weakenings_do_mirrored_things(whole: Body, atlas: Atlas) -> None:
    cut = cut_nerve("superior gluteal", atlas=atlas)
    here = shares(cut.of(whole.subject), whole)
    assert_allclose(shares(cut.mirrored().of(whole.subject), whole), here[whole.opposite])
    assert cut.mirrored().active != cut.active


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: weak_muscle("multifidos", 0.5), "multifidus"),
        (lambda: weak_muscle("multifidus", 1.5), "0 to 1"),
        (lambda: weak_muscle("multifidus", float("nan")), "finite"),
        (lambda: weak_muscle("multifidus", 0.5, "middle"), "right"),  # type: ignore[arg-type]
        (lambda: cut_nerve("long thorasic"), "long thoracic"),
        (lambda: cut_nerve("long thoracic", "T1"), "C5 C6 C7"),
        (lambda: cut_nerve(), "name the nerve"),
        (lambda: Body.of(Subject(active={"multifidos right": 0.5})), "multifidus"),
        (lambda: Subject(active={"multifidus": 1.2}), "0 to 1"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_does(ask, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises((BadInput, UnknownName), match=message):
        ask()
