"""The status questions with the answers they must get (../shared/questions/dev.toml), as far as the catalogue goes."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import decreelex
from decreelex.model import Answer, Quotation

SHARED = Path(__file__).resolve().parents[2] / "shared" / "questions"
HERE = SHARED / "dev.toml"
CATALOGUE = {row.id for row in decreelex.questions()}


def cases() -> Iterator[Any]:
    if not HERE.exists():
        yield pytest.param({}, None, None, marks=pytest.mark.skip(reason="../shared/questions is absent"))
        return
    for row in tomllib.loads(HERE.read_text(encoding="utf-8"))["question"]:
        if row["ask"] not in CATALOGUE:
            continue
        dates = row.get("as_of")
        for at, as_of in enumerate(dates if isinstance(dates, list) else [dates]):
            verdict = row.get("verdict")
            expected = verdict[at] if isinstance(verdict, list) else verdict
            for words in (row["ask"], *row.get("say", [])):
                yield pytest.param({**row, "words": words}, as_of, expected, id=f"{words} {as_of}")


@pytest.mark.parametrize(("row", "as_of", "verdict"), list(cases()))
def test_question(row: dict[str, Any], as_of: datetime.date | None, verdict: str | None) -> None:
    answer = ask(row, as_of)
    assert answer.question.id == row["ask"]
    assert answer.verdict == verdict
    assert answer.status == row.get("status", answer.status)
    assert answer.certain == row.get("certain", answer.certain)
    cited = {(q.iri, q.eid) for q in quotations(msgspec.to_builtins(answer))}
    assert {tuple(pair) for pair in row.get("cites", [])} <= cited
    assert not {iri for iri, _ in cited} & set(row.get("must_not_cite", []))
    said = {(claim.speaker, claim.date) for claim in answer.defeated}
    assert {(who, day.isoformat()) for who, day in row.get("defeated", [])} <= said
    texts = [finding.text for finding in answer.answers]
    assert all(any(name in text for text in texts) for name in row.get("answers_name", []))


def ask(row: dict[str, Any], as_of: datetime.date | None) -> Answer:
    hypothetical = row["words"].lower().startswith(("what if", "что если"))
    assume = [(SHARED / row["assume"]).read_text(encoding="utf-8")] if "assume" in row and not hypothetical else []
    known_at = row.get("known_at")
    return decreelex.ask(
        row["words"],
        params=row.get("params") if row["words"] == row["ask"] else None,
        as_of=as_of.isoformat() if as_of else None,
        known_at=known_at.isoformat() if known_at else None,
        assume=assume,
    )


def quotations(value: Any) -> Iterator[Quotation]:
    """Yield every quotation in an answer, wherever it stands."""
    if isinstance(value, dict):
        if "quote" in value:
            yield msgspec.convert(value, Quotation)
        for part in value.values():
            yield from quotations(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from quotations(part)
