"""Applying modifications: exactly or not at all. Expected texts are written from the rules of drafting, by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decreelex import api, consolidation
from decreelex.changes import Consolidation
from decreelex.consolidation import Act, Order
from decreelex.model import Expression, Modification, ModificationSource, ModificationTarget, Position, Provision, Step, Work
from decreelex.span import Span

BASE = "/akn/ru/act/fz/2020-01-01/1-fz"
LAW = "/akn/ru/act/fz/2021-01-01/2-fz"
TEXT = """Статья 1. Общие положения
1. Срок службы составляет один год. Срок исчисляется со дня призыва.
2. Призыву подлежат граждане:
а) годные к службе;
б) достигшие 18 лет.
3. Отсрочка предоставляется студентам; отсрочка не предоставляется иным лицам.

Статья 2. Порядок призыва
1. Призыв проводится комиссией - органом округа "Север".
2. Решение комиссии объявляется гражданину.
Примечание. Комиссия действует постоянно.
"""


def expression(text: str = TEXT, iri: str | None = BASE) -> Expression:
    made = api.parse(text)
    return Expression(Work(iri), *[getattr(made, f) for f in made.__struct_fields__[1:]])


def order(operation: str, eid: str | None, *, act: str | None = LAW, date: str | None = None, part: str | None = None,
          iri: str | None = BASE, **fields: Any) -> Order:
    target = ModificationTarget(iri, eid, eid or "акт", part=part)
    return Order(Modification(operation, ModificationSource("art_1", Span(0, 1)), target, **fields), act, date)


def apply(*orders: Order, text: str = TEXT, strict: bool = False) -> Consolidation:
    made = consolidation.apply(expression(text), text, orders, strict=strict)
    sound(made)
    return made


def walk(units: Sequence[Provision]) -> Iterator[Provision]:
    for unit in units:
        yield unit
        yield from walk(unit.children)


def sound(made: Consolidation) -> None:
    """Every word of the model stands where it says, inside its parent, and no eId is there twice."""
    units = list(walk(made.provisions))
    assert all(u.text == made.text[u.text_span.start : u.text_span.end] for u in units)
    assert all(u.span.start <= c.span.start and c.span.end <= u.span.end for u in units for c in u.children)
    assert len({u.eid for u in units}) == len(units)
    assert made.source.length == len(made.text)


def reasons(made: Consolidation) -> list[str]:
    return [n.reason for n in made.not_applied]


def number(kind: str, num: str) -> dict[str, Any]:
    return {"units": (Step(kind, num),), "position": Position("number")}


# What one modification does. (orders, words before, words after)
DONE = [
    (order("substitution", "art_1__part_1", old="один год", new="два года"), "один год.", "два года."),
    (order("substitution", "art_1__part_2__point_б", old="18", new="21"), "достигшие 18 лет", "достигшие 21 лет"),
    (order("substitution", "art_1__part_1", old="Срок", new="Период", part="sentence 2"), "Срок исч", "Период исч"),
    (order("substitution", "art_1", old="Общие", new="Основные", part="heading"), "1. Общие", "1. Основные"),
    (order("substitution", "art_1__part_3", old="отсрочка", new="льгота"), "; отсрочка", "; льгота"),
    (order("insertion", "art_1__part_2__item_а", new="военной", position=Position("before", "службе")),
     "к службе", "к военной службе"),
    (order("insertion", "art_1__part_1", new=", а для добровольцев - два года", position=Position("after", "один год")),
     "один год.", "один год, а для добровольцев - два года."),
    (order("insertion", "art_1__part_2__item_б", new="и старше", position=Position("end")), "18 лет.", "18 лет и старше."),
    (order("insertion", "art_2__part_2", new="Срок - три дня.", units=(Step("sentence", ""),), position=Position("end")),
     "гражданину.\n", "гражданину. Срок - три дня.\n"),
    (order("insertion", "art_1__part_2__al_1", new="мужского пола", position=Position("after", "граждане")),
     "граждане:", "граждане мужского пола:"),
    (order("repeal", "art_1__part_3", old="; отсрочка не предоставляется иным лицам"),
     "студентам; отсрочка не предоставляется иным лицам.", "студентам."),
    (order("repeal", "art_2__part_2", old="комиссии"), "Решение комиссии объ", "Решение объ"),
    (order("repeal", "art_1__part_3"),
     "3. Отсрочка предоставляется студентам; отсрочка не предоставляется иным лицам.\n", "3.\n"),
    (order("repeal", "art_1__part_1", part="sentence 2"), "год. Срок исчисляется со дня призыва.", "год."),
    (order("insertion", "art_1", new="2¹. Призыв женщин не проводится.", **number("part", "2.1")),
     "лет.\n3.", "лет.\n2¹. Призыв женщин не проводится.\n3."),
    (order("insertion", "art_2", new="3. Решение обжалуется.", **number("part", "3")),
     "гражданину.\nПрим", "гражданину.\n3. Решение обжалуется.\nПрим"),
    (order("insertion", "art_1__part_2", new="а.1) изъявившие желание;", **number("point", "а.1")),
     "к службе;\nб)", "к службе;\nа.1) изъявившие желание;\nб)"),
    (order("insertion", None, new="Статья 1¹. Цели\nЦель - оборона.", **number("article", "1.1")),
     "лицам.\n\nСтатья 2", "лицам.\n\nСтатья 1¹. Цели\nЦель - оборона.\n\nСтатья 2"),
    (order("insertion", None, new="Статья 3. Сроки\nСроки - год.", **number("article", "3")),
     "постоянно.\n", "постоянно.\n\nСтатья 3. Сроки\nСроки - год.\n"),
    (order("insertion", "art_2__part_1", new="Комиссия собирается ежедневно.", units=(Step("alinea", ""),),
           position=Position("end")), '"Север".\n', '"Север".\nКомиссия собирается ежедневно.\n'),
    (order("replacement", "art_2__note_1", new="Примечания. 1. Комиссия созывается.\n2. Кворум - трое."),
     "Примечание. Комиссия действует постоянно.", "Примечания. 1. Комиссия созывается.\n2. Кворум - трое."),
    (order("replacement", "art_1__part_2__point_б", new="б) достигшие 21 года."),
     "б) достигшие 18 лет.", "б) достигшие 21 года."),
    (order("renumbering", "art_2__part_2", units=(Step("part", "3"),)), "2. Решение", "3. Решение"),
]


@pytest.mark.parametrize(("one", "before", "after"), DONE)
def test_one_modification_changes_its_words_and_nothing_else(one: Order, before: str, after: str) -> None:
    assert TEXT.count(before) == 1
    made = apply(one)
    assert made.text == TEXT.replace(before, after)
    assert len(made.applied) == 1
    assert not made.not_applied


REFUSED = [
    (order("substitution", "art_7__part_1", old="а", new="б"), "target-absent"),
    (order("insertion", "art_332", new="2. Новое.", **number("part", "2")), "target-absent"),
    (order("substitution", "art_1__part_1", old="нет таких слов вовсе", new="б"), "anchor-absent"),
    (order("substitution", "art_1__part_1", old="составляет один месяц", new="б"), "old-words-differ"),
    (order("substitution", "art_1__part_1", old="Срок", new="Период"), "anchor-ambiguous"),
    (order("substitution", "art_1__part_1", old="два года", new="один год"), "already-applied"),
    (order("insertion", "art_1__part_1", new="службы", position=Position("after", "Срок")), "anchor-ambiguous"),
    (order("insertion", "art_2__part_1", new="проводится", position=Position("after", "Призыв")), "already-applied"),
    (order("insertion", "art_2", new="2. Решение комиссии объявляется гражданину.", **number("part", "2")), "already-applied"),
    (order("insertion", "art_2", new="2. Иное.", **number("part", "2")), "target-exists"),
    (order("insertion", "art_2", new="4. Иное.", **number("part", "3")), "new-differs"),
    (order("replacement", "art_2__part_2", new="2. Решение комиссии объявляется гражданину."), "already-applied"),
    (order("substitution", "art_1", old="быстро", new="медленно", inflected=True), "inflection-unknown"),
    (order("substitution", "art_2", old="полиция", new="милиция", inflected=True), "anchor-absent"),
    (order("substitution", "art_1__part_1", old="год", new="неделя", inflected=True), "inflection-ambiguous"),
    (order("suspension", "art_1"), "suspension"),
    (order("repeal", "art_1", scope="касающейся студентов"), "partial"),
    (order("join", "art_1"), "words-missing"),
    (order("split", "art_1"), "words-missing"),
    (order("move", "art_1"), "operation-unsupported"),
    (order("insertion", "art_2__part_1", new="Новое.", **number("al", "7")), "number-differs"),
    (order("repeal", "art_1", part="row 7"), "target-absent"),
    (order("substitution", "art_1__part_1", old="год", new="б", iri="/akn/ru/act/fz/1999-01-01/9-fz"), "other-act"),
    (order("substitution", "art_1__part_1", old="год", new="б", iri=None), "act-unresolved"),
    (order("substitution", "art_1__part_1", old="один год", new="б", act=BASE), "self-amendment"),
    (order("substitution", "art_1__part_1", old="од", new="б"), "anchor-absent"),
]


@pytest.mark.parametrize(("one", "reason"), REFUSED)
def test_what_does_not_fit_exactly_is_not_applied(one: Order, reason: str) -> None:
    made = apply(one)
    assert reasons(made) == [reason]
    assert made.text == TEXT
    assert not made.applied


APPROVING = """УКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ
Об утверждении Положения
1. Утвердить Положение. Срок - год.
2. Прочее.

Президент Российской Федерации В.Путин

Москва, Кремль
1 января 2020 года
№ 1

УТВЕРЖДЕНО
Указом Президента
Российской Федерации

ПОЛОЖЕНИЕ
1. Положение действует. Срок - год.
"""


def in_document(name: str) -> Order:
    target = ModificationTarget(BASE, "point_1", "пункт 1", document=name)
    return Order(Modification("substitution", ModificationSource("art_1", Span(0, 1)), target, "Срок - год", "Срок - месяц"), LAW)


def test_a_change_of_an_approved_act_lands_in_the_appendix_and_never_in_the_decree() -> None:
    made = apply(in_document("Положение"), text=APPROVING)
    assert made.text == APPROVING.replace("действует. Срок - год", "действует. Срок - месяц")
    assert reasons(apply(in_document("Положение"))) == ["target-absent"]


def test_differing_words_are_shown() -> None:
    made = apply(order("substitution", "art_1__part_1", old="Срок службы составляет один месяц.", new="-"))
    difference = made.not_applied[0].difference
    assert difference is not None
    assert difference.found == "Срок службы составляет один год."


def test_blanks_quotes_and_dashes_may_differ_and_the_answer_says_so() -> None:
    made = apply(order("substitution", "art_2__part_1", old="комиссией — органом  округа «Север»", new="штабом"))
    assert made.text == TEXT.replace('комиссией - органом округа "Север"', "штабом")
    assert made.applied[0].matched == "folded"
    assert apply(DONE[0][0]).applied[0].matched == "literal"


def test_all_places_where_the_instruction_means_all() -> None:
    made = apply(order("substitution", "art_1__part_1", old="Срок", new="Период", everywhere=True))
    assert made.text == TEXT.replace("Срок службы", "Период службы").replace("Срок исч", "Период исч")


def test_the_instructions_of_one_act_are_read_against_the_text_before_it() -> None:
    swap = (order("substitution", "art_1__part_1", old="один год", new="два года"),
            order("substitution", "art_1__part_1", old="два года", new="три года"))
    made = apply(*swap)
    assert "составляет два года." in made.text
    assert reasons(made) == ["anchor-absent"] or reasons(made) == ["old-words-differ"]


def test_acts_apply_by_commencement_and_not_by_the_order_given() -> None:
    later = order("substitution", "art_1__part_1", old="два года", new="три года", act="b", date="2022-01-01")
    first = order("substitution", "art_1__part_1", old="один год", new="два года", act="a", date="2021-01-01")
    assert "составляет три года." in apply(later, first).text


def test_a_new_number_is_free_where_the_same_act_moves_the_old_one() -> None:
    made = apply(order("insertion", "art_1", new="3. Новая часть.", **number("part", "3")),
                 order("renumbering", "art_1__part_3", units=(Step("part", "4"),)))
    assert "3. Новая часть.\n4. Отсрочка" in made.text
    moved = next(u for u in walk(made.provisions) if u.eid == "art_1__part_4")
    assert moved.wid == "art_1__part_3"
    assert next(u for u in walk(made.provisions) if u.eid == "art_1__part_3").text == "Новая часть."


def test_eids_below_a_renumbered_unit_follow_and_remember() -> None:
    made = apply(order("renumbering", "art_1__part_2", units=(Step("part", "5"),)))
    item = next(u for u in walk(made.provisions) if u.eid == "art_1__part_5__item_а")
    assert item.wid == "art_1__part_2__item_а"


def test_a_repealed_unit_keeps_its_number_and_takes_no_more_changes() -> None:
    made = apply(order("repeal", "art_1__part_3", date="2021-01-01", act="a"),
                 order("substitution", "art_1__part_3", old="студентам", new="всем", date="2022-01-01", act="b"))
    assert reasons(made) == ["target-repealed"]
    unit = next(u for u in walk(made.provisions) if u.eid == "art_1__part_3")
    assert (unit.status, unit.text, unit.num) == ("repealed", "", "3.")


def test_twice_the_same() -> None:
    one = {"old": "один год", "new": "два года", "date": "2021-01-01"}
    made = apply(order("substitution", "art_1__part_1", act="a", **one), order("substitution", "art_1__part_1", act="b", **one))
    assert reasons(made) == ["already-applied"]
    assert "два года" in made.text
    assert "modification-repeated" in {d.code for d in made.diagnostics}


def test_contradictory_ones_on_one_day_are_both_refused() -> None:
    day = {"old": "один год", "date": "2021-01-01"}
    made = apply(order("substitution", "art_1__part_1", act="a", new="два года", **day),
                 order("substitution", "art_1__part_1", act="b", new="три года", **day))
    assert reasons(made) == ["contradictory", "contradictory"]
    assert made.text == TEXT
    assert "modification-contradictory" in {d.code for d in made.diagnostics}


def test_overlapping_ones_of_one_act_are_both_refused() -> None:
    made = apply(order("replacement", "art_1__part_1", new="1. Иное."), order("repeal", "art_1"))
    assert reasons(made) == ["contradictory", "contradictory"]
    assert made.text == TEXT


def test_strict_is_all_or_nothing() -> None:
    made = apply(DONE[0][0], REFUSED[0][0], strict=True)
    assert made.text == TEXT
    assert not made.applied
    assert sorted(reasons(made)) == ["strict", "target-absent"]
    assert apply(DONE[0][0], next(one for one, why in REFUSED if why == "other-act"), strict=True).applied


def test_citations_of_changed_words_are_read_anew() -> None:
    cited = "статьей 5 Федерального закона от 26 февраля 1997 г. № 31-ФЗ"
    made = apply(order("insertion", "art_2__part_1", new=f"в соответствии со {cited}", position=Position("end")))
    unit = next(u for u in walk(made.provisions) if u.eid == "art_2__part_1")
    assert [c.iri for c in unit.citations] == ["/akn/ru/act/fz/1997-02-26/31-fz"]
    assert unit.citations[0].span.of(made.text) == unit.citations[0].text


def test_an_excerpt_is_taken_for_the_one_act_that_is_amended() -> None:
    base = expression(iri=None)
    known, found = consolidation.identified(base, [DONE[0][0]])
    assert known.work.iri == BASE
    assert [d.code for d in found] == ["base-assumed"]
    other = order("substitution", "art_1__part_1", old="x", new="y", iri="/akn/ru/act/fz/1999-01-01/9-fz")
    assert [d.code for d in consolidation.identified(base, [DONE[0][0], other])[1]] == ["base-unidentified"]


def test_the_text_of_an_expression_is_put_together_again() -> None:
    base = expression()
    assert consolidation.rebuilt(base) == (TEXT, ())


def test_an_act_that_is_amended_itself_is_amended_first_and_a_circle_is_reported() -> None:
    def act(iri: str, target: str, old: str, new: str) -> Act:
        text = f"1. Заменить {old} на {new}.\n"
        made = expression(text, iri)
        m = Modification("substitution", ModificationSource("point_1", Span(0, 1)),
                         ModificationTarget(target, "point_1", "п"), old, new)
        unit = made.provisions[0]
        changed = Provision(**{f: getattr(unit, f) for f in unit.__struct_fields__} | {"modifications": (m,)})
        return Act(Expression(*[(changed,) if f == "provisions" else getattr(made, f) for f in made.__struct_fields__]), text)

    def reread(text: str, old: Expression) -> Expression:
        seen.append(text)
        return old

    seen: list[str] = []
    one, two = act("a", "b", "кошка", "собака"), act("b", BASE, "кошка", "мышь")
    assert consolidation.settle([one, two], lambda *_: None, reread).diagnostics == ()
    assert seen == ["1. Заменить собака на мышь.\n"]
    round_ = consolidation.settle([one, act("b", "a", "x", "y")], lambda *_: None, reread)
    assert [d.code for d in round_.diagnostics] == ["amendment-cycle"]
    assert len(round_.orders) == 2


WORDS = st.text(st.sampled_from("абвгде жзик"), min_size=1, max_size=12).map(lambda w: " ".join(w.split())).filter(bool)
PARTS = st.lists(WORDS, min_size=1, max_size=5)


def law(articles: list[list[str]]) -> str:
    return "\n".join(f"Статья {n}. О деле\n" + "".join(f"{k}. {w}, {n}{k}x.\n" for k, w in enumerate(parts, 1))
                     for n, parts in enumerate(articles, 1))


@given(st.lists(PARTS, min_size=1, max_size=4), WORDS, st.data())
def test_a_substitution_and_its_inverse_restore_the_text(articles: list[list[str]], new: str, data: st.DataObject) -> None:
    text = law(articles)
    n = data.draw(st.integers(1, len(articles)))
    k = data.draw(st.integers(1, len(articles[n - 1])))
    mark = f"{n}{k}x"
    there = order("substitution", f"art_{n}__part_{k}", old=mark, new=f"{new} z", act="a", date="2021-01-01")
    back = order("substitution", f"art_{n}__part_{k}", old=f"{new} z", new=mark, act="b", date="2022-01-01")
    once = apply(there, text=text)
    assert once.text == text.replace(f"{mark}.", f"{new} z.")
    assert apply(there, back, text=text).text == text


@given(st.lists(PARTS, min_size=1, max_size=4), WORDS, st.data())
def test_what_an_insertion_brings_is_all_that_it_changes(articles: list[list[str]], new: str, data: st.DataObject) -> None:
    text = law(articles)
    n = data.draw(st.integers(1, len(articles)))
    k = len(articles[n - 1]) + 1
    made = apply(order("insertion", f"art_{n}", new=f"{k}. {new}.", **number("part", str(k))), text=text)
    added = next(u for u in walk(made.provisions) if u.eid == f"art_{n}__part_{k}")
    assert made.text[: added.span.start - 1] + made.text[added.span.end :] == text
    old = {u.eid: u.text for u in walk(expression(text).provisions)}
    assert {u.eid: u.text for u in walk(made.provisions) if u.eid in old} == old
    assert [u.eid for u in walk(made.provisions) if u.eid not in old] == [f"art_{n}__part_{k}"]


@given(st.lists(PARTS, min_size=1, max_size=4), st.data())
def test_the_tree_is_the_one_a_parse_of_the_new_text_gives(articles: list[list[str]], data: st.DataObject) -> None:
    text = law(articles)
    n = data.draw(st.integers(1, len(articles)))
    k = len(articles[n - 1]) + 1
    made = apply(order("insertion", f"art_{n}", new=f"{k}. Новое дело.", **number("part", str(k))),
                 order("substitution", f"art_{n}__part_1", old=f"{n}1x", new="иное"), text=text)
    assert made.provisions == api.parse(made.text).provisions
