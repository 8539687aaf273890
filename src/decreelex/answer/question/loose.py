"""A freely put question -> the catalogue's question with its parameters and dates, from what its frame found."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from decreelex.answer.question import concepts, frames, resolve
from decreelex.answer.question.frames import Spoken
from decreelex.answer.question.reading import Chunk, Trouble
from decreelex.model import Citation
from decreelex.span import Span


class Loose(NamedTuple):
    """A question understood from what it speaks of; as in ``Understood``. ``text``: the words as they were put right."""

    id: str
    params: dict[str, str]
    as_of: str | None
    known_at: str | None
    expects: str | None
    negated: bool
    text: str


def read(words: str, language: str, known: resolve.Known) -> Loose | None:
    """Return what a freely put question asks; None where that is not clear. Raises Trouble for things not known."""
    ids = frozenset(q.id for q in known.catalogue.question)
    text = concepts.corrected(words, language)
    spoken = frames.match(text, language, ids)
    if spoken is None:
        return None
    generic = spoken.frame.id
    params = {**_values(spoken, known), **_regime(spoken, known), **_act(spoken, known), **spoken.frame.params}
    if generic == "statement.effect":
        params |= _statement(spoken, known)
    _months(spoken, text, language, known.regimes.get(params.get("regime", "")))
    entry = next(q for q in known.catalogue.question if q.id == generic)
    fitting = {name: value for name, value in params.items() if name in entry.params}
    if not set(entry.params) <= {*fitting, *entry.bind, *entry.optional}:
        return None
    days = _days(spoken)
    return Loose(
        known.catalogue.row(generic, fitting), fitting, None if generic == "statement.effect" else _as_of(days, spoken),
        _known_at(spoken), spoken.frame.expects, spoken.frame.negated, text)


def _values(spoken: Spoken, known: resolve.Known) -> dict[str, str]:
    """Return what the words name by themselves: a ground, a person, an offence, the days of conduct."""
    out = {name: spoken.values[concept] for name, concept in (("ground", "GROUND"), ("who", "WHO")) if concept in spoken.values}
    days = _days(spoken)
    if spoken.frame.id.startswith("offence."):
        out |= {"article": spoken.values["OFFENCE"]} if "OFFENCE" in spoken.values else {}
        out |= {step.kind: step.num for one in spoken.cited for step in one.path if step.kind in {"part", "item"}}
        out |= {"article": s.num for s in next((o.path for o in spoken.cited), ())[:1] if s.kind == "art"}  # noqa: B035
        out |= days if "from" in days else {}
    if "expired" in _params(spoken, known) and spoken.first("DAY"):
        out["expired"] = days["to"]
    return out


def _params(spoken: Spoken, known: resolve.Known) -> Mapping[str, object]:
    entry = known.catalogue.find(spoken.frame.id)
    return entry.params if entry else {}


def _days(spoken: Spoken) -> dict[str, str]:
    """Return the first and last day named. Raises Trouble for more than one day that is no range."""
    ranged, named = spoken.first("RANGE"), [c for c in spoken.chunks if c.type in {"DAY", "DATE"}]
    if ranged:
        first, last = str(ranged.value).split("/")
        return {"from": first, "to": last}
    if len(named) > 1:
        raise Trouble("dates", Span(named[0].start, named[-1].end))
    value = named[0].value if named else None
    return {} if value is None else {"to": value if isinstance(value, str) else value.value}


def _as_of(days: Mapping[str, str], spoken: Spoken) -> str | None:
    """Return the day asked about: the one named, or the last one before it where that is how it is named."""
    day = days.get("to")
    chunk = spoken.first("DAY") or spoken.first("DATE")
    if day is None or chunk is None or not any(span.end <= chunk.start <= span.end + 1 for span in spoken.before):
        return day
    return (datetime.date.fromisoformat(day[:10]) - datetime.timedelta(days=1)).isoformat()


def _known_at(spoken: Spoken) -> str | None:
    chunk = spoken.first("KNOWNAT")
    return chunk.value.value if chunk else None


def _regime(spoken: Spoken, known: resolve.Known) -> dict[str, str]:
    """Return the regime meant where the question is about one, and the one place of it that is named."""
    chunk, where = spoken.first("REGIME"), spoken.first("WHERE")
    if chunk is None or "regime" not in _params(spoken, known):
        return {}
    said = chunk.value if where is None or chunk.value.places else chunk.value._replace(where=where.value)
    return resolve.with_place(said, chunk.span, known)


def _act(spoken: Spoken, known: resolve.Known) -> dict[str, str]:
    """Return the act meant and the provision of it, where the question is about them."""
    wanted, chunk = _params(spoken, known), spoken.first("CITED")
    if "act" not in wanted:
        return {}
    iri = resolve.act(chunk.value, chunk.span, known) if chunk else next((c.iri for c in spoken.cited if c.iri), None)
    out = {"act": iri} if iri else {}
    if "provision" in wanted and spoken.cited:
        out["provision"] = eid(spoken.cited[0])
    return out


def eid(cited: Citation) -> str:
    """Return the eId of the provision that a citation names."""
    return cited.eid or "__".join(f"{step.kind}_{step.num}" for step in cited.path)


def _statement(spoken: Spoken, known: resolve.Known) -> dict[str, str]:
    """Return the one recorded statement meant. Raises Trouble where there is none, or more than one."""
    chunk = spoken.first("CLAIM")
    assert chunk is not None  # the frame has one
    day = spoken.first("DAY") or spoken.first("DATE")
    date = chunk.value.date or (_text(day)[:10] if day else None)
    return {"statement": resolve.statement(chunk.value._replace(date=date), chunk.span, known)}


def _text(chunk: Chunk) -> str:
    return chunk.value if isinstance(chunk.value, str) else str(chunk.value.value)


def _months(spoken: Spoken, text: str, language: str, regime: Any) -> None:
    """Raise Trouble for a month or a year as the time asked about; one that says when a regime was declared is none.

    ``regime``: the key of the one meant (its third value: the year); a month of another year is not its beginning.
    """
    chunk = spoken.first("MONTH")
    if chunk is None or spoken.frame.id == "act.amended-by":
        return
    before = [f for f in concepts.find(text[: chunk.start], language) if f.concept in {"DECLARED_PART", "START"}]
    near = before and not text[before[-1].span.end : chunk.start].strip()
    lead = [c.type for c in spoken.chunks if c.end <= chunk.start][-2:]
    its_own = regime is None or regime[2] in {None, int(chunk.value.last[:4])}
    if not ((near or lead == ["REGIME", "OF"]) and spoken.first("REGIME") and its_own):
        raise Trouble("month", chunk.span)
