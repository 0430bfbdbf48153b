"""A name that does not exist: the message always has a way out."""

import shlex

import pytest

from dorsum.anatomy.read import Tables
from dorsum.cli.main import main
from dorsum.errors import LISTED_BY, UnknownName, nearest
from dorsum.motion.task import built_in_names


@pytest.fixture(scope="module")
def muscles(tables: Tables) -> set[str]:
    """Names of muscle parts and of whole muscles."""
    return {name for row in tables.muscles for name in (row.muscle, row.part_of) if name}


@pytest.mark.parametrize("name", ["lifting", "liftin", "Lifting 20kg", "lifting-20kg"])
def test_part_of_a_name_offers_all_that_hold_it(name):
    assert set(UnknownName("task", name, built_in_names()).near) == {
        "lifting_20kg_round_back",
        "lifting_20kg_bent_knees",
    }


@pytest.mark.parametrize("name", ["quadratus lumborum", "Quadratus-Lumborum", " QUADRATUS_lumborum "])
def test_case_and_separators_make_no_difference(tables, name):
    assert set(nearest(name, [row.muscle for row in tables.muscles])) == {
        "quadratus_lumborum_iliocostal",
        "quadratus_lumborum_iliolumbar",
        "quadratus_lumborum_lumbocostal",
    }


def test_the_very_name_comes_before_longer_ones(muscles):
    assert nearest("Multifidus", muscles)[0] == "multifidus"
    assert nearest("Standing Relaxed", built_in_names())[0] == "standing_relaxed"


def test_a_name_within_what_was_asked_is_offered(muscles):
    assert nearest("the longissimus of the thorax", muscles)[0] == "longissimus"


@pytest.mark.parametrize("name", ["", "L", "zz"])
def test_one_or_two_letters_within_a_name_say_nothing(muscles, name):
    assert nearest(name, muscles) == []


def test_a_muscle_named_otherwise_points_to_the_tree(muscles):
    message = str(UnknownName("muscle", "erector spinae", muscles))
    assert message == "no muscle is called 'erector spinae'; see `dorsum tree`"


@pytest.mark.parametrize("kind", LISTED_BY)
def test_what_is_like_nothing_points_to_the_command_that_lists_the_names(capsys, kind):
    message = str(UnknownName(kind, "xyzxyz", [f"name {i}" for i in range(13)]))
    assert message == f"no {kind} is called 'xyzxyz'; see `{LISTED_BY[kind]}`"
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(LISTED_BY[kind])[1:])
    assert ended.value.code == 0
    assert capsys.readouterr().out.count("\n") > 13


def test_without_such_a_command_some_names_are_given():
    known = [f"a{i:02}" for i in range(13)]
    assert str(UnknownName("thing", "xyz", known)) == (
        "no thing is called 'xyz'; there are 13, such as a00, a01, a02"
    )
    assert str(UnknownName("thing", "xyz", known[:2])) == "no thing is called 'xyz'; there are a00, a01"
    assert str(UnknownName("thing", "xyz", [])) == "no thing is called 'xyz'"
