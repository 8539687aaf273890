"""Tree and clauses to the model: an Expression."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from decreelex import clause, structure
from decreelex.errors import Diagnostic
from decreelex.model import Block, Expression, Provision, SourceInfo, Work
from decreelex.span import Span
from decreelex.structure import Tree, Unit
from decreelex.text import Source, encode

STEPS = ("citations", "effects", "amendments")


def build(source: Source, *, language: str = "auto", steps: Iterable[str] | None = None, work: Work | None = None,
          rename: Mapping[str, str] | None = None) -> Expression:
    """Return the expression read from ``source``.

    ``language``: ``rus``, ``eng`` (also ``ru``, ``en``) or ``auto``. ``steps``: which of citations, effects and
    amendments to read (default: all). ``work``: the identity where it is known from outside; it takes the place of what
    the title block says, and the text counts as part of an act. ``rename``: eId to eId, for excerpts whose place in the
    act is known; the eIds below follow.
    """
    chosen = frozenset(STEPS if steps is None else steps)
    tongue = _tongue(source, language)
    tree = structure.parse(source.text, tongue, excerpt=work is not None)
    if rename:
        _rename(tree.units, rename)
    found = list(tree.diagnostics)
    provisions = _provisions(tree, chosen, found)
    return Expression(
        work if work is not None else tree.work, tongue,
        SourceInfo(source.name, source.sha256, len(source.text), source.encoding),
        _block(tree, tree.preface, chosen, found, read=False), _block(tree, tree.preamble, chosen, found),
        provisions, _block(tree, tree.conclusions, chosen, found, read=False), tuple(found), coverage(tree))


def text_of(source: Source, language: str = "auto") -> bytes:
    """Return the bytes of the source, rebuilt from the leaves of its tree."""
    return encode(source, structure.text_of(structure.parse(source.text, _tongue(source, language))))


def coverage(tree: Tree) -> float:
    """Return the share of non-blank characters that stand inside a recognised node or block."""
    spans = [s for s in (tree.preface, tree.preamble, tree.conclusions) if s is not None]
    spans += [Span(u.start, u.end) for u in tree.units if u.parent < 0 and u.kind != "unrecognised"]
    return _share(tree.text, spans, [Span(u.start, u.end) for u in tree.units if u.parent >= 0 and u.kind == "unrecognised"])


def share(text: str, expression: Expression) -> float:
    """Return the coverage of an expression over its text."""
    blocks = (expression.preface, expression.preamble, expression.conclusions)
    spans = [b.span for b in blocks if b is not None]
    spans += [p.span for p in expression.provisions if p.kind != "unrecognised"]
    return _share(text, spans, [p.span for p in _below(expression.provisions) if p.kind == "unrecognised"])


def _below(provisions: Iterable[Provision]) -> Iterator[Provision]:
    """Yield every provision below the given ones."""
    todo = [child for p in provisions for child in p.children]
    while todo:
        unit = todo.pop()
        yield unit
        todo.extend(unit.children)


def _share(text: str, spans: Iterable[Span], strays: Iterable[Span]) -> float:
    """Return the share of non-blank characters inside the spans, ``strays`` within them not counted."""
    total = _solid(text)
    if not total:
        return 1.0
    missed, at = sum(_solid(stray.of(text)) for stray in strays), 0
    for span in sorted(spans):
        missed += _solid(text[at : span.start])
        at = max(at, span.end)
    missed += _solid(text[at:])
    return round((total - missed) / total, 6)


def _solid(text: str) -> int:
    return len("".join(text.replace("\ufeff", "").split()))


def _provisions(tree: Tree, steps: frozenset[str], found: list[Diagnostic]) -> tuple[Provision, ...]:
    """Make the provisions, the last unit first, so that every unit's children are ready before it."""
    top: list[Provision] = []
    below: dict[int, list[Provision]] = {}
    for index in range(len(tree.units) - 1, -1, -1):
        unit = tree.units[index]
        children = below.pop(index, None)
        if children:
            children.reverse()
        provision = _provision(unit, tuple(children) if children else (), tree, steps, found)
        (top if unit.parent < 0 else below.setdefault(unit.parent, [])).append(provision)
    top.reverse()
    return tuple(top)


def _provision(unit: Unit, children: tuple[Provision, ...], tree: Tree, steps: frozenset[str],
               found: list[Diagnostic]) -> Provision:
    words = Span(unit.text_start, unit.text_end)
    if not steps or not unit.text or unit.quoted or unit.kind == "unrecognised":
        return Provision(unit.eid, unit.kind, unit.num, unit.heading, unit.text, Span(unit.start, unit.end), words,
                         unit.published, unit.quoted, children)
    reading = clause.read(tree.text, words, tree.language, steps=steps)
    found.extend(reading.diagnostics)
    return Provision(unit.eid, unit.kind, unit.num, unit.heading, unit.text, Span(unit.start, unit.end), words,
                     unit.published, unit.quoted, children, reading.citations, reading.effects, reading.modifications)


def _tongue(source: Source, language: str) -> str:
    given = {"ru": "rus", "en": "eng"}.get(language, language)
    return structure.detect_language(source.text) if given == "auto" else given


def _block(tree: Tree, span: Span | None, steps: frozenset[str], found: list[Diagnostic], *,
           read: bool = True) -> Block | None:
    if span is None:
        return None
    if not read or "citations" not in steps:
        return Block(span, span.of(tree.text))
    reading = clause.read(tree.text, span, tree.language, steps=frozenset(("citations",)))
    found.extend(reading.diagnostics)
    return Block(span, span.of(tree.text), reading.citations)


def _rename(units: list[Unit], rename: Mapping[str, str]) -> None:
    """Give units their known eIds; the longest eId that is renamed gives the prefix of what stands below."""
    for unit in units:
        head = unit.eid
        while head and head not in rename:
            head = head.rpartition("__")[0]
        if head:
            unit.eid = rename[head] + unit.eid[len(head) :]
