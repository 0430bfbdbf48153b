"""Scenes ready to send, kept in memory and on disk: a scene is built once for its subject, facts and code.

Those of the built-in subjects may lie beside the code (`SHIPPED`, by `make scenes`): wheels hold them, so
that the first page opens at once.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dorsum import __version__
from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.cache import cache_folder, digest_of_sources, keep_newest
from dorsum.errors import BadInput
from dorsum.files import write_whole
from dorsum.view.api.scene import Progress

if TYPE_CHECKING:
    from dorsum.shape.packs.pack import Pack
    from dorsum.view.scene import Built

PACKAGE = Path(__file__).parent.parent
# The facts and the code that a scene depends on; not the page, which lies beside them.
MADE_FROM = ("anatomy", "body", "report", "shape", "view/api")
SHIPPED = PACKAGE / "view" / "scenes"
KEPT = 4  # scenes in memory
KEPT_ON_DISK = 8
EFFORT = 6  # of gzip: 9 takes three times as long for 1 % less
FORMAT = b"dorsum scene 1\n"
IDLE = Progress(doing="", done=1.0)


@dataclass(frozen=True)
class Sendable:
    """Bytes, plain and packed, with the tag by which a client knows them."""

    plain: bytes
    packed: bytes
    tag: str

    @classmethod
    def of(cls, plain: bytes, packed: bytes | None = None) -> Sendable:
        """Pack bytes, unless they are packed already."""
        tag = hashlib.sha256(plain).hexdigest()[:24]
        return cls(plain, gzip.compress(plain, EFFORT, mtime=0) if packed is None else packed, tag)


@dataclass(frozen=True)
class SceneFiles:
    """The two answers that a scene is."""

    scene: Sendable
    buffer: Sendable

    @classmethod
    def of(cls, built: Built) -> SceneFiles:
        """Pack a scene."""
        return cls(Sendable.of(built.scene.model_dump_json().encode()), Sendable.of(built.buffer))


class Scenes:
    """The scenes of subjects; `get` is called from one thread only, all else from any."""

    def __init__(self, build: Callable[[Body], Built] | None = None, meshes: Pack | None = None) -> None:
        """`build` makes a scene; by default `scene.build_scene`, loaded when the first one is built.

        `meshes` are shown in place of the drawn bones.
        """
        self._build, self._meshes = build, meshes
        self._shown = "" if meshes is None else meshes.digest
        self._kept: OrderedDict[str, SceneFiles] = OrderedDict()
        self.progress = IDLE

    def at_hand(self, subject: Subject) -> SceneFiles | None:
        """The scene of a subject if it is in memory."""
        return self._kept.get(scene_key(subject, self._shown))

    def get(self, subject: Subject) -> SceneFiles:
        """The scene of a subject: from memory, from disk, or built."""
        key = scene_key(subject, self._shown)
        found = self._kept.pop(key, None) or read_scene(key)
        if found is None:
            try:
                found = self._built(subject)
            finally:
                self.progress = IDLE
            write_scene(key, found)
        self._kept[key] = found
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    def _built(self, subject: Subject) -> SceneFiles:
        self._tell("measuring the body", 0.0)
        body = Body.of(subject)
        if self._build is not None:
            return SceneFiles.of(self._build(body))
        from dorsum.view.scene import build_scene

        return SceneFiles.of(build_scene(body, self._meshes, self._tell))

    def _tell(self, doing: str, done: float) -> None:
        self.progress = Progress(doing=doing, done=done)


def scene_key(subject: Subject, meshes: str = "") -> str:
    """A name for all that a scene follows from; `meshes` is the digest of those in place of drawn bones."""
    who = json.dumps(subject.as_dict(), sort_keys=True)
    return hashlib.sha256(f"{__version__} {made_from()} {meshes} {who}".encode()).hexdigest()[:32]


@cache
def made_from() -> str:
    """Digest of the facts and the code of a scene."""
    files = [path for folder in MADE_FROM for path in (PACKAGE / folder).rglob("*")]
    sliders = PACKAGE / "motion" / "sliders.py"
    return digest_of_sources(PACKAGE, [*files, *(PACKAGE / "view").glob("*.py"), sliders])


def _folder() -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / "scenes"


def read_scene(key: str) -> SceneFiles | None:
    """A scene from disk; None if it is not there, cut short or damaged."""
    for folder in (SHIPPED, _folder()):
        found = None if folder is None else _read(folder / key)
        if found is not None:
            return found
    return None


def _read(file: Path) -> SceneFiles | None:
    try:
        content = file.read_bytes()
        if not content.startswith(FORMAT):
            return None
        sizes, _, rest = content[len(FORMAT) :].partition(b"\n")
        first, second = (int(size) for size in sizes.split())
        parts = rest[:first], rest[first:]
        if len(parts[1]) != second:
            return None
        return SceneFiles(*(Sendable.of(gzip.decompress(part), part) for part in parts))
    except (OSError, ValueError, EOFError, zlib.error):  # gzip: truncated, wrong sum
        return None


def write_scene(key: str, found: SceneFiles) -> None:
    """Keep a scene on disk if that can be; the oldest ones go."""
    folder = _folder()
    if folder is None:
        return
    try:
        folder.mkdir(exist_ok=True)
        _write(folder / key, found)
        keep_newest(folder, KEPT_ON_DISK)
    except (OSError, BadInput):
        return


def _write(file: Path, found: SceneFiles) -> None:
    parts = found.scene.packed, found.buffer.packed
    content = FORMAT + f"{len(parts[0])} {len(parts[1])}\n".encode() + b"".join(parts)
    write_whole(file, lambda temporary: temporary.write_bytes(content))


def ship(subjects: Iterable[Subject], build: Callable[[Body], Built] | None = None) -> None:
    """Lay the scenes of subjects beside the code, in place of those that lie there.

    Raises:
        BadInput, OSError: they cannot be written.
    """
    SHIPPED.mkdir(exist_ok=True)
    wanted = {scene_key(subject): subject for subject in subjects}
    for key, subject in wanted.items():
        found = _read(SHIPPED / key) or Scenes(build)._built(subject)
        _write(SHIPPED / key, found)
    for path in SHIPPED.iterdir():
        if path.name not in wanted:
            path.unlink()
