"""Another revision beside this one: a git worktree with its own environment from its own lock.

Jobs for it are scripts run by its own Python; where names have moved they look in both places (`either`).
"""

import importlib
import platform
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
# Where a module lies today, then where it lay before.
MOVED = {
    "dorsum.mechanics.objectives": "dorsum.mechanics.analysis",
    "dorsum.motion.analyze": "dorsum.tasks.analyze",
    "dorsum.motion.frames": "dorsum.tasks.frames",
    "dorsum.motion.task": "dorsum.tasks.task",
    "dorsum.motion.recorded.analyze": "dorsum.exchange.motion.analyze",
    "dorsum.motion.recorded.filter": "dorsum.exchange.motion.filter",
}


def either(name: str) -> Any:
    """A module by its name of today, or by the one before in an older tree."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return importlib.import_module(MOVED[name])


def exactly() -> dict[str, Any]:
    """The option that takes joints exactly as stated; none in trees where nothing else was done."""
    options = either("dorsum.mechanics.analysis").Options
    known = "posture" in options.__dataclass_fields__
    return {"options": options(posture="exact")} if known else {}


def tree(revision: str, folder: Path | None) -> Path:
    """The folder of a revision, made ready to run; one that is there is used as it is.

    Without a `folder` it is `build/revisions/REVISION`.
    """
    folder = (folder or ROOT / "build" / "revisions" / revision).resolve()
    if not folder.exists():
        subprocess.run(["git", "-C", ROOT, "worktree", "add", "--detach", folder, revision], check=True)
    at = subprocess.run(
        ["git", "-C", folder, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    )
    asked = subprocess.run(
        ["git", "-C", ROOT, "rev-parse", revision], check=True, capture_output=True, text=True
    )
    if at.stdout != asked.stdout:
        raise SystemExit(f"{folder} holds {at.stdout.strip()}, not {revision}: name another --folder")
    if not python_of(folder).exists():
        subprocess.run(["make", "-C", folder, ".venv/.installed-to-run"], check=True)
    return folder


def python_of(folder: Path) -> Path:
    """The Python of a tree's own environment."""
    return folder / ".venv" / "bin" / "python"


def cpu() -> str:
    """The processor's name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())
