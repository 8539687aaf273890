"""Words to phrases: quantities and noun phrases first, then remarks, subordinate parts, conditions, exceptions, deadlines."""

from __future__ import annotations

from collections.abc import Sequence

from decreelex import grammars
from decreelex.clause.norms.classes import Classes, classes
from decreelex.clause.norms.tokens import DATIVE, GENITIVE, INSTRUMENTAL, NOMINATIVE, Word
from decreelex.lexicon import fold

_REACH = 40
_FAR = 400  # words of a clause that ends a sentence
_ORDERED = "ordered"
_LINKS = frozenset({"AND", "COMMA", "RESUME"})
_NOUNS = frozenset({"A", "AG", "N", "NG", "NM"})
_COUNTS = frozenset({"NUM", "NUMW", "TA"})
_PREPOSITIONS = frozenset({"PREP", "IN_TERMS", "BY", "PURPOSE", "ON_MATTERS", "AT",
                           "IN_REGIME", "FROM", "TO", "PO",
                           "SINCE", "AFTER", "WHEN", "EXCEPT", "WITHIN",
                           "OF", "OT", "UPON"})
NOUN_PHRASES = frozenset("SDBIOE")
MAIN = frozenset({"INF", "FIN", "PAST", "SHORT", "MODAL", "PUNISHED", "LAPSES", "COMMENCES", "MEANS", "BEV", "DECREE_THAT"})


def join_nouns(text: str, words: Sequence[Word], language: str) -> list[Word]:
    """Return the words with quantities (QTY, SPAN) and noun phrases (S, D, B, I, O; English: E) joined."""
    out: list[Word] = []
    at, total = 0, len(words)
    phrase, first = ("np", _NOUNS) if language == "ru" else ("np_en", frozenset({"NE", "NF"}))
    while at < total:
        kind = words[at].type
        made, end = None, at + 1
        if kind in _COUNTS and not (out and out[-1].value in _UNCOUNTED):
            made, end = _quantity(text, words, at)
        elif kind in first:
            made, end = _noun(text, words, at, phrase)
            if made is not None and out and phrase == "np":
                made = _after(out, words[at], made)
            if made is not None and made.actor:
                made, end = (_office if phrase == "np" else _body)(text, words, made, end)
            elif made is not None and _opens_case(out, made, language):
                out[-1] = out[-1]._replace(type="UPON")
        elif kind == "INF" and _hangs(out, language):
            made = words[at]._replace(type="X")
        out.append(words[at] if made is None else made)
        at = end
    return out


_UNCOUNTED = frozenset({"PROV", "nor"})  # "not one" counts nothing


def _hangs(out: Sequence[Word], language: str) -> bool:
    """Return whether an infinitive hangs on the noun before it (``обязанность работодателя сообщать``)."""
    if not out or out[-1].type not in NOUN_PHRASES or out[-1].lemma not in classes(language).capable:
        return False
    return len(out) < 2 or out[-2].type not in _PREPOSITIONS or out[-2].type == "WHEN"


def _quantity(text: str, words: Sequence[Word], at: int) -> tuple[Word | None, int]:
    """Join a number and its unit; ``в 3-месячный срок`` becomes a SPAN, with the quantity as its part."""
    end = grammars.load("norm", "quantity").stretch(words, at, reach=8)
    if end is None:
        return None, at + 1
    parts = words[at:end]
    first, last = words[at], words[end - 1]
    made = Word("QTY", first.start, last.end, text[first.start : last.end], lemma=last.lemma, mask=last.mask, parts=tuple(parts))
    if last.type != "TA" or end == len(words) or words[end].type not in ("N", "NG"):
        return made, end
    noun = words[end]
    return Word("SPAN", made.start, noun.end, text[made.start : noun.end], lemma=noun.lemma, parts=(made,)), end + 1


def _noun(text: str, words: Sequence[Word], at: int, phrase: str) -> tuple[Word | None, int]:
    only = words[at]
    ends = at + 1 == len(words) or words[at + 1].type not in _GOING_ON
    if only.type in _BARE and ends and not (at and words[at - 1].value == _ORDERED):
        return only._replace(type=_role(only.mask), value="", parts=(only,)), at + 1
    end = grammars.load("norm", phrase).stretch(words, at, reach=_REACH)
    if end is None:
        return None, at + 1
    if phrase == "np_en" and not (at and words[at - 1].type == "OF"):  # what a name is cut off from is cut no more
        end = at + _name_ends(words[at:end])
    parts = words[at:end]
    if len(parts) > 1 and phrase == "np":
        parts = _own(parts, classes("ru"))
        end = at + len(parts)
    head = _head(parts)
    mask = head.mask
    for part in parts:
        if part is head:
            break
        mask = mask & part.mask or mask
    span = (words[at].start, words[end - 1].end)
    kind = _role(mask) if phrase == "np" else "E"
    if at and words[at - 1].value == _ORDERED:
        kind, mask = "D", DATIVE
    return Word(kind, *span, text[span[0] : span[1]], lemma=head.lemma, mask=mask, actor=head.actor and not _thing(parts, head),
                parts=tuple(parts)), end


def _thing(parts: Sequence[Word], head: Word) -> bool:
    """Return whether a word for a body stands for something else before a genitive (``state of war``)."""
    return len(parts) > 1 and head is not parts[-1] and parts[0].type in ("NE", "NF") and head.lemma in classes("en").alone


def _name_ends(parts: Sequence[Word]) -> int:
    """Return where an English phrase ends: after a name in the genitive none but names follow (``President of the Republic``)."""
    proper = False
    for at, part in enumerate(parts):
        if part.type == "OF" and at + 1 < len(parts):
            if proper and not parts[at + 1].text[:1].isupper():
                return at
            proper = parts[at + 1].text[:1].isupper()
    return len(parts)


# After a noun np of norm.lark goes on with these only: the grammar need not be asked about a noun before anything else.
_BARE = frozenset({"N", "NG"})
_GOING_ON = frozenset({"NG", "AG", "QUOTED", "LPAR", "POST"})


def _own(parts: Sequence[Word], known: Classes) -> Sequence[Word]:
    """Return the words of one noun phrase: somebody whose word asks for no genitive (``заявитель``, a country) has none
    after it, but for whom it belongs to, a name and a quality (``судом`` + ``решения``; ``гражданин государства``)."""
    for n in range(1, len(parts)):
        before, first = parts[n - 1], parts[n]
        if before.lemma not in known.whole or first.type not in _GENITIVES or first.text[:1].isupper():
            continue
        noun = next((part for part in parts[n:] if part.type == "NG"), first)
        country = before.lemma in known.countries
        quality = noun.lemma in known.qualities and first.type == "AG"
        if country or not (quality or noun.actor or noun.text[:1].isupper()):
            return parts[:n]
    return parts


_GENITIVES = frozenset({"NG", "AG"})


def _after(out: list[Word], first: Word, made: Word) -> Word:
    """Return a noun phrase as what stands before it shows it: what somebody in the instrumental does something to is a
    genitive (``принятие судом решения``); before a regime "in" says when (``в военное время``)."""
    before = out[-1]
    if before.type == "AT" and any(part.value == "REGIME" for part in made.parts):
        out[-1] = before._replace(type="IN_REGIME")
    done = before.type == "I" and before.actor and first.type in _GENITIVES and made.type in ("S", "B")
    return made._replace(type="O", mask=made.mask & GENITIVE) if done else made


def _office(text: str, words: Sequence[Word], made: Word, end: int) -> tuple[Word, int]:
    """Join an office or body with what it is there for (``главное управление по Алтайскому краю``)."""
    while end + 1 < len(words) and words[end].type in _FIELD and words[end + 1].type in _NOUNS and made.lemma not in _plain():
        after, last = _noun(text, words, end + 1, "np")
        if after is None or not _fits(words[end].type, after):
            break
        after, last = _joined_field(text, words, after, last) if words[end].type == "PO" else (after, last)
        made, end = made._replace(end=after.end, text=text[made.start : after.end]), last
    return made, end


def _body(text: str, words: Sequence[Word], made: Word, end: int) -> tuple[Word, int]:
    """Join an English body with the rest of what it is of or for (``bodies of state power and administration``, ``Ministry
    for Civil Defense, Emergencies and Disasters``)."""
    named = made.text[:1].isupper()
    of, joined, start = any(part.type == "OF" for part in made.parts), False, end
    while end + 1 < len(words) and words[end + 1].type == "NE" and (of or named):
        link, proper = words[end].type, words[end + 1].text[:1].isupper()
        goes_on = link == "PREP" or (link == "COMMA" and not of)
        fits = (link == "AND" and (of or (joined and proper))) or (named and proper and goes_on)
        after, last = _noun(text, words, end + 1, "np_en") if fits else (None, end)
        own = after is not None and (after.actor or (of and any(part.type == "OF" for part in after.parts)))
        if after is None or own or (link == "COMMA" and not _listed(words, last)):
            break
        of, joined, end = of and link != "PREP", joined or link == "PREP", last
    if end > start:
        last_word = words[end - 1]
        made = made._replace(end=last_word.end, text=text[made.start : last_word.end], parts=(*made.parts, *words[start:end]))
    return made, end


def _listed(words: Sequence[Word], at: int) -> bool:
    """Return whether a list of names goes on."""
    return at < len(words) and words[at].type in ("COMMA", "AND")


def _opens_case(before: Sequence[Word], made: Word, language: str) -> bool:
    """Return whether a sentence begins with "in" and a case (``In criminal cases of private prosecution``)."""
    opening = bool(before) and before[-1].type == "AT" and (len(before) == 1 or before[-2].type in _CLOSING)
    return opening and language != "ru" and made.lemma in classes("en").cases


def _joined_field(text: str, words: Sequence[Word], after: Word, end: int) -> tuple[Word, int]:
    """Return the last of the fields joined by "and" (``комитет по образованию и науке``), and where it ends."""
    while end + 1 < len(words) and words[end].type == "AND" and words[end + 1].type in _NOUNS:
        more, last = _noun(text, words, end + 1, "np")
        if more is None or more.actor or not more.mask & DATIVE or more.mask & NOMINATIVE:
            break
        after, end = more, last
    return after, end


def _fits(preposition: str, after: Word) -> bool:
    return after.actor if preposition == "AT" else preposition == "ON_MATTERS" or bool(after.mask & DATIVE)


_FIELD = frozenset({"PO", "AT", "ON_MATTERS"})


def _plain() -> frozenset[str]:
    return classes("ru").people


def _head(parts: Sequence[Word]) -> Word:
    """Return the head noun: the first noun (Russian), the last of the first run (English)."""
    if parts[0].type in ("NE", "NF"):
        run = next((n for n, part in enumerate(parts) if part.type == "OF"), len(parts))
        return parts[run - 1]
    return next((part for part in parts if part.type in ("N", "NG", "NM")), parts[0])


def _role(mask: int) -> str:
    """Return what a noun phrase can be: subject (or object) S, dative D, both B, instrumental I, another case O."""
    if mask & NOMINATIVE:
        return "B" if mask & DATIVE else "S"
    if mask & DATIVE:
        return "D"
    return "I" if mask & INSTRUMENTAL else "O"


def join_remarks(text: str, words: Sequence[Word]) -> list[Word]:
    """Return the words with what stands in brackets as one REMARK each."""
    out: list[Word] = []
    depth, start = 0, 0
    for word in words:
        if word.type == "LPAR":
            if not depth:
                start = len(out)
            depth += 1
        out.append(word)
        if word.type == "RPAR" and depth:
            depth -= 1
            if not depth:
                inside = tuple(out[start:])
                span = (inside[0].start, word.end)
                out[start:] = [Word("REMARK", *span, text[span[0] : span[1]], parts=inside)]
    return out


def join_parts(text: str, words: Sequence[Word], *, crime: bool = False) -> list[Word]:
    """Return a sentence with its subordinate parts (SUB), conditions, exceptions and deadlines joined. ``crime``: the words
    name an act that is punished, so a condition in a part of it (``совершенные в период мобилизации``) is one of the norm."""
    out = list(words)
    for openers in reversed(_PASSES) if crime else _PASSES:
        if any(word.type in openers for word in out):
            out = _islands(text, out, openers)
    return out


_PASSES = (
    {"COMMA": ("sub", "SUB")},
    {"EXCEPT": ("excepted", "EXCEPTION"), "UNLESS": ("unless", "EXCEPTION")},
    {"WHEN": ("when", "CONDITION"), "IN_CASES": ("when", "CONDITION"), "AFTER": ("later", "CONDITION"),
     "IF": ("clause", "CONDITION"), "UPON": ("when", "CONDITION"), "SINCE": ("after", "CONDITION"),
     **dict.fromkeys(("WITHIN", "TO", "FROM", "IN_TERMS", "AT", "BY", "SOON"), ("deadline", "DEADLINE"))},
)
_CLOSING = frozenset({"DOT", "SEMI", "COLON", "EXCEPTION", "COMMA", "RESUME"})
_TRAILING = {"IF": "trailing", "EXCEPT": "excluding", "SINCE": "having"}


def _islands(text: str, words: Sequence[Word], openers: dict[str, tuple[str, str]]) -> list[Word]:
    out: list[Word] = []
    at, total = 0, len(words)
    main = False
    last = max((n for n, word in enumerate(words) if word.type in MAIN), default=-1) if _TRAILING.keys() & openers else -1
    while at < total:
        word = words[at]
        opener, end = openers.get(word.type), -1
        if opener and _opens(words, at) and (word.type not in _LOOSE or _apart(words, at, main)):
            end = _reach(words, at, opener[0], closing=main and (word.type in _CLAUSES or at > last) and not _set_off(words, at))
            end = _reach(words, at, "since", closing=False) if end < 0 and not at and word.type == "SINCE" else end
        if opener is None or end < 0:
            if word.type == "COMMA" and out and out[-1].type == "SUB":
                word = word._replace(type="RESUME")  # the comma that closes the part before it
            main = main or word.type in MAIN
            out.append(word)
            at += 1
            continue
        out.append(_joined(text, words[at:end], opener[1]))
        at = end
    return out


def _set_off(words: Sequence[Word], at: int) -> bool:
    """Return whether words stand between a modal word's commas (``shall, if the need arises, ...``)."""
    return at > 1 and words[at - 1].type == "COMMA" and words[at - 2].type == "MODAL"


def _apart(words: Sequence[Word], at: int, main: bool) -> bool:
    """Return whether words begin a sentence or are set off: what else hangs on a noun is no condition there. ``main``:
    whether the verb of the sentence stands before."""
    if words[at].type == "BY":
        return at + 1 < len(words) and words[at + 1].type == "DATE"
    if words[at].type == "SINCE" and not words[at].text.isascii():
        return False
    before = words[at - 1].type if at else "DASH"
    return before in ("DASH", "CONDITION", "MODAL") or (main and (before in _LINKS or words[at].type == "SINCE"))


_CLAUSES = frozenset({"IF", "SINCE"})
_LOOSE = frozenset({"UPON", "SINCE", "BY"})


def _opens(words: Sequence[Word], at: int) -> bool:
    """Return whether a preposition can say when: not before somebody (``при Правительстве``), nor before a word or a place
    (``после слов``, ``до уровня``), nor after a length of time (``через десять дней после``)."""
    kind, after = words[at].type, words[at + 1] if at + 1 < len(words) else words[at]
    if kind == "AFTER" and (after.type == "CITE" or (at and words[at - 1].type in ("QTY", "SPAN"))):
        return False
    if kind not in _TEMPORAL or after.type not in _WHOSE or (kind == "WHEN" and " " in words[at].text):
        return True
    return not after.actor and after.lemma not in classes("ru").timeless


_TEMPORAL = frozenset({"WHEN", "AFTER", "TO"})
_WHOSE = frozenset({"S", "D", "B", "I", "O", "CITE"})


def _reach(words: Sequence[Word], at: int, start: str, *, closing: bool) -> int:
    """Return where an island ends. One that closes the sentence, after its verb, takes in commas too."""
    kind = words[at].type
    if closing and kind in _TRAILING:
        end = grammars.load("norm", _TRAILING[kind]).stretch(words, at, reach=_FAR)
        happens = kind != "SINCE" or any(word.type in ("FIN", "BEV") for word in words[at:end])
        if end is not None and happens and all(w.type in _CLOSING for w in words[end:]):
            return end
    end = grammars.load("norm", start).stretch(words, at, reach=_REACH)
    return -1 if end is None else end


def _joined(text: str, inside: Sequence[Word], kind: str) -> Word:
    while len(inside) > 1 and (inside[-1].type in _LINKS or inside[-1].type == "DASH"):
        inside = inside[:-1]
    first = inside[1] if kind == "SUB" else inside[0]
    return Word(kind, first.start, inside[-1].end, text[first.start : inside[-1].end], parts=tuple(inside))


def governed(words: Sequence[Word], at: int) -> bool:
    """Return whether a noun phrase hangs on a preposition before it."""
    before = at - 1
    while before >= 0 and words[before].type == "ITS":
        before -= 1
    furthest = at - 2 * _REACH
    while before > max(furthest, 0) and words[before].type in _LINKS and words[before - 1].type in NOUN_PHRASES:
        before -= 2
    return before >= 0 and words[before].type in _PREPOSITIONS


def folded(word: Word) -> str:
    """Return the words of a phrase as they are looked up."""
    return " ".join(fold(one) for one in word.text.split())
