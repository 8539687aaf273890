"""Identifiers: work and expression IRIs, eIds, and the folding under which they are compared.

Naming after Akoma Ntoso 3.0 Naming Convention: /akn/<country>/<doc>/<subtype>/<date>/<number> and parent__kind_num.
"""

from __future__ import annotations

import re

# Letters that look alike in both scripts; identifiers are compared with these folded (never rewritten).
_LATIN_TO_CYRILLIC = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")
_MARKED = re.compile(r"<sup>(\d+)</sup>")
_NUMBER_TAIL = re.compile(r"[.)\s]+$")


def fold(identifier: str) -> str:
    """Return the form under which identifiers are compared: homoglyphs and letter case do not count."""
    return identifier.translate(_LATIN_TO_CYRILLIC).casefold().translate(_LATIN_TO_CYRILLIC)


def to_cyrillic(text: str) -> str:
    """Return the text with Latin letters that look Cyrillic turned into Cyrillic ones."""
    return text.translate(_LATIN_TO_CYRILLIC)


def eid(parent: str | None, kind: str, number: str | None, nth: int = 1) -> str:
    """Return the eId of a unit: ``eid("art_337", "part", "2.1")`` is ``art_337__part_2.1``.

    ``kind`` is the eId's short name (art, part, point, item, al, sec, chp, att); a unit without number is ``nn_<nth>``.
    """
    own = f"{kind}_{clean_number(number)}" if number else f"nn_{nth}"
    return f"{parent}__{own}" if parent else own


def clean_number(printed: str) -> str:
    """Return a printed number without its final punctuation, superscripts as ``2.1``."""
    bare = _NUMBER_TAIL.sub("", printed.strip())
    return superscript_to_dot(_MARKED.sub(r".\1", bare)).replace(" ", "")


_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SUPERSCRIPT_RUN = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def superscript_to_dot(number: str) -> str:
    """Return ``5¹`` as ``5.1``."""
    return _SUPERSCRIPT_RUN.sub(lambda m: "." + m[0].translate(_SUPERSCRIPTS), number)


def work_iri(country: str, doc: str, subtype: str, date: str, number: str) -> str:
    """Return a work IRI, the number in lower case: ``/akn/ru/act/ukaz/2022-09-21/647``."""
    return f"/akn/{country}/{doc}/{subtype}/{date}/{number.casefold()}"


def expression_iri(work: str, language: str, date: str) -> str:
    """Return an expression IRI: ``/akn/…/647/rus@2022-09-21`` (``date``: the version's, ISO)."""
    return f"{work}/{language}@{date}"
