"""Why a question does not have a verdict: the rules that would have given it, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from decreelex.answer import contest, proofs
from decreelex.answer.knowledge import World
from decreelex.answer.labels import table
from decreelex.answer.query import Query, goal_table, goals, outcome, session_of
from decreelex.errors import UsageError, fail
from decreelex.model import Asked
from decreelex.reason import Derivation, Session
from decreelex.reason.program import Builtin, Negation
from decreelex.reason.whynot import Gap, gaps
from decreelex.views import Blocked, WhyNot

_SLOT = re.compile(r"\{(\w+)(?::of)?\}")


def why_not(query: Query, world: World, wanted: str) -> WhyNot:
    """Return why a query does not have the verdict or status ``wanted``. Raises UsageError where it has, or cannot have."""
    session = session_of(query, world)
    found = contest.weigh(query, outcome(query, session), session)
    predicates = _predicates(query, wanted)
    if wanted in {found.verdict, found.status}:
        raise fail(UsageError, "is-so", f"the answer is {wanted!r} already; decreelex ask {query.id} shows why")
    arity = session.engine.predicates
    rows = [gap for name in predicates for gap in gaps(session, name, (query.subject, *[None] * (len(arity[name].args) - 1)))]
    blocked = tuple(row for gap in rows for row in _flat(_blocked(gap, session, world, query.language)))
    return WhyNot(Asked(query.id, query.understood, query.params), wanted, found.verdict, found.status, query.as_of,
                  query.known_at, query.doctrine, tuple(sorted(blocked, key=lambda row: _FAR.index(row.why))))


Why = Literal["lacking", "not-concluded", "stands", "compared", "doctrine", "not-yet-known"]
_FAR: list[Why] = ["compared", "stands", "not-concluded", "lacking", "not-yet-known", "doctrine"]


def _predicates(query: Query, wanted: str) -> tuple[str, ...]:
    """Return the conclusions that would give a verdict or status. Raises UsageError for a word that is neither."""
    row, statuses = goals(query.generic), goal_table()[1]
    sides = {"yes": row.yes, "no": row.no, "contested": row.contested}
    known = {name: found for name, found in sides.items() if found}
    if query.on_regime:
        known |= {str(status): (name,) for name, status in statuses.items()}
    if wanted not in known:
        raise fail(UsageError, "bad-verdict", f"{query.id} cannot have the verdict {wanted!r}", suggestions=tuple(known))
    return known[wanted]


def _flat(blocked: Blocked) -> Iterator[Blocked]:
    """Yield the rules that decide: those below a rule of which nothing holds, which only passes the question on."""
    if blocked.why == "not-concluded" and not blocked.held:
        yield from blocked.below
    else:
        yield blocked


def _blocked(gap: Gap, session: Session, world: World, language: str) -> Blocked:
    bindings: proofs.Bindings = {}
    words = re.sub(_SLOT, lambda slot: _anything(slot[1], language),
                   proofs.fill(getattr(gap.rule.text, language) or gap.rule.name, bindings, world.labels, language))
    if gap.silent:
        why: Why = "doctrine" if gap.silent == "doctrine" else "not-yet-known"
        return Blocked(gap.rule.name, words, why, _speaks(gap, world, language))
    held = tuple(proofs.sentence(step, world, language) for step in gap.held)
    against = tuple(proofs.sentence(step, world, language) for step in gap.standing)
    close = tuple(_near(step, session, world, language) for step in gap.nearest)
    shown = (*gap.standing, *gap.nearest)
    sources = tuple(dict.fromkeys(q for step in shown for q in proofs.sources_of(step, world)))
    below = tuple(_blocked(row, session, world, language) for row in gap.below)
    return Blocked(gap.rule.name, words, _why(gap), _failed(gap, world, language), held, against, close, sources, below)


def _why(gap: Gap) -> Why:
    if isinstance(gap.premise, Builtin):
        return "compared"
    if isinstance(gap.premise, Negation):
        return "stands"
    return "not-concluded" if gap.below else "lacking"


def _failed(gap: Gap, world: World, language: str) -> str:
    """Return the premise that does not hold, in words; what has no value in it is "an act", "a day"."""
    if isinstance(gap.premise, Builtin):
        said = [world.labels.label(v, language) if v is not None else "…" for v in gap.args]
        return proofs.builtins()[gap.premise.name][language].format(*said, result="…")
    atom = gap.premise.atom if isinstance(gap.premise, Negation) else gap.premise
    assert atom is not None
    declared = world.base.rules.predicates[atom.predicate]
    template = getattr(declared.text, language) or declared.name
    values = dict(zip(declared.args, gap.args, strict=True))
    return _SLOT.sub(lambda slot: _anything(slot[1], language), proofs.fill(template, values, world.labels, language))


def _anything(slot: str, language: str) -> str:
    names = table()["anything"]
    return str(names.get(slot, names["other"])[language])


def _near(fact: Derivation, session: Session, world: World, language: str) -> str:
    said = proofs.sentence(fact, world, language)
    if fact.known <= session.known:
        return said
    since = world.labels.label(fact.known * 2, language)
    return f"{said} ({table()['whynot']['known'][language].format(since=since)})"


def _speaks(gap: Gap, world: World, language: str) -> str:
    """Return since when, or by which doctrines, a rule speaks."""
    words, rules = table()["whynot"], world.base.rules
    if gap.silent == "doctrine":
        return str(words["doctrine"][language].format(doctrines=", ".join(gap.rule.doctrines)))
    known = max([gap.rule.known, *(rules.authorities[name].known for name in gap.rule.by),
                 *(rules.doctrines[name].known for name in gap.rule.doctrines)])
    return str(words["not_yet"][language].format(since=world.labels.label(known * 2, language)))
