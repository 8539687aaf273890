"""Answers as a whole: exact quotations, checked proofs, one meaning in two languages, the contract's schema."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

import decreelex
from decreelex import check
from decreelex.answer import Request, asking, verdict
from decreelex.model import Answer
from decreelex.reason import Fact, Register, as_of

ROOT = Path(__file__).resolve().parents[1]
ENDING = """published: {published}
УКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ

О прекращении частичной мобилизации

1. {effect}

2. Настоящий Указ вступает в силу со дня его {day}.

Президент Российской Федерации

Москва, Кремль
1 декабря 2026 года
№ 901
"""
CANCEL = "Прекратить частичную мобилизацию, объявленную Указом Президента Российской Федерации от 21 сентября 2022 г. № 647."
CITED = "Указ Президента Российской Федерации от 21 сентября 2022 г. № 647"
PUBLICATION = "официального опубликования"


def act(effect: str = CANCEL, *, published: str = "2026-12-05", day: str = PUBLICATION) -> str:
    return ENDING.format(effect=effect, published=published, day=day)


ASSUMED = {
    "none": (),
    "cancels": (act(),),
    "on a condition": (act(CANCEL[:-1] + ", после завершения специальной военной операции."),),
    "never published": (act(published="never"),),
}
QUESTIONS = [
    ("mobilization.ended", {}),
    ("mobilization.status", {}),
    ("mobilization.started", {}),
    ("mobilization.what-would-end", {}),
    ("regime.ended", {"regime": "ru/emergency/1993"}),
    ("regime.ended", {"regime": "ru/martial-law/2022"}),
    ("act.in-force", {"act": "/akn/ru/act/fz/2022-11-04/421-fz"}),
    ("act.in-force", {"act": "/akn/ru/act/ukaz/2022-09-21/647"}),
]
DATES = ["1993-10-03T15:59", "1993-10-12", "2022-09-20", "2022-09-21", "2022-10-20T00:00", "2023-05-18", "2026-12-20"]
REQUESTS = [
    Request(question, params, day, known, assume, (), None, lang)
    for (question, params), day, known, assume, lang in itertools.product(
        QUESTIONS, DATES, ["2022-12-01", "2026-12-31"], ASSUMED.values(), ["en", "ru"]
    )
]


def answers() -> Iterator[tuple[Request, Answer]]:
    for request in REQUESTS:
        query, world = asking.prepare(request)
        yield request, verdict.answer(query, world)


def quotations(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "quote" in value:
            yield value
        for part in value.values():
            yield from quotations(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from quotations(part)


def test_every_quotation_is_the_slice_that_it_names_and_every_answer_fits_the_schema() -> None:
    texts = {f"texts/{path.name}": path.read_bytes().decode("utf-8") for path in (ROOT / "texts").glob("*.txt")}
    validator = jsonschema.Draft202012Validator(decreelex.schema("answer"))
    quoted = 0
    for request, answer in answers():
        data = msgspec.json.decode(msgspec.json.encode(answer))
        validator.validate(data)
        for quotation in quotations(data):
            if quotation["quote"] is None:
                assert quotation["state"] == "absent"
                continue
            name = quotation["text"]
            text = texts[name] if name in texts else request.assume[int(name.removeprefix("assumption-")) - 1]
            start, end = quotation["span"]
            assert text[start:end] == quotation["quote"]
            quoted += 1
    assert quoted > 1000


def test_a_checker_that_shares_no_code_accepts_every_proof() -> None:
    checked = 0
    for request in REQUESTS[::2]:
        query, world = asking.prepare(request)
        session = verdict.session_of(query, world)
        registers = [Register(r.scope, as_of(r.complete_through), r.attested_by["en"]) for r in world.registers]
        for derivation in verdict.outcome(query, session).carrying:
            facts = [
                Fact(d.predicate, d.args, d.known, d.strength, d.source)
                for predicate in world.base.rules.predicates
                for d in world.facts.rows(predicate)
            ]
            known = check.World(
                world.base.rules, facts, registers, as_of=as_of(query.as_of), known_at=as_of(query.known_at),
                doctrine=query.doctrine,
            )
            assert check.verify(known, derivation) == ()
            checked += 1
    assert checked > 100


def test_english_and_russian_say_the_same() -> None:
    pairs = itertools.batched(answers(), 2) if hasattr(itertools, "batched") else zip(*[answers()] * 2, strict=True)
    for (_, english), (_, russian) in pairs:
        assert (english.verdict, english.status, english.certain) == (russian.verdict, russian.status, russian.certain)
        assert (english.proof and english.proof.id) == (russian.proof and russian.proof.id)
        assert len(english.defeated) == len(russian.defeated)
        assert len(english.missing) == len(russian.missing)


@pytest.mark.parametrize("known_at", ["2022-12-01", "2023-05-17", "2023-05-18"])
def test_the_plenum_is_cited_from_the_day_it_was_given(known_at: str) -> None:
    answer = decreelex.ask("mobilization.ended", as_of="2022-11-15", known_at=known_at)
    cited = {quotation["iri"] for quotation in quotations(msgspec.to_builtins(answer.proof))}
    assert answer.verdict == "no"
    assert ("/akn/ru/doc/plenum-vs/2023-05-18/11" in cited) == (known_at >= "2023-05-18")


# What an assumed act does to the verdict: the day before, the day itself, the day after its date.
EFFECTS = [
    ("the act cancels it", act(), ["no", "yes", "yes"]),
    ("other words for ending", act("Отменить частичную мобилизацию, объявленную Указом Президента Российской Федерации от"
                                   " 21 сентября 2022 г. № 647."), ["no", "yes", "yes"]),
    ("no act is named", act("Завершить частичную мобилизацию в Российской Федерации."), ["no", "yes", "yes"]),
    ("the declaring act is repealed", act(f"Признать утратившим силу {CITED}."), ["no", "yes", "yes"]),
    ("one point is repealed", act("Признать утратившим силу пункт 4 Указа Президента Российской Федерации от 21 сентября 2022 г."
                                  " № 647."), ["no", "no", "no"]),
    ("another author's act of that number", act("Признать утратившим силу постановление Правительства Российской Федерации от"
                                                " 21 сентября 2022 г. № 647."), ["no", "no", "no"]),
    ("another day's act of that number", act("Признать утратившим силу Указ Президента Российской Федерации от 21 сентября"
                                             " 2021 г. № 647."), ["no", "no", "no"]),
    ("it is said not to end", act("Не прекращать частичную мобилизацию."), ["no", "no", "no"]),
    ("proposals are ordered", act("Правительству Российской Федерации подготовить предложения о прекращении частичной"
                                  " мобилизации."), ["no", "no", "no"]),
    ("the call-up is stopped", act("Прекратить призыв граждан Российской Федерации на военную службу по мобилизации."),
     ["no", "no", "no"]),
    ("general mobilization is ended", act("Прекратить общую мобилизацию."), ["no", "no", "no"]),
    ("never published", act(published="never"), ["no", "no", "no"]),
    ("never published, in force on signature", act(published="never", day="подписания"), ["no", "no", "no"]),
    ("a part of the declaring act is repealed", act("Признать утратившим силу Указ Президента Российской Федерации от"
     " 21 сентября 2022 г. № 647 в части, касающейся призыва."), ["no", "no", "no"]),
    ("the declaring act is suspended for a time", act("Прекратить действие Указа Президента Российской Федерации от"
     " 21 сентября 2022 г. № 647 до 1 января 2027 г."), ["no", "no", "no"]),
    ("the declaring act is suspended", act("Приостановить с 5 декабря 2026 г. действие Указа Президента Российской Федерации"
     " от 21 сентября 2022 г. № 647."), ["no", "no", "no"]),
    ("its wording is changed", act("Пункт 1 Указа Президента Российской Федерации от 21 сентября 2022 г. № 647 изложить в"
     ' следующей редакции: "1. Прекратить частичную мобилизацию.".'), ["no", "no", "no"]),
    ("a pause is ordered", act("Прекратить частичную мобилизацию с 5 по 6 декабря 2026 г."), ["no", "no", "no"]),
    ("it is ended in one region", act("Прекратить частичную мобилизацию на территории Чеченской Республики."),
     ["no", "no", "no"]),
    ("a deadline is set for ending it", act("Завершить до 1 марта 2027 г. частичную мобилизацию."), ["no", "no", "no"]),
    ("a later date is set", act("Прекратить с 6 декабря 2026 г. частичную мобилизацию."), ["no", "no", "yes"]),
]


@pytest.mark.parametrize(("assumed", "verdicts"), [row[1:] for row in EFFECTS], ids=[row[0] for row in EFFECTS])
def test_what_an_assumed_decree_does(assumed: str, verdicts: list[str]) -> None:
    days = ["2026-12-04", "2026-12-05", "2026-12-06"]
    assert [decreelex.ask("mobilization.ended", assume=[assumed], as_of=day).verdict for day in days] == verdicts


def test_an_act_that_does_nothing_known_is_reported() -> None:
    general = decreelex.ask("mobilization.ended", assume=[act("Прекратить общую мобилизацию.")], as_of="2026-12-20")
    assert [d.code for d in general.diagnostics] == ["effect-concerns-nothing"]
    other = act("Признать утратившим силу постановление Правительства Российской Федерации от 21 сентября 2022 г. № 647.")
    found = decreelex.ask("mobilization.ended", assume=[other], as_of="2026-12-20").diagnostics
    assert [d.code for d in found] == ["target-unknown"]
    assert found[0].suggestions == ("/akn/ru/act/ukaz/2022-09-21/647",)


def test_an_ending_that_is_withdrawn_before_its_day_ends_nothing() -> None:
    ending = act("Прекратить с 15 декабря 2026 г. частичную мобилизацию.", published="2026-12-01", day="подписания")
    repeal = act("Признать утратившим силу Указ Президента Российской Федерации от 1 декабря 2026 г. № 901.")
    repeal = repeal.replace("1 декабря 2026 года\n№ 901", "5 декабря 2026 года\n№ 902")
    both = decreelex.ask("mobilization.ended", assume=[ending, repeal], as_of="2026-12-20", known_at="2026-12-31")
    assert both.verdict == "no"
    assert any("itself repealed" in claim.why for claim in both.defeated)
    late = repeal.replace("2026-12-05", "2026-12-18").replace("5 декабря", "18 декабря")
    again = late.replace("№ 901.", "№ 901.\n\n3. Объявить с 18 декабря 2026 г. в Российской Федерации частичную мобилизацию.")
    renewed = decreelex.ask("mobilization.ended", assume=[ending, again], as_of="2026-12-20", known_at="2026-12-31")
    assert renewed.verdict == "yes"
    assert "another-regime" in [d.code for d in renewed.diagnostics]


def test_an_answer_that_rests_on_an_assumption_says_so_at_once() -> None:
    supposed = decreelex.ask("mobilization.ended", assume=[act()], as_of="2026-12-20")
    assert supposed.hypothesis == ("the assumed decree No. 901 of 1 December 2026",)
    assert supposed.because.startswith("Supposing the assumed decree No. 901")
    assert decreelex.ask("mobilization.ended", as_of="2023-05-18").hypothesis == ()


@pytest.mark.parametrize("line", ["published: 5 December 2026", "опубликован: 5 декабря 2026 года", "published: 05.12.2026"])
def test_a_publication_line_that_is_no_iso_date_is_refused_with_the_date_meant(line: str) -> None:
    with pytest.raises(decreelex.InputError) as refused:
        decreelex.ask("mobilization.ended", assume=[act().replace("published: 2026-12-05", line)])
    assert refused.value.diagnostics[0].suggestions == ("published: 2026-12-05",)


def test_a_day_in_the_words_that_is_not_the_one_given_is_reported() -> None:
    answer = decreelex.ask("Was mobilization over on 1 November 2022?", as_of="2024-01-01")
    assert answer.as_of == "2024-01-01"
    assert [d.code for d in answer.diagnostics] == ["date-conflict"]


def test_a_timeline_is_not_certain_after_its_known_at() -> None:
    line = decreelex.timeline("ru/mobilization/2022", known_at="2022-09-25")
    assert [(b.status, b.certain) for b in line.bands][-2:] == [("running", True), ("running", False)]
    assert line.bands[-1].start == "2022-09-26"
    assert all(entry.date <= "2022-09-25" for entry in line.entries)


def test_without_the_declaring_act_nothing_has_started_and_that_is_not_certain() -> None:
    answer = decreelex.ask("mobilization.ended", as_of="2023-05-18", without=["/akn/ru/act/ukaz/2022-09-21/647"])
    assert (answer.verdict, answer.status, answer.certain) == ("no", "not_started", False)


def test_as_of_after_known_at_or_after_the_register_is_not_certain() -> None:
    certain = {
        ("2023-05-18", "2023-05-18"): True,
        ("2023-05-18", "2022-12-01"): False,
        ("2025-09-30", "2026-01-01"): True,
        ("2025-10-01", "2026-01-01"): False,
    }
    for (day, known), expected in certain.items():
        assert decreelex.ask("mobilization.ended", as_of=day, known_at=known).certain is expected
