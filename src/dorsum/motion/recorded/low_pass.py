"""A Butterworth filter of second order, run forwards and back, on frames at even times.

Blocks of frames are filtered at once: what a block answers is its impulse response times what comes in, and
what two numbers that it remembers of the frames before go on to give.
"""

from __future__ import annotations

import numpy as np

from dorsum.body.skeleton import Floats

BLOCK = 64  # frames


def low_pass(values: Floats, cut_off: float, around: int) -> Floats:
    """Values (frames, …) filtered forwards and back with a cut-off for each run, in turns per frame.

    Before that the ends go on for so many frames `around`, turned by half a turn about the last value.
    """
    flat = values.reshape(len(values), -1)
    if around:
        before, after = 2 * flat[0] - flat[around:0:-1], 2 * flat[-1] - flat[-2 : -around - 2 : -1]
        flat = np.concatenate([before, flat, after])
    section = _Section(cut_off)
    forwards = section.run(flat)
    back = section.run(forwards[::-1])[::-1]
    return back[around : around + len(values)].reshape(values.shape)


class _Section:
    """The filter: next = A · remembered + B · in, out = remembered₀ + b₀ · in."""

    def __init__(self, cut_off: float) -> None:
        warped = np.tan(np.pi * cut_off)  # the bilinear transform keeps the cut-off where it is
        whole = 1.0 + np.sqrt(2.0) * warped + warped**2
        b = warped**2 / whole * np.array([1.0, 2.0, 1.0])
        a = np.array([1.0, 2.0 * (warped**2 - 1.0), 1.0 - np.sqrt(2.0) * warped + warped**2])
        a[1:] /= whole
        self.step = np.array([[-a[1], 1.0], [-a[2], 0.0]])
        self.taken = b[1:] - a[1:] * b[0]
        self.rest = np.linalg.solve(np.eye(2) - self.step, self.taken)  # after a long time at 1
        powers = np.empty((BLOCK + 1, 2, 2))
        powers[0] = np.eye(2)
        for k in range(BLOCK):
            powers[k + 1] = self.step @ powers[k]
        self.of_memory, self.later = powers[:-1, 0], powers[-1]
        answers = powers[:-1] @ self.taken  # what each later frame remembers of a 1
        impulse = np.array([b[0], *answers[:-1, 0]])
        ago = np.subtract.outer(np.arange(BLOCK), np.arange(BLOCK))
        self.response = np.where(ago >= 0, impulse[ago], 0.0)
        self.kept = answers[::-1].T

    def run(self, values: Floats) -> Floats:
        """One way over (frames, columns), as if the first value had been there for ever."""
        blocks = -(-len(values) // BLOCK)
        padded = np.zeros((blocks, BLOCK, values.shape[1]))
        padded.reshape(blocks * BLOCK, -1)[: len(values)] = values
        kept = self.kept @ padded
        memory = np.empty((blocks, 2, values.shape[1]))
        now = self.rest[:, None] * values[0]
        for k in range(blocks):
            memory[k] = now
            now = self.later @ now + kept[k]
        found = self.response @ padded + self.of_memory @ memory
        return found.reshape(blocks * BLOCK, -1)[: len(values)]
