"""What the hips bear, in words."""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import SIDES
from dorsum.mechanics.result import Result


def hips_words(result: Result) -> tuple[str, ...]:
    """A sentence for the certificate; none where the hips are not balanced."""
    if "hips" not in result.body.free:
        return ()
    each = []
    for side in SIDES:
        force = result.array("joint_force")[:, result.body.skeleton.joint_index(f"hip_{side}")]
        most = float(force.max())
        each.append(f"{side} {most:.0f} N, {most / result.body.weight:.2f} body weights")
    reserve = np.nanmax(np.abs(result.array("joint_reserve")[:, result.body.rows.body]))
    ground = np.abs(result.array("reaction_force")[:, 0]).max()
    return (
        f"Hips and knees are balanced with their muscles. Across the hips goes at most: {'; '.join(each)}. Of"
        f" all bones the largest moment that no muscle explains is {reserve:.2g} N·m; what the ground leaves"
        f" of the balance of the whole body is {ground:.2g} N.",
    )
