"""A question in words -> a question of the catalogue with its parameters, or the nearest ones. Never a guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from decreelex import grammars
from decreelex.answer.question import assume, loose, norms, reading, resolve
from decreelex.answer.question.entries import catalogue, fill, names_of
from decreelex.answer.question.reading import LANGUAGES, Chunk, Trouble
from decreelex.answer.question.suggesting import SUGGESTIONS, Suggestion, suggest
from decreelex.span import Span

_UNKNOWN = frozenset({"WORD", "NAME", "PUNCT"})
_FINAL = frozenset(
    {"negated", "empty", "date", "regime", "regimes", "place", "whole", "act", "acts", "maker", "draft", "life", "day"}
)
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
    ``negated``: the wording asks the catalogue's question the other way round ("prohibited?" for "allowed?").
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
    negated: bool = False


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
    statements: Mapping[str, tuple[str, str]] = MappingProxyType({}),
) -> Understood | Misunderstood:
    """Read a question in Russian or English.

    ``regimes``: id -> RegimeKey, or its first three values (kind, places, year). ``acts``: IRI -> (kind, number, ISO
    date). ``statements``: IRI -> (speaker, ISO date). ``language``: ru, en, or None for the letters to decide.
    """
    language = language or reading.language_of(words)
    on_norms = norms.read(words, language)
    if on_norms:
        return Understood(on_norms.id, on_norms.params, language, on_norms.as_of)
    known = resolve.known(regimes, acts, catalogue(), statements)
    try:
        return _read(words, language, known)
    except Trouble as trouble:
        return _freely(words, trouble, language, known)


def _freely(words: str, trouble: Trouble, language: str, known: resolve.Known) -> Understood | Misunderstood:
    """Read a question that no sentence of the grammar is, from what it speaks of; else say what stood in the way."""
    if trouble.why in _FINAL:
        return _misunderstood(words, trouble, language, known)
    try:
        read = loose.read(words, language, known)
    except Trouble as other:
        return _misunderstood(words, trouble if other.why == trouble.why else other, language, known)
    if read is None:
        return _misunderstood(words, trouble, language, known)
    return Understood(read.id, read.params, language, read.as_of, read.known_at, (), None, read.expects, False, read.negated)


def _read(words: str, language: str, known: resolve.Known) -> Understood:
    chunks = reading.read(words, language)
    hypothetical = any(chunk.type == "IF" for chunk in chunks)
    return (_assumed if hypothetical else _asked)(chunks, language, known, Span(0, len(words)))


# --- plain questions


def _asked(chunks: list[Chunk], language: str, known: resolve.Known, whole: Span) -> Understood:
    _refuse_months(chunks, language)
    day, known_at, where = (_one(chunks, kind) for kind in ("DAY", "KNOWNAT", "WHERE"))
    alias, parts = _parse([c for c in chunks if c.type not in _FREE], LANGUAGES[language], whole, known)
    parts = _placed(parts, where)
    read = known.catalogue.reading[alias]
    if read.day and day is None:
        raise Trouble("day", whole)
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
        read.negated,
    )


def _placed(parts: list[Any], where: Chunk | None) -> list[Any]:
    """Return the parts with places named apart from the regime ("in force in Moscow") joined to it."""
    if where is None:
        return parts
    regime = _first(parts, "REGIME")
    if regime is None or regime.value.places:
        raise Trouble("sentence", where.span)
    placed = regime._replace(value=regime.value._replace(where=where.value))
    return [placed if part is regime else part for part in parts]


def _one(chunks: list[Chunk], kind: str) -> Chunk | None:
    found = [chunk for chunk in chunks if chunk.type == kind]
    if len(found) > 1:
        raise Trouble("dates", Span(found[0].start, found[-1].end))
    return found[0] if found else None


def _refuse_months(chunks: list[Chunk], language: str) -> None:
    """Raise Trouble where a month or a year is named: what holds on one of its days need not hold on another."""
    month = next((chunk for chunk in chunks if chunk.type == "MONTH"), None)
    if month is None:
        return
    _refuse_words(chunks)
    said = fill(catalogue().month_end[language], date=assume.date(month.value.last, language))
    raise Trouble("month", month.span, instead=(month.span, said))


def _parse(chunks: list[Chunk], start: str, whole: Span, known: resolve.Known) -> tuple[str, list[Any]]:
    """Return the reading's name and its parts. Raises Trouble that points at the words in the way."""
    if not chunks:
        raise Trouble("empty", whole)
    try:
        name, parts = grammars.load("question", start).parse(chunks, _ACTIONS)
    except grammars.ParseError as error:
        raise _in_the_way(chunks, error.index, whole, known) from None
    return name, parts


def _in_the_way(chunks: list[Chunk], index: int, whole: Span, known: resolve.Known) -> Trouble:
    """Return what keeps a question from being understood: first unknown words, a negation, things not known here."""
    try:
        _refuse_words(chunks)
        for chunk in chunks:
            if chunk.type == "REGIME":
                resolve.regime(chunk.value, chunk.span, known)
            elif chunk.type == "CITED":
                resolve.act(chunk.value, chunk.span, known)
    except Trouble as trouble:
        return trouble
    return Trouble("sentence", chunks[index].span) if index < len(chunks) else Trouble("incomplete", whole)


def _refuse_words(chunks: list[Chunk]) -> None:
    """Raise Trouble for words that are in no table, and for a negation."""
    unknown = [chunk for chunk in chunks if chunk.type in _UNKNOWN]
    if unknown:
        runs = list(_runs(unknown))
        words = ", ".join(" ".join(chunk.text for chunk in run) for run in runs)
        raise Trouble("words", Span(runs[0][0].start, runs[0][-1].end), words=words)
    negation = next((chunk for chunk in chunks if chunk.type == "NOT"), None)
    if negation:
        raise Trouble("negated", negation.span)


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
        params = resolve.with_place(regime.value, regime.span, known)
    elif read.default_regime:
        params = {"regime": next(name for name, bound in known.catalogue.bound.items() if bound.default)}
    elif act:
        params = {"act": resolve.act(act.value, act.span, known)}
    return known.catalogue.row(read.id, params), params


# --- what if


class _Hypothesis(NamedTuple):
    draft: Chunk
    content: assume.Content
    lived: assume.Life
    tail: tuple[str, list[Any]] | None
    regime: Chunk | None


class _Steps(list[Any]):
    """The steps of an act's life, in order."""


def _steps(parts: list[Any]) -> _Steps:
    return _Steps(step for part in parts for step in (part if isinstance(part, _Steps) else (part,)))


_ACTIONS = {"life": _steps}
_ORDERS = {"ending": "end", "ending_at": "end_at"}


def _assumed(chunks: list[Chunk], language: str, known: resolve.Known, whole: Span) -> Understood:
    _refuse_months(chunks, language)
    alias, parts = _parse(chunks, f"if_{LANGUAGES[language]}", whole, known)
    said = _done(parts, known, whole, language) if alias == "done" else _described(parts, known, whole)
    text = assume.text(said.draft.value, said.content, said.lived, language=language, known=known, span=said.draft.span)
    name, params = _question_after(said, known)
    day = _first(said.tail[1], "DAY") if said.tail else None
    return Understood(name, params, language, day.value.value if day else None, None, (text,))


def _described(parts: list[Any], known: resolve.Known, whole: Span) -> _Hypothesis:
    """Read an act with its life: "a decree ending mobilization were signed on ... and published on ..."."""
    tail = _tail(parts)
    name, inner = next(part for part in parts if type(part) is tuple and part is not tail)
    order = _ORDERS.get(name, str(name))
    lived = assume.life(next(p for p in parts if type(p) is _Steps), whole)
    draft = next(part for part in parts if isinstance(part, Chunk) and part.type == "DRAFT")
    return _Hypothesis(draft, _content(order, inner, known), lived, tail, _first(parts, "REGIME"))


def _done(parts: list[Any], known: resolve.Known, whole: Span, language: str) -> _Hypothesis:
    """Read what is done on a day: "the Government ended mobilization on ...": signed, published and in force on it."""
    day = _first(parts, "DAY")
    if day is None:
        end = max(part.end for part in parts if isinstance(part, Chunk))
        raise Trouble("life", whole, instead=(Span(end, end), known.catalogue.example_day[language]))
    if not day.value.event or "T" in day.value.value:
        raise Trouble("life", day.span)
    content = _content("end" if _first(parts, "REGIME") else "repeal", [p for p in parts if p is not day], known)
    lived = assume.Life(day.value.value, day.value.value, "publication")
    return _Hypothesis(_maker(parts, known), content, lived, _tail(parts), None)


def _maker(parts: list[Any], known: resolve.Known) -> Chunk:
    """Return the act by which it is done: as named, by the one who acts, or of the kind of the act repealed."""
    named, actor, cited = _first(parts, "DRAFT"), _first(parts, "CLAIM"), _first(parts, "CITED")
    if named:
        return named
    if actor:
        said = actor.value
        kind = known.catalogue.instruments.get(said.office or "")
        if kind is None or said.speaker or said.date:
            raise Trouble("maker", actor.span)
        return actor._replace(value=reading.SaidAct((kind,), said.office, None, None, None))
    assert cited is not None  # the grammar has a sentence without an actor only for an act
    kind = known.acts[resolve.act(cited.value, cited.span, known)].kind
    return cited._replace(value=reading.SaidAct((kind,), None, None, None, None))


def _tail(parts: list[Any]) -> tuple[str, list[Any]] | None:
    return next((part for part in parts if type(part) is tuple and part[0].startswith("tail")), None)


def _content(order: str, parts: list[Any], known: resolve.Known) -> assume.Content:
    regime, act, day, point = (_first(parts, kind) for kind in ("REGIME", "CITED", "DAY", "NUMBER"))
    return assume.Content(
        order=order,
        regime=resolve.regime(regime.value, regime.span, known) if regime else None,
        act=resolve.act(act.value, act.span, known) if act else None,
        at=day.value.value if day else None,
        point=point.text if point else None,
    )


def _question_after(said: _Hypothesis, known: resolve.Known) -> tuple[str, dict[str, str]]:
    """Return what is asked of the hypothesis: the question said, or whether the regime (the act) is then at an end."""
    content = said.content
    if said.tail:
        return _bind(said.tail[0], said.tail[1], known)
    if said.regime:
        return _bind("assumed_end", [said.regime], known)
    regime = content.regime or (resolve.declared_by(content.act, known) if content.act else None)
    reading_name = "assumed_end" if regime else "assumed_repeal"
    params = {"regime": regime} if regime else {"act": content.act or ""}
    return known.catalogue.row(known.catalogue.reading[reading_name].id, params), params


# --- not understood


def _misunderstood(words: str, trouble: Trouble, language: str, known: resolve.Known) -> Misunderstood:
    why = fill(known.catalogue.why[language][trouble.why], **_details(words, trouble, language, known))
    offered = _offered(words, trouble.instead, language, known) if trouble.instead else ()
    nearest = suggest(words, language, limit=SUGGESTIONS - len(offered))
    return Misunderstood(why, trouble.why, trouble.span, (*offered, *nearest), trouble.candidates, language)


def _details(words: str, trouble: Trouble, language: str, known: resolve.Known) -> dict[str, str]:
    """Return what the templates of ``why`` speak of: the words in the way; for places, the regimes and what they cover."""
    said = trouble.words or trouble.span.of(words).strip()
    if not trouble.outside:
        return {"words": said}
    places, kinds = names_of("territories", language), names_of("regimes", language)
    regimes = {name: known.regimes[name] for name in trouble.candidates}
    covers = (
        fill(known.catalogue.covers[language], regime=name, places=", ".join(places.get(p, p) for p in key.places))
        for name, key in regimes.items()
    )
    return {
        "words": ", ".join(sorted(places.get(place, said) for place in trouble.outside)),
        "kind": " / ".join(sorted({kinds[key.kind] for key in regimes.values()})),
        "covers": "; ".join(covers),
        "regime": ", ".join(regimes),
    }


def _offered(words: str, instead: tuple[Span, str], language: str, known: resolve.Known) -> tuple[Suggestion, ...]:
    """Return the question with other words in one place, where it is understood then."""
    span, other = instead
    said = " ".join(part for part in (words[: span.start].strip(), other, words[span.end :].strip(" ,")) if part)
    said = said[:1].upper() + said[1:].replace(" ?", "?")
    try:
        return (Suggestion(_read(said, language, known).id, said),)
    except Trouble:
        return ()


def understood_text(name: str, names: Mapping[str, str], language: str, *, negated: bool = False) -> str:
    """Return the question of id ``name`` in words; ``names``: parameter -> what its value is called."""
    question = catalogue().find(name)
    if question is None:
        return name
    text = fill((question.negated if negated else question.understood)[language], **names)
    extra = [value for key, value in names.items() if key in question.optional]
    return f"{text} ({', '.join(extra)})" if extra else text
