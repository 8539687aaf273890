"""English sentences as norms: modal words and passives, what stands between them and their verb, and who is named where.

English has no cases: who is bound is told by the place before the verb, by "by" and by "to"; what a passive does, by its
participle. What the modal words leave open, the verb after them says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from decreelex.clause.norms import roles, sentences
from decreelex.clause.norms.classes import Classes
from decreelex.clause.norms.phrases import governed
from decreelex.clause.norms.sentences import MODALITY, READERS, Sentence, has_object
from decreelex.clause.norms.tokens import NOBODY, Word

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
            at += 1
        else:
            break
    return at


def _lemma(words: Sequence[Word], at: int) -> str:
    """Return the verb or participle at ``at``, past "be" and adverbs; of a noun phrase its first word."""
    while at < len(words) and words[at].type in ("BEV", "X", "DEADLINE", "NOT"):
        at += 1
    if at >= len(words):
        return ""
    word = words[at]
    lemma: str = word.parts[0].lemma if word.type == "E" else word.lemma
    return lemma


def _agent(words: Sequence[Word], verb: int) -> int:
    """Return who does it, after "by"; one after a noun without an article belongs to that (``for approval by the Duma``), one
    after a further participle to what that says."""
    main = next((n for n in range(verb, len(words)) if words[n].type == "PART"), verb)
    for n in range(verb + 1, len(words)):
        if not words[n].actor or words[n - 1].type != "BY" or words[n].type != "E":
            continue
        before = words[n - 2] if n - 2 > verb else words[verb]
        further = before.type == "PART" and n - 2 > main and words[n - 3].type != "AND" and words[main + 1].type != "BY"
        if not further and (before.type != "E" or before.parts[0].type == "NF" or not before.text.islower()):
            return n
    return -1


def _receiver(words: Sequence[Word], verb: int) -> int:
    """Return to whom it is given or on whom it is laid."""
    return next((n for n in range(verb + 1, len(words))
                 if words[n].type == "E" and words[n].actor and words[n - 1].type in ("TO", "PREP")), -1)


def _place(word: Word) -> tuple[int, int]:
    return word.start, word.end


def _subject_place(words: Sequence[Word], verb: int) -> tuple[tuple[int, int], ...]:
    """Return where the subject stands: from the first noun phrase to the verb, without what is set off after it."""
    first = next((n for n in range(verb) if words[n].type in ("E", "PART")), -1)
    if first < 0:
        return ()
    last = next((n for n in range(first, verb) if words[n].type in _COMMAS), verb) - 1
    return ((words[first].start, words[last].end),)


def _kind(words: Sequence[Word], start: int, known: Classes) -> str | None:
    """Return what the verb of a modal word does."""
    lemma = _lemma(words, start)
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


def _modal_type(words: Sequence[Word], verb: int, start: int, known: Classes) -> Any:
    """Return the type of a sentence with a modal word before any agent is asked for."""
    value, kind = words[verb].value, _kind(words, start, known)
    if value == "prohibition":
        return "exemption" if _lemma(words, start) in known.exempting else value
    if value == "permission":
        return "exemption" if kind == "exemption" else value
    if kind == "delegation" and _lemma(words, start) not in known.delegating:
        return kind
    if value == "obligation" and kind in ("amendment", "repeal", "right", "exemption", "definition"):
        return kind
    return value


def _modal(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    start = _onward(words, verb + 1 + (words[verb].value == "obligation" and words[verb + 1 : verb + 2] != []
                                       and words[verb + 1].type == "PREP"))
    if start >= len(words) or words[start].type in _ENDS:
        return _unsaid(words, verb)
    if words[start].type in _SPECIAL:
        said: Sentence = ENGLISH[_SPECIAL[words[start].type]](words, start, known)
        return said
    if words[verb].value == "none":
        return _denied(words, verb, start, known)
    found = _modal_type(words, verb, start, known)
    acting, agent, lemma = roles.acting(words, verb), _agent(words, start), _lemma(words, start)
    decider = agent if agent >= 0 else acting
    if acting >= 0 and words[acting].parts[0].value == NOBODY:
        found = "prohibition"
    if found == "obligation" and lemma in known.delegating and decider >= 0 and words[decider].lemma in known.authorities:
        return Sentence("delegation", "power", verb, decider, -1, start)
    passive = words[start].type == "BEV"
    if found == "obligation" and passive and acting >= 0 and lemma in known.benefiting:
        found = "right"
    given = found in ("right", "exemption") or lemma in known.exempting or (passive and lemma in known.laying)
    who = acting if acting >= 0 else _receiver(words, start) if given else agent
    if found == "obligation" and who < 0 and _refers(words, start):
        found = "reference"
    if words[start].type not in _DEEDS and found in ("prohibition", "permission") and acting < 0:
        return Sentence(found, found, verb, -1, -1, -1, acts=_subject_place(words, verb))
    modality = _ALSO.get(found, words[verb].value if found not in MODALITY else MODALITY[found])
    about = _about(words, verb, start, known) if who < 0 else None
    action = -1 if found == "definition" else start
    return Sentence(found, modality, verb, who, -1, action, _further(words, start), within=about)


def _further(words: Sequence[Word], verb: int) -> tuple[int, ...]:
    """Return the modal words of further predicates of the same subject (``… and may be extended``)."""
    return tuple(n for n in range(verb + 1, len(words) - 1) if words[n].type == "MODAL" and words[n - 1].type == "AND")


_SPECIAL = {"LAPSES": "lapses", "MEANS": "means"}


def _unsaid(words: Sequence[Word], verb: int) -> Sentence:
    """Read a sentence that ends with its modal word: a list follows, or a noun stands before it for what is (not) allowed."""
    value: Any = words[verb].value if words[verb].value != "none" else "procedure"
    acting = roles.acting(words, verb)
    acts = _subject_place(words, verb) if acting < 0 and value in ("prohibition", "permission") else ()
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
    if _lemma(words, start) not in known.exempting:
        return Sentence("procedure", None, -1, acting)
    who = acting if acting >= 0 else _receiver(words, start)
    return Sentence("exemption", "permission", verb, who, -1, start, modal=(words[verb].start, words[start].end))


def _being(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    at = _onward(words, verb + 1)
    if at >= len(words) or words[verb].text.split()[0] not in known.present:
        return Sentence("procedure", None)
    word, subject = words[at], roles.acting(words, verb)
    if words[at - 1].type == "TO" and word.type in ("BEV", "INF"):
        return Sentence("obligation", "obligation", verb, subject, -1, at, modal=(words[verb].start, words[at - 1].end))
    lemma = _lemma(words, at)
    if word.type in ("E", "NE") and "exemption" in known.kinds(lemma):
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
    lemma, agent, subject = words[at].lemma, _agent(words, at), roles.acting(words, verb)
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
        who = subject if subject >= 0 else _receiver(words, at) if found in ("right", "obligation") else agent
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
    inner = next((n for n in range(verb + 1, len(words)) if (words[n - 1].type == "TO" and not words[n].actor)
                  or (words[n].type == "INF" and words[n - 1].type == "X")), -1)
    if said.type in ("permission", "delegation") and inner >= 0 and said.bearer >= 0:
        return said._replace(action=inner, modal=modal)
    laid = _receiver(words, verb) if words[verb].lemma in known.laying and said.bearer < 0 else -1
    return said._replace(modal=modal, bearer=laid, within=None) if laid >= 0 else said._replace(modal=modal)


def _order_to(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    return _order(words, verb, known, to=True)


def _present(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    """Read an active verb in the present; what nobody does orders nothing."""
    said: Sentence = READERS["present"](words, verb, known)
    return Sentence("procedure", None, within=said.within) if said.type == "procedure" and said.bearer < 0 else said


def _before(words: Sequence[Word], verb: int) -> tuple[int, int] | None:
    """Return where the modal word before a verb is."""
    return _place(words[verb - 1]) if verb and words[verb - 1].type == "MODAL" else None


def _punished(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    """Read a sanction: its acts stand before the verb, or who is liable; what entails no punishment is none."""
    modal = _before(words, verb)
    if modal and words[verb - 1].value != "obligation":
        return _modal(words, verb - 1, known)
    if words[verb].value == "liable" and not any(_penal(word, known) for word in words[verb + 1 :]):
        return Sentence("procedure", "declaration", verb, -1, -1, verb, modal=modal) if modal else Sentence("procedure", None)
    acting = roles.acting(words, verb)
    if acting >= 0:
        return Sentence("sanction", "obligation", verb, acting, -1, verb, modal=modal)
    acts = tuple(offences(words[:verb], known))
    return Sentence("sanction", "obligation", verb, acts=acts, modal=modal or _place(words[verb]))


def _penal(word: Word, known: Classes) -> bool:
    return any(part.lemma in known.penal for part in (word.parts or (word,)) if isinstance(part, Word))


def offences(words: Sequence[Word], known: Classes) -> Iterator[tuple[int, int]]:
    """Yield where the acts stand that a sanction punishes: up to who commits them, a condition or the next act."""
    start, open_act, named = -1, True, False
    for at, word in enumerate(words):
        by = word.type == "BY" and at + 1 < len(words) and words[at + 1].actor
        following = word.type == "AND" and at > 0 and words[at - 1].type in _COMMAS
        if word.type == "SUB" and len(word.parts) == _NAMED and word.parts[1].type == "REL":
            start, named = -1, True  # what stands before "that is" is the name of the act
            continue
        over = following or word.type in ("DASH", "CONDITION", "COLON", "DOT", "MODAL") or by or _commits(word, known)
        if over and start >= 0:
            yield words[start].start, _said(words, start, at)
        if over:
            start, open_act = -1, following
        elif start < 0 and open_act and (word.type in ("E", "PART", "X", "CITE") or (named and word.type == "SUB")):
            start = at
    if start >= 0:
        yield words[start].start, _said(words, start, len(words))


_NAMED = 2  # a comma and the words for "that is"


def _commits(word: Word, known: Classes) -> bool:
    """Return whether a word, or a part between commas, says by whom or when an act is committed."""
    first = word.parts[1] if word.type == "SUB" and len(word.parts) > 1 else word
    return first.type == "PART" and first.lemma in known.committing


def _said(words: Sequence[Word], start: int, end: int) -> int:
    """Return where the words before ``end`` end, without commas."""
    while end > start + 1 and words[end - 1].type in (*_COMMAS, "AND", "BY"):
        end -= 1
    return words[end - 1].end


def _commences(words: Sequence[Word], verb: int, known: Classes) -> Sentence:
    about = roles.people(words[:verb], known)
    modals = [n - 1 for n in range(1, len(words)) if words[n].type == "COMMENCES" and words[n - 1].type == "MODAL"]
    if not modals:
        return Sentence("commencement", None)
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


def term(words: Sequence[Word]) -> tuple[int, int] | None:
    """Return where the term stands that a sentence defines: in quotation marks, or from the last comma to the verb."""
    verb = next((n for n, word in enumerate(words) if word.type in ("MEANS", "FIN", "MODAL", "BEV")), len(words))
    quoted = next((word for word in words[:verb] if word.type == "QUOTED"), None)
    if quoted is not None:
        return quoted.start + 1, quoted.end - 1
    if words[-1].type == "COLON" and verb < len(words) and words[verb].type == "MODAL":  # "the following shall be deemed …:"
        said = next((n for n in range(verb, len(words)) if words[n].type == "PART"), len(words))
        return (words[said + 1].start, words[-2].end) if said + 2 < len(words) else None
    named = next((n for n in range(verb, len(words) - 1) if words[n].type == "PREP" and words[n - 1].type == "PART"), -1)
    if named >= 0 and words[named + 1].type == "E":  # "shall be recognised as …"
        return _place(words[named + 1])
    first = max((n + 1 for n in range(verb) if words[n].type in _COMMAS), default=0)
    inside = [word for word in words[first:verb] if word.type not in ("REMARK", "SUB")]
    if not inside or inside[0].type not in ("E", "PART", "CITE", "QTY"):
        return None
    return inside[0].start, inside[-1].end


def actors(words: Sequence[Word], at: int, known: Classes) -> Iterator[tuple[int, int]]:
    """Yield who acts, decides or receives in a noun phrase: it itself, or the body in its genitive."""
    word = words[at]
    first = at
    while first > max(at - _JOINED, 1) and words[first - 1].type in ("AND", "COMMA") and words[first - 2].type == "E":
        first -= 2
    before = words[first - 1].type if first else ""
    if word.actor:
        relative = words[0].type == "REL"
        held = word.lemma in known.people and (relative or governed(words, at)) and before not in ("BY", "TO", "FROM")
        deed = any(part.lemma in known.deeds for part in word.parts[1:])
        if before not in ("BEV", "MEANS", "AT") and not held and not deed and not (at and words[at - 1].text in known.present):
            yield _place(word)
    elif word.lemma not in known.posts and any(part.actor for part in word.parts):
        yield from _bodies(word.parts, known)


_JOINED = 20  # words of a list back to its preposition


def _bodies(parts: Sequence[Word], known: Classes) -> Iterator[tuple[int, int]]:
    """Yield the first body in the genitive of a phrase (``acts of the President``), with the genitives after it."""
    runs = [n + 1 for n, part in enumerate(parts) if part.type == "OF"]
    ends = [*(n - 1 for n in runs[1:]), len(parts)]
    at = next((n for n, end in enumerate(ends) if parts[end - 1].actor), None) if runs else None
    if at is None or parts[ends[at] - 1].lemma in known.people or any(part.lemma in known.deeds for part in parts[ends[at] :]):
        return
    yield parts[runs[at]].start, parts[-1].end


ENGLISH: dict[str, Any] = {
    **READERS, "order": _order, "order_to": _order_to, "modal": _modal, "being": _being, "punished": _punished,
    "commences": _commences, "lapses": _lapses, "means": _means,
    "bare": _bare, "present": _present,
}
