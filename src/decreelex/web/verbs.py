"""What worker processes can do: each verb takes plain values and returns the bytes of an answer's body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from decreelex import api
from decreelex.errors import UsageError, fail
from decreelex.text import Source
from decreelex.web import bodies
from decreelex.web.examples import example

encode = msgspec.json.encode


def _source(data: bytes, media: str, name: str | None) -> Source:
    """Return the text of a body that is a text or a file."""
    return api.read_source(data, name=name or None)[0] if not media.startswith("text/plain") else _plain(data, name)


def _plain(data: bytes, name: str | None) -> Source:
    from decreelex import text

    return text.decode(data, name=name)


def _given(data: bytes, media: str, query: dict[str, str]) -> tuple[Source, str, list[str] | None]:
    """Return source, language and steps of a request on one act: JSON with its text, or the file itself."""
    if media == "application/json":
        asked = bodies.decode(data, bodies.ActBody)
        from decreelex import text

        return text.from_str(asked.text, name=asked.name), asked.lang, asked.steps
    steps = query["steps"].split(",") if query.get("steps") else None
    return _source(data, media, query.get("name")), query.get("lang", "auto"), steps


def parse(*, db: str | None, data: bytes, media: str, query: dict[str, str]) -> bytes:
    """Parse an act; ``format`` of the query: json, akn, tree or text."""
    source, lang, steps = _given(data, media, query)
    form = query.get("format", "json")
    expression = api.parse_source(source, lang=lang, steps=[] if form == "text" else steps)
    if form == "akn":
        return api.to_akn(expression, source.text)[0]
    if form == "tree":
        return api.tree(expression).encode()
    return api.rebuild(source, expression.language) if form == "text" else encode(expression)


def amendments(*, db: str | None, data: bytes, media: str, query: dict[str, str]) -> bytes:
    """Read what an act orders to be changed in others."""
    source, lang, _ = _given(data, media, query)
    return encode(api.amendments(api.parse_source(source, lang=lang)))


def annotate(*, db: str | None, data: bytes, media: str, query: dict[str, str]) -> bytes:
    """Return who must, may and must not do what, until when."""
    source, lang, _ = _given(data, media, query)
    return encode(api.annotate(api.parse_source(source, lang=lang)))


def apply(*, db: str | None, asked: dict[str, Any]) -> bytes:
    """Apply amending acts to a base."""
    return encode(api.apply(asked["base"], asked["amending"], strict=asked["strict"]))


def ask(*, db: str | None, **asked: Any) -> bytes:
    """Answer a question."""
    return encode(api.ask(**asked, db=db))


def questions(*, db: str | None) -> bytes:
    """Return the catalogue."""
    return encode(api.questions())


def act_page(*, db: str | None, offset: int, limit: int) -> bytes:
    """Return a page of the acts that are known."""
    known = api.acts(db=db)
    after = offset + limit
    follows = f"/api/v1/acts?offset={after}&limit={limit}" if after < len(known) else None
    return encode({"total": len(known), "offset": offset, "limit": limit, "next": follows, "acts": known[offset:after]})


def regimes(*, db: str | None) -> bytes:
    """Return the regimes that can be asked about."""
    return encode(api.regimes(db=db))


def timeline(*, db: str | None, regime: str, known_at: str | None, lang: str, form: str = "json") -> bytes:
    """Return a regime's timeline as JSON or SVG."""
    if form == "svg":
        return api.timeline_svg(regime, known_at=known_at, lang=lang, db=db).encode()
    return encode(api.timeline(regime, known_at=known_at, lang=lang, db=db))


def act(*, db: str | None, iri: str, at: str, lang: str, form: str) -> bytes:
    """Return an act as in force on a date: JSON, JSON-LD, Akoma Ntoso or text."""
    point = api.consolidate(iri, at, lang=lang, db=db)
    if form == "text":
        return point.text.encode()
    if form == "akn":
        return api.to_akn(point, point.text)[0]
    return encode(api.to_jsonld(point)) if form == "jsonld" else encode(point)


def diff(*, db: str | None, iri: str, start: str, end: str, lang: str) -> bytes:
    """Return how an act differs between two dates."""
    return encode(api.diff(iri, start, end, lang=lang, db=db))


def history(*, db: str | None, iri: str, eid: str, lang: str) -> bytes:
    """Return what changed a provision."""
    return encode(api.history(iri, eid, lang=lang, db=db))


def search(*, db: str | None, words: str, limit: int, offset: int) -> bytes:
    """Return the provisions in which all words stand."""
    return encode(api.search(words, db=db, limit=limit, offset=offset))


def generation(*, db: str | None) -> bytes:
    """Return the number that changes with the contents of the store."""
    from decreelex import stored

    return str(stored.generation(db)).encode()


def add_act(*, db: str | None, asked: dict[str, Any]) -> bytes:
    """Parse an act and add it to the store."""
    from decreelex import stored, text

    source = text.from_str(asked["text"], name=asked["name"])
    entry = stored.entry(api.parse_source(source), source.text, state=asked["state"], source=asked["source"],
                         published=asked["published"], iri=asked["work"], complete=asked["complete"])
    return encode(stored.open_store(db).add(entry))


def remove_act(*, db: str | None, iri: str) -> bytes:
    """Withdraw an act from the store."""
    from decreelex import stored

    return encode({"iri": iri, "removed": stored.open_store(db).remove(iri)})


def problem(*, db: str | None, code: str, lang: str) -> bytes:
    """Return what a diagnostic's code means."""
    return api.explain(code, lang=lang).encode()


def schema(*, db: str | None, what: str) -> bytes:
    """Return the JSON Schema of a kind of output."""
    return encode(api.schema(what))


def page(*, db: str | None, name: str, language: str, address: str, **arguments: Any) -> bytes:
    """Return one of the reader's pages."""
    from decreelex.web.pages import views

    return views.page(name, language=language, address=address, db=db, **arguments)


def warm(*, db: str | None, slow: bool) -> bytes:
    """Load what every question needs; ``slow``: what the reading of texts needs too."""
    api.questions()
    api.regimes()
    api.ask("mobilization.ended", db=db)
    if db:
        api.search(example("words"), db=db)
    if slow:
        read = api.parse(example("text"))
        api.amendments(read)
        api.annotate(read)
    return b""


def sleep(*, db: str | None, seconds: float) -> bytes:
    """Do nothing for a while (to test the limit of time)."""
    import time

    if seconds > 3600:
        raise fail(UsageError, "bad-request", "that is too long")
    time.sleep(seconds)
    return b""


VERBS: dict[str, Callable[..., bytes]] = {
    verb.__name__: verb
    for verb in (
        act, act_page, add_act, amendments, annotate, apply, ask, diff, generation, history, page, parse, problem, questions,
        regimes, remove_act, schema, search, sleep, timeline, warm,
    )
}
