"""What the server says of pain: the words of the terminal, and where its places lie."""

import numpy as np
import pytest

from dorsum.anatomy.read import load
from dorsum.cli.main import main

TABLES = load()


def printed(capsys, *options):
    """What `dorsum pain` prints."""
    with pytest.raises(SystemExit):
        main(["pain", *options])
    return capsys.readouterr().out


def squeezed(text):
    """Words alone: the terminal breaks its lines."""
    return "".join(text.split())


@pytest.mark.parametrize(
    ("at", "since", "said"),
    [
        (["neck"], "5w", []),
        (["mid back"], None, ["NRF-11"]),
        (["low back", "calf"], "3m", ["RED-07", "fever"]),
    ],
    ids=lambda asked: str(asked),
)
def test_the_answer_has_the_words_of_the_terminal_in_its_order(client, capsys, at, since, said):
    query = {"at": at, "with": said, **({"since": since} if since else {})}
    found = client.get("/api/pain/answer", params=query).json()
    options = [word for place in at for word in ("--at", place)] + [w for s in said for w in ("--with", s)]
    out = squeezed(printed(capsys, *options, *(["--since", since] if since else []), "--sources"))
    words = [found["first"], found["rule"]]
    for section in found["sections"]:
        words.append(section["title"] + section["note"])
        if section["key"] == "watch_for":
            words += found["lacks"]
    places = [out.index(squeezed(text)) for text in [*words, found["disclaimer"]]]
    assert places == sorted(places)
    assert places[0] == 0
    for row in (row for section in found["sections"] for row in section["rows"]):
        assert squeezed(row["name"]).lower()[:20] in out.lower(), row


def test_what_cannot_be_asked_gets_a_sentence(client):
    for query, status, words in (
        ({"at": "tooth"}, 404, "no region is called 'tooth'"),
        ({"at": "neck", "with": "zzz"}, 404, "no sign is called 'zzz'"),
        ({"at": "neck", "since": "0w"}, 422, "must be more than nothing"),
        ({"at": "neck", "since": "soon"}, 422, "cannot read the time 'soon'"),
        ({}, 422, "at: Field required"),
    ):
        got = client.get("/api/pain/answer", params=query)
        assert (got.status_code, words in got.json()["detail"]) == (status, True), got.text


def test_every_place_is_marked_where_it_lies(client):
    """Behind what is seen from the front, in the order of the body, alike on both sides."""
    marks = {
        row.region: client.get("/api/pain/marks", params={"at": row.region}).json() for row in TABLES.regions
    }
    middle = {
        region: np.mean([ball["at"] for mark in found for ball in mark["ends"]], axis=0)
        for region, found in marks.items()
    }
    heights = [
        middle[region][1]
        for region in (
            "head_vertex",
            "neck_posterior",
            "thoracic_midline",
            "lumbar_midline",
            "sacrum",
            "foot",
        )
    ]
    assert heights == sorted(heights, reverse=True)
    assert middle["thoracic_midline"][0] < middle["chest_anterior"][0]
    assert marks["thigh_posterior"][0]["seen_from"] == "behind"
    for region, found in marks.items():
        assert abs(middle[region][2]) < 0.001, region  # m: both sides, or the middle
        assert len(found) in (1, 2)
