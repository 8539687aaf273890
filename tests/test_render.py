"""What people read: nothing left out, nothing wider than asked, uncertainty never to be missed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

import render_samples as samples
from decreelex import render
from decreelex.answer.question import catalogue
from decreelex.errors import Diagnostic
from decreelex.model import Answer, Assumption, Band, EffectKind, Proof, Status, TextState, Timeline, TimelineEntry, Verdict
from decreelex.render import page
from decreelex.span import Span

ANSI = re.compile(r"\x1b\[[0-9;]*m")
SVG = "{http://www.w3.org/2000/svg}"


def shown(answer: Answer, language: str = "en", width: int = 100, **more: Any) -> str:
    return render.answer_text(answer, language=language, width=width, **more)


def flat(text: str) -> str:
    """Return a text without line breaks, tree lines and repeated blanks."""
    return " ".join(re.sub(r"[│├└─]", " ", text).split())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_kind_of_effect_status_and_state_has_a_name(language: str) -> None:
    table = page.words(language)
    assert set(get_args(EffectKind)) <= table["effect"].keys()
    assert set(get_args(TextState)) <= table["state"].keys()
    assert set(get_args(Verdict)) <= table["verdict"].keys()
    assert set(get_args(Status)) <= table["status"].keys()


# --- answers


def test_the_verdict_is_the_first_word() -> None:
    assert shown(samples.answer()).split()[0] == "NO"
    assert shown(samples.answer(), "ru").split()[0] == "НЕТ"
    assert shown(samples.answer(verdict="yes")).split()[0] == "YES"
    assert shown(samples.answer(verdict="contested")).split()[0] == "CONTESTED"
    assert shown(samples.answer(verdict="unknown")).split()[0] == "UNKNOWN"
    assert shown(samples.status_only()).split()[0] == "RUNNING"


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_everything_in_an_answer_is_shown(language: str, width: int) -> None:
    answer = samples.uncertain()
    text = flat(shown(answer, language, width))
    said = [answer.because, answer.question.understood, *answer.missing]
    said += [part for claim in answer.defeated for part in (claim.claim, claim.by, claim.why)]
    said += [part for a in answer.assumptions for part in (a.closed_world, str(a.attested_by))]
    stack = [answer.proof]
    while stack:
        step = stack.pop()
        assert step is not None
        said += [step.conclusion, *(source.quote for source in step.sources if source.quote)]
        stack += step.premises
    assert [words for words in said if flat(words) not in text] == []


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_asked(width: int) -> None:
    outputs = [
        shown(samples.uncertain(), "ru", width),
        shown(samples.findings(), "en", width),
        render.questions_text(catalogue().question, language="ru", width=width),
        render.timeline_text(samples.timeline(), language="ru", width=width) if width >= 48 else "",
    ]
    assert [line for text in outputs for line in text.splitlines() if len(line) > width] == []


def test_beside_a_quotation_stand_act_provision_and_state_of_the_text() -> None:
    text = flat(shown(samples.answer()))
    assert "decree No. 647 of 21 September 2022, point 1 (point_1); compiled text, not the official publication" in text
    assert "Plenum ruling No. 11 of 18 May 2023, point 2 (point_2); official wording, an excerpt" in text
    assert "federal law No. 31-FZ of 26 February 1997, art. 4 (art_4); the text is not at hand: no quotation" in text


def test_an_interpretation_is_called_one() -> None:
    assert "rule competence/1; an interpretation, not quoted law" in flat(shown(samples.answer()))
    assert "толкование, а не цитата закона" in flat(shown(samples.answer(), "ru"))


def test_uncertainty_stands_beside_the_verdict_and_is_explained() -> None:
    text = shown(samples.uncertain())
    assert "NOT CERTAIN" in text.splitlines()[0]
    assert "after 30 September 2025 nobody vouches that all of this is known" in flat(text)
    assert "С ОГОВОРКОЙ" in shown(samples.uncertain(), "ru").splitlines()[0]
    assert "NOT CERTAIN" not in shown(samples.answer())


def test_uncertainty_about_the_future_and_without_a_register_is_explained() -> None:
    late = samples.answer(certain=False, as_of="2030-01-01", assumptions=(Assumption("anything", None, None),))
    text = flat(shown(late))
    assert "the date asked about, 1 January 2030, lies after 1 June 2023" in text
    assert "no register vouches that all of this is known: anything" in text
    bare = samples.answer(certain=False, assumptions=(), proof=None, missing=("whether the approval was given",))
    assert "not settled: whether the approval was given" in flat(shown(bare))
    bare = samples.answer(certain=False, assumptions=(), proof=None, missing=())
    assert "what is known here does not settle it" in flat(shown(bare))


def test_a_repeated_step_is_proved_once() -> None:
    text = shown(samples.answer())
    assert text.count("Объявить с 21 сентября") == 1
    assert text.count("(shown above)") == 1


def test_every_answer_says_that_it_is_no_legal_advice() -> None:
    for answer in (samples.answer(), samples.findings()):
        assert shown(answer).rstrip().splitlines()[-1] == "This is information about the law, no legal advice."


def test_findings_show_value_and_unit() -> None:
    text = flat(shown(samples.findings()))
    assert "• 15 years: imprisonment for up to 15 years" in text
    assert "• a second way" in text
    assert "second-way" not in text


def test_a_deep_proof_still_renders() -> None:
    proof = Proof("0", "the bottom", "fact")
    for number in range(1, 60):
        proof = Proof(str(number), f"step {number}", "r/1", premises=(proof,))
    text = shown(samples.answer(proof=proof), width=40)
    assert "step 1" in text
    assert "bottom" in text


def test_colour_changes_nothing_but_colour() -> None:
    plain = shown(samples.uncertain())
    coloured = shown(samples.uncertain(), color=True)
    assert "\x1b[" not in plain
    assert "\x1b[" in coloured
    assert [line.rstrip() for line in ANSI.sub("", coloured).splitlines()] == plain.splitlines()


def test_words_from_outside_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in shown(samples.answer(because="calm \x1b[31mred\x1b[0m \x07"))
    assert "\x1b" not in render.diagnostics_text([Diagnostic("c", "error", "m", Span(0, 1))], "\x1b[31m")


# --- outline


def test_the_outline_names_every_unit_with_its_marks() -> None:
    text = render.tree(samples.expression(), width=120)
    lines = text.splitlines()
    assert lines[2] == (
        "├─ point_1  1. Объявить с 21 сентября 2022 г. частичную мобилизацию.  → declares partial mobilization from 2022-09-21"
    )
    assert lines[3] == "├─ point_5  5. Основания:  ! list-empty"
    assert lines[4] == "│  └─ point_5__item_а  а) по возрасту."
    assert lines[5] == "└─ point_7  7. Для служебного пользования.  [not published]"
    assert lines[-1] == "provisions: 4, depth: 2, coverage: 0.98, effects: 1, diagnostics: 1"


def test_marks_are_kept_where_there_is_little_room() -> None:
    text = render.tree(samples.expression(), width=40)
    assert all(mark in flat(text) for mark in ("[not published]", "! list-empty", "→ declares partial mobilization"))


# --- diagnostics


def test_a_diagnostic_points_at_the_words() -> None:
    assert render.diagnostics_text(samples.DIAGNOSTICS, samples.TEXT).splitlines() == [
        "error[unknown-date]: there is no day 31 in September",
        "  --> line 3, column 15",
        "   |",
        " 3 | 1. Объявить с 21 сентября 2022 г. частичную мобилизацию.",
        "   |               ^^^^^^^^^^^",
        "  = note: the month is named here",
        "  --> line 3, column 18",
        "   |",
        " 3 | 1. Объявить с 21 сентября 2022 г. частичную мобилизацию.",
        "   |                  ^^^^^^^^",
        "  = try: write 30 сентября",
        "",
        "warning[list-empty]: a list is announced and none follows",
    ]


def test_diagnostics_without_a_text_and_none_at_all() -> None:
    assert "line" not in render.diagnostics_text([Diagnostic("c", "error", "m", Span(3, 4))], None)
    assert render.diagnostics_text([], "text") == ""


@given(st.text(max_size=300), st.integers(0, 320), st.integers(0, 40))
def test_the_caret_is_under_the_words(text: str, start: int, size: int) -> None:
    lines = render.diagnostics_text([Diagnostic("c", "info", "m", Span(start, start + size))], text).split("\n")
    line, caret = lines[-3], lines[-2]
    at = caret.index("^")
    words = text[start : start + size].partition("\n")[0]
    if start < len(text) and words and words[0].isprintable() and not words[0].isspace():
        assert line[at] == words[0]
    assert len(line) <= 120


def test_a_very_long_line_is_shown_around_the_words() -> None:
    text = "x" * 100_000 + "HERE" + "y" * 100_000
    lines = render.diagnostics_text([Diagnostic("c", "error", "m", Span(100_000, 100_004))], text).splitlines()
    at = lines[-1].index("^^^^")
    assert lines[-2][at : at + 4] == "HERE"
    assert len(lines[-2]) < 120


# --- wrapping


@given(st.text(max_size=400), st.integers(20, 90))
def test_wrapping_keeps_every_word(text: str, width: int) -> None:
    lines = page.wrap([(text, "")], width, first=page.plain("> "))
    joined = "".join("".join(words for words, _ in line)[2:] for line in lines)
    assert "".join(joined.split()) == "".join(text.translate(page._CONTROL).split())
    assert all(page.columns(line) <= width for line in lines)


# --- timelines


def test_a_timeline_shows_every_entry_and_band_in_order() -> None:
    timeline = samples.timeline()
    text = flat(re.sub("[┃┇╎·?]", " ", render.timeline_text(timeline, language="en", width=80)))
    places = [text.index(entry.label) for entry in timeline.entries]
    assert places == sorted(places)
    assert all(entry.note in text for entry in timeline.entries if entry.note)
    assert text.index("NOT STARTED") < text.index("RUNNING") < text.index("RUNNING, not certain")
    assert samples.POINT_1.quote is not None
    assert samples.POINT_1.quote in text


def test_the_hour_of_a_band_is_shown() -> None:
    assert "18 октября 1993 г., 05:00 · ОКОНЧЕН" in render.timeline_text(samples.emergency(), language="ru")
    assert "05:00" in render.timeline_svg(samples.emergency(), language="ru")


def test_an_empty_timeline_says_so() -> None:
    empty = Timeline("x/y/1", "a regime", "2026-01-01", (), ())
    assert "nothing is known of this regime" in render.timeline_text(empty, language="en")
    assert ET.fromstring(render.timeline_svg(empty, language="en")).tag == f"{SVG}svg"


@pytest.mark.parametrize("timeline", [samples.timeline(), samples.emergency()], ids=lambda t: t.regime)
def test_words_in_the_picture_do_not_overlap(timeline: Timeline) -> None:
    root = ET.fromstring(render.timeline_svg(timeline, language="ru"))
    height = float(root.get("height", ""))
    rows = [(float(t.get("x", "")), float(t.get("y", ""))) for t in root.iter(f"{SVG}text")]
    for x in {x for x, _ in rows}:
        column = sorted(y for at, y in rows if at == x)
        assert all(after - before >= 14 for before, after in pairwise(column))
    assert all(0 < y < height for _, y in rows)


def test_the_picture_holds_all_the_words() -> None:
    timeline = samples.timeline()
    root = ET.fromstring(render.timeline_svg(timeline, language="en"))
    text = " ".join(t.text or "" for t in root.iter(f"{SVG}text"))
    assert [entry.label for entry in timeline.entries if entry.label not in text] == []
    assert "RUNNING, not certain" in text


def test_the_picture_needs_nothing_from_elsewhere() -> None:
    svg = render.timeline_svg(samples.timeline(), language="en")
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert "prefers-color-scheme: dark" in svg


@given(st.text(max_size=80), st.sampled_from(["act", "statement", "ruling", "event"]))
def test_any_words_make_a_well_formed_picture(words: str, kind: Any) -> None:
    entry = TimelineEntry("2022-01-01", kind, words, None, None, words or None)
    timeline = Timeline("r", words, "2022-01-02", (entry,), (Band("unknown", "2022-01-01", None, False),))
    root = ET.fromstring(render.timeline_svg(timeline, language="en"))
    assert root.tag == f"{SVG}svg"


def test_a_label_cannot_leave_its_place() -> None:
    entry = TimelineEntry("2022-01-01", "act", "</text><script>alert(1)</script>")
    svg = render.timeline_svg(Timeline("r", "<b>&", "2022-01-02", (entry,), ()), language="en")
    assert "<script>" not in svg
    assert "<b>" not in svg


# --- the catalogue


def test_the_catalogue_lists_every_question_with_parameters_and_examples() -> None:
    text = render.questions_text(catalogue().question, language="en", width=80)
    for question in catalogue().question:
        assert f"\n{question.id}\n" in text
        assert all(f"--param {name}: " in text for name in question.params)
        assert all(example in flat(text) for example in question.examples["en"])
