"""Values for task files, mostly right in shape, and their text as TOML."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields

from hypothesis import strategies as st

from dorsum.body.subject import Subject
from dorsum.motion.acting import Force, Ground, Load, Moment, Support
from dorsum.motion.posture import Posture
from dorsum.motion.task import Keyframe

WORDS = ["wilke", "sitting", "L4/L5", "flexion", "right", "couch", "backrest", "T8", "shoulders", "", "é\n"]
NUMBERS = st.sampled_from([0, 1, 5, 10**400, -1, 0.5, math.nan, math.inf])
SCALARS = st.booleans() | NUMBERS | st.integers() | st.floats() | st.sampled_from(WORDS)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=2),
    max_leaves=8,
)


def table_of(kind, **inner):
    """A table with some fields of a class, mostly right in shape, and at times another thing."""
    shape = {field.name: inner.get(field.name, SCALARS) for field in fields(kind)}
    return one_in_ten(ANYTHING, st.fixed_dictionaries({}, optional=shape))


def one_in_ten(rare, common):
    return st.integers(1, 10).flatmap(lambda n: rare if n == 1 else common)


def list_of(tables):
    return one_in_ten(ANYTHING, st.lists(tables, max_size=3))


POSTURES = table_of(Posture, joints=st.dictionaries(st.sampled_from(WORDS), ANYTHING, max_size=2))
VECTORS = one_in_ten(ANYTHING, st.lists(NUMBERS, min_size=3, max_size=3))
FILES = st.fixed_dictionaries(
    {},
    optional={
        "title": one_in_ten(SCALARS, st.sampled_from(WORDS)),
        "measured": one_in_ten(SCALARS, st.sampled_from(WORDS)),
        "assumptions": one_in_ten(ANYTHING, st.lists(st.sampled_from(WORDS), max_size=2)),
        "abdominal_pressure_kpa": one_in_ten(SCALARS, st.just(5)),
        "frames": one_in_ten(SCALARS, st.just(5)),
        "subject": table_of(Subject, strength=st.dictionaries(st.sampled_from(WORDS), ANYTHING, max_size=2)),
        "posture": POSTURES,
        "keyframes": list_of(table_of(Keyframe, posture=POSTURES)),
        "loads": list_of(table_of(Load, mass_kg=NUMBERS)),
        "forces": list_of(table_of(Force, force_n=VECTORS, at_mm=VECTORS)),
        "moments": list_of(table_of(Moment, moment_nm=VECTORS)),
        "supports": list_of(table_of(Support, bodies=st.lists(SCALARS, max_size=2))),
        "ground": list_of(table_of(Ground, force_bw=VECTORS, time_s=st.lists(NUMBERS, max_size=2))),
    },
)


def toml(value) -> str:
    """A value as TOML on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, bool | str):
        return json.dumps(value)
    return repr(value)


def text_of(values) -> str:
    """The text of a file."""
    return "\n".join(f"{json.dumps(key)} = {toml(item)}" for key, item in values.items())
