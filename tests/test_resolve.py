"""Citations in context: own, relative, of the act that a list is about; effects that their place decides."""

from __future__ import annotations

from collections.abc import Iterator

from decreelex import build, resolve
from decreelex.model import Expression, Provision
from decreelex.text import from_str

HEAD = "УКАЗ\nПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ\n\nО мерах\n\nпостановляю:\n\n"
FOOT = "\n\nПрезидент Российской Федерации В.Путин\n\nМосква, Кремль\n1 декабря 2026 года\n№ 900\n"
LAW = 'Федеральный закон от 5 мая 2018 г. № 100-ФЗ "О внесении изменений"\n\n'
OWN = "/akn/ru/act/ukaz/2026-12-01/900"
MOBILIZATION = "/akn/ru/act/fz/1997-02-26/31-fz"


def parsed(text: str) -> Expression:
    return resolve.resolve(build.build(from_str(text), language="rus"))


def decree(text: str) -> Expression:
    return parsed(HEAD + text + FOOT)


def units(provisions: tuple[Provision, ...]) -> Iterator[Provision]:
    for one in provisions:
        yield one
        yield from units(one.children)


def cited(expression: Expression) -> dict[str, list[tuple[str | None, str | None]]]:
    return {p.eid: [(c.iri, c.eid) for c in p.citations if c.kind != "gazette"]
            for p in units(expression.provisions) if p.citations}


def as_cited(expression: Expression) -> dict[str, list[tuple[str | None, str | None]]]:
    """Return the references by the words that cite."""
    found: dict[str, list[tuple[str | None, str | None]]] = {}
    for one in (c for p in units(expression.provisions) for c in p.citations):
        found.setdefault(one.text, []).append((one.iri, one.eid))
    return found


def done(expression: Expression) -> list[tuple[str, str, list[str]]]:
    return [(p.eid, e.kind, [f"{c.iri}#{c.eid or ''}" for c in e.targets])
            for p in units(expression.provisions) for e in p.effects]


def test_the_act_cites_itself() -> None:
    found = cited(decree("1. Меры принять.\n\n2. Пункт 1 настоящего Указа и пункт 3 действуют.\n\n"
                         "3. Настоящий Указ вступает в силу со дня его подписания."))
    assert found == {"point_2": [(OWN, "point_1"), (OWN, "point_3")], "point_3": [(OWN, None)]}


def test_this_article_is_the_one_in_which_it_stands() -> None:
    found = cited(parsed(LAW + "Статья 1\n\n1. Первое.\n\n2. Применяется часть 1 настоящей статьи и часть 2 статьи 2.\n\n"
                               "Статья 2\n\n1. Одно.\n\n2. Другое.\n"))
    law = "/akn/ru/act/fz/2018-05-05/100-fz"
    assert found == {"art_1__part_2": [(law, "art_1__part_1"), (law, "art_2__part_2")]}


def test_lists_of_an_amending_act() -> None:
    found = parsed(LAW + 'Внести в Федеральный закон от 26 февраля 1997 г. № 31-ФЗ "О мобилизационной подготовке и '
                         'мобилизации в Российской Федерации" следующие изменения:\n\n1) в статье 27:\n\n'
                         "а) в части 1 пункт 2 признать утратившим силу;\n\nб) дополнить частью 3;\n\n"
                         "2) часть 2 статьи 5 признать утратившей силу.\n")
    references = [one for some in cited(found).values() for one in some]
    assert references == [(MOBILIZATION, None), (MOBILIZATION, "art_27"), (MOBILIZATION, "art_27__part_1__point_2"),
                          (MOBILIZATION, "art_27__part_3"), (MOBILIZATION, "art_5__part_2")]
    assert [targets for _, kind, targets in done(found) if kind == "repeal"] == [
        [f"{MOBILIZATION}#art_27__part_1__point_2"], [f"{MOBILIZATION}#art_5__part_2"]]


def test_amended_in_one_sentence() -> None:
    found = decree('1. Внести в Указ Президента Российской Федерации от 24 сентября 2022 г. № 664 "О предоставлении '
                   'отсрочки" изменение, исключив подпункт "б" пункта 1.')
    act = "/akn/ru/act/ukaz/2022-09-24/664"
    assert cited(found) == {"point_1": [(act, None), (act, "point_1__item_б")]}


def test_the_act_named_before() -> None:
    found = decree("1. Применять Федеральный закон от 26 февраля 1997 г. № 31-ФЗ.\n\n"
                   "2. Указанный Федеральный закон опубликован.\n\n3. Указанный Указ опубликован.")
    assert cited(found)["point_2"] == [(MOBILIZATION, None)]
    last = [c for p in units(found.provisions) if p.eid == "point_3" for c in p.citations]
    assert [(c.iri, bool(c.unresolved)) for c in last] == [(None, True)]


def test_a_decree_without_issuer_in_a_decree() -> None:
    found = decree("1. Отменить Указ от 21 сентября 2022 г. № 647.")
    assert done(found) == [("point_1", "repeal", ["/akn/ru/act/ukaz/2022-09-21/647#"])]


def test_members_of_a_list_of_repeals() -> None:
    found = decree('1. Признать утратившими силу:\n\nа) Указ Президента Российской Федерации от 5 мая 2022 г. № 252 '
                   '"О мерах";\n\nб) пункты 1 и 2 Указа Президента Российской Федерации от 6 мая 2022 г. № 253;\n\n'
                   "в) Указ Президента Российской Федерации от 7 мая 2022 г. № 254 в части, касающейся выплат.")
    assert done(found) == [
        ("point_1__item_а", "repeal", ["/akn/ru/act/ukaz/2022-05-05/252#"]),
        ("point_1__item_б", "repeal", ["/akn/ru/act/ukaz/2022-05-06/253#point_1", "/akn/ru/act/ukaz/2022-05-06/253#point_2"]),
        ("point_1__item_в", "repeal", ["/akn/ru/act/ukaz/2022-05-07/254#"])]
    assert [e.qualifier for p in units(found.provisions) for e in p.effects] == [None, None, "partial"]


def test_what_others_are_told_is_no_effect() -> None:
    found = decree("1. Разрешить мэру Москвы:\n\nа) прекратить чрезвычайное положение;\n\nб) отменить меры.\n\n"
                   "2. Правительству Российской Федерации:\n\nа) отменить военное положение.")
    assert done(found) == []
    assert [d.code for d in found.diagnostics if d.code.startswith("effect")] == ["effect-ordered", "effect-ordered"]


def test_what_a_neutral_lead_opens_is_an_effect() -> None:
    found = decree("1. Установить, что:\n\nа) частичная мобилизация прекращается с 1 декабря 2026 г.;\n\n"
                   "б) граждане увольняются.")
    assert done(found) == [("point_1__item_а", "cancellation", [])]


def test_resolving_twice_changes_nothing() -> None:
    once = decree("1. Признать утратившими силу:\n\nа) Указ Президента Российской Федерации от 5 мая 2022 г. № 252.\n\n"
                  "2. Пункт 1 настоящего Указа вступает в силу с 1 января 2027 г.")
    assert resolve.resolve(once) == once


def test_a_provision_that_the_act_has_not_is_not_taken_for_its_own() -> None:
    """A ruling speaks of articles of codes that it does not name again; its own it has none."""
    read = decree("1. Объявить меры.\n2. Пункт 1 применяется с учетом статьи 548 и пункта 7.\n3. Абзац второй пункта 2.")
    found = {c.text: (c.iri, bool(c.unresolved)) for p in units(read.provisions) for c in p.citations}
    assert found["Пункт 1"] == (OWN, False)
    assert found["статьи 548"] == (None, True)
    assert found["пункта 7"] == (None, True)
    assert found["Абзац второй пункта 2"] == (OWN, False)


AMENDING = LAW + """Статья 1

Внести в Основы законодательства Российской Федерации о нотариате от 11 февраля 1993 года N 4462-I следующие изменения:
1) часть пятую статьи 12 дополнить пунктом 2 следующего содержания:
"2) признания банкротом.";
2) статью 55 изложить в следующей редакции:
"Статья 55. Удостоверение договоров
Договоры удостоверяются.";
3) в статье 86:
а) части первую и вторую признать утратившими силу.

Статья 2

Порядок, указанный в статье 1, применяется.

Президент Российской Федерации В.Путин
"""


def test_an_amended_act_without_reference_is_not_the_amending_one() -> None:
    """Article 55 and point 2 stand in the law too: quoted, or by accident of number. It speaks of another act's."""
    expression = parsed(AMENDING)
    found = as_cited(expression)
    assert found["статью 55"] == [(None, "art_55")]
    assert found["пунктом 2"] == [(None, "point_2")]
    assert found["статье 86"] == [(None, "art_86")]
    assert found["части первую и вторую"] == [(None, "art_86__part_1"), (None, "art_86__part_2")]
    assert found["статье 1"] == [("/akn/ru/act/fz/2018-05-05/100-fz", "art_1")]
    (repeal,) = [effect for p in units(expression.provisions) for effect in p.effects if effect.kind == "repeal"]
    assert [(target.iri, target.eid) for target in repeal.targets] == [(None, "art_86__part_1"), (None, "art_86__part_2")]


def test_an_order_without_an_act_is_not_about_the_act_at_hand() -> None:
    """The heading that names the act is lost: nothing says whose point 2 it is. A place where something stands is the own one's."""
    found = as_cited(decree("1. Пункт 2 изложить в следующей редакции:\n\"2. Слова.\".\n2. Указанное в пункте 1 исполнить."))
    assert found["Пункт 2"] == [(None, "point_2")]
    assert found["пункте 1"] == [(OWN, "point_1")]


def test_an_appendix_amends_the_act_that_its_approval_names() -> None:
    text = ("1. Утвердить прилагаемые изменения, которые вносятся в Указ Президента Российской Федерации от 16 сентября 1999 г. "
            "№ 1237 \"Вопросы прохождения военной службы\".")
    listed = ("\n\nУТВЕРЖДЕНЫ\nУказом Президента\nРоссийской Федерации\nот 1 декабря 2026 г. № 900\n\nИЗМЕНЕНИЯ\n\n"
              "1. В пункте 3:\nа) подпункт \"б\" признать утратившим силу.\n2. Дополнить пунктом 1 следующего содержания:\n"
              "\"1. Слова.\".\n")
    found = as_cited(parsed(HEAD + text + FOOT + listed))
    amended = "/akn/ru/act/ukaz/1999-09-16/1237"
    assert found["пункте 3"] == [(amended, "point_3")]
    assert found['подпункт "б"'] == [(amended, "point_3__item_б")]
    assert found["пунктом 1"] == [(amended, "point_1")]


def test_this_law_in_words_put_into_another_is_that_other() -> None:
    """The marks inside the words do not pair up, so that they are not passed over as a quotation."""
    text = LAW + ('Статья 1\n\nВнести в Федеральный закон от 26 февраля 1997 года № 31-ФЗ "О мобилизационной подготовке" следующие '
                  'изменения:\n1) в статье 19:\nа) в части 2 слова "на сайте в сети "Сеть", указанном в части 1 статьи 23 настоящего '
                  'Федерального закона" заменить словами "в системе, указанной в статье 24 настоящего Федерального закона, в сети "Сеть";\n')
    expression = parsed(text)
    inserted = [c for p in units(expression.provisions) for c in p.citations if "настоящего" in c.text]
    assert {(c.iri, c.eid, c.own) for c in inserted} == {(MOBILIZATION, "art_24", False)}
    assert as_cited(expression)["статье 19"] == [(MOBILIZATION, "art_19")]


def test_who_is_told_to_amend_an_act_repeals_nothing() -> None:
    """Under "Внести в …" the act itself repeals; under "Правительству внести в …" somebody else is to."""
    head = "Основы законодательства Российской Федерации о нотариате от 11 февраля 1993 года N 4462-I следующие изменения:"
    items = "\nа) части первую и вторую статьи 8 признать утратившими силу;\nб) статью 9 признать утратившей силу."
    own, others = (done(decree(f"1. {words} в {head}{items}")) for words in ("Внести", "Правительству Российской Федерации внести"))
    assert [row[:2] for row in own] == [("point_1__item_а", "repeal"), ("point_1__item_б", "repeal")]
    assert others == []
