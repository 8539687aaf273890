"""What the words of units say: the sentences of effect_sentences.toml, and the sentences of the texts themselves."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decreelex import clause
from decreelex.clause import ClauseReading
from decreelex.model import Effect
from decreelex.span import Span

HERE = Path(__file__).parent
TEXTS = HERE.parent / "texts"
ALL = frozenset({"citations", "effects"})
SENTENCES = tomllib.loads((HERE / "effect_sentences.toml").read_text(encoding="utf-8"))
ROWS = [pytest.param(language, row, id=row["say"][:70]) for language in ("ru", "en") for row in SENTENCES[language]]


def read(text: str, language: str) -> ClauseReading:
    return clause.read(text, Span(0, len(text)), language, steps=ALL)


def shown(effect: Effect) -> dict[str, Any]:
    """Return an effect as the table writes it."""
    regime = f"{effect.regime}/{effect.qualifier}" if effect.regime and effect.qualifier else effect.regime
    row = {
        "kind": effect.kind, "regime": regime, "qualifier": None if effect.regime else effect.qualifier,
        "start": effect.start and effect.start.value, "end": effect.end and effect.end.value, "term": effect.term,
        "territory": list(effect.territory.names) if effect.territory else None,
        "targets": [f"{c.iri or ''}{'#' + c.eid if c.eid else ''}" for c in effect.targets], "basis": effect.basis,
        "days": effect.days, "retroactive": effect.retroactive and effect.retroactive.value,
        "condition": effect.condition is not None,
    }
    return {key: value for key, value in row.items() if value}


@pytest.mark.parametrize(("language", "row"), ROWS)
def test_sentence(language: str, row: dict[str, Any]) -> None:
    reading = read(row["say"], language)
    assert [shown(effect) for effect in reading.effects] == row.get("does", [])
    unclear = [d for d in reading.diagnostics if d.code == "effect-unclear"]
    assert bool(unclear) == row.get("unclear", False), unclear


@pytest.mark.parametrize(("language", "row"), ROWS)
def test_spans_are_the_words(language: str, row: dict[str, Any]) -> None:
    lead = "Пункт\n\n"
    text = lead + row["say"]
    reading = clause.read(text, Span(len(lead), len(text)), language, steps=ALL)
    for one in (*reading.effects, *reading.citations, *(e.territory for e in reading.effects if e.territory)):
        assert one.span.of(text) == one.text
        assert len(lead) <= one.span.start < one.span.end <= len(text)


DECREE = "/akn/ru/act/ukaz/2022-09-21/647"
PUBLISHED = {"kind": "commencement", "basis": "publication"}
DECLARED = {"kind": "declaration", "regime": "mobilization/partial", "start": "2022-09-21", "territory": ["ru"]}
CALL_UP = {"kind": "call-up", "qualifier": "mobilization"}
MARTIAL = {"kind": "declaration", "regime": "martial-law", "start": "2022-10-20T00:00",
           "territory": ["donetsk", "lugansk", "zaporozhye", "kherson"]}
IN_TEXTS: dict[str, list[dict[str, Any]]] = {
    "ukaz-647-2022.rus.txt": [DECLARED, CALL_UP, PUBLISHED],
    "ukaz-647-2022.eng.txt": [DECLARED, CALL_UP, PUBLISHED],
    "ukaz-647-2022.eng-2.txt": [DECLARED],  # "To call citizens …": the form is not read
    "ukaz-756-2022.rus.txt": [MARTIAL],
    "ukaz-756-2022.eng.txt": [MARTIAL, PUBLISHED],
    "ukaz-1575-1993.rus.txt": [{"kind": "declaration", "regime": "emergency", "start": "1993-10-03T16:00",
                                "end": "1993-10-10T16:00", "territory": ["ru-mow"]}],
    "ukaz-1615-1993.rus.txt": [{"kind": "extension", "regime": "emergency", "end": "1993-10-18T05:00",
                                "territory": ["ru-mow"]}, {"kind": "commencement", "basis": "signature"}],
    "kz-end-of-emergency-2022.rus.txt": [
        {"kind": "cancellation", "regime": "emergency", "start": "2022-01-16T07:00", "territory": ["kz-akt"],
         "targets": ["/akn/kz/act/ukaz/2022-01-05/738"]}, {"kind": "commencement", "basis": "signature"}],
    "ukaz-664-2022.rus.txt": [{"kind": "commencement", "basis": "signature", "retroactive": "2022-09-21"}],
    "ukaz-712-2022.rus.txt": [],
    # the excerpt ends within its clause on commencement: there is one, and what it says is open
    "ukaz-303-2022.rus.txt": [{"kind": "commencement", "condition": True}],
    "ukaz-763-1996-points.rus.txt": [],
    # through 31 December: the period ends with the day
    "ukaz-conscription-2022-09-30.rus.txt": [
        {"kind": "call-up", "qualifier": "ordinary", "start": "2022-11-01", "end": "2023-01-01T00:00"}],
    "fz-5-1994-art6.rus.txt": [],
    "fkz-1-2002-art21.rus.txt": [],
    "fkz-3-2001-art10.rus.txt": [],
    "plenum-11-2023-periods.rus.txt": [],
    "plenum-11-2023-opening.rus.txt": [],
    "fz-201-2022.rus.txt": [],
    "fz-31-1997-art20-23.rus.txt": [],
    "fz-365-2022.rus.txt": [{"kind": "repeal", "targets": ["#art_331__part_3"]}, PUBLISHED],
}


def units(text: str) -> list[Span]:
    """Return the lines of a text without their numbers: near enough to its units for this test."""
    out, at = [], 0
    for line in text.splitlines(keepends=True):
        number = line.split(" ", 1)[0]
        skip = len(number) + 1 if number[:-1].replace(".", "").isalnum() and number[-1:] in (".", ")") else 0
        out.append(Span(at + skip, at + len(line.rstrip())))
        at += len(line)
    return [span for span in out if span.start < span.end]


@pytest.mark.parametrize("name", IN_TEXTS)
def test_sentences_of_the_texts(name: str) -> None:
    text = (TEXTS / name).read_text(encoding="utf-8")
    language = name.split(".")[1][:3]
    readings = [clause.read(text, span, language, steps=ALL) for span in units(text)]
    assert [shown(effect) for reading in readings for effect in reading.effects] == IN_TEXTS[name]
    assert [d.message for reading in readings for d in reading.diagnostics if d.code == "effect-unclear"] == []


ENDS = {"kind": "cancellation", "regime": "mobilization/partial", "targets": [DECREE]}


@pytest.mark.parametrize("name", ["ending-decree.txt", "ending-decree-unpublished.txt", "ministry-order.txt"])
def test_assumed_acts(name: str) -> None:
    path = HERE.parents[1] / "shared" / "questions" / "assume" / name
    if not path.exists():
        pytest.skip(f"{path} is not at hand")
    text = path.read_text(encoding="utf-8")
    effects = [e for span in units(text) for e in clause.read(text, span, "rus", steps=ALL).effects]
    assert [shown(effect) for effect in effects] == [ENDS, PUBLISHED]


VOCABULARY = """прекратить частичную мобилизацию Указ Президента Российской Федерации от 21 сентября 2022 г. № 647 не с до
в и , . ; : ( ) " « » статьи 63 части первой пункт л признать утратившим силу день вступает силу 00 часов 31 февраля продлить
военное положение"""
WORDS = st.sampled_from(VOCABULARY.split())


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_any_words_are_read_without_a_fault(text: str) -> None:
    reading = read(text, "ru")
    for one in (*reading.effects, *reading.citations):
        assert one.span.of(text) == one.text


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    for language in ("rus", "eng"):
        for one in read(text, language).citations:
            assert one.span.of(text) == one.text


def test_steps_say_what_is_read() -> None:
    text = "Настоящий Указ вступает в силу со дня его подписания."
    span = Span(0, len(text))
    assert clause.read(text, span, "rus", steps=frozenset()) == ClauseReading()
    assert clause.read(text, span, "rus", steps=frozenset({"citations"})).effects == ()
    assert clause.read(text, span, "rus", steps=frozenset({"effects"})).citations == ()
