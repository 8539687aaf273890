"""An act that the asker assumes: its text read like any other, its publication and identity as far as it says them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from decreelex.answer import labels
from decreelex.errors import Diagnostic, InputError, fail
from decreelex.model import Work
from decreelex.reason import as_of
from decreelex.reason.acts import ActRecord, ActText, walk

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def read(given: str, number: int) -> tuple[ActRecord, tuple[Diagnostic, ...]]:
    """Parse an assumed act like any other; its first line may say ``published: DATE|never``."""
    name = f"assumption-{number}"
    published, body = _publication_line(given, number)
    from decreelex import amending, build, resolve  # not needed where nothing is assumed
    from decreelex import text as texts

    built = resolve.resolve(build.build(texts.from_str(body, name=name)))
    expression = amending.with_modifications(built, body)
    nameless = not any((expression.work.kind, expression.work.author, expression.work.date, expression.work.number))
    silent = not any(p.effects for p in walk(expression.provisions))
    no_act = (nameless and silent) or any(d.code == "act-not-found" for d in expression.diagnostics)
    if no_act or all(p.kind == "unrecognised" for p in expression.provisions):
        raise fail(
            InputError,
            "assumption-no-act",
            f"assumption {number} is no act: nothing in it was recognised",
            suggestions=("give the text of an act: title, numbered points, date and number",),
        )
    work, incomplete = _identified(expression.work, published, number)
    texts_ = (ActText(expression, name, "assumed", True, body),)
    record = labels.table()["record"]["assumed" if published else "assumed-own-date"]
    act = ActRecord(work, texts_, published or work.date, record, assumed=True)
    relevant = tuple(d for d in expression.diagnostics if d.severity == "error" or d.code.startswith("effect"))
    return act, (*incomplete, *relevant)


@functools.cache
def _publication_pattern() -> re.Pattern[str]:
    """Return what matches the first line of an assumed act that says when it is published (words: labels.toml)."""
    words = "|".join(labels.table()["publication"]["line"])
    return re.compile(rf"\A\ufeff?\s*(?:{words})[ \t]*:[ \t]*([^\r\n]*?)[ \t]*(?:[\r\n]|\Z)", re.IGNORECASE)


def _publication_line(given: str, number: int) -> tuple[str | None, str]:
    """Return the publication that the first line states, and the text with that line blanked: spans keep their places."""
    found = _publication_pattern().match(given)
    if not found:
        return None, given
    blanked = " " * found.end(1) + given[found.end(1) :]
    value = found[1]
    if value.casefold() in labels.table()["publication"]["never"]:
        return "never", blanked
    if _ISO_DATE.match(value):
        try:
            as_of(value)
            return value, blanked
        except ValueError:
            pass
    raise fail(
        InputError,
        "bad-published",
        f"assumption {number}: published: {value!r} is neither a date (2026-12-01) nor 'never'",
        suggestions=tuple(dict.fromkeys(_dates_in(value))) or ("published: 2026-12-01", "published: never"),
    )


def _dates_in(words: str) -> Iterator[str]:
    """Yield the line that was probably meant, where the words name a date in full."""
    from decreelex.clause import find_dates

    for tongue in ("rus", "eng"):
        for when in find_dates(words, tongue):
            yield f"published: {when.value[:10]}"


def _identified(work: Work, published: str | None, number: int) -> tuple[Work, tuple[Diagnostic, ...]]:
    """Return the identity of an assumed act; what the text does not say is filled so that it is nobody else's."""
    lacking = [f for f in ("kind", "author", "date", "number") if not getattr(work, f)]
    date = work.date or (published if published and published != "never" else None)
    iri = work.iri or f"/akn/ru/act/{work.kind or 'unknown'}/{date or 'undated'}/assumed-{number}"
    made = Work(iri, work.kind, work.number, date, work.author, work.title)
    if not lacking:
        return made, ()
    return made, (
        Diagnostic(
            "assumption-identity",
            "warning",
            f"assumption {number} does not say its {', '.join(lacking)}: "
            "who issued an act, when and under what number decides what it can do",
        ),
    )
