"""What a citation refers to: the work IRI that its own words give, or why they give none.

Identity is the whole citation - kind, issuer, date, number - never the number alone; only codes are known by name.
"""

from __future__ import annotations

import functools
import tomllib
from typing import Any

from decreelex import eid as eids
from decreelex import resources
from decreelex.model import Citation


@functools.cache
def _tables() -> dict[str, Any]:
    """Return kinds.toml and codes.toml in one table."""
    out: dict[str, Any] = {}
    for name in ("kinds.toml", "codes.toml"):
        out |= {f"{name[:-5]}.{key}": value for key, value in _read(name).items()}
    return out


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.folder("grammar") / name).read_text(encoding="utf-8"))


def work_of(citation: Citation) -> tuple[str | None, str | None]:
    """Return (work IRI, None), or (None, why there is none), from the words of the citation alone."""
    if citation.kind is None:
        return None, "no act is named"
    if citation.kind == "gazette":
        return None, "a gazette is a place of publication, not an act"
    country, author = _country(citation)
    if citation.kind == "code":
        return _code(citation, country)
    missing = [name for name, value in (("date", citation.date), ("number", citation.number)) if not value]
    if missing:
        return None, f"no {' and no '.join(missing)} of the act"
    kind = _tables()["kinds.kinds"].get(citation.kind)
    if kind is None:
        return _document(citation, country)
    if not (author or kind.get("author") or (citation.kind == "zakon" and citation.author)):
        return None, "the issuer is not named"
    if country is None:
        return None, f"the issuer is in no table: {citation.author}"
    return _iri(citation, country, author, kind), None


def _country(citation: Citation) -> tuple[str | None, str | None]:
    """Return country and issuer of an ``author`` value; the country is None for an issuer in no table."""
    author = citation.author or ""
    country, colon, issuer = author.partition(":")
    known = _known_countries()
    if colon:
        return country, issuer or None
    if author in known:
        return author, None
    return ("ru", author or None) if not author or author.isascii() else (None, author)


@functools.cache
def _known_countries() -> frozenset[str]:
    return frozenset(_read("citation.en.toml")["COUNTRY"]["forms"])


def _code(citation: Citation, country: str | None) -> tuple[str | None, str | None]:
    name = citation.title or ""
    if country not in (None, "ru"):
        return None, f"a code of another country ({country}) is in no table"
    tables = _tables()
    named = tables["codes.codes"].get(name)
    if named:
        return eids.work_iri("ru", "act", "code", named["date"], slug(named["number"])), None
    known = tables["codes.named"].get(name) or _part(name, citation)
    return (known, None) if known else (None, "the code's parts are acts of their own; no article tells which")


def _part(name: str, citation: Citation) -> str | None:
    """Return the IRI of the part of a code that holds the article cited."""
    article = next((step.num for step in citation.path if step.kind == "art"), "").partition(".")[0]
    firsts = _tables()["codes.first"].get(name)
    if not firsts or not article.isdecimal():
        return None
    part = max((int(first), part) for first, part in firsts.items() if int(first) <= int(article))[1]
    iri: str = _tables()["codes.parts"][name][str(part)]
    return iri


def _document(citation: Citation, country: str | None) -> tuple[str | None, str | None]:
    """Return the IRI of an act whose kind is an issuer's own (plenum-vs)."""
    own = _tables()["kinds.issuers"].get(citation.kind)
    if own is None or country is None:
        return None, f"acts of the kind {citation.kind} are in no table"
    return eids.work_iri(country, own["doc"], own["subtype"], citation.date or "", slug(citation.number or "")), None


def _iri(citation: Citation, country: str, author: str | None, kind: dict[str, Any]) -> str:
    own = _tables()["kinds.issuers"].get(author or "")
    if own and citation.kind in own.get("kinds", (citation.kind,)):
        kind = own
    subtype = f"{kind['subtype']}-{author}" if kind.get("by_author") and author else kind["subtype"]
    return eids.work_iri(country, kind["doc"], subtype, citation.date or "", slug(citation.number or ""))


@functools.lru_cache(maxsize=1 << 12)
def slug(number: str) -> str:
    """Return a number as it stands in IRIs: lower case, Latin letters; ``31-ФЗ`` is ``31-fz``."""
    tables = _tables()
    head, dash, tail = number.casefold().replace("‑", "-").rpartition("-")
    tail = tables["kinds.misprints"].get(tail, tail)
    return "".join(tables["kinds.transliteration"].get(c, c) for c in f"{head}{dash}{tail}").replace("/", "-")


def code_part(name: str, number: str | None) -> str | None:
    """Return the IRI of a code's part that is an act of its own (``gk``, ``"2"``); None where there is none such."""
    iri: str | None = _tables()["codes.parts"].get(name, {}).get(number or "")
    return iri


def letters() -> tuple[str, ...]:
    """Return the alphabets that items are counted by."""
    return tuple(_tables()["kinds.letters"])
