"""The arrays of one body that the mechanics compute with, and the constants of the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dorsum.anatomy.read import Tables
from dorsum.body.body import Body, Crossing, Ints, Paths
from dorsum.body.coordinates import Coordinates
from dorsum.body.masses import Masses
from dorsum.body.muscles import Fascicle
from dorsum.body.skeleton import LUMBAR, Floats
from dorsum.mechanics.hill import Curves, Fibres
from dorsum.mechanics.kinematics import DOUBLINGS, Tree
from dorsum.mechanics.passive import Ligaments, Springs
from dorsum.mechanics.rows import Rows
from dorsum.units import KPA, MM

PRESSURE_JOINT = "L4/L5"  # the pressure was measured against the moment there
TRANSVERSUS = "transversus_abdominis"
OBLIQUES = ("internal_oblique", "external_oblique")


class Abdomen(NamedTuple):
    """Pressure in the abdomen: two forces, on diaphragm and pelvic floor, and the wall that holds it."""

    resting_pressure: float  # Pa
    pressure_per_moment: float  # Pa per N·m of flexion moment at L4/L5
    pressure_offset: float  # Pa, subtracted
    area: float  # m², of the diaphragm
    upper_body: int  # body that carries the diaphragm
    upper_point: Floats  # (3,) from its joint centre, standing, m
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


class Mechanism(NamedTuple):
    """One body, ready to compute with."""

    tree: Tree
    paths: Paths
    rows: Rows  # what is balanced
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
    piece_of_active: Ints  # (n_pieces,) position of every piece's fascicle in `active`, else n_active


def mechanism(body: Body, rows: Coordinates, active: Ints) -> Mechanism:
    """Compile a body to the arrays of the mechanics: the rows and the fascicles of its balance."""
    skeleton, tables = body.skeleton, body.tables
    n = len(skeleton.names)
    parent = skeleton.parent
    offset = skeleton.centre - np.where((parent >= 0)[:, None], skeleton.centre[parent], 0.0)
    if skeleton.depth() >= 2**DOUBLINGS:
        raise ValueError(f"the tree is {skeleton.depth()} joints deep; kinematics compose {2**DOUBLINGS - 1}")
    tree = Tree(np.where(parent < 0, n, parent), offset, skeleton.axes)
    paths = body.paths
    balanced = Rows.of(rows)
    crossing = body.crossing(balanced.subtree, active)
    position = np.full(len(body.fascicles), len(active))
    position[active] = np.arange(len(active))
    return Mechanism(
        tree=tree,
        paths=paths,
        rows=balanced,
        crossing=crossing,
        active=active,
        above=skeleton.carried().astype(float),
        levels=body.spine,
        ligaments=_ligaments(body),
        masses=body.masses,
        fibres=fibres_of([body.fascicles[i] for i in active]),
        curves=_curves(tables),
        abdomen=_abdomen(body, active),
        pair_column=position[crossing.pair_fascicle],
        piece_of_active=position[paths.piece_fascicle],
    )


def fibres_of(chosen: Sequence[Fascicle]) -> Fibres:
    """The constants of some fascicles as arrays."""
    return Fibres(
        np.array([f.maximal_force for f in chosen]),
        np.array([f.optimal_fibre_length for f in chosen]),
        np.array([f.tendon_slack_length for f in chosen]),
        np.array([f.pennation for f in chosen]),
        np.array([max(1.0, f.row.norm_fibre_length_neutral) for f in chosen]),
    )


def _curves(tables: Tables) -> Curves:
    names = (
        "active_length_width",
        "maximal_shortening_velocity",
        "hill_shape",
        "eccentric_force",
        "passive_fibre_strain",
        "passive_fibre_shape",
    )
    return Curves(*(tables.constant(name) for name in names))


def _ligaments(body: Body) -> Ligaments:
    levels, known = body.levels, body.coordinates
    flexion = known.named([f"{level} z" for level in levels.names])
    return Ligaments(
        flexion=Springs(flexion.slope[:, 0], flexion.rate[:, 0]),
        share=levels.ligament_share,
        lever=levels.ligament_lever,
    )


def _abdomen(body: Body, active: Ints) -> Abdomen:
    tables, skeleton = body.tables, body.skeleton
    scale = skeleton.scale
    lever = tables.constant("abdominal_pressure_lever") * MM * scale
    lumbar = [skeleton.joint_index(joint) for joint in (*LUMBAR, "T12/L1")]
    forward = skeleton.centre[lumbar, 0].mean() + lever
    upper, pelvis = skeleton.index("T12"), skeleton.index("pelvis")
    top = np.array([forward, skeleton.centre[skeleton.joint_index("T12/L1"), 1], 0.0])
    floor = np.array([forward, skeleton.centre[skeleton.index("femur_right"), 1], 0.0])
    transversus, obliques, wall = _hoop(body, active)
    return Abdomen(
        resting_pressure=tables.constant("abdominal_pressure_standing") * KPA,
        pressure_per_moment=tables.constant("abdominal_pressure_per_moment") * KPA,
        pressure_offset=tables.constant("abdominal_pressure_offset") * KPA,
        area=tables.constant("diaphragm_area") * 1e-4 * scale**2,
        upper_body=upper,
        upper_point=top - skeleton.centre[upper],
        lower_point=floor - skeleton.centre[pelvis],
        hoop_radius=tables.constant("abdominal_wall_radius") * MM * scale,
        hoop_height=tables.constant("abdominal_wall_height") * MM * scale,
        transversus_capacity=transversus,
        obliques_capacity=obliques,
        wall=wall,
        joint=skeleton.joint_index(PRESSURE_JOINT),
    )


def _hoop(body: Body, active: Ints) -> tuple[float, float, Floats]:
    """Force along the hoop of one side's transversus and obliques; 1 for active fascicles of the obliques."""
    transversus = obliques = 0.0
    wall = np.zeros(len(body.fascicles))
    for i, fascicle in enumerate(body.fascicles):
        if fascicle.muscle not in (TRANSVERSUS, *OBLIQUES):
            continue
        along = fascicle.path[-1].position - fascicle.path[0].position
        share = fascicle.maximal_force * float(np.hypot(along[0], along[2]) / np.linalg.norm(along))
        if fascicle.muscle == TRANSVERSUS:
            transversus += share * (fascicle.side == "right")
        else:
            obliques += share * (fascicle.side == "right")
            wall[i] = 1.0
    return transversus, obliques, wall[active]
