"""How good a solution is, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from dorsum.body.names import T4_T12
from dorsum.mechanics.gives import Gives
from dorsum.mechanics.result import Result
from dorsum.report.contacts import contacts_words
from dorsum.report.gives import gives_words
from dorsum.report.hips import hips_words

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def certificate_words(result: Result) -> Sequence[str]:
    """What the balance leaves over, what no muscle explains, how far joints give, how near the optimum is."""
    c = result.certificate()
    done = "The solver reached its optimum" if c["converged"] else "The solver stopped before its optimum"
    return (
        f"Moments balance at all {len(result.levels)} spinal joints, with what no muscle explains counted in:"
        f" the largest remainder is {rounded(c['moment_imbalance_nm'])} N·m.",
        unexplained(c["largest_reserve_nm"], result.body.tables.constant("reserve_bound")),
        *thorax_words(result),
        gives_words(Gives.of(result)),
        *contacts_words(result),
        *hips_words(result),
        f"{done}: forces and their proof of optimality differ by {rounded(c['duality_gap'])} of the cost, and"
        f" activations leave their bounds by {rounded(c['bound_violation'])} at most.",
    )


def unexplained(reserve: float, bound: float) -> str:
    """The largest moment that no muscle explains (N·m) against what counts as balanced."""
    more = f"more than the {bound:g} N·m up to which a frame counts as balanced"
    less = f"up to {bound:g} N·m a frame counts as balanced"
    size = f"{reserve:.1f}" if reserve > bound else rounded(reserve)
    return f"The largest moment that no muscle explains is {size} N·m; {more if reserve > bound else less}."


def thorax_words(result: Result) -> tuple[str, ...]:
    """What to think of extension that lacks in the thorax where its muscles are balanced; else nothing."""
    short = result.shortfall
    lacks = short is not None and short.direction == "extension" and short.joint in T4_T12
    if not lacks or "girdle" not in result.body.free:
        return ()
    return (
        "What lacks there is no proof that a person could not hold this: how much people extend the middle of"
        " the thorax with was not found measured, and the erector of this model does it with areas of"
        " dissected bodies at 46 N/cm². Areas of a published model, fitted to scans of living people, would"
        " give up to 12 N·m more; that model takes 100 N/cm².",
    )


def rounded(number: float) -> str:
    """A small number to read: 0.3, or a power of ten where it is tiny."""
    if number == 0 or abs(number) >= 0.001:
        return f"{number:.2g}"
    digits, _, power = f"{number:.0e}".partition("e")
    return f"{digits}·10{str(int(power)).translate(SUPERSCRIPTS)}"
