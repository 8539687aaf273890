"""The first page: the question box, what can be asked, regimes and acts; and the list of all acts."""

from __future__ import annotations

from decreelex.web.pages import known
from decreelex.web.pages.regime import statuses
from decreelex.web.pages.templates import Reader, render

RECENT = 8


def home(reader: Reader) -> str:
    """Return the first page."""
    recent = sorted(known.acts().values(), key=lambda row: row.date, reverse=True)[:RECENT]
    questions = known.questions()
    concrete = sorted(questions, key=lambda row: not row.bind)
    examples = tuple(said for row in concrete for said in row.examples[reader.language][:1])
    wordings = tuple(said for row in questions for said in row.examples[reader.language])
    return render("home", reader, recent=recent, regimes=statuses(reader.language), questions=questions,
                  examples=examples[:6], wordings=wordings)


def acts(reader: Reader) -> str:
    """Return the page of all acts, the latest first."""
    rows = sorted(known.acts().values(), key=lambda row: row.date, reverse=True)
    texts = (tuple(dict.fromkeys((text.language, text.state) for text in row.texts)) for row in rows)
    return render("acts", reader, rows=tuple(zip(rows, texts, strict=True)))
