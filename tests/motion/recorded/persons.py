"""Random persons of other proportions, and what it costs to take them for scaled copies of one man.

    nice python tests/motion/recorded/persons.py [--count 40]

Lengths of their segments differ as those of people do (`lengths.csv`); they move and are seen through markers
as in `truth`, and nothing is told of them but the markers. Printed are median and 95th percentile of the root
mean square errors: trunk flexion, bending, twist and inclination, °, and the moment at L5/S1, %, on the body
with the true lengths, with those found, and with those of the height alone.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from dorsum.body.body import Body
from dorsum.body.lengths import measured, rows_of
from dorsum.body.skeleton import Floats
from dorsum.body.subject import Subject
from dorsum.exchange.read.asked import Asked
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import model_for
from dorsum.motion.recorded.filter import Smoothing
from dorsum.motion.recorded.frames import Part
from dorsum.motion.recorded.markers import motion_of_markers, tracked
from dorsum.motion.recorded.motion import Motion
from dorsum.motion.recorded.noise import lowered
from dorsum.motion.recorded.proportions import BETWEEN_TWO, TOLD
from dorsum.motion.recorded.source import of_recording
from dorsum.units import PERCENT

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
from motion.recorded import truth
from motion.recorded.made_up import SETS, chain_of


def person(rng: np.random.Generator) -> Subject:
    """Somebody of usual height; the trunk gives what the legs take."""
    body = model_for("male").body
    usual, rows = measured(body.skeleton, body.tables), rows_of(body.tables)
    spread = {name: BETWEEN_TWO * rows[name].spread_pct * PERCENT for name in TOLD if name != "trunk"}
    return Subject(lengths={name: usual[name] * (1.0 + by * rng.normal()) for name, by in spread.items()})


def one(seed: int) -> dict[str, Floats]:
    """Errors (5,) of a person by whose lengths the body has."""
    rng, marker_set = np.random.default_rng(seed), list(SETS)[seed % len(SETS)]
    own = Model(Body.of(person(rng)))
    chain = chain_of(own, marker_set)
    q = truth.movement(chain, rng)
    recorded = truth.seen_through_markers(chain, q, marker_set, rng)
    found, _ = of_recording(recorded, None, Asked(), Smoothing()).subject()
    found = replace(found, mass_kg=own.body.subject.mass_kg)
    smoothing, _ = lowered(Smoothing(), recorded.time, recorded.positions)
    span = smoothing.stretch(truth.TIMES)
    still = Motion(truth.TIMES, chain.angles(q), chain.place(q).origin[:, 0])
    true = truth.told(own, Part(still, *span), truth.RAW)
    bodies = {
        "true": own,
        "found": Model(Body.of(found)),
        "height": Model(Body.of(replace(found, lengths={}))),
    }
    errors = {}
    for whose, model in bodies.items():
        fitted = motion_of_markers(tracked(recorded, model), model)
        assert fitted.root is not None
        angles = fitted.angles.copy()
        angles[:, 0] = truth.without_heading(fitted)
        turned = Motion(fitted.time, angles, fitted.root @ fitted.heading, arms=fitted.arms)
        turns, moments, lean = truth.told(model, Part(turned, *span), smoothing)
        off = np.column_stack([np.degrees(turns - true[0]), lean - true[2]])
        share = np.sqrt(np.sum((moments - true[1]) ** 2) / np.sum(true[1] ** 2))
        errors[whose] = np.array([*np.sqrt(np.mean(off**2, axis=0)), 100.0 * share])
    return errors


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=40)
    each = [one(seed) for seed in range(parser.parse_args().count)]
    for whose in each[0]:
        errors = np.array([errors[whose] for errors in each])
        for words, q in (("median", 50), ("95th", 95)):
            told = "  ".join(f"{value:5.2f}" for value in np.percentile(errors, q, axis=0))
            print(f"{whose + ' ' + words:20}{told}")


if __name__ == "__main__":
    main()
