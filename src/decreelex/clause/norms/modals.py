"""Modal words: who must, may or must not do what, and where that is not said surely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from decreelex.clause.norms import roles
from decreelex.clause.norms.classes import Classes
from decreelex.clause.norms.phrases import governed
from decreelex.clause.norms.said import RECOMMENDED, UNSURE, Sentence
from decreelex.clause.norms.tokens import DATIVE, Word
from decreelex.lexicon import fold


def modal(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    """Return what a sentence says whose first verb is a modal word, at ``verb``."""
    value: Any = words[verb].value
    if value == "recommendation":
        return RECOMMENDED
    if _qualified(words, verb, known):
        return UNSURE
    text = fold(words[verb].text)
    if text in known.binding or text in known.weak:
        return _shared(_bound(words, verb, known, strong=text in known.binding))
    bearer, acting = roles.dative_any(words, verb), roles.acting(words, verb)
    who = bearer if bearer >= 0 and value == "prohibition" and acting > verb else acting if acting >= 0 else bearer
    who = who if who >= 0 else roles.agent(words, verb)
    about = _done(words, verb)
    action = about if about >= 0 else roles.thing(words, verb)
    permitted = _permitted(words, verb, who, action, known) if value == "permission" else None
    if permitted is not None:
        return permitted
    if value == "prohibition" and action >= 0 and words[action].lemma in known.sparing:
        value = "exemption"
    modality: Any = "permission" if value == "exemption" else value
    return Sentence(value, modality, verb, who, -1, action, also=tuple(_further(words, verb, action)))


def _permitted(words: Sequence[Word], verb: int, who: int, action: int, known: Classes) -> Sentence | None:
    """Return a permission that is a power to lay something down by an act, or that releases somebody; else None."""
    by_act = roles.by_act(words, known) if action > verb and words[action].lemma in known.delegating else None
    if by_act:
        return Sentence("delegation", "power", verb, who, -1, action, within=by_act)
    if _releases(words, verb, known):
        return Sentence("exemption", "permission", verb, who, -1, action)
    return None


def _bound(words: Sequence[Word], verb: int, known: Classes, *, strong: bool) -> Sentence:
    """Read a modal word that agrees with its subject: that is bound whatever it is; of weak ones (``может``) not where
    something is done to it (``может быть отменено``) or it is in a state."""
    value: Any = words[verb].value
    action = _done(words, verb)
    action = action if action < 0 or words[action].type in ("INF", "PART") or not strong else -1
    who = roles.acting(words, verb)
    done = action >= 0 and (words[action].lemma[-2:] in known.passive or words[action].lemma in known.states_only)
    if 0 <= action < verb and words[action].type == "INF":
        who = roles.subject_after(words, verb)  # what stands before hangs on the infinitive
    elif (who < 0 and not done) or (strong and not 0 <= who < verb):
        subject = roles.agreeing(words, verb)
        who = subject if subject >= 0 else who
    if who < 0 and not strong:
        who = roles.dative_any(words, verb) if done else -1
        who = who if who >= 0 else roles.agent(words, verb)
    permitted = _permitted(words, verb, who, action, known) if value == "permission" else None
    if permitted is not None:
        return permitted
    if action < 0 and not strong:
        action = roles.thing(words, verb)
    modality: Any = "permission" if value == "exemption" else value
    return Sentence(value, modality, verb, who, -1, action, also=tuple(_further(words, verb, action)))


def _shared(said: Sentence) -> Sentence:
    """Return what a modal word says that shares its infinitive with the next (``вправе, но не обязан проверить``)."""
    return said._replace(action=said.also[0][1]) if said.action < 0 and said.also else said


def _qualified(words: Sequence[Word], verb: int, known: Classes) -> bool:
    """Return whether a "not" stands before a modal word and denies something else (``не всегда обязан``, ``не гражданин
    вправе``): what is left is not told. "Not only" denies nothing, nor does "neither" beside a "not" of the modal word."""
    return any(words[n].value == "not" and words[n].type == "NOT" and words[n + 1].type not in _VERBAL
               and fold(words[n + 1].text) not in known.merely for n in range(verb))


_VERBAL = frozenset({"INF", "PART", "GER", "FIN", "SHORT", "PAST", "ADJ", "A"})


def _done(words: Sequence[Word], verb: int) -> int:
    """Return what the first modal word of a sentence is about; without an infinitive after it, the one before it
    (``отменить решение вправе суд``)."""
    about = _about(words, verb)
    turned = next((n for n in range(verb) if words[n].type in ("FIN", "INF")), -1)
    fits = turned >= 0 and words[turned].type == "INF" and not (about > verb and words[about].type == "INF")
    return turned if fits else about


def _about(words: Sequence[Word], verb: int) -> int:
    """Return what a modal word is about: an infinitive, a noun in the dative beside it (``подлежит отмене``), a thing; -1:
    none before the next modal word."""
    end = next((n for n in range(verb + 1, len(words)) if words[n].type == "MODAL"), len(words))
    after = next((n for n in range(verb + 1, end) if words[n].type in ("INF", "PART", "S")), -1)
    if after >= 0 and words[after].type == "INF":
        return after
    beside = next((n for n in (verb + 1, verb - 1) if 0 <= n < len(words) and words[n].type in ("D", "B")
                   and words[n].mask & DATIVE and not words[n].actor and not governed(words, n)), -1)
    return beside if beside >= 0 else after


def _further(words: Sequence[Word], verb: int, action: int) -> Iterator[tuple[int, int]]:
    """Yield the modal words after the first at the same level, and further infinitives of one (``принять и исполнить``)."""
    last = action
    for n in range(max(verb, action) + 1, len(words)):
        joined = words[n - 1].type in ("AND", "COMMA", "RESUME")
        if words[n].type == "MODAL":
            last = _about(words, n)
            yield n, last
        elif words[n].type == "INF" and joined and 0 <= last < n and words[last].type == "INF":
            yield -1, n


def _releases(words: Sequence[Word], verb: int, known: Classes) -> bool:
    """Return whether somebody may be released from something, not from an office."""
    released = next((n for n in range(verb + 1, len(words)) if "exemption" in known.kinds(words[n].lemma)), -1)
    return released >= 0 and not any(word.lemma in known.posts for word in words[released:])
