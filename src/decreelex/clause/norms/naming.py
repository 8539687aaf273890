"""What English phrases name: the acts that a sanction punishes, the term that is defined, who acts or receives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from decreelex.clause.norms.classes import Classes
from decreelex.clause.norms.phrases import governed
from decreelex.clause.norms.tokens import Word

_COMMAS = frozenset({"COMMA", "RESUME"})


def agent_of(words: Sequence[Word], verb: int) -> int:
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


def receiver(words: Sequence[Word], verb: int) -> int:
    """Return to whom it is given or on whom it is laid."""
    return next((n for n in range(verb + 1, len(words))
                 if words[n].type == "E" and words[n].actor and words[n - 1].type in ("TO", "PREP")), -1)


def place(word: Word) -> tuple[int, int]:
    """Return where a word or phrase stands."""
    return word.start, word.end


def subject_place(words: Sequence[Word], verb: int) -> tuple[tuple[int, int], ...]:
    """Return where the subject stands: from the first noun phrase to the verb, without what is set off after it."""
    first = next((n for n in range(verb) if words[n].type in ("E", "PART")), -1)
    if first < 0:
        return ()
    last = next((n for n in range(first, verb) if words[n].type in _COMMAS), verb) - 1
    return ((words[first].start, words[last].end),)


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
        return words[named + 1].start, words[named + 1].end
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
            yield word.start, word.end
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
