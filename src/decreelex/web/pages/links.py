"""Addresses of the pages, made in one place."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from decreelex.span import Span


def with_query(path: str, pairs: Sequence[tuple[str, str | None]], fragment: str = "") -> str:
    """Return a path with those pairs that have a value, and a fragment."""
    query = urlencode([(name, value) for name, value in pairs if value])
    return path + ("?" + query if query else "") + ("#" + quote(fragment) if fragment else "")


def act(iri: str, *, at: str | None = None, text: str | None = None, eid: str = "", fragment: str | None = None,
        quoted: tuple[str, Span] | None = None) -> str:
    """Return the address of an act. ``text``: rus or eng; ``quoted``: words to mark, as (name of a text, span)."""
    pairs: list[tuple[str, str | None]] = [("at", at), ("text", text)]
    if quoted is not None:
        pairs += [("of", quoted[0]), ("words", f"{quoted[1].start}-{quoted[1].end}"), ("eid", eid)]
    return with_query(quote(iri), pairs, eid if fragment is None else fragment)


def diff(iri: str, start: str, end: str, *, text: str | None = None) -> str:
    """Return the address of the comparison of an act on two dates."""
    return with_query(quote(iri), [("from", start), ("to", end), ("text", text)])


def regime(name: str, *, known_at: str | None = None) -> str:
    """Return the address of a regime."""
    return with_query("/regimes/" + quote(name), [("known_at", known_at)])


def picture(name: str, *, known_at: str | None, language: str) -> str:
    """Return the address of a regime's timeline as SVG."""
    return with_query("/api/v1/timeline", [("regime", name), ("known_at", known_at), ("lang", language), ("format", "svg")])


def ask(question: str, params: Sequence[tuple[str, str]] = (), *, path: str = "/ask", **given: str | None) -> str:
    """Return the address of a question. ``params``: the question's own; ``given``: as_of, known_at, doctrine."""
    own = [(f"param.{name}", value) for name, value in params]
    return with_query(path, [("question", question), *own, *given.items()])


def language(address: str, wanted: str) -> str:
    """Return an address (path and query) in the other language of the interface."""
    path, _, query = address.partition("?")
    kept = [row for row in query.split("&") if row and not row.startswith("lang=")]
    return path + "?" + "&".join([*kept, f"lang={wanted}"])
