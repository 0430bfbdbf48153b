"""What a user's OpenSim model and the set-up of its scaling say of the markers of a recording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import Floats
from dorsum.exchange.read.marker_names import folded, meanings
from dorsum.exchange.read.name_maps import NameMap
from dorsum.motion.recorded.chain import Chain
from dorsum.motion.recorded.marker_map import Place
from dorsum.words import FEW, listed

FEWEST_ON_PELVIS = 3


def weights_of(own: NameMap | None) -> dict[str, float] | None:
    """Those of a set-up by folded names; None without any."""
    setup = own.on_model.setup if own is not None and own.on_model is not None else None
    return {folded(n): w for n, w in setup.weights.items()} if setup is not None and setup.weights else None


def told_by_model(names: Sequence[str], found: Sequence[Place], own: NameMap | None) -> list[str]:
    """Which markers lie where a user's model says, and of which of them the tables say something else."""
    theirs = [name for name, place in zip(names, found, strict=True) if place.of_model]
    if not theirs:
        return []
    otherwise = [name for name in meanings(theirs) if name in theirs]
    whose = found[names.index(theirs[0])].of_model
    told = [f"Markers that lie where {whose} has them: {listed(theirs, most=FEW)}."]
    if otherwise:
        told.append(f"By their names these would lie elsewhere: {listed(otherwise, most=FEW)}.")
    return told


def silent_in_standing(
    weights: Mapping[str, float] | None, chain: Chain, names: Sequence[str], seen: Floats | None
) -> tuple[NDArray[np.bool_] | None, list[str]]:
    """Which markers (n_markers,) tell nothing of standing, as a set-up has it; None where all do.

    How much the others weigh is not taken: it is set beside the weights of OpenSim's coordinates, as 1000 on
    the pelvis to 1 on the trunk, and would lay the whole body on the pelvis alone.
    """
    if weights is None or seen is None:
        return None, []
    silent = np.array([weights.get(folded(name), 1.0) == 0 for name in names])
    telling = ~silent & ~np.isnan(seen).any(axis=1) & ~np.isnan(chain.local).any(axis=1)
    if (telling & (chain.body == 0)).sum() < FEWEST_ON_PELVIS:
        return None, ["Fewer than three markers on the pelvis have a weight in the set-up: all count alike."]
    told = [name for name, of in zip(names, silent, strict=True) if of]
    return silent, [
        f"Of standing these tell nothing, as the set-up has it: {listed(told, most=FEW)}."
    ] if told else []
