"""Instructions to modifications: expected values are written from the instruction's words, not from the program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import decreelex
from decreelex.cli import cli
from decreelex.model import Amendments, Modification

ROOT = Path(__file__).resolve().parents[1]
HEAD = (
    'Внести в Федеральный закон от 13 марта 2006 года N 38-ФЗ "О рекламе" '
    "(Собрание законодательства, 2006, N 12, ст. 1232) следующие изменения:\n"
)
ACT = "/akn/ru/act/fz/2006-03-13/38-fz"


def read(text: str, *, lang: str = "ru") -> Amendments:
    return decreelex.amendments(decreelex.parse(text, lang=lang))


def under_head(text: str) -> tuple[Modification, ...]:
    found = read(HEAD + text)
    assert found.unparsed == ()
    return found.modifications


def short(one: Modification) -> tuple[str, str | None, str | None, str | None, str | None]:
    return one.operation, one.target.eid, one.target.part, one.old, one.new


ONE = [
    ('1) в пункте "л" части первой статьи 63 слова "в мире" заменить словами "в войне";',
     [("substitution", "art_63__part_1__item_л", None, "в мире", "в войне")]),
    ('1) в части 1 статьи 5 слова "А)" заменить словами "Б", после слов "В" дополнить словами "Г";',
     [("substitution", "art_5__part_1", None, "А)", "Б"), ("insertion", "art_5__part_1", None, None, "Г")]),
    ('1) в части второй статьи 9 в первом предложении слова "а" заменить словами "в", в третьем предложении слова "д" исключить;',
     [("substitution", "art_9__part_2", "sentence 1", "а", "в"), ("repeal", "art_9__part_2", "sentence 3", "д", None)]),
    ('1) часть 2 статьи 4 после цифры "4" дополнить цифрой ", 9";', [("insertion", "art_4__part_2", None, None, ", 9")]),
    ('1) в статье 4 цифры "3-8" заменить цифрами "3-9";', [("substitution", "art_4", None, "3-8", "3-9")]),
    ("1) пункты 7 и 9 статьи 2 исключить;",
     [("repeal", "art_2__point_7", None, None, None), ("repeal", "art_2__point_9", None, None, None)]),
    ("1) часть третью статьи 331 признать утратившей силу;", [("repeal", "art_331__part_3", None, None, None)]),
    ('1) наименование статьи 4 дополнить словами "и иные";', [("insertion", "art_4", "heading", None, "и иные")]),
    ('1) дополнить статьей 5.1 следующего содержания:\n"Статья 5.1. Новая\nТекст статьи.";',
     [("insertion", None, None, None, "Статья 5.1. Новая\nТекст статьи.")]),
    ('1) пункт 1 статьи 2 изложить в следующей редакции:\n"1. Новый текст.";',
     [("replacement", "art_2__point_1", None, None, "1. Новый текст.")]),
    ("1) часть шестую статьи 5 считать частью девятой;",
     [("renumbering", "art_5__part_6", None, None, "частью девятой")]),
    ('1) часть 1 статьи 3 дополнить предложением следующего содержания: "Иное верно.";',
     [("insertion", "art_3__part_1", None, None, "Иное верно.")]),
    ('1) в части второй¹ статьи 5 слово "и" исключить;', [("repeal", "art_5__part_2.1", None, "и", None)]),
    ('1) в части девятой1 статьи 5 слово "и" исключить;', [("repeal", "art_5__part_9.1", None, "и", None)]),
    ('1) в статье 71-1 слово "и" исключить;', [("repeal", "art_71-1", None, "и", None)]),
    ('1) в статье 6 слова "А" и "Б" заменить соответственно словами "В" и "Г";',
     [("substitution", "art_6", None, "А", "В"), ("substitution", "art_6", None, "Б", "Г")]),
    ('1) абзац первый пункта 3 статьи 6 дополнить словами "и так далее";',
     [("insertion", "art_6__point_3__al_1", None, None, "и так далее")]),
    ('1) примечание к статье 337 дополнить словами "ныне";', [("insertion", "art_337__note_1", None, None, "ныне")]),
]


@pytest.mark.parametrize(("instruction", "expected"), ONE)
def test_a_form_of_instruction(instruction: str, expected: list[tuple[str, ...]]) -> None:
    found = under_head(instruction)
    assert [short(one) for one in found] == expected
    assert {one.target.iri for one in found} == {ACT}


def test_headings_hold_for_what_stands_below() -> None:
    found = under_head('1) в статье 27:\nа) в части 1:\nпункт 1 дополнить словами "А";\nпункт 2 исключить;\n'
                       'б) часть 3 признать утратившей силу;\n2) в статье 28 слово "В" исключить.')
    assert [(one.operation, one.target.eid) for one in found] == [
        ("insertion", "art_27__part_1__point_1"), ("repeal", "art_27__part_1__point_2"), ("repeal", "art_27__part_3"),
        ("repeal", "art_28")]


def test_ranges_are_counted_and_paired() -> None:
    found = under_head("1) абзацы шестой - восьмой статьи 5 считать соответственно абзацами девятым - одиннадцатым;")
    assert [(one.target.eid, one.units[0].num) for one in found] == [
        ("art_5__al_6", "9"), ("art_5__al_7", "10"), ("art_5__al_8", "11")]


def test_what_does_not_pair_is_not_guessed() -> None:
    found = read(HEAD + "1) абзацы шестой - восьмой статьи 5 считать соответственно абзацами девятым и десятым;")
    assert found.modifications == ()
    assert "3 provisions get 2 numbers" in found.unparsed[0].reason


def test_new_provisions_come_one_by_one_with_their_structure() -> None:
    found = under_head('1) статью 332 дополнить частями второй.1 и второй.2 следующего содержания:\n"2.1. Одно.\n2.2. Другое.";')
    assert [(one.target.eid, one.units[0].kind, one.units[0].num, one.new) for one in found] == [
        ("art_332", "part", "2.1", "2.1. Одно."), ("art_332", "part", "2.2", "2.2. Другое.")]
    assert all(one.position and one.position.where == "number" and len(one.structure) == 1 for one in found)


def test_a_place_beside_a_provision() -> None:
    (one,) = under_head('1) в пункте 13 статьи 2 после абзаца пятого дополнить абзацем следующего содержания:\n"Новый абзац.";')
    assert one.target.eid == "art_2__point_13"
    assert one.position is not None
    assert (one.position.where, one.position.eid) == ("after", "art_2__point_13__al_5")


def test_an_amended_amending_act_keeps_the_inner_instruction_as_text() -> None:
    (one,) = under_head('1) пункт 3 статьи 1 изложить в следующей редакции:\n"3) абзацы седьмой и восьмой считать абзацами '
                        'восьмым и девятым;";')
    assert short(one) == ("replacement", "art_1__point_3", None, None,
                          "3) абзацы седьмой и восьмой считать абзацами восьмым и девятым;")


def test_a_gerund_with_the_new_text_in_the_same_line() -> None:
    found = read('1. Внести в Указ Президента Российской Федерации от 24 сентября 2022 г. № 664 "Об отсрочке" изменение, изложив '
                 'пункт 1 в следующей редакции: "1. Установить отсрочку:\nа) одним;\nб) другим.".')
    (one,) = found.modifications
    assert (one.operation, one.target.iri, one.target.eid) == ("replacement", "/akn/ru/act/ukaz/2022-09-24/664", "point_1")
    assert one.new == "1. Установить отсрочку:\nа) одним;\nб) другим."


def test_a_document_approved_by_an_act() -> None:
    found = read('1. В Правилах перевозки, утвержденных постановлением Правительства Российской Федерации от 18 июля 2007 г. '
                 'N 452 "О Правилах":\nа) пункт 2 признать утратившим силу.')
    (one,) = found.modifications
    assert (one.target.document, one.target.iri) == ("Правилах перевозки", "/akn/ru/act/postanovlenie/2007-07-18/452")


def test_a_list_of_repeals_with_a_limit() -> None:
    found = read("13. Признать утратившими силу:\nпункты 1 и 2, пункт 10 в части, касающейся передачи функций, и пункт 17 Указа "
                 'Президента Российской Федерации от 21 мая 2012 г. № 636 "О структуре органов";')
    assert [(one.target.eid, one.scope) for one in found.modifications] == [
        ("point_1", None), ("point_2", None), ("point_10", "в части, касающейся передачи функций"), ("point_17", None)]
    assert {one.target.iri for one in found.modifications} == {"/akn/ru/act/ukaz/2012-05-21/636"}


def test_an_act_named_in_the_title_of_a_repealed_one_is_not_repealed() -> None:
    found = read("13. Признать утратившими силу:\nУказ Президента Российской Федерации от 31 августа 2013 г. № 690 \"О внесении "
                 'изменения в Указ Президента Российской Федерации от 21 мая 2012 г. № 636 "О структуре органов" (Собрание);')
    assert [one.target.iri for one in found.modifications] == ["/akn/ru/act/ukaz/2013-08-31/690"]


def test_the_said_article_is_the_one_of_the_heading() -> None:
    found = under_head('1) в статье 27:\nа) в части 1 слово "А" исключить;\nб) в указанной статье слово "Б" исключить;')
    assert [one.target.eid for one in found] == ["art_27__part_1", "art_27"]


def test_quotations_whose_marks_do_not_pair() -> None:
    (one,) = under_head('1) в статье 2 слова "Закона "О связи" заменить словами "Закона "О почте";')
    assert (one.old, one.new) == ('Закона "О связи"', 'Закона "О почте"')


@pytest.mark.parametrize(("said", "words"), [
    ('"и их семей"),"', 'и их семей"),'),
    ('"Закона "О связи"', 'Закона "О связи"'),
    ('", и лиц, награжденных знаком "Житель Севера"', ', и лиц, награжденных знаком "Житель Севера"'),
])
def test_a_mark_stays_with_the_name_it_closes_and_with_nothing_else(said: str, words: str) -> None:
    (one,) = under_head(f'1) часть 2 статьи 3 после слов {said} дополнить словами "ныне";')
    assert one.position is not None
    assert one.position.anchor == words


def test_a_paragraph_of_the_preamble() -> None:
    (one,) = under_head('1) абзац второй преамбулы изложить в следующей редакции:\n"ныне:";')
    assert (one.target.eid, one.target.part) == (None, "preamble al 2")


def test_words_in_every_place_and_form() -> None:
    (one,) = under_head('1) в статье 2 слова "А" в соответствующем падеже заменить словами "Б" в соответствующем падеже;')
    assert one.inflected
    (one,) = under_head('1) по тексту слова "А" заменить словами "Б";')
    assert one.everywhere


def test_commencement_of_one_instruction() -> None:
    found = read("Статья 1\n" + HEAD + "1) часть 1 статьи 2 признать утратившей силу;\n"
                 "2) часть 3 статьи 2 признать утратившей силу.\n"
                 "Статья 2\n1. Настоящий Федеральный закон вступает в силу со дня его официального опубликования.\n"
                 "2. Пункт 2 статьи 1 настоящего Федерального закона вступает в силу с 15 января 2024 года.")
    first, second = found.modifications
    assert first.commences is not None
    assert first.commences.basis == "publication"
    assert second.commences is not None
    assert second.commences.start is not None
    assert second.commences.start.value == "2024-01-15"


def test_an_instruction_that_no_form_fits_is_reported() -> None:
    found = read(HEAD + '1) в статье 2 слова "А" надлежит непременно заменить на слова "Б";')
    assert found.modifications == ()
    assert [one.text.startswith("в статье 2") for one in found.unparsed] == [True]
    assert found.unparsed[0].span.start == len(HEAD) + 3


def test_an_instruction_without_an_act_is_reported() -> None:
    found = read("1. Пункт 5 статьи 3 признать утратившим силу.")
    assert found.modifications == ()
    assert "no act is named" in found.unparsed[0].reason


def test_ordinary_law_orders_nothing() -> None:
    found = read("Статья 1\n1. Суд вправе исключить доказательство и дополнить протокол.\n2. Срок считать с даты подачи.\n"
                 "3. Лицо исключается из реестра в следующих случаях:\n1) смерти;\n2) выезда.")
    assert found == Amendments((), ())


ENGLISH = [
    ('1) in Item 2 the word "attracting" shall be replaced with words "and also the cases attracting";',
     ("substitution", "art_28__point_2", None, "attracting", "and also the cases attracting")),
    ('1) in part two after the words "one year" to add the words "or two";',
     ("insertion", "art_28__part_2", None, None, "or two")),
    ("1) part 3 shall be declared invalid;", ("repeal", "art_28__part_3", None, None, None)),
    ('1) to state Item 5 in the following edition:\n"5. New text.".',
     ("replacement", "art_28__point_5", None, None, "5. New text.")),
]


@pytest.mark.parametrize(("instruction", "expected"), ENGLISH)
def test_an_english_form(instruction: str, expected: tuple[str, ...]) -> None:
    head = ('Article 1\nBring in article 28 of the Federal Law of December 10, 1995 No. 196-FZ "About traffic safety" following '
            "changes:\n")
    found = read(head + instruction, lang="en")
    assert [short(one) for one in found.modifications] == [expected]
    assert found.modifications[0].target.iri == "/akn/ru/act/fz/1995-12-10/196-fz"


def test_spans_are_those_of_the_source() -> None:
    text = HEAD + '1) в статье 2 слова "А" заменить словами "Б";'
    (one,) = read(text).modifications
    assert text[one.source.span.start : one.source.span.end] == 'в статье 2 слова "А" заменить словами "Б"'


def test_the_command(tmp_path: Path) -> None:
    file = tmp_path / "act.txt"
    file.write_text(HEAD + "1) часть 1 статьи 2 признать утратившей силу.", encoding="utf-8")
    done = CliRunner().invoke(cli, ["amendments", str(file)])
    assert done.exit_code == 0
    out = json.loads(done.stdout)
    assert out["modifications"][0]["target"]["eid"] == "art_2__part_1"
    assert out["unparsed"] == []
    assert decreelex.validate(done.stdout.encode(), what="amendments") == ()


def test_the_command_says_by_its_exit_code_that_something_was_not_read(tmp_path: Path) -> None:
    file = tmp_path / "act.txt"
    file.write_text("1. Пункт 5 статьи 3 признать утратившим силу.", encoding="utf-8")
    done = CliRunner().invoke(cli, ["amendments", str(file), "--format", "text"])
    assert done.exit_code == 1
    assert "Пункт 5 статьи 3" in done.stdout


def test_the_criminal_code_law() -> None:
    """All instructions of the extract of 365-FZ, read from the printed text."""
    found = decreelex.amendments(decreelex.parse((ROOT / "texts" / "fz-365-2022.rus.txt").read_text(encoding="utf-8")))
    assert found.unparsed == ()
    assert [(one.operation, one.target.eid, one.units[0].num if one.units else None) for one in found.modifications] == [
        ("substitution", "art_63__part_1__item_л", None), ("repeal", "art_331__part_3", None),
        ("insertion", "art_332", "2.1"), ("insertion", "art_332", "2.2"), ("insertion", "art_333", "3"),
        ("insertion", "art_337", "2.1"), ("insertion", "art_337", "3.1"), ("insertion", "art_337", "5"),
        ("replacement", "art_337__note_1", None), ("insertion", "art_338", "3"), ("insertion", None, "352.1"),
        ("insertion", None, "356.1")]


def test_long_texts_take_time_in_proportion() -> None:
    """No blow-up on a line of places without end: it ends, and says what was not read."""
    found = read(HEAD + "1) " + "пункт 1 статьи 2 " * 3000 + "заменить;")
    assert len(found.unparsed) == 1


VOCABULARY = [
    "в", "статье 2", "пункт 3", "слова", '"А', 'Б"', "словами", "заменить", "дополнить", "исключить", "после", "изложить", ",", ";",
    "в следующей редакции:", "признать утратившими силу", "\n", "(", ")", "считать", "Правила", "абзац первый", "внести в",
    "следующего содержания:", "Указ Президента Российской Федерации от 1 мая 2020 г. № 5", "следующие изменения:",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(VOCABULARY), max_size=40))
def test_whatever_the_words_spans_lie_in_the_text(words: list[str]) -> None:
    text = HEAD + "1) " + " ".join(words)
    found = read(text)
    for one in (*(m.source for m in found.modifications), *found.unparsed):
        assert 0 <= one.span.start < one.span.end <= len(text)
    for one in found.unparsed:
        assert one.text == text[one.span.start : one.span.end]
