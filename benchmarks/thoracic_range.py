"""By how much the thoracic spine turns farther without the ring of the ribs, %, by what the ring is made of.

python benchmarks/thoracic_range.py
"""

import numpy as np

from dorsum.body.body import Body
from dorsum.body.cage import Cage
from dorsum.body.skeleton import SIDES, Floats, sided
from dorsum.function.thoracic_range import ranges, springs_of_bare_segments, springs_of_tables
from dorsum.mechanics.mechanism import fibres_of
from dorsum.mechanics.ring import Ring
from dorsum.motion.analyze import model_for

MOMENTS = (2.0, 5.0)  # N·m, Liebsch 2017 and Mannen 2018
MODULI = (11.1, 12.0, 14.6, 32.9)  # MPa
CALCIFIED = 3.05  # mean of 2.3 and 3.8 times
RIGID = 1e4


def settings(cage: Cage) -> dict[str, Cage]:
    """What is compared."""
    fused = cage.turns & (cage.holder != cage.sternum)
    found = {f"{mpa:g} MPa": cage._replace(modulus=1e6 * mpa) for mpa in MODULI}
    found["12 MPa, a quarter of it bone"] = cage._replace(modulus=CALCIFIED * cage.modulus)
    found["fused with the sternum, 12 MPa"] = cage._replace(turns=fused)
    found["fused, 32.9 MPa"] = cage._replace(turns=fused, modulus=32.9e6)
    found["fused, a quarter of it bone"] = cage._replace(turns=fused, modulus=CALCIFIED * cage.modulus)
    found["ribs on hinges, 12 MPa"] = cage._replace(support=RIGID * cage.support)
    found["ribs on hinges, fused, 12 MPa"] = cage._replace(turns=fused, support=RIGID * cage.support)
    found["rigid cartilages"] = cage._replace(modulus=RIGID * cage.modulus)
    found["joints of the ribs 18.1 N/mm"] = cage._replace(support=18.1e3 / 2)
    found["joints of the ribs 25.9 N/mm"] = cage._replace(support=25.9e3 / 2)
    found["turning of the ribs 0.0096 N·m/°"] = cage._replace(turning=cage.turning * 0.0096 / 0.015)
    found["turning of the ribs 0.031 N·m/°"] = cage._replace(turning=cage.turning * 0.031 / 0.015)
    return found


def with_intercostals(body: Body, ring: Ring) -> Floats:
    """`Ring.stiffness` with the intercostal lines between its ribs as springs of half the slope that their
    passive fibres have as they begin to be stretched, since they only pull."""
    found, at, names = ring.full.copy(), body.skeleton.at, list(body.fascicles.names)
    fibres = fibres_of(body.fascicles)
    shape, strain = body.tables.constant("passive_fibre_shape"), fibres.passive_strain
    slope = (
        fibres.maximal_force * fibres.passive_share * shape / strain / np.expm1(shape) / fibres.optimal_length
    )
    for row in body.tables.fascicles:
        for side in SIDES if "intercostals" in row.muscle else ():
            ends = ((row.origin_bone, row.origin_landmark), (row.insertion_bone, row.insertion_landmark))
            places = [at(*end, side) for end in ends]
            bodies = [body.skeleton.index(sided(bone, side)) for bone, _ in ends]
            if set(bodies) <= set(ring.cage.rib.tolist()):
                way = (places[1] - places[0]) / np.linalg.norm(places[1] - places[0])
                motions = [ring.motion(b, place)[:3] for b, place in zip(bodies, places, strict=True)]
                longer = way @ (motions[1] - motions[0])
                found += 0.5 * slope[names.index(f"{row.fascicle}_{side}")] * np.outer(longer, longer)
    q = len(ring.names)
    return np.asarray(found[:q, :q] - found[:q, q:] @ np.linalg.solve(found[q:, q:], found[q:, :q]))


def main() -> None:
    """Print the table."""
    body = model_for("male").body
    ring = Ring.of(body)
    bases = {
        "springs of the tables": springs_of_tables(body),
        "springs of bare segments (Wilke 2017)": springs_of_bare_segments(body.tables),
    }
    for name, springs in bases.items():
        for moment in MOMENTS:
            without = ranges(body, springs, None, moment)
            print(f"{name}, ± {moment:g} N·m: {without.round(1)} ° without the ring")
            made = {setting: Ring(ring.skeleton, cage) for setting, cage in settings(ring.cage).items()}
            found = {setting: some.stiffness for setting, some in made.items()}
            found["with intercostal fibres, 12 MPa"] = with_intercostals(body, ring)
            found["with intercostal fibres, fused"] = with_intercostals(
                body, made["fused with the sternum, 12 MPa"]
            )
            for setting, stiffness in found.items():
                having = ranges(body, springs, stiffness, moment)
                print(f"  {setting:35}" + "".join(f"{x:7.1f}" for x in 100 * (without / having - 1)))
    for row in body.tables.rib_cage_removed:
        print(f"measured: {row.removed}, {row.movement}, {row.more_pct} % ({row.source[0]}, n {row.n})")
    for k, axis in enumerate(("flexion", "bending", "twist")):
        q = np.zeros(len(ring.names))
        q[k::3] = np.deg2rad(-2.0)
        borne = ring.borne(q[None])
        print(
            f"2° of {axis} a joint: ribs turn {np.rad2deg(borne.turn).max():.1f}°, sternum"
            f" {1000 * borne.shift[0]:.1f} mm, cartilages bear {borne.force.max():.1f} N"
        )


if __name__ == "__main__":
    main()
