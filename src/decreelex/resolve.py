"""Citations to what they refer to, in the context of the act: its own provisions, the act that a list is about, the act
named before. And effects that only their place in the act decides: members of a list of repeals, orders to others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from decreelex import clause
from decreelex.clause import amendment, amendment_quotes
from decreelex.clause.amendment import Frame, Order
from decreelex.clause.amendment_parts import Place
from decreelex.clause.dates import short
from decreelex.clause.provisions import RANK, eid
from decreelex.eid import fold
from decreelex.errors import Diagnostic
from decreelex.model import Block, Citation, Effect, Expression, Provision, Step
from decreelex.span import Span

_NUMBERED = frozenset({"sec", "chp", "subchp", "para", "art", "part", "point", "item", "att"})
_CUT = frozenset({"not-at-hand", "text-truncated"})  # diagnostics of a text that is not the whole act
_OF_REGIMES = frozenset({"declaration", "extension", "cancellation"})
_NO_IDENTITY = "the act that cites itself has no identity"
_UNNAMED = Citation(Span(0, 0), "", unresolved="the words that order the amendment name no act in a form that gives a reference")


class Context(NamedTuple):
    """Where a citation stands: the act (IRI, kind, issuer), the unit's path, the act and path its list is about.

    ``units``: the eIds of the act, folded; None where the text at hand is not the whole act. ``nameless``: why a citation
    of "this" act has no reference where there is no IRI.
    """

    iri: str | None
    kind: str | None
    author: str | None
    place: tuple[Step, ...] = ()
    about: Citation | None = None
    units: frozenset[str] | None = None
    nameless: str = _NO_IDENTITY


class _Pass:
    """One pass through an act, in the order of the text; remembers what was cited last.

    ``attached``: the acts that the appendices still to come amend; None where the act has no appendix.
    """

    def __init__(self, language: str, *, appended: bool) -> None:
        self.language = language
        self.cited: list[Citation] = []
        self.attached: list[Citation] | None = [] if appended else None
        self.found: list[Diagnostic] = []


def resolve(expression: Expression) -> Expression:
    """Return the expression with every citation's reference filled, or ``unresolved`` saying why there is none.

    Effects of list members are completed from the words that open the list, and those that order something to others
    are taken out, with a diagnostic.
    """
    one = _Pass(expression.language, appended=any(_appendix(p) for p in expression.provisions))
    work = expression.work
    context = Context(work.iri, work.kind, work.author, units=_units(expression))
    preface, preamble = (_block(block, context, one) for block in (expression.preface, expression.preamble))
    provisions = tuple(_provision(p, context, one, None, None) for p in expression.provisions)
    conclusions = _block(expression.conclusions, context, one)
    return msgspec.structs.replace(expression, preface=preface, preamble=preamble, provisions=provisions,
                                   conclusions=conclusions, diagnostics=(*expression.diagnostics, *one.found))


def citation(one: Citation, context: Context, before: Iterable[Citation] = ()) -> Citation:
    """Return a citation with its reference filled in a context; ``before``: what was cited before it, latest first."""
    if one.kind == "gazette":
        return one
    if one.own:
        return _own(one, context)
    if one.kind is None:
        return _relative(one, context, before)
    if one.iri is None and not (one.date or one.number or one.title):
        return _same(one, before)
    if one.iri is None and one.author is None and one.kind == context.kind:
        return _issued_alike(one, context)
    return one


def _own(one: Citation, context: Context) -> Citation:
    """A citation of the act itself; ``настоящая статья`` is the article in which it stands."""
    path = _completed(_filled(one.path, context.place), context.place if _bare(one) else ())
    if any(not step.num and step.kind != "note" for step in path):
        return msgspec.structs.replace(one, iri=context.iri, unresolved="it stands in no such unit")
    why = None if context.iri else context.nameless
    own = context.iri is None or context.nameless == _NO_IDENTITY
    return msgspec.structs.replace(one, iri=context.iri, path=path, eid=eid(path), unresolved=why, own=own)


def _bare(one: Citation) -> bool:
    """Whether the words name only the unit, not the act (``часть 1 настоящей статьи``)."""
    return one.kind is None


def _filled(path: tuple[Step, ...], place: tuple[Step, ...]) -> tuple[Step, ...]:
    """Give ``this article`` its number, and what encloses it."""
    if not path or path[0].num or path[0].kind == "note":
        return path
    at = next((i for i, step in enumerate(place) if step.kind == path[0].kind), None)
    return path if at is None else (*place[: at + 1], *path[1:])


def _completed(path: tuple[Step, ...], place: tuple[Step, ...]) -> tuple[Step, ...]:
    """Put before a path the enclosing units of its place that rank above it."""
    if not path:
        return path
    own = RANK.get(path[0].kind, 99)
    outer = []
    for step in place:
        if RANK.get(step.kind, 99) >= own:
            break
        outer.append(step)
    return (*outer, *path)


def _relative(one: Citation, context: Context, before: Iterable[Citation]) -> Citation:
    """A provision without an act: of the act that the list is about, else of the act in which it stands."""
    if one.path and not one.path[0].num and one.path[0].kind != "note":
        return _same_unit(one, before)
    if context.about is not None:
        path = _completed(one.path, context.about.path)
        why = None if context.about.iri else context.about.unresolved or "the act that the list is about is not known"
        return msgspec.structs.replace(one, iri=context.about.iri, path=path, eid=eid(path), unresolved=why)
    path = _completed(one.path, context.place)
    why = None if context.iri else "no act is named, and the act itself has no identity"
    if context.units is not None and not _held(path, context.units):
        why = "no act is named, and this act has no such provision"
    return msgspec.structs.replace(one, iri=None if why else context.iri, path=path, eid=eid(path), unresolved=why)


def _held(path: tuple[Step, ...], units: frozenset[str]) -> bool:
    """Return whether the act has the unit of a path; below a unit that it has, paragraphs and sentences count as had."""
    counted = next((i for i, step in enumerate(path) if step.kind not in _NUMBERED), len(path))
    return counted == 0 or fold(eid(path[:counted]) or "") in units


def _units(expression: Expression) -> frozenset[str] | None:
    """Return the folded eIds of an act that is at hand as a whole, with every tail of them (parts are cited without chapters)."""
    if any(one.code in _CUT for one in expression.diagnostics):
        return None
    found: set[str] = set()
    for name in _eids(expression.provisions):
        steps = fold(name).split("__")
        found |= {"__".join(steps[n:]) for n in range(len(steps))}
    return frozenset(found)


def _eids(provisions: Sequence[Provision]) -> Iterator[str]:
    """Yield the eIds of the act's own units: what it quotes is another act's."""
    for provision in provisions:
        if not provision.quoted:
            yield provision.eid
            yield from _eids(provision.children)


def _same_unit(one: Citation, before: Iterable[Citation]) -> Citation:
    """``указанная статья``: the unit of that kind cited last."""
    kind = one.path[0].kind
    for other in before:
        at = next((i for i, step in enumerate(other.path) if step.kind == kind), None)
        if at is not None and other.iri:
            path = (*other.path[: at + 1], *one.path[1:])
            return msgspec.structs.replace(one, iri=other.iri, path=path, eid=eid(path), unresolved=None)
    return msgspec.structs.replace(one, unresolved="no such unit is cited before")


def _same(one: Citation, before: Iterable[Citation]) -> Citation:
    """``указанный Федеральный закон``: the act of that kind cited last."""
    for other in before:
        if other.iri and not other.own and other.kind == one.kind:
            return msgspec.structs.replace(one, iri=other.iri, unresolved=None)
    return msgspec.structs.replace(one, unresolved="no act of that kind is cited before")


def _issued_alike(one: Citation, context: Context) -> Citation:
    """An act cited without its issuer, in an act of the same kind: the same issuer's."""
    iri, why = clause.work_of(msgspec.structs.replace(one, author=context.author))
    return msgspec.structs.replace(one, author=context.author if iri else None, iri=iri, unresolved=why)


# --- the walk


def _block(block: Block | None, context: Context, one: _Pass) -> Block | None:
    return block and msgspec.structs.replace(block, citations=tuple(_cite(c, context, one) for c in block.citations))


def _cite(given: Citation, context: Context, one: _Pass) -> Citation:
    done = citation(given, context, reversed(one.cited))
    if done.kind != "gazette":
        one.cited.append(done)
    return done


def _provision(given: Provision, context: Context, one: _Pass, lead: clause.Lead | None,
               opened: Effect | None) -> Provision:
    here = context._replace(place=_steps(given.eid)) if not given.quoted else context
    if _appendix(given):
        here = here._replace(about=_amended_by_appendix(given, here, one))
    elif one.attached is not None and amendment.triggered(given.text, one.language):
        one.attached += _attached(given.text, here, one)
    citations = tuple(_cite(c, context, one) for c, context in _contexts(given, here, one))
    known = {(old.span, old.path): new for old, new in zip(given.citations, citations, strict=True)}
    effects = [_targeted(effect, known, here, one) for effect in given.effects]
    effects = list(_allowed(effects, lead, one))
    if opened is not None and not effects and citations:
        effects += _member(given, citations, opened, one)
    opens = next((e for e in effects if e.kind == "repeal" and not e.targets), None) or (None if effects else opened)
    below = here._replace(about=_about(given, citations, here, one))
    led = _led(given, below, one)
    children = tuple(_provision(p, below, one, _stricter(lead, led), opens) for p in given.children)
    if opens in effects and any(c.effects for c in children):
        effects.remove(opens)
    return msgspec.structs.replace(given, citations=citations, effects=tuple(effects), children=children)


def _led(given: Provision, below: Context, one: _Pass) -> clause.Lead | None:
    """Return what a unit's words are to its list; those that begin with the order to amend are about what they amend."""
    if not _effective(given.children):
        return None
    led = clause.lead(given.text, one.language)
    if led == "governing" and below.about is not None:
        first = clause.tokens_of(given.text, Span(0, len(given.text)), one.language)[0][0]
        return "citing" if first.type == "AMEND" else led
    return led


def _effective(provisions: Sequence[Provision]) -> bool:
    """Return whether a unit of these, or below them, has effects: only they ask what the words above make of them."""
    return any(one.effects or _effective(one.children) for one in provisions)


def _steps(path: str) -> tuple[Step, ...]:
    """Return an eId's steps."""
    return tuple(Step(kind, num) for kind, _, num in (part.partition("_") for part in path.split("__")))


def _contexts(given: Provision, here: Context, one: _Pass) -> Iterator[tuple[Citation, Context]]:
    """Yield a unit's citations with the context of each.

    A bare provision that an order to amend names is the amended act's: of one that the unit names (``Внести в Указ …``),
    else of one that is not known, for no act amends itself unsaid. So is "this" act in words that are put into another.
    """
    after = _after(given, here, one)
    bare = after.about is None and any(c.kind is None and not c.own for c in given.citations)
    aims = _aims(given, one) if bare else ()
    for cited in given.citations:
        at = cited.span.start - given.text_span.start
        if cited.own and _inserted(cited, given, one):
            yield cited, _amended(after)
        elif cited.kind is None and not cited.own and any(aim.start <= at < aim.end for aim in aims):
            yield cited, here._replace(about=_UNNAMED)
        else:
            yield cited, after


def _after(given: Provision, here: Context, one: _Pass) -> Context:
    """Return the context of a unit's citations: after ``Внести в Указ …`` bare provisions are that act's."""
    act = next((c for c in given.citations if c.kind not in (None, "gazette") and not c.own), None)
    bare = any(c.kind is None and not c.own for c in given.citations)
    if act is None or not bare or here.about is not None or not clause.amends(given.text, one.language):
        return here
    return here._replace(about=msgspec.structs.replace(act, path=()))


def _aims(given: Provision, one: _Pass) -> tuple[Place, ...]:
    """Return the places (offsets of the unit's words) that a unit orders to amend; none where it names the act at hand."""
    if any(c.own for c in given.citations) or not amendment.triggered(given.text, one.language):
        return ()
    out: list[Place] = []
    for said in amendment.read(given.text, Span(0, len(given.text)), one.language).said:
        if (isinstance(said, Order) and not said.bare) or (isinstance(said, Frame) and said.kind == "bring"):
            out += (place for place in said.where if isinstance(place, Place))
        if isinstance(said, Order) and said.units is not None and not said.bare:
            out.append(said.units)
    return tuple(out)


def _about(given: Provision, citations: tuple[Citation, ...], here: Context, one: _Pass) -> Citation | None:
    """Return what a unit's list is about: the act it cites, or the provision of the act its own list is about."""
    if not given.text.rstrip().endswith(":"):
        return here.about
    named = [c for c in citations if c.kind != "gazette" and (here.about is not None or not c.own)]
    if here.about is None and not any(c.kind for c in named):
        aims = _aims(given, one)
        path = next((c.path for aim in aims for c in aim.citations), ())
        return msgspec.structs.replace(_UNNAMED, path=path) if aims else None
    return named[0] if named else here.about


# --- what an appendix amends, and words that are put into another act


def _appendix(given: Provision) -> bool:
    return given.kind == "attachment" and not given.quoted


def _amended_by_appendix(given: Provision, here: Context, one: _Pass) -> Citation | None:
    """Return the act that an appendix amends: its heading says it, or the words that approved it; None if it amends none."""
    said = _attached(given.heading or "", here, one)
    if said:
        return said[0]
    return one.attached.pop(0) if one.attached and _ordering(given.children, one) else None


def _ordering(provisions: Sequence[Provision], one: _Pass) -> bool:
    """Return whether units quote new text or order changes."""
    return any(p.quoted or clause.amends(p.text, one.language) or _ordering(p.children, one) for p in provisions)


def _attached(text: str, here: Context, one: _Pass) -> list[Citation]:
    """Return the acts that appendices amend, one for each that the words mention."""
    said = amendment.read(text, Span(0, len(text)), one.language).said
    return [_act_of(x.where, here, one) for x in said if isinstance(x, Frame) and x.kind == "attached"]


def _act_of(where: Sequence[object], here: Context, one: _Pass) -> Citation:
    """Return the act of places; one without reference where they name none, or several."""
    places = [place for place in where if isinstance(place, Place)]
    named = [c for place in places for c in (*place.citations, *filter(None, [place.approving])) if c.kind or c.own]
    resolved = [citation(_referred(c), here, reversed(one.cited)) for c in named]
    return resolved[0] if len({c.iri for c in resolved}) == 1 else _UNNAMED


def _referred(one: Citation) -> Citation:
    """Return a citation with the reference that its own words give."""
    iri, why = clause.work_of(one)
    return one if one.own else msgspec.structs.replace(one, iri=iri, unresolved=why)


def _amended(context: Context) -> Context:
    """Return the context of words that are put into the act that the list is about: there that act is "this" one."""
    about = context.about or _UNNAMED
    return Context(about.iri, about.kind, about.author, about.path, nameless=about.unresolved or str(_UNNAMED.unresolved))


def _inserted(cited: Citation, given: Provision, one: _Pass) -> bool:
    """Return whether a citation stands in words that an order quotes (``слова "…" заменить словами "…"``)."""
    if not clause.amends(given.text, one.language):
        return False
    start, end = (at - given.text_span.start for at in (cited.span.start, cited.span.end))
    return any(a < start and end <= b for a, b in amendment_quotes.pairs(given.text, 0, len(given.text), short(one.language)))


def _targeted(effect: Effect, known: dict[tuple[Span, tuple[Step, ...]], Citation], here: Context, one: _Pass) -> Effect:
    targets = tuple(known.get((t.span, t.path)) or citation(t, here, reversed(one.cited)) for t in effect.targets)
    return msgspec.structs.replace(effect, targets=targets)


def _stricter(outer: clause.Lead | None, inner: clause.Lead | None) -> clause.Lead | None:
    """Return what governs a list within a list."""
    return "governing" if "governing" in (outer, inner) else "citing" if "citing" in (outer, inner) else inner or outer


def _allowed(effects: list[Effect], lead: clause.Lead | None, one: _Pass) -> Iterator[Effect]:
    """Yield the effects that the act itself has: what a list tells others to do has none."""
    for effect in effects:
        regime = effect.kind in _OF_REGIMES
        if (lead == "governing" and effect.kind != "commencement") or (lead == "citing" and regime):
            one.found.append(Diagnostic(
                "effect-ordered", "info", "The words that open the list tell others to do this, or ask or allow it: "
                f"the act itself does not: {effect.text[:120]!r}.", effect.span))
        else:
            yield effect


def _member(given: Provision, citations: tuple[Citation, ...], opened: Effect, one: _Pass) -> list[Effect]:
    """Return the repeal of what a list's member names."""
    partly = clause.listed(given.text, one.language)
    if partly is None:
        one.found.append(Diagnostic("effect-unclear", "warning", "A member of a list of repeals could not be read; "
                                    f"no effect was taken from it: {given.text[:120]!r}.", given.text_span))
        return []
    targets = clause.share_act([c for c in citations if c.kind != "gazette"])
    return [msgspec.structs.replace(opened, span=given.text_span, text=given.text, targets=targets,
                                    qualifier="partial" if partly else None)]
