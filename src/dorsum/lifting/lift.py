"""A lift as ergonomists write it: where the hands start and end, what they hold, how often, and by whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from dorsum import inputs
from dorsum.body.subject import Subject
from dorsum.errors import BadInput, UnknownName
from dorsum.motion.acting import HANDS, MOST_LOAD_KG

GRIPS = ("good", "fair", "poor")
STYLES = ("free", "stoop", "squat", "semi-squat")
FARTHEST_CM, HIGHEST_CM = 120.0, 260.0
MOST_ASYMMETRY = 180.0
OWN_TITLE = re.compile(r"$|(Lifting|Lowering|Holding) [0-9.e+-]+ kg (at|from) ")  # what follows the lift
MOST_A_MINUTE, MOST_HOURS, MOST_SECONDS = 60.0, 24.0, 60.0


@dataclass(frozen=True, kw_only=True)
class Hands:
    """Where the middle of the hands is, as NIOSH measures it.

    horizontal_cm: forward from the middle between the ankles; vertical_cm: above the floor; asymmetry_deg:
    how far to the right of straight ahead (left below 0), about the middle between the ankles.
    """

    horizontal_cm: float
    vertical_cm: float
    asymmetry_deg: float = 0.0

    def __post_init__(self) -> None:
        for name, low, high, unit in (
            ("horizontal_cm", 0.0, FARTHEST_CM, "cm"),
            ("vertical_cm", 0.0, HIGHEST_CM, "cm"),
            ("asymmetry_deg", -MOST_ASYMMETRY, MOST_ASYMMETRY, "°"),
        ):
            object.__setattr__(self, name, inputs.within(name, getattr(self, name), low, high, unit))

    @property
    def words(self) -> str:
        """`40 cm in front of the ankles, 20 cm above the floor, 30° to the right`."""
        aside = abs(self.asymmetry_deg)
        turned = f", {aside:g}° to the {'right' if self.asymmetry_deg > 0 else 'left'}" if aside else ""
        at = f"{self.horizontal_cm:g} cm in front of the ankles, {self.vertical_cm:g} cm above the floor"
        return f"{at}{turned}"


@dataclass(frozen=True, kw_only=True)
class Lift:
    """A mass that hands take from `start` to `end`; without an end it is held at the start.

    hands: `both`, or the one that lifts; style: one of `STYLES`; grip: how the hands hold it; per_minute,
    hours: how often and for how long a day, where that is known; seconds: how long one lift takes, None: as
    the hands usually go; subject: whose body, None: asked for later.
    """

    mass_kg: float
    start: Hands
    end: Hands | None = None
    hands: str = "both"
    style: str = "free"
    grip: str = "good"
    per_minute: float | None = None
    hours: float | None = None
    seconds: float | None = None
    subject: Subject | None = None
    title: str = ""

    def __post_init__(self) -> None:
        def put(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        put("mass_kg", inputs.within("mass_kg", self.mass_kg, 0.0, MOST_LOAD_KG, "kg"))
        for name in ("start", "end"):
            at = getattr(self, name)
            if not isinstance(at, Hands) and (name == "start" or at is not None):
                raise BadInput(f"{name} = {inputs.shown(at)}: must be a Hands")
        for name, known in (("hands", tuple(HANDS)), ("style", STYLES), ("grip", GRIPS)):
            if inputs.text(name, getattr(self, name)) not in known:
                raise UnknownName(name, getattr(self, name), known)
        for name, most, unit in (
            ("per_minute", MOST_A_MINUTE, "a minute"),
            ("hours", MOST_HOURS, "h"),
            ("seconds", MOST_SECONDS, "s"),
        ):
            value = getattr(self, name)
            if value is not None:
                value = inputs.within(name, value, 0.0, most, unit)
                if value == 0.0:
                    raise BadInput(f"{name} = 0: must be more than 0; leave it out where it is not known")
                put(name, value)
        if self.seconds is not None and self.end is None:
            raise BadInput("seconds: a load that is held at its start takes no time; give its end, too")
        if self.subject is not None and not isinstance(self.subject, Subject):
            raise BadInput(f"subject = {inputs.shown(self.subject)}: must be a Subject")
        title = inputs.text("title", self.title)
        put("title", self._words() if OWN_TITLE.match(title) else title)

    def _words(self) -> str:
        """`Lifting 15 kg from 20 to 100 cm`."""
        if self.end is None:
            return f"Holding {self.mass_kg:g} kg at {self.start.vertical_cm:g} cm"
        return (
            f"{'Lifting' if self.rises else 'Lowering'} {self.mass_kg:g} kg from {self.start.vertical_cm:g}"
            f" to {self.end.vertical_cm:g} cm"
        )

    @property
    def rises(self) -> bool:
        """Whether the load ends no lower than it starts."""
        return self.end is None or self.end.vertical_cm >= self.start.vertical_cm

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Lift:
        """From a table of a job file: `start` and `end` are tables with the fields of `Hands`."""
        given = dict(inputs.table("lift", values))
        inputs.only(given, {f.name for f in fields(cls)}, "entry of a lift")
        for name in ("start", "end"):
            if name in given:
                given[name] = inputs.made(Hands, inputs.table(name, given[name]), name)
        if "subject" in given:
            given["subject"] = Subject.from_mapping(given["subject"])
        for name in ("mass_kg", "start"):
            if name not in given:
                raise BadInput(f"{name} is missing")
        return cls(**given)
