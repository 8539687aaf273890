"""Instructions to modifications, over a whole act: headings give the context, quoted structure the new text.

The affected act stands in the heading of the list (act -> article -> part -> words), the commencement in another article.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from decreelex import eid as eids
from decreelex.amending import aims as aiming
from decreelex.amending import orders, times
from decreelex.amending.aims import Aim, Aims
from decreelex.amending.orders import New
from decreelex.clause import amendment
from decreelex.clause.amendment import Frame, Order, Reading
from decreelex.clause.amendment_parts import Place
from decreelex.errors import Diagnostic, Note
from decreelex.model import Amendments, Expression, Modification, ModificationSource, Provision, Unparsed, When
from decreelex.span import Span

__all__ = ["amendments", "with_modifications"]


_MARKS = "\"«»“”„"
_CLOSING = re.compile(rf"[{_MARKS}][.;,:)]*$")  # the outermost mark closes last


def with_modifications(expression: Expression, text: str) -> Expression:
    """Return the expression with the modifications that its provisions order; what was not read is a diagnostic.

    ``text``: the source text that the expression was read from.
    """
    if not any(amendment.promising(line, expression.language) for line in text.splitlines()):
        return expression
    state = _Run(expression, text, {}, [], [], any(_lists_repeals(p, expression) for p in expression.provisions))
    _walk(state, expression.provisions, _Context())
    if not state.found and not state.unparsed:
        return expression
    timed = times.timed(state.found, expression)
    return msgspec.structs.replace(
        expression, provisions=tuple(_filled(p, timed) for p in expression.provisions),
        diagnostics=(*expression.diagnostics, *(_diagnostic(one) for one in state.unparsed)))


def amendments(expression: Expression) -> Amendments:
    """Return the modifications of an expression in order, and the instructions in it that could not be read."""
    found = tuple(one for p in _flat(expression.provisions) for one in p.modifications)
    unparsed = tuple(Unparsed(d.span or Span(0, 0), d.notes[0].message if d.notes else "", d.message)
                     for d in expression.diagnostics if d.code == "instruction-unparsed")
    return Amendments(found, unparsed)


class _Context(NamedTuple):
    """What the headings above say. ``repealing``: the units below are a list of what is repealed; ``since``: from what day."""

    aims: Aims = ()
    repealing: bool = False
    since: When | None = None


class _Run(NamedTuple):
    """A run over one expression; the lists and the table grow. ``attached``: contexts that wait for their appendix.

    ``listed``: an appendix lists what is repealed.
    """

    expression: Expression
    text: str
    found: dict[str, list[Modification]]
    unparsed: list[Unparsed]
    attached: list[_Context]
    listed: bool


def _walk(run: _Run, provisions: Sequence[Provision], context: _Context) -> None:
    """Read units in order; a paragraph that is a heading holds for the paragraphs after it."""
    running = context
    for provision in provisions:
        if provision.quoted:
            continue
        if provision.kind == "attachment":
            running = _appended(run, provision, context)
        own = running if provision.kind in {"alinea", "attachment"} else context
        below = _read(run, provision, own)
        _walk(run, provision.children, below)
        if provision.kind == "alinea" and not provision.children:
            running = below
        elif provision.kind != "alinea":
            running = context


def _lists_repeals(provision: Provision, expression: Expression) -> bool:
    heading = provision.heading if provision.kind == "attachment" else None
    return heading is not None and amendment.repeals(expression.language).search(heading) is not None


def _appended(run: _Run, provision: Provision, context: _Context) -> _Context:
    """Return the context of an appendix: what its heading says it amends or repeals, else what approved it says."""
    if _lists_repeals(provision, run.expression):
        return _Context((), True)
    at = run.text.find(provision.heading, provision.span.start) if provision.heading else -1
    if at >= 0 and provision.heading:
        said = amendment.read(run.text, Span(at, at + len(provision.heading)), run.expression.language).said
        frame = next((one for one in said if isinstance(one, Frame) and one.kind == "attached"), None)
        if frame is not None:
            return _Context(aiming.aimed((Aim(),), frame.where, run.text))
    return run.attached.pop(0) if run.attached else context


def _read(run: _Run, provision: Provision, context: _Context) -> _Context:
    """Read one unit; return the context of the units below it."""
    if not _worth(run, provision, context):
        return context
    span = provision.text_span
    reading = amendment.read(run.text, span, run.expression.language, repealing=context.repealing)
    below, current = context, context.aims
    for said in _completed(reading):
        if isinstance(said, Frame):
            below = _framed(run, said, context)
            current = below.aims
        elif not said.bare or context.aims or below.aims:
            current = _ordered(run, provision, said, current, below, _last_open(reading, said))
    _report(run, reading, bool(context.aims or below.aims))
    return below


def _worth(run: _Run, provision: Provision, context: _Context) -> bool:
    """Return whether a unit can order anything: it holds a verb, or, below a heading, it may be one or be listed."""
    words = provision.text
    if not words:
        return False
    if context.repealing:
        return True
    return words.endswith(":") or amendment.triggered(words, run.expression.language)


def _framed(run: _Run, frame: Frame, context: _Context) -> _Context:
    aims = aiming.aimed(context.aims or (Aim(),), frame.where, run.text) if frame.where else context.aims
    if frame.kind == "attached":
        run.attached.append(_Context(aims))
        return context
    if not any(aim.act or aim.document for aim in aims) and frame.kind == "heading":
        return context._replace(aims=aims) if context.aims else context
    return _Context(aims, frame.kind == "repeal", frame.since)


def _ordered(run: _Run, provision: Provision, order: Order, current: Aims, below: _Context, last: bool) -> Aims:
    """Add the modifications of an order; return where the next clause of the sentence starts from."""
    aims = aiming.aimed(current or (Aim(),), order.where, run.text, base=below.aims or None)
    order = order._replace(since=order.since or below.since)
    source = ModificationSource(provision.eid, Span(order.start, order.end))
    news = _news(run, provision, order) if last or not order.open else []
    made = orders.made(order, aims, news, source, run.expression.work, run.text)
    if made.reason is None and not _known(order, aims):
        made = orders.Made(reason="no act is named, neither here nor in a heading above")
    if made.reason is not None and not (run.listed and _repeal(order) and not order.where):
        _unparsed(run, Span(order.start, order.end), made.reason)
    run.found.setdefault(provision.eid, []).extend(made.modifications)
    return aims


def _known(order: Order, aims: Aims) -> bool:
    """Return whether an order without an act still shows that it is one: it gives words, or a new text."""
    shown = order.old or order.new or order.units or order.operation == "replacement"
    return bool(shown) or any(aim.act or aim.document for aim in aims)


def _completed(reading: Reading) -> Iterator[Frame | Order]:
    """Yield what is said; in a list of repeals the act named last holds for the places before it."""
    said = list(reading.said)
    for at in range(len(said) - 2, -1, -1):
        one, after = said[at], said[at + 1]
        if isinstance(one, Order) and isinstance(after, Order) and _repeal(one) and _repeal(after):
            said[at] = one._replace(where=_with_act(one.where, after.where))
    yield from said


def _repeal(order: Order) -> bool:
    return order.operation == "repeal" and not order.old


def _with_act(where: tuple[object, ...], after: tuple[object, ...]) -> tuple[Place, ...]:
    """Return places with the act of the ones after them, where they name none."""
    places = [one for one in where if isinstance(one, Place)]
    acts = [c for one in after if isinstance(one, Place) for c in one.citations if aiming.names_act(c)]
    if not acts or any(aiming.names_act(c) for one in places for c in one.citations):
        return tuple(places)
    act = acts[0]
    return tuple(one._replace(citations=tuple(
        msgspec.structs.replace(c, kind=act.kind, author=act.author, date=act.date, number=act.number, title=act.title,
                                own=act.own) for c in one.citations)) for one in places)


def _last_open(reading: Reading, order: Order) -> bool:
    """Return whether an order is the last of its unit whose new text follows below."""
    return order.open and order is [one for one in reading.said if isinstance(one, Order) and one.open][-1]


def _news(run: _Run, provision: Provision, order: Order) -> list[New]:
    """Return the new text of an order: from its sentence, or from the quoted structure below, divided as it is named."""
    if order.content is not None:
        return [New(order.content)]
    quoted = [child for child in provision.children if child.quoted] if order.open else []
    if not quoted:
        return [] if order.attached is None else _attached(run, order.attached)
    wanted = order.units.citations if order.units else [c for one in order.where if isinstance(one, Place)
                                                        for c in one.citations]
    numbers = [citation.path[-1].num for citation in wanted if citation.path]
    return [New(_between(run.text, piece), tuple(child.eid for child in piece)) for piece in _pieces(quoted, numbers)]


def _attached(run: _Run, number: str) -> list[New]:
    """Return the new text that an appendix of the act holds: what it quotes, else what stands below its title lines."""
    found = [one for one in run.expression.provisions if one.kind == "attachment" and not one.quoted
             and (not number or eids.fold(one.eid.rpartition("_")[2]) == eids.fold(number))]
    if len(found) != 1:
        return []
    quoted = [child for child in found[0].children if child.quoted]
    if quoted:
        return [New(_between(run.text, quoted), tuple(child.eid for child in quoted))]
    head, _, body = found[0].span.of(run.text).partition("\n\n")
    return [New(body.strip() or head, (found[0].eid,))]


def _pieces(quoted: Sequence[Provision], numbers: Sequence[str]) -> list[Sequence[Provision]]:
    """Divide new text among the provisions it is for: by their numbers, or one each; else it stays in one piece."""
    if len(numbers) < 2:
        return [quoted]
    folded = [eids.fold(child.eid.rpartition("_")[2]) for child in quoted]
    starts: list[int] = []
    for number in numbers:
        at = next((i for i in range(starts[-1] + 1 if starts else 0, len(quoted)) if folded[i] == eids.fold(number)), -1)
        if at < 0:
            break
        starts.append(at)
    if len(starts) == len(numbers) and starts[0] == 0:
        return [quoted[a:b] for a, b in itertools.pairwise((*starts, len(quoted)))]
    return [[child] for child in quoted] if len(quoted) == len(numbers) else [quoted]


def _between(text: str, quoted: Sequence[Provision]) -> str:
    """Return the text of quoted provisions, number and all, without the outer quotation marks."""
    last = _last(quoted[-1])
    line = text.find("\n", last.span.end)
    words = text[quoted[0].span.start : line if line >= 0 else len(text)].strip()
    closed = _CLOSING.search(words, max(0, len(words) - 8))
    if closed is not None and (closed.start() or words[0] not in _MARKS):
        words = words[: closed.start()]
    else:
        words = text[quoted[0].span.start : last.span.end].strip()
    return words[1:] if words and words[0] in _MARKS else words


def _last(provision: Provision) -> Provision:
    return _last(provision.children[-1]) if provision.children else provision


def _report(run: _Run, reading: Reading, amending: bool) -> None:
    for missed in reading.missed:
        if amending or missed.plain:
            _unparsed(run, Span(missed.start, missed.end), missed.reason)


def _unparsed(run: _Run, span: Span, reason: str) -> None:
    run.unparsed.append(Unparsed(span, span.of(run.text), reason))


def _diagnostic(unparsed: Unparsed) -> Diagnostic:
    return Diagnostic("instruction-unparsed", "warning", unparsed.reason, unparsed.span, (Note(unparsed.text),),
                      ("Read the instruction by hand; no modification stands for it.",))


def _filled(provision: Provision, found: dict[str, tuple[Modification, ...]]) -> Provision:
    """Return the provision with its modifications and those of the units below; unchanged where there are none."""
    children = tuple(_filled(child, found) for child in provision.children)
    own = () if provision.quoted else found.get(provision.eid, ())
    if not own and all(a is b for a, b in zip(children, provision.children, strict=True)):
        return provision
    return msgspec.structs.replace(provision, children=children, modifications=own)


def _flat(provisions: Sequence[Provision]) -> Iterator[Provision]:
    for provision in provisions:
        yield provision
        yield from _flat(provision.children)
