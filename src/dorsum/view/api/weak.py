"""What can be cut."""

from __future__ import annotations

from dorsum.view.api.model import Message


class NerveName(Message):
    """A nerve that some muscle of the model has its motor supply from: `weak.nerve` of a body."""

    name: str
    synonyms: list[str]
