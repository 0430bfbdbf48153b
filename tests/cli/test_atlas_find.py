"""`dorsum find` and `dorsum sql`."""

import csv
import json
from io import StringIO

import pytest

from dorsum.cli.sql import FILES, frames


def test_filters_combine(dorsum):
    found = json.loads(dorsum("find", "--moves", "scapula", "--action", "retraction", "--json").out)
    assert [row["muscle"] for row in found] == ["trapezius_transverse", "rhomboid_minor", "rhomboid_major"]
    found = json.loads(dorsum("find", "--nerve", "dorsal scapular", "--root", "C4", "--json").out)
    assert [row["muscle"] for row in found] == ["rhomboid_minor", "rhomboid_major"]


def test_slips_that_answer_are_named(dorsum):
    found = json.loads(dorsum("find", "--crosses", "L4/L5", "--group", "multifidus", "--json").out)
    assert [(row["muscle"], len(row["slips"])) for row in found] == [("multifidus_lumborum", 17)]
    assert "L4 laminar" in dorsum("find", "--crosses", "L4/L5", "--group", "multifidus").out


def test_intrinsic_and_extrinsic(dorsum):
    counts = [len(json.loads(dorsum("find", flag, "--json").out)) for flag in ("--intrinsic", "--extrinsic")]
    assert counts == [35, 88]


def test_csv_has_a_header_and_one_line_each(dorsum):
    rows = list(csv.DictReader(StringIO(dorsum("find", "--nerve", "dorsal scapular", "--csv").out)))
    assert [row["muscle"] for row in rows] == ["levator_scapulae", "rhomboid_minor", "rhomboid_major"]
    assert rows[0]["roots"] == "C3 C4 C5"


def test_nothing_found_is_said(dorsum):
    ran = dorsum("find", "--layer", "superficial", "--intrinsic")
    assert (ran.code, ran.out) == (0, "no muscle parts\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--intrinsic", "--extrinsic"), "--intrinsic and --extrinsic exclude each other"),
        (("--json", "--csv"), "--json and --csv exclude each other"),
        (("--root", "C9"), "no root is called 'C9'; did you mean C8"),
        (("--crosses", "L4/L9"), "no joint is called 'L4/L9'; did you mean L4/L5"),
        (
            ("--nerve", "thoracodorsel"),
            "no nerve is called 'thoracodorsel'; did you mean thoraco",
        ),
        (("--attaches-to", "L9"), "no attachment is called 'L9'"),
    ],
)
def test_filters_that_make_no_sense_are_refused(refused, arguments, message):
    assert refused("find", *arguments).startswith(message)


class TestSql:
    """Needs polars."""

    @pytest.fixture(autouse=True)
    def _polars(self):
        pytest.importorskip("polars")

    def test_tables_are_joined(self, dorsum):
        query = (
            "select m.name, n.roots from muscles m join muscle_nerves n on m.muscle = n.muscle "
            "where n.nerve = 'dorsal_scapular' order by m.name"
        )
        assert json.loads(dorsum("sql", query, "--json").out) == [
            {"name": "Levator scapulae", "roots": "C5"},
            {"name": "Rhomboid major", "roots": "C4 C5"},
            {"name": "Rhomboid minor", "roots": "C4 C5"},
        ]
        assert dorsum("sql", query, "--csv").out.startswith("name,roots\nLevator scapulae,C5\n")
        assert "3 rows" in dorsum("sql", query).out

    def test_every_table_can_be_asked(self, dorsum):
        from dorsum.anatomy.read import TABLES, load

        for name in ("muscles", "claims", "landmarks", "sources"):
            counted = json.loads(dorsum("sql", f"select count(*) as n from {name}", "--json").out)
            assert counted == [{"n": len(getattr(load(), name))}]
        assert {row["name"] for row in json.loads(dorsum("sql", "show tables", "--json").out)} == set(TABLES)

    def test_what_is_no_number_is_null(self, dorsum):
        found = json.loads(dorsum("sql", "select sqrt(-1.0) as x from muscles limit 1", "--json").out)
        assert found == [{"x": None}]

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ("drop table muscles", "the tables are read only"),
            ("", "the tables are read only"),
            ("with a as (select * from muscles) delete from muscles", "the query cannot be answered"),
            ("select 1; drop table muscles", "the query cannot be answered: one (and only one)"),
            ("select * frm muscles", "the query cannot be answered: sql parser error"),
            ("select nope from muscles", "the query cannot be answered: unable to find column"),
            ("select 1 from nowhere", "the query cannot be answered: relation 'nowhere'"),
        ],
    )
    def test_sql_that_writes_or_does_not_parse_is_refused(self, refused, query, message):
        assert refused("sql", query).startswith(message)

    @pytest.mark.parametrize(
        "opens",
        [
            "read_csv('{file}')",
            "READ_CSV ('{file}')",
            "read_csv/**/('{file}')",
            "\"read_csv\"('{file}')",
            "read_json('{file}')",
            "read_parquet('{file}')",
            "read_ipc('{file}')",
            "scan_csv('{file}')",
            "'{file}'",
            '"{file}"',
        ],
    )
    @pytest.mark.parametrize(
        "query",
        [
            "select * from {opens}",
            "with q as (select * from {opens}) select * from q",
            "select name from muscles where name in (select secret from {opens})",
            "from {opens} select *",
        ],
    )
    def test_no_query_opens_a_file(self, refused, tmp_path, query, opens):
        file = tmp_path / "mine.csv"
        file.write_text("secret\nhunter2\n")
        message = refused("sql", query.format(opens=opens.format(file=file)))
        said = ("a query asks the tables and opens no files", "the query cannot be answered")
        assert message.startswith(said)
        assert "hunter2" not in message

    def test_no_table_or_column_looks_like_a_function_that_opens_files(self):
        named = {name: frame.columns for name, frame in frames().items()}
        assert [n for name, columns in named.items() for n in (name, *columns) if FILES.search(n)] == []

    @pytest.mark.parametrize("form", ["--json", "--csv", None])
    def test_a_long_answer_is_cut_and_that_is_told(self, dorsum, form):
        """A quarter of a million rows, of which a thousand are made."""
        query = "select a.fascicle, b.fascicle as other from fascicles a cross join fascicles b"
        ran = dorsum("sql", query, *filter(None, [form]))
        assert ran.err == "dorsum: the first 1000 rows; --limit 0 gives all\n"
        rows = {"--json": lambda: len(json.loads(ran.out)), "--csv": lambda: ran.out.count("\n") - 1}
        assert rows.get(form, lambda: ran.out.count("\n") - 2)() == 1000

    def test_the_limit_can_be_another_or_none(self, dorsum):
        query = "select a.bone from bones a cross join bones b"
        few, all_ = (dorsum("sql", query, "--csv", "--limit", n) for n in (3, 0))
        assert (few.out.count("\n"), few.err) == (4, "dorsum: the first 3 rows; --limit 0 gives all\n")
        assert (all_.out.count("\n") - 1, all_.err) == (frames()["bones"].height ** 2, "")
        exact = dorsum("sql", "select bone from bones limit 3", "--csv", "--limit", 3)
        assert (exact.out.count("\n"), exact.err) == (4, "")

    def test_json_without_rows_is_an_empty_list(self, dorsum):
        assert dorsum("sql", "select name from muscles where name = ''", "--json").out == "[]\n"
