"""The first page: the question box, what can be asked, regimes and acts; and the list of all acts."""

from __future__ import annotations

from collections.abc import Mapping

from decreelex.web.pages import known
from decreelex.web.pages.regime import statuses
from decreelex.web.pages.templates import Reader, render

RECENT = 8
REGIMES = 12
ACTS = 100  # on one page


def home(reader: Reader) -> str:
    """Return the first page."""
    questions = known.questions()
    concrete = sorted(questions, key=lambda row: not row.bind)
    examples = tuple(said for row in concrete for said in row.examples[reader.language][:1])
    wordings = tuple(said for row in questions for said in row.examples[reader.language])
    return render("home", reader, recent=reader.known.latest[:RECENT], regimes=statuses(reader, REGIMES), questions=questions,
                  examples=examples[:6], wordings=wordings)


def acts(reader: Reader, query: Mapping[str, str]) -> str:
    """Return a page of the list of acts, the latest first; ``query``: page, from 1."""
    known_acts = reader.known.latest
    last = max(1, -(-len(known_acts) // ACTS))
    asked = query.get("page", "1")
    number = min(int(asked), last) if asked.isdecimal() and 0 < len(asked) < 9 else 1
    rows = known_acts[ACTS * (max(1, number) - 1) :][:ACTS]
    texts = (tuple(dict.fromkeys((text.language, text.state) for text in row.texts)) for row in rows)
    return render("acts", reader, rows=tuple(zip(rows, texts, strict=True)), number=max(1, number), last=last)
