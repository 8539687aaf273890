"""Questions on norms with the answers the law gives (questions_norms.toml, written before they were asked)."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import decreelex
from decreelex.model import Answer

HERE = Path(__file__).with_name("questions_norms.toml")
TEXTS = Path(__file__).resolve().parents[1] / "texts"


def rows() -> Iterator[Any]:
    for row in tomllib.loads(HERE.read_text(encoding="utf-8"))["question"]:
        said = " ".join(row.get("params", {}).values())
        yield pytest.param(row, row["ask"], id=f"{row['ask']} {said} {row.get('as_of')}")
        for words in row.get("say", []):
            yield pytest.param(row, words, id=f"{words} {row.get('as_of')}")


def iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


@pytest.mark.parametrize(("row", "words"), list(rows()))
def test_question(row: dict[str, Any], words: str) -> None:
    params = row.get("params") if words == row["ask"] else None
    answer = decreelex.ask(words, params=params, as_of=iso(row.get("as_of")), known_at=iso(row.get("known_at")),
                           lang=row.get("lang"))
    assert answer.question.id == row["ask"]
    assert answer.verdict == row.get("verdict"), answer.because
    assert answer.certain == row.get("certain", answer.certain)
    cited = {(q["iri"], q["eid"]) for q in quotations(msgspec.to_builtins(answer))}
    assert {tuple(pair) for pair in row.get("cites", [])} <= cited
    given = [(finding.value, finding.unit) for finding in answer.answers]
    assert all((one["value"], one["unit"]) in given for one in row.get("answers", []))
    texts = [finding.text for finding in answer.answers]
    assert all(any(name in text for text in texts) for name in row.get("answers_name", []))
    assert not any(name in text for text in texts for name in row.get("lacks_name", []))
    quoted_exactly(answer)


def quoted_exactly(answer: Answer) -> None:
    for quotation in quotations(msgspec.to_builtins(answer)):
        if quotation["span"] is not None and str(quotation["text"]).startswith("texts/"):
            text = (TEXTS.parent / quotation["text"]).read_text(encoding="utf-8")
            start, end = quotation["span"]
            assert text[start:end] == quotation["quote"]


def quotations(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "quote" in value:
            yield value
        for part in value.values():
            yield from quotations(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from quotations(part)
