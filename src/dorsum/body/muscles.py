"""The muscles as fascicles: paths over bones, and the few numbers that make each one pull.

A fascicle is one line of force from its origin over via points to its insertion (`routes`). All of a body
are arrays; one by itself is a view of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple, overload

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import FascicleRow
from dorsum.body.layout import Layout
from dorsum.body.routes import Routes, routes_of
from dorsum.body.scan import SETS_OF_TABLES, Floats, fixed
from dorsum.body.skeleton import Skeleton
from dorsum.body.strength import active_shares, size_factors
from dorsum.body.subject import Subject
from dorsum.body.wraps import touch
from dorsum.units import CM2, DEGREE, N_PER_CM2

WITHIN = 0.99  # of the distance to the nearest end of its muscle: the largest radius of a ball


class PathPoint(NamedTuple):
    """A point of a fascicle's path, fixed to a body."""

    body: int
    position: Floats  # (3,) standing, m
    landmark: str


class Ball(NamedTuple):
    """What a fascicle lies on, about the joint centre of a body (`wraps`)."""

    at: int  # position in the path of the point where it is first touched; the next is where it is left
    body: int
    radius: float  # m


class Make(NamedTuple):
    """What the table says of the n fascicles, whoever's they are."""

    pennation: Floats  # (n,) rad, at optimal length
    normal_length: Floats  # (n,) fibre over optimal length, in standing
    specific_tension: Floats  # (n,) maximal force over area, Pa
    fibre_per_optimal: Floats  # (n,) fibre along the path over optimal length, in standing
    tendon_per_fibre: Floats  # (n,) slack length over optimal fibre length
    passive_strain: (
        Floats  # (n,) of the fibre, in optimal lengths, where it resists with the full passive stress
    )
    passive_share: Floats  # (n,) that stress over the specific tension
    force: Floats  # (n,) N, of the scanned man's size


@dataclass(frozen=True, eq=False, repr=False)
class Fascicles(Sequence["Fascicle"]):
    """The n fascicles of a body, right before left in the order of the table."""

    routes: Routes
    layout: Layout
    make: Make
    position: Floats  # (n_points, 3) of the points of `layout`, standing, m
    wrap_radius: Floats  # (m,) of the balls of `layout`, m
    standing_length: Floats  # (n,) of the whole path in standing, m
    maximal_force: Floats  # (n,) N, isometric at optimal length
    optimal_fibre_length: Floats  # (n,) m
    tendon_slack_length: Floats  # (n,) m

    def __repr__(self) -> str:
        return f"<{len(self)} fascicles>"

    def __len__(self) -> int:
        return len(self.routes.names)

    @overload
    def __getitem__(self, index: int | np.int64) -> Fascicle: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Fascicle]: ...
    def __getitem__(self, index: int | np.int64 | slice) -> Fascicle | Sequence[Fascicle]:
        return self.each[index]

    def __iter__(self) -> Iterator[Fascicle]:
        return iter(self.each)

    @cached_property
    def each(self) -> tuple[Fascicle, ...]:
        """One by one."""
        return tuple(Fascicle(self, i) for i in range(len(self)))

    @property
    def names(self) -> tuple[str, ...]:
        """Id of `fascicles.csv` and the side."""
        return self.routes.names

    @property
    def muscles(self) -> tuple[str, ...]:
        """Ids of `muscles.csv`."""
        return self.routes.muscles

    @property
    def sides(self) -> tuple[str, ...]:
        """Right or left."""
        return self.routes.sides


@dataclass(frozen=True, slots=True)
class Fascicle:
    """One line of force, on one side."""

    of: Fascicles
    index: int

    def __repr__(self) -> str:
        return f"<Fascicle {self.name}: {self.maximal_force:.1f} N>"

    @property
    def name(self) -> str:
        """Id of `fascicles.csv` and the side."""
        return self.of.routes.names[self.index]

    @property
    def muscle(self) -> str:
        """Id of `muscles.csv`."""
        return self.of.routes.muscles[self.index]

    @property
    def side(self) -> str:
        """Right or left."""
        return self.of.routes.sides[self.index]

    @property
    def row(self) -> FascicleRow:
        """What the table says of it."""
        return self.of.routes.rows[self.index]

    @property
    def path(self) -> tuple[PathPoint, ...]:
        """From origin to insertion."""
        layout = self.of.layout
        return tuple(
            PathPoint(int(layout.point_body[i]), self.of.position[i], layout.labels[i])
            for i in range(*layout.first[self.index : self.index + 2])
        )

    @property
    def ball(self) -> Ball | None:
        """The ball that it runs over, if there is one."""
        layout = self.of.layout
        first, end = layout.first[self.index : self.index + 2]
        for point, radius in zip(layout.wrap_point, self.of.wrap_radius, strict=True):
            if first <= point < end:
                return Ball(int(point - first), int(layout.point_body[point]), float(radius))
        return None

    @property
    def stops(self) -> tuple[PathPoint, ...]:
        """Its path without the points where it touches a ball, which hang on the posture."""
        path, ball = self.path, self.ball
        return path if ball is None else path[: ball.at] + path[ball.at + 2 :]

    @property
    def maximal_force(self) -> float:
        """N, isometric at optimal length."""
        return float(self.of.maximal_force[self.index])

    @property
    def optimal_fibre_length(self) -> float:
        """In m."""
        return float(self.of.optimal_fibre_length[self.index])

    @property
    def tendon_slack_length(self) -> float:
        """In m."""
        return float(self.of.tendon_slack_length[self.index])

    @property
    def pennation(self) -> float:
        """In rad, at optimal length."""
        return float(self.of.make.pennation[self.index])

    @property
    def standing_length(self) -> float:
        """Length of the whole path in standing, m."""
        return float(self.of.standing_length[self.index])

    @property
    def takes_part(self) -> bool:
        """Whether it does in the balance of moments."""
        return not self.left_out_because

    @property
    def left_out_because(self) -> str:
        """Why not; empty when it takes part."""
        return self.of.layout.left_out_because[self.index]


def path_length(points: Iterable[Floats]) -> float:
    """Length of the polyline through the points."""
    line = np.array(list(points))
    return float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())


def build_fascicles(
    tables: Tables, subject: Subject, skeleton: Skeleton, free: Sequence[str] = ()
) -> Fascicles:
    """Every fascicle of both sides, right before left, in the order of the table; `free` as in `Body`."""
    routes, make = routes_of(tables), _make(tables)
    layout, position = routes.run(skeleton, free)
    position, radius, along = _wrapped(layout, skeleton, position, routes.wrap_radius)
    pieces = position[layout.piece_start + 1] - position[layout.piece_start]
    piece = np.sqrt(np.einsum("pi,pi->p", pieces, pieces))
    piece[layout.wrap_piece] = along
    length = np.zeros(len(routes.rows))
    np.add.at(length, layout.piece_fascicle, piece)
    # Slack lengths are set in standing: fibres at their tabled normalised length, the rest is tendon.
    optimal = length / (make.fibre_per_optimal + make.tendon_per_fibre)
    size = size_factors(tables, subject, routes.rows, routes.sides)
    active = active_shares(tables, subject, routes.rows, routes.sides)  # what is stretched resists as before
    return Fascicles(
        routes=routes,
        layout=layout,
        make=make._replace(passive_share=fixed(make.passive_share / active)) if subject.active else make,
        position=fixed(position),
        wrap_radius=fixed(radius),
        standing_length=fixed(length),
        maximal_force=fixed(make.force * size * active),
        optimal_fibre_length=fixed(optimal),
        tendon_slack_length=fixed(optimal * make.tendon_per_fibre),
    )


def _wrapped(
    layout: Layout, skeleton: Skeleton, position: Floats, scanned: Floats
) -> tuple[Floats, Floats, Floats]:
    """All points of the paths in standing with those that touch balls, the radii of the balls, m, and the
    lengths along these.

    A ball is of the radius `scanned` (m,) m times the size of its body, or smaller, where a muscle ends near.
    """
    at, first = position.copy(), layout.wrap_point
    body = layout.point_body[first]
    centre = skeleton.centre[body]
    before, after = (at[first + k] - centre for k in (-1, 2))
    nearest = np.minimum(*(np.sqrt(np.vecdot(end, end)) for end in (before, after)))
    radius = np.minimum(scanned * skeleton.size[body].min(axis=1), WITHIN * nearest)
    one, other, along = touch(before.T, after.T, radius)
    at[first], at[first + 1] = centre + one.T, centre + other.T
    return at, radius, np.asarray(along)


@lru_cache(maxsize=SETS_OF_TABLES)
def _make(tables: Tables) -> Make:
    rows = routes_of(tables).rows

    def column(name: str) -> Floats:
        return np.array([getattr(row, name) for row in rows])

    pennation, fraction = column("pennation_deg") * DEGREE, column("fibre_fraction")
    normal, tension = column("norm_fibre_length_neutral"), column("specific_tension_n_cm2") * N_PER_CM2
    share = tables.constant("passive_fibre_stress") * N_PER_CM2 / tension
    tendon = (1.0 - fraction) / fraction
    return Make(
        pennation=fixed(pennation),
        normal_length=fixed(normal),
        specific_tension=fixed(tension),
        fibre_per_optimal=fixed(normal * np.cos(pennation)),
        tendon_per_fibre=fixed(tendon),
        passive_strain=fixed(with_tendon(tables, tendon, share)),
        passive_share=fixed(share),
        force=fixed(column("pcsa_cm2") * CM2 * tension),
    )


def with_tendon(tables: Tables, tendon: Floats, share: Floats) -> Floats:
    """Stretch (n,) of fibre and tendon in series at the full passive stress of the fibre, in optimal lengths.

    The tendon's force is taken to grow with its strain exponentially, F₀ at `tendon_strain`, as that of the
    fibre does with its own: the stretch is (ε/s) ln(1 + W F / Aσ_P) in the fibre, W = eˢ − 1, and so many
    times the same logarithm in the tendon. So both in series have the curve of the fibre, strains added.
    At a tenth of F₀ a tendon gives 2.3 %; the toe of Thelen 2003 with as much at F₀ gives 1.9 %.

    `tendon` is slack length over optimal fibre length, `share` full passive force over F₀, both (n,).
    """
    shape = tables.constant("passive_fibre_shape")
    part = shape / np.log1p(np.expm1(shape) / share)  # of the stretch at F₀
    given = tables.constant("tendon_strain") * tendon * part
    return np.asarray(tables.constant("passive_fibre_strain") + given)
