"""RTF -> words, with striprtf; what that library drops without a word is kept or reported here first."""

from __future__ import annotations

import re
from collections import Counter

from decreelex.errors import Diagnostic
from decreelex.formats.common import LARGEST_UNPACKED, Words, library, refused, superscript

_SUPER = re.compile(r"\\super((?:\\[a-z]{1,32}-?\d{0,10}){0,8}) ?(\d{1,4})(?!\d)")
_LISTED = re.compile(r"\{\\(?:listtext|pntext)(?![a-z]) ?")
_NOTE = re.compile(r"\\[{}\\]|([{}])|\\footnote(?![a-z])")
_PARAGRAPH = re.compile(r"\\par(?![a-z]) ?|[\r\n]+")
_LOST = re.compile(r"\\(header[lrf]?|footer[lrf]?|pict|object|annotation|deleted)(?![a-z])")
_BINARY = re.compile(r"\\bin(\d{1,10}) ?")
_BARE = re.compile("[\x80-\xff]")
_BRACE = re.compile(r"[{}]")
_FONT = re.compile(r"\\f(\d{1,5})(?!\d)")
_CHARSET = re.compile(r"\\fcharset(\d{1,3})(?!\d)")
_DEEPEST = 1000


def read(data: bytes) -> Words:
    """Return the words of an RTF file. Raises InputError for one that is damaged or nests too deep."""
    convert = library("striprtf.striprtf").rtf_to_text
    markup = data.lstrip(b"\xef\xbb\xbf \t\r\n").decode("latin-1")
    _check(markup)
    try:
        words = convert(_prepared(markup), encoding="cp1252", errors="replace")
    except (ValueError, IndexError, LookupError, OverflowError, RecursionError, TypeError) as error:
        raise refused("format-damaged", f"the RTF file is damaged: {error}", "save it again, or as DOCX") from error
    if len(words) > LARGEST_UNPACKED:
        raise refused("format-size", "the text of the RTF file is too large", "split the file")
    lines = [line.rstrip() for line in words.replace("\u00ad", "").split("\n")]
    return Words("\n".join(lines).strip("\n") + "\n", (), tuple(_lost(markup)))


def _check(markup: str) -> None:
    depth = 0
    for brace in re.finditer(r"\\[{}\\]|[{}]", markup):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth > _DEEPEST:
            raise refused("format-depth", f"the RTF file nests deeper than {_DEEPEST} groups", "save it again, or as DOCX")


def _prepared(markup: str) -> str:
    """Return the markup with superscripts and list numbers as characters, and cells as tabs.

    A blank after ``fldinst`` changes nothing in RTF, but keeps the library's pattern for links from running for hours
    on hostile input.
    """
    markup = _with_notes(_without_binary(markup))
    markup = _fonts(markup)
    markup = _BARE.sub(lambda m: f"\\'{ord(m[0]):02x}", markup)
    markup = _SUPER.sub(_raised, _LISTED.sub("{", markup))
    markup = re.sub(r"\\(nest)?cell(?![a-z])", r"\\tab", markup)
    return markup.replace("\\fldinst{", "\\fldinst {")


def _fonts(markup: str) -> str:
    """Return the markup with a font table of one short line a font: all that the library's pattern looks for in it."""
    start = markup.find("{\\fonttbl")
    if start < 0:
        return markup
    depth, end = 0, len(markup)
    for brace in _BRACE.finditer(markup, start):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            end = brace.end()
            break
    fonts = ((_FONT.search(entry), _CHARSET.search(entry)) for entry in markup[start:end].split(";"))
    lines = [f"{{\\f{font[1]}\\fcharset{charset[1]} F;}}" for font, charset in fonts if font and charset]
    return "\n".join([f"{markup[:start]}{{\\fonttbl", *lines, f"}}{markup[end:]}"])


def _with_notes(markup: str) -> str:
    """Return the markup with a mark ``<1>`` for each footnote, and the footnotes as paragraphs at its end."""
    out: list[str] = []
    notes: list[str] = []
    at = 0
    for n, (start, body, end) in enumerate(_note_groups(markup), 1):
        out += [markup[at:start], f"<{n}>"]
        notes.append(f"\\par <{n}> {{{_PARAGRAPH.sub(' ', markup[body:end])}}}")
        at = end + 1
    close = markup.rfind("}", at) if notes else -1
    close = len(markup) if close < 0 else close
    return "".join([*out, markup[at:close], *notes, markup[close:]])


def _note_groups(markup: str) -> list[tuple[int, int, int]]:
    """Return, for each group that is a footnote, where it begins, where its words begin, and where its brace closes."""
    found: list[tuple[int, int, int]] = []
    opened: list[int] = []
    note: tuple[int, int] | None = None
    for token in _NOTE.finditer(markup):
        if token[1] == "{":
            opened.append(token.start())
        elif token[1] == "}" and opened:
            start = opened.pop()
            if note is not None and start == note[0]:
                found.append((start, note[1], token.start()))
                note = None
        elif token[0] == "\\footnote" and opened and note is None:
            note = (opened[-1], token.end())
    return found


def _raised(match: re.Match[str]) -> str:
    digits = superscript(match[2]) or match[2]
    return f"\\super{match[1]}{{\\uc1{''.join(f'{chr(92)}u{ord(c)}?' for c in digits)}}}"


def _without_binary(markup: str) -> str:
    """Return the markup without the raw bytes of pictures, which are not RTF."""
    out: list[str] = []
    at = 0
    for match in _BINARY.finditer(markup):
        if match.start() >= at:
            out.append(markup[at : match.start()])
            at = match.end() + int(match[1])
    return "".join([*out, markup[at:]])


def _lost(markup: str) -> list[Diagnostic]:
    counts = Counter(word.rstrip("lrf") if word.startswith(("header", "footer")) else word for word in _LOST.findall(markup))
    return [
        Diagnostic(
            "format-left-out",
            "info",
            f"{count} × {word} left out",
        )
        for word, count in sorted(counts.items())
    ]
