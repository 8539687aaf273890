"""The page of an answer: verdict, sentence, proof as a tree, what was weighed, and the forms to ask it otherwise."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from decreelex import api
from decreelex.inquiry import Given
from decreelex.model import Answer, DefeatedClaim, Finding, Proof, Quotation
from decreelex.render import page as labels
from decreelex.render.answer import doubts, stated
from decreelex.views import Changes, Reading
from decreelex.web.pages import links
from decreelex.web.pages.known import Known
from decreelex.web.pages.templates import Reader, render

_PARAM = "param."


class Quoted(NamedTuple):
    """A quotation as shown: the words, where they stand, how far to trust the text; ``seen``: they were shown above."""

    words: str | None
    where: str
    state: str
    href: str
    official: bool
    seen: bool


class Step(msgspec.Struct, frozen=True):
    """A step of a proof as shown. ``above``: the whole step was shown before; ``ground``: rule or record it holds by."""

    id: str
    conclusion: str
    ground: str
    authority: str
    interpretation: bool
    sources: tuple[Quoted, ...]
    premises: tuple[Step, ...]
    above: bool
    size: int


class Claim(NamedTuple):
    """A defeated claim as shown."""

    said: DefeatedClaim
    sources: tuple[Quoted, ...]


class Answered(NamedTuple):
    """A finding as shown."""

    found: Finding
    sources: tuple[Quoted, ...]


class Query(NamedTuple):
    """What was asked, as the forms of the page give it."""

    question: str
    params: dict[str, str]
    as_of: str | None
    known_at: str | None
    doctrine: str | None
    assume: tuple[str, ...]
    without: tuple[str, ...]


def query_of(given: Mapping[str, str], without: tuple[str, ...] = ()) -> Query:
    """Return what a form or an address asks; empty fields count as not given."""
    params = {name.removeprefix(_PARAM): value for name, value in given.items() if name.startswith(_PARAM) and value}
    assume = given.get("assume", "").strip()
    return Query(
        given.get("question", "").strip(), params, given.get("as_of") or None, given.get("known_at") or None,
        given.get("doctrine") or None, (assume,) if assume else (), tuple(one for one in without if one),
    )


def answer(reader: Reader, given: Mapping[str, str], without: tuple[str, ...] = ()) -> str:
    """Return the page of an answer. Raises UsageError, InputError as ``api.ask`` does."""
    asked = query_of(given, without)
    found = api.ask(asked.question, **_given(asked, reader))
    parted = api.readings(asked.question, **_given(asked, reader)).readings if found.verdict or found.status else ()
    return render(
        "answer", reader, asked=asked, answer=found, head=_head(found, reader.language),
        dates=_dates(found, reader.language), doubts=doubts(found, reader.language),
        readings=tuple(_beside(one, asked, found, reader.language) for one in parted), changes=address(asked, "/changes"),
        proof=_proof(found, reader), findings=_findings(found, reader),
        defeated=_defeated(found, reader), cited=_cited(found, reader.known), regime=found.question.params.get("regime"),
        command=_command(asked),
    )


def changes(reader: Reader, given: Mapping[str, str], without: tuple[str, ...] = ()) -> str:
    """Return the page of what would change an answer, and what to find out first. Raises as ``answer`` does."""
    asked = query_of(given, without)
    found = api.changes(asked.question, **_given(asked, reader))
    return render("changes", reader, found=found, back=address(asked), dates=_dates(found, reader.language))


def _given(asked: Query, reader: Reader) -> Given:
    """Return what was given with a question."""
    return {"params": asked.params, "as_of": asked.as_of, "known_at": asked.known_at, "assume": asked.assume,
            "without": asked.without, "doctrine": asked.doctrine, "lang": reader.language,
            "db": reader.db}


class Beside(NamedTuple):
    """The answer by one doctrine as shown beside the others; ``here``: it is the one that the page shows."""

    by: Reading
    head: Head
    href: str
    here: bool


def _beside(one: Reading, asked: Query, shown: Answer, language: str) -> Beside:
    href = address(asked._replace(doctrine=one.doctrine))
    return Beside(one, _head(one.answer, language), href, one.doctrine == shown.doctrine)


class Head(NamedTuple):
    """The verdict: its name for a class, the word shown, and the sentence that holds."""

    kind: str
    word: str
    holds: str


def _head(answer: Answer, language: str) -> Head:
    """Return the verdict, or the status where that is the answer."""
    table = labels.words(language)
    status_only = answer.verdict is None and answer.status is not None and (stated(answer) or not answer.answers)
    word = table["status"][str(answer.status)] if status_only else table["verdict"][answer.verdict or "none"]
    kind = f"status-{answer.status}" if status_only else answer.verdict or "none"
    holds = answer.proof.conclusion if answer.proof and (stated(answer) or not answer.answers) else ""
    return Head(kind, word, holds)


def _dates(answer: Answer | Changes, language: str) -> str:
    table = labels.words(language)["answer"]
    day = labels.date(answer.as_of, language)
    day = day if "T" in answer.as_of else labels.fill(table["end_of"], date=day)
    return labels.fill(table["as_of"], as_of=day, known_at=labels.date(answer.known_at, language))


# --- the proof


def _proof(answer: Answer, reader: Reader) -> Step | None:
    return _step(answer.proof, reader, set()) if answer.proof else None


def _step(proof: Proof, reader: Reader, seen: set[str]) -> Step:
    """Return a step with those it rests on; what was shown before is not shown again."""
    above = proof.id in seen and bool(proof.premises or proof.sources)
    seen.add(proof.id)
    shown = [s for s in proof.sources if not above and not _only_named(s, proof, reader)]
    sources = tuple(_quoted(s, reader, seen) for s in shown)
    premises = () if above else tuple(_step(p, reader, seen) for p in proof.premises)
    size = 1 + sum(p.size for p in premises)
    return Step(proof.id, proof.conclusion, _ground(proof, reader.language), proof.authority or "", proof.interpretation,
                sources, premises, above, size)


def _only_named(source: Quotation, proof: Proof, reader: Reader) -> bool:
    """Return whether a source has no words to quote and no name but its IRI, while the step says whose words it rests on."""
    if source.quote is not None or source.iri is None or not proof.authority:
        return False
    return labels.act(source.iri, reader.language) == source.iri and not reader.known.has(source.iri)


def _ground(proof: Proof, language: str) -> str:
    """Return by what a step holds, where that is more than its quotation."""
    table = labels.words(language)["answer"]
    if "/" in proof.rule:
        return labels.fill(table["rule"], rule=proof.rule)
    if proof.rule == "fact" and proof.sources and not proof.authority:
        return ""
    return table.get(proof.rule, proof.rule)


def _quoted(source: Quotation, reader: Reader, seen: set[str]) -> Quoted:
    language = reader.language
    table = labels.words(language)
    key = f"{source.iri} {source.eid} {source.span}"
    before = source.quote is not None and key in seen
    seen.add(key)
    where = labels.act(source.iri, language) if source.iri else source.text or ""
    where += f", {labels.provision(source.eid, language)}" if source.eid else ""
    state = table["state"][source.state] if source.quote is not None else table["answer"]["no_quote"]
    return Quoted(source.quote, where, state, reader.known.quotation(source), source.state == "official", before)


def _findings(answer: Answer, reader: Reader) -> tuple[Answered, ...]:
    if stated(answer):
        return ()
    return tuple(Answered(f, tuple(_quoted(s, reader, set()) for s in f.sources)) for f in answer.answers)


def _defeated(answer: Answer, reader: Reader) -> tuple[Claim, ...]:
    quotable = ((c, [s for s in c.sources if s.quote is not None]) for c in answer.defeated)
    return tuple(Claim(c, tuple(_quoted(s, reader, set()) for s in sources)) for c, sources in quotable)


def _cited(answer: Answer, known: Known) -> tuple[str, ...]:
    """Return the acts that the proof quotes, each once: those that can be left out of it."""
    return tuple(dict.fromkeys(iri for iri in _iris(answer.proof) if known.has(iri))) if answer.proof else ()


def _iris(proof: Proof) -> Iterator[str]:
    stack = [proof]
    while stack:
        step = stack.pop()
        yield from (source.iri for source in step.sources if source.iri)
        stack += step.premises


# --- the same elsewhere


def _command(asked: Query) -> str:
    """Return the command that asks the same; nothing where an act is supposed, which a command takes from a file."""
    if asked.assume:
        return ""
    words = ["decreelex", "ask", asked.question]
    words += [part for name, value in asked.params.items() for part in ("--param", f"{name}={value}")]
    words += [part for iri in asked.without for part in ("--without", iri)]
    given = (("--as-of", asked.as_of), ("--known-at", asked.known_at), ("--doctrine", asked.doctrine))
    words += [part for option, value in given if value for part in (option, value)]
    return shlex.join(words)


def address(asked: Query, path: str = "/ask") -> str:
    """Return the address of a question without what was supposed."""
    return links.ask(asked.question, tuple(asked.params.items()), as_of=asked.as_of, known_at=asked.known_at,
                     doctrine=asked.doctrine, path=path)
