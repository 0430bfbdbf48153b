"""What published rules say of a lift: NIOSH, LiFFT, Liberty Mutual, and limits by edition.

Where pace or hours are not told, each rule is asked what it can say without them, and `assumed` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from dorsum.anatomy.read import Tables
from dorsum.anatomy.rows import Sex
from dorsum.body.subject import Subject
from dorsum.errors import BadInput
from dorsum.lifting import acceptable
from dorsum.lifting.acceptable import Chosen, Lifted, chosen
from dorsum.lifting.conditions import Conditions, refused
from dorsum.lifting.damage import CALCULATOR, DailyDamage, Fatigue, ForceTask, daily_damage, fatigue
from dorsum.lifting.damage import moment_task as moment_of
from dorsum.lifting.lift import Hands, Lift
from dorsum.lifting.limits import PublishedLimit, compression_limits, reference_mass, shear_limits
from dorsum.lifting.niosh import Hands as NioshHands
from dorsum.lifting.niosh import LiftingIndex, LiftingTask, lifting_index
from dorsum.lifting.niosh_rules import NAME, Equation, Grip, equation
from dorsum.lifting.published import Refused, cite, number

CM = 0.01
MINUTES = 60.0  # of an hour
SEXES: tuple[Sex, ...] = ("F", "M")
LETTER: Mapping[str, Sex] = {"female": "F", "male": "M"}  # of a subject's sex
GRIPS: Mapping[str, Grip] = {"good": "good", "fair": "fair", "poor": "poor"}
# Handles of the Liberty Mutual equations that are as near as may be to a grip of NIOSH's (assumed).
HANDLES: Mapping[str, acceptable.Handles] = {"good": "good", "fair": "poor", "poor": "none"}


@dataclass(frozen=True, kw_only=True, eq=False)
class LiftRules:
    """A lift held against published rules.

    control: the load is placed with care at the destination, which then counts for NIOSH, too. per_day: how
    many lifts a day, where that does not follow from pace and hours. speed_m_s: of the hands, if told. arm_m:
    the greatest horizontal distance of the load from the hips, None: no posture was found yet.

    Raises:
        BadInput: a rule has no row for what was told, such as its pace.
    """

    lift: Lift
    tables: Tables
    control: bool = False
    per_day: float | None = None
    speed_m_s: float | None = None
    arm_m: float | None = None

    def __post_init__(self) -> None:
        if self.control and self.lift.end is None:
            raise BadInput("control at the destination asks where it is: give the end of the lift, too")
        if self.per_day is not None:
            number("per_day", self.per_day, "a day", f"LiFFT, {cite(self.tables, CALCULATOR)}", above=0.0)
            if (known := self._by_pace) is not None:
                raise BadInput(f"per_day follows from pace and hours ({known:g} a day): leave one out")
        _ = self.niosh, self.chosen  # what no rule knows is refused at once

    @property
    def _by_pace(self) -> float | None:
        lift = self.lift
        if lift.per_minute is None or lift.hours is None:
            return None
        return lift.per_minute * MINUTES * lift.hours

    @property
    def repetitions(self) -> float | None:
        """Lifts a day, None where that is not known."""
        return self.per_day if self.per_day is not None else self._by_pace

    @cached_property
    def niosh(self) -> LiftingIndex | Refused:
        """Recommended weight and lifting index, or why there are none."""
        return self._niosh(self.control)

    @cached_property
    def niosh_placed(self) -> LiftingIndex | Refused:
        """The same as if the load were placed with care at the destination."""
        return self._niosh(self.lift.end is not None)

    @property
    def pace_free(self) -> bool:
        """Whether NIOSH's index is the frequency-independent one, for no pace was told."""
        return self.lift.per_minute is None

    def _niosh(self, control: bool) -> LiftingIndex | Refused:
        lift, eq = self.lift, equation(self.tables, "metric")
        if lift.end is None:
            why = f"The {NAME} asks where a lift ends: a load that is held is none"
            return refused(eq, (f"{why} ({eq.rows['distance_numerator'].locator} of {eq.source}).",))
        pace, hours = self._pace_and_hours(eq)
        speed = None if self.speed_m_s is None else self.speed_m_s / CM
        task = LiftingTask(
            load=lift.mass_kg,
            origin=_hands(lift.start),
            destination=_hands(lift.end),
            frequency=pace,
            hours=hours,
            grip=GRIPS[lift.grip],
            control=control,
            conditions=Conditions(hands=2 if lift.hands == "both" else 1, speed=speed),
            name=lift.title,
        )
        return lifting_index(task, tables=self.tables)

    def _pace_and_hours(self, eq: Equation) -> tuple[float, float]:
        """As told; without a pace those at which FM is 1, without hours the longest column."""
        lift = self.lift
        if lift.per_minute is None:
            return eq.range("frequency_range")[0], eq.value("hours_short")
        return lift.per_minute, eq.value("hours_long") if lift.hours is None else lift.hours

    @cached_property
    def lifft(self) -> DailyDamage | Refused:
        """Damage of a day of such lifts, by the moment of the load about the hips."""
        if self.repetitions is None or self.arm_m is None:
            why = "LiFFT asks how many such lifts a day has: pace and hours, or lifts a day, are not told"
            return Refused("LiFFT", (f"{why} ({cite(self.tables, CALCULATOR)}).",), self._lifft_source)
        task = moment_of(self.lift.mass_kg, self.arm_m, self.repetitions, name=self.lift.title)
        return daily_damage([task], tables=self.tables)

    @property
    def _lifft_source(self) -> str:
        return cite(self.tables, CALCULATOR)

    def fatigue(self, compression: float) -> Fatigue | None:
        """Fatigue of a disc by the force on it, N; None where it is not known how many lifts a day has."""
        if self.repetitions is None:
            return None
        task = ForceTask(compression=compression, repetitions=self.repetitions, name=self.lift.title)
        return fatigue([task], tables=self.tables)

    @cached_property
    def chosen(self) -> Mapping[Sex, Chosen | Refused]:
        """How many women and men chose such a load, by sex."""
        return {sex: self._chosen(sex) for sex in SEXES}

    def _chosen(self, sex: Sex) -> Chosen | Refused:
        lift, source = self.lift, cite(self.tables, acceptable.SOURCE)
        why = ""
        if lift.end is None:
            why = f"The {acceptable.NAME} ask where a lift ends: a load that is held is none"
        elif lift.hands != "both":
            why = f"The {acceptable.NAME} hold for lifts with two hands"
        if lift.end is None or why:
            return Refused(acceptable.NAME, (f"{why} ({source}).",), source)
        task = Lifted(
            load=lift.mass_kg,
            start=lift.start.vertical_cm * CM,
            end=lift.end.vertical_cm * CM,
            horizontal=max(lift.start.horizontal_cm, lift.end.horizontal_cm) * CM,
            frequency=self._least_pace if lift.per_minute is None else lift.per_minute,
            sex=sex,
            handles=HANDLES[lift.grip],
        )
        return chosen(task, tables=self.tables)

    @property
    def _least_pace(self) -> float:
        """The slowest pace that the Liberty Mutual equations know, a minute."""
        rows = (r for r in self.tables.acceptable_rules if r.rule == "F" and "lift" in r.actions)
        least = next(rows).low
        assert least is not None  # of the packaged table: tested
        return least

    def compression_limits(self, subject: Subject) -> tuple[PublishedLimit, ...]:
        """Limits of compression; those by sex and age where the subject's age is told."""
        sex = LETTER[subject.sex]
        return compression_limits(sex, subject.age_years, tables=self.tables)

    def shear_limits(self) -> tuple[PublishedLimit, ...]:
        """Limits of shear."""
        return shear_limits(tables=self.tables)

    def mass_limits(self, subject: Subject) -> tuple[PublishedLimit, ...]:
        """The reference mass for a subject whose age is told."""
        if subject.age_years is None:
            return ()
        return (reference_mass(LETTER[subject.sex], subject.age_years, tables=self.tables),)

    def assumed(self) -> Iterator[str]:
        """What was taken where the lift says nothing, a sentence each."""
        lift, eq = self.lift, equation(self.tables, "metric")
        if isinstance(self.niosh, LiftingIndex):
            pace, hours = self._pace_and_hours(eq)
            if lift.per_minute is None:
                yield (
                    f"the pace is not told: NIOSH's weight is the frequency-independent one (as up to"
                    f" {pace:g} lifts a minute for up to {hours:g} h); more or longer lifting lowers it"
                )
            elif lift.hours is None:
                yield f"the hours are not told: NIOSH's are taken as up to {hours:g}, the longest column"
            if not self.control:
                yield "the load is not placed with care at its end, so that NIOSH asks the start alone"
        if any(isinstance(one, Chosen) for one in self.chosen.values()):
            if lift.per_minute is None:
                yield (
                    f"the pace is not told: Liberty Mutual's shares are those of the slowest it knows,"
                    f" {self._least_pace:g} lifts a minute; at any other fewer chose the load"
                )
            if lift.end is not None and lift.start.horizontal_cm != lift.end.horizontal_cm:
                yield "Liberty Mutual has one distance of the hands: the larger of start and end is taken"
            if lift.grip != "good":
                handles = {"poor": "poor handles", "none": "no handles"}[HANDLES[lift.grip]]
                yield f"a {lift.grip} grip is taken as {handles} of Liberty Mutual"
            if lift.start.asymmetry_deg or (lift.end and lift.end.asymmetry_deg):
                yield "Liberty Mutual's studies had no twist: the asymmetry is left out of its shares"


def _hands(at: Hands) -> NioshHands:
    return NioshHands(at.horizontal_cm, at.vertical_cm, abs(at.asymmetry_deg))
