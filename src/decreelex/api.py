"""The straight line, composed: what the command line, the HTTP API and Python callers use.

Every function takes and returns plain values or model structs; nothing prints, nothing exits.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from decreelex.errors import DecreelexError, Diagnostic, UsageError, fail

if TYPE_CHECKING:
    from decreelex.answer import CatalogueRow
    from decreelex.model import Amendments, Answer, Expression, Timeline
    from decreelex.text import Source

LANGUAGES = {"ru": "rus", "en": "eng", "rus": "rus", "eng": "eng", "auto": "auto"}
STEPS = ("citations", "effects", "amendments")


def parse(text: str, *, name: str | None = None, lang: str = "auto", steps: Sequence[str] | None = None) -> Expression:
    """Parse the text of an act into the model.

    ``lang``: ru, en or auto; ``steps``: of citations, effects, amendments (default: all). Spans are code points of
    ``text``. Raises InputError for an empty or too large text, UsageError for an unknown language or step.
    """
    from decreelex import text as texts

    return parse_source(texts.from_str(text, name=name), lang=lang, steps=steps)


def read_source(data: bytes, *, name: str | None = None) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Return the text of a file (plain text in any accepted encoding, HTML, DOCX, PDF, RTF) and what was left out of it.

    Raises InputError for what cannot be read, UsageError where the ``formats`` extra is needed and not installed.
    """
    from decreelex import formats

    read = formats.read(data, name=name)
    return read.source, read.diagnostics


def parse_source(source: Source, *, lang: str = "auto", steps: Sequence[str] | None = None) -> Expression:
    """Parse a decoded source; see ``parse``."""
    from decreelex import build, resolve

    if lang not in LANGUAGES:
        raise fail(UsageError, "bad-language", f"unknown language {lang!r}", suggestions=("ru", "en", "auto"))
    unknown = [step for step in steps or () if step not in STEPS]
    if unknown:
        raise fail(UsageError, "bad-step", f"unknown step {unknown[0]!r}", suggestions=STEPS)
    expression = build.build(source, language=LANGUAGES[lang], steps=None if steps is None else frozenset(steps))
    built = resolve.resolve(expression)
    if steps is not None and "amendments" not in steps:
        return built
    from decreelex import amending

    return amending.with_modifications(built, source.text)


def amendments(expression: Expression) -> Amendments:
    """Return what an act orders to be changed in others, and the instructions in it that could not be read.

    ``expression``: from ``parse`` with the step ``amendments`` (or all steps).
    """
    from decreelex import amending

    return amending.amendments(expression)


def amendments_text(found: Amendments, *, lang: str = "en", color: bool = False) -> str:
    """Return amendments for a terminal: the operation, where it lands, the words; then what was not read."""
    from decreelex import render

    return render.amendments_text(found, language=lang, color=color)


def rebuild(source: Source, language: str) -> bytes:
    """Return the source's bytes again, put together from the leaves of its structure."""
    from decreelex import build

    return build.text_of(source, language)


def tree(expression: Expression, *, color: bool = False, width: int = 100) -> str:
    """Return an outline of an expression for a terminal."""
    from decreelex import render

    return render.tree(expression, color=color, width=width)


def summary(expression: Expression, *, color: bool = False) -> str:
    """Return one line on how the reading went: provisions, depth, coverage, diagnostics."""
    from decreelex import render

    return render.summary(expression, color=color)


def to_akn(expression: Expression, text: str | None = None) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """Return an expression as Akoma Ntoso 3.0, and what that format cannot carry."""
    from decreelex import akn

    return akn.write(expression, text=text)


def explain(code: str, *, lang: str = "en") -> str:
    """Return what a diagnostic's code means and what to do. Raises UsageError for an unknown code."""
    import difflib
    import tomllib

    from decreelex import resources

    table = tomllib.loads((resources.folder("grammar") / "diagnostics.toml").read_text(encoding="utf-8"))
    if code not in table:
        near = tuple(difflib.get_close_matches(code, table, n=3))
        raise fail(UsageError, "unknown-code", f"no diagnostic has the code {code!r}", suggestions=near)
    row = table[code]
    return f"{code}: {row['ru' if lang == 'ru' else 'en']}\n  = {row['do']}"


def ask(
    question: str,
    *,
    params: Mapping[str, str] | None = None,
    as_of: str | None = None,
    known_at: str | None = None,
    assume: Sequence[str] = (),
    without: Sequence[str] = (),
    doctrine: str | None = None,
    lang: str | None = None,
) -> Answer:
    """Answer a status question with its proof.

    ``question``: a catalogue id or words in English or Russian. ``as_of``, ``known_at``: ISO date or date-time, Moscow
    time; default now. ``assume``: texts of acts assumed to exist. ``without``: IRIs of acts left out. Raises UsageError
    for a question, parameter, date or doctrine that is not understood (with the nearest ones), InputError for an
    assumed text that is no act.
    """
    from decreelex import answer

    return answer.ask(
        answer.Request(
            question, dict(params or {}), as_of, known_at, tuple(assume), tuple(without), doctrine, lang
        )
    )


def answer_text(answer: Answer, *, lang: str | None = None, color: bool = False, width: int = 100) -> str:
    """Return an answer for people: verdict first, then why, the proof, and what would change it."""
    from decreelex import render
    from decreelex.answer import language_of

    return render.answer_text(answer, language=lang or language_of(answer), color=color, width=width)


def questions() -> list[CatalogueRow]:
    """Return the catalogue: ids, parameters, descriptions and example wordings."""
    from decreelex.answer import catalogue

    return catalogue()


def questions_text(*, lang: str = "en", color: bool = False, width: int = 100) -> str:
    """Return the catalogue for a terminal."""
    from decreelex import render

    return render.questions_text(questions(), language=lang, color=color, width=width)


def timeline(regime: str, *, known_at: str | None = None, lang: str = "en") -> Timeline:
    """Return what happened to a regime and its status from day to day. Raises UsageError for an unknown regime."""
    from decreelex import answer

    return answer.timeline(regime, known_at=known_at, lang=lang)


def timeline_text(
    regime: str, *, known_at: str | None = None, lang: str = "en", color: bool = False, width: int = 100
) -> str:
    """Return a regime's timeline for a terminal."""
    from decreelex import render

    return render.timeline_text(timeline(regime, known_at=known_at, lang=lang), language=lang, color=color, width=width)


def timeline_svg(regime: str, *, known_at: str | None = None, lang: str = "en") -> str:
    """Return a regime's timeline as a picture (SVG)."""
    from decreelex import render

    return render.timeline_svg(timeline(regime, known_at=known_at, lang=lang), language=lang)


@functools.cache
def _schemas() -> dict[str, Any]:
    from decreelex.answer import CatalogueRow
    from decreelex.model import Amendments, Answer, Expression, Timeline

    return {"expression": Expression, "answer": Answer, "timeline": Timeline, "questions": list[CatalogueRow],
            "amendments": Amendments}


def schema(what: str = "expression") -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a kind of output. Raises UsageError for an unknown kind."""
    kinds = _schemas()
    if what not in kinds:
        raise fail(UsageError, "unknown-schema", f"there is no schema {what!r}", suggestions=tuple(kinds))
    made = msgspec.json.schema(kinds[what])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def validate(data: bytes, *, what: str | None = None) -> tuple[Diagnostic, ...]:
    """Check a JSON document against its schema; one diagnostic for each fault, naming its path."""
    import jsonschema

    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return (Diagnostic("not-json", "error", f"not JSON: {error}"),)
    validator = jsonschema.Draft202012Validator(schema(what or _kind_of(document)))
    try:
        found = sorted(validator.iter_errors(document), key=lambda e: e.json_path)
    except RecursionError:
        return (Diagnostic("too-deep", "error", "the document is nested too deeply (more than 64 levels)"),)
    return tuple(Diagnostic("schema", "error", f"{error.json_path}: {error.message[:300]}") for error in found[:100])


def _kind_of(document: object) -> str:
    """Return which schema a document means to follow, by the keys that only it has."""
    if isinstance(document, list):
        return "questions"
    keys = document.keys() if isinstance(document, dict) else ()
    own = {"verdict": "answer", "bands": "timeline", "unparsed": "amendments"}
    return next((kind for key, kind in own.items() if key in keys), "expression")


def check_rules() -> tuple[Diagnostic, ...]:
    """Check the shipped rules against the shipped texts."""
    from decreelex import answer

    try:
        return answer.check_rules()
    except DecreelexError as error:
        return error.diagnostics
