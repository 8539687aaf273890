"""Structure against tables that people made by reading the acts, before any answer of the program was seen."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from decreelex import build, text
from decreelex.model import Expression

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[1] / "shared" / "corpus" / "ru-acts-2018"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/corpus/ru-acts-2018 is not here")
IDENTITY: dict[str, list[str]] = tomllib.loads((HERE / "gold" / "identity.toml").read_text(encoding="utf-8"))["acts"]


def read(stem: str) -> Expression:
    return build.build(text.decode((CORPUS / f"{stem}.txt").read_bytes()), steps=())


@needs_corpus
def test_the_table_names_every_act() -> None:
    assert {path.stem for path in CORPUS.glob("*.txt")} == set(IDENTITY)


@needs_corpus
@pytest.mark.parametrize("stem", IDENTITY)
def test_identity(stem: str) -> None:
    kind, author, date, number, *country = IDENTITY[stem]
    work = read(stem).work
    assert [work.kind, work.author, work.date or "", work.number] == [kind, author, date, number]
    if date:
        assert work.iri is not None
        assert work.iri.split("/")[2] == (country[0] if country else "ru")


HEADS: list[dict[str, Any]] = tomllib.loads((HERE / "gold" / "heads.toml").read_text(encoding="utf-8"))["head"]


@pytest.mark.parametrize("row", HEADS, ids=[row["name"] for row in HEADS])
def test_forms_of_title_blocks(row: dict[str, Any]) -> None:
    work = build.build(text.from_str(row["text"]), steps=()).work
    expected = {key: row[key] or None for key in row if key not in ("name", "text")}
    assert {key: getattr(work, key) for key in expected} == expected


OUTLINES = sorted((HERE / "gold" / "outlines").glob("*.toml"))


def begins(expression: Expression, words: str) -> dict[int, set[str]]:
    """Return line (from 1) -> the eIds of the units whose number, heading or words begin in it."""
    out: dict[int, set[str]] = {}
    todo = list(expression.provisions)
    while todo:
        unit = todo.pop()
        for at in (unit.span.start, unit.text_span.start):
            out.setdefault(words.count("\n", 0, at) + 1, set()).add(unit.eid)
        todo += unit.children
    return out


@needs_corpus
@pytest.mark.parametrize("path", OUTLINES, ids=[path.stem for path in OUTLINES])
def test_nesting(path: Path) -> None:
    """Every unit of the outline stands at its level: the whole eId counts, not only that a unit begins there."""
    source = text.decode((CORPUS / f"{path.stem}.txt").read_bytes())
    found = begins(build.build(source, steps=()), source.text)
    wanted = tomllib.loads(path.read_text(encoding="utf-8"))["lines"]
    wrong = {line: (eid, found.get(int(line), set())) for line, eid in wanted.items() if eid not in found.get(int(line), ())}
    assert wrong == {}
