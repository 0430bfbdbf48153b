"""What can be asked of all muscles at once; each answer is a set of parts, by id."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from dorsum.anatomy import rows
from dorsum.anatomy.atlas.names import Names
from dorsum.anatomy.atlas.words import choose, fits, words
from dorsum.anatomy.read import Tables
from dorsum.errors import BadInput, UnknownName

Ids = set[str]

STANDINGS = ("weak", "disputed")  # what an action code may end with


def of_layer(tables: Tables, layer: str) -> Ids:
    """Parts of a layer; `deep` are all the deep layers, `superficial` both superficial ones."""
    layers = set(choose("layer", layer, _distinct(tables, "layer"), lambda name: [name, name.split("_")[0]]))
    return {row.muscle for row in tables.muscles if row.layer in layers}


def of_group(tables: Tables, names: Names, group: str) -> Ids:
    """Parts of a group or system of `muscles.csv`, or of anything that muscles go by."""
    found: Ids = set()
    groups = {*_distinct(tables, "group"), *_distinct(tables, "system")}
    wanted = words(group)
    for row in tables.muscles:
        if wanted in (words(row.group), words(row.system)):
            found.add(row.muscle)
    if found:
        return found
    try:
        return set(names.parts(group))
    except UnknownName:
        raise UnknownName("group", group, {*groups, *names.spelled}) from None


def of_nerve(tables: Tables, nerve: str | None, root: str | None) -> Ids:
    """Parts with a nerve, with a root, or with that root in that nerve."""
    chosen = {row.nerve for row in tables.nerves}
    if nerve is not None:
        nerves = choose("nerve", nerve, tables.nerves, lambda row: [row.name, *row.synonyms], exact=False)
        chosen = {row.nerve for row in nerves}
    only = None if root is None else known_root(tables, root)
    supplies = (row for row in tables.muscle_nerves if row.nerve in chosen)
    return {row.muscle for row in supplies if only is None or only in row.roots}


def known_root(tables: Tables, root: str) -> str:
    """A root as the tables spell it."""
    known = {name for row in tables.nerves for name in row.roots}
    if root.upper() not in known:
        raise UnknownName("root", root, known)
    return root.upper()


def of_artery(tables: Tables, artery: str) -> Ids:
    """Parts with an artery."""
    found = choose("artery", artery, tables.arteries, lambda row: [row.name, *row.synonyms])
    chosen = {row.artery for row in found}
    return {row.muscle for row in tables.muscle_arteries if row.artery in chosen}


def of_vein(tables: Tables, vein: str) -> Ids:
    """Parts with a vein."""
    found = choose("vein", vein, tables.veins, lambda row: [row.name, *row.synonyms])
    chosen = {row.vein for row in found}
    return {row.muscle for row in tables.muscle_veins if row.vein in chosen}


def of_lymph(tables: Tables, lymph: str) -> Ids:
    """Parts of which the lymph, or that of the skin over them, drains into these nodes first."""
    nodes = [row for row in tables.lymph_nodes if row.type == "nodes"]
    found = choose("lymph node", lymph, nodes, lambda row: [row.name, *row.synonyms])
    chosen = {row.nodes for row in found}
    return {row.muscle for row in tables.muscle_lymph if row.nodes in chosen}


def of_action(tables: Tables, moves: str | None, action: str | None) -> Ids:
    """Parts with a movement, of a region or of any."""
    tokens = {
        part: [row.token for row in tables.actions if row.part == part] for part in ("movement", "region")
    }
    regions = choose("region that moves", moves, tokens["region"], lambda token: [token]) if moves else None
    ways = choose("action", action, tokens["movement"], lambda token: [token]) if action else None
    if moves == "" or action == "":
        raise BadInput("an action and what it moves must not be empty")
    return {
        row.muscle
        for row in tables.muscles
        for movement, region, _ in movements(row)
        if (regions is None or region in regions) and (ways is None or movement in ways)
    }


def movements(row: rows.MuscleRow) -> Iterator[tuple[str, str, str]]:
    """Every coded movement of a part, its region, and its standing: none, `weak` or `disputed`."""
    for code in filter(None, row.action_codes.split("|")):
        what = code.partition(":")[2]
        standing = next((word for word in STANDINGS if f"_{word}" in what), "")
        movement, _, region = (what.replace(f"_{standing}", "") if standing else what).partition("@")
        yield movement, region, standing


def of_origin(tables: Tables, intrinsic: bool) -> Ids:
    """The muscles of the back proper, by nerve and descent, or all others."""
    return {row.muscle for row in tables.muscles if (row.extrinsic_intrinsic == "intrinsic") is intrinsic}


def slips(
    tables: Tables, attaches_to: str | None, crosses: str | None, region: str | None
) -> tuple[rows.SlipRow, ...]:
    """The slips of which all that is asked holds."""
    found: Iterable[rows.SlipRow] = tables.slips
    if attaches_to is not None:
        spots = _spots(tables, attaches_to)
        found = [row for row in found if not spots.isdisjoint(_ends(row))]
    if crosses is not None:
        child = _joint(tables, crosses).child
        above = {body.body for body in tables.bodies if child in _chain(tables, body.body)}
        found = [row for row in found if len({body in above for body in _bodies(tables, row)}) == 2]
    if region is not None:
        regions = choose("region", region, {b.region for b in tables.bodies}, lambda name: [name])
        inside = {body.body for body in tables.bodies if body.region in regions}
        found = [row for row in found if not inside.isdisjoint(_bodies(tables, row))]
    return tuple(found)


def _spots(tables: Tables, asked: str) -> Ids:
    """Attachments, `bone.landmark`, that hold all the words: `L3 spinous process`, `rib 5`, `scapula`."""
    wanted = words(asked)
    named = {bone.bone: words(f"{bone.bone} {bone.latin}") for bone in tables.bones}
    spots = {spot for row in tables.slips for spot in _ends(row)}
    found = {
        spot
        for spot in spots
        if wanted and fits(wanted, {*named[spot.split(".")[0]], *words(spot.split(".")[1])})
    }
    if not found:
        raise UnknownName("attachment", asked, {spot.replace(".", " ").replace("_", " ") for spot in spots})
    return found


def _ends(row: rows.SlipRow) -> tuple[str, str]:
    return f"{row.origin_bone}.{row.origin_landmark}", f"{row.insertion_bone}.{row.insertion_landmark}"


def _joint(tables: Tables, name: str) -> rows.JointRow:
    wanted = name.strip().lower().replace("-", "/")
    for row in tables.joints:
        if wanted in (row.joint.lower(), row.joint.lower().replace("_", " ")):
            return row
    return tables.joint(name)


def _bodies(tables: Tables, row: rows.SlipRow) -> list[str]:
    """Rigid bodies of the ends, those of soft ends that something carries."""
    ends = ((row.origin_bone, row.origin_landmark), (row.insertion_bone, row.insertion_landmark))
    bodies = (_body(tables, row.muscle, bone, landmark) for bone, landmark in ends)
    return [body for body in bodies if body is not None]


def _body(tables: Tables, muscle: str, bone: str, landmark: str) -> str | None:
    body = tables.bone(bone).body
    if body is None:
        anchor = tables.soft_anchor(muscle, landmark)
        body = tables.bone(anchor.carrier_bone).body if anchor else None
    return body


@cache
def _chain(tables: Tables, body: str) -> tuple[str, ...]:
    """A body and all below it."""
    parent = tables.body(body).parent
    return (body, *(_chain(tables, parent) if parent else ()))


def _distinct(tables: Tables, column: str) -> Mapping[str, None]:
    return dict.fromkeys(getattr(row, column) for row in tables.muscles)
