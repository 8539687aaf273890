"""What takes a duty back, limits it or only recommends: written from the words, mostly before the reader was run on them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import decreelex
from decreelex.annotation import annotate
from decreelex.annotation.tables import duty_rows
from decreelex.clause.norms import NormReading, norms_of, read_norms
from decreelex.span import Span

ROWS = [tuple(row) for rows in tomllib.loads((Path(__file__).parent / "negations.toml").read_text(encoding="utf-8")).values()
        for row in rows]


def read(text: str, language: str = "rus") -> NormReading:
    return read_norms(text, Span(0, len(text)), language)


def words(reading: NormReading, label: str) -> list[str]:
    return [mark.text for mark in reading.marks if mark.label == label]


@pytest.mark.parametrize(("text", "kind", "modality", "modals", "bearers", "actions"), ROWS)
def test_who_must_may_or_must_not(text: str, kind: str, modality: str, modals: list[str], bearers: list[str],
                                  actions: list[str]) -> None:
    reading = read(text)
    told = (reading.type, reading.norms[0].modality or "")
    marked = tuple(words(reading, label) for label in ("MODALITY", "BEARER", "ACTION"))
    assert (*told, *marked) == (kind, modality, modals, bearers, actions)


NUMBERS = [
    ("Орган отвечает в течение 10 дней.", 10), ("Орган отвечает в течение десяти дней.", 10),
    ("Общество уплачивает двадцать пять рублей.", 25), ("Общество уплачивает 100 000 рублей.", 100_000),
    ("Общество уплачивает 5 тысяч рублей.", 5000),
    ("Орган отвечает в течение 2 (двух) месяцев.", 2), ("Общество уплачивает две тысячи триста рублей.", 2300),
    ("Орган отвечает от 3 до 5 дней.", 5), ("Орган отвечает в 3-месячный срок.", 3),
]


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_quantities_are_counted_in_digits_and_in_words(text: str, number: float | None) -> None:
    assert [mark.attributes.get("number") for mark in read(text).marks if mark.label == "QUANTITY"] == [number]


def test_a_comma_in_an_english_number_parts_thousands() -> None:
    reading = read("The company shall pay 5,000 euros.", "eng")
    assert [mark.attributes.get("number") for mark in reading.marks if mark.label == "QUANTITY"] == [5000]


ACT = """УКАЗ
ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ

О приютах

1. Приют обязан:
а) вести учет животных;
б) не передавать животных без документов.
2. Запрещается:
а) разводить костры.
3. Рекомендовать главам поселений:
а) создать комиссии.
4. Правительству Российской Федерации и Минздраву России до 15 декабря 2031 г.:
а) утвердить перечень.
5. Требования пункта 1 не применяются к приютам на островах.
6. Контроль за исполнением настоящего Указа возложить на Администрацию города.
7. Опекун не обязан:
а) возмещать вред.
8. Запрещается допускать к торгам лиц, которые:
а) нарушают правила торгов.

1 марта 2031 года
№ 5
"""


def test_the_table_of_obligations_says_what_the_act_says() -> None:
    made = annotate(decreelex.parse(ACT, name="a.txt"))
    rows = {row[-1]: row[:5] for row in duty_rows(made.duties, "rus")[1:]}
    assert rows == {
        "point_1": ("Приют", "обязан", "", "", ""),
        "point_1__item_а": ("Приют", "обязан", "вести учет животных", "", ""),
        "point_1__item_б": ("Приют", "обязан", "не передавать животных без документов", "", ""),
        "point_2": ("(никто не назван)", "запрещено", "", "", ""),
        "point_2__item_а": ("(никто не назван)", "запрещено", "разводить костры", "", ""),
        "point_4__item_а": ("Правительству Российской Федерации; Минздраву России", "обязан", "утвердить перечень", "",
                            "до 15 декабря 2031 г."),
        "point_5": ("(никто не назван)", "изъятие: не применяются", "Требования пункта 1 … к приютам на островах", "", ""),
        "point_6": ("Администрацию города", "обязан",
                    "Контроль за исполнением настоящего Указа возложить на Администрацию города", "", ""),
        "point_7": ("Опекун", "изъятие: не обязан", "", "", ""),
        "point_7__item_а": ("Опекун", "изъятие: не обязан", "возмещать вред", "", ""),
        "point_8": ("(никто не назван)", "запрещено", "допускать к торгам лиц, которые", "", ""),
    }


def test_what_a_list_inherits_stands_where_its_own_words_stand() -> None:
    expression = decreelex.parse(ACT, name="a.txt")
    norm = next(one.reading.norms[0] for one in norms_of(expression) if one.eid == "point_4__item_а")
    inherited = [norm.bearer, *norm.others, *norm.deadlines]
    assert [ACT[one.span.start : one.span.end] for one in inherited if one] == [
        "Правительству Российской Федерации", "Минздраву России", "до 15 декабря 2031 г."]
