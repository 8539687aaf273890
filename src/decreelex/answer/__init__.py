"""Questions to answers: a catalogue id or words in, a verdict with its proof out."""

from __future__ import annotations

import datetime
import re
from typing import Any

from decreelex.answer import history, knowledge, verdict
from decreelex.answer import question as words
from decreelex.answer.knowledge import World
from decreelex.answer.question import Question as CatalogueRow
from decreelex.errors import Diagnostic, UsageError, fail
from decreelex.model import Answer, Timeline
from decreelex.reason import as_of as minute_of

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_ID = re.compile(r"[a-z-]+\.[a-z-]+\Z")
_IRI = re.compile(r"/akn/[a-z]{2}/[a-z]+/\S+\Z")


def ask(
    question: str,
    *,
    params: dict[str, str],
    as_of: str | None,
    known_at: str | None,
    assume: tuple[str, ...],
    without: tuple[str, ...],
    doctrine: str | None,
    lang: str | None,
) -> Answer:
    """Answer a question; see ``decreelex.api.ask``."""
    now = _now()
    known = checked_date("--known-at", known_at) if known_at else None
    if _ID.match(question.strip()):
        return _by_id(
            question.strip(),
            params,
            as_of=as_of,
            known_at=known or now,
            assume=assume,
            without=without,
            doctrine=doctrine,
            language=lang or "en",
            now=now,
        )
    world = knowledge.world(assume, without)
    understood = _understood(question, lang, world)
    given = {**understood.params, **params}
    if understood.assume:
        world = knowledge.world((*assume, *understood.assume), without)
    day = as_of or understood.as_of or (history.last_commencement(world) if understood.assume else None) or now
    return verdict.answer(
        _query(
            understood.id,
            given,
            day,
            known or understood.known_at or now,
            doctrine,
            lang or understood.language,
            understood.expects,
            world,
        ),
        world,
    )


def _by_id(
    id: str,
    params: dict[str, str],
    *,
    as_of: str | None,
    known_at: str,
    assume: tuple[str, ...],
    without: tuple[str, ...],
    doctrine: str | None,
    language: str,
    now: str,
) -> Answer:
    if words.catalogue().find(id) is None:
        near = knowledge.near(id, [q.id for q in words.catalogue().question])
        raise fail(
            UsageError,
            "unknown-question",
            f"there is no question {id!r}; 'decreelex questions' lists them",
            suggestions=near,
        )
    world = knowledge.world(assume, without)
    return verdict.answer(_query(id, params, as_of or now, known_at, doctrine, language, None, world), world)


def _query(
    id: str,
    params: dict[str, str],
    as_of: str,
    known_at: str,
    doctrine: str | None,
    language: str,
    expects: str | None,
    world: World,
) -> verdict.Query:
    entry = words.catalogue().find(id)
    assert entry is not None
    generic = words.catalogue().find(entry.of) if entry.of else entry
    assert generic is not None
    bound = _params(generic, {**params, **entry.bind}, world)
    chosen = doctrine or world.base.rules.default_doctrine
    if chosen not in world.base.rules.doctrines:
        raise fail(
            UsageError,
            "unknown-doctrine",
            f"there is no doctrine {chosen!r}",
            suggestions=tuple(world.base.rules.doctrines),
        )
    understood = words.understood_text(id, {n: world.labels.label(v, language) for n, v in bound.items()}, language)
    return verdict.Query(
        id, generic.id, understood, bound, checked_date("--as-of", as_of), known_at, chosen, language, expects
    )


def _params(entry: CatalogueRow, given: dict[str, str], world: World) -> dict[str, str]:
    """Check the parameters of a question; raises UsageError naming what is unknown, missing or misspelt."""
    for name in given.keys() - entry.params.keys():
        raise fail(
            UsageError, "unknown-param", f"{entry.id} has no parameter {name!r}", suggestions=tuple(entry.params)
        )
    for name in entry.params.keys() - given.keys():
        raise fail(
            UsageError,
            "missing-param",
            f"{entry.id} needs the parameter {name!r}: {entry.params[name]['en']}",
            suggestions=tuple(f"--param {name}={known}" for known in _examples(name, world)),
        )
    if "regime" in given:
        return {**given, "regime": _regime(given["regime"], world)}
    if "act" in given and not _IRI.match(given["act"]):
        raise fail(UsageError, "bad-act", f"{given['act']!r} is no work IRI", suggestions=_examples("act", world))
    return given


def _examples(name: str, world: World) -> tuple[str, ...]:
    return tuple(r.id for r in world.regimes) if name == "regime" else tuple(world.acts)[:3]


def _regime(given: str, world: World) -> str:
    """Return the id of a regime, given by its id or by the IRI of the act that declares it."""
    for row in world.regimes:
        if given in {row.id, row.act}:
            return row.id
    bound = {q.bind["regime"] for q in words.catalogue().question if "regime" in q.bind}
    if given in bound:
        return given
    known = {r.id for r in world.regimes} | bound
    raise fail(
        UsageError,
        "unknown-regime",
        f"no regime {given!r} is known",
        suggestions=knowledge.near(given, known) or tuple(sorted(known)),
    )


def checked_date(option: str, given: str) -> str:
    """Return an ISO date or date-time (Moscow time) as it was given. Raises UsageError for anything else."""
    value = given.strip()
    try:
        minute_of(value)
    except ValueError:
        pass
    else:
        return value
    hint = _repaired(value)
    raise fail(
        UsageError,
        "bad-date",
        f"{option} {given!r} is no date: write YYYY-MM-DD or YYYY-MM-DDTHH:MM (Moscow time)",
        suggestions=(hint,) if hint else (),
    )


def _repaired(value: str) -> str | None:
    """Return the date that was probably meant: day first, or dots for hyphens."""
    numbers = re.findall(r"\d+", value)
    if len(numbers) != 3:
        return None
    year, month, day = numbers if len(numbers[0]) == 4 else numbers[::-1]
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _now() -> str:
    """Return today in Moscow (UTC+3) as an ISO date."""
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=3))).date().isoformat()


def _understood(question: str, lang: str | None, world: World) -> words.Understood:
    regimes = {
        r.id: words.RegimeKey(r.kind, r.places, int(r.id.split("/")[2][:4]), None if r.sort == "any" else r.sort, r.act)
        for r in world.regimes
    }
    acts = {iri: (a.kind, a.number, a.date) for iri, a in world.acts.items()}
    read = words.understand(question, language=lang, regimes=regimes, acts=acts)
    if isinstance(read, words.Understood):
        return read
    hints = (*read.candidates, *(f"{s.id}: {s.example}" for s in read.suggestions))
    raise UsageError(Diagnostic("question-not-understood", "error", read.why, read.span, (), hints))


def language_of(answer: Answer) -> str:
    """Return the language an answer was given in: that of its words."""
    return "ru" if _CYRILLIC.search(answer.because) else "en"


def catalogue() -> list[Any]:
    """Return the questions that can be asked."""
    return list(words.catalogue().question)


def timeline(regime: str, *, known_at: str | None, lang: str) -> Timeline:
    """Return the timeline of a regime. Raises UsageError for an unknown one."""
    world = knowledge.world()
    known = checked_date("--known-at", known_at) if known_at else _now()
    return history.timeline(_regime(regime, world), world, known_at=known, language=lang)


def check_rules() -> tuple[Diagnostic, ...]:
    """Check the shipped rules against the shipped texts."""
    return knowledge.check_rules()


__all__ = ["CatalogueRow", "ask", "catalogue", "check_rules", "checked_date", "language_of", "timeline"]
