"""Rarer forms of instruction, written from the drafting rules before any was run: operation, target, words, designations."""

from __future__ import annotations

from typing import Any

import pytest

import decreelex
from decreelex.model import Modification

HEAD = 'Внести в Федеральный закон от 13 марта 2006 года N 38-ФЗ "О рекламе" следующие изменения:\n1) '
EN_HEAD = ('Article 1\nBring in article 28 of the Federal Law of December 10, 1995 No. 196-FZ "About traffic safety" following '
           "changes:\n1) ")
DECREE = 'Указ Президента Российской Федерации от 21 мая 2012 г. № 636 "О структуре"'
OF_DECREE = DECREE.replace("Указ ", "Указа ")


def read(text: str, *, lang: str = "ru") -> tuple[Modification, ...]:
    found = decreelex.amendments(decreelex.parse(text, lang=lang))
    assert found.unparsed == ()
    return found.modifications


def short(m: Modification) -> tuple[str, str, str, str]:
    """Return operation, place, words and designations in short: ``art_5/row 3``, ``old>new``, ``point 3+point 4``."""
    place = "/".join(part for part in (m.target.eid, m.target.part) if part)
    words = f"{m.old or ''}>{m.new or ''}".replace("\n", "|")
    return m.operation, place, words, "+".join(f"{s.kind} {s.num}".strip() for s in m.units)


FORMS: list[tuple[str, list[tuple[str, str, str, str]]]] = [
    # split and join
    ('пункт 3 статьи 5 разделить на пункты 3 и 4 следующего содержания:\n"3. Одно.\n4. Другое.";',
     [("split", "art_5__point_3", ">3. Одно.|4. Другое.", "point 3+point 4")]),
    ("часть 3 статьи 5 разделить на части 3 и 4;", [("split", "art_5__part_3", ">", "part 3+part 4")]),
    ('статью 5 разделить на статьи 5 и 5.1, изложив их в следующей редакции:\n"Статья 5. Одно\nА.\nСтатья 5.1. Другое\nБ.";',
     [("split", "art_5", ">Статья 5. Одно|А.|Статья 5.1. Другое|Б.", "art 5+art 5.1")]),
    ('части 2 и 3 статьи 5 объединить в часть 2 следующего содержания:\n"2. Вместе.";',
     [("join", "art_5__part_2", ">2. Вместе.", "part 2"), ("join", "art_5__part_3", ">", "part 2")]),
    ('части 2 и 3 статьи 5 объединить в одну часть, изложив ее в следующей редакции:\n"2. Вместе.";',
     [("join", "art_5__part_2", ">2. Вместе.", "part"), ("join", "art_5__part_3", ">", "part")]),
    ("пункты 2 и 3 статьи 5 объединить;", [("join", "art_5__point_2", ">", ""), ("join", "art_5__point_3", ">", "")]),
    # rows of tables
    ('позицию 5 приложения № 2 изложить в следующей редакции:\n"5. Пост 10";',
     [("replacement", "att_2/position 5", ">5. Пост 10", "")]),
    ('в приложении № 1 строку "Пост - 10" исключить;', [("repeal", "att_1/row Пост - 10", ">", "")]),
    ("в таблице приложения № 1 строку 3 исключить;", [("repeal", "att_1/table row 3", ">", "")]),
    ('в графе 2 строки 4 приложения № 1 цифры "10" заменить цифрами "20";',
     [("substitution", "att_1/row 4 graph 2", "10>20", "")]),
    ("графу 3 приложения № 1 исключить;", [("repeal", "att_1/graph 3", ">", "")]),
    ("строки 3 и 5 приложения № 1 исключить;", [("repeal", "att_1/row 3", ">", ""), ("repeal", "att_1/row 5", ">", "")]),
    ("позиции 3 - 5 приложения № 1 признать утратившими силу;",
     [("repeal", f"att_1/position {n}", ">", "") for n in (3, 4, 5)]),
    ('приложение № 2 дополнить строкой 5 следующего содержания:\n"5. Новое";', [("insertion", "att_2", ">5. Новое", "row 5")]),
    # the whole text
    ('по тексту слова "милиция" заменить словами "полиция";', [("substitution", "", "милиция>полиция", "")]),
    ('в наименовании и по тексту слова "милиция" заменить словами "полиция";',
     [("substitution", "heading", "милиция>полиция", ""), ("substitution", "", "милиция>полиция", "")]),
    ('в наименовании и тексте слово "милиция" заменить словом "полиция";',
     [("substitution", "heading", "милиция>полиция", ""), ("substitution", "", "милиция>полиция", "")]),
    ('слова "Министерство обороны" заменить словами "Минобороны" по всему тексту;',
     [("substitution", "", "Министерство обороны>Минобороны", "")]),
    # headings and preambles
    ('название статьи 4 изложить в следующей редакции: "Статья 4. О новом";',
     [("replacement", "art_4/heading", ">Статья 4. О новом", "")]),
    ('наименование изложить в следующей редакции:\n"О рекламе и торговле";', [("replacement", "heading", ">О рекламе и торговле", "")]),
    ('преамбулу изложить в следующей редакции:\n"В целях порядка постановляю:";',
     [("replacement", "preamble", ">В целях порядка постановляю:", "")]),
    ("преамбулу исключить;", [("repeal", "preamble", ">", "")]),
    # repeals
    ("абзац второй статьи 4 утратил силу;", [("repeal", "art_4__al_2", ">", "")]),
    ("часть 2 статьи 4 считать утратившей силу;", [("repeal", "art_4__part_2", ">", "")]),
    ('в статье 4 слова "и милиция" исключить;', [("repeal", "art_4", "и милиция>", "")]),
    ("второе предложение части 2 статьи 4 исключить;", [("repeal", "art_4__part_2/sentence 2", ">", "")]),
    ("статью 5 исключить, статьи 6 и 7 считать соответственно статьями 5 и 6;",
     [("repeal", "art_5", ">", ""), ("renumbering", "art_6", ">статьями 5 и 6", "art 5"),
      ("renumbering", "art_7", ">статьями 5 и 6", "art 6")]),
    # marks that are named, and what a dash stands for
    ('в пункте 1 знак препинания "." заменить знаком ";";', [("substitution", "point_1", ".>;", "")]),
    ("в конце пункта 1 точку заменить точкой с запятой;", [("substitution", "point_1", ".>;", "")]),
    ('в пункте 4 слово "два" заменить словом "три", а слово "год" - словом "месяц";',
     [("substitution", "point_4", "два>три", ""), ("substitution", "point_4", "год>месяц", "")]),
    # what comes
    ('статью 4 дополнить новым абзацем третьим следующего содержания:\n"Новый.";', [("insertion", "art_4", ">Новый.", "al 3")]),
    ('дополнить статьями 5.1 - 5.3 следующего содержания:\n"Статья 5.1. А\nа.\nСтатья 5.2. Б\nб.\nСтатья 5.3. В\nв.";',
     [("insertion", "", f">Статья 5.{n}. {a}|{a.lower()}.", f"art 5.{n}") for n, a in ((1, "А"), (2, "Б"), (3, "В"))]),
    ('в части 2 статьи 4 слово "пять" заменить словом "шесть" и дополнить ее предложением следующего содержания: "Иное.";',
     [("substitution", "art_4__part_2", "пять>шесть", ""), ("insertion", "art_4__part_2", ">Иное.", "sentence")]),
]


@pytest.mark.parametrize(("instruction", "expected"), FORMS, ids=[text[:60] for text, _ in FORMS])
def test_a_form(instruction: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert [short(m) for m in read(HEAD + instruction)] == expected


WHOLE: list[tuple[str, list[tuple[str, str, str, str]]]] = [
    (f"1. Признать утратившим силу {DECREE}.", [("repeal", "", ">", "")]),
    (f"1. {DECREE} признать утратившим силу с 1 января 2024 г.", [("repeal", "", ">", "")]),
    (f"1. Отменить {DECREE}.", [("repeal", "", ">", "")]),
    (f"1. Приостановить до 1 января 2025 г. действие пункта 3 {OF_DECREE}.", [("suspension", "point_3", ">", "")]),
]


@pytest.mark.parametrize(("instruction", "expected"), WHOLE, ids=[text[:60] for text, _ in WHOLE])
def test_a_form_that_names_its_act(instruction: str, expected: list[tuple[str, str, str, str]]) -> None:
    found = read(instruction)
    assert [short(m) for m in found] == expected
    assert {m.target.iri for m in found} == {"/akn/ru/act/ukaz/2012-05-21/636"}


def test_a_date_said_with_the_verb_is_the_commencement() -> None:
    (repeal,), (suspension,) = read(WHOLE[1][0]), read(WHOLE[3][0])
    assert repeal.commences is not None
    assert repeal.commences.start is not None
    assert repeal.commences.start.value == "2024-01-01"
    assert suspension.commences is not None
    assert (suspension.commences.start, suspension.commences.end and suspension.commences.end.value) == (None, "2025-01-01")


@pytest.mark.parametrize("opening", ["Признать утратившими силу с 1 января 2024 г.:", "С 1 января 2024 г. признать утратившими силу:"])
def test_a_date_in_the_heading_of_a_list_holds_for_its_members(opening: str) -> None:
    found = read(f"1. {opening}\nа) {DECREE};\nб) пункт 2 {OF_DECREE.replace('636', '637')}.")
    assert [(m.target.iri, m.target.eid) for m in found] == [
        ("/akn/ru/act/ukaz/2012-05-21/636", None), ("/akn/ru/act/ukaz/2012-05-21/637", "point_2")]
    assert [m.commences.start.value for m in found if m.commences and m.commences.start] == ["2024-01-01"] * 2


def test_everywhere_in_whatever_form_and_at_the_end() -> None:
    def flags(instruction: str) -> tuple[Any, ...]:
        m = read(HEAD + instruction)[-1]
        return m.everywhere, m.inflected, m.position.where if m.position else None

    assert flags('по тексту слова "А" в соответствующем падеже заменить словами "Б" в соответствующем падеже;') == (True, True, None)
    assert flags('в статье 7 слова "А" в соответствующих числе и падеже заменить словами "Б" в соответствующих числе и падеже;') \
        == (False, True, None)
    assert flags('в наименовании и тексте слово "А" заменить словом "Б";') == (True, False, None)
    assert flags("в конце пункта 1 точку заменить точкой с запятой;") == (False, False, "end")


def test_a_row_beside_which_another_goes() -> None:
    (one,) = read(HEAD + 'в приложении № 2 после строки 4 дополнить строкой следующего содержания:\n"4.1. Новое";')
    assert one.position is not None
    assert (one.position.where, one.position.eid, one.position.part) == ("after", "att_2", "row 4")


@pytest.mark.parametrize(("instruction", "expected"), [
    ('to replace the word "one" with the word "two";', ("substitution", "art_28", "one>two", "")),
    ("part three shall be divided into parts three and four;", ("split", "art_28__part_3", ">", "part 3+part 4")),
    ('in part two to exclude words "in peace";', ("repeal", "art_28__part_2", "in peace>", "")),
    ('to add with part 2.1 of the following content:\n"2.1. New.";', ("insertion", "art_28", ">2.1. New.", "part 2.1")),
])
def test_an_english_form(instruction: str, expected: tuple[str, ...]) -> None:
    assert [short(m) for m in read(EN_HEAD + instruction, lang="en")] == [expected]


ATTACHING = """УКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ

О внесении изменений

1. {order}

Президент Российской Федерации

Москва, Кремль
1 января 2020 года
№ 1

Приложение № 1
к Указу Президента
Российской Федерации
от 1 января 2020 г. № 1

"Приложение № 2
к Указу Президента
Российской Федерации
от 21 мая 2012 г. № 636

ПЕРЕЧЕНЬ
1. Начальник
2. Заместитель"

Приложение № 2
к Указу Президента
Российской Федерации
от 1 января 2020 г. № 1

1. Иванов
2. Петров
"""


@pytest.mark.parametrize(("order", "starts", "ends"), [
    (f"Приложение № 2 к {DECREE.replace('Указ ', 'Указу ')} изложить в редакции согласно приложению № 1.", "Приложение № 2\nк", "тель"),
    (f"Дополнить {DECREE} приложением № 3 согласно приложению № 2.", "1. Иванов", "2. Петров"),
])
def test_new_text_stands_in_an_appendix_of_the_amending_act(order: str, starts: str, ends: str) -> None:
    (one,) = read(ATTACHING.format(order=order))
    assert one.new is not None
    assert (one.new.startswith(starts), one.new.endswith(ends)) == (True, True)


def test_an_appendix_that_is_not_there_is_said() -> None:
    text = ATTACHING.format(order=f"Дополнить {DECREE} приложением № 3 согласно приложению № 7.")
    found = decreelex.amendments(decreelex.parse(text))
    assert found.modifications == ()
    assert "appendix" in found.unparsed[0].reason


@pytest.mark.parametrize("text", [
    "1. Суд вправе отменить решение и приостановить действие лицензии.",
    "1. Имущество супругов можно разделить на доли или объединить в одно хозяйство.",
    "1. Документ утратил силу, если срок его истек.",
])
def test_ordinary_law_that_uses_the_same_verbs_orders_nothing(text: str) -> None:
    assert decreelex.amendments(decreelex.parse(text)) == decreelex.model.Amendments((), ())
