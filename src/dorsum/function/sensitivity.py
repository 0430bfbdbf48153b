"""What settings, constants and words that a paper does not tell do to results, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from dorsum.anatomy.altered import with_rows
from dorsum.anatomy.read import Tables, load
from dorsum.body.body import Body
from dorsum.body.skeleton import LUMBAR, SPINE, Floats
from dorsum.function.measured.posture import LUMBAR_BACK
from dorsum.function.validate import STUDY, Score, analysed, compared, score
from dorsum.mechanics.analysis import Options
from dorsum.mechanics.model import Model
from dorsum.mechanics.objectives import DEFAULT
from dorsum.mechanics.result import Result
from dorsum.motion.acting import Load
from dorsum.motion.analyze import analyze, model_for
from dorsum.motion.frames import pose_of
from dorsum.motion.giving import analyse_pose
from dorsum.motion.posture import Posture
from dorsum.motion.task import Task
from dorsum.units import DEGREE, MPA, PERCENT

# Constant → values that are as defensible as the one used (see the notes of `constants.csv`), the give and
# what goes with it first. Chosen before they were run.
ALTERNATIVES: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "give_price": (0.0015, 0.024),
        "give_bound": (2.0, 5.0),
        "give_zigzag": (1.0, 3.0),
        "posture_error_words": (2.0, 3.0),
        "posture_error_region": (0.10, 0.25),
        "preload_moment": (1.63, 6.52),  # half and twice
        "contact_friction": (0.336, 0.448),  # the least and greatest of five fabrics
        "range_tolerance": (1.0, 1.5),
        "passive_fibre_strain": (0.5, 0.7),
        "passive_fibre_stress": (10.0, 61.0),
        "tendon_strain": (0.033, 0.07),
        "ligament_share_of_flexion_moment": (0.5, 0.85),
        "ligament_lever": (32.0, 42.0),
        "muscle_tone": (0.46, 1.38),
        "abdominal_pressure_per_moment": (0.06, 0.10),
        "diaphragm_area": (200.0, 290.0),
        "reserve_weight": (10.0, 1000.0),
    }
)
TRUNK, TENSIONS = "lumbar46", (60.0,)  # the set of areas, and other N/cm² for it: upper end for whole muscle
GIVING = Options(posture="giving")
INCLINATIONS = (36, 45, 52, 60)  # ° that "bent forward" may mean
FLEXIONS = (60, 70, 80, 90)  # % of the lumbar range that "maximum flexion" may mean
BENT = 85.0  # ° of trunk inclination: amid those at which people's backs are silent
COURSE = (15, 30, 45, 60, 75, 85, 95, 105)  # ° of trunk inclination in which the back is looked at
TOLERANCES = (1.0, 1.25, 1.5)  # of the joints' ranges
HELD_KG = 10.0  # delays the silence in people


@dataclass(frozen=True)
class Setting:
    """One thing that differs: its name, what is used and what instead, and what it is.

    constants: their names and other values; tension_n_cm2: of the muscles of the trunk.
    """

    name: str
    used: str
    instead: str
    constants: Mapping[str, float] = field(default_factory=dict)
    tension_n_cm2: float | None = None
    objective: str = DEFAULT
    options: Options = field(default_factory=lambda: GIVING)

    def model(self, tables: Tables, subject: str = "wilke") -> Model:
        """The model of a built-in subject with that difference."""
        for name, value in self.constants.items():
            tables = tables.altered("constants", name, value=value)
        if self.tension_n_cm2 is not None:
            tables = _with_tension(tables, self.tension_n_cm2)
        return Model(Body.of(subject, tables))


@dataclass(frozen=True)
class Effect:
    """The protocol of Wilke 1999 with one setting changed.

    standing_pct: the largest activation of a fascicle in relaxed standing; bent_pct: of the lumbar back
    muscles, mean, at 85° of trunk inclination; both in % of maximum.
    """

    name: str
    used: str
    instead: str
    score: Score
    standing_pct: float
    bent_pct: float


def settings(tables: Tables) -> Iterator[Setting]:
    """What is used, then everything that differs from it."""
    yield Setting("as it is", "", "")
    yield Setting("posture", "giving", "exact", options=Options(posture="exact"))
    yield Setting("power of the cost", "3", "2", objective="relative_force_squared")
    preload = dict.fromkeys(("preload_factor_250_n", "preload_factor_500_n"), 1.0)
    yield Setting("springs stiffer under preload", "1.71, 2.11", "1, 1", preload)
    for name, values in ALTERNATIVES.items():
        row = next(row for row in tables.constants if row.name == name)
        unit = "" if row.unit == "1" else f" {row.unit}"
        for value in values:
            yield Setting(f"`{name}`", f"{row.value:g}{unit}", f"{value:g}", {name: value})
    yield Setting("passive fibres", "on", "off", options=replace(GIVING, fibre_passive=False))
    used = next(row for row in tables.specific_tensions if row.pcsa_set == TRUNK)
    for tension in TENSIONS:
        words = f"{used.tension_n_cm2:g} N/cm²", f"{tension:g}"
        yield Setting("tension of the trunk's muscles", *words, tension_n_cm2=tension)


def _with_tension(tables: Tables, tension: float) -> Tables:
    """Tables in which the muscles of the trunk pull with another force per area."""
    sets = (replace(r, tension_n_cm2=tension) if r.pcsa_set == TRUNK else r for r in tables.specific_tensions)
    fascicles = (
        replace(r, specific_tension_n_cm2=tension) if r.pcsa_set == TRUNK else r for r in tables.fascicles
    )
    return with_rows(tables, {"specific_tensions": tuple(sets), "fascicles": tuple(fascicles)})


def sensitivity() -> Iterator[Effect]:
    """Run the protocol with every setting."""
    tables = load()
    for setting in settings(tables):
        yield effect(setting, tables)


def effect(setting: Setting, tables: Tables) -> Effect:
    """What one setting does."""
    model = setting.model(tables)
    how = setting.options, setting.objective
    row = next(r for r in tables.disc_pressure if (r.study, r.task) == (STUDY, "standing_relaxed"))
    standing = analysed(model, row, *how)
    assert standing is not None  # it is answered: tested
    bent = analyze(
        Task(title="bent", posture=Posture(trunk_inclination=BENT)),
        model,
        options=setting.options,
        objective=setting.objective,
    )
    return Effect(
        *(setting.name, setting.used, setting.instead),
        score=score(compared(model, *how)),
        standing_pct=float(standing.activation.max() / PERCENT),
        bent_pct=float(lumbar_back_pct(bent)[0]),
    )


def lumbar_back_pct(result: Result) -> Floats:
    """Activation of the lumbar back muscles, mean weighted by maximal force (frames,), % of maximum."""
    fascicles = result.body.fascicles
    chosen = [k for k, i in enumerate(result.body.active) if fascicles[i].muscle in LUMBAR_BACK]
    weights = fascicles.maximal_force[result.body.active[chosen]]
    found: Floats = result.analysis.activation[:, chosen] @ weights / weights.sum() / PERCENT
    return found


@dataclass(frozen=True)
class Bent:
    """Standing bent forward by some inclination of the trunk: what the lumbar back does.

    tolerance: times the joints' ranges; held_kg: in the hands; lumbar_deg: flexion of the five lumbar
    joints; back_pct: mean activation of the lumbar back muscles; load_n: compression of L4/L5; lacks: what
    the muscles lack, in words, empty where nothing.
    """

    tolerance: float
    held_kg: float
    trunk_deg: float
    lumbar_deg: float
    back_pct: float
    load_n: float
    lacks: str


def forward_course() -> Iterator[Bent]:
    """Bending forward with joints that give, for several tolerances of their ranges, and with a load."""
    tables = load()
    for tolerance, kg in (*((tolerance, 0.0) for tolerance in TOLERANCES), (TOLERANCES[1], HELD_KG)):
        setting = Setting("", "", "", {"range_tolerance": tolerance})
        model = setting.model(tables, "male")
        for angle in COURSE:
            loads = [Load(mass_kg=kg)] if kg else []
            task = Task(title="bent", posture=Posture(trunk_inclination=float(angle)), loads=loads)
            yield _bent(analyze(task, model, options=GIVING), tolerance, kg, float(angle))


def _bent(result: Result, tolerance: float, kg: float, angle: float) -> Bent:
    joints = [result.body.skeleton.joint_index(joint) for joint in LUMBAR]
    lumbar = -result.analysis.frames.angles[0, joints, 0].sum() / DEGREE
    load_n = result.analysis.compression[0, SPINE.index("L4/L5")]
    back = lumbar_back_pct(result)[0]
    lacks = result.shortfall.words if result.shortfall else ""
    return Bent(tolerance, kg, angle, float(lumbar), float(back), float(load_n), lacks)


def bent_forward() -> Iterator[tuple[int, float]]:
    """Trunk inclination in ° and pressure in MPa: the paper prints no angle for its bent standing."""
    model = model_for("wilke")
    for inclination in INCLINATIONS:
        posture = Posture(trunk_inclination=float(inclination))
        task = Task(name="bent", title="bent", posture=posture)
        pressure = analyse_pose(model, pose_of(task, model)).pressure[0, SPINE.index("L4/L5")]
        yield inclination, float(pressure / MPA)


def full_flexion() -> Iterator[tuple[int, float]]:
    """Lumbar flexion in % of its range and pressure in MPa: nor does it say how far he bent in sitting."""
    model = model_for("wilke")
    task = Task.named("sitting_full_flexion")
    stated = task.posture
    lumbar, thoracic = stated.lumbar_flexion or 0.0, stated.thoracic_flexion or 0.0  # both stated
    full = sum(model.body.tables.joint_range(joint, "flexion") for joint in LUMBAR)
    for share in FLEXIONS:
        part = share * PERCENT * full / lumbar
        posture = replace(stated, lumbar_flexion=part * lumbar, thoracic_flexion=part * thoracic)
        bent = replace(task, posture=posture)
        pressure = analyse_pose(model, pose_of(bent, model)).pressure[0, SPINE.index("L4/L5")]
        yield share, float(pressure / MPA)
