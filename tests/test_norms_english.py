"""English provisions: their type and every span, written from the guidelines before the reader was run on them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import decreelex
from decreelex.clause.norms import norms_of, read_norms
from decreelex.span import Span

LABELS = ("ACTOR", "BEARER", "MODALITY", "ACTION", "CONDITION", "EXCEPTION", "DATE", "DEADLINE", "QUANTITY", "PENALTY",
          "CITATION", "TERM", "REGIME", "COMMENCEMENT")
PROVISIONS = tomllib.loads((Path(__file__).parent / "norms_english.toml").read_text(encoding="utf-8"))["provision"]


def differing(row: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return what is read otherwise than written: label (or type) -> what is written, what is read."""
    reading = read_norms(row["text"], Span(0, len(row["text"])), "eng")
    read: dict[str, Any] = {label: [mark.text for mark in reading.marks if mark.label == label] for label in LABELS}
    read["type"] = reading.type
    written = {label: row.get(label, []) for label in LABELS} | {"type": row["type"]}
    return {label: (written[label], read[label]) for label in read if written[label] != read[label]}


@pytest.mark.parametrize("row", PROVISIONS, ids=[row["text"][:60] for row in PROVISIONS])
def test_a_provision_is_read_as_it_was_labelled(row: dict[str, Any]) -> None:
    assert sorted(differing(row)) == sorted(row.get("open", [])), differing(row)


def test_items_complete_the_sentence_above_them() -> None:
    text = ("1. The Government of the Republic shall:\n1) ensure the financing of the measures;\n"
            "2) within one month, submit proposals to the President.\n")
    _, first, second = norms_of(decreelex.parse(text, lang="en"), text)
    for item, action in ((first, "ensure the financing of the measures"), (second, "submit proposals to the President")):
        norm = item.reading.norms[0]
        assert (norm.type, norm.modality, norm.inherited) == ("obligation", "obligation", True)
        assert norm.bearer is not None
        assert norm.bearer.text == "Government of the Republic"
        assert norm.action is not None
        assert norm.action.text == action


@pytest.mark.parametrize("text", ["transfer of property;", "register of citizens;", "place of residence;"])
def test_a_noun_before_of_orders_nothing(text: str) -> None:
    assert read_norms(text, Span(0, len(text)), "eng").type == "procedure"
