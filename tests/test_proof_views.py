"""A proof cut short, in full, as a graph and as a picture; ids that mean the same step in both languages."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest
from lxml import etree

import decreelex
from decreelex import api
from decreelex.model import Proof

DAY = {"as_of": "2023-05-18", "known_at": "2023-06-01"}


def steps(proof: Proof | None) -> Iterator[Proof]:
    if proof:
        yield proof
        for premise in proof.premises:
            yield from steps(premise)


def ids(**given: object) -> list[str]:
    return [step.id for step in steps(decreelex.ask("mobilization.ended", **{**DAY, **given}).proof)]  # type: ignore[arg-type]


def test_ids_do_not_depend_on_the_language_or_on_how_much_is_shown() -> None:
    assert ids(lang="en") == ids(lang="ru")
    assert set(ids()) <= set(ids(full=True))
    assert len(ids(full=True)) > len(ids())


def test_a_full_proof_holds_every_comparison_in_words() -> None:
    for lang, word in (("en", "certainly come"), ("ru", "заведомо наступило")):
        proof = decreelex.ask("mobilization.ended", lang=lang, full=True, **DAY).proof
        assert any(step.rule == "builtin" and word in step.conclusion for step in steps(proof))


def test_short_shows_each_leaf_once_and_no_rule_between() -> None:
    answer = decreelex.ask("mobilization.ended", lang="en", **DAY)
    shown = api.answer_text(answer, proof="short")
    assert "commencement/1" not in shown
    for quote in ("Объявить с 21 сентября 2022 г.", "вступает в силу со дня его официального опубликования"):
        assert " ".join(shown.split()).count(quote) == 1
    assert len(shown) < len(api.answer_text(answer))


def test_full_shows_ids() -> None:
    answer = decreelex.ask("mobilization.ended", full=True, **DAY)
    shown = api.answer_text(answer, proof="full")
    assert {step.id for step in steps(answer.proof)} == set(re.findall(r"\[([0-9a-f]{12})\]", "".join(shown.split())))


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_graph_has_every_step_and_every_quotation(lang: str) -> None:
    answer = decreelex.ask("mobilization.ended", lang=lang, **DAY)
    dot = api.proof_dot(answer)
    assert dot.startswith("digraph")
    assert dot.count("{") == dot.count("}") == 1
    for step in steps(answer.proof):
        assert f'"{step.id}" [' in dot
        assert step is answer.proof or f'"{step.id}" -> "' in dot
        for number, _ in enumerate(step.sources):
            assert f'"{step.id}.{number}" -> "{step.id}"' in dot


@pytest.mark.parametrize(("doctrine", "as_of"), [("formal-act", "2023-05-18"), ("no-decree-needed", "2024-01-01")])
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_picture_is_sound_xml_with_all_words_inside_its_width(doctrine: str, as_of: str, lang: str) -> None:
    answer = decreelex.ask("mobilization.ended", as_of=as_of, known_at="2026-11-22", doctrine=doctrine, lang=lang)
    svg = etree.fromstring(api.proof_svg(answer).encode())
    assert "prefers-color-scheme: dark" in str(svg.findtext("{*}style"))
    words = " ".join(str(e.text) for e in svg.iter("{*}text"))
    assert all(" ".join(step.conclusion.split()) in words for step in steps(answer.proof))
    height = float(svg.get("height"))
    boxes = [(float(e.get("y")), float(e.get("height"))) for e in svg.iter("{*}rect") if "card" in (e.get("class") or "")]
    assert all(one[0] + one[1] <= other[0] for one, other in itertools.pairwise(boxes))
    assert max(y + h for y, h in boxes) < height
    for text in svg.iter("{*}text"):
        assert float(text.get("x")) + 6.2 * len(text.text or "") * (0.9 if text.get("class") == "small" else 1) < 1000
