"""Recorded motion as a page sends it."""

import json
from pathlib import Path

import numpy as np

from exchange import scene
from exchange.c3d_bytes import c3d, written

RECORDINGS = Path(__file__).parents[2] / "examples" / "recordings"
SQUATS, WALK = RECORDINGS / "opencap_squats1.mot", RECORDINGS / "rehazenter_2014001_walk.c3d"


def body(recording: Path, files: dict[str, Path] | None = None, **options: object) -> bytes:
    """A line of JSON, then the files; `files` by the options that take them."""
    sent = [("recording", recording), *(files or {}).items()]
    described = [{"role": role, "name": path.name, "bytes": path.stat().st_size} for role, path in sent]
    line = json.dumps({"files": described, **options}).encode()
    return line + b"\n" + b"".join(path.read_bytes() for _, path in sent)


def opened(content: bytes) -> tuple[dict, dict[str, np.ndarray]]:
    """Head and arrays of an answer."""
    line, _, _ = content.partition(b"\n")
    assert (len(line) + 1) % 4 == 0
    head, numbers = json.loads(line), np.frombuffer(content[len(line) + 1 :], "<f4")
    return head, {name: numbers[at : at + count] for name, (at, count) in head["binary"].items()}


def bow(folder: Path, name: str = "bow.mot") -> Path:
    """A trunk that bends forward by 60° in a second, of which nothing says where the arms are."""
    time = np.arange(101) / 100
    still = ("pelvis_tilt", "pelvis_list", "pelvis_rotation", "lumbar_bending", "lumbar_rotation")
    lines = ["\t".join([f"{t:.2f}", f"{-60 * t:.3f}", *"00000"]) for t in time]
    head = f"Coordinates\nversion=1\nnRows={len(time)}\nnColumns=7\ninDegrees=yes\nendheader"
    columns = "\t".join(["time", "lumbar_extension", *still])
    path = folder / name
    path.write_text("\n".join([head, columns, *lines, ""]), encoding="utf-8")
    return path


def held(folder: Path, text: str = "[[loads]]\nmass_kg = 10\nfrom_s = 0.5\n") -> Path:
    """A weight in hands that nothing recorded tells of."""
    path = folder / "hands.toml"
    path.write_text(text, encoding="utf-8")
    return path


def two_persons(folder: Path) -> Path:
    """Two who move alike, side by side."""
    own = scene.markers() * 1000
    labels = [f"{who}:{name}" for who in ("Anna", "Ben") for name in scene.MARKERS]
    points = np.concatenate([own, own + np.array([0, 0, 1500])], axis=1)
    content = c3d(points, np.empty((scene.FRAMES, 1, 0)), extra={"POINT:LABELS": labels})
    return written(folder, "two.c3d", content)
