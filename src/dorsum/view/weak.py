"""What a body lost, as the page asks for it: weak muscles, cut nerves."""

from __future__ import annotations

from collections.abc import Sequence

from dorsum.anatomy.atlas import Atlas
from dorsum.body.body import Body
from dorsum.body.strength import factors_of
from dorsum.clinic.nerves import cut_nerve
from dorsum.clinic.weakening import Weakening, in_the_model, weak_muscle
from dorsum.errors import BadInput
from dorsum.view.api.questions import BodyAsked, WeakAsked


def weakenings(body: BodyAsked | None) -> tuple[Weakening, ...]:
    """What is taken from the muscles of a body, in words and as factors.

    Raises:
        BadInput, UnknownName: no such muscle or nerve, or the model has none of it.
    """
    return tuple(_weakening(told) for told in (body.weak if body is not None else None) or ())


def _weakening(told: WeakAsked) -> Weakening:
    if (told.muscle is None) == (told.nerve is None):
        raise BadInput("weak: name a muscle or a nerve, one of them")
    if told.nerve is not None:
        if told.to is not None:
            raise BadInput(f"weak: a nerve is cut: nothing is left of {told.nerve} that `to` could say")
        return cut_nerve(told.nerve, side=told.side)
    assert told.muscle is not None
    if told.to is None:
        raise BadInput(f"weak: `to` says what is left of {told.muscle}, from 0 to 1")
    return in_the_model(weak_muscle(told.muscle, told.to, told.side), Atlas())


def without_part(lost: Sequence[Weakening], body: Body) -> list[str]:
    """A sentence for each of which no muscle takes part in the balance of a body: it changes nothing."""
    rows, sides = [f.row for f in body.fascicles], [f.side for f in body.fascicles]
    found = []
    for each in lost:
        less = factors_of(body.tables, each.active, rows, sides) < 1.0
        if less.any() and not less[body.active].any():
            found.append(
                f"{each.words}: changes nothing here, for what it weakens takes no part in the balance of"
                " the spine"
            )
    return found
