"""A question in words -> a question of the catalogue with its parameters, or the nearest ones. Never a guess."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from decreelex import grammars, lexicon
from decreelex.answer.question import assume, reading, resolve
from decreelex.answer.question.entries import Catalogue, catalogue, fill
from decreelex.answer.question.reading import LANGUAGES, Chunk, Trouble
from decreelex.span import Span

_UNKNOWN = frozenset({"WORD", "NAME", "PUNCT"})
_NO_CONCEPT = _UNKNOWN | {"NOISE", "DOT", "COMMA", "COLON", "DASH", "NUMBER", "YEAR", "ON", "OF", "IN", "AT"}
_FREE = frozenset({"DAY", "KNOWNAT", "WHERE"})
_NO_ACTS: Mapping[str, tuple[str, str, str]] = MappingProxyType({})


class Focus(msgspec.Struct, frozen=True):
    """What the question asks the effect of: a statement, or an ``act`` (IRI).

    ``speaker`` as in texts/statements.toml, ``office`` where one was named, ``date`` ISO.
    """

    speaker: str | None = None
    office: str | None = None
    date: str | None = None
    act: str | None = None


class Understood(msgspec.Struct, frozen=True):
    """A question of the catalogue. Dates are ISO, with an hour where the wording names one.

    ``expects``: a yes/no wording of a status question; yes when the status is this one.
    ``event``: the wording asks whether it happened on the very day ``as_of``; an earlier day is no "yes".
    ``assume``: texts of assumed acts, each with a first line ``published: DATE|never``.
    """

    id: str
    params: dict[str, str]
    language: str
    as_of: str | None = None
    known_at: str | None = None
    assume: tuple[str, ...] = ()
    focus: Focus | None = None
    expects: str | None = None
    event: bool = False


class Suggestion(msgspec.Struct, frozen=True):
    """A catalogue id and a wording of it."""

    id: str
    example: str


class Misunderstood(msgspec.Struct, frozen=True):
    """A question that is not understood: why, at which words (code points of the question), and what can be asked.

    ``candidates``: regimes or acts that the words may have meant.
    """

    why: str
    code: str
    span: Span
    suggestions: tuple[Suggestion, ...]
    candidates: tuple[str, ...]
    language: str


def understand(
    words: str,
    *,
    language: str | None = None,
    regimes: Mapping[str, tuple[Any, ...]],
    acts: Mapping[str, tuple[str, str, str]] = _NO_ACTS,
) -> Understood | Misunderstood:
    """Read a question in Russian or English.

    ``regimes``: id -> RegimeKey, or its first three values (kind, places, year). ``acts``: IRI -> (kind, number, ISO
    date). ``language``: ru, en, or None for the letters to decide.
    """
    language = language or reading.language_of(words)
    known = resolve.known(regimes, acts, catalogue())
    try:
        chunks = reading.read(words, language)
        hypothetical = any(chunk.type == "IF" for chunk in chunks)
        return (_assumed if hypothetical else _asked)(chunks, language, known, Span(0, len(words)))
    except Trouble as trouble:
        return _misunderstood(words, trouble, language)


# --- plain questions


def _asked(chunks: list[Chunk], language: str, known: resolve.Known, whole: Span) -> Understood:
    day, known_at, where = (_one(chunks, kind) for kind in ("DAY", "KNOWNAT", "WHERE"))
    alias, parts = _parse([c for c in chunks if c.type not in _FREE], LANGUAGES[language], whole)
    parts = _placed(parts, where)
    read = known.catalogue.reading[alias]
    focus = _focus(parts, known) if _first(parts, "REGIME") else None
    name, params = _bind(alias, parts, known)
    as_of = day.value.value if day else focus.date if focus else None
    return Understood(
        name,
        params,
        language,
        as_of,
        known_at.value.value if known_at else None,
        (),
        focus,
        read.expects,
        bool(read.event and day and day.value.event),
    )


def _placed(parts: list[Any], where: Chunk | None) -> list[Any]:
    """Return the parts with places named apart from the regime ("in force in Moscow") joined to it."""
    if where is None:
        return parts
    regime = _first(parts, "REGIME")
    if regime is None or regime.value.places:
        raise Trouble("sentence", where.span)
    placed = regime._replace(value=regime.value._replace(places=where.value.places))
    return [placed if part is regime else part for part in parts]


def _one(chunks: list[Chunk], kind: str) -> Chunk | None:
    found = [chunk for chunk in chunks if chunk.type == kind]
    if len(found) > 1:
        raise Trouble("dates", Span(found[0].start, found[-1].end))
    return found[0] if found else None


def _parse(chunks: list[Chunk], start: str, whole: Span) -> tuple[str, list[Any]]:
    """Return the reading's name and its parts. Raises Trouble that points at the words in the way."""
    if not chunks:
        raise Trouble("empty", whole)
    try:
        name, parts = grammars.load("question", start).parse(chunks, {})
    except grammars.ParseError as error:
        raise _in_the_way(chunks, error.index, whole) from None
    return name, parts


def _in_the_way(chunks: list[Chunk], index: int, whole: Span) -> Trouble:
    unknown = [chunk for chunk in chunks if chunk.type in _UNKNOWN]
    if unknown:
        runs = list(_runs(unknown))
        words = ", ".join(" ".join(chunk.text for chunk in run) for run in runs)
        return Trouble("words", Span(runs[0][0].start, runs[0][-1].end), words=words)
    negation = next((chunk for chunk in chunks if chunk.type == "NOT"), None)
    if negation:
        return Trouble("negated", negation.span)
    return Trouble("sentence", chunks[index].span) if index < len(chunks) else Trouble("incomplete", whole)


def _runs(chunks: list[Chunk]) -> Iterator[list[Chunk]]:
    """Yield the words that stand together."""
    run: list[Chunk] = []
    for chunk in chunks:
        if run and chunk.start > run[-1].end + 1:
            yield run
            run = []
        run.append(chunk)
    yield run


def _first(parts: list[Any], *kinds: str) -> Chunk | None:
    return next((part for part in parts if isinstance(part, Chunk) and part.type in kinds), None)


def _focus(parts: list[Any], known: resolve.Known) -> Focus | None:
    agent = _first(parts, "CLAIM", "CITED")
    if agent is None:
        return None
    if agent.type == "CITED":
        return Focus(act=resolve.act(agent.value, agent.span, known))
    said = agent.value
    return Focus(speaker=said.speaker or known.catalogue.offices.get(said.office or ""), office=said.office, date=said.date)


def _bind(alias: str, parts: list[Any], known: resolve.Known) -> tuple[str, dict[str, str]]:
    """Return the catalogue id and its parameters, the bound row where there is one."""
    read = known.catalogue.reading[alias]
    regime, act = _first(parts, "REGIME"), _first(parts, "CITED")
    params: dict[str, str] = {}
    if regime:
        params = {"regime": resolve.regime(regime.value, regime.span, known)}
    elif read.default_regime:
        params = {"regime": next(name for name, bound in known.catalogue.bound.items() if bound.default)}
    elif act:
        params = {"act": resolve.act(act.value, act.span, known)}
    return known.catalogue.row(read.id, params), params


# --- what if


class _Hypothesis(NamedTuple):
    draft: Chunk
    content: tuple[str, list[Any]]
    steps: list[Any]
    tail: tuple[str, list[Any]] | None
    regime: Chunk | None


class _Steps(list[Any]):
    """The steps of an act's life, in order."""


def _steps(parts: list[Any]) -> _Steps:
    return _Steps(step for part in parts for step in (part if isinstance(part, _Steps) else (part,)))


_ACTIONS = {"life": _steps}


def _assumed(chunks: list[Chunk], language: str, known: resolve.Known, whole: Span) -> Understood:
    said = _hypothesis(chunks, language, whole)
    content = _content(said.content, known)
    lived = assume.life(said.steps, whole)
    text = assume.text(said.draft.value, content, lived, language=language, known=known, span=said.draft.span)
    name, params = _question_after(said, content, known)
    day = _first(said.tail[1], "DAY") if said.tail else None
    return Understood(name, params, language, day.value.value if day else None, None, (text,))


def _hypothesis(chunks: list[Chunk], language: str, whole: Span) -> _Hypothesis:
    try:
        _, parts = grammars.load("question", f"if_{LANGUAGES[language]}").parse(chunks, _ACTIONS)
    except grammars.ParseError as error:
        raise _in_the_way(chunks, error.index, whole) from None
    named = [part for part in parts if type(part) is tuple]
    tail = next((part for part in named if part[0].startswith("tail")), None)
    content = next(part for part in named if part is not tail)
    draft = next(part for part in parts if isinstance(part, Chunk) and part.type == "DRAFT")
    return _Hypothesis(draft, content, next(p for p in parts if type(p) is _Steps), tail, _first(parts, "REGIME"))


def _content(content: tuple[str, list[Any]], known: resolve.Known) -> assume.Content:
    name, parts = content
    regime, act, day, point = (_first(parts, kind) for kind in ("REGIME", "CITED", "DAY", "NUMBER"))
    return assume.Content(
        order={"ending": "end", "ending_at": "end_at"}.get(name, name),
        regime=resolve.regime(regime.value, regime.span, known) if regime else None,
        act=resolve.act(act.value, act.span, known) if act else None,
        at=day.value.value if day else None,
        point=point.text if point else None,
    )


def _question_after(said: _Hypothesis, content: assume.Content, known: resolve.Known) -> tuple[str, dict[str, str]]:
    """Return what is asked of the hypothesis: the question said, or whether the regime (the act) is then at an end."""
    if said.tail:
        return _bind(said.tail[0], said.tail[1], known)
    if said.regime:
        return _bind("assumed_end", [said.regime], known)
    regime = content.regime or (resolve.declared_by(content.act, known) if content.act else None)
    reading_name = "assumed_end" if regime else "assumed_repeal"
    params = {"regime": regime} if regime else {"act": content.act or ""}
    return known.catalogue.row(known.catalogue.reading[reading_name].id, params), params


# --- not understood


def _misunderstood(words: str, trouble: Trouble, language: str) -> Misunderstood:
    why = fill(catalogue().why[language][trouble.why], words=trouble.words or trouble.span.of(words).strip())
    return Misunderstood(why, trouble.why, trouble.span, suggest(words, language), trouble.candidates, language)


def suggest(words: str, language: str, *, limit: int = 3) -> tuple[Suggestion, ...]:
    """Return the catalogue questions nearest to the words, by the concepts they share; the first ones where none is."""
    concepts = _concepts(words, language)
    best: dict[str, tuple[float, str]] = {}
    for name, example, theirs in _examples(language):
        score = len(concepts & theirs) / len(concepts | theirs)
        if name not in best or score > best[name][0]:
            best[name] = (score, example)
    ranked = sorted(best.items(), key=lambda item: -item[1][0])
    return tuple(Suggestion(name, example) for name, (_, example) in ranked[:limit])


@functools.cache
def _examples(language: str) -> tuple[tuple[str, str, frozenset[tuple[str, str]]], ...]:
    entries: Catalogue = catalogue()
    return tuple((q.id, example, _concepts(example, language)) for q in entries.question for example in q.examples[language])


def _concepts(words: str, language: str) -> frozenset[tuple[str, str]]:
    tokens = [reading.typed(token) for token in lexicon.load(reading.TABLES, language).tokens(words)]
    return frozenset((t.type, t.value if t.type in {"KIND", "PLACE", "ACT"} else "") for t in tokens if t.type not in _NO_CONCEPT)


def understood_text(name: str, names: Mapping[str, str], language: str) -> str:
    """Return the question of id ``name`` in words; ``names``: parameter -> what its value is called."""
    question = catalogue().find(name)
    return fill(question.understood[language], **names) if question else name
