"""What is known of pain: places, signs, and the answer as `dorsum pain` tells it."""

from __future__ import annotations

from typing import Literal

from dorsum.view.api.model import Message
from dorsum.view.api.scene import Vector


class PainPlace(Message):
    """A place by the name that asks for it; also: other names of the same regions."""

    name: str
    also: list[str]
    regions: list[str]


class PainSign(Message):
    """A sign that can be named, and what to do with it."""

    id: str
    sign: str
    do: str
    areas: list[str]
    plain_words: list[str]
    detail: str


class PainRow(Message):
    """A row of a section; muscles: the parts that it names, of the section `muscles` alone."""

    name: str
    text: str
    muscles: list[str]


class PainSection(Message):
    """A part of the answer; note: what its words mean."""

    key: str
    title: str
    note: str
    rows: list[PainRow]


class PainAnswer(Message):
    """What is known of pain in these places, in the words and the order of `dorsum pain`: never a diagnosis.

    first: what to do. do: how urgent it is, empty without a warning sign. lacks: what sources do not tell.
    """

    first: str
    do: Literal["", "emergency", "urgent", "assess"]
    rule: str
    lacks: list[str]
    sections: list[PainSection]
    disclaimer: str


class PainBall(Message):
    """An end of a mark: its centre in standing and its radius, m."""

    at: Vector
    radius: float


class PainMark(Message):
    """Where a region lies on a standing subject: a band from one ball to the other."""

    region: str
    seen_from: Literal["front", "behind"]
    ends: tuple[PainBall, PainBall]
