"""What a quantity counts: its number, in figures or words, and its unit."""

from __future__ import annotations

from decreelex.clause.norms.structs import Value
from decreelex.clause.norms.tokens import Word
from decreelex.clause.penalties import read_number
from decreelex.span import Span


def counted(text: str, word: Word) -> dict[str, Value]:
    """Return ``number`` and ``unit`` of a quantity, where its words or figures say them."""
    numbers = [part.value for part in word.parts if isinstance(part, Word) and part.type == "NUM" and part.value.isdigit()]
    given: dict[str, Value] = {"number": int("".join(numbers))} if numbers and len("".join(numbers)) < 16 else {}
    kinds = {part.type for part in word.parts if isinstance(part, Word)}
    if {"NUM", "NUMW"} <= kinds and "LPAR" not in kinds:  # "2 million"; but "2 (two) months" says it twice
        given = {}
    if not given and (said := _worded(text, word)) is not None:
        given = {"number": said}
    return {**given, **({"unit": word.lemma} if word.lemma else {})}


def _worded(text: str, word: Word) -> int | None:
    """Return a number in words, or English figures with commas between thousands; None where parts of it are something else."""
    parts = [part for part in word.parts if isinstance(part, Word) and part.type in ("NUM", "NUMW")]
    english_ = word.text.isascii()
    said = [part.type == "NUMW" or (english_ and _thousands(part.text)) for part in parts]
    plain = any(said) and all(one or part.value.isdigit() for one, part in zip(said, parts, strict=True))
    return read_number(text, Span(word.start, parts[-1].end), "en" if english_ else "ru") if plain else None


def _thousands(figures: str) -> bool:
    first, *groups = figures.split(",")
    return bool(groups) and first.isdigit() and all(len(one) == _GROUP and one.isdigit() for one in groups)


_GROUP = 3  # figures between commas
