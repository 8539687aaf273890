"""Criminal law in time and service norms with assumed acts: what a stranger's amending law must change, and from when."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import decreelex
from decreelex import check
from decreelex.answer import asking, knowledge
from decreelex.answer.query import outcome, session_of
from decreelex.clause.tenor import read_norms
from decreelex.model import Answer
from decreelex.reason import Fact, Register, as_of

SANCTION = "наказываются лишением свободы на срок {term}."
LAW = """published: 2023-05-01
ФЕДЕРАЛЬНЫЙ ЗАКОН

О внесении изменения в статью 338 Уголовного кодекса Российской Федерации

Статья 1

{order}

Статья 2

Настоящий Федеральный закон вступает в силу со дня его официального опубликования.

Президент Российской Федерации

Москва, Кремль
1 мая 2023 года
№ 900-ФЗ
"""
REPLACEMENT = """Внести в часть третью статьи 338 Уголовного кодекса Российской Федерации изменение, изложив ее в следующей редакции:

"3. Деяния, предусмотренные частями первой или второй настоящей статьи, совершенные в период мобилизации или военного положения, в военное время либо в условиях вооруженного конфликта или ведения боевых действий, -
наказываются лишением свободы на срок {term}."."""
WORDS = ('Внести в часть третью статьи 338 Уголовного кодекса Российской Федерации изменение, заменив слова '
         '"от пяти до пятнадцати лет" словами "{term}".')
REPEAL = "Часть третью статьи 338 Уголовного кодекса Российской Федерации признать утратившей силу."
OTHER = """Внести в статью 342 Уголовного кодекса Российской Федерации изменение, дополнив ее частью шестой следующего содержания:

"6. Деяния, совершенные в период мобилизации, -
наказываются лишением свободы на срок до девяти лет."."""


def penalty(law: str, as_of: str, *, article: str = "338", part: str = "3", **params: str) -> list[object]:
    answer = decreelex.ask("offence.penalty", params={"article": article, "part": part, **params}, as_of=as_of, assume=[law])
    return [finding.value for finding in answer.answers]


@pytest.mark.parametrize("order", [REPLACEMENT.format(term="от семи до двадцати лет"), WORDS.format(term="от семи до двадцати лет")])
def test_a_harsher_law_applies_from_its_commencement_and_not_back(order: str) -> None:
    law = LAW.format(order=order)
    assert penalty(law, "2023-04-30") == [15]
    assert penalty(law, "2023-05-01") == [20]
    assert penalty(law, "2023-12-31", **{"from": "2023-01-10", "to": "2023-01-20"}) == [15]


@pytest.mark.parametrize("order", [REPLACEMENT.format(term="от двух до восьми лет"), WORDS.format(term="от двух до восьми лет")])
def test_a_milder_law_applies_back(order: str) -> None:
    law = LAW.format(order=order)
    assert penalty(law, "2023-04-30") == [15]
    assert penalty(law, "2023-05-01", **{"from": "2022-10-15", "to": "2022-10-15"}) == [8]


def test_a_law_milder_in_one_bound_and_harsher_in_the_other_leaves_it_contested() -> None:
    law = LAW.format(order=REPLACEMENT.format(term="от двух до двадцати лет"))
    answer = decreelex.ask("offence.penalty", params={"article": "338", "part": "3", "from": "2022-10-15", "to": "2022-10-15"},
                           as_of="2023-06-01", assume=[law])
    assert [finding.value for finding in answer.answers] == [15, None]
    assert "cannot be told" in answer.answers[1].text


def test_a_part_that_is_repealed_threatens_nothing() -> None:
    assert penalty(LAW.format(order=REPEAL), "2023-05-02") == []
    assert penalty(LAW.format(order=REPEAL), "2023-04-30") == [15]


def test_a_part_that_an_assumed_law_adds() -> None:
    law = LAW.format(order=OTHER)
    assert penalty(law, "2023-05-01", article="342", part="6") == [9]
    answer = decreelex.ask("offence.aggravated", params={"article": "342", "part": "6"}, as_of="2023-04-30", assume=[law])
    assert answer.verdict == "no"


def ask(question: str, as_of: str, *, without: tuple[str, ...] = (), **params: str) -> Answer:
    return decreelex.ask(question, params=params, as_of=as_of, without=without)


def test_without_the_amending_law_the_part_is_not_known() -> None:
    answer = ask("offence.aggravated", "2022-11-15", without=("/akn/ru/act/fz/2022-09-24/365-fz",), article="338", part="3")
    assert (answer.verdict, answer.certain) == ("unknown", False)


def test_conduct_too_short_or_too_long_for_the_part() -> None:
    five_days = {"from": "2022-11-10", "to": "2022-11-15"}
    assert ask("offence.aggravated", "2022-12-01", article="337", part="5", **five_days).verdict == "no"
    month = {"from": "2022-11-10", "to": "2022-12-20"}
    assert ask("offence.aggravated", "2023-01-01", article="337", part="2.1", **month).verdict == "no"


def test_the_end_of_mobilization_ends_the_aggravation_the_contracts_and_the_grounds() -> None:
    decree = ("published: 2026-12-01\nУКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ\n\n1. Прекратить частичную мобилизацию, объявленную Указом "
              "Президента Российской Федерации от 21 сентября 2022 г. № 647.\n\n2. Настоящий Указ вступает в силу со дня его "
              "официального опубликования.\n\nПрезидент Российской Федерации\n\nМосква, Кремль\n1 декабря 2026 года\n№ 901\n")

    def verdict(question: str, as_of: str, **params: str) -> str | None:
        return decreelex.ask(question, params=params, as_of=as_of, known_at="2026-12-31", assume=[decree]).verdict

    assert verdict("offence.aggravated", "2026-12-02", article="338", part="3") == "no"
    assert verdict("offence.aggravated", "2026-11-30", article="338", part="3") == "yes"
    over = {"from": "2026-11-20", "to": "2026-12-10"}
    assert verdict("offence.aggravated", "2026-12-20", article="337", part="3.1", **over) == "contested"
    assert verdict("contract.continues", "2026-12-02") == "no"
    assert verdict("contract.continues", "2026-11-30") == "yes"
    assert verdict("dismissal.grounds", "2026-12-02", ground="family") == "unknown"


def test_an_assumed_decree_adds_a_ground_and_a_deferment() -> None:
    decree = ("published: 2023-03-01\nУКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ\n\n1. Предоставить гражданам Российской Федерации, "
              "имеющим на иждивении четырех и более детей, право на отсрочку от призыва на военную службу по мобилизации.\n\n"
              "2. Настоящий Указ вступает в силу со дня его официального опубликования.\n\nПрезидент Российской Федерации\n\n"
              "Москва, Кремль\n1 марта 2023 года\n№ 990\n")
    answer = decreelex.ask("deferment.entitled", params={"who": "four-children"}, as_of="2023-03-02", assume=[decree])
    assert answer.verdict == "yes"
    assert any("990" in (finding.text + str(finding.sources)) for finding in
               decreelex.ask("deferment.entitled", as_of="2023-03-02", assume=[decree]).answers)


@pytest.mark.parametrize(("text", "kind", "values"), [
    ("совершенные в период мобилизации или военного положения, в военное время", "circumstance", ("mobilization", "martial-law")),
    ("либо в условиях вооруженного конфликта или ведения боевых действий", "circumstance", ("armed-conflict", "combat")),
    ("в военное время", "circumstance", ("wartime",)),
    ("в период службы", "", ()),
    ("продолжительностью свыше десяти суток, но не более одного месяца", "duration", ("10", "30")),
    ("Контракты о прохождении военной службы продолжают свое действие до окончания периода частичной мобилизации",
     "continuation", ("mobilization",)),
    ("Установить в период военного положения следующие основания увольнения с военной службы", "grounds", ("martial-law",)),
    ("отсрочка от призыва на военную службу по мобилизации предоставляется гражданам", "deferment", ()),
    ("отсрочка исполнения приговора предоставляется", "", ()),
])
def test_norms_read(text: str, kind: str, values: tuple[str, ...]) -> None:
    norms = read_norms(text)
    assert [norm.kind for norm in norms][:1] == ([kind] if kind else [])
    assert [norm.values for norm in norms][:1] == ([values] if kind else [])
    assert all(norm.span.of(text) == norm.text for norm in norms)


def test_the_shipped_rules_are_sound() -> None:
    assert [d.message for d in knowledge.check_rules() if d.severity == "error"] == []


QUESTIONS = tomllib.loads(Path(__file__).with_name("questions_norms.toml").read_text(encoding="utf-8"))["question"]


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: f"{row['ask']} {' '.join(row.get('params', {}).values())} {row['as_of']}")
def test_the_independent_checker_agrees(row: dict[str, Any]) -> None:
    known_at = str(row.get("known_at", "2026-11-22"))
    query, world = asking.prepare(asking.Request(row["ask"], params=row.get("params", {}), as_of=str(row["as_of"]), known_at=known_at))
    found = outcome(query, session_of(query, world))
    rules = world.base.rules
    stated = [Fact(d.predicate, d.args, d.known, d.strength, d.source) for name, p in rules.predicates.items() if p.fact
              for d in world.facts.rows(name)]
    registers = [Register(r.scope, as_of(r.complete_through), r.attested_by["en"]) for r in world.registers]
    checked = check.World(rules, stated, registers, as_of=as_of(query.as_of), known_at=as_of(known_at), doctrine=query.doctrine)
    for derivation in found.carrying:
        assert check.verify(checked, derivation) == ()
