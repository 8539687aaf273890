"""English sentences as norms: modal words and passives, what stands between them and their verb, and who is named where.

English has no cases: who is bound is told by the place before the verb, by "by" and by "to"; what a passive does, by its
participle. What the modal words leave open, the verb after them says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from decreelex.clause.norms import roles, sentences
from decreelex.clause.norms.classes import Classes
from decreelex.clause.norms.denial import (
    DOUBTFUL,
    NEVER,
    NOR,
    bound,
    denied_by,
    deny,
    inverted,
    lemma_at,
    negative,
    neither,
    not_to,
    partly,
)
from decreelex.clause.norms.naming import actors, agent_of, offences, place, receiver, subject_place, term
from decreelex.clause.norms.sentences import MODALITY, READERS, Sentence, has_object
from decreelex.clause.norms.tokens import Word
from decreelex.lexicon import fold

__all__ = ["ENGLISH", "actors", "begins_with_verb", "first_place", "offences", "term"]

_PASSED = frozenset({"X", "SOON", "NOT", "TO", "FROM", "CONDITION", "EXCEPTION", "DEADLINE", "SUB", "REMARK", "RESUME"})
_COMMAS = frozenset({"COMMA", "RESUME"})
_ENDS = frozenset({"COLON", "DOT", "SEMI", "DASH"})
_DEEDS = frozenset({"TO", "FROM", "INF", "BEV", "NE", "E", "FIN", "PART", "PUNISHED", "LAPSES", "COMMENCES", *_COMMAS})
_POINTING = frozenset({"CITE", "PREP", "BY", "E", "AND", "BEV", "PART", *_COMMAS, *_ENDS})
_ALSO: dict[str, Any] = {"definition": "declaration", "reference": "declaration", "sanction": "obligation"}


def _onward(words: Sequence[Word], at: int) -> int:
    """Return where the verb stands at or after ``at``, past adverbs and what commas set off (``shall, if need be, …``)."""
    while at < len(words):
        if words[at].type == "COMMA":
            close = next((n for n in range(at + 1, len(words)) if words[n].type in _COMMAS), at)
            at = close + 1
        elif words[at].type in _PASSED:
            at += 1 + (words[at].value == "link" and at + 1 < len(words) and words[at + 1].type == "MODAL")
        else:
            break
    return at


def _kind(words: Sequence[Word], start: int, known: Classes) -> str | None:
    """Return what the verb of a modal word does."""
    lemma = lemma_at(words, start)
    passive = words[start].type == "BEV" if start < len(words) else False
    for kind, row in known.with_object.items():
        if lemma in row["verbs"] and has_object(words, 0 if passive else start, row["objects"]):
            return kind
    kinds = known.kinds(lemma)
    return kinds[0] if kinds and (passive or kinds[0] in ("amendment", "exemption")) else None


def _refers(words: Sequence[Word], start: int) -> bool:
    """Return whether nothing is said after a passive but by which act (``shall be governed by the Civil Code``)."""
    return words[start].type == "BEV" and any(word.type == "CITE" for word in words[start:]) and all(
        word.type in _POINTING for word in words[start:])


def _lapsed(words: Sequence[Word], start: int) -> bool:
    """Return whether something shall be null and void, itself and not by somebody's declaration."""
    return words[start].type == "BEV" and start + 1 < len(words) and words[start + 1].type == "LAPSED"


def _modal_type(words: Sequence[Word], verb: int, start: int, known: Classes) -> Any:
    """Return the type of a sentence with a modal word before any agent is asked for."""
    value, kind = words[verb].value, _kind(words, start, known)
    if value == "prohibition":
        return "exemption" if lemma_at(words, start) in known.exempting | known.freeing else value
    if value == "permission":
        return "exemption" if kind == "exemption" else value
    if value in ("exemption", "power"):
        return "delegation" if value == "power" else value
    if lemma_at(words, start) in known.voiding or (value == "obligation" and _lapsed(words, start)):
        return "declaration"
    if kind == "delegation" and lemma_at(words, start) not in known.delegating:
        return kind
    if value == "obligation" and kind in ("amendment", "repeal", "right", "exemption", "definition"):
        return kind
    return value


def _modal(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    """Read a modal word with its verb, and what denies it."""
    start = _start(words, verb, known)
    said = _asserted(words, verb, start, known)
    never = next((n for n in range(verb + 1, min(start, len(words))) if words[n].value == NEVER), -1)
    by = never if never >= 0 else denied_by(words, verb, known)
    if partly(words, verb) or neither(words, start, known):
        return DOUBTFUL
    said = not_to(words, verb, start, said)
    if by < 0:
        return said
    out = deny(words, verb, start if start < len(words) and words[start].type not in _ENDS else -1, said, known)
    if out.acts and len(words[by].parts) > 1 and out.acts[0][0] == words[by].start:  # "no strikes": what is forbidden is strikes
        out = out._replace(acts=((words[by].parts[1].start, out.acts[0][1]),))
    beside = words[by].value == NEVER and out.modality and abs(by - verb) == 1
    return out._replace(denied=not beside, modal=(words[min(by, verb)].start, words[max(by, verb)].end)) if beside else out


def _start(words: Sequence[Word], verb: int, known: Classes) -> int:
    """Return where the verb of a modal word stands: after who it is for (``unlawful for any person to``), after the subject
    where something opens the sentence (``In no case may a minor be``); of "is required" it is that itself."""
    after = words[verb + 1].type if verb + 1 < len(words) else ""
    if fold(words[verb].text) in known.needing and after != "TO":
        return verb
    if after == "PREP" and _for_whom(words, verb):
        return _onward(words, verb + 3)
    start = _onward(words, verb + 1 + (words[verb].value == "obligation" and after == "PREP"))
    subject_first = [word.type for word in words[start : start + 2]] == ["E", "BEV"]
    if subject_first and verb and inverted(words, verb, known):
        return start + 1
    return start


def _for_whom(words: Sequence[Word], verb: int) -> int:
    """Return who stands between a modal word and "to" (``unlawful for any person to``); 0 for nobody."""
    fits = [word.type for word in words[verb + 1 : verb + 4]] == ["PREP", "E", "TO"]
    return verb + 2 if fits else 0


def _asserted(words: Sequence[Word], verb: int, start: int, known: Classes) -> Sentence:
    """Read a modal word with its verb as if nothing denied it from outside."""
    if start >= len(words) or words[start].type in _ENDS:
        return _unsaid(words, verb)
    if words[start].type in _SPECIAL:
        said: Sentence = ENGLISH[_SPECIAL[words[start].type]](words, start, known)
        return said
    if words[verb].value == "none":
        return _denied(words, verb, start, known)
    found = _modal_type(words, verb, start, known)
    acting, agent, lemma = _doer(words, verb, start, known), agent_of(words, start), lemma_at(words, start)
    decider = agent if agent >= 0 else acting
    if found == "obligation" and lemma in known.delegating and decider >= 0 and words[decider].lemma in known.authorities:
        return Sentence("delegation", "power", verb, decider, -1, start)
    passive = words[start].type == "BEV"
    if found == "obligation" and passive and acting >= 0 and lemma in known.benefiting:
        found = "right"
    given = found in ("right", "exemption") or lemma in known.exempting or (passive and lemma in known.laying)
    who = acting if acting >= 0 else receiver(words, start) if given else agent
    if found == "obligation" and who < 0 and _refers(words, start):
        found = "reference"
    if words[start].type not in _DEEDS and found in ("prohibition", "permission") and acting < 0:
        return Sentence(found, found, verb, -1, -1, -1, acts=subject_place(words, verb))
    modality = _ALSO.get(found, words[verb].value if found not in MODALITY else MODALITY[found])
    about = _about(words, verb, start, known) if who < 0 else None
    action = -1 if found == "definition" else start
    return Sentence(found, modality, verb, who, -1, action, _further(words, start), within=about)


def _doer(words: Sequence[Word], verb: int, start: int, known: Classes) -> int:
    """Return whom a modal word binds as its subject, or after "for"; of an active verb whatever noun that is."""
    whom = _for_whom(words, verb)
    acting = roles.acting(words, verb)
    if acting < 0 and inverted(words, verb, known) and words[start - 1].type == "E" and words[start - 1].actor:
        return start - 1
    if acting >= 0 or whom:
        return acting if acting >= 0 else whom
    return bound(words, verb, start, known)


def _further(words: Sequence[Word], verb: int) -> tuple[int, ...]:
    """Return the modal words of further predicates of the same subject (``… and may be extended``)."""
    return tuple(n for n in range(verb + 1, len(words) - 1)
                 if words[n].type == "MODAL" and words[n - 1].type == "AND" and words[n - 1].value != NOR)


_SPECIAL = {"LAPSES": "lapses", "MEANS": "means"}


def _unsaid(words: Sequence[Word], verb: int) -> Sentence:
    """Read a sentence that ends with its modal word: a list follows, or a noun stands before it for what is (not) allowed."""
    value: Any = {"none": "procedure", "power": "delegation"}.get(words[verb].value, words[verb].value)
    acting = roles.acting(words, verb)
    acts = subject_place(words, verb) if acting < 0 and value in ("prohibition", "permission") else ()
    return Sentence(value, MODALITY.get(value), verb, acting, acts=acts)


def _about(words: Sequence[Word], verb: int, start: int, known: Classes) -> tuple[int, int] | None:
    """Return the people whom a sentence without an actor as its subject is about; of a passive, also those of its condition."""
    found = roles.people(words[:verb], known)
    if found is None and words[start].type == "BEV":
        conditions = [part for word in words if word.type == "CONDITION" for part in word.parts]
        found = roles.people(conditions, known)
    return found


def _denied(words: Sequence[Word], verb: int, start: int, known: Classes) -> Sentence:
    """Read "do not" with its verb: what is not applied to somebody takes him out of the rule."""
    acting = roles.acting(words, verb)
    if lemma_at(words, start) not in known.exempting:
        return Sentence("procedure", None, -1, acting)
    who = acting if acting >= 0 else receiver(words, start)
    return Sentence("exemption", "permission", verb, who, -1, start, modal=(words[verb].start, words[start].end))


def _present_denied(words: Sequence[Word], verb: int, said: Sentence, known: Classes) -> Sentence:
    """Return what a verb without a modal word says once its subject denies it: what is not levied is not; else nothing."""
    if said.modality is None or (denied_by(words, verb, known) < 0 and not partly(words, verb)):
        return said
    lemma = words[verb].lemma if words[verb].type == "FIN" else lemma_at(words, verb)
    if said.modality == "obligation" and lemma in known.exempting and not partly(words, verb):
        return said._replace(type="exemption", modality="permission", denied=True)
    return DOUBTFUL


def _being(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    return _present_denied(words, verb, _is(words, verb, known), known)


def _is(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    at = _onward(words, verb + 1)
    if at >= len(words) or words[verb].text.split()[0] not in known.present:
        return Sentence("procedure", None)
    word, subject = words[at], roles.acting(words, verb)
    if words[at - 1].type == "TO" and word.type in ("BEV", "INF"):
        return Sentence("obligation", "obligation", verb, subject, -1, at, modal=(words[verb].start, words[at - 1].end))
    lemma = lemma_at(words, at)
    if word.type in ("E", "NE") and "exemption" in known.kinds(lemma):
        if any(one.type == "NOT" for one in words[verb:at]):
            return DOUBTFUL
        first = word.parts[0] if word.parts else word
        return Sentence("exemption", "permission", verb, subject, -1, verb, modal=(words[verb].start, first.end))
    if word.type == "E" and word.parts[0].type == "NF" and at == verb + 1 and verb and words[verb - 1].type == "E":
        return Sentence("definition", None, verb)
    if word.type == "PART" and not lemma.endswith(_PROGRESSIVE):
        return _passive(words, verb, at, known)
    return Sentence("procedure", None)


_PROGRESSIVE = "ing"


def _passive(words: Sequence[Word], verb: int, at: int, known: Classes) -> Sentence:
    """Read a passive in the present: what its participle does, and who does it."""
    lemma, agent, subject = words[at].lemma, agent_of(words, at), roles.acting(words, verb)
    if lemma in known.advising:
        return DOUBTFUL._replace(recommends=True)
    modal = (words[verb].start, words[at].end)
    kinds = known.kinds(lemma)
    if words[verb + 1].type == "NOT":
        denied = Sentence("exemption", "permission", verb, subject, agent, verb, modal=modal)
        return denied if lemma in known.exempting else Sentence("procedure", None)
    if agent >= 0 and lemma in known.delegating and words[agent].lemma in known.authorities:
        return Sentence("delegation", "power", verb, agent, -1, verb, within=roles.people(words[:verb], known), modal=modal)
    if kinds and kinds[0] == "delegation" and lemma not in known.delegating and subject >= 0:
        return Sentence("delegation", "power", verb, subject, -1, verb, modal=modal)
    now = any(word.value == "now" for word in words[verb:at])
    if now or (kinds and kinds[0] != "delegation"):
        found: Any = kinds[0] if kinds and kinds[0] != "delegation" else "declaration"
        who = subject if subject >= 0 else receiver(words, at) if found in ("right", "obligation") else agent
        return Sentence(found, MODALITY.get(found), verb, who, agent, verb, modal=modal)
    if lemma in known.states and agent < 0:
        return Sentence("procedure", None, within=roles.people(words[:verb], known))
    who = agent if agent >= 0 else subject
    ordered = who >= 0 or any(word.type == "DEADLINE" for word in words)
    about = roles.people(words[:verb], known) if who < 0 else None
    return Sentence("obligation" if ordered else "procedure", "obligation", verb, who, agent, verb,
                    _further(words, at), about, modal)


def _order(words: Sequence[Word], verb: int, known: Classes, *, to: bool = False) -> Sentence:
    """Read an imperative or infinitive; who is instructed or permitted "to" do something, does that."""
    said = sentences.order(words, verb, known, to=to)
    said = said._replace(within=said.within and roles.people(words[verb + 1 :], known))  # bodies there are not bound
    before = words[verb - 1] if verb else words[verb]
    start = verb - (before.value == "ordered" and before.type == "X")
    modal = (words[start].start, words[verb].end)
    if verb and words[start - 1].type == "NOT":
        return said._replace(type="prohibition", modality="prohibition", modal=(words[start - 1].start, words[verb].end))
    if words[verb].lemma in known.advising:
        return Sentence("declaration", "declaration", verb, -1, -1, verb, modal=modal, recommends=True)
    thing = verb + 1 < len(words) and words[verb + 1].type == "E" and said.bearer < 0
    if said.type in ("permission", "prohibition") and thing:
        return said._replace(action=verb + 1, modal=modal, within=None)
    inner = next((n for n in range(verb + 1, len(words)) if (words[n - 1].type == "TO" and not words[n].actor)
                  or (words[n].type == "INF" and words[n - 1].type == "X")), -1)
    if said.type in ("permission", "delegation") and inner >= 0 and said.bearer >= 0:
        return said._replace(action=inner, modal=modal)
    laid = receiver(words, verb) if words[verb].lemma in known.laying and said.bearer < 0 else -1
    return said._replace(modal=modal, bearer=laid, within=None) if laid >= 0 else said._replace(modal=modal)


def _order_to(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    return _order(words, verb, known, to=True)


def _present(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    """Read an active verb in the present; what nobody does orders nothing."""
    if words[verb].lemma in known.requiring:
        return _requires(words, verb, known)
    said: Sentence = READERS["present"](words, verb, known)
    plain = said.type == "procedure" and said.bearer < 0
    return Sentence("procedure", None, within=said.within) if plain else _present_denied(words, verb, said, known)


def _requires(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    """Read "nothing in this Law requires somebody to do something"; what something does require is no norm's verb."""
    nothing = words[0].type == "E" and negative(words[0], known) and not words[0].actor
    to = next((n for n in range(verb + 2, len(words) - 1) if words[n].type == "TO"), -1)
    if not nothing or to < 0 or words[verb + 1].type != "E":
        return DOUBTFUL
    return Sentence("exemption", "permission", verb, verb + 1, -1, to + 1, denied=True)


def _before(words: Sequence[Word], verb: int) -> tuple[int, int] | None:
    """Return where the modal word before a verb is."""
    return place(words[verb - 1]) if verb and words[verb - 1].type == "MODAL" else None


def _punished(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    """Read a sanction: its acts stand before the verb, or who is liable; what entails no punishment is none."""
    modal = _before(words, verb)
    if modal and (words[verb - 1].value != "obligation" or denied_by(words, verb - 1, known) >= 0):
        return _modal(words, verb - 1, known)
    if denied_by(words, verb, known) >= 0 or partly(words, verb):
        return DOUBTFUL
    if words[verb].value == "liable" and not any(_penal(word, known) for word in words[verb + 1 :]):
        return Sentence("procedure", "declaration", verb, -1, -1, verb, modal=modal) if modal else Sentence("procedure", None)
    acting = roles.acting(words, verb)
    if acting >= 0:
        return Sentence("sanction", "obligation", verb, acting, -1, verb, modal=modal)
    acts = tuple(offences(words[:verb], known))
    return Sentence("sanction", "obligation", verb, acts=acts, modal=modal or place(words[verb]))


def _penal(word: Word, known: Classes) -> bool:
    return any(part.lemma in known.penal for part in (word.parts or (word,)) if isinstance(part, Word))


def _commences(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    about = roles.people(words[:verb], known)
    modals = [n - 1 for n in range(1, len(words)) if words[n].type == "COMMENCES" and words[n - 1].type == "MODAL"]
    if not modals:
        return Sentence("commencement", None)
    if denied_by(words, modals[0], known) >= 0:
        return Sentence("prohibition", "prohibition", modals[0], -1, -1, modals[0] + 1, denied=True)
    return Sentence("commencement", "declaration", modals[0], more=tuple(modals[1:]), within=about)


def _lapses(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    said, modal = sentences.lapses(words, verb, known), _before(words, verb)
    return said._replace(modality="declaration", verb=verb, action=verb, modal=modal) if modal else said


def _means(words: Sequence[Word], verb: int, _known: Classes) -> Sentence:
    modal = _before(words, verb)
    return Sentence("definition", "declaration" if modal else None, verb if modal else -1, modal=modal)


def _bare(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    """Read a sentence without a verb; a note in brackets only points to the act it names."""
    noted = [word for word in words if word.type == "REMARK"]
    only = bool(noted) and all(word.type in ("REMARK", "X", *_ENDS) for word in words)
    if only and any(part.type == "CITE" for word in noted for part in word.parts):
        return Sentence("reference", None)
    if words[-1].type == "COLON" and words[0].type == "E" and words[0].actor:
        return Sentence("obligation", "obligation", -1, 0)
    said: Sentence = READERS["bare"](words, verb, known)
    return said


def begins_with_verb(words: Sequence[Word]) -> bool:
    """Return whether a unit below a modal word begins with what can be its verb, known or not."""
    return words[0].type == "E" and words[0].text[:1].islower() and words[0].parts[0].type == "NE" and not any(
        word.type in ("FIN", "MODAL", "BEV") for word in words)


def first_place(word: Word) -> tuple[int, int]:
    """Return where the first word of a phrase stands."""
    return word.start, (word.parts[0] if word.parts else word).end


ENGLISH: dict[str, Any] = {
    **READERS, "order": _order, "order_to": _order_to, "modal": _modal, "being": _being, "punished": _punished,
    "commences": _commences, "lapses": _lapses, "means": _means,
    "bare": _bare, "present": _present,
}
