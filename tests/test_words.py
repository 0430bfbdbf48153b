"""Lists in sentences."""

import pytest

from dorsum.errors import UnknownName
from dorsum.words import listed


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (iter("abcd"), "a, b and 2 more"),
    ],
)
def test_a_list_reads_as_people_write_it(names, words):
    assert listed(names, most=3 if words.count("more") == 0 else 2) == words


def test_other_words_join():
    assert listed(["x", "y", "z"], "or") == "x, y or z"
    refused = UnknownName("level", "L45", ["L4/L5", "L3/L4", "T4/T5"])
    assert str(refused).endswith("did you mean L4/L5, L3/L4 or T4/T5?")
