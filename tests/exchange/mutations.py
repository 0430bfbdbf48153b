"""Damage to files, at random: `python tests/exchange/mutations.py [--seconds 60] [--seed 0]` reads it.

Whatever the damage, a reader gives a recording that holds together or says what is wrong. The script prints
how often it did what, and keeps in the working folder what it could not take.
"""

import argparse
import random
import re
import time
import warnings
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from dorsum.errors import BadInput
from dorsum.exchange.read import read
from dorsum.exchange.read.recording import Coordinates, Markers, Recording

FILES = Path(__file__).parent / "files"
NUMBER = re.compile(rb"[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?")
ODD_NUMBERS = (
    b"0",
    b"-1",
    b"1e400",
    b"nan",
    b"-inf",
    b"1000000000",
    b"99999999999999999999",
    b"65535",
    b"-32768",
)
ODD_NUMBERS += (b"1,5", b"0x1F", b"1_0", b"", b"\xd9\xa3")
ODD_BYTES = (b"\0", b"\xff", b"\t", b"\n", b"\r", b" ", b"{", b"}", b"\x80", b"\x7f", b"=", b'"')
SLOWEST = 5.0  # s for a damaged small file
read(FILES / "degrees.mot")  # loads all readers, so that no damaged file waits for them


def mutated(content: bytes, rng: random.Random) -> bytes:
    """The content with one to four damages."""
    for _ in range(rng.randint(1, 4)):
        content = rng.choice(DAMAGES)(content, rng)
    return content


def flip(content: bytes, rng: random.Random) -> bytes:
    """Other bytes in some places, more often near the beginning."""
    changed = bytearray(content)
    for _ in range(rng.randint(1, 8) if changed else 0):
        reach = len(changed) if rng.random() < 0.5 else min(len(changed), 1500)
        changed[rng.randrange(reach)] = rng.randrange(256)
    return bytes(changed)


def truncate(content: bytes, rng: random.Random) -> bytes:
    """The end is missing."""
    return content[: rng.randint(0, len(content))]


def cut_out(content: bytes, rng: random.Random) -> bytes:
    """Some bytes in the middle are missing."""
    at = rng.randint(0, len(content))
    return content[:at] + content[at + rng.choice((1, 2, 7, 100, 512)) :]


def insert(content: bytes, rng: random.Random) -> bytes:
    """Some bytes too many."""
    at = rng.randint(0, len(content))
    return content[:at] + rng.choice(ODD_BYTES) * rng.choice((1, 1, 2, 30)) + content[at:]


def repeat(content: bytes, rng: random.Random) -> bytes:
    """A part stands there twice."""
    at, size = rng.randint(0, len(content)), rng.choice((1, 10, 100, 1000))
    return content[: at + size] + content[at:]


def swap_number(content: bytes, rng: random.Random) -> bytes:
    """Another number in the place of one."""
    found = list(NUMBER.finditer(content[: rng.choice((400, 3000, len(content)))]))
    if not found:
        return content
    match = rng.choice(found)
    return content[: match.start()] + rng.choice(ODD_NUMBERS) + content[match.end() :]


def swap_lines(content: bytes, rng: random.Random) -> bytes:
    """Two lines have changed places."""
    lines = content.split(b"\n")
    i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[i], lines[j] = lines[j], lines[i]
    return b"\n".join(lines)


DAMAGES = (flip, truncate, cut_out, insert, repeat, swap_number, swap_lines)


def hold_together(found: Recording) -> None:
    """What is true of every recording."""
    assert found.time.ndim == 1
    assert len(found.time) > 0
    assert np.isfinite(found.time).all()
    assert (np.diff(found.time) > 0).all()
    assert len(set(found.names)) == len(found.names)
    assert all(isinstance(note, str) and note for note in found.notes)
    assert all(text.isprintable() for text in (*found.names, *found.notes))
    frames, n = len(found.time), len(found.names)
    if isinstance(found, Coordinates):
        assert found.values.shape == (frames, n)
        assert not np.isinf(found.values).any()
    elif isinstance(found, Markers):
        assert found.positions.shape == (frames, n, 3)
        assert not np.isinf(found.positions).any()
        for plate in found.plates:
            assert plate.force.shape == plate.point.shape == plate.free_moment.shape == (len(plate.time), 3)
    else:
        assert found.positions.shape == (frames, n, 3)
        assert found.rotations.shape == (frames, n, 3, 3)
        assert found.offsets.shape == (n, 3)
        assert all(-1 <= parent < i for i, parent in enumerate(found.parents))
        assert np.isfinite(found.positions).all()


def outcome(path: Path) -> str:
    """Reads a damaged file: what came of it."""
    start = time.perf_counter()
    try:
        found, refusal = read(path), ""
    except BadInput as error:
        found, refusal = None, str(error)
    assert time.perf_counter() - start < SLOWEST
    if found is not None:
        hold_together(found)
        return "read"
    assert str(path) in refusal
    assert refusal.isprintable(), refusal
    return "refused"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("files", nargs="*", type=Path, default=sorted(FILES.iterdir()))
    arguments = parser.parse_args()
    warnings.simplefilter("error")
    rng, counts = random.Random(arguments.seed), Counter[tuple[str, str]]()
    contents = {file: file.read_bytes() for file in arguments.files}
    end = time.monotonic() + arguments.seconds
    with TemporaryDirectory() as folder:
        while time.monotonic() < end:
            file = rng.choice(list(contents))
            content = mutated(contents[file], rng)
            path = Path(folder) / file.name
            path.write_bytes(content)
            try:
                result = outcome(path)
            except Exception as error:
                result = f"failed: {type(error).__name__}"
                Path(f"failed_{sum(counts.values())}{file.suffix}").write_bytes(content)
            counts[file.suffix, result] += 1
    for (suffix, result), count in sorted(counts.items()):
        print(f"{suffix:5s} {result:30s} {count:,}")


if __name__ == "__main__":
    main()
