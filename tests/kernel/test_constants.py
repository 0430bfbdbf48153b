"""Numbers that stand in the kernel's sources and in Python are the same."""

import re
from pathlib import Path

import pytest

import dorsum.kernel
from dorsum.mechanics import frame, goal, newton

SOURCE = Path(dorsum.kernel.__file__).parent / "source"
NUMBER = re.compile(r"\b([A-Z][A-Z_]*) = ([-\d.e]+)(?=[,;])")


def constants(name: str) -> dict[str, float]:
    """The numbers of a source's `constexpr` lines by name."""
    lines = [line for line in (SOURCE / name).read_text().splitlines() if line.startswith("constexpr")]
    return {name: float(number) for name, number in NUMBER.findall("\n".join(lines))}


@pytest.mark.parametrize(
    ("source", "module", "names"),
    [
        ("solver.h", newton, "RESIDUAL MOST_RESIDUAL COLD BUDGET SHORTER RISE OVERSHOOT FLAT"),
        ("goal.cpp", goal, "RANK"),
        ("dual.h", newton, "DUST"),
        ("dual.h", frame, "RESOLUTION"),
    ],
)
def test_the_kernel_says_what_python_says(source, module, names):
    found = constants(source)
    for name in names.split():
        assert found[name] == getattr(module, name), name
