"""texts/: every file is the one that the manifest describes, and the data beside them is sound."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "texts"
STATES = {"official", "excerpt", "translation", "compiled"}


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))


MANIFEST = table("manifest")
FILES = [(row, file) for row in MANIFEST["expression"] for file in row["file"]]
WORKS = {work["iri"]: work for work in MANIFEST["work"]}


@pytest.mark.parametrize(("row", "file"), FILES, ids=[file["path"] for _, file in FILES])
def test_each_file_is_the_one_of_the_manifest(row: dict[str, Any], file: dict[str, Any]) -> None:
    assert hashlib.sha256((TEXTS / file["path"]).read_bytes()).hexdigest() == file["sha256"]
    assert file["state"] in STATES
    assert file["source"].strip()
    assert row["work"] in WORKS
    assert file["path"].rsplit(".", 2)[1].split("-")[0] == row["language"]


def test_every_text_is_in_the_manifest() -> None:
    assert {path.name for path in TEXTS.glob("*.txt")} == {file["path"] for _, file in FILES}


def test_a_translation_or_compilation_is_never_called_official() -> None:
    for row, file in FILES:
        if row["language"] != "rus":
            assert file["state"] == "translation", file["path"]


def test_works_are_identified_by_kind_date_and_number() -> None:
    for iri, work in WORKS.items():
        parts = iri.split("/")
        assert parts[1:3] in (["akn", "ru"], ["akn", "kz"])
        assert work["date"].isoformat() in parts
        assert work["kind"] in parts
        assert set(work["short"]) == {"en", "ru"}
    assert len({(w["kind"], w["number"], w["date"]) for w in WORKS.values()}) == len(WORKS)


def test_records_speak_of_known_works_and_say_where_they_come_from() -> None:
    for row in [*table("publications")["publication"], *table("publications")["approval"]]:
        assert row["act"] in WORKS
        assert row["source"]["en"].strip()
        assert row["source"]["ru"].strip()
    for row in table("statements")["statement"]:
        assert row["source"]["en"].strip()
        assert row["source"]["ru"].strip()
        assert ("regime" in row) != ("act" in row), row
        assert set(row["text"]) == set(row["by"]) == {"en", "ru"}


def test_one_first_publication_at_most_for_each_act() -> None:
    first = [row["act"] for row in table("publications")["publication"] if row["first"]]
    assert len(first) == len(set(first))


def test_registers_are_claims_with_an_end_and_a_voice() -> None:
    for row in table("registers")["register"]:
        assert row["scope"].startswith("acts that ")
        assert row["complete_through"].isoformat() >= "1993-10-18"
        assert set(row["attested_by"]) == {"en", "ru"}
