"""A share of next to nothing is not told as one."""

import pytest

from dorsum.function.analyses import stiffer_words

CHANGES = "a tenth of activation changes the least stiffness of the part from "


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (10.0, 14.5, "10 to 14 N·m/rad (+45 %)"),
        (10.0, 5.0, "10 to 5 N·m/rad (-50 %)"),
        (0.01, 11.0, "0.01 to 11 N·m/rad"),
        (10.0, -13.0, "10 to -13 N·m/rad, so that it gives way"),
    ],
)
def test_a_change_of_stiffness_is_told_by_its_ends(before, after, told):
    assert stiffer_words(before, after) == CHANGES + told
