"""Whose back it is: sex, stature, mass, posture and strength."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from os.path import isfile
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from dorsum import inputs
from dorsum.errors import BadInput, UnknownName

Sex = Literal["male", "female"]

# Allowed ranges: adults whose proportions a scaled skeleton can stand for.
RANGES: Mapping[str, tuple[float, float, str]] = MappingProxyType(
    {
        "height_m": (1.40, 2.10, "m"),
        "mass_kg": (38.0, 150.0, "kg"),
        "age_years": (18.0, 90.0, "years"),
        "lordosis_deg": (20.0, 75.0, "°"),
        "kyphosis_deg": (15.0, 70.0, "°"),
        "disc_area_l4_l5_mm2": (900.0, 2600.0, "mm²"),
    }
)
STRENGTH_RANGE = (0.0, 3.0)
ACTIVE_RANGE = (0.0, 1.0)
LENGTH_RANGE = (0.05, 1.2)  # m, of any segment; how far off its share of the height, `body.lengths` judges


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A person.

    `lordosis_deg` is L1–S1 and `kyphosis_deg` T4–T12 in standing; None takes the measured pelvis's own
    values of `alignment.csv`. `disc_area_l4_l5_mm2` replaces the area of the measured endplates; the other
    lumbar discs follow in proportion. `age_years` chooses a reference value, no muscle is weaker by it; None
    states no age. `strength` multiplies the size of whole muscles or parts, by the ids of `muscles.csv`, of
    single fascicles, or of `all`, and with it all that they pull with; `multifidus right` is of one side.
    `active` says in the same names what share of a muscle can still be called upon, as after a cut nerve:
    what it resists with when it is stretched stays. `lengths`, m, are of single segments by the names of
    `lengths.csv`: each stretches its segment with all that is attached to it; those not told are as the
    height has them, but that upright ones make up for what the others have more or less, so that the height
    is kept.
    """

    name: str = "subject"
    sex: Sex = "male"
    height_m: float = 1.75
    mass_kg: float = 75.0
    age_years: float | None = None
    lordosis_deg: float | None = None
    kyphosis_deg: float | None = None
    disc_area_l4_l5_mm2: float | None = None
    strength: Mapping[str, float] = field(default_factory=dict)
    active: Mapping[str, float] = field(default_factory=dict)
    lengths: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        inputs.text("name", self.name)
        if self.sex not in ("male", "female"):
            raise UnknownName("sex", str(self.sex), ["male", "female"])
        for name, (low, high, unit) in RANGES.items():
            value = getattr(self, name)
            if value is not None:
                inputs.within(name, value, low, high, unit)
        for muscle, factor in inputs.table("strength", self.strength).items():
            inputs.within(f"strength of {muscle}", factor, *STRENGTH_RANGE, "times")
        for muscle, share in inputs.table("active", self.active).items():
            inputs.within(f"active of {muscle}", share, *ACTIVE_RANGE, "times")
        for name, length in inputs.table("lengths", self.lengths).items():
            inputs.within(f"lengths.{name}", length, *LENGTH_RANGE, "m")

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Subject:
        """A subject from a task file's `[subject]` table; `name` alone picks a built-in one."""
        inputs.only(inputs.table("subject", values), {f.name for f in fields(cls)}, "subject field")
        name = inputs.text("name", values.get("name", cls.name))
        alone = set(values) == {"name"}
        return replace(cls.named(name) if alone or name in BUILT_IN else cls(), **values)

    @classmethod
    def named(cls, name: str) -> Subject:
        """One of the built-in subjects."""
        if name not in BUILT_IN:
            raise UnknownName("subject", name, BUILT_IN)
        return BUILT_IN[name]

    @classmethod
    def read(cls, path: Path | str) -> Subject:
        """A subject file of the user's: TOML with the fields of a subject."""
        path = Path(path)
        values = inputs.parse_toml(inputs.read_text(path, "subject file"), str(path))
        try:
            found = cls.from_mapping(values)
        except (BadInput, UnknownName) as error:
            raise BadInput(f"{path}: {error}") from error
        return found if "name" in values else replace(found, name=path.stem)

    @classmethod
    def find(cls, name_or_path: str) -> Subject:
        """A built-in subject by name, or a file where the argument looks like one or exists."""
        if name_or_path in BUILT_IN:
            return cls.named(name_or_path)
        if name_or_path.endswith(".toml") or "/" in name_or_path or isfile(name_or_path):
            return cls.read(name_or_path)
        return cls.named(name_or_path)

    @property
    def words(self) -> str:
        """`male, 45 years, 1.68 m, 70 kg`; no age where none is stated."""
        age = "" if self.age_years is None else f"{self.age_years:g} years, "
        return f"{self.sex}, {age}{self.height_m:.2f} m, {self.mass_kg:g} kg"

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be known of what is stated of the person."""
        if self.age_years is None:
            return ()
        return (f"the age of {self.age_years:g} changes no load here: no muscle is weaker by age",)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        return plain | {name: dict(plain[name]) for name in ("strength", "active", "lengths")}


BUILT_IN: Mapping[str, Subject] = MappingProxyType(
    {
        "wilke": Subject(
            name="wilke", height_m=1.68, mass_kg=70.0, age_years=45.0, disc_area_l4_l5_mm2=1800.0
        ),
        "male": Subject(name="male", height_m=1.75, mass_kg=75.0),
        "female": Subject(name="female", sex="female", height_m=1.63, mass_kg=62.0),
    }
)
