"""How far joints gave, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from dorsum.mechanics.gives import Gives
from dorsum.report.limits import kilonewton
from dorsum.words import percent

EXACTLY = "The posture is taken exactly: no joint gives."


def assumed_of_postures(gives: Sequence[Gives | None]) -> list[str]:
    """A few words among what is assumed: how far joints gave, and what the load is without that."""
    giving = [each for each in gives if each is not None]
    told = [] if len(giving) == len(gives) else ["every joint stands at its stated angle exactly"]
    if not giving:
        return told
    most = max(each.largest_deg for each in giving)
    words = f"a posture is known to two or three degrees: joints give up to {most:.1f}°"
    return [*told, f"{words}{_taken_exactly(giving)}"]


def _taken_exactly(giving: Sequence[Gives]) -> str:
    """Of one the load in brackets, of several the greatest difference as a share."""
    loads = [(each.exact_compression_n, each.compression_n) for each in giving]
    known = [(exact, here) for exact, here in loads if exact is not None and here is not None]
    if not known:
        return ""
    if len(giving) == 1:
        return f" (taken exactly: {known[0][0]:.0f} N at {giving[0].exact_level})"
    most = max(abs(exact / here - 1.0) for exact, here in known)
    return f" (taken exactly: loads differ by up to {percent(most)})"


def turned_round(least: Gives | None, most: Gives | None) -> str:
    """A sentence where, of two tasks, that which bears less would bear more with its angles taken exactly."""
    exact = [None if gives is None else gives.exact_compression_n for gives in (least, most)]
    if exact[0] is None or exact[1] is None or exact[0] <= exact[1]:
        return ""
    return (
        f" With every joint taken at its stated angle it is the other way round ({kilonewton(exact[0])} and"
        f" {kilonewton(exact[1])}): which bears more hangs on angles that are known to two or three degrees."
    )


def rested(gives: Gives) -> str:
    """Whether the search for how far joints give came to rest, and by how much not; a sentence."""
    if not gives.frames_not_settled:
        return f"Where they stand no angle wants to turn by more than {gives.wanted_deg:.2f}°."
    many = f" in {gives.frames_not_settled} of {gives.frames} frames" if gives.frames > 1 else ""
    return (
        f"The search for it stopped before it came to rest{many}: an angle still wanted to turn by"
        f" {gives.wanted_deg:.2f}°."
    )


def gives_words(gives: Gives | None) -> str:
    """Sentences for the certificate; of what moves with the moments."""
    if gives is None:
        return EXACTLY
    when = f", at {gives.largest_time_s:.2f} s" if gives.frames > 1 else ""
    told = (
        f"Joints give {gives.mean_deg:.1f}° on average and {gives.largest_deg:.1f}° at most"
        f" ({gives.largest}{when}); {gives.at_bound_share:.1%} of the angles stand at their bound. Lumbar"
        f" springs are up to {gives.stiffest:.1f} times as stiff as unloaded, as their joints are pressed."
    )
    return f"{told} {rested(gives)} {exactly(gives)}".strip()


def exactly(gives: Gives) -> str:
    """A sentence about the load with every joint at its stated angle; empty where it is not known."""
    exact, here = gives.exact_compression_n, gives.compression_n
    if exact is None or here is None:
        return ""
    when = f" at {gives.exact_time_s:.2f} s" if gives.frames > 1 else ""
    return (
        f"Every joint taken at its stated angle, {exact:.0f} N would act on {gives.exact_level}{when}"
        f" in place of {here:.0f}."
    )
