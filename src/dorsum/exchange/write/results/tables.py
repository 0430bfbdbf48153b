"""A result as long tables: a row per frame and level, muscle, fascicle or joint."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dorsum.body.skeleton import LUMBAR
from dorsum.errors import UnknownName
from dorsum.mechanics.derived import whole_muscles
from dorsum.mechanics.result import STATES, Result
from dorsum.units import DEGREE, KPA, MPA

Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Words:
    """A column of words of which there are few: each row's number into them."""

    number: NDArray[np.integer[Any]]
    words: Sequence[str]

    def column(self) -> NDArray[np.str_]:
        """The word of every row."""
        return np.asarray(np.array(self.words)[self.number])


Coded = dict[str, "NDArray[Any] | Words"]
ROTATIONS = ("extension", "right_bending", "left_twist")


def table(result: Result, what: str) -> Columns:
    """Columns of one length by name; NaN or an empty word where there is no value.

    Raises:
        UnknownName: no such table.
    """
    coded = coded_table(result, what)
    return {k: column.column() if isinstance(column, Words) else column for k, column in coded.items()}


def coded_table(result: Result, what: str) -> Coded:
    """The same with the words as numbers into them.

    Raises:
        UnknownName: no such table.
    """
    if what not in TABLES:
        raise UnknownName("table", what, TABLES)
    return TABLES[what](result)


def _rows(result: Result, each: int) -> Coded:
    """What every table begins with, so many rows a frame."""
    columns = {
        "frame": np.arange(len(result.times)),
        "time_s": result.times,
        "balanced": result.balanced,
        "doubtful": result.doubtful,
        "short_nm": result.short_nm,
    }
    found: Coded = {name: np.repeat(values, each) for name, values in columns.items()}
    words, number = np.unique(result.short_at, return_inverse=True)
    return found | {"short_at": Words(np.repeat(number, each), words.tolist())}


def _each_frame(result: Result, words: Sequence[str]) -> Words:
    """The same words in every frame."""
    number, known = _numbered(tuple(words))
    return Words(np.tile(number, len(result.times)), known)


@lru_cache(maxsize=32)
def _numbered(words: tuple[str, ...]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """The number of every word among those that are different."""
    known = tuple(dict.fromkeys(words))
    at = {word: k for k, word in enumerate(known)}
    return np.array([at[word] for word in words], dtype=np.int32), known


def _levels(result: Result) -> Coded:
    """Loads of all spinal joints; pressure in the lumbar discs alone."""
    names = np.array(result.levels)
    found = _rows(result, len(names)) | {"level": _each_frame(result, result.levels)}
    numbers = {
        "compression_n": result.array("compression"),
        "anterior_shear_n": result.array("anterior_shear"),
        "right_shear_n": result.array("right_shear"),
        "pressure_mpa": result.array("disc_pressure") / MPA,
        "ligament_tension_n": result.array("ligament_tension"),
        "exact_compression_n": result.array("exact_compression"),
        "least_compression_n": result.array("least_compression"),
        "greatest_compression_n": result.array("greatest_compression"),
    }
    numbers["pressure_mpa"] = np.where(np.isin(names, LUMBAR), numbers["pressure_mpa"], np.nan)
    found |= {name: values.ravel() for name, values in numbers.items()}
    gives = result.array("give") / DEGREE
    found |= {f"give_{turn}_deg": gives[..., k].ravel() for k, turn in enumerate(ROTATIONS)}
    found["give_at_bound"] = result.array("give_at_bound").astype(bool).any(axis=-1).ravel()
    for name in ("spring", "stretched_fibre"):
        moment = result.array(f"{name}_moment")
        found |= {f"{name}_{turn}_nm": moment[..., k].ravel() for k, turn in enumerate(ROTATIONS)}
    return found


def _muscles(result: Result) -> Coded:
    """Whole muscle parts by side."""
    names = [name.rpartition("_") for name in whole_muscles(result.body)]
    return (
        _rows(result, len(names))
        | {
            "muscle": _each_frame(result, [name for name, _, _ in names]),
            "side": _each_frame(result, [side for _, _, side in names]),
        }
        | {
            "activation": result.array("muscle_activation").ravel(),
            "force_n": result.array("muscle_force").ravel(),
        }
    )


def _fascicles(result: Result) -> Coded:
    """All fascicles, also those that take no part."""
    fascicles = result.body.fascicles
    names = {
        "fascicle": fascicles.names,
        "muscle": fascicles.muscles,
        "side": fascicles.sides,
    }
    numbers = {
        "activation": "activation",
        "force_n": "force",
        "fibre_length": "fibre_length",
        "fibre_velocity_per_s": "fibre_velocity",
    }
    found = _rows(result, len(fascicles))
    found |= {key: _each_frame(result, values) for key, values in names.items()}
    found |= {name: result.array(array).ravel() for name, array in numbers.items()}
    return found | {"state": Words(result.array("muscle_state").ravel() + 1, ("", *STATES))}


def _joints(result: Result) -> Coded:
    """Angles, net moments and forces of all joints; none where they are not known, see `net_moments`."""
    names = result.body.skeleton.joints
    found = _rows(result, len(names)) | {"joint": _each_frame(result, names)}
    angle, moment = result.array("joint_angle") / DEGREE, result.array("net_joint_moment")
    for kind, values, unit in (("", angle, "deg"), ("net_", moment, "nm")):
        found |= {f"{kind}{turn}_{unit}": values[..., k].ravel() for k, turn in enumerate(ROTATIONS)}
    return found | {"force_n": result.array("joint_force").ravel()}


def _frames(result: Result) -> Coded:
    """What concerns the whole body."""
    return _rows(result, 1) | {
        "abdominal_pressure_kpa": result.array("abdominal_pressure") / KPA,
        "transversus_activation": result.array("transversus_activation"),
        "moment_imbalance_nm": result.array("moment_imbalance"),
        "bound_violation": result.array("bound_violation"),
        "duality_gap": result.array("duality_gap"),
        "converged": result.array("converged").astype(bool),
        "largest_give_deg": np.abs(result.array("give")).max(axis=(1, 2)) / DEGREE,
        "give_settled": result.array("give_settled").astype(bool),
    }


TABLES: Mapping[str, Callable[[Result], Coded]] = MappingProxyType(
    {"levels": _levels, "muscles": _muscles, "fascicles": _fascicles, "joints": _joints, "frames": _frames}
)
