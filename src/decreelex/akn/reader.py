"""Our own Akoma Ntoso -> Expression: the same model that was written, spans included.

Only the parts that carry the model are read; what is derived (lifecycle, textualMod, dates) is not. A document is
refused before it can do harm: no document type, no entities, no network, limits on size and depth.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UNSET

from decreelex.akn import structs, tables
from decreelex.akn.tables import AKN, DEEPEST, OURS
from decreelex.errors import DecreelexError, Diagnostic, InputError, UsageError, fail
from decreelex.model import Block, Citation, Effect, Expression, Modification, Provision, SourceInfo, Step, Work
from decreelex.span import Span

LARGEST = 256 * 1024 * 1024
"""Bytes of a document; a larger one is refused."""

_A = f"{{{AKN}}}"
_D = f"{{{OURS}}}"
_REFERENCES = frozenset({f"{_A}ref", f"{_A}inline"})


class Extras(msgspec.Struct):
    """What the proprietary block holds for each eId as written."""

    citations: dict[str, list[Citation]] = {}
    effects: dict[str, list[Effect]] = {}
    modifications: dict[str, list[Modification]] = {}


def read(data: bytes) -> Expression:
    """Return the expression that ``write`` made the document from; spans are those of the source it names.

    Raises InputError: not XML, not Akoma Ntoso, not written by decreelex, a document type or entities in it,
    too large or too deep.
    """
    root = _parsed(data)
    try:
        return _expression(root)
    except RecursionError as error:
        raise _refused("akn-depth", "the document nests deeper than any act", "join the deepest levels") from error
    except (msgspec.ValidationError, KeyError, ValueError, AttributeError, TypeError, IndexError) as error:
        raise _refused(
            "akn-foreign",
            f"the document is Akoma Ntoso, but not as decreelex writes it: {error}",
            "parse the act's text instead; only documents written by decreelex are read back",
        ) from error


def _etree() -> Any:
    """Return lxml.etree, which only reading needs. Raises UsageError that says how to install it."""
    try:
        from lxml import etree
    except ImportError as error:
        raise fail(
            UsageError,
            "akn-library",
            "reading Akoma Ntoso needs the library 'lxml'",
            suggestions=("pip install decreelex[formats]",),
        ) from error
    return etree


def _parsed(data: bytes) -> Any:
    etree = _etree()
    if len(data) > LARGEST:
        raise _refused("akn-size", f"the document has {len(data)} bytes; at most {LARGEST} are read", "split it")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _refused(
            "akn-doctype",
            "the document has a document type or entities, which are never expanded",
            "remove the <!DOCTYPE …> part",
        )
    try:
        data.decode("utf-8")
        parser = etree.XMLParser(
            encoding="utf-8",
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=True,
            remove_comments=True,
            remove_pis=True,
        )
        root = etree.fromstring(data, parser)
    except UnicodeDecodeError as error:
        raise _refused("akn-xml", f"the document is not UTF-8 (byte {error.start})", "save it as UTF-8") from error
    except etree.XMLSyntaxError as error:
        raise _refused(
            "akn-xml", f"the document is not well-formed XML: {error.msg}", "check the line named"
        ) from error
    if root.tag != f"{_A}akomaNtoso":
        raise _refused(
            "akn-foreign", f"expected <akomaNtoso> of {AKN}, found <{root.tag}>", "give a document of Akoma Ntoso 3.0"
        )
    return root


def _refused(code: str, message: str, suggestion: str) -> DecreelexError:
    return fail(InputError, code, message, suggestions=(suggestion,))


def _expression(root: Any) -> Expression:
    act = root[0]
    own = _need(act, f"{_A}meta/{_A}proprietary")
    extras = _extras(own)
    about = _need(own, f"{_D}expression")
    body = _need(act, f"{_A}body")
    attachments = act.find(f"{_A}attachments")
    provisions = [*_units(body, extras, False, 1), *_attachments(attachments, extras, 1)]
    return Expression(
        work=structs.read(_need(own, f"{_D}work"), Work),
        language=about.attrib["language"],
        source=structs.read(_need(own, f"{_D}source"), SourceInfo),
        preface=_block(act, "preface", extras),
        preamble=_block(act, "preamble", extras),
        provisions=tuple(provisions),
        conclusions=_block(act, "conclusions", extras),
        diagnostics=tuple(structs.read(node, Diagnostic) for node in own.findall(f"{_D}diagnostic")),
        coverage=float(about.attrib["coverage"]),
    )


def _need(node: Any, path: str) -> Any:
    found = node.find(path)
    if found is None:
        raise ValueError(f"<{node.tag.removeprefix(_A)}> has no {path.replace(_A, '').replace(_D, 'dx:')}")
    return found


def _extras(own: Any) -> Extras:
    extras = Extras()
    kinds: tuple[tuple[str, Any, dict[str, list[Any]]], ...] = (
        ("citation", Citation, extras.citations),
        ("effect", Effect, extras.effects),
        ("modification", Modification, extras.modifications),
    )
    for name, kind, found in kinds:
        for node in own.findall(f"{_D}{name}"):
            found.setdefault(node.attrib["of"], []).append(structs.read(node, kind, ("of",)))
    return extras


def _block(act: Any, name: str, extras: Extras) -> Block | None:
    node = act.find(f"{_A}{name}")
    if node is None:
        return None
    start, end = map(int, node.attrib[f"{_D}at"].split())
    lines = list(node.iter(f"{_A}p"))
    return Block(Span(start, end), "\n".join(_words(p) for p in lines), _citations(lines, name, extras))


def _units(parent: Any, extras: Extras, quoted: bool, depth: int) -> Iterator[Provision]:
    """Yield the provisions among the children of an element; a container of ours yields what it quotes."""
    for node in parent:
        if f"{_D}filler" in node.attrib:
            for line in node.iterfind(f"{_A}content/{_A}p"):
                yield from _quotation(line, extras, depth)
        elif f"{_D}at" in node.attrib:
            yield _unit(node, extras, quoted, depth)


def _quotation(line: Any, extras: Extras, depth: int) -> Iterator[Provision]:
    for node in line.iterfind(f"{_A}mod/{_A}quotedStructure"):
        yield from _units(node, extras, True, depth)


def _unit(node: Any, extras: Extras, inherits: bool, depth: int) -> Provision:
    if depth > DEEPEST:
        raise _refused("akn-depth", f"provisions nest deeper than {DEEPEST} levels", "join the deepest levels")
    name = node.tag.removeprefix(_A)
    kind = node.get("name") if name == "hcontainer" else node.get("class") or tables.load().kinds[name]
    quoted = node.get(f"{_D}quoted", "true" if inherits else "false") == "true"
    lines = [p for holder in node if holder.tag in (f"{_A}intro", f"{_A}content") for p in holder]
    children = [unit for p in lines for unit in _quotation(p, extras, depth + 1)]
    children += _units(node, extras, quoted, depth + 1)
    return _provision(node, kind, quoted, lines, children, extras)


def _attachments(node: Any, extras: Extras, depth: int) -> Iterator[Provision]:
    for attachment in () if node is None else node:
        if depth > DEEPEST:
            raise _refused("akn-depth", f"provisions nest deeper than {DEEPEST} levels", "join the deepest levels")
        main = _need(attachment, f"{_A}doc/{_A}mainBody")
        children = [
            *_units(main, extras, False, depth + 1),
            *_attachments(attachment.find(f"{_A}doc/{_A}attachments"), extras, depth + 1),
        ]
        yield _provision(attachment, "attachment", False, main.findall(f"{_A}p"), children, extras)


def _provision(
    node: Any, kind: str, quoted: bool, lines: list[Any], children: list[Provision], extras: Extras
) -> Provision:
    written = node.attrib["eId"]
    start, end, own_start, own_end = map(int, node.attrib[f"{_D}at"].split())
    return Provision(
        eid=node.get(f"{_D}eid", written),
        kind=kind,
        num=_label(node, "num"),
        heading=_label(node, "heading"),
        text="\n".join(_words(p) for p in lines),
        span=Span(start, end),
        text_span=Span(own_start, own_end),
        published=node.get("status") != "unknown",
        quoted=quoted,
        children=tuple(children),
        citations=_citations(lines, written, extras),
        effects=tuple(extras.effects.get(written, ())),
        modifications=tuple(extras.modifications.get(written, ())),
        wid=node.get("wId", node.get(f"{_D}wid", UNSET)),
        status="repealed" if "removed" in (node.get("status"), node.get(f"{_D}status")) else UNSET,
    )


def _label(node: Any, name: str) -> str | None:
    found = node.find(f"{_A}{name}")
    return None if found is None else _words(found)


def _words(node: Any) -> str:
    """Return the words of a paragraph, without the structure quoted in it; an ``<eol/>`` is a line break."""
    parts = [node.text or ""]
    for child in node:
        if child.tag == f"{_A}eol":
            parts.append("\n")
        elif child.tag != f"{_A}quotedStructure" and f"{_D}filler" not in child.attrib:
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _citations(lines: list[Any], owner: str, extras: Extras) -> tuple[Citation, ...]:
    apart = extras.citations.get(owner)
    return tuple(apart) if apart else tuple(_citation(node) for p in lines for node in _references(p))


def _references(node: Any) -> Iterator[Any]:
    for child in node:
        if child.tag in _REFERENCES and f"{_D}filler" not in child.attrib:
            yield child
        elif child.tag != f"{_A}quotedStructure":
            yield from _references(child)


def _citation(node: Any) -> Citation:
    fields: dict[str, Any] = {k.removeprefix(_D): v for k, v in node.attrib.items() if k.startswith(_D)}
    fields["span"] = fields["span"].split(" ")
    steps = fields.pop("path", "")
    if "href" in node.attrib:
        fields["iri"], fields["eid"] = tables.reference(node.attrib["href"])
    fields["path"] = [Step(*step.split("=")) for step in steps.split(" ")] if steps else []
    return msgspec.convert({**fields, "text": _words(node)}, Citation, strict=False)
