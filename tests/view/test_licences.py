"""The built page carries the terms of the packages that are in it."""

import json
import re
from pathlib import Path

import dorsum.view
from dorsum.view.page import STATIC, files

WEB = Path(dorsum.view.__file__).parent / "web"
NOTICE = Path(__file__).parents[2] / "NOTICE"
PERMITS = ("Permission is hereby granted", "Redistribution and use", "Apache License", "Permission to use")


def told() -> dict[str, tuple[str, str]]:
    """Version and terms of every package by its name."""
    parts = (STATIC / "licenses.txt").read_text(encoding="utf-8").split("=" * 80 + "\n")[1:]
    heads = [re.match(r"(\S+) (\S+) \(.+\)\n\n", part) for part in parts]
    return {h[1]: (h[2], part[h.end() :]) for h, part in zip(heads, parts, strict=True) if h}


def imported() -> set[str]:
    """Packages that the sources of the page import for more than their types."""
    text = "".join(path.read_text(encoding="utf-8") for path in (WEB / "src").rglob("*.ts"))
    paths = re.findall(r'^(?:import|export) (?!type )(?:[^;"=]* from )?"([^."][^"]*)";', text, re.MULTILINE)
    return {"/".join(path.split("/")[: 2 if path.startswith("@") else 1]) for path in paths}


def test_every_package_of_the_page_is_there_with_version_and_terms() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    shipped = {
        path.removeprefix("node_modules/"): row["version"]
        for path, row in lock.items()
        if path and not row.get("dev")
    }
    found = told()
    assert shipped
    assert imported() <= set(found)
    assert {name: version for name, (version, _) in found.items()} == shipped
    for name, (_, terms) in found.items():
        assert any(words in terms for words in PERMITS), name
        assert re.search(r"copyright|©", terms, re.IGNORECASE), name


def test_the_notice_names_them_and_the_server_sends_them() -> None:
    notice = NOTICE.read_text(encoding="utf-8")
    assert all(re.search(rf"^{re.escape(name)}\b", notice, re.MULTILINE) for name in told())
    assert "licenses.txt" in files()
