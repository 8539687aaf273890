"""Questions of our own with the answers that the law gives them: tests/questions.toml."""

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

ROWS = tomllib.loads((Path(__file__).parent / "questions.toml").read_text(encoding="utf-8"))["question"]


def cases() -> Iterator[Any]:
    for number, row in enumerate(ROWS, 1):
        dates = row.get("as_of")
        for at, as_of in enumerate(dates if isinstance(dates, list) else [dates]):
            verdict = row.get("verdict")
            expected = verdict[at] if isinstance(verdict, list) else verdict
            own = [] if row.get("only_words") else [row["ask"]]
            for words in (*own, *row.get("say", [])):
                yield pytest.param({**row, "words": words}, as_of, expected, id=f"{number} {words} {as_of}")


@pytest.mark.parametrize(("row", "as_of", "verdict"), list(cases()))
def test_question(row: dict[str, Any], as_of: Any, verdict: str | None) -> None:
    answer = ask(row, as_of)
    assert answer.question.id == row["ask"]
    assert answer.verdict == verdict
    assert answer.status == row.get("status", answer.status)
    assert answer.certain == row.get("certain", answer.certain)
    cited = set(quotations(msgspec.to_builtins(answer)))
    assert {tuple(pair) for pair in row.get("cites", [])} <= cited
    said = {(claim.speaker, claim.date) for claim in answer.defeated}
    assert {(who, day.isoformat()) for who, day in row.get("defeated", [])} <= said
    assert not {(who, day.isoformat()) for who, day in row.get("not_defeated", [])} & said
    texts = [finding.text for finding in answer.answers]
    assert [name for name in row.get("answers_name", []) if not any(name in text for text in texts)] == []
    if "values" in row:
        assert [finding.value for finding in answer.answers] == row["values"]
    assert set(row.get("codes", [])) <= {d.code for d in answer.diagnostics}


def ask(row: dict[str, Any], as_of: Any) -> Answer:
    by_id = row["words"] == row["ask"]
    return decreelex.ask(
        row["words"],
        params=row.get("params") if by_id else None,
        as_of=written(as_of),
        known_at=written(row.get("known_at")),
        assume=row.get("assume", ()),
    )


def written(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, datetime.date) else value


def quotations(value: Any) -> Iterator[tuple[str, str]]:
    """Yield act and provision of every quotation in an answer, wherever it stands."""
    if isinstance(value, dict):
        if "quote" in value:
            yield value["iri"], value["eid"] or ""
        for part in value.values():
            yield from quotations(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from quotations(part)
