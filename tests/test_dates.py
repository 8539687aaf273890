"""Dates and hours: values written down from the sentences, before any run."""

from __future__ import annotations

import pytest

from decreelex import clause, lexicon
from decreelex.clause import dates, words

RUSSIAN = [
    ("Объявить с 21 сентября 2022 г. в Российской Федерации", ["2022-09-21"]),
    ("с 00 часов 00 минут 20 октября 2022 г.", ["2022-10-20T00:00"]),
    ("20 октября 2022 года с ноля часов на территориях", ["2022-10-20T00:00"]),
    ("с 07 часов 00 минут 16 января 2022 года", ["2022-01-16T07:00"]),
    ("до 5 часов 18 октября 1993 года", ["1993-10-18T05:00"]),
    ("с 16 часов 00 минут 3 октября 1993 г. чрезвычайное положение до 16 часов 00 минут 10 октября 1993 года",
     ["1993-10-03T16:00", "1993-10-10T16:00"]),
    ("с 1 ноября по 31 декабря 2022 г.", ["2022-11-01", "2022-12-31"]),
    ("с 1 по 15 июля 2018 г.", ["2018-07-01", "2018-07-15"]),
    ("с 1 ноября 2022 г. по 31 января 2023 г.", ["2022-11-01", "2023-01-31"]),
    ("от 21.09.2022", ["2022-09-21"]),
    ("от 23.11.2020 N 381-ФЗ", ["2020-11-23"]),
    ("24 часов 00 минут 31 декабря 2022 г.", ["2023-01-01T00:00"]),
    ("29 февраля 2024 г.", ["2024-02-29"]),
    ("с 1-го января 2023 года", ["2023-01-01"]),
    ("31 февраля 2023 г.", []),
    ("29 февраля 2023 г.", []),
    ("25 часов 00 минут 1 марта 2023 г.", []),
    ("1 января", []),
    ("2022 г.", []),
    ("часть 2 статьи 337", []),
    ("с 10 часов утра", []),
    ("с 12:30 5 мая 2024 г.", ["2024-05-05T12:30"]),
    ("с 12.30 5 мая 2024 г.", ["2024-05-05T12:30"]),
    ("с 12-00 5 мая 2024 г.", ["2024-05-05T12:00"]),
    ("5 мая 2024 г., 00-00 часов", ["2024-05-05T00:00"]),
    ("с 12 час. 30 мин. 5 мая 2024 г.", ["2024-05-05T12:30"]),
    ("с полудня 5 мая 2024 г.", ["2024-05-05T12:00"]),
    ("пункты 12-15 Указа от 5 мая 2024 г.", ["2024-05-05"]),
    ("с 12 часов (по московскому времени) 20 ноября 2026 г.", ["2026-11-20T12:00"]),
]
ENGLISH = [
    ("from 21 September 2022.", ["2022-09-21"]),
    ("starting from September 21, 2022.", ["2022-09-21"]),
    ("From October 20, 2022 00:00 in the territories", ["2022-10-20T00:00"]),
    ("at 07:00 on 16 January 2022", ["2022-01-16T07:00"]),
    ("on January 16, 2022, at 07:00", ["2022-01-16T07:00"]),
    ("January 16, 2022 at 07:00", ["2022-01-16T07:00"]),
    ("from November 1 to December 31, 2022", ["2022-11-01", "2022-12-31"]),
    ("from 1 November to 31 December 2022", ["2022-11-01", "2022-12-31"]),
    ("the 21st of September 2022", ["2022-09-21"]),
    ("September 21st, 2022", ["2022-09-21"]),
    ("2022-09-21", ["2022-09-21"]),
    ("2022-10-20T00:00", ["2022-10-20T00:00"]),
    ("from 12:00 a.m. on 5 May 2024", ["2024-05-05T00:00"]),
    ("from 12:30 PM on 5 May 2024", ["2024-05-05T12:30"]),
    ("on May 5, 2024 at 5 p.m.", ["2024-05-05T17:00"]),
    ("at 13 p.m. on 5 May 2024", []),
    ("February 30, 2023", []),
    ("may 5 people", []),
    ("Articles 3 and 4", []),
]


@pytest.mark.parametrize(("text", "expected"), RUSSIAN)
def test_russian_dates(text: str, expected: list[str]) -> None:
    assert [when.value for when in clause.find_dates(text, "ru")] == expected


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english_dates(text: str, expected: list[str]) -> None:
    assert [when.value for when in clause.find_dates(text, "eng")] == expected


@pytest.mark.parametrize("text", ["С 31 февраля 2023 г. прекратить", "25 часов 00 минут 1 марта 2023 г."])
def test_impossible_date_is_reported(text: str) -> None:
    tokens = words.tokens(lexicon.load("dates", "ru"), text, 0, len(text))
    _, diagnostics = dates.join_dates(text, tokens)
    assert [d.code for d in diagnostics] == ["date-impossible"]


@pytest.mark.parametrize(("text", "expected"), RUSSIAN)
def test_span_of_a_date_is_its_words(text: str, expected: list[str]) -> None:
    for when in clause.find_dates(text, "ru"):
        assert when.span.of(text) == when.text
