"""A task as the text of a task file: what `parse_task` reads from it is the same task."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any

from dorsum.body.subject import Subject
from dorsum.motion.posture import Posture
from dorsum.motion.task import LISTS, Task


def task_text(task: Task) -> str:
    """The TOML text of a task; what is as it would be without an entry is left out."""
    return "\n".join(_lines(task)) + "\n"


def _lines(task: Task) -> Iterator[str]:
    yield f"title = {_value(task.title)}"
    for name in ("measured", "abdominal_pressure_kpa"):
        if getattr(task, name) is not None:
            yield f"{name} = {_value(getattr(task, name))}"
    if task.assumptions:
        yield f"assumptions = {_value(task.assumptions)}"
    if task.moves:
        yield f"frames = {task.frames}"
    if task.subject is not None:
        yield from _table("[subject]", _changed(task.subject))
    if not task.moves:
        yield from _table("[posture]", _changed(task.posture))
    for name in LISTS:
        for row in getattr(task, name):
            yield from _table(f"[[{name}]]", _changed(row))


def _table(head: str, row: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n{head}"
    yield from (f"{key} = {_value(value)}" for key, value in row.items())


def _changed(row: Any) -> dict[str, Any]:
    """The fields of a row that differ from what they are without an entry; of a subject every one."""
    found = {}
    for field in fields(row):
        value = getattr(row, field.name)
        default = field.default if field.default_factory is MISSING else field.default_factory()
        if value is not None and (value != default or isinstance(row, Subject)):
            found[field.name] = _changed(value) if isinstance(value, Posture) else value
    return found


def _value(value: object) -> str:
    """A value as TOML on one line; numbers keep every digit."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_value(key)} = {_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(_value, value)) + "]"
    assert isinstance(value, int | float)
    return repr(value)
