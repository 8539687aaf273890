"""The marks that single tokens carry: citations, dates, regimes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from decreelex import lexicon
from decreelex.clause import words as clause_words
from decreelex.clause.norms.classes import Classes, classes
from decreelex.clause.norms.structs import Label, Mark, Value
from decreelex.clause.norms.tokens import INSTRUMENTAL, Word
from decreelex.model import Citation
from decreelex.span import Span


def mark(text: str, label: Label, start: int, end: int, **attributes: Value) -> Mark:
    """Return a mark on ``text[start:end]``."""
    return Mark(label, Span(start, end), text[start:end], attributes)


def words_marks(text: str, words: Sequence[Word], found: Mapping[int, tuple[Citation, ...]], language: str) -> Iterator[Mark]:
    """Yield the marks that single tokens carry: citations, dates, regimes. What a unit that is added is called cites
    nothing."""
    added = _added(words, classes(language))
    for at, word in enumerate(words):
        if word.type == "CITE" and at in added:
            continue
        if word.type == "CITE":
            yield from _citations(text, found[word.start], word.parts[0] if word.parts else 0)
        elif word.type == "RANGE":
            yield from _dates(text, word, language)
        elif word.type == "DATE":
            yield mark(text, "DATE", word.start, word.end, **({"value": word.value} if word.value else {}))
        elif word.type == "NUM" and ":" in word.value:
            yield mark(text, "DATE", word.start, word.end)
        elif word.value in ("REGIME", "REGIME_OF"):
            qualified = at and words[at - 1].value == "QUALIFIER"
            yield mark(text, "REGIME", words[at - 1].start if qualified else word.start, word.end)


def _added(words: Sequence[Word], known: Classes) -> set[int]:
    """Return which citations name the unit that an instruction adds: those after its verb, up to the next comma."""
    out: set[int] = set()
    adding = False
    for at, word in enumerate(words):
        adding = word.lemma in known.adding or (adding and word.type not in ("COMMA", "SEMI", "COLON", "DOT"))
        if adding and word.type == "CITE" and _brought(word, words[at - 1]):
            out.add(at)
    return out


def _brought(word: Word, before: Word) -> bool:
    first = word.text.split()[0]
    if first.isascii():
        return before.text.casefold() == "with"
    return lexicon.morph(first.lower()).cases & ~INSTRUMENTAL == 0


def _dates(text: str, word: Word, language: str) -> Iterator[Mark]:
    """Yield the first and the last date of a range."""
    inside = clause_words.tokens(lexicon.load("dates", language), text, word.start, word.end)
    at = next(n for n, token in enumerate(inside) if token.type in ("PO", "TO") or (token.type == "PUNCT" and n))
    first, _, last = word.value.partition("/")
    yield mark(text, "DATE", word.start, inside[at - 1].end, value=first)
    yield mark(text, "DATE", inside[at + 1].start, word.end, value=last)


def _citations(text: str, cited: Sequence[Citation], named: int) -> Iterator[Mark]:
    """Yield one mark per act cited: the provisions of one act counted together are one with it. ``named``: where the
    words end that name the act, if the citation does not take them in. A sentence alone cites nothing."""
    paths = [one for one in cited if one.path and one.kind != "gazette"]
    if paths and not all(one.path[0].kind == "sentence" for one in paths):
        yield _cited(text, paths, named)
    for one in cited:
        if not one.path:
            yield _cited(text, [one])


def _cited(text: str, cited: Sequence[Citation], named: int = 0) -> Mark:
    first = cited[0]
    reference = {"iri": first.iri, "eid": first.eid}
    return mark(text, "CITATION", min(c.span.start for c in cited), max(named, *(c.span.end for c in cited)),
                **{key: value for key, value in reference.items() if value})
