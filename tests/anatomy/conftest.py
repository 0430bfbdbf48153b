"""A copy of the tables to alter."""

import shutil
from pathlib import Path

import pytest

from dorsum.anatomy.read import FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "tables"))
