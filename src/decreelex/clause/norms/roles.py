"""Who is who in a sentence: subject, agent, whom a dative names, who stands in the genitive of what is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from decreelex import lexicon
from decreelex.clause.norms.classes import Classes
from decreelex.clause.norms.phrases import NOUN_PHRASES, governed
from decreelex.clause.norms.tokens import ACCUSATIVE, DATIVE, GENITIVE, INSTRUMENTAL, NOMINATIVE, SINGULAR, Word
from decreelex.lexicon import plain


def within(words: Sequence[Word], verb: int) -> tuple[int, int] | None:
    """Return who is in the genitive of what is ordered (``осуществить призыв граждан``)."""
    first = next((word for word in words[verb + 1 :] if word.type in NOUN_PHRASES), None)
    if first is None:
        return None
    return inside(first)


def people(words: Sequence[Word], known: Classes) -> tuple[int, int] | None:
    """Return where people are named, whatever they depend on, or who is in the genitive of something there."""
    for word in words:
        if word.type in NOUN_PHRASES and word.lemma in known.people:
            return word.start, word.end
        if word.type in NOUN_PHRASES:
            inner = next((n for n, part in enumerate(word.parts) if n and part.lemma in known.people), 0)
            if inner:
                return word.parts[first(word.parts, inner)].start, word.end
    return None


def first(parts: Sequence[Word], at: int) -> int:
    """Return where the noun phrase begins whose head is ``parts[at]``: with the adjectives (English: nouns) before it."""
    while at > 1 and parts[at - 1].type in ("A", "AG", "NE", "NF"):
        at -= 1
    return at


def apart(words: Sequence[Word], verb: int) -> int:
    """Return who is in the genitive of what is ordered, other words between (``призыв на службу граждан``)."""
    for n in range(verb + 1, len(words)):
        word = words[n]
        joined = word.type == "E" and words[n - 1].type == "AND"
        if word.actor and (joined or (word.type == "O" and word.mask & GENITIVE)) and not governed(words, n):
            return n
    return -1


def named_in(phrase: Word) -> Iterator[tuple[int, int]]:
    """Yield where those stand who are named in the genitive of a noun phrase's head, each by itself (``решение А и Б``)."""
    parts, start = phrase.parts, 0
    own = next((n for n, part in enumerate(parts) if n and part.type in ("NG", "N")), 0)
    if not own or not parts[own].actor:
        return
    for n, part in enumerate(parts):
        if not (n and part.actor and part.type in ("NG", "N")):
            continue
        began = first(parts, n)
        if start and parts[began - 1].type in ("AND", "COMMA"):
            yield parts[start].start, parts[began - 2].end
        start = began if not start or parts[began - 1].type in ("AND", "COMMA") else start
    if start:
        yield parts[start].start, phrase.end


def inside(phrase: Word) -> tuple[int, int] | None:
    """Return from where to where somebody stands in the genitive of a noun phrase (``категории граждан``)."""
    inner = next((n for n, part in enumerate(phrase.parts) if n and part.actor and part.type in ("NG", "NE", "NF")), 0)
    return (phrase.parts[first(phrase.parts, inner)].start, phrase.end) if inner else None


def dative(words: Sequence[Word], verb: int) -> int:
    """Return the dative that an infinitive orders: the last actor before it, or the first of several."""
    found = [n for n in range(verb) if words[n].type in ("D", "B") and words[n].mask & DATIVE and not governed(words, n)]
    acting = [n for n in found if words[n].actor]
    return acting[0] if acting else -1


def given(words: Sequence[Word], verb: int, *, named: bool) -> int:
    """Return whom an order without an addressee before it is about: the dative after the verb, the person appointed, or
    the one on whom something is laid (``возложить на заместителя мэра``)."""
    dative = dative_after(words, verb)
    if dative >= 0:
        return dative
    for n in range(verb + 1, len(words)):
        word = words[n]
        if word.type in ("S", "O", "B") and word.actor and (not governed(words, n) or (n == verb + 2 and words[n - 1].text)):
            fits = bool(word.mask & ACCUSATIVE)
            return n if fits and (not named or word.parts[0].type == "NM" or n == verb + 1) else -1
    return -1


def dative_after(words: Sequence[Word], verb: int) -> int:
    """Return the dative after an order; English: who stands right after it."""
    return next((n for n in range(verb + 1, len(words))
                 if (words[n].type == "D" or (words[n].type == "E" and n == verb + 1)) and words[n].actor
                 and not governed(words, n)), -1)


def subject(words: Sequence[Word], verb: int) -> int:
    """Return the subject of a finite verb: a nominative of its number, before it if there is one, else after it; several in
    the singular have a verb in the plural."""
    number: int = words[verb].mask
    wanted = NOMINATIVE & (SINGULAR if number & SINGULAR else ~SINGULAR) if number else NOMINATIVE
    before = _first_of(words, _nominative(words, range(verb), wanted))
    if before < 0 and number and not number & SINGULAR:
        before = _nominative(words, range(verb), NOMINATIVE)
        before = before if words[before + 1].type in ("AND", "COMMA", "RESUME") else -1
    return before if before >= 0 else _nominative(words, range(verb + 1, len(words)), wanted, after=True)


def _first_of(words: Sequence[Word], at: int) -> int:
    """Return the first of several subjects whose last is at ``at`` (``палата и иные органы``)."""
    while at > 1 and words[at - 1].type in ("AND", "COMMA") and words[at - 2].type in ("S", "B") and not governed(words, at - 2):
        at -= 2
    return at


def _nominative(words: Sequence[Word], places: Sequence[int], wanted: int, *, after: bool = False) -> int:
    for n in places:
        word = words[n]
        fits = not after if word.type == "E" else word.type in ("S", "B") and bool(word.mask & wanted)
        if fits and not governed(words, n):
            return n
    return -1


def by_act(words: Sequence[Word], known: Classes) -> tuple[int, int] | None:
    """Return whose act lays something down (``нормативным правовым актом субъекта Российской Федерации``)."""
    acts = (word for n, word in enumerate(words) if word.type == "I" and word.lemma in known.acts and not governed(words, n))
    return next(filter(None, map(inside, acts)), None)


def decided(words: Sequence[Word], verb: int, known: Classes) -> tuple[int, int] | None:
    """Return who decides how it is done, where a sentence says no more (``в порядке, определяемом Правительством``)."""
    last = next((word for word in reversed(words[verb + 1 :]) if word.type not in ("DOT", "SEMI")), None)
    if last is None or last.type != "SUB" or not any(part.type == "PART" and part.lemma in known.deciding for part in last.parts):
        return None
    return next(((part.start, part.end) for part in last.parts if part.actor and part.lemma in known.authorities
                 and part.mask & INSTRUMENTAL), None)


def agent(words: Sequence[Word], verb: int) -> int:
    """Return the actor in the instrumental (``определяется Правительством``; English: after "by")."""
    places: list[int] = [*range(verb + 1, min(verb + 2, len(words))), *range(len(words))]
    for n in places:
        word = words[n]
        if not word.actor or n == verb:
            continue
        if word.type in NOUN_PHRASES and word.mask & INSTRUMENTAL and not word.mask & NOMINATIVE and not governed(words, n):
            return n
        if word.type == "E" and n > verb and words[n - 1].type == "BY":
            return n
    return -1


def dative_any(words: Sequence[Word], verb: int) -> int:
    """Return the first dative that names somebody and hangs on neither a preposition nor a participle."""
    return next((n for n, w in enumerate(words) if n != verb and w.type in ("D", "B") and w.actor and not governed(words, n)
                 and not (n and words[n - 1].type == "PART")), -1)


def acting(words: Sequence[Word], verb: int) -> int:
    """Return the subject of a modal word that can act: before it if there is one, else after it."""
    places: list[int] = [*range(verb), *range(verb + 1, len(words))]
    for n in places:
        word = words[n]
        fits = n < verb if word.type == "E" else word.type in ("S", "B") and bool(word.mask & NOMINATIVE)
        if fits and word.actor and not governed(words, n):
            return n
    return -1


def agreeing(words: Sequence[Word], verb: int) -> int:
    """Return the subject before a modal word, whatever it is: the nearest nominative of its number, or the first of several
    (``музей и приют обязаны``)."""
    forms = map(lexicon.morph, plain(words[verb].text).lower().split())
    number = next((form.cases for form in forms if form.kind in ("short", "finite")), SINGULAR | ~SINGULAR)
    wanted = NOMINATIVE & ((SINGULAR if number & SINGULAR else 0) | (~SINGULAR if number & ~SINGULAR else 0))
    near = range(verb - 1, -1, -1)
    at = _nominative(words, near, wanted)
    if at < 0 and not number & SINGULAR:
        at = _nominative(words, near, NOMINATIVE)
        at = at if at > 1 and words[at - 1].type in ("AND", "COMMA", "RESUME") else -1
    return _first_of(words, at)


def subject_after(words: Sequence[Word], verb: int) -> int:
    """Return the nominative after a verb, whatever it is."""
    return _nominative(words, range(verb + 1, len(words)), NOMINATIVE, after=True)


def thing(words: Sequence[Word], verb: int) -> int:
    """Return the noun phrase that is allowed or forbidden (``воспрещается выезд``)."""
    return next((n for n in (*range(verb + 1, len(words)), *range(verb))
                 if words[n].type in ("S", "B", "O") and not words[n].actor and not governed(words, n)), -1)
