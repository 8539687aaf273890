"""A sentence's words to marks: what is said by whom, with conditions and deadlines, and what every phrase is by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from decreelex.clause.norms import english
from decreelex.clause.norms.classes import Classes, classes
from decreelex.clause.norms.phrases import NOUN_PHRASES, governed, join_parts
from decreelex.clause.norms.quantities import counted
from decreelex.clause.norms.roles import named_in
from decreelex.clause.norms.said import MODALITY, Sentence
from decreelex.clause.norms.single import mark
from decreelex.clause.norms.structs import Label, Mark, Norm
from decreelex.clause.norms.tokens import ACCUSATIVE, DATIVE, GENITIVE, INSTRUMENTAL, LOCATIVE, NOMINATIVE, SINGULAR, Word
from decreelex.clause.penalties import read_penalties
from decreelex.span import Span

_ENDING = frozenset({"REMARK", "ALSO", "PREP", "PURPOSE", "BY", "CONDITION", "EXCEPTION", "DEADLINE", "COMMA", "RESUME", "AND",
                     "SEMI", "DOT", "COLON", "DASH"})
_RECEIVING = DATIVE | INSTRUMENTAL


def phrase_marks(text: str, words: Sequence[Word], known: Classes) -> Iterator[Mark]:
    """Yield quantities, defined terms and actors, wherever they stand."""
    for at, word in enumerate(words):
        if word.type == "QTY":
            yield mark(text, "QUANTITY", word.start, word.end, **counted(text, word))
        elif word.type == "SPAN" and word.parts:
            inner = word.parts[0]
            yield mark(text, "QUANTITY", inner.start, inner.end, **counted(text, inner))
        elif word.type == "ABBREVIATES":
            end = next((n for n in range(at + 1, len(words)) if words[n].type in ("RPAR", "SEMI", "COMMA", "DOT")), len(words))
            if end > at + 1:
                quoted = end == at + 2 and words[at + 1].type == "QUOTED"
                yield mark(text, "TERM", words[at + 1].start + quoted, words[end - 1].end - quoted)
        elif word.type == "E":
            yield from (mark(text, "ACTOR", *place, role="other") for place in english.actors(words, at, known))
        elif word.actor and word.type in NOUN_PHRASES and _acts(words, at, known):
            yield mark(text, "ACTOR", word.start, word.end, role="agent" if _does(words, at) else "other")
        elif word.lemma in known.willed and word.type in NOUN_PHRASES:
            yield from (mark(text, "ACTOR", start, end, role="other") for start, end in named_in(word))


def _makes(one: Word, office: Word, known: Classes) -> bool:
    """Return whether a verb makes somebody what the office says; of a noun only persons are (``признание банкротом``)."""
    return one.lemma in known.predicating and (one.type not in NOUN_PHRASES or office.lemma not in known.actors)


def _does(words: Sequence[Word], at: int) -> bool:
    """Return whether somebody is the agent of a participle, or joined to one who is (``полученные А, …, и Б``)."""
    word, before = words[at], words[at - 1].type if at else ""
    if before in ("PART", "BY"):
        return word.type == "E" or bool(word.mask & INSTRUMENTAL)
    if before != "AND" or not word.mask & INSTRUMENTAL:
        return bool(word.mask & INSTRUMENTAL) and not word.mask & NOMINATIVE and _of_participle(words, at)
    return any(one.actor and one.mask & INSTRUMENTAL and words[n].type == "PART"
               for n, one in enumerate(words[max(1, at - 2 * _NEAR) : at], max(1, at - 2 * _NEAR) - 1))


def _of_participle(words: Sequence[Word], at: int) -> bool:
    """Return whether a participle stands before somebody, with what it governs between (``ввозимых в город гражданами``)."""
    for word in reversed(words[max(0, at - _NEAR) : at]):
        if word.type == "PART":
            return True
        if word.type not in _GOVERNED:
            return False
    return False


_GOVERNED = frozenset({"S", "B", "O", "D", "AT", "PREP", "PO", "FROM", "CITE", "DATE"})
_NEAR = 8  # phrases between a verb of appointing or being and the office


def _acts(words: Sequence[Word], at: int, known: Classes) -> bool:
    """Return whether an actor's phrase is somebody who acts or receives here, not what somebody is or becomes."""
    word = words[at]
    if at and (words[at - 1].type in ("BY", "OT", "FROM_WHOM") or _faces(words[at - 1], word, known)):
        return True
    if word.mask & INSTRUMENTAL and any(_makes(one, word, known) for one in words[max(0, at - _NEAR) : at]):
        return False
    return not word.mask & NOMINATIVE and bool(word.mask & _RECEIVING) and not governed(words, at)


def _faces(before: Word, word: Word, known: Classes) -> bool:
    """Return whether somebody is the other side (``с клиентом``), or the body that receives (``в орган``, not ``в органе``)."""
    if before.type == "FROM":
        return bool(word.mask & INSTRUMENTAL) and not word.mask & GENITIVE
    entered = bool(word.mask & ACCUSATIVE) and not word.mask & LOCATIVE
    return before.type == "AT" and entered and word.lemma not in known.people and word.lemma not in known.spaces


def penalty_marks(text: str, span: Span, language: str) -> Iterator[Mark]:
    """Yield the punishments that the words threaten."""
    for one in read_penalties(text, span, language):
        given = {"kind": one.kind, "min": one.min, "max": one.max, "unit": one.unit}
        yield mark(text, "PENALTY", one.span.start, one.span.end, **{k: v for k, v in given.items() if v is not None})


def _gerunds(text: str, words: Sequence[Word], known: Classes) -> list[Mark]:
    """Return the instructions given as a gerund (``внести изменение, изложив …``)."""
    found = (word.parts[1] for word in words if word.type == "SUB" and len(word.parts) > 1)
    return [mark(text, "MODALITY", one.start, one.end, modality="declaration") for one in found
            if one.type == "GER" and one.lemma in known.verbs["amendment"]]


def _remarked(text: str, words: Sequence[Word]) -> list[Word]:
    """Return the conditions and the like that stand in brackets."""
    return [one for word in words if word.type == "REMARK" for one in join_parts(text, word.parts[1:-1])]


def _committed(text: str, words: Sequence[Word], known: Classes) -> list[Word]:
    """Return the conditions under which an act is committed (``, committed during mobilization,``)."""
    parts = [word.parts for word in words if word.type == "SUB"]
    return [one for some in parts if some[1:2] and some[1].lemma in known.committing for one in join_parts(text, some[2:])]


def norm_of(text: str, words: Sequence[Word], said: Sentence, known: Classes) -> tuple[Norm, list[Mark]]:
    """Return the norm of a sentence, and all its marks."""
    marks: list[Mark] = []
    span = Span(words[0].start, words[-1].end)
    modals = [_modal(text, words, n, said) for n in (said.verb, *said.more, *(n for n, _ in said.also)) if n >= 0]
    modals = modals if said.modality else []
    bearers = [mark(text, "BEARER", *place) for place in _bearers(words, said)]
    actions = [*(mark(text, "ACTION", *place) for place in said.acts), *_actions(text, words, said)]
    modals += _gerunds(text, words, known) if said.type == "amendment" else []
    whole = [*words, *_remarked(text, words), *(_committed(text, words, known) if known.committing else ())]
    parts = {label: [mark(text, label, w.start, w.end) for w in whole if w.type == label] for label in _PARTS}
    marks += [*modals, *bearers, *actions, *(one for some in parts.values() for one in some)]
    if said.type == "commencement":
        marks += _commencement(text, words)
    addressee = words[said.agent] if said.agent >= 0 and said.agent != said.bearer else None
    norm = Norm(said.type, span, said.modality, bearers[0] if bearers else None, modals[0] if modals else None,
                actions[0] if actions else None, tuple(parts["CONDITION"]), tuple(parts["EXCEPTION"]), tuple(parts["DEADLINE"]),
                mark(text, "ACTOR", addressee.start, addressee.end) if addressee else None, denied=said.denied,
                others=tuple(bearers[1:]), matter=_matter(text, words, said))
    return norm, marks


def _matter(text: str, words: Sequence[Word], said: Sentence) -> Mark | None:
    """Return to what something is done, where that stands before an order, a passive or its modal word: with what hangs on
    it, up to there, but for conditions and deadlines."""
    verb = said.verb
    if verb <= 0 or not said.modality or said.action < verb or said.modality == "declaration":
        return None
    wanted = ACCUSATIVE if words[verb].type == "INF" else NOMINATIVE
    start = next((n for n in range(verb) if words[n].type in ("S", "B", "O") and words[n].mask & wanted and not words[n].actor
                  and not governed(words, n)), -1)
    if start < 0 or any(n == said.bearer for n in range(start, verb)):
        return None
    end = next((n for n in range(start + 1, verb) if words[n].type in _PARTS), verb)
    while end > start + 1 and (words[end - 1].type in _ENDING or words[end - 1].type in ("NOT", "X", "D")):
        end -= 1
    return mark(text, "ACTION", words[start].start, words[end - 1].end)


def _bearers(words: Sequence[Word], said: Sentence) -> Iterator[tuple[int, int]]:
    """Yield where those stand whom the norm binds or benefits; of a sanction, who does the act punished."""
    if said.type == "sanction":
        if said.bearer >= 0:
            yield words[said.bearer].start, words[said.bearer].end
        yield from ((word.start, word.end) for word in _doers(words))
        return
    if said.within:
        yield said.within
    if said.modality:
        nobody = classes("ru").nobody
        bound = (words[n] for n in _together(words, said.bearer) if words[n].lemma not in nobody)
        yield from ((_named(word, nobody), word.end) for word in bound)


def _named(word: Word, nobody: frozenset[str]) -> int:
    """Return where those begin whom a norm binds: without the word that says "no" (``никакой орган``)."""
    parts = word.parts
    return int(parts[1].start) if len(parts) > 1 and parts[0].lemma in nobody else word.start


def _doers(words: Sequence[Word]) -> Iterator[Word]:
    for at, word in enumerate(words):
        if word.type in ("SUB", "CONDITION"):
            yield from _doers([one for one in word.parts if isinstance(one, Word)])
        elif word.actor and word.type in NOUN_PHRASES:
            by = at > 0 and words[at - 1].type == "BY"
            if by if word.type == "E" else word.mask & INSTRUMENTAL and not word.mask & NOMINATIVE and not governed(words, at):
                yield word


_PARTS: tuple[Label, ...] = ("CONDITION", "EXCEPTION", "DEADLINE")


def _modal(text: str, words: Sequence[Word], at: int, said: Sentence) -> Mark:
    start = words[at - 1].start if at and words[at - 1].type == "NOT" else words[at].start
    end = words[at].end
    if words[at].type == "DECREE_THAT":
        end = start + _first_word(words[at].text)
    elif said.modal and at == said.verb:
        start, end = said.modal
    taken = {"type": said.type} if said.type == "exemption" and not said.more else {}
    own = words[at].value if words[at].type == "MODAL" and at != said.verb and words[at].value in MODALITY.values() else ""
    return mark(text, "MODALITY", start, end, modality=own or said.modality or "", **taken)


def _first_word(text: str) -> int:
    return len(text.partition(",")[0].split(" that")[0].rstrip())


def _together(words: Sequence[Word], first: int) -> Iterator[int]:
    """Yield a noun phrase and those joined to it by commas and "and", in the same case."""
    if first < 0:
        return
    yield first
    for at in range(first + 1, len(words)):
        word, before = words[at], words[at - 1].type
        if word.type in _APPENDED or (word.type in ("D", "I", "O", "CITE") and governed(words, at)):
            continue
        fits = word.actor or not words[first].actor  # of several the first decides
        if before not in ("COMMA", "RESUME", "AND") or word.type not in NOUN_PHRASES or not fits:
            return
        if word.type != "E" and not _cases(word) & _cases(words[first]):
            return
        yield at


_APPENDED = frozenset({"COMMA", "RESUME", "AND", "SUB", "REMARK", "QUOTED", "PREP", "AT", "PO", "FROM", "ON_MATTERS"})


def _cases(word: Word) -> int:
    """Return the cases whatever the number."""
    return (word.mask | word.mask >> 6) & SINGULAR


def _actions(text: str, words: Sequence[Word], said: Sentence) -> Iterator[Mark]:
    """Yield what is to be done: from each verb to where the next begins, or to the end of its objects."""
    if said.type == "sanction" and not said.modality and words[-1].type in ("DASH", "COLON"):
        yield from _offences(text, words)
    if said.action < 0 or said.type == "amendment" or not (said.modality or words[0].type == "S"):
        return
    starts = sorted({said.action, *said.more, *(n for _, n in said.also if n >= 0)})
    ends = sorted({*starts[1:], *(n for n, _ in said.also if n >= 0), *_subject_after(words, said), len(words)})
    for start in starts:
        end = said.verb if start < said.verb and words[start].type != "X" else next(n for n in ends if n > start)
        end -= end > start + 1 and words[end - 1].type == "NOT"
        while end > start + 1 and (_closing(words, start, end, said) or _dangles(words, end) or not _says(words[end - 1])):
            end -= 1
        if words[start].type == "DECREE_THAT":
            continue
        first = start + (words[start].type == "MODAL" and start != said.verb and start + 1 < end)
        first -= first > 0 and words[first - 1].type == "NOT" and (first != said.verb or said.negated)
        yield mark(text, "ACTION", words[first].start, _unremarked(words[end - 1]))


def _offences(text: str, words: Sequence[Word]) -> Iterator[Mark]:
    """Yield the acts that are punished, each from its noun: ", а равно" begins another, how and when it is done ends it."""
    crimes = classes("ru").crimes
    starts = [n for n, word in enumerate(words) if word.type == "S" and (n == 0 or words[n - 1].type == "X")]
    for start, after in zip(starts, [*starts[1:], len(words)][: len(starts)], strict=True):
        end = next((n for n in range(start, after) if words[n].type == "CONDITION" or _commits(words[n], crimes)), after)
        while end > start + 1 and (words[end - 1].type in _ENDING or words[end - 1].type == "X"):
            end -= 1
        yield mark(text, "ACTION", words[start].start, words[end - 1].end)


def _commits(word: Word, crimes: frozenset[str]) -> bool:
    """Return whether a part of a sentence says how an offence is committed or what followed."""
    return word.type == "SUB" and len(word.parts) > 1 and word.parts[1].lemma in crimes


def _dangles(words: Sequence[Word], end: int) -> bool:
    """Return whether the last word begins what comes next (``, а``, with the subject of the next modal word)."""
    if end < len(words) and words[end].type == "MODAL" and words[end - 1].type in ("S", "B") and words[end - 1].actor:
        return words[end - 2].type in ("X", "COMMA", "RESUME")
    return words[end - 1].type == "X" and words[end - 2].type in ("COMMA", "RESUME")


def _unremarked(last: Word) -> int:
    """Return where a phrase ends without the remark in brackets that ends it."""
    remarked = last.type == "SUB" and len(last.parts) > 1 and last.parts[-1].type == "REMARK"
    return int(last.parts[-2].end) if remarked else last.end


def _closing(words: Sequence[Word], start: int, end: int, said: Sentence) -> bool:
    """Return whether the last phrase is no part of the action: a condition and the like; English: the one bound by a passive."""
    last = words[end - 1]
    if last.type in _ENDING or last.value == "link":
        return True
    bound = end - 1 == said.bearer and words[start].type in ("FIN", "BEV") and words[said.verb].type != "MODAL"
    return bound and last.type == "E" and words[end - 2].type == "BY"


def _subject_after(words: Sequence[Word], said: Sentence) -> Iterator[int]:
    """Yield the subject of a modal word that stands after its infinitive (``не вправе участвовать лица``)."""
    if words[said.verb].type == "MODAL" and said.bearer > said.action and words[said.bearer].type == "S":
        yield said.bearer


def _commencement(text: str, words: Sequence[Word]) -> Iterator[Mark]:
    for at, word in enumerate(words):
        if word.type == "COMMENCES":
            total = len(words)
            end = next((n for n in range(at + 1, total) if _over(words, n) or _begins(words, n + 1)), total)
            while words[end - 1].type == "AND" or not _says(words[end - 1]):
                end -= 1
            first = words[at - 1] if at and words[at - 1].type == "MODAL" else word
            yield mark(text, "COMMENCEMENT", first.start, words[end - 1].end)


def _over(words: Sequence[Word], at: int) -> bool:
    """Return whether an exception begins, or words that only say it again (``that is``)."""
    again = words[at].type == "SUB" and all(part.type in ("COMMA", "REL") for part in words[at].parts)
    return again or words[at].type == "EXCEPTION"


def _says(word: Word) -> bool:
    """Return whether there is a letter or a digit in the words."""
    return any(map(str.isalnum, word.text))


def _begins(words: Sequence[Word], at: int) -> bool:
    """Return whether a second commencement begins after a comma or "and"."""
    at += at < len(words) and words[at].type == "MODAL"
    before = words[at - 2] if at > 1 and words[at - 1].type == "MODAL" else words[at - 1]
    return at < len(words) and words[at].type == "COMMENCES" and before.type in ("COMMA", "RESUME", "AND")


def settle(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return the marks in order of their words, each once; what is a BEARER, or defined, is no ACTOR."""
    given = list(marks)
    bearers = {one.span for one in given if one.label in ("BEARER", "TERM")}
    bound = {one.text.casefold() for one in given if one.label == "BEARER"}
    threats = [one.span for one in given if one.label == "PENALTY"]

    def kept(one: Mark) -> bool:
        if one.label == "QUANTITY":
            return not any(threat.start <= one.span.start and one.span.end <= threat.end for threat in threats)
        return one.label != "ACTOR" or (one.span not in bearers and one.text.casefold() not in bound)

    out = {(one.span, one.label): one for one in given if kept(one)}
    return tuple(sorted(out.values(), key=lambda one: (one.span.start, -one.span.end, one.label)))
