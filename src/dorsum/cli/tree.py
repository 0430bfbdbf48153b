"""`dorsum tree`: the muscles by system, group, muscle and part."""

from __future__ import annotations

from typing import Any

from dorsum.cli.terminal import AsJson, console, print_json


def tree(as_json: AsJson = False) -> None:
    """Draw the hierarchy of the muscles."""
    found = hierarchy()
    if as_json:
        print_json(found)
        return
    from rich.tree import Tree

    drawn = Tree("muscles")
    grow(drawn, found)
    console().print(drawn)


def hierarchy() -> dict[str, Any]:
    """System to group to whole muscle to the names of its parts; a muscle without parts is named itself."""
    from dorsum.anatomy.atlas import Atlas

    found: dict[str, Any] = {}
    for part in Atlas().parts:
        (row,) = part.records
        groups = found.setdefault(row.system.replace("_", " "), {})
        wholes = groups.setdefault(row.group.replace("_", " "), {})
        wholes.setdefault(row.part_of or row.name, []).append(row.name)
    return found


def grow(drawn: Any, found: dict[str, Any] | list[str]) -> None:
    """Add the branches under one name; a level that repeats the name above it is left out."""
    for name in found:
        below = found[name] if isinstance(found, dict) else []
        if below == [name]:
            drawn.add(name)
        elif isinstance(below, dict) and set(below) == {name}:
            grow(drawn, below)
        else:
            grow(drawn.add(name), below)
