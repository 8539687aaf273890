"""Wordings of questions: tests/wordings.toml, and the wordings of the shared questions where they are at hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import decreelex
from decreelex.answer import question
from decreelex.answer.question import Misunderstood, RegimeKey, Understood

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared" / "questions" / "dev.toml"
UKAZ = "/akn/ru/act/ukaz/"
REGIMES = {
    "ru/mobilization/2022": RegimeKey("mobilization", (), 2022, "partial", UKAZ + "2022-09-21/647"),
    "ru/martial-law/2022": RegimeKey(
        "martial-law", ("donetsk", "lugansk", "zaporozhye", "kherson"), 2022, None, UKAZ + "2022-10-19/756"
    ),
    "ru/emergency/1993": RegimeKey("emergency", ("ru-mow",), 1993, None, UKAZ + "1993-10-03/1575"),
}
ACTS = {
    UKAZ + "2022-09-21/647": ("ukaz", "647", "2022-09-21"),
    UKAZ + "2022-09-24/664": ("ukaz", "664", "2022-09-24"),
    UKAZ + "2022-10-19/756": ("ukaz", "756", "2022-10-19"),
    UKAZ + "1993-10-03/1575": ("ukaz", "1575", "1993-10-03"),
    UKAZ + "2001-01-01/100": ("ukaz", "100", "2001-01-01"),
    UKAZ + "2002-02-02/100": ("ukaz", "100", "2002-02-02"),
    "/akn/ru/act/fz/1997-02-26/31-fz": ("fz", "31-ФЗ", "1997-02-26"),
    "/akn/ru/act/fz/2022-11-04/421-fz": ("fz", "421-ФЗ", "2022-11-04"),
    "/akn/ru/act/fz/2022-09-24/365-fz": ("fz", "365-ФЗ", "2022-09-24"),
}
STATEMENTS = {
    "/akn/ru/statement/peskov/2022-11-01": ("peskov", "2022-11-01"),
    "/akn/ru/statement/peskov/2023-01-23": ("peskov", "2023-01-23"),
    "/akn/ru/statement/shoigu/2022-10-28": ("shoigu", "2022-10-28"),
}
IDS = (
    "regime.",
    "mobilization.status",
    "mobilization.started",
    "mobilization.ended",
    "mobilization.what-would-end",
    "act.in-force",
)


def _rows() -> list[Any]:
    table = tomllib.loads((HERE / "wordings.toml").read_text(encoding="utf-8"))
    return [pytest.param(say, row, id=say) for row in table["wording"] for say in row["say"]]


def _shared() -> list[Any]:
    if not SHARED.exists():
        return []
    table = tomllib.loads(SHARED.read_text(encoding="utf-8"))
    return [
        pytest.param(say, row["ask"], id=say)
        for row in table["question"]
        if row["ask"].startswith(IDS)
        for say in row.get("say", [])
    ]


def ask(words: str, **more: Any) -> Understood | Misunderstood:
    return question.understand(words, regimes=REGIMES, acts=ACTS, statements=STATEMENTS, **more)


@pytest.mark.parametrize(("say", "row"), _rows())
def test_wording(say: str, row: dict[str, Any]) -> None:
    got = ask(say)
    if "id" not in row:
        assert isinstance(got, Misunderstood)
        assert got.suggestions
        assert got.why
        assert 0 <= got.span.start <= got.span.end <= len(say)
        assert got.code == row.get("code", got.code)
        assert got.span.of(say) == row.get("at", got.span.of(say))
        assert got.suggestions[0].example == row.get("first", got.suggestions[0].example)
        return
    assert isinstance(got, Understood), got.why
    assert got.id == row["id"]
    assert (got.as_of, got.known_at, got.expects, got.event) == (
        row.get("as_of"),
        row.get("known_at"),
        row.get("expects"),
        row.get("event", False),
    )
    for name in ("regime", "act"):
        assert got.params.get(name) == row.get(name, got.params.get(name))
    if "speaker" in row or "focus_act" in row:
        assert got.focus is not None
        assert (got.focus.speaker, got.focus.act) == (row.get("speaker"), row.get("focus_act"))
    text = "".join(got.assume)
    assert bool(text) == ("holds" in row)
    assert [words for words in row.get("holds", []) if words not in text] == []
    assert [words for words in row.get("lacks", []) if words in text] == []


@pytest.mark.skipif(not SHARED.exists(), reason="the shared questions are not at hand (../shared)")
@pytest.mark.parametrize(("say", "name"), _shared())
def test_shared_wording(say: str, name: str) -> None:
    got = ask(say)
    assert isinstance(got, Understood), got.why
    assert got.id == name


def _examples() -> list[Any]:
    return [
        pytest.param(q.id, language, say, id=say)
        for q in question.catalogue().question
        for language in ("en", "ru")
        for say in q.examples[language]
    ]


@pytest.mark.parametrize(("name", "language", "say"), _examples())
def test_examples_of_the_catalogue_reach_their_question(name: str, language: str, say: str) -> None:
    got = ask(say)
    assert isinstance(got, Understood), got.why
    assert (got.id, got.language) == (name, language)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_bound_question_as_understood_is_understood_again(language: str) -> None:
    for entry in question.catalogue().question:
        if entry.bind:
            said = question.understood_text(entry.id, entry.bind, language)
            got = ask(said)
            assert isinstance(got, Understood), (said, got.why)
            assert (got.id, got.params) == (entry.id, entry.bind)


def test_names_are_put_into_the_question_as_understood() -> None:
    said = question.understood_text("act.in-force", {"act": "law 421-FZ"}, "en")
    assert said == "Is law 421-FZ in force?"


def test_plain_triples_are_enough_for_the_bound_regime() -> None:
    triples = {name: key[:3] for name, key in REGIMES.items()}
    got = question.understand("Has the partial mobilization been formally terminated?", regimes=triples)
    assert isinstance(got, Understood)
    assert got.params == {"regime": "ru/mobilization/2022"}


def test_two_acts_of_one_number_are_offered() -> None:
    got = ask("Is decree 100 in force?")
    assert isinstance(got, Misunderstood)
    assert got.candidates == (UKAZ + "2001-01-01/100", UKAZ + "2002-02-02/100")
    assert isinstance(ask("Is decree 100 of 1 January 2001 in force?"), Understood)


def test_another_kind_of_the_same_number_is_offered() -> None:
    got = ask("Is order 647 in force?")
    assert isinstance(got, Misunderstood)
    assert got.candidates == (UKAZ + "2022-09-21/647",)


def test_an_act_that_is_not_known_is_said_to_be_so_with_near_ones() -> None:
    got = ask("Is decree 999 in force?")
    assert isinstance(got, Misunderstood)
    assert got.why == "no such act is among those known here: decree 999"
    assert UKAZ + "2022-09-21/647" in got.candidates


def test_a_place_outside_a_regime_is_named_with_the_places_it_covers() -> None:
    got = ask("Is martial law in force in Moscow?")
    assert isinstance(got, Misunderstood)
    assert got.why.startswith("no martial law known here covers Moscow: ru/martial-law/2022 covers ")
    assert all(name in got.why for name in ("Donetsk", "Lugansk", "Zaporozhye", "Kherson"))
    assert got.candidates == ("ru/martial-law/2022",)


@pytest.mark.parametrize(
    ("speaker", "day", "held"),
    [("putin", "1993-10-03", False), ("putin", "2022-09-21", True), ("putin", "2010-01-01", False), ("peskov", "2022-09-21", False)],
)
def test_a_decree_is_of_the_president_of_its_day(speaker: str, day: str, held: bool) -> None:
    assert question.catalogue().held(speaker, "president", day) is held


@pytest.mark.parametrize(
    ("as_of", "assume", "verdict"),
    [
        ("2022-09-20", False, "no"),  # not in force yet: not repealed either
        ("2023-01-01", False, "no"),
        ("2026-11-30", True, "no"),
        ("2026-12-02", True, "yes"),
    ],
)
def test_repealed_is_not_in_force_turned_round(as_of: str, assume: bool, verdict: str) -> None:
    read = ask("What if decree 647 were repealed on 1 December 2026?")
    assert isinstance(read, Understood)
    answer = decreelex.ask("Has decree 647 been repealed?", as_of=as_of, assume=read.assume if assume else ())
    assert (answer.question.id, answer.verdict) == ("act.ceased", verdict)


def test_what_if_gets_what_if() -> None:
    got = ask("What if the president ended mobilization on 1 December 2026?")
    assert isinstance(got, Misunderstood)
    assert got.suggestions[0].example.startswith("What if a decree")


def test_two_regimes_of_one_kind_are_told_apart_by_year() -> None:
    regimes = {**REGIMES, "ru/emergency/1991": RegimeKey("emergency", ("ru-mow",), 1991)}
    got = question.understand("Is the state of emergency in Moscow over?", regimes=regimes)
    assert isinstance(got, Misunderstood)
    assert set(got.candidates) == {"ru/emergency/1991", "ru/emergency/1993"}
    got = question.understand("Is the state of emergency in Moscow of 1991 over?", regimes=regimes)
    assert isinstance(got, Understood)
    assert got.params == {"regime": "ru/emergency/1991"}


def test_words_in_the_way_are_pointed_at() -> None:
    say = "Is the second wave of mobilization over?"
    got = ask(say)
    assert isinstance(got, Misunderstood)
    assert got.span.of(say) == "second wave"
    assert "second wave" in got.why


def test_the_nearest_questions_come_first() -> None:
    got = ask("When will mobilization end?")
    assert isinstance(got, Misunderstood)
    assert {s.id for s in got.suggestions} >= {"mobilization.what-would-end"}
    assert any(s.id.startswith("mobilization.") for s in got.suggestions)


def test_the_language_can_be_given() -> None:
    got = ask("647?", language="ru")
    assert isinstance(got, Misunderstood)
    assert got.language == "ru"
