"""HTML -> words: block elements are lines, table rows are lines with tabs, superscripts stay superscripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from decreelex import text as texts
from decreelex.errors import Diagnostic
from decreelex.formats.common import Words, left_out, library, numeral, refused, subscript, superscript, tables

_DECLARED = re.compile(rb"<meta[^>]{0,500}charset|<\?xml[^>]{0,200}encoding", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MARKS = {"sup": superscript, "sub": subscript}


class Page(msgspec.Struct):
    """The lines gathered so far, the one being written, and what was left out."""

    lines: list[str] = []
    current: list[str] = []
    dropped: dict[str, list[str]] = {}
    diagnostics: list[Diagnostic] = []
    number: str = ""


def read(data: bytes) -> Words:
    """Return the words of an HTML page. Raises InputError where it nests too deep to be read in full."""
    root = _parsed(data)
    page = Page()
    if root is not None:
        _walk(page, root)
    _flush(page)
    reports = [left_out(f"<{tag}> (×{len(words)})", " ".join(words)) for tag, words in sorted(page.dropped.items())]
    return Words("\n".join(page.lines).strip("\n") + "\n", (), (*page.diagnostics, *reports))


def _parsed(data: bytes) -> Any:
    """Return the root element. No network, no entities but HTML's own, nesting as far as the library's cap."""
    etree = library("lxml.etree")
    declared = data[:2] in (b"\xff\xfe", b"\xfe\xff") or _DECLARED.search(data[:4096])
    markup = data if declared else texts.decode(data).text.encode()
    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding=None if declared else "utf-8"
    )
    try:
        root = etree.fromstring(markup, parser)
    except etree.XMLSyntaxError as error:
        raise refused("format-damaged", f"the HTML page cannot be read: {error.msg}", "save it again, or as text") from error
    if any("depth" in entry.message.lower() or entry.level_name == "FATAL" for entry in parser.error_log):
        raise refused("format-depth", "the HTML page nests too deep to be read in full", "save it as text")
    return root


def _walk(page: Page, node: Any) -> None:
    """Add an element's words; its tail is the caller's."""
    html, tag = tables().html, node.tag
    if tag in html["dropped"] or _hidden(node):
        page.dropped.setdefault(tag, []).append("".join(node.itertext()))
    elif tag == "br":
        _flush(page, forced=True)
    elif tag == "table" and not _layout(node):
        _table(page, node)
    elif tag in _MARKS:
        _mark(page, node, tag)
    elif tag in html["block"]:
        _flush(page)
        _inside(page, node)
        _flush(page)
    else:
        _inside(page, node)


def _hidden(node: Any) -> bool:
    return "hidden" in node.attrib or _HIDDEN.search(node.get("style", "")) is not None


def _inside(page: Page, node: Any) -> None:
    page.current.append(page.number)
    page.number = ""
    _words(page, node.text, node.tag == "pre")
    for child, page.number in zip(node, _numbers(node), strict=True):
        _walk(page, child)
        _words(page, child.tail, node.tag == "pre")


def _words(page: Page, words: str | None, verbatim: bool = False) -> None:
    if not words:
        return
    if not verbatim:
        page.current.append(_BLANKS.sub(" ", words))
        return
    first, *rest = words.split("\n")
    page.current.append(first)
    for line in rest:
        _flush(page, forced=True)
        page.current.append(line)


def _flush(page: Page, *, forced: bool = False) -> None:
    line = _BLANKS.sub(" ", "".join(page.current)).strip(" ")
    page.current.clear()
    if line or forced:
        page.lines.append(line)


def _mark(page: Page, node: Any, tag: str) -> None:
    """Write digits above or below the line as such; other raised words stay as they are, and are reported."""
    words = "".join(node.itertext()).strip()
    marked = _MARKS[tag](words)
    if marked is None and words:
        page.diagnostics.append(
            Diagnostic(
                "format-superscript",
                "warning",
                f"<{tag}>{words[:40]}</{tag}> has no plain characters: written on the line",
            )
        )
    page.current.append(marked if marked is not None else words)


def _numbers(node: Any) -> Iterator[str]:
    """Yield the number that a browser shows before each child of an ordered list; nothing before other children."""
    style = tables().html_lists.get(node.get("type", "1"), "decimal")
    n = _integer(node.get("start"), 1)
    for child in node:
        if node.tag != "ol" or child.tag != "li":
            yield ""
            continue
        n = _integer(child.get("value"), n)
        yield f"{numeral(n, style) or n}. "
        n += 1


def _integer(value: str | None, default: int) -> int:
    return int(value) if value is not None and re.fullmatch(r"-?\d{1,6}", value) else default


def _layout(table: Any) -> bool:
    """Return whether a table only places text: another table in it, or never two cells in a row."""
    if next(table.iterdescendants("table"), None) is not None:
        return True
    return all(sum(1 for cell in row if cell.tag in ("td", "th")) < 2 for row in table.iter("tr"))


def _table(page: Page, table: Any) -> None:
    """Write a table: a row is a line, cells are divided by tabs."""
    _flush(page)
    for row in table.iter("caption", "tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")] or [row]
        page.lines.append("\t".join(_cell(page, cell) for cell in cells))


def _cell(page: Page, cell: Any) -> str:
    inner = Page(diagnostics=page.diagnostics, dropped=page.dropped)
    _inside(inner, cell)
    _flush(inner)
    return " ".join(line for line in inner.lines if line)
