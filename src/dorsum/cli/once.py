"""An option that takes one value and is given twice is an error, never the last one in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperOption

from dorsum.errors import BadInput


class Once(TyperCommand):
    """A command whose options stand once, but for those that collect values."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Count the options before they are read.

        Raises:
            BadInput: an option that takes one value is given twice.
        """
        _values, _rest, order = self.make_parser(ctx).parse_args(args=list(args))
        given = Counter(
            option.opts[0] for option in order if isinstance(option, TyperOption) and _takes_one(option)
        )
        for name, times in given.items():
            if times > 1:
                raise BadInput(f"{name} is given {times} times: it takes one value")
        return super().parse_args(ctx, args)


def _takes_one(option: TyperOption) -> bool:
    return not (option.multiple or option.is_flag or option.count)


class App(typer.Typer):
    """Commands whose options stand once."""

    def command(self, *args: Any, **settings: Any) -> Callable[[Any], Any]:
        """As `Typer.command`."""
        return super().command(*args, **{"cls": Once} | settings)
