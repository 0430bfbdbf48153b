"""How fast recordings are read, in how much memory: a long .mot, whole, in pieces, by OpenSim; real files.

    taskset -c 0 python benchmarks/readers.py [--rows 1000000] [--columns 36]

Each reading is a process of its own, after the libraries are loaded. Seconds are of the clock and of the
processor; MB/s is by the latter. Memory is the most that the process held above what it held before.
OpenSim, where it is installed, reads a tenth of the rows.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from dorsum.exchange.read import read, read_in_pieces

RECORDINGS = Path(__file__).parents[1] / "examples" / "recordings"
ROWS_AT_ONCE = 10_000
SHARE_FOR_OPENSIM = 10


def write_mot(path: Path, rows: int, columns: int) -> None:
    """Random angles in degrees with eight digits after the point, as programs write them."""
    rng = np.random.default_rng(0)
    names = ["time", *(f"angle_{i}" for i in range(1, columns))]
    with path.open("w", encoding="ascii") as file:
        file.write(f"random\nversion=1\nnRows={rows}\nnColumns={columns}\ninDegrees=yes\nendheader\n")
        file.write("\t".join(names) + "\n")
        block = rng.normal(0, 30, (ROWS_AT_ONCE, columns))
        lines = ["\t".join(f"{x:.8f}" for x in row[1:]) for row in block]
        for row in range(rows):
            file.write(f"{row / 100:.8f}\t{lines[row % ROWS_AT_ONCE]}\n")


def whole(path: Path) -> int:
    """All rows at once."""
    return len(read(path).time)


def pieces(path: Path) -> int:
    """A piece at a time."""
    return sum(len(piece.time) for piece in read_in_pieces(path))


def opensim(path: Path) -> int:
    """OpenSim's own table."""
    import opensim as other

    other.Logger.setLevelString("off")
    return int(other.TimeSeriesTable(str(path)).getNumRows())


READINGS: dict[str, Callable[[Path], int]] = {"whole": whole, "pieces": pieces, "opensim": opensim}


def held() -> float:
    """The most memory that this process has held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def measure(reading: str, path: Path) -> None:
    """Read in this process and print the frames, the seconds and the memory, for the process that asked."""
    warm_up = RECORDINGS / "opencap_squats1.mot"
    READINGS[reading](path if path.suffix != ".mot" else warm_up)
    before, start, worked = held(), time.perf_counter(), time.process_time()
    frames = READINGS[reading](path)
    taken, worked = time.perf_counter() - start, time.process_time() - worked
    print(json.dumps({"frames": frames, "s": taken, "cpu_s": worked, "MB": held() - before}))


def measured(reading: str, path: Path) -> dict[str, Any] | None:
    """The same in a process of its own; nothing if it fails, as without OpenSim."""
    command = [sys.executable, __file__, "--reading", reading, "--file", str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None


def line(name: str, path: Path, found: dict[str, Any] | None) -> None:
    """Print one reading."""
    size = path.stat().st_size / 1e6
    if found is None:
        print(f"{name:30s} not measured")
        return
    print(
        f"{name:30s} {size:6.1f} MB {found['frames']:9,} frames {found['s']:7.3f} s "
        f"cpu {found['cpu_s']:7.3f} s {size / found['cpu_s']:6.1f} MB/s  memory {found['MB']:6.1f} MB"
    )


def main() -> None:
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=36)
    parser.add_argument("--reading", choices=tuple(READINGS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.reading:
        measure(options.reading, options.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        long, short = Path(folder) / "long.mot", Path(folder) / "short.mot"
        write_mot(long, options.rows, options.columns)
        write_mot(short, options.rows // SHARE_FOR_OPENSIM, options.columns)
        line(".mot whole", long, measured("whole", long))
        line(".mot in pieces", long, measured("pieces", long))
        line(".mot, a tenth, whole", short, measured("whole", short))
        line(".mot, a tenth, by OpenSim", short, measured("opensim", short))
    for file in sorted(RECORDINGS.glob("*.[mc][o3][td]")):
        line(file.name, file, measured("whole", file))


if __name__ == "__main__":
    main()
