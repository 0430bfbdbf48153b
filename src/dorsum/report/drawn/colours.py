"""Colours of bones, muscles and data: those of the page (`view/web/src/colours.ts`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dorsum.body.skeleton import Floats

if TYPE_CHECKING:
    from dorsum.report.drawn.posed import Posed

TISSUES = {"bone": 0xEADFC9, "cartilage": 0xD3D9D6, "disc": 0xB4C4CC}
NO_DATA = 0xA9A69F
FLESH = (0xB0473A, 0xA23F3A, 0xB8523F, 0x993A3B, 0xAD4D44, 0xA8443A, 0xBB5A48, 0x9E4740)
CRATE = 0xA88761
LOADED = 0xC8402F  # of the disc that bears most
RAMP = np.array(
    [[0.74, 0.86, 0.95], [0.96, 0.80, 0.47], [0.95, 0.58, 0.24], [0.85, 0.29, 0.16], [0.60, 0.09, 0.21],
     [0.34, 0.04, 0.22]]
)  # fmt: skip
IDLE = 0.14  # how much of muscles outside the balance is seen while loads are shown
THROUGH = 0.45  # how much of what is chosen is seen through what covers it


def rgb(colour: int) -> Floats:
    """Red, green and blue, 0 to 1."""
    return np.array([colour >> 16, colour >> 8 & 255, colour & 255]) / 255.0


def ramp(share: ArrayLike) -> Floats:
    """Colours (..., 3) of activations: from pale to deep, the darker the more."""
    x = np.clip(np.asarray(share, dtype=float), 0.0, 1.0) * (len(RAMP) - 1)
    i = np.minimum(np.floor(x).astype(int), len(RAMP) - 2)
    return np.asarray(RAMP[i] + (x - i)[..., None] * (RAMP[i + 1] - RAMP[i]))


def css(colour: Floats) -> str:
    """As style sheets have it."""
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in colour)


@lru_cache(maxsize=256)
def flesh(muscle: str) -> Floats:
    """Flesh that differs a little from muscle to muscle, so that neighbours can be told apart."""
    total = 0
    for letter in muscle:
        total = (total * 31 + ord(letter)) & 0xFFFFFFFF
    return rgb(FLESH[total % len(FLESH)])


def natural(posed: Posed) -> NDArray[np.float32]:
    """Colours (n_things, 3) of bones and flesh."""
    own = [flesh(t.muscle) if t.kind == "muscle" else rgb(TISSUES.get(t.kind, CRATE)) for t in posed.things]
    return np.array(own, dtype=np.float32)


def by_activation(posed: Posed, activation: Floats) -> NDArray[np.float32]:
    """Colours (n_things, 3): of a muscle that of its fascicles' activations (n_fascicles,), NaN for none."""
    out = natural(posed)
    shown = np.where(np.isnan(activation)[:, None], rgb(NO_DATA), ramp(np.nan_to_num(activation)))
    muscles = [i for i, thing in enumerate(posed.things) if thing.kind == "muscle"]
    out[muscles] = shown[[posed.things[i].fascicle for i in muscles]]
    return out


def gradient(stops: int = 21) -> Mapping[int, str]:
    """Percent to colour, for a legend."""
    return {round(100 * share): css(ramp(share)) for share in np.linspace(0.0, 1.0, stops)}
