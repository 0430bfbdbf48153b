"""`dorsum meshes`: surfaces of real bones that a user adds, lists and removes."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dorsum.cli.once import App
from dorsum.cli.terminal import AsJson, console, each, note, print_json
from dorsum.words import listed

if TYPE_CHECKING:
    from dorsum.shape.packs.add import Left
    from dorsum.shape.packs.pack import Pack

meshes = App(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Add, list and remove packs of bone surfaces for `dorsum view --meshes`.",
)

Folder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="A folder of .obj, .stl, .ply or .glb files, or one file.")
]
Called = Annotated[str | None, typer.Option("--name", metavar="NAME", help="What to call the pack.")]
NameOfPack = Annotated[str, typer.Argument(metavar="NAME", help="As `dorsum meshes list` names it.")]

SOME = 6  # names in a line; --json gives all


@meshes.command()
def add(folder: Folder, name: Called = None, as_json: AsJson = False) -> None:
    """Lay the bones of a folder on the drawn bones and keep them as a pack.

    Meshes are named by FMA id (FMA13074.obj), as bones are called (L3, right seventh rib), or in names.csv;
    pack.toml may say unit, axes, licence and credit. docs/meshes.md tells more.
    """
    from dorsum.anatomy.read import load
    from dorsum.shape.packs.add import made_pack
    from dorsum.shape.packs.pack import pack_name

    called = None if name is None else pack_name(name)
    pack, left = made_pack(
        folder, load(), called, lambda bones: each(bones, "laying on the drawn bones", bones)
    )
    file = pack.save()
    if as_json:
        print_json(summary(pack) | {"file": str(file), "left_out": asdict(left)})
        return
    _print_bones(pack)
    _print_left(left)
    if not pack.credit or not pack.licence:
        note("dorsum: no licence or no credit is given; pack.toml may hold both, and the page shows them")
    print(f"kept in {file}; see it with `dorsum view --meshes {pack.name}`")


@meshes.command(name="list")
def list_(as_json: AsJson = False) -> None:
    """List the packs that were added."""
    from dorsum.shape.packs.pack import load_pack, pack_names

    packs = [load_pack(name) for name in pack_names()]
    if as_json:
        print_json([summary(pack) for pack in packs])
        return
    if not packs:
        print("no pack was added; `dorsum meshes add FOLDER` adds one")
        return
    from rich.table import Table

    columns = ("pack", "bones", "triangles", "apart, mm", "licence", "credit")
    table = Table(*columns, box=None, header_style="bold")
    for pack in packs:
        faces = sum(bone.faces for bone in pack.bones)
        away = f"{pack.mean_residual_mm:.1f}"
        table.add_row(pack.name, str(len(pack.bones)), str(faces), away, pack.licence, pack.credit)
    console().print(table)


@meshes.command()
def remove(name: NameOfPack) -> None:
    """Forget a pack; your own files stay."""
    from dorsum.shape.packs.pack import remove_pack

    print(f"removed {remove_pack(name)}")


def summary(pack: Pack) -> dict[str, Any]:
    """A pack without its meshes, for JSON."""
    texts = ("name", "licence", "credit", "unit", "up", "forward")
    return {key: getattr(pack, key) for key in texts} | {
        "mean_residual_mm": pack.mean_residual_mm,
        "bones": [asdict(bone) for bone in pack.bones],
    }


def _print_bones(pack: Pack) -> None:
    from rich.table import Table

    print(f"{pack.name}: unit {pack.unit}, up {pack.up}, forward {pack.forward}")
    table = Table("bone", "from", "scaled by", "apart, mm", "triangles", box=None, header_style="bold")
    for bone in sorted(pack.bones, key=lambda bone: -bone.residual_mm):
        faces = str(bone.faces) if bone.faces == bone.faces_read else f"{bone.faces} of {bone.faces_read}"
        made_of = listed(bone.meshes, most=1)
        table.add_row(bone.surface, made_of, f"{bone.scale:.3f}", f"{bone.residual_mm:.2f}", faces)
    console().print(table)
    print(f"{len(pack.bones)} bones, on average {pack.mean_residual_mm:.2f} mm from the drawn ones")


def _print_left(left: Left) -> None:
    for mesh, why in left.why.items():
        print(f"left out: {mesh}: {why}")
    if left.muscles:
        names = listed(left.muscles, most=SOME)
        print(f"left out, for only bones are shown: {len(left.muscles)} muscles ({names})")
    if left.unknown:
        names = listed(left.unknown, most=SOME)
        print(f"left out, no bone of the page: {len(left.unknown)} meshes ({names})")
    if left.drawn:
        print(f"drawn as before, for the pack lacks them: {listed(left.drawn)}")
