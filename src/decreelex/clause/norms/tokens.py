"""The words of a unit with what each can be: its part of speech, cases, and whether it agrees with the next one."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

from decreelex import grammars, lexicon
from decreelex.clause import words
from decreelex.clause.citations import CITE, join_citations
from decreelex.clause.dates import join_dates, short
from decreelex.clause.norms.classes import Classes, classes
from decreelex.clause.norms.numbers import join_numbers
from decreelex.lexicon import Token, fold, plain
from decreelex.model import Citation
from decreelex.span import Span

TABLES = "norm+dates+citation+codes+regimes"
NOMINATIVE, GENITIVE, DATIVE, ACCUSATIVE, INSTRUMENTAL, LOCATIVE = (1 << n | 1 << (n + 6) for n in range(6))
SINGULAR = 0b111111
ANY = 0b111111111111


class Word(NamedTuple):
    """A word or phrase as a token of norm.lark. ``mask``: its cases (see lexicon.Morph); ``parts``: what it is made of."""

    type: str
    start: int
    end: int
    text: str = ""
    value: str = ""
    lemma: str = ""
    mask: int = 0
    actor: bool = False
    parts: tuple[Any, ...] = ()


def words_of(text: str, span: Span, language: str, *,
             citations: bool = True) -> tuple[list[Word], dict[int, tuple[Citation, ...]]]:
    """Return the words of ``text[span]`` with dates (and citations) joined, and the citations by their token's start."""
    tongue = short(language)
    table = lexicon.load(TABLES, tongue)
    known = classes(tongue)
    found: dict[int, tuple[Citation, ...]] = {}
    tokens: Sequence[Token] = [t for t in words.tokens(table, text, span.start, span.end) if t.type != "SKIP"]
    tokens, _ = join_dates(text, tokens)
    tokens = join_numbers(text, tokens)
    if citations:
        tokens, found = join_citations(text, tokens)
    made = _words(tokens, known, tongue)
    made = _named(text, made, known)
    return (_agreed(made) if tongue == "ru" else _ordered(_late(_articles(text, made, span.start, known), known), known)), found


def _named(text: str, given: list[Word], known: Classes) -> list[Word]:
    """Join a cited provision with its act, where that is named by what it is about only, double names (``Югра``), and
    ``в силу`` with what enters into force (elsewhere it is a preposition)."""
    out: list[Word] = []
    at, total = 0, len(given)
    while at < total:
        word = given[at]
        if word.type == "CITE" and at + 2 < total and given[at + 1].value in _ACTS and given[at + 2].type == "ABOUT":
            words_ = [word, given[at + 1]._replace(type="KN"), given[at + 2], *_agreed(given[at + 3 : at + 15])]
            end = grammars.load("norm", "named").stretch(words_, 0)
            if end is not None:
                last = words_[end - 1]
                word = word._replace(end=last.end, text=text[word.start : last.end], parts=(last.end,))
                at += end - 1
        elif word.value == "force" and out and out[-1].lemma in known.entering:
            word = word._replace(type="POST")
        elif word.type == "DASH" and at + 1 < total and _double(given, at):
            word = word._replace(type="JOIN")
        out.append(word)
        at += 1
    return out


_ACTS = frozenset({"KIND", "CODEWORD"})


def _double(given: Sequence[Word], at: int) -> bool:
    """Return whether a dash joins two capitalised nouns that can both be genitives."""
    before, after = given[at - 1] if at else given[at], given[at + 1]
    return before.type == "N" and after.type == "N" and after.text[:1].isupper() and bool(after.mask & before.mask & GENITIVE)


def _words(tokens: Sequence[Token], known: Classes, language: str) -> list[Word]:
    """Return tokens as words, each with its form."""
    out = []
    for kind, text, start, end, value in tokens:
        if kind == CITE:
            out.append(_new(Word, (CITE, start, end, text, value, "", 0, False, ())))
        elif kind not in known.ordinary and fold(text) not in known.leftover:
            lemma = fold(text) if kind in _VERBS else ""
            out.append(_new(Word, (_PLAIN.get(kind, kind), start, end, text, value, lemma, 0, value == NOBODY, ())))
        else:
            form, meant, lemma, mask, actor = _formed(kind, text, language)
            out.append(_new(Word, (form, start, end, text, meant, lemma, mask, actor, ())))
    return out


NOBODY = "nobody"
_new = tuple.__new__  # quicker than a named tuple's own constructor, for what is made of every word


@functools.lru_cache(maxsize=1 << 17)
def _formed(kind: str, text: str, language: str) -> tuple[str, str, str, int, bool]:
    """Return the terminal, value, lemma, cases and whether it can act, of a token that is a word like any other."""
    known = classes(language)
    other = known.leftover.get(fold(text))
    if other is not None:
        return (*other, "", 0, False)
    form, lemma, mask, actor = _form(text, language)
    actor = actor and kind not in _REGIMES
    return "TA" if kind == "TERMADJ" else form, kind if kind in _KEPT else "", lemma, mask, actor


_VERBS = frozenset({"FIN", "INF", "PART"})
_REGIMES = frozenset({"REGIME", "REGIME_OF", "QUALIFIER"})
_KEPT = frozenset({"REGIME", "REGIME_OF", "QUALIFIER", "KIND", "PROV", "CODEWORD"})
_PLAIN = {"ON": "PREP", "ON_TERM": "PREP", "K": "PREP", "PUNCT": "X", "LETTER": "X", "RAISED": "X",
          "NUMDATE": "DATE",
          "TIME": "NUM", "IN_FORCE": "PREP", "NODATE": "DATE", "MARK": "X", "ZONE": "X", "MIDNIGHT": "X", "GAZETTE": "X"}
_KINDS = {"noun": "N", "adjective": "A", "participle": "PART", "infinitive": "INF", "finite": "FIN", "short": "SHORT",
          "gerund": "GER", "numeral": "NUMW", "other": "X"}


@functools.lru_cache(maxsize=1 << 17)
def _form(text: str, language: str) -> tuple[str, str, int, bool]:
    """Return the terminal, the lemma, the cases and whether it can act, of a word or a phrase of the tables."""
    known, text = classes(language), plain(text)
    if language != "ru":
        return _english(text, known)
    split = text.split()
    if len(split) > 1:
        return _phrase(split, known)
    found = lexicon.morph(text.lower() if not text.isupper() else text)
    kind = _KINDS[found.kind]
    if kind == "X" and text[0].isupper() and not text.isascii():
        kind, mask = "N", ANY
    else:
        mask = found.cases
    if kind == "FIN" and found.past:
        kind = "PAST"
    if found.name and text[0].isupper() and found.lemma not in known.actors:
        kind = "NM"
    actor = kind in ("N", "NM") and (found.person or found.lemma in known.actors) and found.lemma not in known.not_actors
    return kind, found.lemma, mask, actor


def _phrase(split: list[str], known: Classes) -> tuple[str, str, int, bool]:
    """Return the form of several words that are one token: their head is the first noun."""
    forms = [_form(word, "ru") for word in split]
    head = next((form for form in forms if form[0] == "N"), forms[-1])
    mask = head[2]
    for form in forms[: forms.index(head)]:
        mask = mask & form[2] or mask
    return "N", head[1], mask, head[3] or head[1] in known.actors


def _english(text: str, known: Classes) -> tuple[str, str, int, bool]:
    low = fold(text)
    if low == text and " " not in low and (low.endswith(_PARTICIPLE) or low in known.participles):
        return "PART", low, 0, False
    split = low.split()
    heads = (split[-1], split[0]) if len(split) != _PAIR else (split[-1],)
    named = text[:1].isupper() and split[-1] in known.names
    return "NE", low, 0, named or any(one in known.actors or one in known.people for one in heads)


_PAIR = 2  # words of a phrase whose first is an adjective


def _articles(text: str, given: list[Word], start: int, known: Classes) -> list[Word]:
    """Mark the English nouns before which an article stands, and "no" and "neither": a noun phrase begins there."""
    out = list(given)
    for at, word in enumerate(given):
        begins = word.type in ("NE", "PART") and (word.lemma in known.denying or text[start : word.start].strip())
        if begins and (not at or given[at - 1].lemma not in known.denying):  # but "neither the seller" is one phrase
            out[at] = word._replace(type="NF")
        start = word.end
    return out


def _late(given: list[Word], known: Classes) -> list[Word]:
    """Part the "not" of "shall not later than" from the modal word: it belongs to the time due."""
    late = [n for n, word in enumerate(given) if word.lemma in known.late and 0 < n < len(given) - 1]
    out = list(given) if late else given
    for at in reversed(late):
        modal, than = given[at - 1], given[at + 1]
        head, blank, last = modal.text.rpartition(" ")
        if modal.type == "MODAL" and blank and than.type == "PREP":
            value = "obligation" if fold(head) in known.commanding else "permission"
            until = Word("WITHIN", modal.end - len(last), than.end)
            out[at - 1 : at + 2] = [modal._replace(end=modal.start + len(head), text=head, value=value), until]
    return out


def _ordered(given: list[Word], known: Classes) -> list[Word]:
    """Tell English imperatives and infinitives by their place, ``To the Government:`` as a dative, verbs after "who" as
    none of the sentence's own."""
    out: list[Word] = []
    ordered = False  # whether the sentence begins with "to"
    for word in given:
        if word.type not in _MOVING:
            ordered = ordered and word.type not in _OPENING
            if word.type == "OF" and out and out[-1].type == "INF":
                out[-1] = out[-1]._replace(type="NE")  # a noun after all (``transfer of property``)
            out.append(word)
            continue
        if word.type == "NE" and out and out[-1].type == "PART" and _adjective(out):
            out[-1] = out[-1]._replace(type="NE")
        kind = _here(word, out, known)
        if kind == "INF" and out and out[-1].type == "TO" and not _may(out):
            kind, out[-1] = ("INF", out[-1]._replace(type="X", value=_ORDERED)) if ordered else ("X", out[-1])
        ordered = ordered or (word.type == "TO" and kind == "X")
        out.append(word if kind == word.type else word._replace(type=kind, value=_ORDERED if word.type == "TO" else word.value))
    return out


def _here(word: Word, out: list[Word], known: Classes) -> str:
    """Return what an English word is after the words before it."""
    before = out[-1].type if out else ""
    addressed = bool(out) and (out[-1].value == _ORDERED or (before == "TO" and _may(out)))
    kind = _placed(word, before, known, addressed=addressed or (before == "COMMA" and _begins(word, out, known)))
    if kind == "IF" and _relative(word, out, known):
        return "REL"
    if kind == "NE" and out and _plural(out[-1]) and word.text.islower() and "obligation" in known.kinds(word.lemma):
        kind = "FIN"
    told = kind in _FINITE and before in ("NE", "NF") and len(out) > 1 and out[-2].type == "REL"
    return "X" if told else kind


def _may(out: list[Word]) -> bool:
    """Return whether the last word follows a modal word (``is obliged to``)."""
    return len(out) > 1 and (out[-2].type == "MODAL" or (out[-2].type == "NOT" and len(out) > 2 and out[-3].type == "MODAL"))


def _adjective(out: list[Word]) -> bool:
    """Return whether the participle before a noun belongs to it: a preposition stands before (``to authorized bodies``)."""
    return len(out) > 1 and out[-2].type in _GOVERNING and not out[-1].lemma.endswith(_PARTICIPLE[1])


_MOVING = frozenset({"NE", "FIN", "BEV", "MODAL", "INF", "IF", "TO"})
_GOVERNING = frozenset({"PREP", "OF", "TO", "BY", "AT", "FROM", "WHEN", "EXCEPT"})


_FINITE = frozenset({"FIN", "BEV", "MODAL"})
_OPENING = frozenset({"", "DOT", "SEMI", "COLON"})
_BEFORE_VERB = _OPENING | {"TO", "MODAL", "X", "AND", "COMMA"}


def _placed(word: Word, before: str, known: Classes, *, addressed: bool) -> str:
    """Return what an English word is where it stands."""
    kind = word.type
    if kind == "NE" and (addressed or before == "MODAL") and word.text.islower():
        return "INF"
    if kind == "NE" and (before in _OPENING or before == "TO" or addressed) and known.kinds(word.lemma):
        return "INF"
    if kind == "FIN" and before in _OPENING and not word.lemma.endswith(_THIRD):
        return "INF"
    if kind == "TO" and before in _OPENING:
        return "X"
    if (kind in _FINITE and before == "REL") or (kind == "INF" and before not in _BEFORE_VERB):
        return "X"
    return kind


def _plural(word: Word) -> bool:
    """Return whether a word names several who act: a verb may follow without an ending (``commissariats send``)."""
    return word.actor and word.lemma.endswith(_THIRD)


def _begins(word: Word, before: Sequence[Word], known: Classes) -> bool:
    """Return whether an instruction begins after the place it changes (``In clause 4, replace``), or after its time."""
    if len(before) > 1 and before[-2].type == "CITE":
        return word.type == "NE" and word.lemma in known.verbs["amendment"]
    return word.type == "NE" and before[0].type in _TIMED and bool(known.kinds(word.lemma))


_TIMED = frozenset({"WITHIN", "SOON"})
_THIRD = "s"
_ORDERED = "ordered"  # "to" before a verb or an addressee


def _relative(word: Word, before: Sequence[Word], known: Classes) -> bool:
    """Return whether "where" or "when" hangs on the noun before it (``the territories where``, ``the time when``)."""
    if not before or before[-1].type not in ("NE", "NF"):
        return False
    return word.value == "place" or (word.value == "time" and before[-1].lemma in known.times)


_PARTICIPLE = ("ed", "ing")
_ADJECTIVES = frozenset({"A", "PART", "TA"})
_LINKS = frozenset({"AND", "COMMA"})


def _agreed(given: list[Word]) -> list[Word]:
    """Mark the adjectives that agree with the noun after them, and what can be a genitive; from the last word back."""
    out = list(given)
    known = classes("ru")
    group = 0  # the cases of the noun phrase that begins at the next word
    before_link = 0  # the same, where a comma, "and" or a bracket stands between
    acting = False  # whether that phrase names somebody who acts
    for at in range(len(out) - 1, -1, -1):
        word = out[at]
        kind = word.type
        if kind == "N" and group and word.lemma in known.pointing:
            out[at] = word._replace(type="A", mask=group)
        elif kind == "N":
            group, before_link, acting = word.mask, 0, word.actor
            out[at] = _noun_form(out, at, known)
        elif kind == "NM" and at > 1 and out[at - 1].type in ("N", "X") and out[at - 1].text[:1].isupper():
            out[at - 1] = out[at - 1]._replace(type="NM", actor=True, mask=out[at - 1].mask or word.mask)
            group, before_link = 0, 0
        elif kind in _ADJECTIVES:
            apart = kind == "PART" and (word.lemma in known.predicating or (acting and _has_agent(out, at, group)))
            both = 0 if apart else word.mask & (group or before_link)
            both = 0 if kind == "PART" and _has_object(out, at, both) else both
            if both:
                out[at] = word._replace(type="TA" if kind == "TA" else "AG" if both & GENITIVE else "A", mask=both)
                group, before_link = both, 0
            else:
                out[at] = _alone(word)
                group, before_link = (word.mask, 0) if out[at].type in ("N", "NG") else (0, 0)
        elif kind == "ITS" and group and (group & GENITIVE if at and out[at - 1].type in ("N", "NG") else acting):
            out[at] = word._replace(type="AG" if group & GENITIVE else "A", mask=group)
        elif group and (kind == "RPAR" or (kind in _BEFORE_ADJECTIVE and out[at + 1].type in ("A", "AG") and out[at + 1].lemma)):
            group, before_link = 0, group
        else:
            group, before_link = 0, 0
    return out


_BEFORE_ADJECTIVE = _LINKS | {"LPAR"}


def _has_agent(words: Sequence[Word], at: int, group: int) -> bool:
    """Return whether somebody in the instrumental after a participle did what it says (``, изложенной Судом``): after a
    comma, and where the participle can be of another case."""
    return words[at - 1].type == "COMMA" and not group & ~INSTRUMENTAL and bool(words[at].mask & ~INSTRUMENTAL)


def _has_object(words: Sequence[Word], at: int, both: int) -> bool:
    """Return whether a noun after a participle is its object (``, обслуживающий плательщика``)."""
    return words[at - 1].type == "COMMA" and not both & ~ACCUSATIVE and bool(words[at].mask & NOMINATIVE)


def _noun_form(words: Sequence[Word], at: int, known: Classes) -> Word:
    """Return a noun marked when it can be a genitive of the one before it; a name after ``город`` hangs on that; none hangs
    on what stands before a comma if its own clause begins (``лица, обязанности которых``)."""
    word, before = words[at], words[at - 1] if at else words[at]
    genitive = word.mask & GENITIVE
    if before.lemma in known.places and before.mask & word.mask and at and word.text[:1].isupper():
        return word._replace(type="NG" if genitive & before.mask else "POST")
    if not genitive or (before.type == "COMMA" and at + 1 < len(words) and words[at + 1].type == "REL"):
        return word
    return _new(Word, ("NG", *word[1:]))


def _alone(word: Word) -> Word:
    """Return an adjective that agrees with nothing: a participle hangs on the words before, another stands for a noun."""
    if word.type in ("PART", "TA"):
        return word
    return _new(Word, ("ADJ", *word[1:]))
