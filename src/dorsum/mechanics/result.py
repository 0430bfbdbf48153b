"""What an analysis found, with its certificate, its sources and its ways into files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dorsum import __version__
from dorsum.anatomy.rows import SourceRow
from dorsum.body.skeleton import LUMBAR
from dorsum.body.subject import Subject
from dorsum.errors import BadInput
from dorsum.kernel.library import kernel
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.arrays import Arrays
from dorsum.mechanics.derived import shares_of_strength as shares_of_strength
from dorsum.mechanics.objectives import OBJECTIVES
from dorsum.mechanics.of_ring import ribs
from dorsum.mechanics.recorded import Recorded
from dorsum.mechanics.variables import STATES as STATES

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped]
    import xarray
    from matplotlib.axes import Axes

    from dorsum.mechanics.slopes import Slopes

# Tables whose sources every result rests on, besides those of the fascicles that take part.
GENERAL_TABLES = (
    *("rib_cage", "joints", "masses", "joint_stiffness", "joint_ranges"),
    *("rhythm", "alignment", "constants"),
)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Result(Arrays):
    """Forces and loads of a task or a recording, arrays with frames first.

    They are plain NumPy to compute with and can be asked by label: `result.compression.sel(level="L4/L5")`.
    Where a frame is not `balanced` its loads are lower bounds.
    """

    task: str
    title: str
    assumptions: tuple[str, ...]
    objective: str
    options: Options = field(default_factory=Options)
    version: str = __version__  # of Dorsum
    told_digest: str = ""  # names the facts that a file was computed with; empty for those of `body`
    recorded: Recorded | None = None  # what only a recording has

    def __repr__(self) -> str:
        return "\n".join(["<dorsum.Result>", *self.lines()])

    def lines(self) -> list[str]:
        """Title, subject, worst level, what is lacking: a line each."""
        who, n = self.subject, len(self.times)
        span = "held" if n == 1 else f"{n} frames, {self.times[0]:.2f} to {self.times[-1]:.2f} s"
        (frame, level), bound = self.peak, "at least " * (self.shortfall is not None)
        load, when = self.compression[frame, level], f" at {self.times[frame]:.2f} s" if n > 1 else ""
        told = [
            f"{self.title} ({self.task}; {span})",
            f"{who.name}: {who.words}",
            f"most compression of a lumbar disc: {bound}{load:.0f} N at {self.levels[level]}{when}",
        ]
        told += self._how_far_joints_give()
        if self.shortfall is None:
            return [*told, "balanced"]
        short = int((~np.asarray(self.balanced)).sum())
        which = "loads" if n == 1 else f"loads of {short} of {n} frames"
        return [*told, f"{self.shortfall.words}: {which} are lower bounds"]

    def _how_far_joints_give(self) -> list[str]:
        from dorsum.mechanics.gives import Gives

        if (gives := Gives.of(self)) is None:
            return ["every joint at its stated angle exactly"]
        exact, level = gives.exact_compression_n, gives.exact_level
        more = "" if exact is None else f"; taken exactly: {exact:.0f} N at {level}"
        return [f"joints give up to {gives.largest_deg:.1f}° ({gives.largest}){more}"]

    def _repr_html_(self) -> str:
        from dorsum.report.notebook import html_of

        return html_of(self)

    @property
    def tables_digest(self) -> str:
        """Names the facts that the numbers rest on."""
        return self.told_digest or self.body.tables.digest

    @property
    def subject(self) -> Subject:
        """Whose back it is."""
        return self.body.subject

    @property
    def peak(self) -> tuple[int, int]:
        """Frame and level of the lumbar disc that bears most."""
        lumbar = np.asarray(self.compression)[:, : len(LUMBAR)]
        frame, level = np.unravel_index(int(np.nanargmax(lumbar)), lumbar.shape)
        return int(frame), int(level)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the numbers should be doubted for, such as tension across a disc; empty where for nothing."""
        told = () if self.recorded is None else (*self.recorded.failed, *self.recorded.told)
        return (*told, *self.doubts.sentences(self.levels))

    @property
    def beyond_ring(self) -> tuple[str, ...]:
        """Where ribs, sternum and cartilages leave the bounds up to which their ring is right; empty where
        nowhere. The thorax should be doubted there; loads of the lumbar spine hardly rest on it."""
        return self.doubts.beyond_ring(ribs(self.body))

    def certificate(self, frame: int | None = None) -> dict[str, Any]:
        """How good the solution is, of one frame or of the worst of all."""
        pick = slice(None) if frame is None else slice(frame, frame + 1)
        return {
            "moment_imbalance_nm": float(self.array("moment_imbalance")[pick].max()),
            "bound_violation": float(self.array("bound_violation")[pick].max()),
            "duality_gap": float(np.abs(self.array("duality_gap")[pick]).max()),
            "largest_reserve_nm": max(
                float(np.abs(self.array("reserve")[pick]).max()),
                float(np.nanmax(np.abs(self.array("joint_reserve")[pick]), initial=0.0)),
            ),
            "converged": bool(self.array("converged")[pick].all()),
        }

    def slopes(self, level: str) -> Slopes:
        """How the loads of a level change with every joint angle and every force from outside.

        N/rad, N/N and N/(N·m), locally and all else equal: where joints gave they stay; see `Slopes`. The
        analysis must be at hand: it is not of a file or of a recording.

        Raises:
            BadInput: the arrays alone are kept, the objective is not a named one, or nothing is compiled.
            UnknownName: no such level.
        """
        from dorsum.mechanics.slopes import slopes_of

        if (library := kernel()) is None:
            raise BadInput("slopes are found by the compiled kernel, which is not there: run `make kernel`")
        if not self.computed:
            raise BadInput("slopes need the analysis, but of a file or a recording the arrays alone are kept")
        if self.objective not in OBJECTIVES:
            raise BadInput(f"slopes need a named objective, not {self.objective!r}")
        rule = OBJECTIVES[self.objective]
        return slopes_of(self.model, self.analysis, rule, self.options, level, library)

    @cached_property
    def sources(self) -> tuple[SourceRow, ...]:
        """Sources of these numbers: fascicles that take part, joints, masses, stiffness, constants."""
        tables = self.body.tables
        keys = {key for i in self.body.active for key in self.body.fascicles.routes.rows[i].source}
        for table in GENERAL_TABLES:
            keys |= {key for row in getattr(tables, table) for key in row.source}
        return tuple(row for row in tables.sources if row.key in keys)

    @property
    def assumed_share(self) -> float:
        """Share of the fascicles that take part whose area is estimated or assumed."""
        kinds = [self.body.fascicles.routes.rows[i].kind for i in self.body.active]
        return sum(kind in ("estimated", "assumed") for kind in kinds) / len(kinds)

    @cached_property
    def dataset(self) -> xarray.Dataset:
        """Everything, labelled; dimensions and units as in a saved .nc file."""
        from dorsum.mechanics.dataset import dataset

        return dataset(self)

    def to_dataframe(self, what: str = "levels") -> pandas.DataFrame:
        """A long table: of `levels`, `muscles` (whole ones), `fascicles`, `joints` or `frames`."""
        import pandas

        from dorsum.exchange.write.results.tables import table

        return pandas.DataFrame(dict(table(self, what)))

    def plot(
        self, what: str = "compression", levels: Sequence[str] | None = None, axes: Axes | None = None
    ) -> Axes:
        """Draw a load of some levels, by default the lumbar ones: over time, or as bars of a held posture."""
        from dorsum.mechanics.plot import plot_levels

        return plot_levels(self, what, levels, axes)

    def save(self, path: Path | str) -> None:
        """Write a file; the suffix says how: .nc, .parquet, .csv, .sto, .xlsx, or .mot: the joint angles.

        Raises:
            BadInput: another suffix, or a path that cannot be written; nothing half-written is left.
        """
        from dorsum.exchange.write.results import save_result

        save_result(self, path)

    def report(self, path: Path | str) -> None:
        """Write a report to read, .html.

        Raises:
            BadInput: the path cannot be written.
        """
        from dorsum.report.notebook import write_report_of

        write_report_of(self, path)
