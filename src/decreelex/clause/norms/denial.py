"""What turns an English sentence round from outside its modal words: "no person may", "neither … nor", "in no case shall".

"May", "has the right" and "shall" with a verb become a prohibition; "is obliged to", "shall be required to" become an
exemption; what is denied twice, or of "not all", is left without a modality: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence

from decreelex.clause.norms.classes import Classes
from decreelex.clause.norms.phrases import governed
from decreelex.clause.norms.sentences import Sentence
from decreelex.clause.norms.tokens import NOBODY, Word
from decreelex.lexicon import fold

NEVER = "never"
NOR = "nor"
DOUBTFUL = Sentence("procedure", None)  # what it orders or allows is not sure


def subject(words: Sequence[Word], verb: int) -> int:
    """Return the first noun phrase before the verb that hangs on no preposition; -1 for none."""
    return next((n for n in range(verb) if words[n].type == "E" and not governed(words, n)), -1)


def negative(word: Word, known: Classes) -> bool:
    """Return whether a noun phrase begins with "no", "neither" and the like."""
    first = word.parts[0] if word.parts else word
    return first.lemma in known.denying or NOBODY in (word.value, first.value)


def denied_by(words: Sequence[Word], verb: int, known: Classes) -> int:
    """Return what denies the verb from outside: the subject, or words like "in no case"; -1 for nothing."""
    at = subject(words, verb)
    never = next((n for n in range(verb) if words[n].value == NEVER), -1)
    if never >= 0 or (at >= 0 and negative(words[at], known)):
        return never if never >= 0 else at
    inverted = verb > 0 and words[verb - 1].type == "E" and negative(words[verb - 1], known)  # "on no ground shall …"
    return verb - 1 if inverted and (at < 0 or verb == _OPENING) else -1


_OPENING = 2  # a preposition and its noun


def partly(words: Sequence[Word], verb: int) -> bool:
    """Return whether only some are spoken of (``Not every person may``)."""
    at = subject(words, verb)
    return at > 0 and words[at - 1].type == "NOT"


def deny(words: Sequence[Word], verb: int, start: int, said: Sentence, known: Classes) -> Sentence:
    """Return what a sentence with a modal word says once that is denied from outside. ``verb``: the modal word, ``start``:
    its verb or a negative index."""
    if said.modality is None:
        return said
    value, lemma, modal = words[verb].value, lemma_at(words, start), fold(words[verb].text)
    if value == "prohibition":
        turned = said._replace(type="permission", modality="permission")
        return turned if modal in known.forbidding else DOUBTFUL
    if value in ("exemption", "none") or lemma in known.saving:
        return DOUBTFUL
    freed = value == "obligation" and (modal not in known.commanding or lemma in known.freeing)
    out = said._replace(action=start if said.action < 0 else said.action, within=None, denied=True)
    return out._replace(type="exemption", modality="permission") if freed else out._replace(
        type="prohibition", modality="prohibition")


def lemma_at(words: Sequence[Word], at: int) -> str:
    """Return the verb or participle at ``at``, past "be" and adverbs; of a noun phrase its first word."""
    while 0 <= at < len(words) and words[at].type in ("BEV", "X", "DEADLINE", "NOT"):
        at += 1
    if not 0 <= at < len(words):
        return ""
    word = words[at]
    lemma: str = word.parts[0].lemma if word.type == "E" else word.lemma
    return lemma


_VERBS = frozenset({"INF", "E", "NE"})


def bound(words: Sequence[Word], verb: int, start: int, known: Classes) -> int:
    """Return the subject of an active verb whatever its noun, but for what is no person's deed (``must contain``), and
    nouns of things; -1 for none."""
    at = subject(words, verb)
    if at < 0:
        return -1
    if negative(words[at], known) and words[at].parts and any(part.actor for part in words[at].parts):
        return at  # "none of the members"
    acts = words[start].type == "INF" or words[start - 1].type == "TO" or len(words[verb].text.split()) == 1
    if not acts or words[start].type not in _VERBS or lemma_at(words, start) in known.inert_verbs:
        return -1
    head = words[at].lemma.split()[-1] if words[at].lemma else ""
    thing = head in known.inert or head.endswith(known.inert_endings) or head in known.denying
    return -1 if thing or not head else at


def inverted(words: Sequence[Word], verb: int, known: Classes) -> bool:
    """Return whether words like "in no case" or "on no ground" open the sentence: its subject follows the modal word."""
    return words[verb - 1].value == NEVER or (verb == _OPENING and words[0].type != "E" and negative(words[1], known))


def neither(words: Sequence[Word], start: int, known: Classes) -> bool:
    """Return whether "neither … nor" stands after the verb."""
    nor = next((n for n in range(start, len(words)) if words[n].value == NOR), 0)
    return any(word.type == "E" and negative(word, known) for word in words[start:nor])


def not_to(words: Sequence[Word], verb: int, start: int, said: Sentence) -> Sentence:
    """Return a sentence whose modal word is followed by "not to": who is obliged not to must not; what is allowed is "not to"."""
    at = next((n for n in range(verb + 1, min(start, len(words))) if words[n].type == "NOT"), -1)
    if any(word.type not in ("TO", "X") for word in words[verb + 1 : at]):
        return said
    if at < 0 or said.modality is None or said.action < 0:
        return said
    if said.type == "obligation":
        return said._replace(type="prohibition", modality="prohibition", modal=(words[verb].start, words[at].end))
    return said._replace(action=at)
