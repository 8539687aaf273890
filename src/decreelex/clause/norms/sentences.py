"""One sentence as a norm: norm.lark tells its form by the first verb; agreement and case tell who is bound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from decreelex import grammars
from decreelex.clause.norms.phrases import NOUN_PHRASES, governed
from decreelex.clause.norms.structs import Modality, NormType
from decreelex.clause.norms.tokens import ACCUSATIVE, DATIVE, GENITIVE, INSTRUMENTAL, NOMINATIVE, SINGULAR, Classes, Word

_ORDER: tuple[NormType, ...] = (
    "amendment", "repeal", "commencement", "definition", "sanction", "exemption", "prohibition", "delegation", "right",
    "permission", "obligation", "declaration", "reference", "procedure")
RANK = {kind: rank for rank, kind in enumerate(_ORDER)}
MODALITY: dict[str, Modality] = {
    "declaration": "declaration", "amendment": "declaration", "repeal": "declaration", "right": "right",
    "permission": "permission", "delegation": "power", "obligation": "obligation", "exemption": "permission",
    "prohibition": "prohibition"}


class Sentence(NamedTuple):
    """What a sentence says: the words by their part in it. ``verb``: index of the modal word, or of the verb itself.
    ``within``: from where to where in the source the bearer stands, where it is part of a longer noun phrase; ``modal``
    and ``acts``: so the modal words, where they are no single word, and the acts that a sanction punishes."""

    type: NormType
    modality: Modality | None
    verb: int = -1
    bearer: int = -1
    agent: int = -1
    action: int = -1
    more: tuple[int, ...] = ()
    within: tuple[int, int] | None = None
    modal: tuple[int, int] | None = None
    acts: tuple[tuple[int, int], ...] = ()


def read(words: Sequence[Word], known: Classes, readers: dict[str, Any]) -> Sentence:
    """Return what a sentence (its phrases joined) says."""
    at = next((n for n, word in enumerate(words) if word.type not in ("COMMA", "RESUME", "AND", "DASH", "SEMI")), 0)
    first = grammars.load("norm", "sentence").form(words, at)
    if first is None:
        return Sentence("procedure", None)
    form = next((kind for kind in ("punished", "commences") if _has(words, kind, first)), first)
    verb = next((n for n in range(at, len(words)) if words[n].type in _KEYS[form]), -1) if form in _KEYS else -1
    said: Sentence = readers[form](words, verb, known)
    return said


def _has(words: Sequence[Word], form: str, first: str) -> bool:
    """Return whether a verb of this form comes later: it says what the sentence does whatever verb comes first, but for
    an order."""
    return first not in ("order", "order_to", "decree") and any(word.type in _KEYS[form] for word in words)


_KEYS = {"order": {"INF"}, "order_to": {"INF"}, "present": {"FIN"}, "past": {"PAST"}, "state": {"SHORT"}, "modal": {"MODAL"},
         "punished": {"PUNISHED"}, "lapses": {"LAPSES"}, "commences": {"COMMENCES"}, "means": {"MEANS"}, "being": {"BEV"},
         "decree": {"DECREE_THAT"}}


def _kind(words: Sequence[Word], verb: int, known: Classes) -> str | None:
    """Return what the verb does, with its object where that decides."""
    lemma = words[verb].lemma
    for kind, row in known.with_object.items():
        if lemma in row["verbs"] and has_object(words, verb, row["objects"]):
            return "amendment" if kind == "renumbering" else kind
    kinds = known.kinds(lemma)
    return kinds[0] if kinds else None


_CITED = frozenset({"cite"})


def has_object(words: Sequence[Word], verb: int, objects: frozenset[str]) -> bool:
    """Return whether one of the objects stands at or after the verb; no objects: whether something has lost force."""
    if not objects:
        return any(word.type == "LAPSED" for word in words)
    if objects == _CITED:
        return any(word.type == "CITE" for word in words)
    return any(part.lemma in objects for word in words[verb:] for part in (word.parts or (word,)) if isinstance(part, Word))


def _negated(words: Sequence[Word], verb: int) -> bool:
    return verb > 0 and words[verb - 1].type == "NOT"


def _equals(words: Sequence[Word], verb: int, kind: str) -> tuple[int, ...]:
    """Return the further verbs of the same form, joined by commas or "and" at the same level."""
    links = ("AND", "COMMA", "RESUME") if kind == "INF" else ("AND",)
    return tuple(n for n in range(verb + 1, len(words)) if words[n].type == kind and words[n - 1].type in links)


def order(words: Sequence[Word], verb: int, known: Classes, *, to: bool = False) -> Sentence:
    """Read an infinitive or imperative that orders or declares. ``to``: a dative before it names who is ordered."""
    kind = _kind(words, verb, known)
    bearer = _dative(words, verb) if to else -1
    addressee = bearer
    found: Any = kind or "obligation"
    if bearer >= 0 and found in ("declaration", "right", "amendment"):
        found = "obligation" if found != "right" else found
    if found == "right" and bearer < 0:
        addressee = bearer = _dative_after(words, verb)
    if bearer < 0 and found not in ("amendment", "repeal") and (words[0].text[:1].isupper() or found != "obligation"):
        bearer = _given(words, verb, named=found == "declaration")
    apart = _apart(words, verb) if bearer < 0 and found in ("obligation", "declaration") else -1
    within = _within(words, verb) if bearer < 0 and found == "obligation" else None
    if within is None and bearer < 0:
        bearer = apart
        within = people(words[verb + 1 : apart], known) if apart >= 0 or words[verb].text.isascii() else None
    return Sentence(found, MODALITY[found], verb, bearer, addressee, verb, _equals(words, verb, "INF"), within)


def _within(words: Sequence[Word], verb: int) -> tuple[int, int] | None:
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
                return _first(word.parts, inner).start, word.end
    return None


def _first(parts: Sequence[Word], at: int) -> Word:
    """Return the first word of the noun phrase whose head is ``parts[at]``: with the adjectives (English: nouns) before it."""
    while at > 1 and parts[at - 1].type in ("A", "AG", "NE", "NF"):
        at -= 1
    return parts[at]


def _apart(words: Sequence[Word], verb: int) -> int:
    """Return who is in the genitive of what is ordered, other words between (``призыв на службу граждан``)."""
    for n in range(verb + 1, len(words)):
        word = words[n]
        joined = word.type == "E" and words[n - 1].type == "AND"
        if word.actor and (joined or (word.type == "O" and word.mask & GENITIVE)) and not governed(words, n):
            return n
    return -1


def inside(phrase: Word) -> tuple[int, int] | None:
    """Return from where to where somebody stands in the genitive of a noun phrase (``категории граждан``)."""
    inner = next((n for n, part in enumerate(phrase.parts) if n and part.actor and part.type in ("NG", "NE", "NF")), 0)
    return (_first(phrase.parts, inner).start, phrase.end) if inner else None


def _order_to(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    return order(words, verb, known, to=True)


def _dative(words: Sequence[Word], verb: int) -> int:
    """Return the dative that an infinitive orders: the last actor before it, or the first of several."""
    found = [n for n in range(verb) if words[n].type in ("D", "B") and words[n].mask & DATIVE and not governed(words, n)]
    acting = [n for n in found if words[n].actor]
    return acting[0] if acting else -1


def _given(words: Sequence[Word], verb: int, *, named: bool) -> int:
    """Return whom an order without an addressee before it is about: the dative after the verb, the person appointed, or
    the one on whom something is laid (``возложить на заместителя мэра``)."""
    dative = _dative_after(words, verb)
    if dative >= 0:
        return dative
    for n in range(verb + 1, len(words)):
        word = words[n]
        if word.type in ("S", "O", "B") and word.actor and (not governed(words, n) or (n == verb + 2 and words[n - 1].text)):
            fits = bool(word.mask & ACCUSATIVE)
            return n if fits and (not named or word.parts[0].type == "NM" or n == verb + 1) else -1
    return -1


def _dative_after(words: Sequence[Word], verb: int) -> int:
    return next((n for n in range(verb + 1, len(words))
                 if (words[n].type == "D" or (words[n].type == "E" and n == verb + 1)) and words[n].actor
                 and not governed(words, n)), -1)


def _subject(words: Sequence[Word], verb: int) -> int:
    """Return the subject of a finite verb: a nominative of its number, before it if there is one, else after it."""
    number: int = words[verb].mask
    wanted = NOMINATIVE & (SINGULAR if number & SINGULAR else ~SINGULAR) if number else NOMINATIVE
    places: list[int] = [*range(verb), *range(verb + 1, len(words))]
    for n in places:
        word = words[n]
        fits = n < verb if word.type == "E" else word.type in ("S", "B") and bool(word.mask & wanted)
        if fits and not governed(words, n):
            return n
    return -1


def _agent(words: Sequence[Word], verb: int) -> int:
    """Return the actor in the instrumental (``определяется Правительством``; English: after "by")."""
    for n in range(len(words)):
        word = words[n]
        if not word.actor or n == verb:
            continue
        if word.type in NOUN_PHRASES and word.mask & INSTRUMENTAL and not word.mask & NOMINATIVE and not governed(words, n):
            return n
        if word.type == "E" and n > verb and words[n - 1].type == "BY":
            return n
    return -1


def _present(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    kind, lemma = _kind(words, verb, known), words[verb].lemma
    subject, agent = _subject(words, verb), _agent(words, verb)
    acting = subject if subject >= 0 and words[subject].actor else -1
    more = _equals(words, verb, "FIN")
    if lemma in known.exempting and _negated(words, verb):
        return Sentence("exemption", "permission", verb, acting, agent, verb, more)
    who = agent if agent >= 0 else acting
    decides = lemma in known.delegating or (kind == "declaration" and agent >= 0)
    if who >= 0 and decides and words[who].lemma in known.authorities:
        about = inside(words[subject]) if 0 <= subject != who else None
        return Sentence("delegation", "power", verb, who, -1, verb, more, about)
    if lemma in known.defining:
        return Sentence("definition", None, -1, acting, agent)
    if kind == "repeal" and not _cited(words, verb, known):
        return Sentence("procedure", None, -1, -1, agent)
    if kind:
        found: Any = kind
        benefited = _dative_any(words, verb) if found == "right" else acting
        return Sentence(found, MODALITY[found], verb, benefited if benefited >= 0 else agent, agent, verb, more)
    return _plain(words, verb, known, _Said(subject, acting, agent, more))


def _cited(words: Sequence[Word], verb: int, known: Classes) -> bool:
    """Return whether an act or a provision is the subject."""
    return any((word.type == "CITE" and not governed(words, n)) or word.lemma in known.acts
               for n, word in enumerate(words[:verb]))


def lapses(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    """Read what ceases to be in force: a repeal where it is an act or a provision."""
    if not _cited(words, verb, known):
        return Sentence("procedure", None, -1, -1, _agent(words, verb))
    return Sentence("repeal", None, -1, -1, _agent(words, verb))


class _Said(NamedTuple):
    """What goes with a verb in the present: subject, the subject if it can act, the agent, further verbs."""

    subject: int
    acting: int
    agent: int
    more: tuple[int, ...]


def _plain(words: Sequence[Word], verb: int, known: Classes, said: _Said) -> Sentence:
    """Return what a verb in the present says that is in no class: a duty of who acts, a benefit, or how things go on."""
    lemma, (subject, acting, agent, more) = words[verb].lemma, said
    if acting < 0 and agent < 0 and subject < 0 and _headless(words, verb, known):
        return Sentence("obligation", "obligation", verb, -1, -1, verb, more)
    if (acting >= 0 or agent >= 0) and lemma not in known.stative:
        return Sentence("obligation", "obligation", verb, acting if acting >= 0 else agent, agent, verb, more)
    if acting >= 0 and lemma in known.having:
        return Sentence("procedure", "declaration", verb, acting, agent, verb, more)
    about = people(words[:verb], known) or (inside(words[subject]) if subject >= 0 else None)
    if lemma in known.stative:
        return Sentence("procedure", None, -1, -1, agent, within=about)
    served = _dative_any(words, verb)
    if 0 <= served < verb:
        return Sentence("right", "right", verb, served, agent, verb, more)
    return Sentence("procedure", "obligation", verb, -1, agent, -1, more, about)


def _headless(words: Sequence[Word], verb: int, known: Classes) -> bool:
    """Return whether a sentence begins with its verb: an item of a list of what somebody does."""
    return verb == 0 and bool(words[verb].mask) and words[verb].lemma not in known.stative and words[0].text[:1].islower()


def _dative_any(words: Sequence[Word], verb: int) -> int:
    return next((n for n, w in enumerate(words) if n != verb and w.type in ("D", "B") and w.actor and not governed(words, n)), -1)


def _past(words: Sequence[Word], verb: int, _known: Classes) -> Sentence:
    return Sentence("procedure", None, -1, -1, _agent(words, verb))


def _modal(words: Sequence[Word], verb: int, _known: Classes) -> Sentence:
    value: Any = words[verb].value
    found: Any = value
    bearer = _dative_any(words, verb)
    acting = subject_acting(words, verb)
    inner = next((n for n in range(verb + 1, len(words)) if words[n].type in ("INF", "NE", "PART", "S", "BEV")), -1)
    who = bearer if bearer >= 0 and words[verb].value == "prohibition" and acting > verb else acting if acting >= 0 else bearer
    action = inner if inner >= 0 else _thing(words, verb)
    who = who if who >= 0 else _agent(words, verb)
    return Sentence(found, "permission" if value == "exemption" else value, verb, who, -1, action)


def subject_acting(words: Sequence[Word], verb: int) -> int:
    """Return the subject of a modal word that can act: before it if there is one, else after it."""
    places: list[int] = [*range(verb), *range(verb + 1, len(words))]
    for n in places:
        word = words[n]
        fits = n < verb if word.type == "E" else word.type in ("S", "B") and bool(word.mask & NOMINATIVE)
        if fits and word.actor and not governed(words, n):
            return n
    return -1


def _thing(words: Sequence[Word], verb: int) -> int:
    """Return the noun phrase that is allowed or forbidden (``воспрещается выезд``)."""
    return next((n for n in (*range(verb + 1, len(words)), *range(verb))
                 if words[n].type in ("S", "B", "O") and not words[n].actor and not governed(words, n)), -1)


def _fixed(kind: NormType, modality: Modality | None = None) -> Any:
    def build(words: Sequence[Word], verb: int, _known: Classes) -> Sentence:
        return Sentence(kind, modality, verb if modality else -1, -1, _agent(words, verb), verb if modality else -1)

    return build


def _punished(_words: Sequence[Word], _verb: int, _known: Classes) -> Sentence:
    return Sentence("sanction", None)


def _means(_words: Sequence[Word], _verb: int, _known: Classes) -> Sentence:
    return Sentence("definition", None)


_BEFORE = frozenset({"PREP", "AT", "TO", "PO", "FROM"})
_POINTING = frozenset({"CITE", "PREP", "AT", "TO", "PO", "FROM", "DATE", "QUOTED", "NO"})


def _bare(words: Sequence[Word], _verb: int, known: Classes) -> Sentence:
    kinds = [w.type for w in words if w.type not in ("COMMA", "RESUME", "AND", "DOT", "SEMI", "COLON", "X", "REMARK")]
    if "LAPSED" in kinds:
        return Sentence("repeal", None)
    if "CITE" in kinds and (all(kind in _POINTING for kind in kinds) or next(k for k in kinds if k not in _BEFORE) == "CITE"):
        return Sentence("reference", None)
    if kinds and kinds[0] in _BEFORE and any(word.lemma in known.laws for word in words):
        return Sentence("reference", None)
    dative = next((n for n, word in enumerate(words) if word.type in ("D", "B") and word.mask & DATIVE and word.actor
                   and not governed(words, n)), -1)
    if words[-1].type == "COLON":
        acting = next((n for n, word in enumerate(words) if word.type in ("S", "B") and word.actor), -1)
        dative = dative if dative >= 0 else acting
        if dative >= 0 and not governed(words, dative):
            return Sentence("obligation", "obligation", -1, dative)
        if words[0].type == "AT":
            return Sentence("amendment", None)
    return Sentence("procedure", None)


READERS: dict[str, Any] = {
    "order": order, "order_to": _order_to, "present": _present, "past": _past, "state": _past, "modal": _modal,
    "punished": _punished, "lapses": lapses, "commences": _fixed("commencement"),
    "means": _means, "being": _past, "decree": _fixed("declaration", "declaration"), "bare": _bare,
}
