"""A request -> a query: the question by id or in words, its parameters, dates and doctrine checked against what is known."""

from __future__ import annotations

import datetime
import re

import msgspec

from decreelex.answer import cases, duties, history, knowledge, provisions
from decreelex.answer import question as words
from decreelex.answer.called import called
from decreelex.answer.knowledge import Ground, World
from decreelex.answer.question import Question
from decreelex.answer.verdict import Query
from decreelex.errors import Diagnostic, UsageError, fail
from decreelex.reason import as_of as minute_of

_ID = re.compile(r"[a-z-]+\.[a-z-]+\Z")
_IRI = re.compile(r"/akn/[a-z]{2}/[a-z]+/\S+\Z")
_LANGUAGES = (None, "ru", "en")
MOSCOW = datetime.timezone(datetime.timedelta(hours=3))


class Request(msgspec.Struct, frozen=True):
    """What the asker gave; see ``decreelex.api.ask``."""

    question: str
    params: dict[str, str] = {}
    as_of: str | None = None
    known_at: str | None = None
    assume: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    doctrine: str | None = None
    lang: str | None = None
    full: bool = False


def prepare(request: Request, known: Ground | None = None) -> tuple[Query, World]:
    """Return the query that a request makes and the world to ask. Raises UsageError, InputError."""
    if request.lang not in _LANGUAGES:
        raise fail(UsageError, "bad-language", f"unknown language {request.lang!r}", suggestions=("ru", "en"))
    read = _read(request, known)
    world = knowledge.world((*request.assume, *read.assume), request.without, known)
    entry = _entry(read.id)
    generic = _entry(entry.of) if entry.of else entry
    params = _params(entry, generic, {**_fitting(read.params, generic), **request.params}, world)
    now = today()
    changed = history.last_commencement(world) if read.assume else None
    day = read.as_of or changed or now if request.as_of is None else request.as_of
    day = checked_date("--as-of", day)
    known_at = checked_date("--known-at", read.known_at or now if request.known_at is None else request.known_at)
    if "provision" in params:
        params["provision"] = _unpublished(params, world)
        world, params["provision"] = provisions.with_wording(
            world, params["act"], params["provision"], at=day, known_at=known_at, language=request.lang or read.language
        )
    if generic.id == "provision.obligations":
        world = duties.with_norms(
            world, params["act"], params["provision"], at=day, known_at=known_at, language=read.language
        )
    world, params = cases.with_case(world, generic.id, params, at=day, regime=words.catalogue().usual_regime)
    query = Query(
        entry.id,
        generic.id,
        words.understood_text(entry.id, called(params, world, read.language), read.language, negated=read.negated),
        params,
        day,
        known_at,
        _doctrine(request.doctrine, world),
        read.language,
        read.expects,
        read.event,
        (read.focus.act or "statement") if read.focus else None,
        read.as_of if read.as_of and not (read.focus and read.focus.date == read.as_of) else None,
        negated=read.negated,
        full=request.full,
    )
    return query, world


def _read(request: Request, known: Ground | None) -> words.Understood:
    """Return the question as read: a catalogue id as it is, words by the grammar."""
    given = request.question.strip()
    if _ID.match(given):
        return words.Understood(given, {}, request.lang or "en")
    world = knowledge.world(request.assume, request.without, known)
    regimes = {
        r.id: words.RegimeKey(r.kind, r.places, int(r.id.split("/")[2][:4]), None if r.sort == "any" else r.sort, r.act)
        for r in world.regimes
    }
    acts = {iri: (act.kind, act.number, act.date) for iri, act in world.acts.items()}
    statements = {iri: (said.speaker, said.date) for iri, said in world.base.statements.items()}
    read = words.understand(given, language=request.lang, regimes=regimes, acts=acts, statements=statements)
    if isinstance(read, words.Understood):
        return read
    hints = (*read.candidates, *(f"{s.id}: {s.example}" for s in read.suggestions))
    raise UsageError(Diagnostic("question-not-understood", "error", read.why, read.span, (), hints), text=given)


def _entry(name: str) -> Question:
    entry = words.catalogue().find(name)
    if entry is None:
        near = knowledge.near(name, [q.id for q in words.catalogue().question])
        message = f"there is no question {name!r}; 'decreelex questions' lists them"
        raise fail(UsageError, "unknown-question", message, suggestions=near)
    return entry


def _params(entry: Question, generic: Question, given: dict[str, str], world: World) -> dict[str, str]:
    """Check the parameters of a question; raises UsageError naming what is unknown, missing, bound or misspelt."""
    for name, value in given.items():
        if name not in generic.params:
            raise fail(UsageError, "unknown-param", f"{entry.id} has no parameter {name!r}", suggestions=tuple(generic.params))
        if entry.bind.get(name, value) != value:
            message = f"{entry.id} is about {entry.bind[name]}; ask {generic.id} about {value}"
            raise fail(UsageError, "bound-param", message, suggestions=(f"{generic.id} --param {name}={value}",))
    params = {**({} if given else generic.default), **given, **entry.bind}
    for name, described in generic.params.items():
        if name not in params and name not in generic.optional:
            hints = tuple(f"--param {name}={known}" for known in _examples(name, world))
            message = f"{entry.id} needs the parameter {name!r}: {described['en']}"
            raise fail(UsageError, "missing-param", message, suggestions=hints)
    if "regime" in params:
        params["regime"] = regime(params["regime"], world)
        params |= _territory(params, world)
    if "statement" in params:
        params["statement"] = _statement(params["statement"], world)
    _listed(params, generic)
    if "act" in params and not _IRI.match(params["act"]):
        raise fail(UsageError, "bad-act", f"{params['act']!r} is no work IRI", suggestions=_examples("act", world))
    return params


def _fitting(read: dict[str, str], generic: Question) -> dict[str, str]:
    return {name: value for name, value in read.items() if name in generic.params}


def _unpublished(params: dict[str, str], world: World) -> str:
    """Return the provision asked about; ``unpublished`` is the one of an act that was not published. Raises UsageError."""
    if params["provision"] != "unpublished":
        return params["provision"]
    found = sorted({str(f.args[1]) for f in world.facts.rows("not_published") if f.args[0] == params["act"]})
    if len(found) == 1:
        return found[0]
    message = f"{params['act']} has {len(found)} provisions that are known not to be published"
    raise fail(UsageError, "unknown-provision", message, suggestions=tuple(f"--param provision={eid}" for eid in found))


def _listed(params: dict[str, str], generic: Question) -> None:
    """Raise UsageError for a value that is none of those a parameter can have."""
    for name, allowed in generic.values.items():
        if params.get(name) not in (None, *allowed):
            raise fail(UsageError, "unknown-value", f"{generic.id} knows no {name} {params[name]!r}", suggestions=allowed)


def _territory(params: dict[str, str], world: World) -> dict[str, str]:
    """Return the place asked about, where it is one of several that a regime covers. Raises UsageError for another one."""
    place = params.pop("territory", None)
    row = next((r for r in world.regimes if r.id == params["regime"]), None)
    if place is None or row is None or not row.places:
        return {}
    if place not in row.places:
        message = f"{row.id} is declared for other places than {place!r}"
        raise fail(UsageError, "place-not-covered", message, suggestions=tuple(f"--param territory={p}" for p in row.places))
    return {"territory": place} if len(row.places) > 1 else {}


def _statement(given: str, world: World) -> str:
    """Return the IRI of a recorded statement. Raises UsageError for another one."""
    known = world.base.statements
    if given in known:
        return given
    near = knowledge.near(given, set(known))
    raise fail(UsageError, "unknown-statement", f"no statement {given!r} is recorded", suggestions=near)


def _examples(name: str, world: World) -> tuple[str, ...]:
    known = {"regime": [r.id for r in world.regimes], "statement": sorted(world.base.statements)[:5]}
    return tuple(known.get(name, [])) or (tuple(world.acts)[:3] if name == "act" else ())


def regime(given: str, world: World) -> str:
    """Return the id of a regime, given by its id or by the IRI of the act that declares it. Raises UsageError."""
    for row in world.regimes:
        if given in {row.id, row.act}:
            return row.id
    bound = {q.bind["regime"] for q in words.catalogue().question if "regime" in q.bind}
    if given in bound:
        return given
    known = {r.id for r in world.regimes} | bound
    hints = knowledge.near(given, known) or tuple(sorted(known))
    raise fail(UsageError, "unknown-regime", f"no regime {given!r} is known", suggestions=hints)


def _doctrine(given: str | None, world: World) -> str:
    doctrines = world.base.rules.doctrines
    if given is not None and given not in doctrines:
        raise fail(UsageError, "unknown-doctrine", f"there is no doctrine {given!r}", suggestions=tuple(doctrines))
    return given or world.base.rules.default_doctrine


def checked_date(option: str, given: str) -> str:
    """Return an ISO date or date-time (Moscow time) as it was given. Raises UsageError for anything else."""
    value = given.strip()
    try:
        minute_of(value)
    except ValueError:
        hint = _repaired(value)
        message = f"{option} {given!r} is no date: write YYYY-MM-DD or YYYY-MM-DDTHH:MM (Moscow time)"
        raise fail(UsageError, "bad-date", message, suggestions=(hint,) if hint else ()) from None
    return value


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


def today() -> str:
    """Return today in Moscow as an ISO date."""
    return datetime.datetime.now(MOSCOW).date().isoformat()
