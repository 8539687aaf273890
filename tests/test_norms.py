"""Norms of single sentences: written from the words, before the reader was run on them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import decreelex
from decreelex import grammars
from decreelex.clause.norms import NormReading, norms_of, read_norms
from decreelex.lexicon import Token
from decreelex.span import Span


def read(text: str, language: str = "rus") -> NormReading:
    return read_norms(text, Span(0, len(text)), language)


def words(reading: NormReading, label: str) -> list[str]:
    return [mark.text for mark in reading.marks if mark.label == label]


SENTENCES = [
    ("Высшим должностным лицам субъектов Российской Федерации обеспечить призыв граждан.", "obligation", "обеспечить",
     "Высшим должностным лицам субъектов Российской Федерации"),
    ("Граждане, подлежащие призыву, обязаны явиться на сборный пункт.", "obligation", "обязаны", "Граждане"),
    ("Военный комиссар вправе предоставить отсрочку.", "permission", "вправе", "Военный комиссар"),
    ("Работодатель не вправе отказать работнику в отпуске.", "prohibition", "не вправе", "Работодатель"),
    ("Гражданам, состоящим на воинском учете, воспрещается выезд с места жительства.", "prohibition", "воспрещается", "Гражданам"),
    ("Заявитель имеет право обжаловать решение комиссии.", "right", "имеет право", "Заявитель"),
    ("Орган местного самоуправления направляет копию решения заявителю.", "obligation", "направляет",
     "Орган местного самоуправления"),
    ("Порядок выплаты пособия устанавливается Правительством Российской Федерации.", "delegation", "устанавливается",
     "Правительством Российской Федерации"),
    ("Поручить Министерству обороны Российской Федерации подготовить предложения.", "delegation", "Поручить",
     "Министерству обороны Российской Федерации"),
    ("Объявить с 1 марта 2031 г. в Российской Федерации общую мобилизацию.", "declaration", "Объявить", None),
]


@pytest.mark.parametrize(("text", "kind", "modal", "bearer"), SENTENCES)
def test_who_is_bound_by_what(text: str, kind: str, modal: str, bearer: str | None) -> None:
    reading = read(text)
    assert reading.type == kind
    assert words(reading, "MODALITY")[0] == modal
    assert words(reading, "BEARER") == ([bearer] if bearer else [])
    assert all(mark.text == text[mark.span.start : mark.span.end] for mark in reading.marks)


ALSO = [
    ("Продажа товаров, запрещенных к обороту, не разрешается.", "prohibition", "ACTION", ["Продажа товаров, запрещенных к обороту"]),
    ("Оператор не вправе отказать, если иное не предусмотрено законом.", "prohibition", "EXCEPTION",
     ["если иное не предусмотрено законом"]),
    ("Кража, то есть тайное хищение чужого имущества, наказывается арестом на срок до четырех месяцев.", "sanction", "PENALTY",
     ["арестом на срок до четырех месяцев"]),
    ("Не позднее 1 февраля года, следующего за отчетным, организации представляют отчет.", "obligation", "DEADLINE",
     ["Не позднее 1 февраля года, следующего за отчетным"]),
    ("Положения настоящей статьи не применяются к отношениям, возникшим ранее.", "exemption", "MODALITY", ["не применяются"]),
    ("Под мобилизацией понимается комплекс мероприятий.", "definition", "TERM", ["мобилизацией"]),
    ("Назначить Петрова Ивана Сергеевича советником Президента Российской Федерации.", "declaration", "BEARER",
     ["Петрова Ивана Сергеевича"]),
    ("Статью 5 дополнить пунктом 3 следующего содержания:", "amendment", "CITATION", ["Статью 5"]),
    ("Внести в статью 7 Закона об архивах изменение, дополнив ее частью 2.", "amendment", "MODALITY", ["Внести", "дополнив"]),
    ("Средства выделяются в 2031 году и во II квартале 2032 г. в размере 1,5 млн рублей.", "procedure", "DATE",
     ["2031 году", "II квартале 2032 г."]),
    ("Признать утратившим силу Указ Президента Российской Федерации от 3 марта 2001 г. № 243.", "repeal", "MODALITY", ["Признать"]),
    ("Пункт 2 вступает в силу с 1 января 2032 года и действует до 31 декабря 2035 года.", "commencement", "COMMENCEMENT",
     ["вступает в силу с 1 января 2032 года", "действует до 31 декабря 2035 года"]),
    ("в соответствии с законодательством Российской Федерации;", "reference", "MODALITY", []),
]


@pytest.mark.parametrize(("text", "kind", "label", "expected"), ALSO)
def test_types_and_marks(text: str, kind: str, label: str, expected: list[str]) -> None:
    reading = read(text)
    assert reading.type == kind
    assert words(reading, label) == expected


EXTENTS = [(label, language, text, expected)
           for label, rows in tomllib.loads((Path(__file__).parent / "extents.toml").read_text(encoding="utf-8")).items()
           for language, given in rows.items() for text, expected in given]


@pytest.mark.parametrize(("label", "language", "text", "expected"), EXTENTS)
def test_how_far_dates_and_bearers_reach(label: str, language: str, text: str, expected: list[str]) -> None:
    assert words(read(text, language), label) == expected


@pytest.mark.parametrize(("text", "form", "end"), [("a", "single", 1), ("ab", "double", 2), ("abab", "double", 4), ("b", None, None)])
def test_the_form_of_a_sentence_is_told_without_building_it(text: str, form: str | None, end: int | None) -> None:
    grammar = grammars.Grammar(grammars.compile_text("%declare A B\nstart: one -> single\n  | _two+ -> double\none: A\n_two: A B\n"))
    tokens = [Token(letter.upper(), letter, n, n + 1) for n, letter in enumerate(text)]
    assert grammar.form(tokens, 0) == form
    assert grammar.stretch(tokens, 0) == end


READINGS = [tuple(row) for rows in tomllib.loads((Path(__file__).parent / "readings.toml").read_text(encoding="utf-8")).values()
            for row in rows]


@pytest.mark.parametrize(("text", "kind", "spans"), READINGS)
def test_what_provisions_do_and_who_does_it(text: str, kind: str, spans: dict[str, list[str]]) -> None:
    reading = read(text)
    assert reading.type == kind
    assert {label: words(reading, label) for label in spans} == spans


def test_several_bearers_are_all_bound() -> None:
    reading = read("Правительству Российской Федерации, органам местного самоуправления и призывным комиссиям обеспечить явку.")
    assert words(reading, "BEARER") == ["Правительству Российской Федерации", "органам местного самоуправления",
                                        "призывным комиссиям"]


def test_conditions_exceptions_and_deadlines_end_where_their_phrase_ends() -> None:
    reading = read("В случае отказа орган в течение 10 дней со дня получения заявления уведомляет заявителя, за исключением "
                   "случаев, предусмотренных законом.")
    assert words(reading, "CONDITION") == ["В случае отказа"]
    assert words(reading, "DEADLINE") == ["в течение 10 дней со дня получения заявления"]
    assert words(reading, "QUANTITY") == ["10 дней"]
    assert words(reading, "EXCEPTION") == ["за исключением случаев, предусмотренных законом"]


def test_a_conditional_clause_ends_where_the_main_clause_begins() -> None:
    reading = read("Если заявление подано лицом, не имеющим на это права, орган не вправе его рассматривать.")
    assert words(reading, "CONDITION") == ["Если заявление подано лицом, не имеющим на это права"]
    assert (reading.type, words(reading, "BEARER")) == ("prohibition", ["орган"])
    reading = read("Если лицо, указанное в части 1 настоящей статьи, обратилось в суд, орган обязан сообщить об этом.")
    assert words(reading, "CONDITION") == ["Если лицо, указанное в части 1 настоящей статьи, обратилось в суд"]
    assert reading.type == "obligation"


def test_an_item_completes_the_sentence_above_it() -> None:
    text = "1. Правительству Российской Федерации:\nа) принять необходимые меры;\nб) до 1 марта 2031 г. представить доклад.\n"
    parent, first, second = norms_of(decreelex.parse(text, lang="ru"), text)
    assert parent.reading.lead is not None
    for item in (first, second):
        norm = item.reading.norms[0]
        assert (item.reading.type, norm.modality, norm.inherited) == ("obligation", "obligation", True)
        assert norm.bearer is not None
        assert norm.bearer.span.of(text) == "Правительству Российской Федерации"
    assert words(second.reading, "DEADLINE") == ["до 1 марта 2031 г."]


def test_spans_are_those_of_the_source_with_and_without_its_text() -> None:
    text = "1. Правительству Российской Федерации:\nа) принять меры;\nб) представить доклад.\n"
    act = decreelex.parse(text, lang="ru")
    assert norms_of(act) == norms_of(act, text)


def test_english() -> None:
    reading = read("The employer shall not dismiss an employee during martial law.", "eng")
    assert reading.type == "prohibition"
    assert words(reading, "BEARER") == ["employer"]
    assert words(reading, "MODALITY") == ["shall not"]
    assert words(reading, "CONDITION") == ["during martial law"]


@pytest.mark.parametrize("text", ["", " ", ":", "- ", "не", "и, или", "если", "в течение", "который, которого", "()" * 200, ", " * 3000, "может, " * 3000])
def test_anything_can_be_read(text: str) -> None:
    for language in ("rus", "eng"):
        assert all(mark.text == mark.span.of(text) for mark in read(text, language).marks)
