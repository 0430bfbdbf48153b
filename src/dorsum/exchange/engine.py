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
        return import_module("mujoco")
    except ImportError as error:
        raise BadInput(f"this needs MuJoCo: {EXTRA}") from error


def compiled(text: str) -> Any:
    """A model of MuJoCo from MJCF text."""
    return mujoco().MjModel.from_xml_string(text)
