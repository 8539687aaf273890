"""What people give back: who they are is kept, what follows from their marks follows, files are read or say what is missing."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import click.testing
import msgspec
import pytest
import spacy
from spacy.tokens import DocBin

import decreelex
from decreelex import annotation, cli
from decreelex.annotation import Annotated, Annotation, Relation, component, tables
from decreelex.errors import Diagnostic, InputError, UsageError
from decreelex.span import Span

TEXTS = Path(__file__).resolve().parents[1] / "texts"
TEXT = (
    "1. Правительству Российской Федерации:\n\nа) до 1 марта 2031 г. утвердить порядок выплаты пособия;\n\nб) обеспечить выплату.\n\n"
    "2. Гражданам, состоящим на воинском учете, воспрещается выезд с места жительства.\n\n"
    "3. Военный комиссар вправе предоставить отсрочку.\n"
)


@pytest.fixture(scope="module")
def made() -> Annotated:
    return decreelex.annotate(decreelex.parse(TEXT, name="order.txt", lang="ru"))


def mark(words: str, label: str, **attributes: str) -> Annotation:
    start = TEXT.index(words)
    return Annotation(Span(start, start + len(words)), label, words, None, dict(attributes), "", "anna")


def without(made: Annotated, label: str, words: str) -> list[Annotation]:
    kept = [one for one in made.annotations if (one.label, one.text) != (label, words)]
    assert len(kept) == len(made.annotations) - 1
    return kept


def duties(made: Annotated) -> list[tuple[str | None, str, str | None, str | None]]:
    return [(one.eid, one.modality, one.bearer, one.action) for one in made.duties]


FIRST = [("point_1__item_а", "obligation", "Правительству Российской Федерации", "утвердить порядок выплаты пособия"),
         ("point_1__item_б", "obligation", "Правительству Российской Федерации", "обеспечить выплату")]
SECOND = ("point_2", "prohibition", "Гражданам", "выезд с места жительства")
THIRD = ("point_3", "permission", "Военный комиссар", "предоставить отсрочку")


# --- what follows from a correction


def test_nothing_changes_where_nothing_was_changed(made: Annotated) -> None:
    assert duties(made) == [*FIRST, SECOND, THIRD]
    for links in (made.links, ()):
        merged, said = annotation.merge(made, made.annotations, links)
        assert (merged.duties, merged.provisions, set(merged.links), said) == (made.duties, made.provisions, set(made.links), ())


def test_a_modality_that_a_person_corrected_is_that_of_the_duty(made: Annotated) -> None:
    person = [*without(made, "MODALITY", "вправе"), mark("вправе", "MODALITY", modality="prohibition")]
    merged, said = annotation.merge(made, person)
    assert duties(merged) == [*FIRST, SECOND, (THIRD[0], "prohibition", *THIRD[2:])]
    assert [(one.type, one.actor) for one in merged.provisions if one.eid == "point_3"] == [("prohibition", "Военный комиссар")]
    assert said == ()


def test_an_action_that_a_person_made_the_bearer(made: Annotated) -> None:
    """ACTION to BEARER over the same words, the machine's BEARER gone: the duty and the actors name the person's."""
    words = "выезд с места жительства"
    person = [one for one in without(made, "ACTION", words) if (one.label, one.eid) != ("BEARER", "point_2")]
    merged, _ = annotation.merge(made, [*person, mark(words, "BEARER")])
    assert duties(merged) == [*FIRST, ("point_2", "prohibition", words, None), THIRD]
    assert [(one.type, one.actor) for one in merged.provisions if one.eid == "point_2"] == [("prohibition", words)]
    assert "Гражданам" not in [row.actor for row in annotation.actors(merged)]
    names = {one.id: one for one in merged.annotations}
    tied = {(one.kind, names[one.source].text, names[one.target].text) for one in merged.links if names[one.source].eid == "point_2"}
    assert tied == {("bearer", words, "воспрещается")}


def test_a_bearer_corrected_above_a_list_is_that_of_its_items(made: Annotated) -> None:
    person = [*without(made, "BEARER", FIRST[0][2]), mark("Правительству", "BEARER")]
    merged, said = annotation.merge(made, person)
    assert duties(merged)[:2] == [(eid, modality, "Правительству", action) for eid, modality, _, action in FIRST]
    assert all(one.inherited for one in merged.duties[:2])
    assert merged.duties[0].deadline == "до 1 марта 2031 г."
    assert [one.actor for one in merged.provisions][:3] == ["Правительству"] * 3
    assert said == ()


def test_a_bearer_wider_than_the_sentence_that_the_machine_read() -> None:
    """The machine's duty begins after the article, the person's bearer with it."""
    text = "1. The Ministry of Finance shall submit a report within 10 days."
    made = decreelex.annotate(decreelex.parse(text, lang="en"))
    wide = Annotation(Span(3, 26), "BEARER", text[3:26], by="anna")
    merged, _ = annotation.merge(made, [wide if one.label == "BEARER" else one for one in made.annotations])
    assert [(one.bearer, one.action, one.deadline) for one in merged.duties] == [
        ("The Ministry of Finance", "submit a report", "within 10 days")]


def test_a_bearer_taken_away_above_a_list_is_taken_from_its_items(made: Annotated) -> None:
    merged, _ = annotation.merge(made, without(made, "BEARER", FIRST[0][2]))
    assert [one.bearer for one in merged.duties] == [None, None, "Гражданам", "Военный комиссар"]


def test_a_duty_without_its_modality_is_gone_and_said_to_be(made: Annotated) -> None:
    merged, said = annotation.merge(made, without(made, "MODALITY", "воспрещается"))
    assert duties(merged) == [*FIRST, THIRD]
    assert [one.type for one in merged.provisions if one.eid == "point_2"] == [None]
    assert [(one.code, one.severity, one.span) for one in said] == [("annotation-duty-open", "warning", made.duties[2].span)]
    assert "point_2" in said[0].message


def test_sentences_left_without_a_mark_are_said_in_one_line(made: Annotated) -> None:
    merged, said = annotation.merge(made, [one for one in made.annotations if one.eid == "point_1"])
    assert merged.duties == ()
    assert [one.type for one in merged.provisions] == ["obligation", None, None, None, None]
    assert len(said) == 1
    assert "4 duties" in said[0].message
    assert "point_1__item_а, point_1__item_б, point_2, point_3" in said[0].message


def test_a_modality_that_is_not_said_is_asked_for(made: Annotated) -> None:
    merged, said = annotation.merge(made, [*without(made, "MODALITY", "воспрещается"), mark("воспрещается выезд", "MODALITY")])
    assert duties(merged) == [*FIRST, THIRD]
    assert "'воспрещается выезд'" in said[0].message
    assert "prohibition" in said[0].message


def test_two_modalities_in_a_sentence_need_links(made: Annotated) -> None:
    """A second modality and bearer in the sentence: which is whose, only links can say."""
    second = mark("состоящим", "MODALITY", modality="obligation")
    more = mark("на воинском учете", "ACTION")
    person = [msgspec.structs.replace(one, id=one.id or f"P{n}") for n, one in enumerate([*made.annotations, second, more])]
    merged, said = annotation.merge(made, person)
    assert duties(merged) == [*FIRST, THIRD]
    assert [one.code for one in said] == ["annotation-duty-open"]
    ids = {(one.label, one.text): one.id for one in person}
    links = [*made.links, Relation("action", ids["MODALITY", "состоящим"], ids["ACTION", "на воинском учете"]),
             Relation("bearer", ids["BEARER", "Гражданам"], ids["MODALITY", "состоящим"])]
    merged, said = annotation.merge(made, person, links)
    assert set(duties(merged)) == {*FIRST, SECOND, THIRD, ("point_2", "obligation", "Гражданам", "на воинском учете")}
    assert said == ()


def test_a_link_drawn_elsewhere_moves_the_duty(made: Annotated) -> None:
    """The marks are the machine's; the person only drew the bearer of point 3 to the modality of point 2."""
    ids = {one.text: one.id for one in made.annotations if one.label in ("BEARER", "MODALITY")}
    links = [one for one in made.links if one != Relation("bearer", ids["Гражданам"], ids["воспрещается"])]
    assert len(links) == len(made.links) - 1
    merged, _ = annotation.merge(made, made.annotations, [*links, Relation("bearer", ids["Военный комиссар"], ids["воспрещается"])])
    assert ("point_2", "prohibition", "Военный комиссар", "выезд с места жительства") in [
        (eid, kind, (who or "").split("; ")[-1], what) for eid, kind, who, what in duties(merged)]


def test_links_drawn_backwards_are_turned_and_those_that_do_not_fit_are_said(made: Annotated) -> None:
    turned = [Relation(one.kind, one.target, one.source) for one in made.links]
    merged, said = annotation.merge(made, made.annotations, turned)
    assert (set(merged.links), said) == (set(made.links), ())
    merged, said = annotation.merge(made, made.annotations, [*made.links, Relation("bearer", "T2", "T3"), Relation("x", "T1", "gone")])
    assert set(merged.links) == set(made.links)
    assert [one.code for one in said] == ["annotation-link-dropped"] * 2


def test_attributes_of_the_old_label_do_not_stay_with_a_new_one(made: Annotated) -> None:
    old = next(one for one in made.annotations if one.text == "вправе")
    merged, _ = annotation.merge(made, [msgspec.structs.replace(one, label="ACTION") if one is old else one for one in made.annotations])
    assert [one.attributes for one in merged.annotations if one.text == "вправе"] == [{}]


@pytest.mark.parametrize("path", sorted(one.name for one in TEXTS.glob("*.txt")))
def test_no_reading_of_the_machine_stands_beside_a_correction(path: str) -> None:
    """Every modality of every shipped text becomes a power: no duty with another one is left, and none is lost."""
    text = (TEXTS / path).read_text(encoding="utf-8")
    made = decreelex.annotate(decreelex.parse(text, name=path))
    marked = {(one.eid, one.span.start) for one in made.annotations if one.label == "MODALITY"}
    with_modal = [one for one in made.duties if any(eid == one.eid and one.span.start <= at < one.span.end for eid, at in marked)]
    person = [msgspec.structs.replace(one, attributes={"modality": "power"}) if one.label == "MODALITY" else one
              for one in made.annotations]
    merged, _ = annotation.merge(made, person)
    assert {one.modality for one in merged.duties} <= {"power"}
    said = {(one.eid, one.bearer, one.action) for one in merged.duties}
    same = [one for one in with_modal if one.type != "exemption"]  # an exemption's words leave out its own verb
    assert {(one.eid, one.bearer, one.action) for one in same} <= said


# --- who annotated, and what


def as_csv(made: Annotated) -> list[list[str]]:
    return list(csv.reader(io.StringIO(annotation.write(made, TEXT, "csv").decode(), newline="")))


def test_names_are_kept_in_every_format_that_has_them(made: Annotated) -> None:
    merged, _ = annotation.merge(made, [*without(made, "MODALITY", "вправе"), mark("вправе", "MODALITY", modality="right")])
    for form in ("json", "csv", "w3c", "docbin"):
        back = annotation.read(annotation.write(merged, TEXT, form), TEXT).annotations
        assert {(one.text, one.by) for one in back if one.text == "вправе"} == {("вправе", "anna")}, form
        assert {one.by for one in back} == {"anna", "person"}
        again, _ = annotation.merge(made, back)
        assert {one.by for one in again.annotations} == {"anna", "person"}


def task(made: Annotated, *names: Any, text: str = TEXT) -> dict[str, Any]:
    """Return a Label Studio task that these people annotated, the first with all marks, each next with one fewer."""
    one: dict[str, Any] = json.loads(annotation.write(made, text, "labelstudio"))[0]
    result = [row for row in one["predictions"][0]["result"] if row["type"] == "labels"]
    one["annotations"] = [{"completed_by": name, "result": result[: len(result) - n]} for n, name in enumerate(names)]
    return one


def test_predictions_are_nobodys(made: Annotated) -> None:
    with pytest.raises(InputError) as error:
        annotation.read(json.dumps([task(made)]).encode(), TEXT)
    assert error.value.diagnostics[0].code == "annotation-nobody"
    assert "predictions" in error.value.diagnostics[0].message


def test_a_second_annotator_is_named_and_can_be_chosen(made: Annotated) -> None:
    data = json.dumps([task(made, {"email": "anna@example.org"}, 7)]).encode()
    found = annotation.read(data, TEXT)
    assert {one.by for one in found.annotations} == {"anna@example.org"}
    assert [one.code for one in found.diagnostics] == ["annotation-others"]
    assert "7" in found.diagnostics[0].message
    chosen = annotation.read(data, TEXT, annotator="7")
    assert ({one.by for one in chosen.annotations}, chosen.diagnostics) == ({"7"}, ())
    assert len(chosen.annotations) == len(found.annotations) - 1
    with pytest.raises(InputError) as error:
        annotation.read(data, TEXT, annotator="ivan")
    assert error.value.diagnostics[0].suggestions == ("anna@example.org", "7")


def test_what_was_skipped_is_no_annotation(made: Annotated) -> None:
    one = task(made, "anna", "ivan")
    one["annotations"][0]["was_cancelled"] = True
    assert {row.by for row in annotation.read(json.dumps([one]).encode(), TEXT).annotations} == {"ivan"}


def test_an_unknown_label_is_kept_with_a_warning_that_names_the_nearest(made: Annotated) -> None:
    person = [*made.annotations, mark("порядок", "BEARRER"), mark("выплату", "CURRENCY")]
    merged, said = annotation.merge(made, person)
    assert {"BEARRER", "CURRENCY"} <= {one.label for one in merged.annotations}
    assert [(one.code, one.severity) for one in said] == [("annotation-label-unknown", "warning")] * 2
    assert said[0].suggestions == ("BEARER",)
    assert set(said[1].suggestions) == set(annotation.LABELS)
    for form in ("json", "csv", "w3c", "doccano", "brat", "docbin"):
        assert "CURRENCY" in {one.label for one in annotation.read(annotation.write(merged, TEXT, form), TEXT).annotations}, form


def test_a_hostile_label_is_no_markup_and_no_formula(made: Annotated) -> None:
    label = '=x)"><script>alert(1)</script>'
    merged, _ = annotation.merge(made, [mark("вправе", label), mark("выплату", "NEW LABEL")])
    page = annotation.write(merged, TEXT, "html").decode()
    assert "<script" not in page
    assert "var(--=" not in page
    assert [row[2] for row in as_csv(merged)[1:]] == [f"'{label}", "NEW LABEL"]
    assert [one.label for one in annotation.read(annotation.write(merged, TEXT, "csv"), TEXT).annotations] == [label, "NEW LABEL"]
    assert {one.text for one in annotation.read(annotation.write(merged, TEXT, "brat"), TEXT).annotations} == {"вправе", "выплату"}


def test_brat_attribute_goes_before_the_note_that_keeps_the_old_one(made: Annotated) -> None:
    ann = annotation.write(made, TEXT, "brat").decode()
    lines = [line.replace("prohibition", "obligation") if line.startswith("A") else line for line in ann.splitlines()]
    merged, _ = annotation.merge(made, annotation.read("\n".join(lines).encode(), TEXT).annotations)
    assert [one.modality for one in merged.duties if one.eid == "point_2"] == ["obligation"]


# --- files


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "cp1251"), (";", "utf-8-sig"), ("\t", "utf-16"), (",", "utf-8")])
def test_csv_as_spreadsheets_save_it(delimiter: str, encoding: str, made: Annotated) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(as_csv(made))
    back = annotation.read(out.getvalue().encode(encoding), TEXT).annotations
    assert [(one.span, one.label, one.attributes) for one in back] == [(one.span, one.label, one.attributes) for one in made.annotations]


def plain(made: Annotated, text: str = TEXT) -> dict[str, Any]:
    return {"id": 1, "text": text, "label": [[one.span.start, one.span.end, one.label] for one in made.annotations], "Comments": []}


@pytest.mark.parametrize("whole", [True, False])
def test_doccano_without_relations(whole: bool, made: Annotated) -> None:
    """As JSONL, and as one JSON list: the plain shape of a project without relations."""
    data = json.dumps([plain(made)] if whole else plain(made), ensure_ascii=False).encode()
    back, links, _ = annotation.read(data, TEXT)
    assert [(one.span, one.label) for one in back] == [(one.span, one.label) for one in made.annotations]
    merged, said = annotation.merge(made, back, links)
    assert (duties(merged), said) == (duties(made), ())


@pytest.mark.parametrize(("data", "what"), [
    (b"<!doctype html><html><body>start</body></html>", "page"),
    (b"PK\x03\x04 docx", "document"),
    (b"number;words\n1;x\n", "start, end, label"),
    (b'{"a": 1}', "'a'"),
    (b'{"annotations": [{"label": "DATE"}]}', "'span' is missing"),
    (b'[{"label": [[0, 5, "BEARER"]]}]', "no document of the doccano file has a text"),
    (b'{"annotations": [{"span": [0, 2], "label": ["DATE"]}]}', "no label"),
    (b'{"annotations": [{"span": [0], "label": "DATE"}]}', "arranged"),
    (b'{"annotations": ', "JSON"),
    (b'{"annotations": [], "links": [{"kind": {}, "source": "T1", "target": "T2"}]}', "a link has no kind"),
])
def test_what_is_missing_is_named(data: bytes, what: str) -> None:
    with pytest.raises(InputError) as error:
        annotation.read(data, TEXT)
    assert error.value.diagnostics[0].code == "annotation-unreadable"
    assert what in error.value.diagnostics[0].message


OTHER = "1. Совсем другой текст.\n"


@pytest.mark.parametrize("at", [0, 1, 2])
def test_the_record_with_this_text_wherever_it_stands(at: int, made: Annotated) -> None:
    empty = Annotated(())
    for records in ([plain(empty, OTHER), plain(empty, OTHER * 2)], [task(empty, "a", text=OTHER), task(empty, "b", text=OTHER * 2)]):
        ours = plain(made) if "label" in records[0] else task(made, "anna")
        some = [*records[:at], ours, *records[at:]]
        lines = b"\n".join(json.dumps(one).encode() for one in some)
        for data in (json.dumps(some).encode(), lines):
            found = annotation.read(data, TEXT)
            assert len(found.annotations) == len(made.annotations)
            assert found.diagnostics == ()
        with pytest.raises(InputError) as error:
            annotation.read(json.dumps(records).encode(), TEXT)
        assert error.value.diagnostics[0].code == "annotation-elsewhere"
        assert "none of the 2 documents" in error.value.diagnostics[0].message


def test_two_records_with_this_text_are_said(made: Annotated) -> None:
    found = annotation.read(json.dumps([plain(made), plain(Annotated(()))]).encode(), TEXT)
    assert len(found.annotations) == len(made.annotations)
    assert [one.code for one in found.diagnostics] == ["annotation-others"]


def test_the_document_of_a_docbin_with_this_text(made: Annotated) -> None:
    store = DocBin(store_user_data=True)
    store.add(spacy.blank("ru")(OTHER))
    doc = spacy.blank("ru")(TEXT)
    component.fill(doc, made)
    store.add(doc)
    assert len(annotation.read(store.to_bytes(), TEXT).annotations) == len(made.annotations)


def run(*arguments: str) -> click.testing.Result:
    return click.testing.CliRunner().invoke(cli.cli, arguments)


def test_the_commands_say_what_the_person_said(tmp_path: Path, made: Annotated) -> None:
    act, corrected = tmp_path / "order.txt", tmp_path / "corrected.json"
    act.write_text(TEXT, encoding="utf-8")
    person = [*without(made, "MODALITY", "вправе"), mark("вправе", "MODALITY", modality="prohibition")]
    corrected.write_bytes(annotation.write(msgspec.structs.replace(made, annotations=tuple(person)), TEXT, "json"))
    given = ("--lang", "ru", "--import", str(corrected))
    assert "Военный комиссар,запрещено" in run("obligations", str(act), "--format", "csv", *given).stdout
    assert "Военный комиссар" in run("actors", str(act), *given).stdout
    merged = json.loads(run("annotate", str(act), *given).stdout)
    assert [one["type"] for one in merged["provisions"]][-1] == "prohibition"
    assert [one["by"] for one in merged["annotations"] if one["text"] == "вправе"] == ["anna"]
    wrong = run("annotate", str(act), "--annotator", "anna")
    assert wrong.exit_code == 2
    assert "--import" in wrong.stderr


def test_the_text_that_places_count_in(tmp_path: Path) -> None:
    (tmp_path / "act.html").write_text("<html><body><p>1. Гражданам <b>воспрещается</b> выезд 🚀.</p></body></html>", encoding="utf-8")
    act = str(tmp_path / "act.html")
    text = run("annotate", act, "--format", "text", "--lang", "ru").stdout_bytes.decode()
    marks = json.loads(run("annotate", act, "--lang", "ru").stdout)["annotations"]
    assert len(marks) >= 3
    assert all(text[one["span"][0] : one["span"][1]] == one["text"] for one in marks)


# --- Markdown


def test_markdown_shows_the_words_and_no_markup() -> None:
    table = tables.as_markdown([("who", "what"), ("<script>a</script> & b", "a*b_c`d|e[f](g)\\ ~x~ $y$")])
    assert table.splitlines()[2] == (
        "| &lt;script&gt;a&lt;/script&gt; &amp; b | a\\*b\\_c\\`d\\|e\\[f\\](g)\\\\ \\~x\\~ \\$y\\$ |")


# --- spaCy


@pytest.mark.parametrize(("config", "code", "choices"), [
    ({"lang": "de"}, "bad-language", ("auto", "ru", "en")), ({"labels": ["FOO"]}, "bad-annotation-label", annotation.LABELS)])
def test_the_factory_refuses_what_it_does_not_know(config: dict[str, Any], code: str, choices: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as error:
        spacy.blank("en").add_pipe("decreelex", config=config)
    said: Diagnostic = error.value.diagnostics[0]
    assert (said.code, said.suggestions) == (code, choices)
    assert all(choice in str(error.value) for choice in choices)
