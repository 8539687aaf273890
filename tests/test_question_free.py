"""Freely put questions reach their question or none, never another one: tests/wordings_free.txt."""

from __future__ import annotations

from pathlib import Path

import pytest

import decreelex
from decreelex.answer.question import concepts

LINES = [
    line.split("|", 1)
    for line in (Path(__file__).parent / "wordings_free.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
CATALOGUE = {row.id for row in decreelex.questions()}


def reached(say: str) -> str:
    try:
        return decreelex.ask(say, known_at="2026-11-22").question.id
    except decreelex.UsageError:
        return "none"


@pytest.fixture(scope="module")
def got() -> list[tuple[list[str], str, str]]:
    return [(want.split(), say, reached(say)) for want, say in LINES]


def test_nothing_reaches_another_question(got: list[tuple[list[str], str, str]]) -> None:
    assert [(say, name) for wanted, say, name in got if name not in {*wanted, "none"}] == []


def test_nine_of_ten_reach_theirs(got: list[tuple[list[str], str, str]]) -> None:
    asked = [(wanted, name) for wanted, _, name in got if set(wanted) & CATALOGUE]
    assert sum(name in wanted for wanted, name in asked) >= 0.9 * len(asked)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("mobilzation", "mobilization"), ("мобилизацыя", "мобилизация"), ("утратит", "утратит"), ("завершится", "завершится")],
)
def test_a_slip_is_put_right_and_a_tense_is_not(said: str, meant: str) -> None:
    assert concepts.corrected(said, "en" if said.isascii() else "ru") == meant
