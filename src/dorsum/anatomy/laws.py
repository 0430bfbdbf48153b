"""What must hold between rows and between tables: keys, references, sums, order, sides."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise
from math import fsum, hypot
from typing import Any, get_args

from dorsum.anatomy.facts import FOLDERS
from dorsum.anatomy.laws_of_regions import LAWS_OF_REGIONS
from dorsum.anatomy.rows import Level, Row
from dorsum.anatomy.sheets import Book, Law, Placed
from dorsum.errors import Fault, nearest
from dorsum.words import listed

SHARE_TOLERANCE = 1e-5  # shares are written with six places
PERCENT_TOLERANCE = 1e-3  # masses are written with three places
UNIT_TOLERANCE = 2e-3  # components of unit vectors are written with four places or fewer

# What every muscle part must have, and the table of it.
OF_A_MUSCLE: Mapping[str, str] = {
    "slips": "a slip",
    "muscle_forms": "a form",
    "muscle_nerves": "a nerve",
    "muscle_arteries": "an artery",
}
WITH_RANGE = ("ligaments", "abdominal_pressure", "posture_facts", "pressure_conversion")


def lawless(book: Book) -> Iterator[Fault]:
    """Every fault that no single row shows.

    A law about tables that could not be read in whole is left out: it would find faults that are none.
    """
    yield from _keys(book)
    yield from _references(book)
    if all(sheet.whole for sheet in book.values()):
        yield from _orphan_sources(book)
    for law, tables in LAWS.items():
        if all(book[table].whole for table in tables):
            yield from law(book)


def _key(row: Row) -> tuple[Any, ...]:
    return tuple(getattr(row, column) for column in row.KEY)


def _keys(book: Book) -> Iterator[Fault]:
    for sheet in book.values():
        first: dict[tuple[Any, ...], int] = {}
        for placed in sheet.rows:
            key = _key(placed.row)
            if key in first:
                yield placed.fault(
                    placed.row.KEY[-1], f"the same {listed(placed.row.KEY)} as line {first[key]}"
                )
            first.setdefault(key, placed.line)


def _references(book: Book) -> Iterator[Fault]:
    for sheet in book.values():
        for placed in sheet.rows:
            for columns, table in placed.row.REFERS.items():
                if book[table].keys or book[table].whole:
                    yield from _dangling(placed, columns.split(), table, book[table].keys)


def _dangling(placed: Placed, columns: list[str], table: str, known: Set[tuple[Any, ...]]) -> Iterator[Fault]:
    row, column = placed.row, columns[-1]
    values = [getattr(row, name) for name in columns]
    if any(value == "*" and name in row.ANY for name, value in zip(columns, values, strict=True)):
        return
    if len(columns) > 1:
        wanted = [tuple(values)] if None not in values else []
    else:
        width = len(next(iter(known), ("",)))
        names = values[0] if isinstance(values[0], tuple) else _names(values[0], table)
        wanted = [tuple(name.split(".", width - 1)) for name in names]
    for key in wanted:
        if key not in known:
            yield placed.fault(column, _unknown(key, table, known))


def _names(value: str | None, table: str) -> list[str]:
    """Names in one cell: a list by spaces, or one name where names may hold spaces."""
    if value is None:
        return []
    return [value] if table == "sources" else value.split()


def _unknown(key: tuple[Any, ...], table: str, known: Set[tuple[Any, ...]]) -> str:
    name = ".".join(map(str, key))
    near = nearest(name, {".".join(map(str, other)) for other in known}, n=1)
    return f"{name} is not in {table}.csv" + (f"; nearest is {near[0]}" if near else "")


def _orphan_sources(book: Book) -> Iterator[Fault]:
    used = {
        key for sheet in book.values() for placed in sheet.rows for key in getattr(placed.row, "source", ())
    }
    for placed in book["sources"].rows:
        if placed.row.key not in used:
            yield placed.fault("key", "no table uses this source")


def _masses(book: Book) -> Iterator[Fault]:
    for (sex,), group in _groups(book["masses"].rows, "sex"):
        total = fsum(placed.row.mass_pct * placed.row.copies for placed in group)
        if abs(total - 100) > PERCENT_TOLERANCE:
            yield group[-1].fault("mass_pct", f"the masses of sex {sex} sum to {total:.3f} %, not 100 %")


def _mass_centres(book: Book) -> Iterator[Fault]:
    for placed in book["masses"].rows:
        row = placed.row
        by_limb = row.com_reference == "limb"
        if (
            (row.limb is None or row.com_pct is None)
            if by_limb
            else None in (row.com_forward_mm, row.com_up_mm)
        ):
            yield placed.fault("com_reference", "the columns that give the centre of mass are empty")
        in_mm = None not in (row.gyration_x_mm, row.gyration_y_mm, row.gyration_z_mm)
        in_pct = None not in (row.gyration_x_pct, row.gyration_y_pct, row.gyration_z_pct)
        if in_mm == in_pct:
            yield placed.fault("segment", "gyration must be given in mm or in %, and in one of them")
        if in_pct and row.limb is None:
            yield placed.fault("limb", "gyration in % needs the limb whose length it is a part of")


def _rhythm(book: Book) -> Iterator[Fault]:
    for (movement, region), group in _groups(book["rhythm"].rows, "movement", "region"):
        total = fsum(placed.row.share for placed in group)
        if abs(total - 1) > SHARE_TOLERANCE:
            yield group[-1].fault("share", f"the shares of {region} {movement} sum to {total:.6f}, not 1")


def _tree(book: Book) -> Iterator[Fault]:
    seen: set[str] = set()
    joints = {placed.row.joint: placed.row for placed in book["joints"].rows}
    for placed in book["bodies"].rows:
        row = placed.row
        if (row.parent is None) != (row.joint is None):
            yield placed.fault("joint", "a body has a parent and a joint, or neither")
        if row.parent is None and seen:
            yield placed.fault("body", "a second body without a parent; a tree has one root")
        if row.parent is not None and row.parent not in seen:
            yield placed.fault("parent", "must stand above the bodies that hang on it")
        joint = joints.get(row.joint)
        if joint is not None and (joint.parent, joint.child) != (row.parent, row.body):
            yield placed.fault("joint", "joins other bodies in joints.csv")
        seen.add(row.body)


def _caudal_first(book: Book) -> Iterator[Fault]:
    order = {level: i for i, level in enumerate(get_args(Level))}
    yield from _ordered(book["vertebrae"].rows, "level", order, "vertebrae stand from caudal to cranial")
    spine = [p for p in book["joints"].rows if p.row.type in ("disc", "atlantoaxial", "atlantooccipital")]
    rank = {"/".join((upper, lower)): i for i, (lower, upper) in enumerate(_neighbours())}
    yield from _ordered(spine, "joint", rank, "spinal joints stand from caudal to cranial")
    missing = [joint for joint in rank if joint not in {placed.row.joint for placed in spine}]
    if missing:
        yield Fault("joints.csv", 1, "joint", "", f"spinal joints are missing: {', '.join(missing)}")


def _neighbours() -> list[tuple[str, str]]:
    levels = [*get_args(Level), "C0"]
    return list(pairwise(levels))


def _landmarks_by_bone(book: Book) -> Iterator[Fault]:
    order = {placed.row.bone: i for i, placed in enumerate(book["bones"].rows)}
    yield from _ordered(
        book["landmarks"].rows, "bone", order, "landmarks stand by bone, in the order of bones.csv"
    )


def _ordered(rows: Sequence[Placed], column: str, order: Mapping[str, int], rule: str) -> Iterator[Fault]:
    last = -1
    for placed in rows:
        here = order.get(getattr(placed.row, column), last)
        if here < last:
            yield placed.fault(column, rule)
        last = max(last, here)


def _landmarks_where_they_may_be(book: Book) -> Iterator[Fault]:
    bones = {placed.row.landmark: placed.row.valid_bones for placed in book["landmark_definitions"].rows}
    for placed in book["landmarks"].rows:
        row = placed.row
        known = (row.bone,) in book["bones"].keys and row.landmark in bones
        if known and row.bone not in bones[row.landmark]:
            yield placed.fault("landmark", f"is not a landmark of {row.bone} in landmark_definitions.csv")
        if row.side == "mid" and row.z_mm != 0:
            yield placed.fault("z_mm", "a midline point has z = 0")
        if row.side == "right" and row.z_mm < 0:
            yield placed.fault("z_mm", "a point of the right side has z ≥ 0")


def _unit_axes(book: Book) -> Iterator[Fault]:
    for table in ("joints", "articulations"):
        for placed in book[table].rows:
            axis = (placed.row.axis_x, placed.row.axis_y, placed.row.axis_z)
            given = [part for part in axis if part is not None]
            if len(given) not in (0, 3) or (given and abs(hypot(*given) - 1) > UNIT_TOLERANCE):
                yield placed.fault("axis_x", "axis_x, axis_y, axis_z must be a unit vector, or all empty")
    for placed in book["joints"].rows:
        if placed.row.type == "hinge" and placed.row.axis_x is None:
            yield placed.fault("axis_x", "a hinge needs an axis")


def _stiffer_at_the_end(book: Book) -> Iterator[Fault]:
    for table, at_rest in (("joint_stiffness", "k0_nm_per_deg"), ("other_stiffness", "k_nm_per_deg")):
        for placed in book[table].rows:
            if placed.row.end_slope_nm_per_deg < getattr(placed.row, at_rest):
                yield placed.fault("end_slope_nm_per_deg", f"must not be below {at_rest}")


def _one_tension_per_set(book: Book) -> Iterator[Fault]:
    tension = {placed.row.pcsa_set: placed.row.tension_n_cm2 for placed in book["specific_tensions"].rows}
    for placed in book["fascicles"].rows:
        wanted = tension.get(placed.row.pcsa_set)
        if wanted is not None and placed.row.specific_tension_n_cm2 != wanted:
            yield placed.fault("specific_tension_n_cm2", f"the set {placed.row.pcsa_set} has {wanted:g}")


def _bands(book: Book) -> Iterator[Fault]:
    for placed in book["moment_arm_bands"].rows:
        low, high = placed.row.low_mm, placed.row.high_mm
        if (low is None) != (high is None):
            yield placed.fault("low_mm", "low_mm and high_mm are both given or both empty")
        elif low is not None and not low <= placed.row.mean_mm <= high:
            yield placed.fault("mean_mm", "must lie between low_mm and high_mm")
        if placed.row.use == "test" and low is None:
            yield placed.fault("use", "a band to fall into needs low_mm and high_mm")


def _in_their_range(book: Book) -> Iterator[Fault]:
    for table in WITH_RANGE:
        for placed in book[table].rows:
            value, low, high = placed.row.value, placed.row.low, placed.row.high
            ends = [end for end in (low, value, high) if end is not None]
            if ends != sorted(ends):
                yield placed.fault("value", "must lie between low and high")


def _freedoms(book: Book) -> Iterator[Fault]:
    dofs = {placed.row.joint: placed.row.dofs.split() for placed in book["joints"].rows}
    for table in ("joint_ranges", "other_stiffness"):
        for placed in book[table].rows:
            joint = placed.row.joint
            if placed.row.coordinate not in dofs.get(joint, [placed.row.coordinate]):
                yield placed.fault("coordinate", f"{joint} does not turn about it in joints.csv")


def _muscles_are_whole(book: Book) -> Iterator[Fault]:
    """Drawings and the atlas ask these of every muscle part."""
    for table, what in OF_A_MUSCLE.items():
        known = {placed.row.muscle for placed in book[table].rows}
        for placed in book["muscles"].rows:
            if placed.row.muscle not in known:
                yield placed.fault("muscle", f"needs {what}: a row of {FOLDERS[table]}/{table}.csv")


def _groups(rows: Sequence[Placed], *columns: str) -> Iterator[tuple[tuple[Any, ...], list[Placed]]]:
    groups: dict[tuple[Any, ...], list[Placed]] = defaultdict(list)
    for placed in rows:
        groups[tuple(getattr(placed.row, column) for column in columns)].append(placed)
    yield from groups.items()


LAWS: Mapping[Law, tuple[str, ...]] = {
    _masses: ("masses",),
    _mass_centres: ("masses",),
    _rhythm: ("rhythm",),
    _tree: ("bodies", "joints"),
    _caudal_first: ("vertebrae", "joints"),
    _landmarks_by_bone: ("bones", "landmarks"),
    _landmarks_where_they_may_be: ("landmarks", "landmark_definitions"),
    _unit_axes: ("joints", "articulations"),
    _stiffer_at_the_end: ("joint_stiffness", "other_stiffness"),
    _one_tension_per_set: ("fascicles", "specific_tensions"),
    _bands: ("moment_arm_bands",),
    _in_their_range: WITH_RANGE,
    _muscles_are_whole: ("muscles", *OF_A_MUSCLE),
    _freedoms: ("joints", "joint_ranges", "other_stiffness"),
    **LAWS_OF_REGIONS,
}
