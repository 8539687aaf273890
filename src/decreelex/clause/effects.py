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
_ENDINGS = frozenset({"END", "ENDS", "LAPSES", "SUSPEND", "OVER", "DOUBTFUL"})
_OBJECTS = frozenset({"REGIME_NP", "ABOUT_END", "END_DAY", "CITE"})
_BEFORE_NO_OBJECT = frozenset({"AT", "PO", "K", "ON", "ON_TERM", "OF", "FROM", "TO", "ABOUT"})
_EXCEPTING = frozenset({"EXCEPT", "NOT", "PARTLY", "CONDITION", "CASE"})
_LIMITS = frozenset({"TO", "PO", "DATE", "RANGE", "NODATE", "ON_TERM", "TERM", "ON_TERRITORY", "AFTER", "AFTER_EXPIRY",
                     "FROM_DAY", "WHOLLY", "OTHER_ZONE", "CLOCK"})
_DATES = frozenset({"DATE", "RANGE", "TIME", "NODATE"})


class _Unclear(Exception):
    """A sentence was taken, but its words do not go together; says why."""


def effects(text: str, tokens: Sequence[Token], found: Found) -> tuple[list[Effect], list[Diagnostic]]:
    """Return the effects that the sentences say, and a diagnostic for each sentence that seems to say one unreadably.

    ``tokens``: with DATE and CITE tokens; ``found``: the citations of each CITE token, by its start.
    """
    out: list[Effect] = []
    unclear: list[Diagnostic] = []
    for sentence in _sentences(tokens):
        if not any(token.type in _PROMISING for token in sentence):
            continue
        words = _with_tail(join_phrases(text, _unbracketed(text, sentence, found)))
        try:
            effect = _read(text, words, found)
        except _Unclear as why:
            unclear.append(_report(text, words, str(why)))
            continue
        if effect is not None:
            out.append(effect)
    return out, unclear


def repealed_in_part(text: str, tokens: Sequence[Token], found: Found) -> bool | None:
    """Return whether the words, a member of a list of repeals, name acts in part only; None where they name none."""
    said = [token for sentence in _sentences(tokens) for token in _unbracketed(text, sentence, found)]
    words = [word for word in join_phrases(text, said) if word.type != "LPAR"]
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
    """Yield sentences. The words after ``постановляю:`` are a sentence of their own.

    A full stop before a small letter or a date ends an abbreviation: an unknown one must not hide the rest of a sentence.
    """
    sentence: list[Token] = []
    before = ""
    for token, after in zip(tokens, [*tokens[1:], None], strict=False):
        kind = token.type
        abbreviated = kind == "DOT" and after is not None and (after.text[0].islower() or after.type in _DATES)
        if (kind == "DOT" and not abbreviated) or (kind == "COLON" and before == "ENACTS"):
            if sentence:
                yield sentence
            sentence = []
        elif kind != "MARK":
            sentence.append(token)
        before = kind
    if sentence:
        yield sentence


def _unbracketed(text: str, sentence: Sequence[Token], found: Found) -> list[Token]:
    """Leave out remarks in brackets; one that can limit what the sentence does becomes one REMARK token."""
    out: list[Token] = []
    remark: list[Token] = []
    depth = 0
    for token in sentence:
        depth = max(0, depth + (token.type == "LPAR") - (token.type == "RPAR"))
        if depth:
            remark.append(token)
        elif token.type != "RPAR":
            out.append(token)
        elif remark:
            span = Span(remark[0].start, token.end)
            out += [Token("REMARK", span.of(text), span.start, span.end)] if _limiting(remark, found) else []
            remark = []
    return out


def _limiting(remark: Sequence[Token], found: Found) -> bool:
    """Return whether words in brackets can limit an effect. The dates beside a whole act say which act is meant."""
    cited = [one for token in remark if token.type == "CITE" for one in found.get(token.start, ())]
    if any(one.path and one.kind != "gazette" for one in cited) or any(token.type in _EXCEPTING for token in remark):
        return True
    return not cited and any(token.type in _LIMITS for token in remark)


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
    why = ("the sentence could not be read as a whole; it goes on unexpectedly" if error.index < len(words)
           else "the sentence is not complete")
    core = grammars.load("effect", "core")
    under_case = False
    if _ends_something(words):
        raise _Unclear(why)
    for at, word in enumerate(words):
        if word.type in _GOVERNING:
            return
        under_case = under_case or _is_case(word)
        island = core.island(words, at, {}, reach=_REACH) if word.type in core.first else None
        if island is not None and not (under_case and _finite(words[at : island[1]])):
            raise _Unclear(why)


def _ends_something(words: Sequence[Word]) -> bool:
    """Return whether a verb of ending or suspending and a regime or an act stand where nothing governs them.

    The safety net: a word order that no grammar has must not pass in silence.
    """
    head: list[Word] = []
    for word in words:
        if word.type in _GOVERNING:
            break
        head.append(word)
    norm = {at for at, word in enumerate(head[1:]) if word.type == "KIND" and head[at].type in _FINITE}
    verb = any(word.type in _ENDINGS and at not in norm for at, word in enumerate(head))
    if not verb or (any(map(_is_case, head)) and not any(w.type in ("END", "SUSPEND", "DOUBTFUL") for w in head)):
        return False
    return any(word.type in _OBJECTS and not (at and head[at - 1].type in _BEFORE_NO_OBJECT) and
               not (isinstance(word, Token) and word.value == "own") for at, word in enumerate(head))


def _is_case(word: Word) -> bool:
    return isinstance(word, Phrase) and word.type == "CONDITIONED" and bool(word.payload[1] == "CASE")


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
    limits: str | None
    since_from: bool

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
        open_words = [c.payload[0] for c in conditions] + [d.token.text for d in slots.get("undated", [])]
        open_words += [w.text for w in slots.get("WHOLLY", []) if w.value == "partly"]
        open_words += [w.text for name in ("DOUBTFUL", "REMARK") for w in slots.get(name, [])]
        open_words += [text[w.start : w.end] for w in slots.get("LAPSES", [])
                       if any(part.type == "DOUBTFUL" for part in getattr(w, "payload", None) or ())]
        regimes = [p.payload for name in ("REGIME_NP", "ABOUT_END", "END_DAY") for p in slots.get(name, [])]
        return cls(parts, since, until, _territory(text, places), share_act(citations),
                   next((p.payload for p in slots.get("ON_TERM_NP", [])), None), "; ".join(open_words) or None,
                   conditions[0].payload[1] if conditions else "", "PARTIAL" in slots, regimes[0] if regimes else None,
                   _limits(text, slots), any(dated.by == "FROM" for dated in slots.get("since", [])))

    def find(self, kind: str) -> Any:
        """Return the first word or phrase of a type, or None."""
        return next((p for p in self.words if isinstance(p, (Token, Phrase)) and p.type == kind), None)


def _limits(text: str, slots: dict[str, list[Any]]) -> str | None:
    """Return the words that say until when or for how long: an end with such a limit is a deadline or a pause."""
    limited = [(d.start, d.end) for name in ("until", "during") for d in slots.get(name, [])]
    limited += [(p.start, p.end) for p in slots.get("ON_TERM_NP", [])]
    return "; ".join(text[start:end] for start, end in sorted(limited)) or None


def _joined(*conditions: str | None) -> str | None:
    return "; ".join(filter(None, conditions)) or None


def _dates(slots: dict[str, list[Any]]) -> tuple[When | None, When | None]:
    since = [dates.whens(dated.token)[0] for dated in slots.get("since", [])]
    until = [dates.whens(dated.token)[0] for dated in slots.get("until", []) if dated.by != "PO"]
    until += [dates.day_after(dates.whens(dated.token)[0]) for dated in slots.get("until", []) if dated.by == "PO"]
    for dated in slots.get("during", []):
        first, last = dates.whens(dated.token)
        since.append(first)
        until.append(dates.day_after(last))
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
    ending = _KINDS[kind] == "cancellation"
    return msgspec.structs.replace(
        effect, regime=regime, qualifier=qualifier, start=_over(parts) if ending else parts.start, end=parts.end,
        term=parts.term, territory=parts.territory, targets=parts.targets,
        condition=_joined(parts.condition, parts.limits if ending else None))


def _over(parts: _Parts) -> When | None:
    """Return since when a regime is over. What ends on a day (not: from a day) lasts through that day."""
    verb = parts.find("ENDS")
    last = isinstance(verb, Token) and verb.value == "last"
    return dates.day_after(parts.start) if parts.start and last and not parts.since_from else parts.start


def _stated(kind: str, parts: _Parts, effect: Effect) -> Effect | None:
    """Build a cancellation of ``Установить, что … завершена``. Without such words the sentence only tells of an end."""
    if parts.find("THAT") is None:
        raise _Unclear("it tells of an end and does not order one")
    return _on_regime(kind, parts, effect)


def _on_acts(_: str, parts: _Parts, effect: Effect) -> Effect | None:
    """Build a repeal or an approval. No targets: the sentence opens a list (``Признать утратившими силу:``)."""
    if parts.opener == "CASE" and _finite(parts.words):
        return None
    place = parts.territory.text if parts.territory else None
    limits = (place, parts.limits) if effect.kind == "repeal" else ()
    return msgspec.structs.replace(
        effect, targets=parts.targets, start=parts.start, end=parts.end, term=parts.term, territory=parts.territory,
        condition=_joined(parts.condition, *limits), qualifier="partial" if parts.partial else None)


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
    "cancellation_dated": "cancellation", "stated": "cancellation", "repeal": "repeal",
    "approval": "approval", "commencement": "commencement",
    "commencement_bare": "commencement", "norm": "cancellation",
}
_BUILDERS: dict[str, Callable[[str, _Parts, Effect], Effect | None]] = {
    "declaration": _on_regime, "extension": _on_regime, "cancellation": _on_regime, "cancellation_dated": _on_regime,
    "stated": _stated,
    "repeal": _on_acts, "approval": _on_acts, "commencement": _commencement, "commencement_bare": _commencement,
    "norm": _norm,
}
_VERBS = frozenset({"DECLARE", "EXTEND", "END", "APPROVE", "DECLARES", "EXTENDS", "ENDS", "APPROVES", "LAPSES", "CONSIDER",
                    "COMMENCES", "COMMENCE", "RETRO", "SUSPEND", "OVER"})
_PROMISING = _VERBS | {"BE", "APPLIES"}  # the words that phrases make into verbs


class _Dated(NamedTuple):
    """A date in its slot: the terminal of the word before it (or its own), the date, the span of both."""

    by: str
    token: Token
    start: int
    end: int


def _slot(name: str) -> Any:
    def build(parts: list[Any]) -> tuple[str, Any]:
        return name, _Dated(parts[0].type, parts[-1], parts[0].start, parts[-1].end)

    return build


def _as_it_is(parts: list[Any]) -> Any:
    return parts[0]


def _keep(kind: str) -> Any:
    return lambda parts: (kind, parts)


_ACTIONS: grammars.Actions = {
    **{kind: _keep(kind) for kind in _KINDS}, "start": _as_it_is, "slot": _as_it_is,
    **{name: _slot(name) for name in ("since", "during", "until", "undated")},
}
