"""Annotations: formats carry every place as they define it, people go before the machine, spaCy gets spans and more."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.tokens import DocBin

import decreelex
from decreelex import annotation
from decreelex.annotation import FORMATS, Annotated, agreement, component, merge
from decreelex.errors import InputError
from decreelex.span import Span

TEXTS = Path(__file__).resolve().parents[1] / "texts"
GOLDEN = Path(__file__).resolve().parent / "golden"
# Characters of two UTF-16 units, a letter of two code points (и + breve), CRLF, a line break inside a provision.
HARD = (
    "УКАЗ 🏛️ ПРЕЗИДЕНТА\r\n\r\n1. Правительству Российскои\u0306 Федерации 👩‍⚖️ до 1 марта 2031 г. обеспечить призыв граждан.\r\n\r\n"
    "2. 🚀 Гражданам, состоящим\r\nна воинском учете, воспрещается выезд.\r\n\r\n"
    "3. Настоящий Указ вступает в силу со дня его подписания 🏁.\r\n"
)


@pytest.fixture(scope="module")
def made() -> Annotated:
    return decreelex.annotate(decreelex.parse(HARD, lang="ru"))


def places(made: Annotated) -> set[tuple[str, int, int]]:
    return {(one.label, one.span.start, one.span.end) for one in made.annotations}


def test_the_hard_text_is_annotated_with_its_own_words(made: Annotated) -> None:
    words = {(one.label, one.text) for one in made.annotations}
    assert {("DEADLINE", "до 1 марта 2031 г."), ("MODALITY", "обеспечить"), ("MODALITY", "воспрещается"), ("BEARER", "Гражданам"),
            ("CITATION", "Настоящий Указ"), ("COMMENCEMENT", "вступает в силу со дня его подписания")} <= words
    assert all(HARD[one.span.start : one.span.end] == one.text for one in made.annotations)


@pytest.mark.parametrize("form", [name for name, one in FORMATS.items() if one.read])
def test_every_format_comes_back_as_it_went(form: str, made: Annotated) -> None:
    data = annotation.write(made, HARD, form)
    if form == "labelstudio":
        data = data.replace(b'"predictions"', b'"annotations"')  # as when a person has submitted them unchanged
    back, links, _ = annotation.read(data, HARD)
    assert {(one.label, one.span.start, one.span.end) for one in back} == places(made)
    assert all(one.by == "person" for one in back)
    if form != "csv":
        assert len(links) == len(made.links) > 0


def test_web_annotation_by_its_own_rule(made: Annotated) -> None:
    """Positions are code points; a quote with its prefix and suffix finds the same place."""
    page = json.loads(annotation.write(made, HARD, "w3c"))
    marks = [item for item in page["items"] if item["motivation"] == "tagging"]
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert len(marks) == len(made.annotations)
    for item in marks:
        position, quote = item["target"]["selector"]
        points = list(HARD)
        assert "".join(points[position["start"] : position["end"]]) == quote["exact"]
        whole = quote["prefix"] + quote["exact"] + quote["suffix"]
        assert HARD.index(whole) + len(quote["prefix"]) == position["start"]


def test_a_web_annotation_without_position_is_found_by_its_quote(made: Annotated) -> None:
    page = json.loads(annotation.write(made, HARD, "w3c"))
    for item in page["items"]:
        if item["motivation"] == "tagging":
            item["target"]["selector"] = item["target"]["selector"][1]
    back, *_ = annotation.read(json.dumps(page).encode(), HARD)
    assert {(one.label, one.span.start, one.span.end) for one in back} == places(made)


def test_doccano_by_its_own_rule(made: Annotated) -> None:
    line = json.loads(annotation.write(made, HARD, "doccano"))
    ids = {one["id"] for one in line["entities"]}
    for entity, one in zip(line["entities"], made.annotations, strict=True):
        assert line["text"][entity["start_offset"] : entity["end_offset"]] == one.text
    assert all({relation["from_id"], relation["to_id"]} <= ids for relation in line["relations"])


def test_label_studio_in_code_points_and_in_units(made: Annotated) -> None:
    """Older releases of that tool count UTF-16 units; its words say which it was."""
    task = json.loads(annotation.write(made, HARD, "labelstudio"))[0]
    regions = [one for one in task["predictions"][0]["result"] if one["type"] == "labels"]
    for region in regions:
        value = region["value"]
        assert task["data"]["text"][value["start"] : value["end"]] == value["text"]
        for name in ("start", "end"):
            value[name] = len(HARD[: value[name]].encode("utf-16-le")) // 2
    task["annotations"] = task.pop("predictions")
    back, *_ = annotation.read(json.dumps([task]).encode(), HARD)
    assert {(one.label, one.span.start, one.span.end) for one in back} == places(made)


def test_brat_by_its_own_rule(made: Annotated) -> None:
    """Each fragment is a stretch of one line; the words are the fragments joined by a blank."""
    lines = annotation.write(made, HARD, "brat").decode().splitlines()
    bounds = [line.split("\t") for line in lines if line.startswith("T")]
    assert len(bounds) == len(made.annotations)
    for _, head, words in bounds:
        fragments = [HARD[int(a) : int(b)] for a, b in (part.split(" ") for part in head.partition(" ")[2].split(";"))]
        assert " ".join(fragments) == words
        assert not any("\n" in one or "\r" in one for one in fragments)
    assert any(line.startswith("R") for line in lines)


def test_docbin_by_spacy(made: Annotated) -> None:
    store = DocBin().from_bytes(annotation.write(made, HARD, "docbin"))
    doc = next(iter(store.get_docs(spacy.blank("ru").vocab)))
    assert doc.text == HARD
    assert len(doc.spans["decreelex"]) == len(made.annotations)
    for span, one in zip(doc.spans["decreelex"], made.annotations, strict=True):
        assert span.label_ == one.label
        assert one.text in span.text
        assert tuple(doc.user_data["decreelex"]["annotations"][span.id_]["span"]) == (one.span.start, one.span.end)


def test_csv_by_its_own_library(made: Annotated) -> None:
    rows = list(csv.DictReader(io.StringIO(annotation.write(made, HARD, "csv").decode(), newline="")))
    assert [HARD[int(row["start"]) : int(row["end"])] for row in rows] == [one.text for one in made.annotations]
    assert [row["text"] for row in rows] == [one.text for one in made.annotations]


def test_a_mark_over_old_line_breaks_comes_back_as_csv() -> None:
    text = "1. Работодатель обязан\rвыдать\r\nкопию\nработнику.\n"
    mark = annotation.Annotation(Span(16, 45), "ACTION", text[16:45], "point_1", {}, "T1")
    back, *_ = annotation.read(annotation.write(Annotated((mark,)), text, "csv"), text)
    assert [(one.span, one.text) for one in back] == [(mark.span, mark.text)]


class _Page(HTMLParser):
    """The words of a page outside its head, and its anchors."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.ids, self.links, self.marked, self.inside = "", set[str](), set[str](), dict[str, str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.words += "" if tag == "mark" else " "
        self.inside.append(tag if tag != "mark" else f"mark {given['data-ids']}")
        self.ids.add(given.get("id") or "")
        self.links.add((given.get("href") or "#").removeprefix("#"))

    def handle_endtag(self, tag: str) -> None:
        self.words += "" if tag == "mark" else " "
        assert self.inside.pop().split()[0] == tag

    def handle_data(self, data: str) -> None:
        self.words += data
        if self.inside and self.inside[-1].startswith("mark "):
            for name in self.inside[-1].split()[1:]:
                self.marked[name] = self.marked.get(name, "") + data


def test_the_page_holds_all_words_and_every_mark_whole(made: Annotated) -> None:
    page = _Page()
    source = annotation.write(made, HARD, "html").decode()
    page.feed(source.partition("<body>")[2].partition("</body>")[0])
    assert set(HARD.split()) <= set(page.words.split())
    assert {one.id: one.text.split() for one in made.annotations} == {name: words.split() for name, words in page.marked.items()}
    assert page.links <= page.ids
    assert {"point_1", "point_2", "point_3"} <= page.ids
    assert not re.search(r"(?:src|href)=\"(?!#)", source), "it needs nothing else"
    assert "<script" not in source


def test_hostile_words_are_no_markup() -> None:
    text = '1. Гражданам <script>alert("1")</script> & запрещается выезд.\n'
    made = decreelex.annotate(decreelex.parse(text, name="<b>.txt", lang="ru"))
    assert b"<script" not in annotation.write(made, text, "html")
    assert b"<title>&lt;b&gt;.txt" in annotation.write(made, text, "html")


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"[{}]", b"{\"annotations\": [1]}", b"x\x9cabc", b"T1\tBEARER 5 x\tw", b"id,eid\n1,2",
                                  b"{\"@context\": \"http://www.w3.org/ns/anno.jsonld\"}", b"\xff\xfe\x00"])
def test_what_cannot_be_read_is_an_error_and_no_traceback(data: bytes) -> None:
    with pytest.raises(InputError) as error:
        annotation.read(data, HARD)
    assert error.value.diagnostics[0].code == "annotation-unreadable"


def test_annotations_of_another_text_are_refused(made: Annotated) -> None:
    for form in ("json", "csv", "brat", "w3c", "labelstudio", "doccano", "docbin"):
        with pytest.raises(InputError) as error:
            annotation.read(annotation.write(made, HARD, form), "1. Совсем другой текст.\n" * 20)
        assert error.value.diagnostics[0].code == "annotation-elsewhere"


def test_a_person_goes_before_the_machine(made: Annotated) -> None:
    """The person dropped one mark, moved another, and left the rest."""
    person = [one for one in made.annotations if one.label != "DATE"]
    moved = next(one for one in person if one.label == "BEARER")
    wider = annotation.Annotation(Span(moved.span.start, moved.span.end + 1), "BEARER", HARD[moved.span.start : moved.span.end + 1])
    merged, _ = merge(made, [wider if one is moved else one for one in person])
    assert {one.by for one in merged.annotations} == {"person"}
    assert not any(one.label == "DATE" for one in merged.annotations)
    assert any(one.span == wider.span and one.eid == moved.eid for one in merged.annotations)
    kept = next(one for one in merged.annotations if one.label == "MODALITY")
    assert kept.attributes == next(one for one in made.annotations if one.label == "MODALITY").attributes


def test_agreement_counted_by_hand() -> None:
    """Ten words. A marks words 1-4, B words 3-6 (one span each): overlap of 2. Observed 6/10; by chance .4*.4+.6*.6."""
    text = "a b c d e f g h i j"
    first = [annotation.Annotation(Span(0, 7), "DATE", "a b c d")]
    second = [annotation.Annotation(Span(4, 11), "DATE", "c d e f")]
    whole, date = agreement(text, first, second)
    assert (date.exact, date.overlap) == (0.0, 1.0)
    assert date.kappa == pytest.approx((0.6 - 0.52) / (1 - 0.52))
    assert (whole.label, whole.exact, whole.spans) == (None, 0.0, (1, 1))
    assert agreement(text, first, first)[0].kappa == 1.0


# --- spaCy


@pytest.mark.parametrize(("language", "text", "bearer"), [
    ("ru", "1. Гражданам запрещается выезд.", "Гражданам"),
    ("en", "1. The employer shall not dismiss an employee.", "employer"),
])
def test_the_component_in_a_blank_pipeline(language: str, text: str, bearer: str) -> None:
    nlp = spacy.blank(language)
    nlp.add_pipe("decreelex")
    doc = nlp(text)
    spans = {span.label_: span for span in doc.spans["decreelex"]}
    assert spans["BEARER"].text == bearer
    assert spans["BEARER"]._.decreelex_eid == "point_1"
    assert spans["MODALITY"]._.decreelex_attributes["modality"] == "prohibition"
    assert [(kind, span.label_) for kind, span in spans["BEARER"]._.decreelex_links] == [("bearer", "MODALITY")]
    assert [row["type"] for row in doc._.decreelex] == ["prohibition"]


def test_the_component_says_what_it_needs_and_gives() -> None:
    nlp = spacy.blank("ru")
    nlp.add_pipe("decreelex")
    meta = nlp.get_pipe_meta("decreelex")
    assert "doc.spans" in meta.assigns
    assert meta.requires == []
    assert not nlp.analyze_pipes()["problems"]["decreelex"]


def test_the_component_beside_others_keeps_its_settings_on_disk(tmp_path: Path) -> None:
    nlp = spacy.blank("ru")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("decreelex", config={"labels": ["MODALITY"], "spans_key": "law", "citations": False})
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    for one in (nlp, again):
        doc = one("1. Гражданам запрещается выезд.")
        assert [span.label_ for span in doc.spans["law"]] == ["MODALITY"]
        assert doc.spans["law"][0]._.decreelex_attributes == {"modality": "prohibition"}
        assert list(doc.sents)


def test_a_document_survives_bytes() -> None:
    nlp = spacy.blank("ru")
    nlp.add_pipe("decreelex")
    doc = nlp("1. Гражданам запрещается выезд.")
    again = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert [span._.decreelex_eid for span in again.spans["decreelex"]] == [span._.decreelex_eid for span in doc.spans["decreelex"]]


def test_long_texts_come_in_pieces_that_know_their_place() -> None:
    nlp = spacy.blank("ru")
    nlp.add_pipe("decreelex")
    nlp.max_length = 200
    text = "".join(f"{n}. Гражданам запрещается выезд.\n" for n in range(1, 40))
    pieces = list(component.docs(nlp, text))
    assert "".join(doc.text for doc in pieces) == text
    for doc in pieces:
        offset = doc.user_data["decreelex_offset"]
        assert all(text[offset + span.start_char :].startswith(span.text) for span in doc.spans["decreelex"])
    assert sum(span.label_ == "MODALITY" for doc in pieces for span in doc.spans["decreelex"]) == 39


@pytest.mark.parametrize("text", ["", " \n", "word", "🙂" * 50])
def test_the_component_takes_any_text(text: str) -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("decreelex")
    assert nlp(text).text == text


def labelled(path: str) -> Any:
    text = (TEXTS / path).read_text(encoding="utf-8")
    return decreelex.annotate(decreelex.parse(text, name=path)), text


@pytest.mark.parametrize("path", sorted(one.name for one in TEXTS.glob("*.txt")))
def test_every_shipped_text_is_annotated_with_its_own_words(path: str) -> None:
    made, text = labelled(path)
    assert all(text[one.span.start : one.span.end] == one.text for one in made.annotations)
    assert len({one.id for one in made.annotations}) == len(made.annotations)
    ids = {one.id for one in made.annotations}
    assert all({link.source, link.target} <= ids for link in made.links)


# --- decree 647, annotated by hand first


def said(one: annotation.Annotation) -> str:
    modality = one.attributes.get("modality")
    return f"{one.label} {modality}: {one.text}" if modality else f"{one.label}: {one.text}"


@pytest.mark.parametrize("language", ["rus", "eng"])
def test_decree_647_is_annotated_as_a_person_did(language: str) -> None:
    golden = tomllib.loads((GOLDEN / f"annotation-647.{language}.toml").read_text(encoding="utf-8"))
    made, _ = labelled(f"ukaz-647-2022.{language}.txt")
    found: dict[str, list[str]] = {}
    for one in made.annotations:
        found.setdefault(one.eid or "preamble", []).append(said(one))
    assert found == {eid: row["marks"] for eid, row in golden.items() if row["marks"]}
    rows = {one.eid: one for one in made.provisions}
    for eid, row in golden.items():
        if eid != "preamble":
            one = rows[eid]
            assert (eid, one.type, one.actor, one.addressee) == (eid, row["type"], row.get("actor"), row.get("addressee"))
