"""What is kept between runs: named after its sources, the oldest let go."""

import os

from dorsum.cache import digest_of_sources, keep_newest


def test_the_oldest_files_go(tmp_path):
    for age, name in enumerate(("new", "old", "older", "oldest")):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (1e9 - age, 1e9 - age))
    keep_newest(tmp_path, 2)
    assert {path.name for path in tmp_path.iterdir()} == {"new", "old"}


def test_code_and_tables_are_told_apart_by_name_and_content_and_nothing_else_counts(tmp_path):
    files = [tmp_path / name for name in ("a.py", "b.csv", "notes.md")]
    for path in files:
        path.write_text("1")
    before = digest_of_sources(tmp_path, files)
    assert digest_of_sources(tmp_path, files[::-1]) == before
    files[2].write_text("2")
    assert digest_of_sources(tmp_path, files) == before
    files[1].write_text("2")
    assert digest_of_sources(tmp_path, files) != before
    files[1].write_text("1")
    files[0].rename(tmp_path / "c.py")
    assert digest_of_sources(tmp_path, [tmp_path / "c.py", *files[1:]]) != before
