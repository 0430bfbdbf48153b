"""The `dorsum` command: how it begins, and how it ends when something is wrong.

Nothing is imported at the top that takes time: from the first line of `main` on, Ctrl-C is one exit code.
"""

from __future__ import annotations

import os
import sys

from dorsum.cli.signals import INTERRUPTED, end_at_signals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line; a `DorsumError` ends it with its one message and its exit code."""
    if arguments is None:  # this process is ours
        end_at_signals()
    from dorsum.cli.terminal import accept_any_output, compute_on_one_core

    if arguments is None:
        compute_on_one_core()
        from dorsum.cache import keep_compiled_code

        keep_compiled_code()
    accept_any_output()
    from dorsum.errors import DorsumError

    try:
        try:
            from dorsum.cli.commands import app

            app(arguments, prog_name="dorsum")
        finally:
            sys.stdout.flush()
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # Typer makes a fault of it
            _end_silently(0)
        raise
    except DorsumError as error:
        print(f"dorsum: {'; '.join([str(error), *_notes(error)])}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of stdout, such as `head`, has what it wanted
        _end_silently(0)
    except OSError as error:  # stdout is full
        print(f"dorsum: {error}", file=sys.stderr)
        _end_silently(2)
    except KeyboardInterrupt as error:  # only where the signals are another's
        for note in _notes(error):
            print(f"dorsum: interrupted; {note}", file=sys.stderr)
        sys.exit(INTERRUPTED)
    sys.exit(0)


def _notes(error: BaseException) -> list[str]:
    return list(getattr(error, "__notes__", ()))


def _end_silently(code: int) -> NoReturn:
    """End though the output is closed: Python would say so when it writes what it still holds."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())
    sys.exit(code)
