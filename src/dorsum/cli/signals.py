"""What Ctrl-C and the other signals that end a process do, from the first line to the last.

An exception, as Python has it, gets lost in callbacks of JAX and of the garbage collector, and is a traceback
during imports. So a signal ends the process where it stands: what is being written is removed, or kept and
told (`dorsum.files.abandon`), and nothing else is said.
"""

from __future__ import annotations

import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

INTERRUPTED = 128 + signal.SIGINT  # exit code
SHOW_CURSOR = b"\x1b[?25h\n"  # the progress bar hides it
ENDING = ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl-C, `kill`, a closed terminal
_ending = False


def end_at_signals() -> None:
    """From here on a signal ends the process; one that is ignored, as under `nohup`, stays so."""
    for name in ENDING:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _end)


def _end(number: int, _frame: object) -> NoReturn:
    """A second signal does not wait for what the first one cleans up."""
    global _ending
    if not _ending:
        _ending = True
        abandon = getattr(sys.modules.get("dorsum.files"), "abandon", None)
        told = abandon() if abandon else ""
        if sys.stderr is not None and sys.stderr.isatty():
            os.write(2, SHOW_CURSOR)
        if told:
            os.write(2, f"dorsum: interrupted; {told}\n".encode(errors="replace"))
    os._exit(128 + number)
