"""MuJoCo, if it is installed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from dorsum.errors import BadInput

EXTRA = "pip install 'dorsum[simulate]'"


def mujoco() -> Any:
    """The module `mujoco`.

    Raises:
        BadInput: it is not installed; the message says what to install.
    """
    try:
        found = import_module("mujoco")
    except ImportError as error:
        raise BadInput(f"this needs MuJoCo: {EXTRA}") from error
    if found.get_mju_user_warning() is None:  # else it writes MUJOCO_LOG.TXT into the folder of the user
        found.set_mju_user_warning(_say_nothing)
    return found


def _say_nothing(_message: str) -> None:
    """What goes wrong shows in the numbers, which are looked at."""


def compiled(text: str) -> Any:
    """A model of MuJoCo from MJCF text."""
    return mujoco().MjModel.from_xml_string(text)
