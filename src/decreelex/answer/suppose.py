"""What would change an answer: the smallest sets of facts to suppose or take away, and what to find out first."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable, Iterator

import msgspec

from decreelex import resources, snapshot
from decreelex.answer import contest, proofs
from decreelex.answer.certainty import absences_of, doubts_of
from decreelex.answer.knowledge import World
from decreelex.answer.labels import table
from decreelex.answer.query import Outcome, Query, goals, outcome, session_of
from decreelex.model import Asked
from decreelex.reason import Fact, as_of, source
from decreelex.reason.effects import UNDATED
from decreelex.reason.moments import DAY
from decreelex.reason.program import Atom, Rule, Variable
from decreelex.views import Change, Changes, Inquiry

LIMIT = 3
BUDGET = 1500


class Supposition(msgspec.Struct, frozen=True):
    """Facts that may be supposed together: see rules/suppose.toml."""

    name: str
    of: str
    words: dict[str, str]
    ask: dict[str, str]
    facts: tuple[Atom, ...]
    group: str | None = None
    needs: str | None = None


class Removal(msgspec.Struct, frozen=True):
    """A source that the proof rests on, taken away."""

    iri: str


Move = Supposition | Removal


def table_of() -> tuple[Supposition, ...]:
    """Return what may be supposed (rules/suppose.toml)."""
    return snapshot.cached("suppose", tuple[Supposition, ...], _read)


def _read() -> tuple[Supposition, ...]:
    rows = tomllib.loads((resources.folder("rules") / "suppose.toml").read_text(encoding="utf-8"))["suppose"]
    return tuple(
        Supposition(row["name"], row["of"], {"en": row["en"], "ru": row["ru"]}, row["ask"],
                    tuple(statement(text, row["name"]) for text in row["facts"]), row.get("group"), row.get("needs"))
        for row in rows
    )


def statement(text: str, where: str) -> Atom:
    """Return a statement of the rule language, such as ``published(Act, 2022-09-21)``. Raises InputError."""
    from decreelex.errors import InputError

    read, wrong = source.read(where, f"rule given/1 {text}")
    if wrong or len(read) != 1 or not isinstance(read[0], Rule):
        raise InputError(*wrong)
    return read[0].head


def changes(query: Query, world: World, *, limit: int = LIMIT) -> Changes:
    """Return the smallest sets of changes, of at most ``limit`` members, that give another verdict or status."""
    session = session_of(query, world)
    found = contest.weigh(query, outcome(query, session), session)
    subject = goals(query.generic).subject
    supposed = [s for s in table_of() if s.of == subject]
    moves: list[Move] = [*supposed, *(Removal(iri) for iri in _rests_on(found, world))]
    smallest: list[tuple[frozenset[int], Change]] = []
    complete = True
    for number, chosen in enumerate(_sets(moves, limit)):
        if number >= BUDGET:
            complete = False
            break
        if any(members <= chosen for members, _ in smallest):
            continue
        made = _outcome(query, world, [moves[at] for at in sorted(chosen)])
        if (made.verdict, made.status) != (found.verdict, found.status):
            smallest.append((chosen, _change([moves[at] for at in sorted(chosen)], made, query, world)))
    asked = tuple(_inquiries(query, found, [moves[at] for members, _ in smallest for at in sorted(members)], world))
    return Changes(Asked(query.id, query.understood, query.params), found.verdict, found.status, query.as_of, query.known_at,
                   query.doctrine, tuple(change for _, change in smallest), asked, limit, complete)


def _sets(moves: list[Move], limit: int) -> Iterator[frozenset[int]]:
    """Yield the sets of moves that make sense together, smaller ones first."""
    for size in range(1, limit + 1):
        for chosen in itertools.combinations(range(len(moves)), size):
            rows = [move for at in chosen if isinstance(move := moves[at], Supposition)]
            groups = [row.group for row in rows if row.group]
            if len(groups) == len(set(groups)) and all(row.needs in groups for row in rows if row.needs):
                yield frozenset(chosen)


def _outcome(query: Query, world: World, moves: Iterable[Move]) -> Outcome:
    """Return the outcome when moves are made."""
    moves = list(moves)
    gone = {move.iri for move in moves if isinstance(move, Removal)}
    facts = world.facts.without(_keys(gone, world)) if gone else world.facts
    bindings = _bindings(query, world)
    new = [_fact(atom, bindings) for move in moves if isinstance(move, Supposition) for atom in move.facts]
    if new:
        facts = facts.assume(new, ranks=world.base.rules.ranks)
    session = session_of(query, msgspec.structs.replace(world, facts=facts))
    return contest.weigh(query, outcome(query, session), session)


def _bindings(query: Query, world: World) -> dict[str, str | int]:
    """Return what the names in suppositions stand for."""
    now = as_of(query.as_of)
    day = now // DAY * DAY if now % DAY == DAY - 1 else now // DAY * DAY - DAY
    row = next((r for r in world.regimes if r.id == query.subject), None)
    act = world.acts.get(query.subject)
    return {"Act": "supposed:act", "Effect": "supposed:act#1", "Said": "supposed:words", "Day": 2 * day, "Undated": UNDATED,
            "Hour": 2 * day + 1, "Regime": query.subject, "Subject": query.subject, "Kind": row.kind if row else "",
            "Declaring": row.act if row else "", "Author": act.author.removeprefix("ru-") if act else "unknown"}


def _fact(atom: Atom, bindings: dict[str, str | int]) -> Fact:
    args = tuple(bindings.get(t.name, "any") if isinstance(t, Variable) else t for t in atom.args)
    return Fact(atom.predicate, args, 0, 0 if atom.predicate in {"statement", "speaks_as", "manner"} else "decree", "supposed")


def _rests_on(found: Outcome, world: World) -> list[str]:
    """Return the acts and statements that what carries an answer rests on."""
    keys = [str(step.source) for d in found.carrying for step in proofs.derivations(d) if step.source is not None]
    known = {*world.acts, *world.base.statements}
    named = (key.partition(":")[2] if not key.startswith("/") else key.split("#")[0] for key in keys)
    return [iri for iri in dict.fromkeys(named) if iri in known]


def _keys(gone: set[str], world: World) -> list[str]:
    sources = {str(f.source) for f in world.base.facts.facts if f.source is not None} | gone
    return [key for key in sources if key in gone or key.split("#")[0] in gone or key.partition(":")[2] in gone]


def _change(moves: list[Move], made: Outcome, query: Query, world: World) -> Change:
    supposed = tuple(_words(move.words, query, world) for move in moves if isinstance(move, Supposition))
    removed = tuple(_named(move.iri, query, world) for move in moves if isinstance(move, Removal))
    return Change(supposed, removed, made.verdict, made.status)


def _named(iri: str, query: Query, world: World) -> str:
    """Return what a source is called; a statement by who said what and when."""
    said = world.base.statements.get(iri)
    if said is None:
        return world.labels.label(iri, query.language)
    date = world.labels.label(proofs.moment_of(said.date), query.language)
    return f"{said.by[query.language]}, {date}: {said.text[query.language]}"


def _words(words: dict[str, str], query: Query, world: World) -> str:
    return proofs.fill(words[query.language], dict(_bindings(query, world)), world.labels, query.language)


def _inquiries(query: Query, found: Outcome, moves: list[Move], world: World) -> Iterator[Inquiry]:
    """Yield what to find out, in order: doubts, where registers end, texts not at hand, then facts that would change it."""
    words, language = table()["inquiry"], query.language
    for doubt in doubts_of(query, session_of(query, world)):
        yield Inquiry(words["doubt"][language].format(doubt=proofs.reason(doubt, world, language)), words["doubt_why"][language])
    for absence in absences_of(found.carrying):
        shown = proofs.assumption_of(absence, world, language)
        if world.supposed(absence.scope):
            continue
        through = shown.complete_through and world.labels.label(proofs.moment_of(shown.complete_through), language)
        key = "register" if through else "unregistered"
        yield Inquiry(words[key][language].format(scope=shown.closed_world, through=through),
                      words[f"{key}_why"][language].format(through=through))
    for iri in _absent(found, world):
        name = world.labels.label(iri, language)
        yield Inquiry(words["text"][language].format(act=name), words["text_why"][language])
    for iri in (iri for iri in _rests_on(found, world) if iri in world.base.statements):
        said = _named(iri, query, world)
        yield Inquiry(words["words"][language].format(said=said), words["words_why"][language])
    for move in dict.fromkeys(move.name for move in moves if isinstance(move, Supposition)):
        row = next(s for s in table_of() if s.name == move)
        yield Inquiry(_words(row.ask, query, world), words["change_why"][language])


def _absent(found: Outcome, world: World) -> list[str]:
    steps = [step for d in found.carrying[:1] for step in proofs.derivations(d)]
    cited = [world.base.authorities[name] for step in steps for name in step.authorities]
    return list(dict.fromkeys(str(q.iri) for q in cited if q.state == "absent"))
