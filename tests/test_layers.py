"""Imports run one way, from the facts to the command line, and the facts need the standard library only."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import dorsum

PACKAGE = Path(dorsum.__file__).parent
LAYERS = (
    *("kernel", "anatomy", "body", "mechanics", "exchange", "motion", "function"),
    *("lifting", "clinic", "simulation", "judges", "shape", "report", "view", "cli"),
)
BENEATH = {
    "cache",
    "errors",
    "files",
    "inputs",
    "ledger",
    "units",
    "wanted",
    "words",
    "workers",
    "__version__",
}
MAY_IMPORT_ALL = {"report", "view"}  # of what computes; the command line stays above them
# A result's ways into files, tables and pictures start at the result: `save`, `to_dataframe`, `report`.
UPWARDS = {"mechanics/result.py → exchange", "mechanics/result.py → report"}
HEAVY = {"numpy", "scipy", "jax", "xarray", "polars", "pandas", "pyarrow", "pydantic", "matplotlib"}
HEAVY |= {"fastapi", "starlette", "uvicorn", "websockets"}


def imported(file: Path) -> set[str]:
    """Parts of the package, first name only, that a file imports anywhere, types included."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            assert node.level < len(file.relative_to(PACKAGE).parts), f"{file}: leaves its layer by dots"
            continue
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("dorsum.")}
        assert "dorsum" not in names, f"{file}: imports the front door"
    return found


def files(layer: str) -> list[Path]:
    return sorted((PACKAGE / layer).rglob("*.py"))


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_those_before_it(layer):
    before = LAYERS[: LAYERS.index(layer) + 1]
    allowed = {*(LAYERS[:-1] if layer in MAY_IMPORT_ALL else before), *BENEATH}
    assert files(layer)
    found = {f"{layer}/{file.name} → {name}" for file in files(layer) for name in imported(file) - allowed}
    assert found == {way for way in UPWARDS if way.startswith(f"{layer}/")}


@pytest.mark.parametrize("name", sorted(BENEATH - {"__version__"}))
def test_what_lies_beneath_all_imports_no_layer(name):
    assert imported(PACKAGE / f"{name}.py") <= BENEATH


def test_every_folder_is_a_layer():
    assert {file.parent.name for file in PACKAGE.glob("*/__init__.py")} == set(LAYERS)


@pytest.mark.parametrize("module", ["dorsum", "dorsum.errors", "dorsum.anatomy.read", "dorsum.cli.main"])
def test_facts_and_command_line_start_without_heavy_imports(module):
    """The facts are read, too: `load()` itself imports nothing more."""
    read = "; from dorsum.anatomy.read import load; load()" if module.endswith("read") else ""
    code = f"import sys, {module}{read}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & HEAVY == set()


def test_no_file_is_longer_than_a_reader_bears():
    root = Path(__file__).parents[1]
    files = [
        file for folder in ("src", "tests", "docs", "benchmarks") for file in (root / folder).rglob("*.py")
    ]
    assert len(files) > 300
    lines = {str(file.relative_to(root)): file.read_text(encoding="utf-8").count("\n") for file in files}
    assert [name for name, count in lines.items() if count > 300] == []
