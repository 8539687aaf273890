"""DOCX -> words: paragraphs, the numbers that Word generates, tables, footnotes. python-docx opens the package."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import msgspec

from decreelex.errors import DecreelexError, Diagnostic
from decreelex.formats.common import LARGEST_UNPACKED, Words, left_out, library, refused, subscript, superscript
from decreelex.formats.numbering import Numbering

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RATIO = 200
_SMALL = 2**22
_PARTS = 10_000
_DEEPEST = 200
_RAISED = {"superscript": superscript, "subscript": subscript}
_THROUGH = frozenset(
    _W + name for name in ("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo")
)
_DELETED = frozenset({f"{_W}del", f"{_W}moveFrom"})
_PLAIN = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "‑", f"{_W}ptab": "\t"}


class Reading(msgspec.Struct):
    """What is gathered while a document is read."""

    numbering: Numbering
    notes: list[str] = []
    deleted: list[str] = []
    boxes: list[str] = []
    diagnostics: list[Diagnostic] = []


def read(data: bytes) -> Words:
    """Return the words of a DOCX file. Raises InputError: damaged, a zip bomb, XML with entities, too deep."""
    docx = library("docx")
    _check(data)
    try:
        document = docx.Document(io.BytesIO(data))
        reading = Reading(Numbering.of(document))
        lines = _blocks(reading, document.element.body, 0)
        lines += _footnotes(reading, document)
    except DecreelexError:
        raise
    except Exception as error:  # what zlib, zipfile, lxml and python-docx raise on damaged files is of many kinds
        raise refused("format-damaged", f"the DOCX file is damaged: {error}", "open and save it in a word processor") from error
    reports = [*reading.diagnostics, *reading.numbering.reports(), *_reports(reading), *_margins(document)]
    return Words("\n".join(lines) + "\n", (), tuple(reports))


def _check(data: bytes) -> None:
    """Refuse a package that unpacks to too much, or whose XML has a document type."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _measure(archive.infolist())
            for info in archive.infolist():
                if info.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(info):
                    raise refused(
                        "format-entities",
                        "the XML in the DOCX file has a document type, which may hide entities",
                        "open and save it in a word processor",
                    )
    except DecreelexError:
        raise
    except Exception as error:  # the same
        raise refused("format-damaged", f"the DOCX file is damaged: {error}", "open and save it in a word processor") from error


def _measure(parts: list[zipfile.ZipInfo]) -> None:
    total = sum(part.file_size for part in parts)
    dense = [part for part in parts if part.file_size > _SMALL and part.file_size > _RATIO * max(part.compress_size, 1)]
    if len(parts) > _PARTS or total > LARGEST_UNPACKED or dense:
        raise refused(
            "format-bomb",
            f"the DOCX file unpacks to {total} bytes in {len(parts)} parts",
            "open and save it in a word processor",
        )


def _blocks(reading: Reading, parent: Any, depth: int) -> list[str]:
    """Return the lines of a body, a cell or a content control."""
    if depth > _DEEPEST:
        raise refused("format-depth", f"the DOCX file nests deeper than {_DEEPEST} levels", "save it as text")
    lines: list[str] = []
    for node in parent:
        if node.tag == f"{_W}p":
            lines.extend(_paragraph(reading, node).split("\n"))
        elif node.tag == f"{_W}tbl":
            lines.extend(_table(reading, node, depth + 1))
        elif node.tag in _DELETED:
            reading.deleted.append(_plain(node))
        elif node.tag in _THROUGH:
            lines.extend(_blocks(reading, node, depth + 1))
    return lines


def _paragraph(reading: Reading, node: Any) -> str:
    words: list[str] = []
    _inline(reading, node, words, 0)
    text = "".join(words).rstrip()
    return f"{reading.numbering.number(node)}{text}" if text else ""


def _inline(reading: Reading, parent: Any, words: list[str], depth: int) -> None:
    if depth > _DEEPEST:
        raise refused("format-depth", f"the DOCX file nests deeper than {_DEEPEST} levels", "save it as text")
    for node in parent:
        if node.tag == f"{_W}r":
            _run(reading, node, words)
        elif node.tag in _DELETED:
            reading.deleted.append(_plain(node))
        elif node.tag in _THROUGH:
            _inline(reading, node, words, depth + 1)


def _run(reading: Reading, run: Any, words: list[str]) -> None:
    style = run.find(f"{_W}rPr/{_W}vertAlign")
    raised = _RAISED.get(style.get(f"{_W}val", "")) if style is not None else None
    if run.find(f"{_W}rPr/{_W}vanish") is not None:
        reading.diagnostics.append(left_out("hidden words", _plain(run)))
        return
    for node in run:
        if node.tag == f"{_W}t":
            words.append(_raised(reading, node.text or "", raised))
        elif node.tag in _PLAIN:
            words.append(_PLAIN[node.tag])
        elif node.tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
            words.append(_note(reading, node))
        elif node.tag in (f"{_W}drawing", f"{_W}pict", f"{_MC}AlternateContent"):
            reading.boxes.append(_plain(node))


def _raised(reading: Reading, words: str, raised: Any) -> str:
    if raised is None or not words:
        return words
    marked: str | None = raised(words.strip())
    if marked is None:
        reading.diagnostics.append(
            Diagnostic(
                "format-superscript",
                "warning",
                f"raised or lowered {words[:40]!r} has no plain characters: written on the line",
            )
        )
    return marked if marked is not None else words


def _note(reading: Reading, node: Any) -> str:
    """Return a mark for a footnote as Russian legal publishers set it: ``<1>``."""
    reading.notes.append(f"{node.tag.removeprefix(_W).removesuffix('Reference')} {node.get(f'{_W}id')}")
    return f"<{len(reading.notes)}>"


def _footnotes(reading: Reading, document: Any) -> list[str]:
    """Return the footnotes as lines after the document, in the order of their marks."""
    found: dict[str, Any] = {}
    etree = library("lxml.etree")
    for kind in ("footnote", "endnote"):
        for part in document.part.package.iter_parts():
            if str(part.partname) == f"/word/{kind}s.xml":
                root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
                found |= {f"{kind} {node.get(f'{_W}id')}": node for node in root.iter(f"{_W}{kind}")}
    lines: list[str] = []
    for n, key in enumerate(tuple(reading.notes), 1):
        words = " ".join(line.strip() for line in _blocks(reading, found[key], 0)) if key in found else ""
        lines.append(f"<{n}> {words.strip()}")
    return lines


def _table(reading: Reading, table: Any, depth: int) -> list[str]:
    """Return a table as lines: a row is a line, cells divided by tabs; one that only places text is its text."""
    rows = [
        [cell for cell in row.iter(f"{_W}tc") if _owner(cell, f"{_W}tr") is row]
        for row in table.iter(f"{_W}tr")
        if _owner(row, f"{_W}tbl") is table
    ]
    nested = next(table.iterdescendants(f"{_W}tbl"), None) is not None
    lines: list[str] = []
    for row in rows:
        cells = [_blocks(reading, cell, depth) for cell in row]
        if nested or len(cells) < 2:
            lines.extend(line for cell in cells for line in cell)
        else:
            lines.append("\t".join(" ".join(line for line in cell if line) for cell in cells))
    return lines


def _owner(node: Any, tag: str) -> Any:
    return next(node.iterancestors(tag), None)


def _plain(node: Any) -> str:
    return "".join(t.text or "" for t in node.iter(f"{_W}t", f"{_W}delText"))


def _reports(reading: Reading) -> list[Diagnostic]:
    found = []
    if reading.deleted:
        found.append(
            Diagnostic(
                "format-revision",
                "warning",
                f"{len(reading.deleted)} tracked deletion(s) left out, tracked insertions kept",
                None,
                (),
                ("accept or reject the changes in a word processor",),
            )
        )
    boxes = [words for words in reading.boxes if words.strip()]
    if boxes:
        found.append(Diagnostic("format-left-out", "warning", f"text boxes left out: {boxes[0][:80]!r} (×{len(boxes)})"))
    elif reading.boxes:
        found.append(left_out(f"{len(reading.boxes)} picture(s)", ""))
    return found


def _margins(document: Any) -> list[Diagnostic]:
    """Report the headers and footers, which are not the act's words."""
    found: dict[str, None] = {}
    for section in document.sections:
        for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            words = " ".join(p.text for p in part.paragraphs if p.text.strip())
            if words:
                found[words] = None
    return [left_out("header or footer", words) for words in found]
