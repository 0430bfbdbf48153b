"""The forms in which muscles are drawn, as rows."""


def test_every_muscle_part_has_a_form(tables):
    assert [row.muscle for row in tables.muscle_forms] == [row.muscle for row in tables.muscles]


def test_parts_of_one_sheet_lie_at_one_depth(tables):
    depths = {}
    for row in tables.muscle_forms:
        if row.sheet:
            depths.setdefault(row.sheet, set()).add(row.depth)
    assert {sheet for sheet, found in depths.items() if len(found) > 1} == set()
