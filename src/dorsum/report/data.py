"""Results as plain data: the JSON of `analyze --json`."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import Any

from dorsum.exchange.write.results.tables import ROTATIONS
from dorsum.mechanics.dataset import FORMAT
from dorsum.mechanics.derived import whole_muscles
from dorsum.mechanics.gives import Gives
from dorsum.mechanics.readings import USED
from dorsum.mechanics.result import STATES, Result
from dorsum.units import DEGREE, MPA


def result_as_dict(result: Result) -> dict[str, Any]:
    """One JSON object. A value that does not exist is None: a fascicle left out of the balance has no 0."""
    return {
        "format": FORMAT,
        "version": result.version,
        "tables": result.tables_digest,
        "task": result.task,
        "title": result.title,
        "assumptions": list(result.assumptions),
        "objective": result.objective,
        "options": asdict(result.options),
        "subject": result.body.subject.as_dict(),
        "balanced": bool(result.balanced.all()),
        "shortfall": None if result.shortfall is None else result.shortfall.words,
        "warnings": list(result.warnings),
        "beyond_ring": list(result.beyond_ring),
        "frames": [_frame(result, f) for f in range(len(result.times))],
        "gives": None if (gives := Gives.of(result)) is None else asdict(gives),
        "certificate": result.certificate(),
        "sources": [{"key": row.key, "citation": row.citation} for row in result.sources],
    }


def _frame(result: Result, f: int) -> dict[str, Any]:
    levels = zip(
        result.levels,
        result.compression[f],
        result.anterior_shear[f],
        result.right_shear[f],
        result.pressure[f] / MPA,
        result.exact_compression[f],
        result.least_compression[f],
        result.greatest_compression[f],
        result.gives[f] / DEGREE,
        result.array("give_at_bound")[f],
        strict=True,
    )
    muscles = zip(
        result.body.fascicles, result.activations[f], result.forces[f], result.states[f], strict=True
    )
    return {
        "time_s": float(result.times[f]),
        "balanced": bool(result.balanced[f]),
        "doubtful": bool(result.doubtful[f]),
        "short_nm": float(result.short_nm[f]),
        "short_at": result.short_at[f],
        "give_settled": bool(result.array("give_settled")[f]),
        **{name: _value(result.array(name)[f]) for name in USED},
        "levels": [
            {
                "level": level,
                "compression_n": _value(compression),
                "anterior_shear_n": _value(forward),
                "right_shear_n": _value(right),
                "pressure_mpa": _value(pressure),
                "exact_compression_n": _value(exact),
                "least_compression_n": _value(least),
                "greatest_compression_n": _value(greatest),
            }
            | {f"give_{turn}_deg": float(value) for turn, value in zip(ROTATIONS, give, strict=True)}
            | {"give_at_bound": bool(at_bound.any())}
            for level, compression, forward, right, pressure, exact, least, greatest, give, at_bound in levels
        ],
        "muscles": [
            {
                "fascicle": fascicle.name,
                "muscle": fascicle.muscle,
                "side": fascicle.side,
                "activation": _value(activation),
                "force_n": _value(force),
                "state": STATES[state] if fascicle.takes_part else None,
            }
            for fascicle, activation, force, state in muscles
        ],
        "whole_muscles": _whole_muscles(result, f),
        "joints": _joints(result, f),
        "certificate": result.certificate(f),
    }


def _whole_muscles(result: Result, f: int) -> list[dict[str, Any]]:
    """Every muscle part on a side: activation weighted by strength, and the force of all fascicles."""
    numbers = zip(result.muscle_activations[f], result.muscle_forces[f], strict=True)
    return [
        {
            "muscle": name.rpartition("_")[0],
            "side": name.rpartition("_")[2],
            "activation": _value(activation),
            "force_n": _value(force),
        }
        for name, (activation, force) in zip(whole_muscles(result.body), numbers, strict=True)
    ]


def _joints(result: Result, f: int) -> list[dict[str, Any]]:
    """Angles, net moments and forces of every joint; None where they are not known, see `net_moments`."""
    force = result.array("joint_force")[f]
    numbers = zip(result.angles[f] / DEGREE, result.net_moments[f], force, strict=True)
    return [
        {"joint": joint}
        | {f"{turn}_deg": float(value) for turn, value in zip(ROTATIONS, angle, strict=True)}
        | {f"net_{turn}_nm": _value(value) for turn, value in zip(ROTATIONS, moment, strict=True)}
        | {"force_n": _value(across), "force_bw": _value(across / result.body.weight)}
        for joint, (angle, moment, across) in zip(result.body.skeleton.joints, numbers, strict=True)
    ]


def _value(number: float) -> float | None:
    return float(number) if isfinite(number) else None
