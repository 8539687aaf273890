"""Readings of the law that can be chosen: what each gives on the recorded dates, and that words establish nothing by default.

Expected values: the chronology in texts/statements.toml (28 and 31 October, 1 November, 30 December 2022, 23 January 2023)
read by hand under each doctrine of src/decreelex/rules/50-doctrines.rules.
"""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import msgspec
import pytest

import decreelex
from decreelex import api
from decreelex.answer import knowledge
from decreelex.reason.program import Rules, atoms

SPOKEN = {"statement", "speaks_as", "manner", "names_end"}

TIMED = """published: 2026-12-05
ПРИКАЗ МИНИСТРА ОБОРОНЫ РОССИЙСКОЙ ФЕДЕРАЦИИ

от 2 декабря 2026 г. № 78

О прекращении частичной мобилизации

1. Прекратить {when}частичную мобилизацию, объявленную Указом Президента Российской Федерации от 21 сентября 2022 г. № 647.

2. Настоящий приказ вступает в силу со дня его официального опубликования.
"""


def ask(doctrine: str | None, as_of: str, known_at: str = "2026-11-22", **options: Any) -> decreelex.Answer:
    return decreelex.ask("mobilization.ended", as_of=as_of, known_at=known_at, doctrine=doctrine, **options)


@pytest.mark.parametrize(("as_of", "verdict", "status"), [
    ("2022-10-27", "no", "running"),
    ("2022-10-28", "contested", "unknown"),  # the sources disagree on whether he said it that day
    ("2022-10-30", "contested", "unknown"),
    ("2022-10-31", "contested", "unknown"),  # said, and left open whether a decree is needed
    ("2022-11-01", "yes", "ended"),          # his office: none is needed
    ("2022-12-29", "yes", "ended"),
    ("2022-12-30", "contested", "unknown"),  # his office: the decree continues
    ("2024-01-01", "contested", "unknown"),
])
def test_no_decree_needed_follows_the_recorded_statements(as_of: str, verdict: str, status: str) -> None:
    answer = ask("no-decree-needed", as_of)
    assert (answer.verdict, answer.status) == (verdict, status)
    assert answer.certain == (verdict == "no")
    assert "Peskov" in answer.because


def test_no_decree_needed_as_it_was_known_before_the_reply_became_public() -> None:
    assert ask("no-decree-needed", "2023-01-10", "2023-01-15").verdict == "yes"
    assert ask("no-decree-needed", "2023-01-10", "2023-01-16").verdict == "contested"


def test_the_end_by_words_is_dated_from_the_answer_to_the_open_question() -> None:
    answer = ask("no-decree-needed", "2022-12-01")
    assert "1 November 2022" in answer.because
    rules = {step["rule"] for step in steps(msgspec.to_builtins(answer.proof))}
    assert {"status/14", "ends/8"} <= rules


def test_without_the_statements_there_is_nothing_to_end_it() -> None:
    without = ["/akn/ru/statement/peskov/2022-11-01", "/akn/ru/statement/peskov/2022-12-06"]
    assert ask("no-decree-needed", "2022-12-01", without=without).verdict == "contested"
    said = ["/akn/ru/statement/putin/2022-10-28", "/akn/ru/statement/putin/2022-10-31"]
    assert ask("no-decree-needed", "2022-12-01", without=said).verdict == "no"


@pytest.mark.parametrize("as_of", ["2022-10-28", "2022-11-01", "2023-05-18", "2026-01-01"])
@pytest.mark.parametrize("doctrine", [None, "formal-act", "plenum-11-letter"])
def test_no_recorded_words_end_it_by_the_other_readings(doctrine: str | None, as_of: str) -> None:
    assert (ask(doctrine, as_of).verdict, ask(doctrine, as_of).status) == ("no", "running")


@pytest.mark.parametrize(("when", "doctrine", "verdict"), [
    ("с 12 часов 00 минут 10 декабря 2026 г. ", "formal-act", "no"),       # a minister may not
    ("с 12 часов 00 минут 10 декабря 2026 г. ", "plenum-11-letter", "yes"),  # a date and time, in whatever instrument
    ("с 10 декабря 2026 г. ", "plenum-11-letter", "no"),                   # a date without a time
    ("с 12 часов 00 минут 10 декабря 2026 г. ", "no-decree-needed", "contested"),  # no word of the President: as without it
])
def test_an_order_that_sets_the_hour(when: str, doctrine: str, verdict: str) -> None:
    assert ask(doctrine, "2026-12-20", "2026-12-31", assume=[TIMED.format(when=when)]).verdict == verdict


def test_a_decree_outranks_the_words_that_contradict_it() -> None:
    ending = (TIMED.format(when="").replace("ПРИКАЗ МИНИСТРА ОБОРОНЫ", "УКАЗ ПРЕЗИДЕНТА").replace("приказ", "Указ"))
    for doctrine in ("formal-act", "plenum-11-letter", "no-decree-needed"):
        assert ask(doctrine, "2026-12-20", "2026-12-31", assume=[ending]).verdict == "yes"


def test_a_reading_that_nobody_held_yet_says_so() -> None:
    answer = ask("plenum-11-letter", "2022-12-01", "2022-12-01")
    assert answer.verdict == "unknown"
    assert "doctrine-not-yet" in {d.code for d in answer.diagnostics}


def test_martial_law_is_not_touched_by_an_announcement_that_is_about_mobilization() -> None:
    rows = api.readings("regime.ended", params={"regime": "ru/emergency/1993"}, as_of="1993-10-12", known_at="2026-11-22")
    assert {row.answer.verdict for row in rows.readings} == {"no"}
    assert not any(row.parts_at for row in rows.readings)


def test_all_readings_side_by_side() -> None:
    rows = api.readings("mobilization.ended", as_of="2022-12-01", known_at="2026-11-22")
    assert [(row.doctrine, row.default, row.answer.verdict) for row in rows.readings] == [
        ("formal-act", True, "no"), ("plenum-11-letter", False, "no"), ("no-decree-needed", False, "yes")]
    assert [[step.rule for step in row.parts_at] for row in rows.readings] == [["status/16"], ["status/19"], ["ends/8"]]
    assert all(row.held_by for row in rows.readings)
    jsonschema.validate(json.loads(msgspec.json.encode(rows)), api.schema("readings"))
    for lang in ("en", "ru"):
        shown = api.readings_text(api.readings("mobilization.ended", as_of="2023-02-01", lang=lang))
        assert shown.count("→") == 4  # the contested one parts at both its sides


def test_each_doctrine_says_in_both_languages_what_it_says_and_who_holds_it() -> None:
    for doctrine in knowledge.base().rules.doctrines.values():
        assert all((doctrine.text.en, doctrine.text.ru, doctrine.held_by.en, doctrine.held_by.ru))


def test_by_the_default_reading_statements_establish_nothing() -> None:
    rules = knowledge.base().rules
    spoken = _resting_on(rules, set(SPOKEN))
    goals = {"ended", "running", "not_started", "begun", "ends", "begins", "in_force_now", "no_longer_in_force"}
    assert not spoken & goals


def _resting_on(rules: Rules, spoken: set[str]) -> set[str]:
    """The predicates that words can help to conclude when only the default doctrine is held."""
    growing = True
    while growing:
        before = len(spoken)
        for rule in rules.rules:
            held = not rule.doctrines or rules.default_doctrine in rule.doctrines
            if held and not rule.claim and any(atom.predicate in spoken for atom, _ in atoms(rule)):
                spoken.add(rule.head.predicate)
        growing = len(spoken) > before
    return spoken


def steps(proof: dict[str, Any]) -> list[dict[str, Any]]:
    return [proof, *(one for premise in proof["premises"] for one in steps(premise))]
