"""Where a box or a handle is that the hands hold, by markers on it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.errors import UnknownName
from dorsum.exchange.read.recording import Markers
from dorsum.motion.recorded.filter import bridged, refuse_gap
from dorsum.motion.recorded.hands import Hands


def held_markers(
    hands: Hands, recording: Markers, time: Floats, heading: Floats, own: tuple[float, float]
) -> Mapping[str, Floats]:
    """The ways (frames, 3) of all markers that loads name, m, at times of the recording.

    Short gaps are bridged as those of the body; outside the times at which its load is held a marker may be
    missing, and is taken to go straight from where it was seen to where it is seen next.

    Args:
        time: (frames,) s, a stretch of the times of the recording.
        heading: (3, 3) from the axes of the recording to those of the motion.
        own: first time that is analysed, and the one after the last.

    Raises:
        UnknownName: there is no such marker.
        BadInput: one is missing for long while its load is held.
    """
    rows = np.searchsorted(recording.time, time)
    found: dict[str, Floats] = {}
    for load in hands.loads:
        needed = load.held(time) & (time >= own[0]) & (time < own[1])
        for name in load.markers:
            if name not in recording.names:
                raise UnknownName("marker", name, recording.names)
            seen = bridged(time, recording.positions[rows, recording.names.index(name)])
            missing = np.asarray(np.isnan(seen).any(axis=1))
            what = f"{name}, a marker of what is held, is missing"
            refuse_gap(recording.path, what, time[needed], missing[needed])
            if missing.all():  # and never needed
                seen = np.zeros_like(seen)
            elif missing.any():
                seen = np.stack([np.interp(time, time[~missing], way[~missing]) for way in seen.T], axis=1)
            found[name] = seen @ heading.T
    return found
