"""Citations by their own words: the rows of citations.toml."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from decreelex import clause
from decreelex.model import Citation
from decreelex.span import Span

TABLE = tomllib.loads((Path(__file__).parent / "citations.toml").read_text(encoding="utf-8"))
ROWS = [pytest.param(language, row, id=row["say"][:70]) for language in ("ru", "en") for row in TABLE[language]]
ONLY = frozenset({"citations"})


def shown(one: Citation, expected: str) -> str:
    """Return a citation as the table writes it; a reason is shown as the table's when it has its word."""
    place = f"#{one.eid}" if one.eid else ""
    if one.kind == "gazette":
        return f"gazette {one.date}/{one.number}/{one.path[0].num}"
    if one.own:
        return f"own{place}"
    if one.iri:
        return f"{one.iri}{place}"
    if expected.startswith("?"):
        return expected if expected[1:] in (one.unresolved or "") else f"?{one.unresolved}"
    return place


@pytest.mark.parametrize(("language", "row"), ROWS)
def test_citations(language: str, row: dict[str, Any]) -> None:
    text = row["say"]
    found = clause.read(text, Span(0, len(text)), language, steps=ONLY).citations
    wanted = [*row["cites"], *[""] * len(found)]
    assert [shown(one, wish) for one, wish in zip(found, wanted, strict=False)] == row["cites"]
    for one in found:
        assert one.span.of(text) == one.text


HEADS = {"gazette": "Собрание законодательства Российской Федерации, 1996, ", "lists of numbers": "статьи "}
FAMILIES = {
    "lists of numbers": "1, ", "kinds": "статья ", "quotes": '" ', "openers": "«", "acts": "Указ Президента ",
    "fillers": "Указ Федеральной ", "reasons": "в связи с ", "frames": "период действия ", "brackets": "(",
    "numbers": "N-", "regimes": "прекратить частичную мобилизацию , ", "dates": "с 1 по ", "gazette": "N 1, ст. 1; ",
    "cites": "статья 1 и ", "conditions": "если ",
}


def work_on(text: str) -> int:
    """Return how many lines of the reader run while ``text`` is read: a measure of work that no clock disturbs."""
    lines = 0

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        clause.read(text, Span(0, len(text)), "rus", steps=frozenset({"citations", "effects"}))
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("name", FAMILIES)
def test_work_grows_with_the_length(name: str) -> None:
    head = HEADS.get(name, "")
    small, large = (work_on(head + FAMILIES[name] * n) for n in (100, 800))
    assert large <= 8.5 * small + 1_000


def test_marks_of_layout_end_no_word() -> None:
    """A soft hyphen, a stress mark, a letter in two code points change no word; spans take them in."""
    text = "в соответствии с Фе\u00adдеральны\u0301м законом от 31 мая 1996 г. № 61-ФЗ и планом деи\u0306ствий"
    found = clause.read(text, Span(0, len(text)), "rus", steps=ONLY).citations
    assert [(one.kind, one.date, one.number, one.text) for one in found] == [
        ("fz", "1996-05-31", "61-ФЗ", "Фе\u00adдеральны\u0301м законом от 31 мая 1996 г. № 61-ФЗ")]
