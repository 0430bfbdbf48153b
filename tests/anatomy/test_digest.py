"""The digest names the model: it changes with every fact that moves a number, and with nothing else."""

from dataclasses import fields, replace

import numpy as np
import pytest

from dorsum.anatomy.read import FOLDER, FOLDERS, TABLES, Tables, _read, _Unread, load
from dorsum.anatomy.rows.columns import ORIGIN
from dorsum.body.body import Body
from dorsum.body.subject import Subject
from dorsum.mechanics.model import Model
from dorsum.motion.analyze import analyze
from dorsum.motion.task import Task

BODY = [name for name, folder in FOLDERS.items() if folder == "body"]
TASK = "lifting_20kg_round_back"


def other(value):
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return ("other",) if isinstance(value, tuple) else "other"


def with_other(tables: Tables, table: str, column: str) -> Tables:
    """Another value in one cell of a table."""
    first, *rest = getattr(tables, table)
    changed = replace(first, **{column: other(getattr(first, column))})
    return replace(tables, **{table: (changed, *rest)})


@pytest.mark.parametrize("table", BODY)
def test_every_fact_of_the_body_is_in_the_digest(tables, table):
    row_class = TABLES[table]
    for column in [field.name for field in fields(row_class)]:
        is_fact = column not in {*ORIGIN, *row_class.WORDS}
        assert (with_other(tables, table, column).digest != tables.digest) == is_fact, column


def test_a_row_more_is_another_model(tables):
    assert replace(tables, landmarks=tables.landmarks[:-1]).digest != tables.digest


@pytest.mark.parametrize("table", [name for name in TABLES if name not in BODY])
def test_evidence_texts_and_pictures_are_not_in_the_digest(tables, table):
    assert replace(tables, **{table: ()}).digest == tables.digest


def test_published_measures_of_standing_are_not_in_the_digest(tables):
    targets = tuple(row for row in tables.alignment if row.use == "target")
    assert len(targets) < len(tables.alignment)
    assert replace(tables, alignment=targets).digest == tables.digest
    assert replace(tables, alignment=targets[:-1]).digest != tables.digest


class _BodyAlone(_Unread):
    """Tables of which the folder `body` alone may be read."""

    def _made(self, name):
        assert FOLDERS[name] == "body", name
        return super()._made(name)


def without_words(tables: Tables) -> Tables:
    """The tables with other words, notes and sources in every row of the body."""
    changed = {}
    for name in BODY:
        words = {column for column in (*ORIGIN, *TABLES[name].WORDS) if column in fields_of(name)}
        changed[name] = tuple(
            replace(row, **{column: other(getattr(row, column)) for column in words})
            for row in getattr(tables, name)
        )
    return replace(tables, **changed)


def fields_of(table):
    return {field.name for field in fields(TABLES[table])}


def test_a_model_reads_the_folder_of_the_body_alone_and_none_of_its_words(tables):
    alone = object.__new__(_BodyAlone)
    vars(alone).update(vars(_read(FOLDER)))
    worded = without_words(tables)
    assert worded.digest == tables.digest
    assert worded.joints[0].note != tables.joints[0].note
    of_all, of_body, of_facts = (
        analyze(Task.named(TASK), Model(Body.of(Subject.named("male"), given)))
        for given in (load(), alone, worded)
    )
    for result in (of_body, of_facts):
        np.testing.assert_array_equal(result.compression, of_all.compression)
        np.testing.assert_array_equal(result.activations, of_all.activations)
        slopes, expected = (found.body.coordinates.slope for found in (result, of_all))
        np.testing.assert_array_equal(slopes, expected)
