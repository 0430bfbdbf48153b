"""Command lines at random: `python tests/cli/fuzz.py [--seconds 600] [--seed 0]` runs them in one process.

However odd, a command line ends with 0, 2, 3 or 130, and what is wrong is said in words. The commands and
their options are those of the program itself. Only the long run computes: in the short one what starts an
analysis is never a name that exists.
"""

import argparse
import os
import random
import tempfile
import time
import traceback
from collections import Counter
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from math import inf
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from typer.main import get_command

from dorsum.cli.commands import app
from dorsum.cli.main import main

CODES = (0, 2, 3, 130)
NOT_RUN = ("view", "validate")  # a server; half a minute without any argument
STARTS = {  # what computes as soon as this names something
    "analyze": "tasks",
    "stimulate": "muscle",
    "simulate": "task",
    "strength": "joint",
    "export": "posture",
    "cards": "muscle",
}
ODD = ["", " ", "-", "nan", "-inf", "1e999", "-1", "0", "0x10", "1,5", "5", "[/x]", "[bold]", ":bone:", "{}"]
ODD += ["%s", "$HOME", "é", "🦴", "\udcff", "a\nb", "\t", "\x1b[31m", "x" * 5000, "nowhere/x.toml", "--", "'"]
FILES = ["folder", "pipe", "empty.toml", "junk.toml", "junk.mot", "junk.sto", "junk.c3d", "junk.nc", "loop"]
FILES += ["/dev/null", "/dev/zero", "/proc/self/mem", "table.csv"]
OUTPUTS = ["out.html", "out.csv", "out.nc", "out.svg", "out.apkg", "out.tsv", "out.osim", "folder", "loop"]
NAMES = ["standing_relaxed", "multifidus", "rhomboid major", "L4/L5", "L5", "female", "male", "wilke", "neck"]
NAMES += ["superficial", "dorsal scapular", "C5", "scapula", "retraction", "fever", "3d", "anki", "osim"]
NAMES += ["right", "left", "both", "reflex", "thorax", "low back", "select 1", "select * from bones", "D1"]


class Option(NamedTuple):
    """A parameter of a command."""

    name: str
    flags: tuple[str, ...]  # none for an argument
    is_flag: bool


def commands(group=None, path=()) -> dict[tuple[str, ...], list[Option]]:
    """Every command with its parameters."""
    found = {}
    for name, command in sorted((group or get_command(app)).commands.items()):
        if hasattr(command, "commands"):
            found |= commands(command, (*path, name))
        elif name not in NOT_RUN:
            found[*path, name] = [
                Option(p.name, tuple(p.opts) * (p.param_type_name == "option"), getattr(p, "is_flag", False))
                for p in command.params
            ]
    return found


COMMANDS = commands()


def command_line(rng: random.Random, computes: bool) -> list[str]:
    """A command with some of its parameters, mostly ones that make sense to it."""
    path = rng.choice(list(COMMANDS))
    starts = None if computes else STARTS.get(path[0])
    said = list(path)
    for option in COMMANDS[path]:
        must = option.name == starts
        if option.name == "help" or not (must or not option.flags or rng.random() < 0.3):
            continue
        if not (must or option.flags) and rng.random() < 0.1:
            continue
        pools = [ODD, FILES] if must else [ODD, FILES, OUTPUTS, NAMES, NAMES]
        value = [] if option.is_flag else [rng.choice(rng.choice(pools))]
        flag = [rng.choice(option.flags)] if option.flags else []
        said += flag + value
    if rng.random() < 0.1:
        said.insert(rng.randint(0, len(said)), rng.choice([*ODD, "--nope", "-h", "--json"]))
    return said


def prepare(folder: Path) -> None:
    """What the command lines name."""
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to("loop")
    (folder / "empty.toml").touch()
    (folder / "table.csv").write_text("time,a\n0,1\n")
    for suffix in ("toml", "mot", "sto", "c3d", "nc"):
        (folder / f"junk.{suffix}").write_bytes(b"\x02\x50[[loads]\0\xff\n1 2\n")


def fault(arguments: list[str]) -> str:
    """What is wrong with how a command line ended; nothing where it is "".

    What it prints is thrown away, as its exit code is of interest and a traceback.
    """
    out, err = (TextIOWrapper(BytesIO(), encoding="utf-8", errors="strict") for _ in range(2))
    code: object = None
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main(arguments)
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:
        return traceback.format_exc()
    err.flush()
    told = err.buffer.getvalue().decode()
    if code not in CODES:
        return f"exit code {code}: {told}"
    if "Traceback" in told:
        return told
    return "" if told or code == 0 else f"exit code {code} without a word"


Ended = tuple[Counter[str], list[tuple[list[str], str]]]


def run(count: float, seed: int, computes: bool, seconds: float = inf) -> Ended:
    """How often each command was run, and the command lines that ended badly with what is wrong."""
    end = time.monotonic() + seconds
    rng, counts, bad = random.Random(seed), Counter[str](), []
    with tempfile.TemporaryDirectory() as name, chdir(name):
        prepare(Path(name))
        with mock.patch.dict(os.environ, {"DORSUM_DATA": f"{name}/data"}):  # nobody's packs are removed
            while counts.total() < count and time.monotonic() < end:
                arguments = command_line(rng, computes)
                wrong = fault(arguments)
                counts[arguments[0]] += 1
                if wrong:
                    bad.append((arguments, wrong))
    return counts, bad


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    ran, bad = run(inf, asked.seed, computes=True, seconds=asked.seconds)
    for arguments, wrong in bad:
        print(arguments, wrong, sep="\n")
    print(dict(ran), f"{len(bad)} of {ran.total()} ended badly")
    raise SystemExit(bool(bad))
