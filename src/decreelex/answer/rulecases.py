"""Cases for rules, written by lawyers in Markdown: facts or acts given, what must follow; and which rules no case exercises.

A fenced block ``facts`` gives statements in the language of the rules, a block ``act`` the text of an act that is
assumed, a block ``expect`` what follows from the facts, a block ``ask`` a question and its verdict (docs/rules.md).
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from decreelex import resources
from decreelex.answer import asking, contest, knowledge, proofs
from decreelex.answer.query import goals, outcome, session_of
from decreelex.answer.suppose import statement
from decreelex.errors import DecreelexError, Diagnostic
from decreelex.reason import Derivation, Engine, Fact, FactBase, Session, as_of, minute, source
from decreelex.reason.program import Atom, Rule, Variable
from decreelex.span import Span
from decreelex.views import RuleReport

_FENCE = re.compile(r"(?P<fence>`{3,})(?P<kind>facts|act|expect|ask)(?P<options>(?: [a-z-]+=\S+)*)\s*\Z")
_EXPECT = re.compile(r"(?P<mode>not |claim )?(?P<atom>[^()]+\(.*\))(?: by (?P<rule>\S+))?\Z")
_LATE = datetime.date.max.isoformat()


class Block(msgspec.Struct, frozen=True):
    """A fenced block: its kind, options and lines; ``line``: of its first line in the file, from 1."""

    kind: str
    options: dict[str, str]
    lines: tuple[str, ...]
    line: int


class _Given:
    """What a document has given so far; a heading begins anew."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.acts: list[str] = []


def run(paths: Sequence[Path] = ()) -> RuleReport:
    """Run the cases of Markdown files, by default those shipped with the rules."""
    rules = knowledge.base().rules
    files = list(paths) or resources.files("rules", "cases/*.md")
    engine = Engine(rules)
    used: Counter[str] = Counter()
    found: list[Diagnostic] = []
    cases = 0
    for path in files:
        given = _Given()
        for block in blocks(path.read_text(encoding="utf-8")):
            if block.kind == "heading":
                given = _Given()
                continue
            cases += block.kind in {"expect", "ask"}
            exercised, wrong = _play(block, given, engine)
            used.update(exercised)
            found += (_at(path.name, block.line, problem) for problem in wrong)
    names = [rule.name for rule in rules.rules]
    return RuleReport(len(files), cases, tuple(found), {name: used[name] for name in names},
                      tuple(name for name in names if not used[name]))


def _at(file: str, line: int, problem: str) -> Diagnostic:
    return Diagnostic("rule-case", "error", f"{file}:{line}: {problem}", Span(0, 0))


def blocks(text: str) -> Iterator[Block]:
    """Yield the headings (kind ``heading``) and the blocks of a document that are cases, in order."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        if lines[at].startswith("#"):
            yield Block("heading", {}, (), at + 1)
        opening = _FENCE.match(lines[at])
        at += 1
        if opening:
            end = next((n for n in range(at, len(lines)) if lines[n].startswith(opening["fence"])), len(lines))
            options = dict(option.split("=", 1) for option in opening["options"].split())
            yield Block(opening["kind"], options, tuple(lines[at:end]), at + 1)
            at = end + 1


def _play(block: Block, given: _Given, engine: Engine) -> tuple[set[str], list[str]]:
    """Take in what a block gives, or check what it expects; return the rules exercised and what is wrong."""
    try:
        if block.kind == "facts":
            given.facts += _facts(block.lines, engine)
        elif block.kind == "act":
            given.acts.append("\n".join(block.lines))
        elif block.kind == "expect":
            return _expect(block, given, engine)
        else:
            return _ask(block, given)
    except (DecreelexError, ValueError, KeyError) as error:
        return set(), [str(error)]
    return set(), []


def _written(lines: Iterable[str]) -> Iterator[str]:
    yield from (line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))


def _facts(lines: Iterable[str], engine: Engine) -> Iterator[Fact]:
    """Yield facts: ``published(a, 2022-11-04)``, or with ``[known DATE] [rank NAME]`` before it."""
    from decreelex.errors import InputError

    for said in _written(lines):
        read, wrong = source.read("facts", f"rule given/1 {said}")
        if wrong or not (read and isinstance(read[0], Rule)):
            raise InputError(*wrong)
        rule = read[0]
        engine.positions(rule.head.predicate, _constants(rule.head))
        if not engine.predicates[rule.head.predicate].fact:
            raise ValueError(f"{rule.head.predicate} is what rules conclude; give the facts it follows from")
        yield Fact(rule.head.predicate, _constants(rule.head), rule.known, rule.rank or "decree", "given")


def _constants(atom: Atom) -> tuple[str | int, ...]:
    if any(isinstance(term, Variable) for term in atom.args):
        raise ValueError(f"{atom.predicate}: a fact has no variables; write names in small letters")
    return tuple(term for term in atom.args if not isinstance(term, Variable))


def _expect(block: Block, given: _Given, engine: Engine) -> tuple[set[str], list[str]]:
    rules = engine.rules
    session = engine.session(
        FactBase(given.facts, ranks=rules.ranks), as_of=as_of(block.options.get("as-of", _LATE)),
        known_at=minute(block.options.get("known-at", _LATE)), doctrine=block.options.get("doctrine", ""))
    used: set[str] = set()
    wrong: list[str] = []
    for said in _written(block.lines):
        parts = _EXPECT.match(said)
        if parts is None:
            wrong.append(f"{said!r} is no expectation: write [not|claim] predicate(arguments) [by rule/1]")
            continue
        derived = _solved(session, statement(parts["atom"], "expect"), claim=parts["mode"] == "claim ")
        wrong += _compared(said, parts["mode"] == "not ", parts["rule"], derived)
        used |= _rules_of(derived)
    return used, wrong


def _solved(session: Session, atom: Atom, *, claim: bool) -> list[Derivation]:
    args = tuple(None if isinstance(term, Variable) else term for term in atom.args)
    return (session.claims if claim else session.solve)(atom.predicate, args)


def _compared(said: str, denied: bool, rule: str | None, derived: list[Derivation]) -> Iterator[str]:
    if denied and derived:
        yield f"{said}: it follows, by {derived[0].rule}"
    elif not denied and not derived:
        yield f"{said}: it does not follow"
    elif rule and rule not in {d.rule for d in derived}:
        yield f"{said}: it follows by {', '.join(sorted({str(d.rule) for d in derived}))}"


def _ask(block: Block, given: _Given) -> tuple[set[str], list[str]]:
    """Ask a question with the acts given; the lines say what the answer must have."""
    wanted = [tuple(said.split(None, 1)) for said in _written(block.lines)]
    options = {name.replace("-", "_"): value for name, value in block.options.items()}
    params = {name[1:]: value for name, value in wanted if name.startswith("@")}
    question = next(value for name, value in wanted if name == "question")
    query, world = asking.prepare(asking.Request(question, params, assume=tuple(given.acts), **options))  # type: ignore[arg-type]
    session = session_of(query, world)
    found = contest.weigh(query, outcome(query, session), session)
    claimed = goals(query.generic).claims
    claims = session.claims(claimed, (query.subject, None)) if claimed else []
    further = [d for name in ("doubt", "way") for d in session.solve(name, (query.subject, None, None))]
    used = _rules_of([*found.carrying, *claims, *further])
    got = {"verdict": found.verdict, "status": found.status}
    wrong = [f"{name}: expected {value}, got {got[name]}" for name, value in wanted if name in got and got[name] != value]
    return used, wrong + [f"by {value}: the proof goes by {', '.join(sorted(used))}" for name, value in wanted
                          if name == "by" and value not in used]


def _rules_of(derived: Iterable[Derivation]) -> set[str]:
    return {step.rule for one in derived for step in proofs.derivations(one) if step.rule}
