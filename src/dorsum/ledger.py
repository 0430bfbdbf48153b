"""Judgements that take minutes: computed once and kept beside the code, with what they rest on.

A judgement rests on the facts that the tables saw read while it was computed, and on the code that computed
it. A digest of each is kept with it, so that a test can say what has changed since, and how to judge anew.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dorsum.errors import UnknownName
from dorsum.files import write_whole
from dorsum.words import listed

PACKAGE = Path(__file__).parent
FIGURES = 12  # of each kept digest
DigestOf = Callable[[str], str]  # of the facts that have a name; raises UnknownName where there are none


@dataclass(frozen=True)
class Ledger:
    """One kind of judgement.

    file: where it is kept; code: patterns of the modules that compute it, both below the package; make: what
    computes it anew.
    """

    file: str
    code: tuple[str, ...]
    make: str

    @property
    def path(self) -> Path:
        """The file it is kept in."""
        return PACKAGE / self.file

    def store(
        self, kept: Mapping[str, Any], facts: Iterable[str], digest_of: DigestOf, path: Path | None = None
    ) -> None:
        """Write what was found as JSON, lists with an item a line, and what it rests on now."""
        rests_on = {
            "facts": {name: digest_of(name)[:FIGURES] for name in facts},
            "code": dict(digests(self.code)),
        }
        parts = [f'"rests_on": {json.dumps(rests_on, ensure_ascii=False)}']
        for key, value in kept.items():
            if isinstance(value, list | tuple):
                lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in value)
                parts.append(f'"{key}": [\n{lines}\n]')
            else:
                parts.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
        text = "{" + ",\n".join(parts) + "}\n"
        write_whole(path or self.path, lambda file: file.write_text(text, encoding="utf-8"))

    def stored(self, path: Path | None = None) -> dict[str, Any]:
        """What was found when it was last judged."""
        found = self._read(path)
        del found["rests_on"]
        return found

    def stale(self, digest_of: DigestOf, path: Path | None = None) -> str:
        """What has changed since it was judged and how to judge anew, a sentence; empty if nothing has."""
        before = self._read(path)["rests_on"]
        facts = [name for name, digest in before["facts"].items() if _now(name, digest_of) != digest]
        then, now = before["code"], dict(digests(self.code))
        code = sorted(name for name in {*then, *now} if then.get(name) != now.get(name))
        changed = [
            f"{what} of {', '.join(names)}" for what, names in (("facts", facts), ("code", code)) if names
        ]
        return f"{self.file} rests on other {listed(changed)}: run `{self.make}`" if changed else ""

    def _read(self, path: Path | None) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((path or self.path).read_text(encoding="utf-8"))
        return found


def _now(name: str, digest_of: DigestOf) -> str:
    try:
        return digest_of(name)[:FIGURES]
    except UnknownName:
        return ""


def modules(patterns: Iterable[str]) -> list[Path]:
    """The files of the package that patterns such as `body/*.py` mean; each means one at least."""
    found: set[Path] = set()
    for pattern in patterns:
        files = set(PACKAGE.glob(pattern))
        if not files:
            raise UnknownName(
                "module", pattern, [str(file.relative_to(PACKAGE)) for file in PACKAGE.rglob("*.py")]
            )
        found |= files
    return sorted(found)


def digests(patterns: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Every module that patterns mean, and a digest of what it does, without comments."""
    for file in modules(patterns):
        text = file.read_text(encoding="utf-8")
        code = meaning(text) if file.suffix == ".py" else without_comments(text)
        yield file.relative_to(PACKAGE).as_posix(), hashlib.sha256(code.encode()).hexdigest()[:FIGURES]


def meaning(source: str) -> str:
    """What Python makes of a module: layout, comments and docstrings left out, alike in every version."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str):
                del node.body[0]
    return repr(_plain(tree))


def without_comments(source: str) -> str:
    """What a compiler reads of a C++ file: comments of one line and layout left out."""
    return " ".join(re.sub(r"//[^\n]*", "", source).split())


def _plain(node: object) -> object:
    """A node as tuples: its kind and what it holds. What is empty is left out: versions differ in that."""
    if isinstance(node, ast.AST):
        held = ((name, _plain(value)) for name, value in ast.iter_fields(node) if value not in (None, []))
        return type(node).__name__, *held
    return [_plain(item) for item in node] if isinstance(node, list) else node
