"""The arrays of one body that the mechanics compute with, and the constants of the model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from dorsum.body.body import Body, Crossing, Ints, Paths
from dorsum.body.masses import Masses
from dorsum.body.muscles import Fascicles
from dorsum.body.skeleton import LUMBAR, SIDES, Floats
from dorsum.body.strength import area_factor
from dorsum.body.wraps import Wraps
from dorsum.mechanics.hill import Curves, Fibres
from dorsum.mechanics.kinematics import Tree
from dorsum.mechanics.native import Native
from dorsum.mechanics.passive import Ligaments
from dorsum.mechanics.ring import FLOATING, Ring
from dorsum.mechanics.rows import Actuators, Coupled, Rows
from dorsum.mechanics.topology import Packing, Topology
from dorsum.units import KPA, MM

LIMBS = ("hip", "sternoclavicular")  # joints on which limbs hang
HYOID = "hyoid"  # the joint on which it hangs
PRESSURE_JOINT = "L4/L5"  # the pressure was measured against the moment there
ALL = slice(None)


class Abdomen(NamedTuple):
    """Pressure in the abdomen: its forces on pelvic floor and what holds the diaphragm, and the wall.

    Ribs, sternum and vertebrae hold the diaphragm by fibres that, one sheet, bear one stress: each bone is
    pushed by its share of their area at a point of its own, which in standing lies on the abdomen's axis.
    """

    resting_pressure: float  # Pa
    pressure_per_moment: float  # Pa per N·m of flexion moment at L4/L5
    pressure_offset: float  # Pa, subtracted
    area: float  # m², of the diaphragm
    upper_body: Ints  # (n,) bodies that hold the diaphragm
    upper_point: Floats  # (n, 3) from their joint centres, standing, m
    share: Floats  # (n,) of the diaphragm that each holds
    lower_point: Floats  # (3,) on the pelvis, from its joint centre, standing, m
    hoop_radius: float  # m
    hoop_height: float  # m
    transversus_capacity: float  # N, of one side's transversus along the hoop
    obliques_capacity: float  # N, of one side's obliques along the hoop
    wall: Floats  # (n_active,) 1 for the obliques, which hold what transversus does not, 0 for others
    joint: int  # the body on the joint whose moment sets the pressure

    @property
    def holds(self) -> float:
        """The pressure that the whole wall holds with all its strength, Pa."""
        capacity = self.transversus_capacity + self.obliques_capacity
        return capacity / (self.hoop_radius * self.hoop_height)


class Pulling(NamedTuple):
    """Pieces that pull, each a path of its own."""

    paths: Paths
    fascicle: Ints  # (n,) position in `active` of the fascicle that each is of
    start: Ints  # (n,) bodies
    end: Ints


@dataclass(frozen=True, eq=False)
class Mechanism:
    """One body, ready to compute with."""

    tree: Tree
    paths: Paths
    rows: Rows  # what is balanced
    ring: Ring | None  # of the ribs, if the tables have cartilages
    coupled: Coupled  # its springs, that couple joints
    crossing: Crossing  # subtrees of the rows and the fascicles that take part
    active: Ints  # (n_active,) those fascicles
    above: Floats  # (n_bodies, n_bodies) 1 where the column's body moves with the row's joint
    levels: Ints  # (n_levels,) bodies on the joints whose reactions are told
    ligaments: Ligaments  # of those joints
    masses: Masses
    fibres: Fibres  # of the fascicles that take part
    curves: Curves
    abdomen: Abdomen
    pair_column: Ints  # (n_pairs,) position in `active` of every pair's fascicle
    packing: Packing  # of the columns
    piece_of_active: Ints  # (n_pieces,) position of every piece's fascicle in `active`, else n_active

    @cached_property
    def native(self) -> Native:
        """The same for the compiled library."""
        return Native(self)

    @cached_property
    def pulling(self) -> Pulling:
        """The pieces of the fascicles that take part, by the body where they start."""
        return self.pulling_of(np.flatnonzero(np.asarray(self.piece_of_active) < len(self.active)))

    def pulling_of(self, pieces: Ints) -> Pulling:
        """Some pieces of fascicles that take part, by the body where they start."""
        paths, owner = self.paths, np.asarray(self.piece_of_active)
        body = np.asarray(paths.point_body)[np.asarray(paths.piece_start)[pieces]]
        pieces = pieces[np.argsort(body, kind="stable")]
        each = np.arange(len(pieces))
        bodies, local, starts, wraps = points_of(paths, pieces)
        some = Paths(bodies, local, starts, each[:, None], each, wraps)
        start, end = (some.point_body[some.piece_start + k] for k in (0, 1))
        return Pulling(some, owner[pieces], start, end)

    def __getstate__(self) -> dict[str, Any]:
        return {name: kept for name, kept in self.__dict__.items() if name != "native"}


def points_of(paths: Paths, pieces: Ints) -> tuple[Ints, Floats, Ints, Wraps]:
    """The points of some pieces, all of their fascicles, by body and place on it, the point where each of
    these pieces starts, and the balls that they touch."""
    starts = np.asarray(paths.piece_start)[pieces]
    used = np.zeros(len(paths.point_body), dtype=bool)
    used[starts] = used[starts + 1] = True
    at = np.cumsum(used) - 1
    position = np.full(len(paths.piece_start), -1)
    position[pieces] = np.arange(len(pieces))
    first, piece, radius = (np.asarray(of)[used[np.asarray(paths.wraps.point)]] for of in paths.wraps)
    wraps = Wraps(at[first], position[piece], radius)
    return np.asarray(paths.point_body)[used], np.asarray(paths.point_local)[used], at[starts], wraps


def mechanism(body: Body, topology: Topology) -> Mechanism:
    """Compile a body to the arrays of the mechanics: the rows and the fascicles of its balance."""
    skeleton = body.skeleton
    parent = skeleton.parent
    offset = skeleton.centre - np.where((parent >= 0)[:, None], skeleton.centre[parent], 0.0)
    return Mechanism(
        tree=Tree(topology.parent, offset, skeleton.axes),
        paths=body.paths,
        rows=topology.rows,
        ring=(ring := _ring(body, topology)),
        coupled=_coupled(body, topology, ring),
        crossing=topology.crossing,
        active=topology.active,
        above=topology.above,
        levels=topology.levels,
        ligaments=Ligaments(topology.ligaments, body.levels.ligament_share, body.levels.ligament_lever),
        masses=body.masses,
        fibres=_unstretched(body, topology.active),
        curves=topology.curves,
        abdomen=_abdomen(body, topology),
        pair_column=topology.pair_column,
        packing=topology.packing._replace(actuated=actuators_of(body, topology).capacity),
        piece_of_active=topology.piece_of_active,
    )


def restrengthened(mech: Mechanism, body: Body, topology: Topology) -> Mechanism:
    """The same with the muscles of a body that is alike but for their strength."""
    return replace(mech, fibres=_unstretched(body, topology.active), abdomen=_abdomen(body, topology))


def actuators_of(body: Body, topology: Topology) -> Actuators:
    """The columns besides the fascicles, their muscles as large as the subject's."""
    return topology.actuators.grown(area_factor(body.tables, body.subject))


def _unstretched(body: Body, active: Ints) -> Fibres:
    """The constants of the fascicles that take part; those of legs and girdle bear nothing by stretch
    (`groups.SLACK`), nor do those of the hyoid: it moves with C4 here, in life it goes where the muscles
    above and below it are stretched alike."""
    layout, fibres = body.fascicles.layout, fibres_of(body.fascicles, active)
    first = [body.skeleton.joint_index(f"{joint}_{side}") for joint in LIMBS for side in SIDES]
    first.append(body.skeleton.joint_index(HYOID))
    limbs = np.asarray(body.skeleton.carried()[first].any(axis=0))
    on_limbs = np.logical_or.reduceat(limbs[layout.point_body], layout.first[:-1])[active]
    return fibres._replace(passive_share=np.where(on_limbs, 0.0, fibres.passive_share))


def _ring(body: Body, topology: Topology) -> Ring | None:
    """The ring of the ribs, told by hinges and sternum too where these are balanced."""
    floating = set(FLOATING) <= set(topology.coordinates.names)
    return Ring.of(body, "ribs" in body.free, floating) if body.tables.costal_cartilages else None


def _coupled(body: Body, topology: Topology, ring: Ring | None) -> Coupled:
    """The springs of the ring."""
    if ring is None:
        return Coupled.of(topology.coordinates, (), np.zeros((0, 0)), body.coordinates)
    return Coupled.of(topology.coordinates, ring.names, ring.stiffness, body.coordinates)


def fibres_of(fascicles: Fascicles, chosen: Ints | slice = ALL) -> Fibres:
    """The constants of some fascicles."""
    make = fascicles.make
    return Fibres(
        fascicles.maximal_force[chosen],
        fascicles.optimal_fibre_length[chosen],
        fascicles.tendon_slack_length[chosen],
        make.pennation[chosen],
        np.maximum(1.0, make.normal_length[chosen]),
        make.passive_strain[chosen],
        make.passive_share[chosen],
    )


def _abdomen(body: Body, topology: Topology) -> Abdomen:
    tables, skeleton = body.tables, body.skeleton
    scale = skeleton.scale
    lever = tables.constant("abdominal_pressure_lever") * MM * scale
    lumbar = [skeleton.joint_index(joint) for joint in (*LUMBAR, "T12/L1")]
    forward = skeleton.centre[lumbar, 0].mean() + lever
    pelvis = skeleton.index("pelvis")
    upper, share = _holding(body, topology.diaphragm)
    top = np.array([forward, skeleton.centre[skeleton.joint_index("T12/L1"), 1], 0.0])
    floor = np.array([forward, skeleton.centre[skeleton.index("femur_right"), 1], 0.0])
    return Abdomen(
        resting_pressure=tables.constant("abdominal_pressure_standing") * KPA,
        pressure_per_moment=tables.constant("abdominal_pressure_per_moment") * KPA,
        pressure_offset=tables.constant("abdominal_pressure_offset") * KPA,
        area=tables.constant("diaphragm_area") * 1e-4 * scale**2,
        upper_body=upper,
        upper_point=top - skeleton.centre[upper],
        share=share,
        lower_point=floor - skeleton.centre[pelvis],
        hoop_radius=tables.constant("abdominal_wall_radius") * MM * scale,
        hoop_height=tables.constant("abdominal_wall_height") * MM * scale,
        transversus_capacity=_hoop(body, topology.transversus),
        obliques_capacity=_hoop(body, topology.obliques),
        wall=topology.wall,
        joint=skeleton.joint_index(PRESSURE_JOINT),
    )


def _holding(body: Body, fascicles: Ints) -> tuple[Ints, Floats]:
    """The bodies on which some fascicles arise, and the share that each has of their force by the tables."""
    layout = body.fascicles.layout
    origin = np.asarray(layout.point_body)[np.asarray(layout.first)[fascicles]]
    bodies, place = np.unique(origin, return_inverse=True)
    force = np.bincount(place, body.fascicles.make.force[fascicles])
    return bodies, force / force.sum()


def _hoop(body: Body, fascicles: Ints) -> float:
    """Force of some fascicles along the hoop of the abdominal wall, N."""
    first, position = body.fascicles.layout.first, body.fascicles.position
    along = position[first[fascicles + 1] - 1] - position[first[fascicles]]
    share = np.hypot(along[:, 0], along[:, 2]) / np.linalg.norm(along, axis=1)
    return float(body.fascicles.maximal_force[fascicles] @ share)
