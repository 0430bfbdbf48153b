"""What is lost with a nerve or a root, against what was read off the tables by hand."""

import pytest

from dorsum import Atlas
from dorsum.anatomy.atlas.lost import Supply
from dorsum.errors import BadInput, UnknownName

ATLAS = Atlas()


def ids(affected):
    return [found.part.ids[0] for found in affected]


def test_the_dorsal_scapular_nerve_takes_the_rhomboids_and_half_of_levator():
    lost = ATLAS.lost(nerve="dorsal scapular")
    assert ids(lost.gone) == ["rhomboid_minor", "rhomboid_major"]
    (levator,) = lost.partly
    assert levator.part.ids == ("levator_scapulae",)
    assert levator.loses == (Supply("dorsal scapular nerve", ("C5",), (), ""),)
    assert levator.keeps == (Supply("anterior rami, direct branches", ("C3", "C4"), (), ""),)
    assert (lost.sensory, lost.disputed, lost.alone) == ((), (), ())
    assert repr(lost) == "<Lost with dorsal scapular nerve: rhomboid_minor, rhomboid_major; 1 more in part>"


def test_movements_left_are_shared_between_those_who_can_and_those_who_hardly_can():
    found = {action.movement: action for action in ATLAS.lost(nerve="dorsal scapular").actions}
    assert set(found) == {"retraction", "elevation", "downward_rotation"}
    turning = found["downward_rotation"]
    assert [part.ids[0] for part in turning.by] == ["rhomboid_minor", "rhomboid_major"]
    assert [part.ids[0] for part in turning.still] == ["pectoralis_minor"]
    assert [part.ids[0] for part in turning.weakly] == ["levator_scapulae"]  # itself weakened


def test_a_movement_that_others_do_only_weakly_is_told_from_one_that_nobody_does():
    turning = next(a for a in ATLAS.lost(nerve="XI").actions if a.movement == "rotation_contra")
    assert (turning.still, [part.ids[0] for part in turning.weakly]) == ((), ["semispinalis_capitis"])
    alone = {(a.movement, a.region) for a in ATLAS.lost(nerve="musculocutaneous").alone}
    assert alone == {("flexion", "elbow")}
    assert ATLAS.lost(nerve="axillary").alone == ()  # supraspinatus lifts the arm, infraspinatus turns it out


@pytest.mark.parametrize("part", ATLAS.parts, ids=lambda part: part.ids[0])
def test_a_part_without_its_motor_nerves_is_gone_and_without_one_root_is_not_if_it_has_more(part):
    motor = [row for row in part.nerves if row.role == "motor" and row.roots]
    names = {row.nerve: row.name for row in ATLAS.tables.nerves}
    for row in motor:
        gone = ids(ATLAS.lost(nerve=names[row.nerve]).gone)
        alone = all(other.nerve == row.nerve for other in motor)
        if names[row.nerve] != "posterior rami":  # which are all their branches
            assert (part.ids[0] in gone) is alone
    roots = {root for row in motor for root in row.roots}
    for root in roots:
        lost = ATLAS.lost(root=root)
        assert part.ids[0] in ids(lost.gone if len(roots) == 1 else lost.partly)


def test_a_part_that_only_loses_feeling_keeps_its_movements():
    lost = ATLAS.lost(root="C3")
    assert {"trapezius_descending", "sternocleidomastoid"} <= set(ids(lost.sensory))
    assert not {"trapezius_descending", "sternocleidomastoid"} & {*ids(lost.gone), *ids(lost.partly)}


def test_supply_in_part_of_people_saves_nobody_but_is_named():
    minor = next(x for x in ATLAS.lost(nerve="medial pectoral").gone if x.part.ids == ("pectoralis_minor",))
    assert minor.keeps == (Supply("lateral pectoral nerve", (), ("C6", "C7"), "in part of people"),)


def test_disputed_supply_neither_saves_a_part_nor_loses_it():
    assert "levatores_costarum_breves" in ids(ATLAS.lost(nerve="lateral branches of dorsal rami").gone)
    lost = ATLAS.lost(nerve="intercostal")
    assert "levatores_costarum_breves" in ids(lost.disputed)
    assert "levatores_costarum_breves" not in {*ids(lost.gone), *ids(lost.partly)}


def test_a_root_of_a_nerve_is_less_than_the_root():
    both = ATLAS.lost(nerve="dorsal scapular nerve", root="c5")
    assert (ids(both.gone), len(both.partly)) == ([], 3)
    assert both.cut == "root C5 of dorsal scapular nerve"
    assert {*ids(both.partly)} < {*ids(ATLAS.lost(root="C5").partly)}
    assert [ids(ATLAS.lost(nerve="intercostal", root=root).partly)[0] for root in ("T2", "T9", "T7")] == [
        "serratus_posterior_superior",
        "serratus_posterior_inferior",
        "rectus_abdominis",
    ]


def test_the_posterior_rami_are_all_their_branches_by_either_name():
    intrinsic = {part.ids[0] for part in ATLAS.find(intrinsic=True)}
    assert {*ids(ATLAS.lost(nerve="posterior rami").gone)} == intrinsic
    assert ATLAS.lost(nerve="dorsal rami").nerves == ATLAS.lost(nerve="posterior rami").nerves


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({}, BadInput, "name the nerve that is cut, or the root, or both"),
        ({"nerve": "gluteal"}, BadInput, "may be superior gluteal nerve; inferior gluteal nerve: say which"),
        ({"nerve": "c5"}, BadInput, "c5 is a root, not a nerve: use --root C5"),
        ({"nerve": "thoracodorsal", "root": "L1"}, BadInput, "its roots are C6 C7 C8, L1 is not among"),
        ({"nerve": "dorsal scapuler"}, UnknownName, "did you mean dorsal scapular nerve"),
        ({"nerve": ""}, UnknownName, "no nerve is called ''"),
        ({"root": "C9"}, UnknownName, "no root is called 'C9'; did you mean C8"),
    ],
)
def test_a_cut_that_makes_no_sense_is_refused(asked, error, message):
    with pytest.raises(error, match=message):
        ATLAS.lost(**asked)
