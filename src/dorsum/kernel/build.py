"""Build the kernel: python src/dorsum/kernel/build.py [--into FOLDER] [--portable] [--sanitize].

The compiler is $CXX, c++, g++ or clang++, else Zig's from PyPI, fetched into a folder that is removed again.
Without any one sentence says so, and Dorsum computes with NumPy. Needs the standard library only.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "source"
COMPILER = HERE / "compiler.txt"
# Builds and their flags; `plain` runs on every processor of the architecture.
BUILDS: dict[str, tuple[str, ...]] = {"plain": ()}
if platform.machine().lower() in ("x86_64", "amd64"):
    BUILDS["avx2"] = ("-mavx2", "-mfma")
# Without errno and traps loops of roots become vectors; NaN and infinity stay what they are.
FLAGS: tuple[str, ...] = (
    "-std=c++17",
    "-O3",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-ffp-contract=fast",
    "-fPIC",
    "-shared",
)
FLAGS += ("-fno-exceptions", "-fno-rtti", "-fvisibility=hidden", "-Wall", "-Wextra", "-Wno-psabi")
SANITIZED = ("-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-g", "-O1")
OLDEST = "2.17"  # glibc that a portable library asks for


def file_name(build: str) -> str:
    """Of the library of one of `BUILDS`."""
    return f"kernel-{build}.{'dll' if sys.platform == 'win32' else 'so'}"


@lru_cache(maxsize=1)
def digest() -> str:
    """Of all sources and how they are built: a library that says another is not of this version."""
    from hashlib import sha256

    found = sha256(repr((FLAGS, sorted(BUILDS.items()))).encode())
    for path in sorted(SOURCES.iterdir()):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def build(into: Path, compiler: list[str], extra: tuple[str, ...] = ()) -> None:
    """Compile every build into a folder; each takes the place of an older one when it is whole.

    Raises:
        OSError, subprocess.CalledProcessError: the compiler does not run, or finds a fault.
    """
    import subprocess

    into.mkdir(parents=True, exist_ok=True)
    sources = [str(path) for path in sorted(SOURCES.glob("*.cpp"))]
    for name, flags in BUILDS.items():
        unfinished = into / f".{os.getpid()}-{file_name(name)}"
        try:
            command = [*compiler, *FLAGS, *flags, *extra, f'-DDORSUM_SOURCES="{digest()}"']
            subprocess.run(
                [*command, *sources, "-o", str(unfinished)], check=True, capture_output=True, text=True
            )
            unfinished.replace(into / file_name(name))
        finally:
            unfinished.unlink(missing_ok=True)


def compilers() -> list[list[str]]:
    """Those of this machine, the one that was asked for first."""
    import shlex
    import shutil

    asked = shlex.split(os.environ.get("CXX", ""))
    return [found for found in (asked, ["c++"], ["g++"], ["clang++"]) if found and shutil.which(found[0])]


def fetch_zig(folder: Path) -> list[str]:
    """Install Zig into a folder with uv or pip; its C++ compiler.

    Raises:
        OSError: neither is here, or PyPI is out of reach.
    """
    import shutil
    import subprocess

    uv = os.environ.get("UV") or shutil.which("uv")
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
    installers = [[uv, "pip", "install", "--quiet", "--python", sys.executable]] if uv else []
    installers += [[sys.executable, *pip], [getattr(sys, "_base_executable", sys.executable), *pip]]
    for command in installers:
        whole = [*command, "--require-hashes", "--target", str(folder), "-r", str(COMPILER)]
        done = subprocess.run(whole, capture_output=True, text=True)
        if done.returncode == 0:
            machine = platform.machine().lower().replace("amd64", "x86_64").replace("arm64", "aarch64")
            system = {"linux": f"linux-gnu.{OLDEST}", "darwin": "macos", "win32": "windows-gnu"}[sys.platform]
            # Without a target Zig compiles for this very processor.
            zig = folder / "ziglang" / f"zig{'.exe' if sys.platform == 'win32' else ''}"
            # As `c++` it would first compile a C++ library, which takes a minute and which nothing needs.
            return [str(zig), "cc", "-nostdinc++", "-target", f"{machine}-{system}", "-s"]
    raise OSError("there is no C++ compiler, and PyPI, which has one, is out of reach")


def main() -> int:
    """Build what the options say; a machine that cannot is told so, and is no failure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--into", type=Path, default=HERE, help="folder of the libraries")
    parser.add_argument(
        "--portable", action="store_true", help="for old systems too: always with Zig's compiler"
    )
    parser.add_argument(
        "--sanitize", action="store_true", help="with checks of addresses and undefined behaviour"
    )
    options = parser.parse_args()
    extra = SANITIZED if options.sanitize else ()
    faults = []
    for compiler in [] if options.portable else compilers():
        try:
            build(options.into, compiler, extra)
        except Exception as fault:
            faults.append(f"{compiler[0]}: {str(getattr(fault, 'stderr', '') or fault).strip()}")
        else:
            print(f"kernel: built with {compiler[0]}")
            return 0
    must = options.portable or options.sanitize
    try:
        from tempfile import TemporaryDirectory

        if options.sanitize:
            raise OSError("the sanitizers come with g++ or clang++")
        with TemporaryDirectory() as folder:
            print("kernel: fetching a C++ compiler (ziglang, used once)", flush=True)
            build(options.into, fetch_zig(Path(folder)), extra)
        print("kernel: built with Zig")
        return 0
    except Exception as fault:
        faults.append(str(getattr(fault, "stderr", "") or fault).strip())
    print(f"kernel: not built, so that NumPy computes, more slowly: {'; '.join(faults)}", file=sys.stderr)
    return int(must)


if __name__ == "__main__":
    sys.exit(main())
