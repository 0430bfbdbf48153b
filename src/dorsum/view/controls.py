"""The sliders of the page, as its scene tells them."""

from __future__ import annotations

from dorsum.body.body import Body
from dorsum.motion.sliders import sliders
from dorsum.view.api.scene import Control


def controls(body: Body) -> list[Control]:
    """The sliders for a body; each is a field of `AnalyzeQuestion`."""
    return [
        Control(
            name=slider.name,
            title=slider.label,
            unit=slider.unit,
            low=slider.least,
            high=slider.most,
            step=slider.step,
            start=slider.default,
        )
        for slider in sliders(body)
    ]
