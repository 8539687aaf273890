"""One sentence as a norm: norm.lark tells its form by the first verb; agreement and case tell who is bound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from decreelex import grammars
from decreelex.clause.norms import roles
from decreelex.clause.norms.classes import Classes
from decreelex.clause.norms.modals import modal
from decreelex.clause.norms.phrases import NOUN_PHRASES, governed
from decreelex.clause.norms.said import MODALITY, RECOMMENDED, UNSURE, Sentence
from decreelex.clause.norms.structs import Modality, NormType
from decreelex.clause.norms.tokens import DATIVE, Word

__all__ = ["MODALITY", "READERS", "Sentence", "has_object", "lapses", "order", "read"]


def read(words: Sequence[Word], known: Classes, readers: dict[str, Any]) -> Sentence:
    """Return what a sentence (its phrases joined) says."""
    at = next((n for n, word in enumerate(words) if word.type not in ("COMMA", "RESUME", "AND", "DASH", "SEMI")), 0)
    first = grammars.load("norm", "sentence").form(words, at)
    if first is None:
        return Sentence("procedure", None)
    form = next((kind for kind in _LATER.get(first, ("punished", "commences")) if _has(words, kind)), first)
    form = "modal" if form in ("order", "order_to") and not words[at].text.isascii() and _turned(words, at) else form
    verb = next((n for n in range(at, len(words)) if words[n].type in _KEYS[form]), -1) if form in _KEYS else -1
    said: Sentence = readers[form](words, verb, known)
    return said


def _has(words: Sequence[Word], form: str) -> bool:
    return any(word.type in _KEYS[form] for word in words)


def _turned(words: Sequence[Word], at: int) -> bool:
    """Return whether a modal word follows the infinitive it belongs to (``отменить решение вправе суд``): nothing between
    them begins another part of the sentence."""
    order = next((n for n in range(at, len(words)) if words[n].type == "INF"), -1)
    for word in words[order + 1 :]:
        if word.type == "MODAL":
            return True
        if word.type in _PARTING:
            return False
    return False


_PARTING = frozenset({"COMMA", "RESUME", "SEMI", "COLON", "THAT", "REL", "INF", "FIN"})
# Verbs of these forms say what a sentence does even if a verb of another form comes first; after an order none does.
_LATER = {"order": (), "order_to": (), "decree": (), "past": ("punished", "commences", "modal"),
          "state": ("punished", "commences", "modal")}
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
    english = words[verb].text.isascii()
    if kinds and kinds[0] == "amendment" and not english and not any(_is_worded(word, known) for word in words):
        return None
    return kinds[0] if kinds else None


def _is_worded(word: Word, known: Classes) -> bool:
    """Return whether a word names what an instruction can change: a provision, quoted words, "the words"."""
    if word.type in ("CITE", "QUOTED"):
        return True
    return word.type in NOUN_PHRASES and any(part.value in _CHANGED or part.lemma in known.timeless for part in word.parts)


_CHANGED = frozenset({"PROV", "KIND"})


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
    if words[verb].lemma in known.recommending or (not verb and words[0].lemma in known.asking and words[0].text[:1].isupper()):
        return RECOMMENDED
    kind = _kind(words, verb, known)
    if _negated(words, verb):
        return _withheld(words, verb, to=to)
    if kind in _ALLOWING and not words[verb].text.isascii():
        return _allowing(words, verb, kind, to=to)
    bearer = roles.dative(words, verb) if to else -1
    addressee = bearer
    found: Any = kind or "obligation"
    if bearer >= 0 and found in ("declaration", "right", "amendment"):
        found = "obligation" if found != "right" else found
    if found == "right" and bearer < 0:
        addressee = bearer = roles.dative_after(words, verb)
    if bearer < 0 and found not in ("amendment", "repeal") and (words[0].text[:1].isupper() or found != "obligation"):
        bearer = roles.given(words, verb, named=found == "declaration")
    apart = roles.apart(words, verb) if bearer < 0 and found in ("obligation", "declaration") else -1
    within = roles.within(words, verb) if bearer < 0 and found == "obligation" else None
    if within is None and bearer < 0:
        bearer = apart
        searched = apart >= 0 or found == "obligation" or words[verb].text.isascii()
        within = roles.people(words[verb + 1 : apart], known) if searched else None
    return Sentence(found, MODALITY[found], verb, bearer, addressee, verb, _equals(words, verb, "INF"), within)


_ALLOWING = ("permission", "prohibition")


def _withheld(words: Sequence[Word], verb: int, *, to: bool) -> Sentence:
    """Read an order not to do something."""
    bearer = roles.dative(words, verb) if to else -1
    return Sentence("prohibition", "prohibition", verb, bearer, bearer, verb, _equals(words, verb, "INF"))


def _allowing(words: Sequence[Word], verb: int, kind: Any, *, to: bool) -> Sentence:
    """Read what allows or forbids by being said (``Разрешить гражданам вывоз``): what is allowed stands after it."""
    bearer = roles.dative(words, verb) if to else -1
    bearer = bearer if bearer >= 0 else roles.dative_after(words, verb)
    about = next((n for n in range(verb + 1, len(words)) if n != bearer and not governed(words, n)
                  and (words[n].type == "INF" or (words[n].type in ("S", "B", "O") and not words[n].mask & DATIVE))), verb)
    return Sentence(kind, MODALITY[kind], verb, bearer, bearer, about)


def _order_to(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    return order(words, verb, known, to=True)


def _present(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    kind, lemma = _kind(words, verb, known), words[verb].lemma
    subject, agent = roles.subject(words, verb), roles.agent(words, verb)
    acting = subject if subject >= 0 and words[subject].actor else -1
    more = _equals(words, verb, "FIN")
    if lemma in known.recommending:
        return RECOMMENDED
    limits = kind == "exemption" or _negated(words, verb)
    taken = _taken_back(words, verb, known, kind) if limits and not words[verb].text.isascii() else None
    if taken is not None:
        return taken._replace(more=more if taken.modality else ())
    who = agent if agent >= 0 else acting
    decides = lemma in known.delegating or (kind == "declaration" and agent >= 0)
    if who >= 0 and decides and words[who].lemma in known.authorities:
        about = roles.people(words[subject : subject + 1], known) if 0 <= subject != who else None
        return Sentence("delegation", "power", verb, who, -1, verb, more, about)
    by_act = roles.by_act(words, known) if lemma in known.delegating else None
    if by_act:
        return Sentence("delegation", "power", verb, -1, -1, verb, more, by_act)
    if lemma in known.defining:
        return _defining(words, verb, Sentence("definition", None, -1, acting, agent))
    if kind == "repeal" and not _cited(words, verb, known):
        return Sentence("procedure", None, -1, -1, agent)
    benefited = roles.dative_any(words, verb) if kind == "right" else acting
    if kind == "declaration" and 0 <= subject < verb and acting < 0:
        kind = None  # "Вводится режим" declares, "режим вводится" says how that goes on
    if kind and not (kind == "right" and benefited < 0 and agent < 0 and lemma not in known.granting):
        found: Any = kind
        return Sentence(found, MODALITY[found], verb, benefited if benefited >= 0 else agent, agent, verb, more)
    return _plain(words, verb, known, _Said(subject, acting, agent, more))


def _taken_back(words: Sequence[Word], verb: int, known: Classes, kind: str | None) -> Sentence | None:
    """Return what a verb in the present says that takes somebody or something out of a rule, or is negated; None: it does
    what it says. Who "does not send" may be forbidden or spared it: that is not told."""
    lemma, subject, agent = words[verb].lemma, roles.subject(words, verb), roles.agent(words, verb)
    acting = subject if subject >= 0 and words[subject].actor else -1
    if lemma in known.exempting and _negated(words, verb):
        return Sentence("exemption", "prohibition", verb, acting, agent, verb)
    if not _negated(words, verb):
        spared = kind == "exemption" and verb + 1 < len(words)
        return Sentence("exemption", "permission", verb, acting if acting >= 0 else agent, agent, verb + 1) if spared else None
    passive, states = lemma[-2:] in known.passive, lemma in known.stative or lemma in known.defining
    if states and acting < 0 and agent < 0 and passive:
        return None
    if acting >= 0 or agent >= 0 or not passive or kind == "exemption":
        return UNSURE._replace(agent=agent)
    return Sentence("prohibition", "prohibition", verb, -1, -1, verb) if kind == "right" else None


def _defining(words: Sequence[Word], verb: int, said: Sentence) -> Sentence:
    """Return what a sentence with ``является`` says: with the instrumental first, or negated, it states a fact."""
    first = next((word for word in words[:verb] if word.type in NOUN_PHRASES), None)
    fact = first is not None and not first.actor and first.type == "I"
    return Sentence("procedure", None, -1, -1, said.agent) if fact or _negated(words, verb) else said


def _cited(words: Sequence[Word], verb: int, known: Classes) -> bool:
    """Return whether an act or a provision is the subject."""
    return any((word.type == "CITE" and not governed(words, n)) or (word.lemma in known.acts and not _regime(word))
               for n, word in enumerate(words[:verb]))


def _regime(phrase: Word) -> bool:
    return any(part.value == "REGIME" for part in phrase.parts)


def lapses(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    """Read what ceases to be in force: a repeal where it is an act or a provision."""
    if _negated(words, verb) or not _cited(words, verb, known):
        return Sentence("procedure", None, -1, -1, roles.agent(words, verb))
    return Sentence("repeal", None, -1, -1, roles.agent(words, verb))


class _Said(NamedTuple):
    """What goes with a verb in the present: subject, the subject if it can act, the agent, further verbs."""

    subject: int
    acting: int
    agent: int
    more: tuple[int, ...]


def _plain(words: Sequence[Word], verb: int, known: Classes, said: _Said) -> Sentence:
    """Return what a verb in the present says that is in no class: a duty of who acts, a benefit, or how things go on."""
    lemma, (subject, acting, agent, more) = words[verb].lemma, said
    if lemma in known.referring and subject >= 0 and acting < 0 and (subject < verb or _rules(words[subject], known)):
        return _refers(verb, said)
    if acting < 0 and agent < 0 and _headless(words, verb, known) and (subject < 0 or lemma[-2:] not in known.passive):
        return Sentence("obligation", "obligation", verb, -1, -1, verb, more)
    light = subject if lemma in known.light and 0 <= subject < verb else verb  # what is done, where the verb says only that
    if (acting >= 0 or agent >= 0) and lemma not in known.stative:
        action = light if acting < 0 else verb
        return Sentence("obligation", "obligation", verb, acting if acting >= 0 else agent, agent, action, more)
    if acting >= 0 and lemma in known.having:
        return Sentence("procedure", "declaration", verb, acting, agent, verb, more)
    about = roles.people(words[:verb], known) or (roles.inside(words[subject]) if subject >= 0 else None)
    if lemma in known.stative:
        return Sentence("procedure", None, -1, -1, agent, within=about)
    return _impersonal(words, verb, known, Sentence("procedure", "obligation", verb, -1, agent, light, more, about))


def _impersonal(words: Sequence[Word], verb: int, known: Classes, said: Sentence) -> Sentence:
    """Return what a verb says whose subject cannot act: an order, a benefit, who decides, or how things go on (``said``)."""
    lemma, served = words[verb].lemma, roles.dative_any(words, verb)
    if _negated(words, verb) and lemma[-2:] in known.passive:
        within = said.within if served < 0 else None  # what nobody gives them is not forbidden to them
        return Sentence("prohibition", "prohibition", verb, -1, said.agent, said.action, said.more, within)
    if lemma in known.ordering:
        return Sentence("obligation", "obligation", verb, served, said.agent, verb, said.more)
    if 0 <= served < verb:
        return Sentence("right", "right", verb, served, said.agent, verb, said.more)
    decided = roles.decided(words, verb, known) if lemma[-2:] in known.passive else None
    if decided:
        return Sentence("delegation", "power", verb, -1, said.agent, verb, said.more, decided)
    if lemma[-2:] not in known.passive and not words[verb].text.isascii():
        return Sentence("procedure", None, -1, -1, said.agent, within=said.within)
    return said


def _refers(verb: int, said: _Said) -> Sentence:
    """Return a sentence that says which rules apply (``применяются правила``), or to what one applies."""
    if said.subject > verb:
        return Sentence("reference", "obligation", verb, -1, -1, verb, said.more)
    return Sentence("procedure", None, -1, -1, said.agent)


def _rules(phrase: Word, known: Classes) -> bool:
    """Return whether a phrase is about rules that apply (``применяются положения``)."""
    return phrase.lemma in known.rules or phrase.type == "CITE"


def _headless(words: Sequence[Word], verb: int, known: Classes) -> bool:
    """Return whether a sentence begins with its verb: an item of a list of what somebody does."""
    return verb == 0 and bool(words[verb].mask) and words[verb].lemma not in known.stative and words[0].text[:1].islower()


def _past(words: Sequence[Word], verb: int, _known: Classes) -> Sentence:
    return Sentence("procedure", None, -1, -1, roles.agent(words, verb))


def _fixed(kind: NormType, modality: Modality | None = None) -> Any:
    def build(words: Sequence[Word], verb: int, _known: Classes) -> Sentence:
        return Sentence(kind, modality, verb if modality else -1, -1, roles.agent(words, verb), verb if modality else -1)

    return build


def _punished(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    """Read a sanction; negated it takes somebody or something out. What entails no punishment (``влечет прекращение дела``)
    says how things go on."""
    penal = words[verb].value != "entails" or any(part.lemma in known.penal for word in words for part in (word, *word.parts)
                                                  if isinstance(part, Word))
    if _negated(words, verb):
        return Sentence("exemption" if penal else "procedure", None)
    if not penal:
        return Sentence("procedure", "obligation", verb, -1, -1, verb + 1 if verb + 1 < len(words) else -1)
    return Sentence("sanction", None)


def _means(words: Sequence[Word], verb: int, _known: Classes) -> Sentence:
    """Read what is understood by something; what counts as done or not done states a fact."""
    deemed = words[verb].value == "deemed"
    named = any(word.type == "I" and not governed(words, n) for n, word in enumerate(words))
    return Sentence("procedure" if deemed and (not named or _negated(words, verb)) else "definition", None)


_BEFORE = frozenset({"PREP", "AT", "TO", "PO", "FROM"})
_POINTING = frozenset({"CITE", "PREP", "AT", "TO", "PO", "FROM", "DATE", "QUOTED", "NO"})


def _bare(words: Sequence[Word], _verb: int, known: Classes) -> Sentence:
    kinds = [w.type for w in words if w.type not in ("COMMA", "RESUME", "AND", "DOT", "SEMI", "COLON", "X", "REMARK")]
    if words[0].type == "ABBREVIATES":
        return Sentence("definition", None)
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
        if any(part.lemma in known.crimes for word in words if word.type == "SUB" for part in word.parts):
            return Sentence("sanction", None)
        if words[0].type in NOUN_PHRASES and words[0].text[:1].isupper() and not words[0].text.isascii():
            return Sentence("reference", None)
    task = words[0].lemma in known.tasks and words[0].type == "S" and words[0].text[:1].islower()
    return Sentence("procedure", None, action=0 if task else -1)


READERS: dict[str, Any] = {
    "order": order, "order_to": _order_to, "present": _present, "past": _past, "state": _past, "modal": modal,
    "punished": _punished, "lapses": lapses, "commences": _fixed("commencement"),
    "means": _means, "being": _past, "decree": _fixed("declaration", "declaration"), "bare": _bare,
}
