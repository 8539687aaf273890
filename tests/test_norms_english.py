"""English provisions: their type and every span, written from the guidelines before the reader was run on them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import decreelex
from decreelex.annotation import annotate
from decreelex.annotation.tables import duty_rows
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
    read["modality"] = next((norm.modality or "" for norm in reading.norms if norm.type == reading.type), "")
    written = {label: row.get(label, []) for label in LABELS} | {"type": row["type"], "modality": row.get("modality", read["modality"])}
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


def test_an_aside_before_the_colon_leaves_the_verb_to_the_list() -> None:
    act = decreelex.parse("1. The hospital shall, within 30 days of publication:\na) open a register;\nb) deliver its staff a list.\n",
                          lang="en", steps=())
    rows = [row[:3] for row in duty_rows(annotate(act).duties, "en")[1:] if row[2]]
    assert rows == [("hospital", "must", "open a register"), ("hospital", "must", "deliver its staff a list")]



@pytest.mark.parametrize("text", ["transfer of property;", "register of citizens;", "place of residence;"])
def test_a_noun_before_of_orders_nothing(text: str) -> None:
    assert read_norms(text, Span(0, len(text)), "eng").type == "procedure"


ROWS = [
    ("No person may enter the zone.", ("any person", "must not", "enter the zone")),
    ("Nobody shall be punished twice.", ("anyone", "must not", "be punished twice")),
    ("No fee shall be charged.", ("(nobody named)", "must not", "be charged")),
    ("No one shall be required to pay a fee.", ("anyone", "exemption", "pay a fee")),
    ("Employers are not required to keep records.", ("Employers", "exemption: are not required", "keep records")),
    ("This Law shall not apply to vessels.", ("(nobody named)", "exemption: shall not", "apply to vessels")),
    ("The Minister is authorised to issue rules.", ("Minister", "has the power", "issue rules")),
]


@pytest.mark.parametrize(("text", "cells"), ROWS)
def test_a_row_of_the_table_reads_truly(text: str, cells: tuple[str, ...]) -> None:
    found = annotate(decreelex.parse(f"1. {text}\n", lang="en"))
    assert [row[:3] for row in duty_rows(found.duties, "en")[1:]] == [cells]


@pytest.mark.parametrize("text", [
    "The Government is recommended to publish a list.", "No person shall not pay the tax.",
    "Nothing in this Law shall prevent the court from hearing a case.", "Not every member may vote.",
    "No one pays the fee.", "No court considers such cases."])
def test_what_binds_nobody_or_is_not_sure_has_no_row(text: str) -> None:
    assert annotate(decreelex.parse(f"1. {text}\n", lang="en")).duties == ()


@pytest.mark.parametrize(("lead", "row"), [
    ("No person shall:", ("any person", "must not", "leave the harbour")),
    ("Employers are not required to:", ("Employers", "exemption: are not required", "leave the harbour")),
    ("The lessee shall not:", ("lessee", "must not", "leave the harbour")),
    ("The Government is recommended to:", None)])
def test_items_keep_what_is_denied_above_them(lead: str, row: tuple[str, ...] | None) -> None:
    found = annotate(decreelex.parse(f"1. {lead}\n1) leave the harbour;\n2) sell fish.\n", lang="en"))
    assert [one[:3] for one in duty_rows(found.duties, "en")[1:] if one[2] == "leave the harbour"] == ([row] if row else [])


@pytest.mark.parametrize(("words", "number", "unit"), [
    ("5,000 euros", 5000, "euros"), ("ten days", 10, "days"), ("twenty-five days", 25, "days"), ("two hundred days", 200, "days"),
    ("1,250,000 euros", 1_250_000, "euros"), ("2 million euros", 2_000_000, "euros"), ("30 days", 30, "days")])
def test_a_quantity_has_its_number(words: str, number: int, unit: str) -> None:
    text = f"The bank shall wait or pay {words}."
    found = [one for one in read_norms(text, Span(0, len(text)), "eng").marks if one.label == "QUANTITY"]
    assert [(one.text, one.attributes) for one in found] == [(words, {"number": number, "unit": unit})]


def test_a_fine_has_its_measure() -> None:
    text = "Any person who hinders an inspector shall be punished by a fine of up to 5,000 euros."
    found = [one for one in read_norms(text, Span(0, len(text)), "eng").marks if one.label == "PENALTY"]
    assert [(one.text, one.attributes) for one in found] == [
        ("fine of up to 5,000 euros", {"kind": "fine", "max": 5000, "unit": "euros"})]
