"""What the sentences of a unit do to regimes and acts: effect.lark over words, dates, citations and phrases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from decreelex import grammars
from decreelex.clause import dates
from decreelex.clause.phrases import Phrase, Word, join_phrases
from decreelex.errors import Diagnostic
from decreelex.lexicon import Token
from decreelex.model import Citation, CommencementBasis, Effect, EffectKind, Territory, When
from decreelex.span import Span

Found = Mapping[int, tuple[Citation, ...]]
_REACH = 24
_FINITE = frozenset({"DECLARES", "EXTENDS", "ENDS", "LAPSES"})
_OTHER_VERBS = frozenset({"VERB", "AMEND"})
_GOVERNING = _OTHER_VERBS | {"NOT", "SUBORDINATE", "WAS"}


class _Unclear(Exception):
    """A sentence was taken, but its words do not go together; says why."""


def effects(text: str, tokens: Sequence[Token], found: Found) -> tuple[list[Effect], list[Diagnostic]]:
    """Return the effects that the sentences say, and a diagnostic for each sentence that seems to say one unreadably.

    ``tokens``: with DATE and CITE tokens; ``found``: the citations of each CITE token, by its start.
    """
    out: list[Effect] = []
    unclear: list[Diagnostic] = []
    for sentence in _sentences(tokens):
        words = _with_tail(join_phrases(text, sentence))
        try:
            effect = _read(text, words, found)
        except _Unclear as why:
            unclear.append(_report(text, words, str(why)))
            continue
        if effect is not None:
            out.append(effect)
    return out, unclear


def repealed_in_part(text: str, tokens: Sequence[Token]) -> bool | None:
    """Return whether the words, a member of a list of repeals, name acts in part only; None where they name none."""
    words = [word for word in join_phrases(text, [t for s in _sentences(tokens) for t in s]) if word.type != "LPAR"]
    end = len(words)
    while end and words[end - 1].type in ("COMMA", "SEMI", "AND"):
        end -= 1
    words = words[:end]
    try:
        grammars.load("effect", "listed").parse(words, {})
    except grammars.ParseError:
        return None
    return any(word.type == "PARTIAL" for word in words)


def _sentences(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield sentences, without remarks in brackets. The words after ``постановляю:`` are a sentence of their own."""
    sentence: list[Token] = []
    depth, before = 0, ""
    for token in tokens:
        kind = token.type
        depth = max(0, depth + (kind == "LPAR") - (kind == "RPAR"))
        if kind == "DOT" or (kind == "COLON" and before == "ENACTS"):
            if sentence:
                yield sentence
            sentence, depth = [], 0
        elif not depth and kind not in ("RPAR", "MARK"):
            sentence.append(token)
        before = kind
    if sentence:
        yield sentence


def _with_tail(words: list[Word]) -> list[Word]:
    """Join a second instruction (``… и уволить …``) to one TAIL token: it is none of the effect's words."""
    for at, word in enumerate(words):
        if word.type in _OTHER_VERBS and at:
            first = at - 1 if words[at - 1].type == "AND" else at
            if first:
                return [*words[:first], Phrase("TAIL", words[first].start, words[-1].end)]
    return words


def _read(text: str, words: list[Word], found: Found) -> Effect | None:
    """Return the effect of a sentence, None where it has none. Raises _Unclear where it seems to have one."""
    while words and words[-1].type in ("COMMA", "SEMI", "AND"):
        words = words[:-1]
    if not any(word.type in _VERBS for word in words):
        return None
    try:
        kind, parts = grammars.load("effect").parse(words, _ACTIONS)
    except grammars.ParseError as error:
        _unread(words, error)
        return None
    said = [word for word in words if word.type != "TAIL"]
    span = Span(said[0].start, said[-1].end)
    return _BUILDERS[kind](kind, _Parts.of(text, parts, found), Effect(_KINDS[kind], span, span.of(text)))


def _unread(words: list[Word], error: grammars.ParseError) -> None:
    """Raise _Unclear where a verb stands with its object and nothing governs it; else the sentence does nothing."""
    core = grammars.load("effect", "core")
    under_case = False
    for at, word in enumerate(words):
        if word.type in _GOVERNING:
            return
        under_case = under_case or _is_case(word)
        island = core.island(words, at, {}, reach=_REACH) if word.type in core.first else None
        if island is not None and not (under_case and _finite(words[at : island[1]])):
            raise _Unclear("the sentence could not be read as a whole; it goes on unexpectedly"
                           if error.index < len(words) else "the sentence is not complete")


def _is_case(word: Word) -> bool:
    return isinstance(word, Phrase) and word.type == "CONDITIONED" and word.payload[1] == "CASE"


def _finite(words: Sequence[Any]) -> bool:
    """Return whether the verb is finite: under ``if`` such a sentence states a norm, an infinitive still orders."""
    return any(word.type in _FINITE for word in words if isinstance(word, (Token, Phrase)))


def _report(text: str, words: list[Word], why: str) -> Diagnostic:
    span = Span(words[0].start, words[-1].end)
    return Diagnostic("effect-unclear", "warning", f"This sentence may begin, end or repeal something, but {why}: "
                      f"{span.of(text)[:120]!r}.", span, (), ("Read the sentence; no effect was taken from it.",))


class _Parts(NamedTuple):
    """What the slots of a sentence say."""

    words: list[Any]
    start: When | None
    end: When | None
    territory: Territory | None
    targets: tuple[Citation, ...]
    term: str | None
    condition: str | None
    opener: str
    partial: bool
    regime: tuple[str, str | None] | None

    @classmethod
    def of(cls, text: str, parts: list[Any], found: Found) -> _Parts:
        """Gather the slots. Raises _Unclear where one is said twice."""
        slots: dict[str, list[Any]] = {}
        for part in parts:
            name, value = (part.type, part) if isinstance(part, (Token, Phrase)) else part
            slots.setdefault(name, []).append(value)
        since, until = _dates(slots)
        places = slots.get("TERRITORY", [])
        if len(places) > 1:
            raise _Unclear("it names two territories")
        citations = [c for token in slots.get("CITE", []) for c in found[token.start]]
        citations += [c for phrase in slots.get("DECLARED", []) if phrase.payload is not None for c in found[phrase.payload]]
        conditions = slots.get("CONDITIONED", [])
        open_words = [c.payload[0] for c in conditions] + [t.text for t in slots.get("undated", [])]
        open_words += [w.text for w in slots.get("WHOLLY", []) if w.value == "partly"]
        regimes = [p.payload for name in ("REGIME_NP", "ABOUT_END", "END_DAY") for p in slots.get(name, [])]
        return cls(parts, since, until, _territory(text, places), share_act(citations),
                   next((p.payload for p in slots.get("ON_TERM_NP", [])), None), "; ".join(open_words) or None,
                   conditions[0].payload[1] if conditions else "", "PARTIAL" in slots, regimes[0] if regimes else None)

    def find(self, kind: str) -> Any:
        """Return the first word or phrase of a type, or None."""
        return next((p for p in self.words if isinstance(p, (Token, Phrase)) and p.type == kind), None)


def _dates(slots: dict[str, list[Any]]) -> tuple[When | None, When | None]:
    since = [dates.whens(token)[0] for token in slots.get("since", [])]
    until = [dates.whens(token)[0] for token in slots.get("until", [])]
    for token in slots.get("during", []):
        first, last = dates.whens(token)
        since.append(first)
        until.append(last)
    if len(since) > 1 or len(until) > 1:
        raise _Unclear("it names two dates")
    return (since[0] if since else None), (until[0] if until else None)


def _territory(text: str, places: list[Phrase]) -> Territory | None:
    if not places:
        return None
    span = Span(places[0].start, places[0].end)
    return Territory(span, span.of(text), places[0].payload)


def share_act(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Give provisions without an act the act named after them in the list (``пункты 1 и 2 …, пункт 17 Указа …``)."""
    out: list[Citation] = []
    act: Citation | None = None
    for one in reversed(citations):
        if one.kind or one.own:
            act = one
        out.append(one if act is None or act is one else _of(act, one))
    return tuple(reversed([one for one in out if one.kind != "gazette"]))


def _of(act: Citation, provision: Citation) -> Citation:
    return msgspec.structs.replace(provision, kind=act.kind, author=act.author, date=act.date, number=act.number,
                                   title=act.title, iri=act.iri, own=act.own, unresolved=act.unresolved)


def _on_regime(kind: str, parts: _Parts, effect: Effect) -> Effect | None:
    """Build a declaration, extension or cancellation. A finite verb under ``if`` states a norm, not an act."""
    if parts.opener == "CASE" and _finite(parts.words):
        return None
    if kind == "cancellation_dated" and parts.start is None:
        raise _Unclear("it names no date")
    if kind == "extension" and not (parts.end or parts.term or parts.condition):
        raise _Unclear("it does not say until when")
    if parts.regime is None:
        raise _Unclear("it names no regime")
    regime, qualifier = parts.regime
    return msgspec.structs.replace(effect, regime=regime, qualifier=qualifier, start=parts.start, end=parts.end,
                                   term=parts.term, territory=parts.territory, targets=parts.targets,
                                   condition=parts.condition)


def _on_acts(_: str, parts: _Parts, effect: Effect) -> Effect | None:
    """Build a repeal or an approval. No targets: the sentence opens a list (``Признать утратившими силу:``)."""
    if parts.opener == "CASE" and _finite(parts.words):
        return None
    return msgspec.structs.replace(effect, targets=parts.targets, start=parts.start, end=parts.end,
                                   condition=parts.condition, qualifier="partial" if parts.partial else None)


def _commencement(kind: str, parts: _Parts, effect: Effect) -> Effect | None:
    """Build a commencement: of the act itself where it cites itself as a whole, else of what it cites."""
    if kind == "commencement_bare" and parts.find("COMMENCES").value != "one":
        return None
    targets = tuple(c for c in parts.targets if not (c.own and not c.path))
    retro, valid, basis = (parts.find(name) for name in ("RETRO", "VALID", "BASIS"))
    named: tuple[CommencementBasis, int, str] | None = basis.payload if basis else None
    condition = parts.condition
    if named and named[2] != "D":
        named, condition = None, condition or effect.text[basis.start - effect.span.start : basis.end - effect.span.start]
    if not (named or parts.start or retro or condition):
        raise _Unclear("it does not say when")
    return msgspec.structs.replace(
        effect, targets=targets, basis=named[0] if named else "date" if parts.start else None,
        days=named[1] if named else 0, start=parts.start, end=valid.payload if valid else parts.end,
        retroactive=retro.payload if retro else None, condition=condition)


def _norm(*_: object) -> Effect | None:
    """A norm on how regimes of a kind end (``отменяется указом Президента``) does nothing itself."""
    return None


_KINDS: dict[str, EffectKind] = {
    "declaration": "declaration", "extension": "extension", "cancellation": "cancellation",
    "cancellation_dated": "cancellation", "repeal": "repeal", "approval": "approval", "commencement": "commencement",
    "commencement_bare": "commencement", "norm": "cancellation",
}
_BUILDERS: dict[str, Callable[[str, _Parts, Effect], Effect | None]] = {
    "declaration": _on_regime, "extension": _on_regime, "cancellation": _on_regime, "cancellation_dated": _on_regime,
    "repeal": _on_acts, "approval": _on_acts, "commencement": _commencement, "commencement_bare": _commencement,
    "norm": _norm,
}
_VERBS = frozenset({"DECLARE", "EXTEND", "END", "APPROVE", "DECLARES", "EXTENDS", "ENDS", "APPROVES", "LAPSES", "CONSIDER",
                    "COMMENCES", "COMMENCE", "RETRO"})


def _slot(name: str) -> Any:
    def build(parts: list[Any]) -> tuple[str, Any]:
        dated = [part for part in parts if part.type in ("DATE", "RANGE", "NODATE")]
        return name, dated[-1]

    return build


def _as_it_is(parts: list[Any]) -> Any:
    return parts[0]


def _keep(kind: str) -> Any:
    return lambda parts: (kind, parts)


_ACTIONS: grammars.Actions = {
    **{kind: _keep(kind) for kind in _KINDS}, "start": _as_it_is, "slot": _as_it_is,
    **{name: _slot(name) for name in ("since", "during", "until", "undated")},
}
