"""Filters of the atlas, against counts made by hand."""

import pytest

from dorsum import Atlas
from dorsum.errors import UnknownName

ATLAS = Atlas()


def found(**asked):
    return [part.ids[0] for part in ATLAS.find(**asked)]


def test_nothing_asked_finds_every_part():
    assert len(found()) == 123


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"nerve": "dorsal scapular"}, ["levator_scapulae", "rhomboid_minor", "rhomboid_major"]),
        ({"nerve": "Dorsal scapular nerve", "root": "c4"}, ["rhomboid_minor", "rhomboid_major"]),
        (
            {"nerve": "XI"},
            ["trapezius_descending", "trapezius_transverse", "trapezius_ascending", "sternocleidomastoid"],
        ),
        (
            {"moves": "scapula", "action": "retraction"},
            ["trapezius_transverse", "rhomboid_minor", "rhomboid_major"],
        ),
        (
            {"attaches_to": "L3 spinous process"},
            [
                "latissimus_dorsi",
                "longissimus_thoracis_pars_thoracis",
                "multifidus_lumborum",
                "rotatores_lumborum",
                "interspinales_lumborum",
            ],
        ),
        (
            {"attaches_to": "rib 12", "group": "segmental"},
            ["levatores_costarum_breves", "levatores_costarum_longi"],
        ),
        ({"layer": "superficial second"}, ["levator_scapulae", "rhomboid_minor", "rhomboid_major"]),
        ({"layer": "intermediate"}, ["serratus_posterior_superior", "serratus_posterior_inferior"]),
        ({"group": "gluteal", "root": "S1"}, ["gluteus_maximus", "gluteus_medius", "gluteus_minimus"]),
        ({"artery": "popliteal"}, ["gastrocnemius", "adductor_magnus"]),
        (
            {"layer": "superficial", "artery": "occipital"},
            [f"trapezius_{p}" for p in ("descending", "transverse", "ascending")],
        ),
        ({"layer": "superficial", "intrinsic": True}, []),
    ],
)
def test_a_question_finds_what_was_counted_by_hand(asked, ids):
    assert found(**asked) == ids


def test_root_c5_reaches_these_muscles_and_not_those():
    reached = set(found(root="C5"))
    assert {
        "levator_scapulae",
        "rhomboid_major",
        "serratus_anterior",
        "deltoid_spinal",
        "diaphragm_costal",
    } <= reached
    assert not {"latissimus_dorsi", "trapezius_descending", "sternocleidomastoid"} & reached


def test_the_fascicles_of_lumbar_multifidus_that_cross_l4_l5():
    slips = [row.slip for row in ATLAS.find_slips(crosses="L4/L5") if row.muscle == "multifidus_lumborum"]
    of_level = {
        level: sum(slip.startswith(level) for slip in slips) for level in ("L1", "L2", "L3", "L4", "L5")
    }
    assert of_level == {"L1": 3, "L2": 4, "L3": 5, "L4": 5, "L5": 0}
    assert "multifidus_lumborum" in found(crosses="l4-l5")


def test_a_muscle_across_the_joint_by_rib_or_limb_crosses_it():
    crossing = found(crosses="L4/L5")
    assert {
        "latissimus_dorsi",
        "iliocostalis_lumborum_pars_thoracis",
        "psoas_major",
        "rectus_abdominis",
    } <= set(crossing)
    assert "iliacus" not in crossing


def test_ends_and_joint_hold_of_one_and_the_same_slip():
    slips = ATLAS.find_slips(attaches_to="PSIS", crosses="L1/L2")
    ends = {row.muscle: f"{row.origin_landmark} {row.insertion_landmark}" for row in slips}
    assert {"iliocostalis_lumborum_pars_thoracis", "multifidus_lumborum"} <= set(ends)
    assert [muscle for muscle, names in ends.items() if "PSIS" not in names] == []


def test_dorsal_rami_are_the_posterior_ones_whatever_the_branch():
    posterior = {part.ids[0] for part in ATLAS.parts if part.records[0].nerve_ramus.startswith("posterior")}
    assert set(found(nerve="posterior rami")) == posterior
    assert "multifidus_lumborum" in found(nerve="dorsal rami")


def test_intrinsic_and_extrinsic_share_out_all_parts():
    assert len(found(intrinsic=True)) + len(found(intrinsic=False)) == 123
    assert found(intrinsic=True, group="partner") == []


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"nerve": "thoracodorsel"}, "no nerve .* did you mean thoracodorsal nerve"),
        ({"root": "C9"}, "no root is called 'C9'; did you mean C8"),
        ({"artery": "aorta"}, "no artery is called 'aorta'"),
        ({"layer": "deepish"}, "no layer is called"),
        ({"group": "back row"}, "no group is called"),
        ({"attaches_to": "L9 spinous process"}, "no attachment is called"),
        ({"attaches_to": ""}, "no attachment is called ''"),
        ({"crosses": "L4/L9"}, "no joint is called 'L4/L9'; did you mean L4/L5"),
        ({"moves": "nose"}, "no region that moves is called 'nose'"),
        ({"action": "retracton"}, "no action is called 'retracton'; did you mean retraction"),
        ({"region": "moon"}, "no region is called 'moon'; there are cervical"),
    ],
)
def test_an_unknown_value_is_refused_by_its_kind(asked, message):
    with pytest.raises(UnknownName, match=message):
        ATLAS.find(**asked)
