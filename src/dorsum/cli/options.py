"""Options that commands share: declared once, as fields of a dataclass that a command takes as its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from functools import wraps
from inspect import Parameter, signature
from typing import Any, TypeVar, get_type_hints

F = TypeVar("F", bound=Callable[..., None])


def spread(command: F) -> F:
    """The command with the fields of its parameter `options`, a dataclass, in that parameter's place.

    Typer reads the signature: each field is an option, as its type says.
    """
    hints = get_type_hints(command, include_extras=True)
    kind = hints.pop("options")
    own = get_type_hints(kind, include_extras=True)
    names = [field.name for field in fields(kind)]

    @wraps(command)
    def spreading(**given: Any) -> None:
        options = kind(**{name: given.pop(name) for name in names})
        command(**given, options=options)

    spreading.__signature__ = signature(command).replace(  # type: ignore[attr-defined]
        parameters=[
            parameter
            for name, told in signature(command).parameters.items()
            for parameter in (
                [_parameter(field, own[field.name]) for field in fields(kind)]
                if name == "options"
                else [told.replace(annotation=hints[name], kind=Parameter.KEYWORD_ONLY)]
            )
        ]
    )
    spreading.__annotations__ = {**{n: h for n, h in hints.items() if n != "return"}, **own, "return": None}
    return spreading  # type: ignore[return-value]


def _parameter(field: Any, annotation: Any) -> Parameter:
    default = Parameter.empty if field.default is MISSING else field.default
    return Parameter(field.name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
