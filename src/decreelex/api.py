"""The straight line, composed: what the command line, the HTTP API and Python callers use.

Every function takes and returns plain values or model structs; nothing prints, nothing exits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from decreelex.errors import Diagnostic, UsageError, fail
from decreelex.inquiry import (
    answer_page as answer_page,
)
from decreelex.inquiry import (
    answer_text as answer_text,
)
from decreelex.inquiry import (
    ask as ask,
)
from decreelex.inquiry import (
    changes as changes,
)
from decreelex.inquiry import (
    changes_text as changes_text,
)
from decreelex.inquiry import (
    check_rules as check_rules,
)
from decreelex.inquiry import (
    proof_dot as proof_dot,
)
from decreelex.inquiry import (
    proof_svg as proof_svg,
)
from decreelex.inquiry import (
    readings as readings,
)
from decreelex.inquiry import (
    readings_text as readings_text,
)
from decreelex.inquiry import (
    rule_cases as rule_cases,
)
from decreelex.inquiry import (
    why_not as why_not,
)
from decreelex.inquiry import (
    why_not_text as why_not_text,
)
from decreelex.schemas import schema as schema
from decreelex.schemas import validate as validate

if TYPE_CHECKING:
    from decreelex.annotation import Annotated
    from decreelex.answer import CatalogueRow, Ground, KnownAct, KnownRegime
    from decreelex.changes import Comparison, Consolidation, HistoryEntry, PointInTime
    from decreelex.consolidation import Decision, Item
    from decreelex.model import Amendments, Expression, Timeline
    from decreelex.store import Hit
    from decreelex.text import Source

LANGUAGES = {"ru": "rus", "en": "eng", "rus": "rus", "eng": "eng", "auto": "auto"}
STEPS = ("citations", "effects", "amendments")


def parse(text: str, *, name: str | None = None, lang: str = "auto", steps: Sequence[str] | None = None) -> Expression:
    """Parse the text of an act into the model.

    ``lang``: ru, en or auto; ``steps``: of citations, effects, amendments (default: all). Spans are code points of
    ``text``. Raises InputError for an empty or too large text, UsageError for an unknown language or step, or for what
    is no string.
    """
    from decreelex import text as texts

    _string("text", text)
    return parse_source(texts.from_str(text, name=name), lang=lang, steps=steps)


def _string(name: str, value: object) -> None:
    """Raise UsageError where a caller gave something else than a string."""
    if not isinstance(value, str):
        message = f"{name} is {type(value).__name__}, not str"
        hint = "decode the bytes first, or use decreelex.api.read_source(data)" if isinstance(value, bytes) else "pass a str"
        raise fail(UsageError, "not-a-string", message, suggestions=(hint,))


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
    built = expression if steps is not None and not {"citations", "effects"} & set(steps) else resolve.resolve(expression)
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


def annotate(expression: Expression) -> Annotated:
    """Return who must, may and must not do what, until when: marked words, their links, and what each provision does."""
    from decreelex import annotation

    return annotation.annotate(expression)


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


def to_jsonld(expression: Expression) -> dict[str, Any]:
    """Return an expression as a JSON-LD document in the terms of schema.org (Legislation) and ELI."""
    from decreelex import render

    return render.jsonld(expression)


def _with_text(act: Expression | Source | str) -> tuple[Expression, str, tuple[Diagnostic, ...]]:
    """Return an act with its source text; an expression without it has its text put together again."""
    from decreelex import consolidation
    from decreelex import text as texts
    from decreelex.model import Expression

    if isinstance(act, Expression):
        return act, *consolidation.rebuilt(act)
    from decreelex.answer import editions

    source = texts.from_str(act) if isinstance(act, str) else act
    return editions.shipped(source.sha256) or parse_source(source), source.text, ()


def apply(
    base: Expression | Source | str,
    amending: Expression | Source | str | Sequence[Expression | Source | str],
    *,
    strict: bool = False,
    decisions: Mapping[int, Sequence[Decision]] | None = None,
) -> Consolidation:
    """Apply amending acts to the act they amend: each modification exactly, or not at all with the reason.

    Acts are expressions from ``parse``, decoded sources, or texts; a text keeps every blank of the base. ``strict``: all
    or nothing. ``decisions``: reviewers' decisions on the how-many-eth amending act (from 0). Acts are taken by the day
    on which they take effect, as the rules conclude it, else by their own date.
    """
    from decreelex import consolidation
    from decreelex.answer import editions
    from decreelex.model import Expression
    from decreelex.text import Source

    given = [amending] if isinstance(amending, str | Expression | Source) else list(amending)
    text_of_base = _with_text(base)
    acts, found = [], list(text_of_base[2])
    for number, one in enumerate(given):
        expression, text, notes = _with_text(one)
        decided, stale = consolidation.decide(expression, text, (decisions or {}).get(number, ()))
        found += (*notes, *stale)
        acts.append(consolidation.Act(decided, text))
    settled = consolidation.settle(acts, editions.commences, editions.reread)
    known, assumed = consolidation.identified(text_of_base[0], settled.orders)
    found += (*settled.diagnostics, *assumed)
    return consolidation.apply(known, text_of_base[1], settled.orders, strict=strict, diagnostics=found)


def consolidate(iri: str, at: str, *, lang: str = "ru", db: str | None = None) -> PointInTime:
    """Return the text of an act in force on an ISO date, with the events that made it and those to come.

    ``db``: the file of a store whose texts count beside those shipped.

    Raises UsageError for an unknown act or a date that is none, InputError where no text reaches back to the date.
    """
    from decreelex.answer import editions
    from decreelex.answer.asking import checked_date

    return editions.point(iri, checked_date("--at", at)[:10], language=LANGUAGES[lang], known=_ground(db, iri))


def compare(old: Expression, new: Expression, *, names: tuple[str, str] | None = None) -> Comparison:
    """Return how two expressions of one act differ, provision by provision and word by word."""
    from decreelex.changes import Comparison
    from decreelex.consolidation.compare import between
    from decreelex.consolidation.compare import compare as changes

    called = names or (old.source.name or "old", new.source.name or "new")
    return Comparison(new.work.iri, *called, _with_text(old)[1], _with_text(new)[1], changes(old, new), between(old, new))


def diff(iri: str, start: str, end: str, *, lang: str = "ru", db: str | None = None) -> Comparison:
    """Return how the text of an act differs between two ISO dates; see ``consolidate``."""
    old, new = consolidate(iri, start, lang=lang, db=db), consolidate(iri, end, lang=lang, db=db)
    return compare(old, new, names=(start, end))


def history(iri: str, eid: str, *, lang: str = "ru", db: str | None = None) -> tuple[HistoryEntry, ...]:
    """Return what changed a provision of an act, with the act and clause that did; prospective changes too.

    Raises UsageError for an act that is not known or a provision that no text of it has.
    """
    from decreelex import consolidation
    from decreelex.answer import editions
    from decreelex.consolidation import find

    last = editions.history(iri, language=LANGUAGES[lang], known=_ground(db, iri))
    entries = consolidation.history(last, eid)
    if not entries and not find.find(find.index(last), eid):
        known = [n.unit.eid for n in find.index(last).nodes]
        raise fail(UsageError, "unknown-provision", f"no text of {iri} at hand has a provision {eid}",
                   suggestions=_near(eid, known))
    return entries


def _near(word: str, known: Sequence[str]) -> tuple[str, ...]:
    import difflib

    return tuple(difflib.get_close_matches(word, known, n=3, cutoff=0.5))


def review(act: Source, decided: Sequence[Decision] = (), *, base: Source | None = None) -> list[Item]:
    """Return the instructions of an amending act with their operations and what was decided on them.

    With ``base``, the act they amend, each also says what it does there: the words before and after, or why nothing.
    """
    from decreelex import consolidation

    expression = parse_source(act)
    found = consolidation.items(expression, act.text, decided)
    if base is None:
        return found
    made = apply(base, expression)
    return consolidation.outcomes(found, made)


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


def _ground(db: str | None, iri: str | None = None) -> Ground | None:
    if db is None:
        return None
    from decreelex import stored

    return stored.ground(db, iri)


def search(words: str, *, db: str | None = None, limit: int = 20, offset: int = 0) -> list[Hit]:
    """Return the provisions in which all words stand in any of their forms, best first: of a store, or those shipped."""
    from decreelex import stored

    _string("words", words)
    return stored.search(words, db, limit=limit, offset=offset)


def questions() -> list[CatalogueRow]:
    """Return the catalogue: ids, parameters, descriptions and example wordings."""
    from decreelex.answer import catalogue

    return catalogue()


def questions_text(*, lang: str = "en", color: bool = False, width: int = 100) -> str:
    """Return the catalogue for a terminal."""
    from decreelex import render

    return render.questions_text(questions(), language=lang, color=color, width=width)


def acts(*, db: str | None = None) -> tuple[KnownAct, ...]:
    """Return the acts that are known, in order of IRI, with the texts of each that are at hand."""
    from decreelex import answer

    return answer.acts(_ground(db))


def acts_text(*, lang: str = "en", db: str | None = None, color: bool = False, width: int = 100) -> str:
    """Return the acts that are known for a terminal."""
    from decreelex import render

    return render.acts_text(acts(db=db), language=lang, color=color, width=width)


def regimes(*, db: str | None = None) -> tuple[KnownRegime, ...]:
    """Return the regimes that can be asked about, with the act that declares each."""
    from decreelex import answer

    return answer.regimes(_ground(db))


def regimes_text(*, lang: str = "en", db: str | None = None, color: bool = False, width: int = 100) -> str:
    """Return the regimes that can be asked about for a terminal."""
    from decreelex import render

    return render.regimes_text(regimes(db=db), language=lang, color=color, width=width)


def timeline(regime: str, *, known_at: str | None = None, lang: str = "en", db: str | None = None) -> Timeline:
    """Return what happened to a regime and its status from day to day. Raises UsageError for an unknown regime."""
    from decreelex import answer

    return answer.timeline(regime, known_at=known_at, lang=lang, ground=_ground(db))


def timeline_text(
    regime: str, *, known_at: str | None = None, lang: str = "en", db: str | None = None, color: bool = False, width: int = 100
) -> str:
    """Return a regime's timeline for a terminal."""
    from decreelex import render

    return render.timeline_text(
        timeline(regime, known_at=known_at, lang=lang, db=db), language=lang, color=color, width=width)


def timeline_svg(regime: str, *, known_at: str | None = None, lang: str = "en", db: str | None = None) -> str:
    """Return a regime's timeline as a picture (SVG)."""
    from decreelex import render

    return render.timeline_svg(timeline(regime, known_at=known_at, lang=lang, db=db), language=lang)
