"""Writing a file whole or not at all, whatever comes between.

What is written lies under a random name in the same folder until it is done. An exception, Ctrl-C among
them, removes it; what takes long to compute lies in a folder beside the file to come, which is kept and its
name told (`Part`). The command line ends at a signal without an exception: it calls `abandon` instead.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, NoReturn

from dorsum.errors import BadInput, DorsumError

NO_LINK = getattr(os, "O_NOFOLLOW", 0)  # Windows has no such links
LONGEST_SHOWN = 200  # letters of a path in a message
FULL = 64 * 1024  # bytes; with fewer free a disk is full
TRIES = 100  # random names, before one that is free

_unfinished: list[_Unfinished] = []
_parts: list[Part] = []
_folders: list[Path] = []


def write_whole(path: Path | str, write: Callable[[Path], object], lasting: bool = True) -> None:
    """Let `write` fill a temporary file that then takes the place of `path`, as `whole` does.

    Raises:
        BadInput: the path cannot be written; nothing is left behind.
    """
    with whole(path, lasting) as temporary:
        write(temporary)


@contextmanager
def whole(path: Path | str, lasting: bool = True) -> Iterator[Path]:
    """A new file to be filled, which at the end, all of it on the disk, takes the place of `path`.

    One that is not to be `lasting` takes it before the disk has all: a power cut may leave less of it. A link
    stays, and what it points to is replaced. An older file keeps its permissions.

    Raises:
        BadInput: the folder is missing, the disk is full, or the path cannot be written for another reason.
    """
    path = Path(path)
    try:
        file = file_to_replace(path)
        started = _Unfinished(file, path.suffix)
    except (OSError, ValueError) as error:
        _refuse(path, path.parent, error)
    try:
        yield started.path
        started.finish(lasting)
    except BaseException as error:
        full = isinstance(error, Exception) and _is_full(file.parent)
        started.give_up()
        ours = isinstance(error, DorsumError | BrokenPipeError)  # these say what is wrong by themselves
        if not ours and (full or isinstance(error, OSError)):
            _refuse(path, file.parent, error, full)
        raise


def _random() -> str:
    """Letters of a new name; the module `secrets` would take longer to load than all that help needs."""
    return os.urandom(4).hex()


class _Unfinished:
    """A file in the making."""

    def __init__(self, file: Path, suffix: str) -> None:
        self.file = file
        self.mode = file.stat().st_mode & 0o777 if file.exists() else None
        for _ in range(TRIES):
            self.path = file.with_name(f".{_random()}{suffix}")
            _unfinished.append(self)
            try:
                made = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK
                os.close(os.open(self.path, made, 0o666 if self.mode is None else 0o600))
            except FileExistsError:  # another's
                _unfinished.remove(self)
            except BaseException:
                _unfinished.remove(self)
                raise
            else:
                return
        raise OSError(errno.EEXIST, "no free name for a temporary file")

    def finish(self, lasting: bool) -> None:
        """Put it in its place; from here on it survives a power cut, if it is to be `lasting`."""
        if lasting:
            handle = os.open(self.path, os.O_RDWR | NO_LINK)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        if self.mode is not None:
            self.path.chmod(self.mode)
        self.path.replace(self.file)
        _unfinished.remove(self)
        if not lasting:
            return
        with suppress(OSError):  # some file systems and Windows keep no folder open
            handle = os.open(self.file.parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def give_up(self) -> None:
        """Remove it."""
        if self in _unfinished:
            _unfinished.remove(self)
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


class Part:
    """A folder `NAME.part-XXXXXXXX` beside a file to come, with the pieces computed for it so far.

    One run at a time has it. A run that dies leaves it, so that another can claim it.
    """

    def __init__(self, folder: Path, lock: IO[bytes]) -> None:
        self.folder, self.lock = folder, lock
        self.pieces = 0
        _parts.append(self)

    @classmethod
    def begin(cls, path: Path) -> Part:
        """A new one for a file.

        Raises:
            BadInput: the folder cannot be made.
        """
        try:
            file = file_to_replace(path)
            for _ in range(TRIES):
                folder = file.with_name(f"{file.stem}.part-{_random()}")
                with suppress(FileExistsError):  # another's
                    folder.mkdir()
                    return cls(folder, (folder / "lock").open("ab"))._locked()
            raise OSError(errno.EEXIST, "no free name for a temporary folder")
        except (OSError, ValueError) as error:
            _refuse(path, path.parent, error)

    @classmethod
    def claim(cls, folder: Path) -> Part | None:
        """One that a run has left; None where a run still has it."""
        try:
            part = cls(folder, (folder / "lock").open("ab"))
        except OSError:  # gone meanwhile
            return None
        try:
            part._locked()
        except BlockingIOError:
            part._close()
            return None
        if not (folder / "lock").exists():  # its run has ended well
            part._close()
            return None
        return part

    def _locked(self) -> Part:
        """Itself, no other run's until this one ends, however it ends."""
        try:
            import fcntl

            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except (ImportError, OSError):  # Windows, and file systems without locks
            pass
        return self

    def _close(self) -> None:
        self.lock.close()
        _parts.remove(self)

    def remove(self) -> None:
        """What it was for is done."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._close()
        shutil.rmtree(self.folder, ignore_errors=True)  # Windows removes no open file

    def keep(self) -> str:
        """Leave it to another run and tell where it is; without pieces it goes, and "" is told."""
        if not self.pieces:
            self.remove()
            return ""
        self._close()
        return f"what was computed until then is in {self.folder}; with --resume the same command goes on"


def parts_of(path: Path) -> list[Path]:
    """The folders that runs have left, or are filling, for a file."""
    file = Path(os.path.realpath(path))
    found = (folder for folder in file.parent.iterdir() if folder.is_dir())
    return sorted(folder for folder in found if folder.name.rpartition("-")[0] == f"{file.stem}.part")


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder for a while, removed at the end."""
    folder = Path(mkdtemp(prefix="dorsum-"))
    _folders.append(folder)
    try:
        yield folder
    finally:
        _folders.remove(folder)
        shutil.rmtree(folder, ignore_errors=True)


def abandon() -> str:
    """Remove or keep all that is in the making, for the process ends; tells what is kept where."""
    for started in list(_unfinished):
        started.give_up()
    kept = [part.keep() for part in list(_parts)]
    for folder in _folders:
        shutil.rmtree(folder, ignore_errors=True)
    return "; ".join(filter(None, kept))


def file_to_replace(path: Path) -> Path:
    """The file that a path means, links followed.

    Raises:
        OSError: it is a folder, a device, or a file that may not be written.
    """
    file = Path(os.path.realpath(path))
    if file.is_symlink():
        raise OSError("its links go round in a circle")
    if file.is_dir():
        raise OSError("it is a folder")
    if not file.parent.is_dir():
        raise OSError(f"there is no folder {file.parent if path.is_symlink() else path.parent}")
    if file.exists() and not file.is_file():
        raise OSError("it is not a file that can be replaced")
    if file.exists() and not os.access(file, os.W_OK):
        raise OSError("it is write-protected")
    return file


def why(error: BaseException, folder: Path) -> str:
    """What kept a file in this folder from being written, in words."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return no_space(folder)
    return str((isinstance(error, OSError) and error.strerror) or error)


def shown(path: Path) -> str:
    """A path in a message, shortened if it is very long."""
    text = str(path)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 40]}…{text[-30:]}"


def no_space(folder: Path) -> str:
    """That the disk of a folder is full."""
    while not os.path.ismount(folder) and folder != folder.parent:
        folder = folder.parent
    return f"no space left on {folder}"


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """What keeps something that belongs to `path` from being written is said of that.

    Raises:
        BadInput: the disk is full, or it cannot be written for another reason.
    """
    try:
        yield
    except OSError as error:
        _refuse(path, path.parent, error, _is_full(path.parent))


def _is_full(folder: Path) -> bool:
    """Whether a disk is full, for many libraries do not say so."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free < FULL
    return False


def _refuse(path: Path, folder: Path, error: BaseException, full: bool = False) -> NoReturn:
    reason = no_space(folder) if full else why(error, folder)
    raise BadInput(f"cannot write {shown(path)}: {reason}") from error
