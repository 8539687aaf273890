"""Whole acts amended by whole acts: what the text in force must be, written by hand from the instructions before any run.

Each case: the items of an amending law, and what they change in the base: pairs of words before and after.
"""

from __future__ import annotations

import pytest

import decreelex
from decreelex.changes import Consolidation

BASE = """РОССИЙСКАЯ ФЕДЕРАЦИЯ

ФЕДЕРАЛЬНЫЙ ЗАКОН

О пробной службе

Принят Государственной Думой 10 марта 2010 года
Одобрен Советом Федерации 15 марта 2010 года

Статья 1. Общие положения

1. Пробная служба проводится в мирное время. Срок службы составляет один год.
2. В пробной службе участвуют:
1) военный комиссар;
2) начальник штаба;
3) граждане.
3. Решение принимает военный комиссариат. Решение военного комиссариата объявляется гражданину.
4. Расходы несет федеральный орган. Порядок согласуется с федеральным органом.

Статья 2. Порядок службы

Порядок службы определяет Правительство "Севера".
Участникам выдаются:
а) форма;
б) питание;
в) денежное довольствие.
Срок выдачи не превышает 3-8 дней.
Срок хранения - год.

Статья 3. Ответственность

1. За самовольное оставление части (места службы) наступает ответственность.
2. Ответственность исключается, если срок не превышает 10 дней.
Примечание. Срок исчисляется сутками.

Статья 4. Вступление в силу

Настоящий Федеральный закон вступает в силу с 1 апреля 2010 года.

Президент
Российской Федерации
Д. Медведев

Москва, Кремль
20 марта 2010 года
№ 40-ФЗ

Приложение № 1
к Федеральному закону
"О пробной службе"

ПЕРЕЧЕНЬ
должностей

1. Начальник - 10
2. Заместитель - 20
3. Писарь - 30

Приложение № 2
к Федеральному закону
"О пробной службе"

СОСТАВ КОМИССИИ

Иванов - председатель
Петров - секретарь
Сидоров - член комиссии
"""

LAW = """РОССИЙСКАЯ ФЕДЕРАЦИЯ

ФЕДЕРАЛЬНЫЙ ЗАКОН

О внесении изменений в Федеральный закон "О пробной службе"

Статья 1

Внести в Федеральный закон от 20 марта 2010 года № 40-ФЗ "О пробной службе" (Собрание законодательства Российской Федерации, \
2010, № 12, ст. 1200) следующие изменения:
{items}

Статья 2

Настоящий Федеральный закон вступает в силу со дня его официального опубликования.

Президент
Российской Федерации
Д. Медведев

Москва, Кремль
{day} июня 2011 года
№ {number}-ФЗ
{after}"""


def law(items: str, *, number: int = 100, day: int = 1, after: str = "") -> str:
    return LAW.format(items=items, number=number, day=day, after=after)


def changed(*pairs: tuple[str, str]) -> str:
    text = BASE
    for before, after in pairs:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def reasons(made: Consolidation) -> list[str]:
    return [one.reason for one in made.not_applied]


CASES: list[tuple[str, str, list[tuple[str, str]]]] = [
    ("a point of a part", '1) в пункте 2 части 2 статьи 1 слова "начальник штаба" заменить словами "начальник пункта".',
     [("2) начальник штаба;", "2) начальник пункта;")]),
    ("several operations in a sentence", '1) в части 3 статьи 1 слова "Решение принимает" заменить словами "Решения принимает", после '
     'слова "гражданину" дополнить словами "под расписку".',
     [("3. Решение принимает", "3. Решения принимает"), ("гражданину.\n4", "гражданину под расписку.\n4")]),
    ("sentences of a part", '1) в части 1 статьи 1 в первом предложении слово "мирное" заменить словом "любое", во втором предложении '
     'слово "один" исключить.', [("мирное", "любое"), ("составляет один год", "составляет год")]),
    ("figures with a dash", '1) в статье 2 цифры "3-8" заменить цифрами "3-9".', [("3-8 дней", "3-9 дней")]),
    ("figures after a figure", '1) часть 2 статьи 3 после цифр "10" дополнить цифрами ", 12".', [("10 дней", "10, 12 дней")]),
    ("a paragraph after a paragraph, the rest counted on", "1) в статье 2:\nа) после абзаца первого дополнить абзацем следующего "
     'содержания:\n"Новый абзац.";\nб) абзацы второй - четвертый считать соответственно абзацами третьим - пятым.',
     [('"Севера".\n', '"Севера".\nНовый абзац.\n')]),
    ("a new paragraph with its number", '1) статью 2 дополнить новым абзацем вторым следующего содержания:\n"Новый абзац.".',
     [('"Севера".\n', '"Севера".\nНовый абзац.\n')]),
    ("parts brought, parts moved", "1) в статье 1:\nа) дополнить новой частью 4 следующего содержания:\n"
     '"4. Новое.";\nб) часть 4 считать частью 5.',
     [("4. Расходы", "4. Новое.\n5. Расходы")]),
    ("points brought in the middle", '1) часть 2 статьи 1 дополнить пунктом 2.1 следующего содержания:\n"2.1) добровольцы;".',
     [("штаба;\n", "штаба;\n2.1) добровольцы;\n")]),
    ("a part restated", '1) часть 1 статьи 1 изложить в следующей редакции:\n"1. Служба добровольная.".',
     [("1. Пробная служба проводится в мирное время. Срок службы составляет один год.", "1. Служба добровольная.")]),
    ("an article restated", '1) статью 3 изложить в следующей редакции:\n"Статья 3. Права\n\n1. Одно.\n2. Другое.".',
     [("Статья 3. Ответственность\n\n1. За самовольное оставление части (места службы) наступает ответственность.\n"
       "2. Ответственность исключается, если срок не превышает 10 дней.\nПримечание. Срок исчисляется сутками.",
       "Статья 3. Права\n\n1. Одно.\n2. Другое.")]),
    ("a heading restated with its number", '1) наименование статьи 3 изложить в следующей редакции:\n"Статья 3. Об ответственности".',
     [("Статья 3. Ответственность", "Статья 3. Об ответственности")]),
    ("the act's name", '1) в наименовании слово "пробной" заменить словом "опытной".', [("\nО пробной службе\n\nПрин", "\nО опытной службе\n\nПрин")]),
    ("words that go", '1) в части 1 статьи 3 слова " (места службы)" исключить.', [("части (места службы) наст", "части наст")]),
    ("a part repealed", "1) часть 2 статьи 3 признать утратившей силу.",
     [("2. Ответственность исключается, если срок не превышает 10 дней.", "2.")]),
    ("a part that has lost force", "1) часть 2 статьи 3 утратила силу.",
     [("2. Ответственность исключается, если срок не превышает 10 дней.", "2.")]),
    ("an article that goes, the next take its number", "1) статью 3 исключить, статью 4 считать статьей 3.",
     [("Статья 3. Ответственность\n\n1. За самовольное оставление части (места службы) наступает ответственность.\n"
       "2. Ответственность исключается, если срок не превышает 10 дней.\nПримечание. Срок исчисляется сутками.\n\nСтатья 4.",
       "Статья 3.")]),
    ("a part divided", '1) часть 1 статьи 1 разделить на части 1 и 1.1 следующего содержания:\n"1. Служба проводится в мирное '
     'время.\n1.1. Срок службы - год.".',
     [("1. Пробная служба проводится в мирное время. Срок службы составляет один год.",
       "1. Служба проводится в мирное время.\n1.1. Срок службы - год.")]),
    ("parts joined", '1) части 1 и 2 статьи 3 объединить в часть 1 следующего содержания:\n"1. Ответственность наступает через 10 '
     'дней.".',
     [("1. За самовольное оставление части (места службы) наступает ответственность.\n"
       "2. Ответственность исключается, если срок не превышает 10 дней.\n", "1. Ответственность наступает через 10 дней.\n")]),
    ("in the case and number that fit", '1) в части 4 статьи 1 слова "федеральный орган" в соответствующем падеже заменить словами '
     '"уполномоченный орган" в соответствующем падеже.',
     [("федеральный орган. Порядок", "уполномоченный орган. Порядок"),
      ("с федеральным органом", "с уполномоченным органом")]),
    ("throughout", '1) по тексту слова "военный комиссариат" в соответствующем падеже заменить словами "пункт отбора" в '
     "соответствующем падеже.",
     [("принимает военный комиссариат", "принимает пункт отбора"), ("Решение военного комиссариата", "Решение пункта отбора")]),
    ("a mark at the end", "1) в пункте 3 части 2 статьи 1 в конце точку заменить точкой с запятой.", [("граждане.", "граждане;")]),
    ("a mark at the end, then a point", "1) в части 2 статьи 1:\nа) в пункте 3 в конце точку заменить точкой с запятой;\n"
     'б) дополнить пунктом 4 следующего содержания:\n"4) иные лица.".', [("3) граждане.\n", "3) граждане;\n4) иные лица.\n")]),
    ("a row by number restated", '1) позицию 2 приложения № 1 изложить в следующей редакции:\n"2. Заместитель - 25".',
     [("2. Заместитель - 20", "2. Заместитель - 25")]),
    ("a row by its words goes", '1) в приложении № 2 строку "Петров - секретарь" исключить.', [("Петров - секретарь\n", "")]),
    ("words in a row", '1) в позиции 3 приложения № 1 цифры "30" заменить цифрами "35".', [("Писарь - 30", "Писарь - 35")]),
    ("a row after a row", '1) приложение № 2 после строки "Петров - секретарь" дополнить строкой следующего содержания:\n"Орлов - '
     'член комиссии".', [("Петров - секретарь\n", "Петров - секретарь\nОрлов - член комиссии\n")]),
    ("a note restated", '1) примечание к статье 3 изложить в следующей редакции:\n"Примечание. Срок исчисляется часами.".',
     [("сутками", "часами")]),
    ("an article brought", '1) дополнить статьей 3.1 следующего содержания:\n"Статья 3.1. Надзор\n\nНадзор ведет прокурор.".',
     [("сутками.\n\n", "сутками.\n\nСтатья 3.1. Надзор\n\nНадзор ведет прокурор.\n\n")]),
    ("a superscript", '1) дополнить статьей 3¹ следующего содержания:\n"Статья 3¹. Надзор\n\nНадзор ведет прокурор.".',
     [("сутками.\n\n", "сутками.\n\nСтатья 3¹. Надзор\n\nНадзор ведет прокурор.\n\n")]),
    ("the first paragraph of a part with points", '1) абзац первый части 2 статьи 1 изложить в следующей редакции:\n"2. Участвуют:".',
     [("2. В пробной службе участвуют:", "2. Участвуют:")]),
    ("a sentence brought", '1) часть 2 статьи 3 дополнить предложением следующего содержания: "Срок считается со дня явки.".',
     [("10 дней.", "10 дней. Срок считается со дня явки.")]),
    ("a letter restated", '1) подпункт "б" статьи 2 изложить в следующей редакции:\n"б) питание и жилье;".', [("б) питание;", "б) питание и жилье;")]),
]


@pytest.mark.parametrize(("items", "pairs"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_text_in_force(items: str, pairs: list[tuple[str, str]]) -> None:
    made = decreelex.apply(BASE, law(items))
    assert [(one.reason, one.message) for one in made.not_applied] == []
    assert made.text == changed(*pairs)


# --- several acts: order, commencement, what contradicts

YEARS = '1) в части 1 статьи 1 слова "один год" заменить словами "{0}".'
NEXT = '1) в части 1 статьи 1 слова "{0}" заменить словами "{1}".'


def dated(text: str, date: str) -> str:
    """Return a law that takes effect on a date of its own."""
    return text.replace("со дня его официального опубликования", f"с {date} года")


def term(made: Consolidation) -> str:
    return made.text.partition("Срок службы составляет ")[2].partition(".")[0]


def test_the_one_that_takes_effect_first_applies_first_whatever_its_number() -> None:
    first = dated(law(NEXT.format("два года", "три года"), number=100), "1 января 2013")
    second = dated(law(YEARS.format("два года"), number=200, day=20), "1 января 2012")
    made = decreelex.apply(BASE, [first, second])
    assert term(made) == "три года"
    assert [(one.act, one.date) for one in made.applied] == [
        ("/akn/ru/act/fz/2011-06-20/200-fz", "2012-01-01"), ("/akn/ru/act/fz/2011-06-01/100-fz", "2013-01-01")]


def test_of_one_day_the_lower_number_applies_first() -> None:
    low, high = law(YEARS.format("два года"), number=99), law(NEXT.format("два года", "три года"), number=100)
    assert term(decreelex.apply(BASE, [high, low])) == "три года"


def test_parts_of_one_law_take_effect_one_after_the_other() -> None:
    items = '1) в части 1 статьи 1 слова "один год" заменить словами "два года";\n2) часть 2 статьи 3 признать утратившей силу.'
    staged = law(items).replace(
        "Настоящий Федеральный закон вступает в силу со дня его официального опубликования.",
        "1. Настоящий Федеральный закон вступает в силу с 1 июля 2011 года, за исключением пункта 2 статьи 1.\n"
        "2. Пункт 2 статьи 1 настоящего Федерального закона вступает в силу с 1 января 2012 года.")
    made = decreelex.apply(BASE, staged)
    assert [(one.modification.source.eid, one.date) for one in made.applied] == [
        ("art_1__point_1", "2011-07-01"), ("art_1__point_2", "2012-01-01")]


def test_one_law_is_read_against_the_text_before_it() -> None:
    made = decreelex.apply(BASE, law('1) в статье 2:\nа) подпункт "а" исключить;\nб) подпункт "б" изложить в следующей редакции:\n'
                                     '"б) жилье;".'))
    assert made.not_applied == ()
    assert "а) форма" not in made.text
    assert "б) жилье;" in made.text


def test_contradictory_laws_of_one_day() -> None:
    made = decreelex.apply(BASE, [dated(law(YEARS.format(f"{n} года"), number=n), "1 января 2012") for n in (2, 3)])
    assert made.text == BASE
    assert reasons(made) == ["contradictory", "contradictory"]
    assert [d.code for d in made.diagnostics if d.code == "modification-contradictory"] == ["modification-contradictory"] * 2


def test_twice_the_same_by_two_laws() -> None:
    made = decreelex.apply(BASE, [dated(law(YEARS.format("два года"), number=n), "1 января 2012") for n in (2, 3)])
    assert term(made) == "два года"
    assert reasons(made) == ["already-applied"]
    assert "modification-repeated" in {d.code for d in made.diagnostics}


def test_twice_the_same_on_two_days() -> None:
    made = decreelex.apply(BASE, [law(YEARS.format("два года"), number=n, day=n) for n in (2, 3)])
    assert (term(made), reasons(made)) == ("два года", ["already-applied"])


def test_a_law_on_another_act_changes_nothing_here() -> None:
    made = decreelex.apply(BASE, law(YEARS.format("два года")).replace("20 марта 2010 года № 40-ФЗ", "20 марта 2009 года № 41-ФЗ"))
    assert (made.text, reasons(made)) == (BASE, ["other-act"])
    assert "41-fz" in made.not_applied[0].message


def test_a_law_whose_target_cannot_be_told_changes_nothing() -> None:
    made = decreelex.apply(BASE, law(YEARS.format("два года")).replace(" от 20 марта 2010 года № 40-ФЗ", ""))
    assert (made.text, reasons(made)) == (BASE, ["act-unresolved"])


def test_a_provision_that_is_not_there() -> None:
    made = decreelex.apply(BASE, law('1) в части 9 статьи 1 слова "один год" заменить словами "два года".'))
    assert (made.text, reasons(made)) == (BASE, ["target-absent"])


def test_a_law_that_amends_itself() -> None:
    own = law(YEARS.format("два года")).replace("20 марта 2010 года № 40-ФЗ", "1 июня 2011 года № 100-ФЗ")
    made = decreelex.apply(own, own)
    assert (made.text, reasons(made)) == (own, ["self-amendment"])
    assert "self-amendment" in {d.code for d in made.diagnostics}


def test_laws_that_amend_each_other_in_a_circle() -> None:
    one = law(YEARS.format("два года"), number=2).replace("20 марта 2010 года № 40-ФЗ", "1 июня 2011 года № 3-ФЗ")
    two = law(YEARS.format("два года"), number=3).replace("20 марта 2010 года № 40-ФЗ", "1 июня 2011 года № 2-ФЗ")
    made = decreelex.apply(BASE, [one, two])
    assert made.text == BASE
    assert "amendment-cycle" in {d.code for d in made.diagnostics}


def test_an_amending_law_is_itself_amended_before_it_amends() -> None:
    later = law('1) в пункте 1 статьи 1 слова "два года" заменить словами "три года".', number=7, day=2).replace(
        "20 марта 2010 года № 40-ФЗ", "1 июня 2011 года № 100-ФЗ")
    made = decreelex.apply(BASE, [dated(law(YEARS.format("два года")), "1 января 2012"), later])
    assert term(made) == "три года"


# --- the act as a whole

REPEALING = law("x").partition("Внести в ")[0] + (
    'Признать утратившим силу Федеральный закон от 20 марта 2010 года № 40-ФЗ "О пробной службе"{scope}.\n\nСтатья 2\n\n'
    "Настоящий Федеральный закон вступает в силу с 1 января 2012 года.\n\nПрезидент\nРоссийской Федерации\nД. Медведев\n\n"
    "Москва, Кремль\n1 июня 2011 года\n№ 100-ФЗ\n")


def test_a_repealed_act_keeps_its_words_and_is_said_to_be_repealed() -> None:
    made = decreelex.apply(BASE, REPEALING.format(scope=""))
    assert made.text == BASE
    assert made.repealed is not None
    assert (made.repealed.act, made.repealed.date, made.repealed.clause) == (
        "/akn/ru/act/fz/2011-06-01/100-fz", "2012-01-01", "art_1")
    assert [one.modification.operation for one in made.applied] == ["repeal"]


def test_a_repealed_act_takes_no_more_changes() -> None:
    later = dated(law(YEARS.format("два года"), number=300), "1 января 2013")
    made = decreelex.apply(BASE, [later, REPEALING.format(scope="")])
    assert (made.text, reasons(made)) == (BASE, ["target-repealed"])


def test_a_partial_repeal_is_kept_and_changes_no_words() -> None:
    made = decreelex.apply(BASE, REPEALING.format(scope=" в части, касающейся денежного довольствия"))
    assert (made.text, reasons(made), made.repealed) == (BASE, ["partial"], None)
    assert made.not_applied[0].modification.scope == "в части, касающейся денежного довольствия"


NEW_LIST = """
Приложение № 1
к Федеральному закону
"О внесении изменений"

"Приложение № 2
к Федеральному закону
"О пробной службе"

СОСТАВ КОМИССИИ

1. Иванов - председатель
2. Орлов - секретарь"
"""


def test_an_appendix_restated_by_an_appendix() -> None:
    made = decreelex.apply(BASE, law("1) приложение № 2 изложить в редакции согласно приложению № 1 к настоящему Федеральному закону.",
                                     after=NEW_LIST))
    assert made.not_applied == ()
    assert made.text == BASE.partition("Иванов")[0] + "1. Иванов - председатель\n2. Орлов - секретарь\n"


def test_the_whole_act_restated() -> None:
    new = "Статья 1. Одно\n\nТекст первый.\n\nСтатья 2. Другое\n\nТекст второй."
    order = REPEALING.partition("Признать")[0] + law("x").partition("Статья 1\n\n")[2].partition("следующие")[0]
    text = (f'{order}изменение, изложив его в следующей редакции:\n"{new}"\n\n'
            "Статья 2" + REPEALING.partition("Статья 2")[2])
    made = decreelex.apply(BASE, text)
    assert made.not_applied == ()
    assert made.text == new
    assert [unit.eid for unit in made.provisions] == ["art_1", "art_2"]
    assert made.work.iri == "/akn/ru/act/fz/2010-03-20/40-fz"


def test_eids_follow_the_numbers_and_wids_remember() -> None:
    made = decreelex.apply(BASE, law('1) дополнить статьей 2.1 следующего содержания:\n"Статья 2.1. Новая\n\nТекст.";\n'
                                     "2) статьи 3 и 4 считать соответственно статьями 4 и 5."))
    assert [(unit.eid, unit.wid) for unit in made.provisions if unit.kind == "article"][2:] == [
        ("art_2.1", decreelex.model.msgspec.UNSET), ("art_4", "art_3"), ("art_5", "art_4")]
    again = decreelex.apply(made, law("1) статью 4 считать статьей 6.", number=101, day=2))
    assert ("art_6", "art_3") in [(unit.eid, unit.wid) for unit in again.provisions]


def test_paragraphs_said_to_move_that_did_not_are_not_applied() -> None:
    made = decreelex.apply(BASE, law("1) в статье 2 абзац второй считать абзацем третьим."))
    assert (made.text, reasons(made)) == (BASE, ["number-differs"])


def test_forms_that_several_cases_share_are_not_guessed() -> None:
    made = decreelex.apply(BASE, law('1) в части 4 статьи 1 слова "федеральный орган" в соответствующем падеже заменить словами '
                                     '"уполномоченная организация" в соответствующем падеже.'))
    assert (made.text, reasons(made)) == (BASE, ["inflection-ambiguous"])


def test_the_answer_says_that_words_were_inflected() -> None:
    made = decreelex.apply(BASE, law('1) по тексту слова "военный комиссариат" в соответствующем падеже заменить словами "пункт '
                                     'отбора" в соответствующем падеже.'))
    assert [one.matched for one in made.applied] == ["inflected"]


# --- retroactive application: the words change on one day, and cover relations that arose before it

SINCE = "и распространяется на правоотношения, возникшие с 1 января 2011 года"


def retroactive(text: str) -> str:
    return dated(text, "1 января 2012").replace("1 января 2012 года", f"1 января 2012 года {SINCE}")


def test_a_change_says_since_when_it_covers_relations() -> None:
    (one,) = decreelex.apply(BASE, retroactive(law(YEARS.format("два года")))).applied
    assert (one.date, one.retroactive) == ("2012-01-01", "2011-01-01")
    assert one.modification.commences is not None
    assert one.modification.commences.retroactive is not None
    assert one.modification.commences.retroactive.text == "1 января 2011 года"


@pytest.mark.parametrize("clause", [
    "Действие пункта 1 статьи 1 настоящего Федерального закона распространяется на правоотношения, возникшие с 1 января 2011 года.",
    'Действие положений статьи 1 Федерального закона от 20 марта 2010 года № 40-ФЗ "О пробной службе" (в редакции настоящего '
    "Федерального закона) распространяется на правоотношения, возникшие с 1 января 2011 года.",
])
def test_a_clause_of_its_own_on_an_instruction_or_on_what_it_changes(clause: str) -> None:
    text = dated(law(f"{YEARS.format('два года')[:-1]};\n2) часть 2 статьи 3 признать утратившей силу."), "1 января 2012")
    text = text.replace("Настоящий Федеральный закон вступает", "1. Настоящий Федеральный закон вступает")
    text = text.replace("2012 года.", f"2012 года.\n2. {clause}")
    assert [(one.date, one.retroactive) for one in decreelex.apply(BASE, text).applied] == [
        ("2012-01-01", "2011-01-01"), ("2012-01-01", None)]
