"""A muscle added as CONTRIBUTING says: the check names what it lacks; then it has a body and a page."""

import shutil
from pathlib import Path

import pytest

from cells import change, file_of
from dorsum.anatomy.atlas import Atlas
from dorsum.anatomy.check import faults
from dorsum.anatomy.read import FOLDER, load
from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.shape.flesh.mesh import muscle_mesh

NEW, LIKE, SLIP = "rhomboid_third", "rhomboid_minor", "C7"
FIRST = ("muscles", "slips", "fascicles")
THEN = ("muscle_forms", "muscle_nerves", "muscle_arteries")


def add(folder, table):
    """A row of the new muscle, like that of another one."""

    def edit(cells):
        at = cells[0].index("muscle")
        row = next(list(row) for row in cells[1:] if row[at] == LIKE)
        row[at] = NEW
        if table == "fascicles":
            row[0] = f"{NEW}_{row[cells[0].index('slip')]}"
        cells.append(row)

    change(folder, table, edit)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the tables with the first three rows of a new muscle."""
    copy = Path(shutil.copytree(FOLDER, tmp_path_factory.mktemp("tables") / "tables"))
    for table in FIRST:
        add(copy, table)
    return copy


def test_what_a_new_muscle_lacks_is_named(folder):
    found = faults(folder)
    assert {(fault.file, fault.column, fault.value) for fault in found} == {
        (file_of("muscles"), "muscle", NEW)
    }
    assert {fault.message for fault in found} == {
        "needs a form: a row of pictures/muscle_forms.csv",
        "needs a nerve: a row of texts/muscle_nerves.csv",
        "needs an artery: a row of texts/muscle_arteries.csv",
    }


@pytest.mark.slow
def test_with_all_its_rows_it_has_a_body_a_picture_and_a_sheet(folder, small_scene):
    for table in THEN:
        add(folder, table)
    tables = load(folder)
    body = Body.of(Subject.named("male"), tables)
    assert {fascicle.side for fascicle in body.fascicles if fascicle.muscle == NEW} == {"right", "left"}
    scene, mesh = small_scene(body).scene, muscle_mesh(body)
    drawn = next(muscle for muscle in scene.muscles if muscle.id == NEW)
    assert len(drawn.fascicles) == 2
    assert drawn.nerves
    assert all(mesh.face_start[i + 1] > mesh.face_start[i] for i in drawn.fascicles)
    assert Atlas(folder).muscle(NEW).arteries
