"""A quick look at the loads of a result with matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from dorsum.body.skeleton import LUMBAR, SPINE
from dorsum.errors import UnknownName
from dorsum.mechanics.variables import VARIABLES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from dorsum.mechanics.result import Result

LOWER_BOUND = "where the line is dotted the muscles lack something: lower bounds"


def plot_levels(result: Result, what: str, levels: Sequence[str] | None, axes: Axes | None) -> Axes:
    """Draw an array that has levels; see `Result.plot`.

    Raises:
        UnknownName: no such array or level.
    """
    of_levels = [name for name, variable in VARIABLES.items() if variable.dims == ("level",)]
    if what not in of_levels:
        raise UnknownName("load", what, of_levels)
    levels = LUMBAR if levels is None else levels
    for level in levels:
        if level not in SPINE:
            raise UnknownName("level", level, SPINE)
    if axes is None:
        from matplotlib import pyplot

        axes = pyplot.subplots()[1]
    values = result.array(what)[:, [SPINE.index(level) for level in levels]]
    if len(result.times) == 1:
        axes.barh(list(levels), values[0])
        axes.set_xlabel(f"{what.replace('_', ' ')}, {VARIABLES[what].units}")
    else:
        for level, course in zip(levels, values.T, strict=True):
            (line,) = axes.plot(result.times, np.where(result.balanced, course, np.nan), label=level)
            axes.plot(result.times, np.where(result.balanced, np.nan, course), ":", color=line.get_color())
        axes.set_xlabel("time, s")
        axes.set_ylabel(f"{what.replace('_', ' ')}, {VARIABLES[what].units}")
        axes.legend(title=None if result.balanced.all() else LOWER_BOUND)
    axes.set_title(result.title)
    return axes
