"""Words to tokens: one pass over a text, word forms looked up in tables kept as data (grammar/*.toml).

A table file holds, per terminal, lemmas (all their forms are made once with pymorphy3, for Russian; ``tags`` keeps
those with given grammemes), literal forms and phrases; values name what a word stands for. A table for both languages
(no language in its name) lists things, each with its words per language. Run time is dictionary look-ups only.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from decreelex import resources, snapshot

WORD, NAME, NUMBER, PUNCT = "WORD", "NAME", "NUMBER", "PUNCT"

# soft hyphens, accents apart from their letter, joiners: no word ends there
MARKS = "\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufeff"
_MARK = re.compile(f"[{MARKS}]")
_LETTERS = rf"[^\W\d_]+(?:[{MARKS}]++[^\W\d_]*+)*+"
_TOKEN = re.compile(rf"{_LETTERS}(?:[-‐‑'’]{_LETTERS})*|\d+|[^\w\s]|_")


class Token(NamedTuple):
    """A token: terminal name, the words, half-open span in code points, and what it stands for (or ``""``)."""

    type: str
    text: str
    start: int
    end: int
    value: str = ""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """What a form maps to, and the longer phrases that begin with it (each: the further forms, terminal, value)."""

    type: str | None
    value: str
    phrases: tuple[tuple[tuple[str, ...], str, str], ...] = ()


class Lexicon(msgspec.Struct, frozen=True):
    """A compiled word table of one language: folded form -> Entry."""

    name: str
    language: str
    forms: dict[str, Entry]

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> list[Token]:
        """Return the tokens of ``text[start:end]`` in order, longest phrase first. Unknown words are WORD or NAME."""
        found = _TOKEN.finditer(text, start, len(text) if end is None else end)
        return list(self._merge([(m.group(), m.start(), m.end()) for m in found]))

    def _merge(self, words: list[tuple[str, int, int]]) -> Iterator[Token]:
        at, total = 0, len(words)
        folded = [fold(word) for word, _, _ in words]
        while at < total:
            word, start, end = words[at]
            kind, value, size = self._match(folded, at)
            if size > 1:
                end = words[at + size - 1][2]
                word = " ".join(w for w, _, _ in words[at : at + size])
            yield Token(kind or plain_type(word), word, start, end, value)
            at += size

    def _match(self, folded: list[str], at: int) -> tuple[str | None, str, int]:
        entry = self.forms.get(folded[at])
        if entry is None:
            return None, "", 1
        for rest, kind, value in entry.phrases:
            if tuple(folded[at + 1 : at + 1 + len(rest)]) == rest:
                return kind, value, 1 + len(rest)
        return entry.type, entry.value, 1


@functools.lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return the form under which words are looked up: lower case, ё as е, one kind of hyphen and apostrophe, no marks."""
    return folded(word)


def folded(words: str) -> str:
    """Return ``fold`` of words that are not worth remembering."""
    low = plain(words).casefold()
    return low if low.isascii() else low.replace("ё", "е").replace("‐", "-").replace("‑", "-").replace("’", "'")


def plain(words: str) -> str:
    """Return words as they are read: without soft hyphens, joiners and stress marks, accented letters in one piece."""
    if _MARK.search(words) is None:
        return words
    return _MARK.sub("", unicodedata.normalize("NFC", words))


def plain_type(word: str) -> str:
    """Return the terminal of a word that is in no table."""
    first = word[0]
    if first.isdigit():
        return NUMBER
    if first.isalpha():
        return NAME if first.isupper() else WORD
    return PUNCT


@functools.cache
def load(name: str, language: str) -> Lexicon:
    """Return the table grammar/<name>.<language>.toml, compiled (``language``: ru or en).

    ``name`` may join several tables: ``dates+citation``.
    """
    return snapshot.cached(f"words.{name}.{language}", Lexicon, lambda: compile_file(name, language))


def compile_file(name: str, language: str) -> Lexicon:
    """Read and expand the word tables named. Raises ValueError when one form stands for two terminals.

    A phrase listed twice is what it was listed as first.
    """
    forms: dict[str, tuple[str, str]] = {}
    phrases: dict[str, dict[tuple[str, ...], tuple[str, str]]] = {}
    for terminal, words, value in _rows(name, language):
        first, *rest = (fold(w) for w in _TOKEN.findall(words))
        if rest:
            phrases.setdefault(first, {}).setdefault(tuple(rest), (terminal, value))
        else:
            _add(forms, first, terminal, value, name)
    keys = forms.keys() | phrases.keys()
    rows = {key: _longest(found) for key, found in phrases.items()}
    return Lexicon(name, language, {key: _entry(forms.get(key), rows.get(key, ())) for key in sorted(keys)})


def _entry(form: tuple[str, str] | None, phrases: tuple[tuple[tuple[str, ...], str, str], ...]) -> Entry:
    return Entry(*form, phrases) if form else Entry(None, "", phrases)


def _longest(phrases: dict[tuple[str, ...], tuple[str, str]]) -> tuple[tuple[tuple[str, ...], str, str], ...]:
    return tuple((rest, *phrases[rest]) for rest in sorted(phrases, key=lambda rest: (-len(rest), rest)))


def _rows(name: str, language: str) -> Iterator[tuple[str, str, str]]:
    """Yield (terminal, words, value) of the tables joined in ``name``."""
    for one in name.split("+"):
        path = resources.folder("grammar") / f"{one}.{language}.toml"
        if path.exists():
            for terminal, spec in tomllib.loads(path.read_text(encoding="utf-8")).items():
                yield from ((terminal, words, value) for words, value in entries(spec, language))
        else:
            path = resources.folder("grammar") / f"{one}.toml"
            yield from _things(tomllib.loads(path.read_text(encoding="utf-8")), language)


def _things(table: dict[str, Any], language: str) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of a table of things: ``[terminals.<language>]`` maps a terminal to the tags of its forms."""
    terminals = table["terminals"][language]
    for key, thing in table.items():
        if key != "terminals":
            for terminal, tags in terminals.items():
                spec = {"lemmas": {key: thing.get(language, [])}, "tags": tags}
                yield from ((terminal, words, value) for words, value in entries(spec, language))


def _add(forms: dict[str, tuple[str, str]], form: str, terminal: str, value: str, where: str) -> None:
    known = forms.setdefault(form, (terminal, value))
    if known[0] != terminal:
        raise ValueError(f"{where}: {form!r} stands for both {known[0]} and {terminal}")


def entries(spec: Any, language: str) -> Iterator[tuple[str, str]]:
    """Yield (words, value) of one terminal: ``lemmas`` in all forms (of ``tags``, if given), ``forms`` as written.

    Either is a list (value: the lemma, or the form) or a table from value to list. A tag is a list of grammemes
    (``"sing,nomn"``); a form is kept when it has all those of one tag.
    """
    tags = tuple(spec.get("tags", ()))
    for key in ("lemmas", "forms"):
        given = spec.get(key, [])
        pairs = [(w, w) for w in given] if isinstance(given, list) else [(w, v) for v, ws in given.items() for w in ws]
        for words, value in pairs:
            for form in _inflect(words, language, tags) if key == "lemmas" else [words]:
                yield form, value


def _inflect(words: str, language: str, tags: tuple[str, ...]) -> list[str]:
    """Return the forms of a lemma; a phrase is inflected word by word where its words agree (adjective + noun)."""
    if language != "ru":
        return [words]
    return _russian_forms(words, tags)


@functools.cache
def _morph() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


def _russian_forms(words: str, tags: tuple[str, ...]) -> list[str]:
    """Return the forms of the lexeme of ``words``; in a phrase only the agreeing words before the head noun move."""
    split = words.split()
    if len(split) > 1:
        return _phrase_forms(split, tags)
    parsed = _morph().parse(split[0])
    best = next((p for p in parsed if fold(p.normal_form) == fold(split[0])), parsed[0])
    own = set() if tags else {fold(split[0])}
    return sorted({fold(form.word) for form in best.lexeme if _tagged(form, tags)} | own)


def _tagged(form: Any, tags: tuple[str, ...]) -> bool:
    return not tags or any(set(tag.split(",")) <= form.tag.grammemes for tag in tags)


def _phrase_forms(split: list[str], tags: tuple[str, ...]) -> list[str]:
    head = next((i for i, w in enumerate(split) if "NOUN" in _morph().parse(w)[0].tag), len(split) - 1)
    tail = " ".join(split[head + 1 :])
    out = set() if tags else {" ".join(split)}
    for form in _noun(split[head]).lexeme:
        wanted = {g for g in (form.tag.case, form.tag.number) if g}
        if form.tag.number == "sing" and form.tag.gender:
            wanted.add(form.tag.gender)
        modifiers = [_agree(w, wanted) for w in split[:head]]
        if all(modifiers) and _tagged(form, tags):
            out.add(" ".join([*(str(m) for m in modifiers), form.word, *([tail] if tail else [])]))
    return sorted(out)


def _noun(word: str) -> Any:
    """Return the reading of a word as a noun in the nominative, or else the likeliest one."""
    parsed = _morph().parse(word)
    return next((p for p in parsed if "NOUN" in p.tag and fold(p.normal_form) == fold(word)), parsed[0])


def _agree(word: str, wanted: set[str]) -> str | None:
    parsed = _morph().parse(word)
    adjective = next((p for p in parsed if "ADJF" in p.tag or "PRTF" in p.tag), parsed[0])
    form = adjective.inflect(wanted)
    return form.word if form else None


CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_KINDS = {
    "NOUN": "noun", "NPRO": "noun", "ADJF": "adjective", "PRTF": "participle", "INFN": "infinitive", "VERB": "finite",
    "PRED": "finite", "PRTS": "short", "ADJS": "short", "GRND": "gerund", "NUMR": "numeral",
}
_FOLDED_CASES = {"gen2": "gent", "gen1": "gent", "loc2": "loct", "loc1": "loct", "acc2": "accs", "voct": "nomn"}
_LIKELY = 0.02  # readings rarer than this are left out


class Morph(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a Russian word form is, by the likeliest of its readings and those like it.

    ``kind``: noun, adjective, participle, infinitive, finite, short, gerund, numeral or other; ``lemma``, folded;
    ``cases``: a bit per case of ``CASES`` in the singular, six higher for the plural (of a verb: bit 0 singular, bit 6
    plural). ``person``: it names a living being, a person's name or an organisation. ``past``: a past form.
    """

    kind: str
    lemma: str
    cases: int = 0
    person: bool = False
    past: bool = False
    name: bool = False


@functools.lru_cache(maxsize=1 << 17)
def morph(form: str) -> Morph:
    """Return what the word ``form`` is (Russian); a form is analysed once."""
    readings = [p for p in _morph().parse(form) if p.score >= _LIKELY] or _morph().parse(form)[:1]
    weight: dict[str, float] = {}
    for p in readings:
        kind = _KINDS.get(p.tag.POS or "", "other")
        weight[kind] = weight.get(kind, 0.0) + p.score
    kind = max(weight, key=lambda name: weight[name])
    chosen = [p for p in readings if _KINDS.get(p.tag.POS or "", "other") == kind]
    grammemes = chosen[0].tag.grammemes
    cases = 0
    for p in chosen:
        cases |= _case_bits(p.tag)
    person = kind == "noun" and any({"anim", "Orgn"} & p.tag.grammemes for p in chosen)
    name = kind == "noun" and any({"Name", "Surn", "Patr"} & p.tag.grammemes for p in chosen)
    return Morph(kind, fold(chosen[0].normal_form), cases, person, "past" in grammemes, name)


_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def lemma(word: str) -> str:
    """Return the form under which a word is looked for: of a Russian word the lemma, else the word itself; folded."""
    folded = fold(word)
    return morph(folded).lemma if _CYRILLIC.search(folded) else folded


def _case_bits(tag: Any) -> int:
    """Return the bits of one reading: case and number; of a finite verb its number (no number: both)."""
    case = _FOLDED_CASES.get(tag.case, tag.case)
    bit = CASES.index(case) if case in CASES else 0
    return {"sing": 1 << bit, "plur": 1 << (bit + 6)}.get(tag.number, (1 << bit) | (1 << (bit + 6)))


Paradigm = dict[tuple[str, str], tuple[str, ...]]


@functools.lru_cache(maxsize=256)
def paradigms(words: str) -> tuple[Paradigm, ...]:
    """Return the forms of a Russian noun phrase by (case, number), once for each way to read it; () where it is none.

    Adjectives before the head noun agree with it, what follows it stays. The first form of each is the usual one.
    Capitals stay as they are given.
    """
    split = words.split()
    head = next((i for i, w in enumerate(split) if _heads(w, split[i + 1 : i + 2])), -1)
    if head < 0 or not all(_adjective(w) for w in split[:head]):
        return ()
    found = (_paradigm(split, head, noun) for noun in _as_nouns(split[head]))
    return tuple(one for one in found if one is not None)


def _heads(word: str, after: list[str]) -> bool:
    """Return whether a word is the head of its phrase: a noun, and no adjective of the noun after it."""
    return bool(_as_nouns(word)) and not (after and _adjective(word) and _as_nouns(after[0]))


def _paradigm(split: list[str], head: int, noun: Any) -> Paradigm | None:
    out: dict[tuple[str, str], list[str]] = {}
    for form in noun.lexeme:
        if form.tag.case in CASES and form.tag.number:
            one = _phrase(split, head, form)
            if one is None:
                return None
            out.setdefault((form.tag.case, form.tag.number), []).append(one)
    return {key: tuple(dict.fromkeys(forms)) for key, forms in out.items()}


def numbers(words: str) -> frozenset[str]:
    """Return the grammatical numbers in which a phrase may be given (``sing``, ``plur``), read as a nominative."""
    return frozenset(number for forms in paradigms(words) for (case, number), some in forms.items()
                     if case == "nomn" and fold(words) in map(fold, some))


def _as_nouns(word: str) -> list[Any]:
    """Return the readings of a word as a noun in the nominative."""
    return [p for p in _morph().parse(word) if "NOUN" in p.tag and p.tag.case == "nomn"]


def _adjective(word: str) -> Any:
    return next((p for p in _morph().parse(word) if {"ADJF", "PRTF"} & p.tag.grammemes and p.tag.case == "nomn"), None)


def _phrase(split: list[str], head: int, form: Any) -> str | None:
    wanted = {form.tag.case, form.tag.number}
    if form.tag.number == "sing":
        wanted.add(form.tag.gender)
    if form.tag.case == "accs" and form.tag.gender != "femn":
        wanted.add(form.tag.animacy)
    if form.tag.case == "accs" and form.tag.number == "plur":
        wanted.add(form.tag.animacy)
    moved = [_adjective(w).inflect(wanted - {None}) for w in split[:head]]
    if not all(moved):
        return None
    words = [*(m.word for m in moved), form.word, *split[head + 1 :]]
    return " ".join(_cased(old, new) for old, new in zip(split, words, strict=True))


def _cased(old: str, new: str) -> str:
    if len(old) > 1 and old.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if old[:1].isupper() else new
