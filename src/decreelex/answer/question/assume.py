""" "What if": an assumed act in words -> the text of an act, put together from grammar/assume.*.toml."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from decreelex.answer.question import resolve
from decreelex.answer.question.entries import AssumeWords, assume_words, fill
from decreelex.answer.question.reading import Chunk, SaidAct, Trouble
from decreelex.span import Span


class Life(NamedTuple):
    """The days of an assumed act (ISO). ``published``: a day, ``never``, or None where nothing is said of it.

    ``when``: what it says of its entry into force: publication, signature, an ISO day, or None.
    """

    signed: str
    published: str | None
    when: str | None


class Content(NamedTuple):
    """What an assumed act orders: ``order`` is a key of assume.*.toml; ``regime`` and ``act`` are ids."""

    order: str
    regime: str | None
    act: str | None
    at: str | None = None
    point: str | None = None


def life(steps: Iterable[Any], span: Span) -> Life:
    """Read the steps of an act's life: each signing or publication takes the next day named, or the day named first.

    Raises Trouble when a day is missing or left over.
    """
    days: dict[str, str] = {}
    waiting: list[str] = []
    leading = when = None
    for step in steps:
        if isinstance(step, tuple) and not isinstance(step, Chunk):
            when = _when(step[1])
        elif step.type in {"SIGNED", "PUBLISHED"}:
            waiting.append(step.type)
        elif step.type == "UNPUBLISHED":
            days["PUBLISHED"] = "never"
        elif step.type == "DAY" and waiting:
            days.update((name, step.value.value) for name in waiting)
            waiting = []
        elif step.type == "DAY" and leading is None and not days:
            leading = step.value.value
        elif step.type == "DAY":
            raise Trouble("dates", step.span)
    if waiting and leading:
        days.update((name, leading) for name in waiting)
        waiting = []
    published = days.get("PUBLISHED")
    signed = days.get("SIGNED") or (published if published != "never" else None)
    if waiting or signed is None:
        raise Trouble("life", span)
    return Life(signed[:10], published and published[:10], when)


def _when(parts: list[Chunk]) -> str:
    last = parts[-1]
    return str(last.value.value) if last.type == "DAY" else last.type.lower()


def text(draft: SaidAct, content: Content, lived: Life, *, language: str, known: resolve.Known, span: Span) -> str:
    """Return the text of the assumed act, its first line saying when it is published. Raises Trouble."""
    words = assume_words(language)
    form = words.act[_form(draft, words, known, span)]
    order, title = _order(content, words, known, span)
    commencement = fill(form.commencement, when=_commencement(lived.when, words)) if lived.when else ""
    body = fill(form.text, title=title, order=order, commencement=commencement, number=words.number, **_day(lived.signed, words))
    return _published(lived, words) + body


def _form(draft: SaidAct, words: AssumeWords, known: resolve.Known, span: Span) -> str:
    """Return the kind of act meant; its office must be one that issues it, and said where several do; a person issues none."""
    for kind in draft.kinds if draft.speaker is None else ():
        issuers = known.catalogue.issuers.get(kind, ())
        if kind in words.act and (draft.office in issuers or (draft.office is None and len(issuers) < 2)):
            return kind
    raise Trouble("draft", span)


def _published(lived: Life, words: AssumeWords) -> str:
    if lived.published is None:
        return ""
    never = lived.published == "never"
    return words.published["never"] if never else fill(words.published["on"], date=lived.published)


def _commencement(when: str, words: AssumeWords) -> str:
    if when in words.when:
        return words.when[when]
    return fill(words.when["date"], date=_date(when, words))


def _order(content: Content, words: AssumeWords, known: resolve.Known, span: Span) -> tuple[str, str]:
    """Return what the act orders and what its title says."""
    values: dict[str, str] = {"point": content.point or ""}
    if content.act:
        values |= {name: _cited(getattr(words, name), content.act, words, known, span) for name in ("cited", "cited_of")}
    if content.regime:
        values |= _regime(content.regime, words, known, span)
    if content.at:
        values["moment"] = _moment(content.at, words)
    title = words.title["end" if content.order == "end_at" else content.order]
    return fill(words.order[content.order], **values), fill(title, **values)


def _regime(regime: str, words: AssumeWords, known: resolve.Known, span: Span) -> dict[str, str]:
    key = known.regimes[regime]
    form = words.regime.get(key.kind)
    if form is None:
        raise Trouble("draft", span)
    qualified: Mapping[str, str] = words.qualifier.get(key.qualifier or "", {})
    by = _cited(words.cited_by, key.act, words, known, span) if key.act in known.acts and key.act else None
    return {
        "verb": form.verb,
        "ending": form.ending,
        "declared": fill(form.declared, by=by) if by else "",
        "object": fill(qualified.get("object", "$it"), it=form.object),
        "genitive": fill(qualified.get("genitive", "$it"), it=form.genitive),
    }


def _cited(forms: Mapping[str, str], iri: str, words: AssumeWords, known: resolve.Known, span: Span) -> str:
    key = known.acts[iri]
    if key.kind not in forms:
        raise Trouble("draft", span)
    return fill(forms[key.kind], date=_date(key.date, words), number=key.number)


def _day(iso: str, words: AssumeWords) -> dict[str, object]:
    day = datetime.date.fromisoformat(iso[:10])
    return {"day": day.day, "month": words.months[day.month - 1], "year": day.year}


def _date(iso: str, words: AssumeWords) -> str:
    return _moment(iso, words) if "T" in iso else fill(words.date, **_day(iso, words))


def date(iso: str, language: str) -> str:
    """Return an ISO day in words (``language``: ru, en)."""
    return _date(iso, assume_words(language))


def _moment(iso: str, words: AssumeWords) -> str:
    if "T" not in iso:
        return _date(iso, words)
    return fill(words.moment, hour=iso[11:13], minutes=iso[14:16], minute=iso[14:16], **_day(iso, words))
