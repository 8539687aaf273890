"""What must hold of every input, whatever it is: one function a target, from bytes; AssertionError or a crash is a finding.

The fuzzer (run.py), the kept findings (test_fuzz_regressions.py) and the generated acts (test_fuzz_structure.py) share them.
"""

from __future__ import annotations

import functools
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator

import msgspec

from decreelex import akn, api, build, clause, formats, render, resolve, structure, text
from decreelex.answer import asking, verdict
from decreelex.clause.dates import find_dates
from decreelex.errors import DecreelexError, Diagnostic, InputError, UsageError
from decreelex.model import Citation, Expression, Provision
from decreelex.reason import language as rule_language
from decreelex.span import Span
from decreelex.text import Source
from fuzz import drafting

DEEPEST = 64
STEPS = frozenset(("citations", "effects", "amendments"))
_SOLID = re.compile(r"[^\W_]+")
_XML_CANNOT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def units(provisions: Iterable[Provision], depth: int = 1) -> Iterator[tuple[Provision, int]]:
    """Yield all provisions, each with its depth, in the order of the text."""
    for one in provisions:
        yield one, depth
        yield from units(one.children, depth + 1)


# --- a text


def check_source(source: Source) -> Expression:
    """Parse with all steps; check that nothing of the text is lost, and what the model promises. Return the model."""
    for language in ("rus", "eng"):
        _partition(structure.parse(source.text, language))
    expression = resolve.resolve(build.build(source))
    assert text.encode(source, source.text) == build.text_of(source, expression.language)
    _model(expression, source.text)
    _lost(expression, source.text)
    _views(expression, source.text)
    return expression


def _partition(tree: structure.Tree) -> None:
    leaves = structure.leaves(tree)
    assert [leaf.start for leaf in leaves] == [0, *(leaf.end for leaf in leaves)][: len(leaves)]
    assert (leaves[-1].end if leaves else 0) == len(tree.text)
    assert structure.text_of(tree) == tree.text


def _model(expression: Expression, words: str) -> None:
    found = list(units(expression.provisions))
    assert 0 <= expression.coverage <= 1
    assert max((depth for _, depth in found), default=0) <= DEEPEST
    assert len({one.eid for one, _ in found}) == len(found)
    for one, _ in found:
        assert one.text == one.text_span.of(words)
        assert 0 <= one.span.start <= one.text_span.start <= one.text_span.end <= one.span.end <= len(words)
        assert all(one.span.start <= child.span.start and child.span.end <= one.span.end for child in one.children)
        _cited(one.citations, one.text_span, words)
        for effect in one.effects:
            assert effect.text == effect.span.of(words)
    for block in (expression.preface, expression.preamble, expression.conclusions):
        if block is not None:
            assert block.text == block.span.of(words)
            _cited(block.citations, block.span, words)
    check_diagnostics(expression.diagnostics, words)


def _cited(citations: Iterable[Citation], within: Span, words: str) -> None:
    for one in citations:
        assert one.text == one.span.of(words)
        assert within.start <= one.span.start < one.span.end <= within.end


def check_diagnostics(found: Iterable[Diagnostic], words: str) -> None:
    """Every span lies in the text it speaks of, and every code is explained."""
    for one in found:
        assert one.message
        assert one.span is None or 0 <= one.span.start <= one.span.end <= len(words), one


def _lost(expression: Expression, words: str) -> None:
    """Every letter and digit of the text stands in the words, number or heading of a provision, or in a block."""
    kept = bytearray(len(words))
    for block in (expression.preface, expression.preamble, expression.conclusions):
        if block is not None:
            _mark(kept, block.span)
    found = [one for one, _ in units(expression.provisions)]
    for one in found:
        _mark(kept, one.text_span)
    for one in reversed(found):
        _shown(kept, one, words)
    for solid in _SOLID.finditer(words):
        assert all(kept[solid.start() : solid.end()]), f"lost: {solid.group()[:60]!r} at {solid.start()}"


def _mark(kept: bytearray, span: Span) -> None:
    kept[span.start : span.end] = b"\1" * (span.end - span.start)


def _shown(kept: bytearray, one: Provision, words: str) -> None:
    """Mark what stands around a provision's own words and is said, in that order, in its number and heading."""
    shown, at = f"{one.num or ''} {one.heading or ''}", 0
    for index in range(one.span.start, one.span.end if one.heading else one.text_span.start):
        found = shown.find(words[index], at) if words[index].isalnum() and not kept[index] else -1
        if found >= 0:
            kept[index], at = 1, found + 1


def _views(expression: Expression, words: str) -> None:
    if not any("\ud800" <= c <= "\udfff" for c in words):
        data = msgspec.json.encode(expression)
        assert msgspec.json.decode(data, type=Expression) == expression
    for language in ("en", "ru"):
        assert render.tree(expression, language=language).strip()
        shown = render.diagnostics_text(expression.diagnostics, words, language=language)
        assert bool(shown) == bool(expression.diagnostics)


def structure_of(data: bytes) -> None:
    """Any bytes: decoded, or refused with one message; then all that holds of a text."""
    try:
        source = text.decode(data)
    except InputError as error:
        assert len(error.diagnostics) == 1
        return
    assert text.encode(source, source.text) == data
    assert build.text_of(source) == data
    check_source(source)


def drafting_of(data: bytes) -> None:
    """An act put together from fragments (drafting.py): all that holds of a text, and of Akoma Ntoso."""
    words = drafting.act(data)
    if words.strip():
        source = text.from_str(words)
        check_source(source)
        check_akn(source)


def amend(data: bytes) -> None:
    """Two acts, parted by a NUL: the second amends the first, exactly or not at all, and everything is accounted for."""
    first, _, second = data.decode("utf-8", "replace").partition("\0")
    if not first.strip() or not second.strip():
        return
    found = api.amendments(api.parse(second))
    assert all(one.text == one.span.of(second) and one.reason for one in found.unparsed)
    assert all(0 <= one.source.span.start <= one.source.span.end <= len(second) for one in found.modifications)
    assert bool(api.amendments_text(found))
    try:
        done = api.apply(first, second)
    except DecreelexError as error:
        assert error.diagnostics
        return
    assert len(done.applied) + len(done.not_applied) >= len(found.modifications)
    assert all(one.reason for one in done.not_applied)


# --- words


def words_of(data: bytes) -> None:
    """Any words: clauses read and questions understood (or not) in both languages, every span where it says."""
    words = data.decode("utf-8", "surrogateescape")
    for language in ("rus", "eng"):
        reading = clause.read(words, Span(0, len(words)), language, steps=STEPS)
        _cited(reading.citations, Span(0, len(words)), words)
        check_diagnostics(reading.diagnostics, words)
        assert all(effect.text == effect.span.of(words) for effect in reading.effects)
        assert all(when.text == when.span.of(words) for when in find_dates(words, language))
    for language in ("ru", "en", None):
        check_question(words, language)


def check_question(words: str, language: str | None) -> None:
    """Ask; the answer, or one message that the question is not understood, can be shown."""
    try:
        answer = verdict.answer(*asking.prepare(asking.Request(words, lang=language, known_at="2026-01-01")))
    except DecreelexError as error:
        assert error.diagnostics
        for one in error.diagnostics:
            assert one.span is None or error.text is None or 0 <= one.span.start <= one.span.end <= len(error.text)
        assert render.diagnostics_text(error.diagnostics, error.text)
        return
    assert render.answer_text(answer, language=language or "en")
    msgspec.json.encode(answer)


def assumed(data: bytes) -> None:
    """An assumed act of any words: the question is answered, or the act is refused."""
    words = data.decode("utf-8", "surrogateescape")
    request = asking.Request("mobilization.ended", assume=(words,), known_at="2026-01-01", as_of="2026-02-01")
    try:
        answer = verdict.answer(*asking.prepare(request))
    except DecreelexError as error:
        assert render.diagnostics_text(error.diagnostics, error.text)
        return
    assert render.answer_text(answer, language="ru")


# --- exchange


def exchange(data: bytes) -> None:
    """A file of any format is read or refused; what is read comes back from Akoma Ntoso as it was."""
    if data.startswith(b"<w:document"):
        data = _packed(data)
    if b"<akomaNtoso" in data[:200]:
        try:
            akn.read(data)
        except InputError:
            return
        return
    try:
        found = formats.read(data)
    except (InputError, UsageError) as error:
        assert error.diagnostics
        return
    words = found.source.text
    assert words.strip()
    assert all(0 <= span.start <= span.end <= len(words) for _, span in found.pages)
    check_akn(found.source)


@functools.cache
def _empty_docx() -> bytes:
    import docx

    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def _packed(document: bytes) -> bytes:
    """Return a DOCX file around a document, which no mutation of a compressed file would reach."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_empty_docx())) as whole, zipfile.ZipFile(out, "w") as file:
        for name in whole.namelist():
            file.writestr(name, document if name == "word/document.xml" else whole.read(name))
    return out.getvalue()


def check_akn(source: Source) -> None:
    """What is written as Akoma Ntoso is read as the same model, but for what XML cannot carry, which is reported."""
    expression = resolve.resolve(build.build(source))
    document, reported = akn.write(expression, text=source.text)
    again = akn.read(document)
    if any(one.code == "akn-character" for one in reported):
        assert _XML_CANNOT.search(source.text) or _XML_CANNOT.search(source.name or "")
        assert [p.span for p, _ in units(again.provisions)] == [p.span for p, _ in units(expression.provisions)]
    else:
        assert again == expression


# --- rules


def rules(data: bytes) -> None:
    """A rule file of any words is read, or refused with diagnostics whose places are in it."""
    words = data.decode("utf-8", "surrogateescape")
    try:
        rule_language.load({"x.rules": words})
    except InputError as error:
        assert error.diagnostics
        assert render.diagnostics_text(error.diagnostics, words)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "structure": structure_of, "drafting": drafting_of, "amend": amend, "words": words_of, "assume": assumed, "exchange": exchange, "rules": rules,
}
