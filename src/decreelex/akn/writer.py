"""Expression -> Akoma Ntoso 3.0.

The document is put together from strings: half as fast again as a tree of lxml elements, and it never stands in memory
twice (tests/bench/bench_akn.py). Every word passes ``structs.escape`` or ``structs.attribute``, and the finished
document is checked for characters that XML cannot carry.
"""

from __future__ import annotations

import msgspec

from decreelex.akn import clean, inline, meta, tables
from decreelex.akn.structs import attribute, element
from decreelex.akn.tables import DEEPEST
from decreelex.errors import Diagnostic, InputError, fail
from decreelex.model import Block, Expression, Provision, TextState

_ATTACHMENT = "attachment"
_HERE = "\0"  # where the quoted structure goes; the last one in the words is ours
_QUOTES = frozenset("\"'«»„“”‘’")


class Sink(msgspec.Struct):
    """What a document is gathered in: markup, the proprietary block, the eIds used, what there is to report."""

    tables: tables.Tables
    frbr: meta.Frbr
    text: str | None
    out: list[str] = []
    extras: list[str] = []
    seen: dict[str, int] = {}
    diagnostics: list[Diagnostic] = []


def write(
    expression: Expression, *, text: str | None = None, state: TextState | None = None
) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """Return an expression as an Akoma Ntoso document (UTF-8), valid against the OASIS schema, and what to report.

    ``text``: the source text, if at hand; it shows which marks open and close a quotation. ``state``: how far to trust
    the text (texts/manifest); only an official text is marked authoritative. Characters that XML cannot carry are
    replaced with U+FFFD one for one, so that spans hold, and each place is reported (``akn-character``).
    Raises InputError (``akn-depth``) where provisions nest deeper than the model allows.
    """
    data, diagnostics = _document(expression, text, state)
    if data is not None:
        return data, diagnostics
    cleaned, found = clean.cleaned(expression)
    data, diagnostics = _document(cleaned, text and clean.characters(text), state)
    assert data is not None, "a cleaned document has no characters left that XML cannot carry"
    return data, (*found, *diagnostics)


def _document(e: Expression, text: str | None, state: TextState | None) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
    frbr = meta.frbr(e)
    sink = Sink(tables.load(), frbr, text, seen=dict.fromkeys((frbr.author, *meta.NAMES), 1))
    _frame(sink, e)
    extras = "".join([meta.own(e), *sink.extras, *(element("diagnostic", d) for d in e.diagnostics)])
    head = meta.block(e, sink.tables, extras, state)
    document = f"{meta.HEADER}{head}{''.join(sink.out)}</act></akomaNtoso>"
    sink.diagnostics.extend(meta.reported(e, sink.tables))
    return clean.encoded(document), tuple(sink.diagnostics)


def _frame(sink: Sink, e: Expression) -> None:
    """Write preface, preamble, body, conclusions and attachments: appendices at the end of the act are attachments."""
    _block(sink, "preface", e.preface, e.work.title)
    _block(sink, "preamble", e.preamble)
    inner, attached = _split(e.provisions)
    sink.out.append("<body>")
    for provision in inner:
        _unit(sink, provision, False, 1)
    sink.out.append("</body>" if inner else '<hcontainer name="empty" status="undefined" dx:filler="true"/></body>')
    _block(sink, "conclusions", e.conclusions)
    _attachments(sink, attached, 1)


def _split(units: tuple[Provision, ...]) -> tuple[tuple[Provision, ...], tuple[Provision, ...]]:
    """Return the units, and the appendices that end them."""
    at = len(units)
    while at and units[at - 1].kind == _ATTACHMENT and not units[at - 1].quoted:
        at -= 1
    return units[:at], units[at:]


def _block(sink: Sink, name: str, block: Block | None, title: str | None = None) -> None:
    """Write a part of the act outside its provisions; a last line of the preamble that ends in a colon enacts."""
    if block is None:
        return
    base = block.span.start
    pieces: list[inline.Piece] = []
    if inline.in_place(block.citations, block.text, base):
        pieces = inline.references(block.citations, base, name)
    else:
        sink.extras.extend(element("citation", c, f' of="{name}"') for c in block.citations)
    at = block.text.find(title) if title else -1
    if title and at >= 0:
        pieces = inline.together(pieces, [inline.Piece(at, at + len(title), "<docTitle>", "</docTitle>")])
    words = inline.paragraphs(block.text, pieces)
    if name == "preamble" and block.text.rstrip().endswith(":"):
        words = _enacting(words)
    sink.out.append(f'<{name} dx:at="{base} {block.span.end}">{words}</{name}>')


def _enacting(words: str) -> str:
    """Wrap the last paragraph that has words in an enacting formula."""
    lines = words.split("<p>")[1:]
    last = max(n for n, line in enumerate(lines) if line.removesuffix("</p>").strip())
    lines[last:] = [f'<formula name="enacting"><p>{"<p>".join(lines[last:])}</formula>']
    return "".join(line if n == last else f"<p>{line}" for n, line in enumerate(lines))


def _unit(sink: Sink, p: Provision, inherits: bool, depth: int) -> None:
    """Write one provision. ``inherits``: whether it stands in a quotation, so that ``quoted`` goes without saying."""
    eid = _eid(sink, p)
    tag = sink.tables.elements.get(p.kind)
    name = tag or "hcontainer"
    start = f'<{name} eId="{eid}"{_attributes(sink, p, eid, tag, inherits)}>{_label(p)}'
    sink.out.append(start)
    if p.citations or p.effects or p.modifications or p.children:
        _inner(sink, p, eid, depth)
    elif p.text:
        sink.out.append(f"<content>{inline.paragraphs(p.text)}</content>")
    sink.out.append(f"</{name}>")


def _attributes(sink: Sink, p: Provision, eid: str, tag: str | None, inherits: bool) -> str:
    span, own = p.span, p.text_span
    at = f' dx:at="{span.start} {span.end} {own.start} {own.end}"'
    if tag is None:
        at = f' name="{attribute(p.kind)}"{at}'
    elif sink.tables.kinds.get(tag) != p.kind:
        at = f' class="{attribute(p.kind)}"{at}'
    if not p.published:
        at += ' status="unknown"'
    if p.status == "repealed":
        at += ' status="removed"' if p.published else ' dx:status="removed"'
    if isinstance(p.wid, str):
        at += f' {"wId" if tables.plain_eid(p.wid) else "dx:wid"}="{attribute(p.wid)}"'
    if p.quoted != inherits:
        at += f' dx:quoted="{"true" if p.quoted else "false"}"'
    return at if eid == p.eid else f'{at} dx:eid="{attribute(p.eid)}"'


def _label(p: Provision) -> str:
    num = "" if p.num is None else f"<num>{inline.line(p.num)}</num>"
    return num if p.heading is None else f"{num}<heading>{inline.line(p.heading)}</heading>"


def _eid(sink: Sink, p: Provision) -> str:
    """Return the eId to write: the provision's own, unless it is taken or cannot be one."""
    eid = p.eid
    if eid not in sink.seen and tables.plain_eid(eid):
        sink.seen[eid] = 1
        return eid
    why = "stands twice" if eid in sink.seen else "has characters that an eId cannot have"
    base = "".join(c if tables.plain_eid(c) else "-" for c in eid) or "nn"
    new = _free(sink, base)
    sink.diagnostics.append(
        Diagnostic(
            "akn-eid",
            "warning",
            f"eId {eid!r} {why}; it is written as {new!r}",
            p.span,
            (),
            ("check whether the act numbers two units alike",),
        )
    )
    return new


def _free(sink: Sink, base: str) -> str:
    """Return an eId made from ``base`` that no unit has yet, and take it."""
    while True:
        sink.seen[base] = n = sink.seen.get(base, 0) + 1
        new = f"{base}__nn_{n}"
        if new not in sink.seen:
            sink.seen[new] = 1
            return new


def _inner(sink: Sink, p: Provision, eid: str, depth: int) -> None:
    """Write the words of a unit that has more than words: references, quoted structure, children."""
    _limit(p, depth)
    pieces = _pieces(sink, p, eid)
    if p.children:
        _family(sink, p, eid, pieces, depth)
    else:
        sink.out.append(f"<content>{inline.paragraphs(p.text, pieces)}</content>")


def _family(sink: Sink, p: Provision, eid: str, pieces: list[inline.Piece], depth: int) -> None:
    """Write the words of a unit and its children; the quoted units that come first belong to its words."""
    first = _run(p.children, 0, p.quoted)
    holder = "intro" if first < len(p.children) else "content"
    if first:
        _with_quotation(sink, p, eid, holder, pieces, depth)
    elif p.text:
        sink.out.append(f"<{holder}>{inline.paragraphs(p.text, pieces)}</{holder}>")
    _children(sink, p, eid, first, depth)


def _pieces(sink: Sink, p: Provision, eid: str) -> list[inline.Piece]:
    base = p.text_span.start
    pieces: list[inline.Piece] = []
    if inline.in_place(p.citations, p.text, base):
        pieces = inline.references(p.citations, base, eid)
    else:
        sink.extras.extend(element("citation", c, f' of="{eid}"') for c in p.citations)
    if p.effects:
        pieces = inline.together(pieces, inline.dates(p.effects, p.text, base))
        sink.extras.extend(element("effect", e, f' of="{eid}"') for e in p.effects)
    sink.extras.extend(element("modification", m, f' of="{eid}"') for m in p.modifications)
    return pieces


def _run(units: tuple[Provision, ...], start: int, inside: bool) -> int:
    """Return the end of the run of quoted units from ``start``; within a quotation all is quoted, and no run opens."""
    at = start
    while not inside and at < len(units) and units[at].quoted:
        at += 1
    return at


def _with_quotation(sink: Sink, p: Provision, eid: str, holder: str, pieces: list[inline.Piece], depth: int) -> None:
    """Write the words of an instruction and the structure it quotes as one ``<mod>``."""
    first = _run(p.children, 0, p.quoted)
    words = inline.paragraphs(p.text, pieces, (f'<mod eId="{eid}__mod_1">', _HERE))
    before, _, after = words.rpartition(_HERE)
    sink.out.append(f"<{holder}>{before}")
    end = p.children[first].span.start if first < len(p.children) else p.span.end
    _quotation(sink, f"{eid}__qstr_1", p.children[:first], end, depth)
    sink.out.append(f"</mod>{after}</{holder}>")


def _quotation(sink: Sink, eid: str, quoted: tuple[Provision, ...], end: int, depth: int) -> None:
    """Write a run of quoted units; the source's words between it and ``end`` (as ``";``) follow it, marked as ours."""
    opened, closed, rest = _marks(sink.text, quoted, end)
    before = f' startQuote="{attribute(opened)}"' if opened else ""
    after = f' endQuote="{attribute(closed)}"' if closed else ""
    sink.out.append(f'<quotedStructure eId="{eid}"{before}{after}>')
    for child in quoted:
        _unit(sink, child, True, depth + 1)
    sink.out.append("</quotedStructure>")
    if rest:
        sink.out.append(f'<inline name="after" dx:filler="true">{inline.line(rest)}</inline>')


def _children(sink: Sink, p: Provision, eid: str, at: int, depth: int) -> None:
    """Write the children from ``at`` on; a later run of quoted units gets a container of its own, to keep the order."""
    n = 1
    while at < len(p.children):
        end = _run(p.children, at, p.quoted)
        if end == at:
            _unit(sink, p.children[at], p.quoted, depth + 1)
            at += 1
            continue
        n += 1
        sink.out.append(f'<hcontainer name="quotation" dx:filler="true"><content><p><mod eId="{eid}__mod_{n}">')
        until = p.children[end].span.start if end < len(p.children) else p.span.end
        _quotation(sink, f"{eid}__qstr_{n}", p.children[at:end], until, depth)
        sink.out.append("</mod></p></content></hcontainer>")
        at = end


def _attachments(sink: Sink, units: tuple[Provision, ...], depth: int) -> None:
    """Write appendices: each a document of its own, with its IRI and its hierarchy, and appendices in turn."""
    if units:
        sink.out.append("<attachments>")
        for unit in units:
            _attachment(sink, unit, depth)
        sink.out.append("</attachments>")


def _attachment(sink: Sink, p: Provision, depth: int) -> None:
    _limit(p, depth)
    eid = _eid(sink, p)
    pieces = _pieces(sink, p, eid)
    inner, attached = _split(p.children)
    sink.out.append(
        f'<attachment eId="{eid}"{_attributes(sink, p, eid, _ATTACHMENT, False)}>{_label(p)}'
        f'<doc name="attachment">{meta.component(sink.frbr, eid)}<mainBody>'
        f"{inline.paragraphs(p.text, pieces)}"
    )
    _children(sink, msgspec.structs.replace(p, children=inner), eid, 0, depth)
    sink.out.append("</mainBody>")
    _attachments(sink, attached, depth + 1)
    sink.out.append("</doc></attachment>")


def _limit(p: Provision, depth: int) -> None:
    if depth > DEEPEST:
        raise fail(
            InputError,
            "akn-depth",
            f"provisions nest deeper than {DEEPEST} levels at {p.eid!r}",
            span=p.span,
            suggestions=("write the act with its deepest levels joined",),
        )


def _marks(text: str | None, quoted: tuple[Provision, ...], end: int) -> tuple[str, str, str]:
    """Return the marks that open and close a quotation, and the words after it, as the source has them.

    A mark that is part of a unit's own words is not shown twice.
    """
    if text is None:
        return "", "", ""
    first = quoted[0]
    at = first.span.start
    around = (text[max(at - 1, 0) : at], "" if _words(first)[:1] in _QUOTES else text[at : at + 1])
    opened = next((c for c in around if c in _QUOTES), "")
    rest = text[quoted[-1].span.end : end].strip()
    return (opened, rest[0], rest[1:]) if rest[:1] in _QUOTES else (opened, "", rest)


def _words(p: Provision) -> str:
    return f"{p.num or ''}{p.heading or ''}{p.text}"
