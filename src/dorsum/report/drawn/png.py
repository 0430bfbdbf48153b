"""Pictures as PNG files of at most 256 colours, chosen for the picture."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats

COLOURS = 256
BITS = 5  # of a channel by which dots count as one colour while colours are chosen
ROUNDS = 6  # in which the chosen colours move to the middle of those that they stand for

Dots = NDArray[np.float32]


def png(colour: Dots) -> bytes:
    """A picture (height, width, 4) of colours and how much they cover, 0 to 1, as a file."""
    from PIL import Image

    height, width = colour.shape[:2]
    chosen, which = _chosen(colour.reshape(-1, 4))
    image = Image.fromarray(which.reshape(height, width).astype(np.uint8))
    cover = np.rint(chosen[:, 3] * 255).astype(int)
    plain = chosen[:, :3] / np.maximum(chosen[:, 3:], 1e-6)
    image.putpalette(np.rint(plain.clip(0, 1) * 255).astype(np.uint8).tobytes())
    file = BytesIO()
    image.save(file, "PNG", optimize=True, transparency=bytes(cover.tolist()))
    return file.getvalue()


def address(colour: Dots) -> str:
    """The same as an address that holds the file."""
    return f"data:image/png;base64,{b64encode(png(colour)).decode()}"


def _chosen(dots: Dots) -> tuple[Floats, NDArray[np.int64]]:
    """At most `COLOURS` colours times cover (k, 4), and which of them each dot has."""
    from scipy.spatial import cKDTree

    covered = np.column_stack([dots[:, :3] * dots[:, 3:], dots[:, 3]])
    coarse = np.rint(covered * (2**BITS - 1)).astype(np.int64) @ (1 << (BITS * np.arange(4)))
    _, kind, count = np.unique(coarse, return_inverse=True, return_counts=True)
    mean = np.column_stack([np.bincount(kind, covered[:, k]) for k in range(4)]) / count[:, None]
    if len(mean) <= COLOURS:
        return mean, kind
    weight = np.sqrt(count)  # a small thing shall keep its colour beside a large one
    chosen = mean[_apart(mean, weight)]
    for _ in range(ROUNDS):
        near = cKDTree(chosen).query(mean)[1]
        total = np.bincount(near, weight, COLOURS)
        moved = np.column_stack([np.bincount(near, weight * mean[:, k], COLOURS) for k in range(4)])
        chosen = np.where(total[:, None] > 0, moved / np.maximum(total, 1e-12)[:, None], chosen)
    return chosen, cKDTree(chosen).query(mean)[1][kind]


def _apart(mean: Floats, weight: Floats) -> NDArray[np.int64]:
    """Colours to begin with: always the one that is farthest from all before, by its weight."""
    first = int(np.argmax(weight))
    found, away = [first], np.full(len(mean), np.inf)
    for _ in range(COLOURS - 1):
        away = np.minimum(away, ((mean - mean[found[-1]]) ** 2).sum(axis=1))
        found.append(int(np.argmax(away * weight)))
    return np.array(found)
