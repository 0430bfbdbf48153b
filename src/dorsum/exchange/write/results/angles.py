"""The joint angles of a result as an OpenSim motion file, to be replayed in the exported model."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from dorsum.body.skeleton import Floats
from dorsum.exchange.read.storage_header import POSTURE, SUBJECT
from dorsum.exchange.write.osim.coordinates import ROOT_TRANSLATIONS, coordinates, values_of
from dorsum.exchange.write.osim.document import standing_place
from dorsum.mechanics.result import Result
from dorsum.units import DEGREE


def write_angles(result: Result, path: Path) -> None:
    """Every coordinate of the exported model by its name, degrees and m, with all digits.

    The header says who, and whether the angles are the stated ones or those to which joints gave. What a
    compressed joint gains in stiffness then is not in the file.
    Where a recording says where the pelvis is, it is there; else it stays where the first frame stands on
    the ground.
    """
    still = standing_place(result.model, result.array("joint_angle")[0])
    with path.open("w", encoding="utf-8") as file:
        names = ["time", *(c.name for c in coordinates(result.body)), *ROOT_TRANSLATIONS]
        head = [result.task, "version=1", f"nRows={len(result.times)}", f"nColumns={len(names)}"]
        head += [f"{SUBJECT}={json.dumps(result.subject.as_dict())}"]
        head += [f"{POSTURE}={result.options.posture}", "inDegrees=yes"]
        file.write("\n".join([*head, "endheader", "\t".join(names), ""]))
        for piece in result.pieces():
            file.writelines(_rows(piece, still))


def _rows(result: Result, still: Floats) -> Iterable[str]:
    values = values_of(coordinates(result.body), result.array("joint_angle")) / DEGREE
    recorded = result.array("root_place")
    place = np.where(np.isnan(recorded), still, recorded)
    for row in np.column_stack([result.times, values, place]).tolist():
        yield "\t".join(repr(value + 0.0) for value in row) + "\n"
