"""Punishments: values written down from the law's sentences, before any run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from decreelex.clause.penalties import Penalty, read_penalties, read_sanctions

SHARED = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "criminal-code"
TEXTS = Path(__file__).resolve().parents[1] / "texts"
Row = tuple[str, int | None, int | None, str | None]

RUSSIAN: list[tuple[str, list[Row]]] = [
    ("наказывается лишением свободы на срок от двух до семи лет.", [("imprisonment", 2, 7, "years")]),
    ("наказываются лишением свободы на срок до десяти лет", [("imprisonment", None, 10, "years")]),
    ("наказывается арестом на срок от четырех до шести месяцев.", [("arrest", 4, 6, "months")]),
    ("наказывается лишением свободы на срок от шести месяцев до двух лет.", [("imprisonment", 6, 24, "months")]),
    ("наказывается лишением свободы на срок два года.", [("imprisonment", 2, 2, "years")]),
    ("наказывается лишением свободы на срок не менее пяти лет.", [("imprisonment", 5, None, "years")]),
    ("наказывается ограничением свободы на срок до полутора лет.", [("restriction-of-liberty", None, 18, "months")]),
    ("наказывается обязательными работами на срок до трехсот шестидесяти часов.", [("compulsory-works", None, 360, "hours")]),
    ("наказывается исправительными работами на срок до одного года.", [("corrective-works", None, 1, "years")]),
    ("наказывается принудительными работами на срок до 5 лет.", [("forced-labour", None, 5, "years")]),
    ("наказывается содержанием в дисциплинарной воинской части на срок до двух лет.", [("disciplinary-unit", None, 2, "years")]),
    ("наказывается ограничением по военной службе на срок до двух лет.", [("restriction-in-service", None, 2, "years")]),
    ("наказывается штрафом в размере до восьмидесяти тысяч рублей.", [("fine", None, 80000, "roubles")]),
    ("наказывается штрафом в размере от 200 000 до 500 000 рублей.", [("fine", 200000, 500000, "roubles")]),
    ("наказывается штрафом в размере от ста пятидесяти тысяч до одного миллиона пятисот тысяч рублей.",
     [("fine", 150000, 1500000, "roubles")]),
    ("наказывается штрафом в размере 200 тысяч рублей.", [("fine", 200000, 200000, "roubles")]),
    ("наказывается лишением свободы на срок от восьми до двадцати лет либо пожизненным лишением свободы.",
     [("imprisonment", 8, 20, "years"), ("life-imprisonment", None, None, None)]),
    ("наказываются лишением свободы на срок от двенадцати до двадцати лет, или пожизненным лишением свободы, или смертной казнью.",
     [("imprisonment", 12, 20, "years"), ("life-imprisonment", None, None, None), ("death", None, None, None)]),
    ("наказывается принудительными работами на срок до четырех лет либо лишением свободы на тот же срок.",
     [("forced-labour", None, 4, "years"), ("imprisonment", None, 4, "years")]),
    ("Ему назначено наказание в виде лишения свободы на срок три года.", [("imprisonment", 3, 3, "years")]),
    ("приговора суда о назначении наказания в виде лишения свободы.", []),
    ("Арест имущества не допускается.", []),
    ("служба на срок до двух лет", []),
    ("влечет за собой прекращение производства.", []),
    ("влечет наложение административного штрафа на граждан в размере от трех тысяч до пяти тысяч рублей; на должностных лиц - "
     "от тридцати тысяч до пятидесяти тысяч рублей.", [("fine", 3000, 5000, "roubles"), ("fine", 30000, 50000, "roubles")]),
]
ENGLISH: list[tuple[str, list[Row]]] = [
    ("shall be punishable by deprivation of liberty for a term of three to ten years.", [("imprisonment", 3, 10, "years")]),
    ("is punishable by imprisonment for up to seven years.", [("imprisonment", None, 7, "years")]),
    ("shall be punished by imprisonment for a term from two to five years.", [("imprisonment", 2, 5, "years")]),
    ("is punishable by imprisonment for a term not exceeding fifteen years.", [("imprisonment", None, 15, "years")]),
    ("shall be punishable by arrest for a term of up to six months or detention in a disciplinary military unit for a term of "
     "up to one year.", [("arrest", None, 6, "months"), ("disciplinary-unit", None, 1, "years")]),
    ("shall be punishable by a fine in the amount of up to 80 thousand roubles, or by life imprisonment.",
     [("fine", None, 80000, "roubles"), ("life-imprisonment", None, None, None)]),
    ("shall be punishable by compulsory works for a term of up to three hundred and sixty hours.",
     [("compulsory-works", None, 360, "hours")]),
    ("a court sentence of imprisonment that has entered into force.", []),
]


def row(penalty: Penalty) -> Row:
    return penalty.kind, penalty.min, penalty.max, penalty.unit


@pytest.mark.parametrize(("text", "expected"), RUSSIAN)
def test_russian(text: str, expected: list[Row]) -> None:
    assert [row(p) for p in read_penalties(text)] == expected


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english(text: str, expected: list[Row]) -> None:
    assert [row(p) for p in read_penalties(text, language="eng")] == expected


def test_a_span_goes_from_the_noun_to_the_end_of_the_measure() -> None:
    text = ("наказывается штрафом в размере до ста рублей или в размере заработной платы или иного дохода осужденного за период "
            "до года, либо лишением свободы на срок до двух лет с лишением права занимать определенные должности или заниматься "
            "определенной деятельностью на срок до трех лет или без такового.")
    fine, prison, right = read_penalties(text)
    assert fine.span.of(text) == fine.text
    assert fine.text.startswith("штрафом")
    assert prison.text == "лишением свободы на срок до двух лет"
    assert right.text.startswith("лишением права")
    assert right.text.endswith("до трех лет")
    assert (fine.alternative, prison.alternative, right.alternative) == (0, 1, 1)
    assert (prison.additional, right.additional, right.optional) == (False, True, True)


def test_the_fine_by_income_is_its_other_measure() -> None:
    text = ("наказываются штрафом в размере от двухсот тысяч до пятисот тысяч рублей или в размере заработной платы или иного "
            "дохода осужденного за период от восемнадцати месяцев до трех лет.")
    income = read_penalties(text)[0].income
    assert income is not None
    assert (income.min, income.max, income.unit) == (18, 36, "months")


def test_what_cannot_be_read_of_a_sanction_is_said() -> None:
    text = "наказывается лишением свободы на срок до двух лет и трудом на пользу общества."
    (sanction,) = read_sanctions(text)
    assert sanction.unread is not None
    assert sanction.unread.of(text) == "и трудом на пользу общества"
    assert not read_sanctions("влечет за собой прекращение дела.")


SERVICE_2, UNIT_2, PRISON = ("restriction-in-service", None, 2, "years"), ("disciplinary-unit", None, 2, "years"), "imprisonment"
ARREST_6, RIGHT_3 = ("arrest", None, 6, "months"), ("deprivation-of-right", None, 3, "years")


def prison(most: int, least: int | None = None) -> Row:
    return PRISON, least, most, "years"


BEFORE: list[list[Row]] = [  # chapter 33 before 24.09.2022, part by part, read by eye
    [SERVICE_2, ARREST_6, UNIT_2], [prison(5)], [("restriction-in-service", None, 1, "years"), ARREST_6, UNIT_2],  # 332
    [SERVICE_2, UNIT_2, prison(5)], [prison(8)],  # 333
    [SERVICE_2, UNIT_2, prison(5)], [prison(8)],  # 334
    [ARREST_6, ("disciplinary-unit", None, 1, "years")], [prison(2)], [SERVICE_2, UNIT_2, prison(3)], [prison(5)],  # 337
    [prison(7)], [prison(10)],  # 338
    [("restriction-in-service", None, 1, "years"), ARREST_6, ("disciplinary-unit", None, 1, "years")], [prison(7)],  # 339
    [SERVICE_2, UNIT_2, prison(5)], [prison(10)], [SERVICE_2, UNIT_2, prison(3)],  # 340
    [SERVICE_2, prison(3)], [prison(5)], [SERVICE_2, prison(2)],  # 341
    [SERVICE_2, ARREST_6, UNIT_2, prison(2)], [prison(7), RIGHT_3], [prison(5), RIGHT_3],  # 342
    [SERVICE_2, ARREST_6, UNIT_2], [prison(5), RIGHT_3],  # 344
    [("fine", None, 80000, "roubles"), SERVICE_2, ("arrest", None, 3, "months"), UNIT_2, prison(2)], [prison(5)],  # 346
]
NEW: dict[str, list[list[Row]]] = {  # what 365-FZ added, in the consolidated code, read by eye
    "332": [[prison(3, 2)], [prison(10, 3)]], "333": [[prison(15, 5)]], "338": [[prison(15, 5)]],
    "337": [[prison(5)], [prison(7)], [prison(10, 5)]], "342": [[prison(10, 5), RIGHT_3], [prison(8), RIGHT_3]],
    "346": [[prison(10, 5)]], "352¹": [[prison(10, 3)]], "356¹": [[prison(6)], [prison(10)], [prison(12, 3)], [prison(15, 8)]],
}


def read_shared(name: str) -> str:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no {path}: the real Criminal Code is not beside this checkout")
    return path.read_text(encoding="utf-8")


def test_chapter_33_before_365() -> None:
    sanctions = read_sanctions(read_shared("chapter33.before.txt"))
    assert [[row(p) for p in s.penalties] for s in sanctions] == BEFORE
    assert not [s for s in sanctions if s.unread]


def test_every_sanction_of_the_criminal_code_is_read_whole() -> None:
    for name, language in (("selected.after.txt", "rus"), ("fz-365.reconstructed.txt", "rus"), ("337-338.before.en.txt", "eng")):
        text = read_shared(name)
        sanctions = read_sanctions(text, language=language)
        verbs = re.findall(r"\bнаказыва(?:ет|ют)ся\b|\bpunishable by\b", text)
        assert len(sanctions) == len(verbs) > 5
        assert [s.unread.of(text) for s in sanctions if s.unread] == []
        assert all(s.penalties for s in sanctions)


@pytest.mark.parametrize("article", NEW)
def test_parts_added_by_365(article: str) -> None:
    text = read_shared("selected.after.txt")
    start = text.index(f"Статья {article}. ")
    end = text.find("\nСтатья ", start + 1)
    read = [[row(p) for p in s.penalties] for s in read_sanctions(text[start : end if end > 0 else len(text)])]
    assert [one for one in NEW[article] if one not in read] == []


def test_texts_shipped() -> None:
    russian = (TEXTS / "uk-rf-art337-338-before-2022-09-24.rus.txt").read_text(encoding="utf-8")
    english = (TEXTS / "uk-rf-art337-338-before-2022-09-24.eng.txt").read_text(encoding="utf-8")
    rows = [[row(p) for p in s.penalties] for s in read_sanctions(russian)]
    assert rows == BEFORE[7:13]
    assert [[row(p) for p in s.penalties] for s in read_sanctions(english, language="eng")] == rows


def test_hostile_words_take_linear_time() -> None:
    text = "наказывается " + "лишением права " * 20_000 + "от двух до трех " * 20_000
    assert read_penalties(text) is not None
