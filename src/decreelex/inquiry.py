"""Questions asked of what is known: the answer, why it is not another one, what would change it, and pages to show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from decreelex.errors import DecreelexError, Diagnostic, UsageError, fail

if TYPE_CHECKING:
    from decreelex.answer import Ground, Request
    from decreelex.model import Answer
    from decreelex.views import Changes, Readings, RuleReport, WhyNot


class Given(TypedDict, total=False):
    """What may be given with a question: see ``ask``."""

    params: Mapping[str, str] | None
    as_of: str | None
    known_at: str | None
    assume: Sequence[str]
    without: Sequence[str]
    doctrine: str | None
    lang: str | None
    full: bool
    db: str | None


def ask(  # noqa: PLR0913 (the contract's parameters)
    question: str,
    *,
    params: Mapping[str, str] | None = None,
    as_of: str | None = None,
    known_at: str | None = None,
    assume: Sequence[str] = (),
    without: Sequence[str] = (),
    doctrine: str | None = None,
    lang: str | None = None,
    full: bool = False,
    db: str | None = None,
) -> Answer:
    """Answer a status question with its proof.

    ``question``: a catalogue id or words in English or Russian. ``as_of``, ``known_at``: ISO date or date-time, Moscow
    time; default now. ``assume``: texts of acts assumed to exist. ``without``: IRIs of acts or statements left out, or
    scopes of registers. ``doctrine``: the reading to answer by. ``full``: the proof holds every step, comparisons too.
    ``db``: the file of a store whose acts and records count beside those shipped.
    Raises UsageError for a question, parameter, date or doctrine that is not understood (with the nearest ones),
    InputError for an assumed text that is no act.
    """
    from decreelex import answer

    return answer.ask(_request(question, params=params, as_of=as_of, known_at=known_at, assume=assume, without=without,
                               doctrine=doctrine, lang=lang, full=full), _ground(db))


def readings(question: str, **given: Unpack[Given]) -> Readings:
    """Answer a question by every doctrine that the rules know; arguments and errors as in ``ask``."""
    from decreelex import answer

    return answer.readings(_request(question, **given), _ground(given.get("db")))


def why_not(question: str, wanted: str, **given: Unpack[Given]) -> WhyNot:
    """Return why the answer is not ``wanted`` (yes, no, contested; of a regime also a status), by rule.

    Arguments and errors as in ``ask``; UsageError also where the answer is that, or cannot be.
    """
    from decreelex import answer

    return answer.why_not(_request(question, **given), wanted, _ground(given.get("db")))


def changes(question: str, **given: Unpack[Given]) -> Changes:
    """Return the smallest sets of facts that would change the answer, and what to find out first, in order."""
    from decreelex import answer

    return answer.changes(_request(question, **given), _ground(given.get("db")))


def _ground(db: str | None) -> Ground | None:
    if db is None:
        return None
    from decreelex import stored

    return stored.ground(db)


def _request(question: str, **given: Unpack[Given]) -> Request:
    from decreelex import answer

    if not isinstance(question, str):
        raise fail(UsageError, "not-a-string", f"question is {type(question).__name__}, not str", suggestions=("pass a str",))
    return answer.Request(
        question, dict(given.get("params") or {}), given.get("as_of"), given.get("known_at"), tuple(given.get("assume", ())),
        tuple(given.get("without", ())), given.get("doctrine"), given.get("lang"), given.get("full", False),
    )


def answer_text(answer: Answer, *, lang: str | None = None, color: bool = False, width: int = 100,
                proof: str | None = None) -> str:
    """Return an answer for people: verdict first, then why, the proof, and what would change it.

    ``proof``: ``short`` shows only what it rests on, ``full`` also the ids of the steps.
    """
    from decreelex import render

    shown = render.shortened(answer) if proof == "short" else answer
    return render.answer_text(shown, language=_language(answer, lang), color=color, width=width, ids=proof == "full")


def proof_dot(answer: Answer, *, lang: str | None = None) -> str:
    """Return the proof of an answer as a graph in the DOT language."""
    from decreelex import render

    return render.proof_dot(answer, language=_language(answer, lang))


def proof_svg(answer: Answer, *, lang: str | None = None) -> str:
    """Return the proof of an answer as a picture (SVG, self-contained, light and dark)."""
    from decreelex import render

    return render.proof_svg(answer, language=_language(answer, lang))


PAGES = ("html", "docx", "pdf")


def answer_page(question: str, form: str, *, files: Sequence[str] = (), **given: Unpack[Given]) -> bytes:
    """Answer a question as a page to put in a file: ``form`` is html, docx or pdf.

    ``files``: what the assumed texts are called. Arguments and errors as in ``ask``; UsageError also for an unknown
    form and where the libraries of the extra ``formats`` are not installed.
    """
    from decreelex import answer
    from decreelex.render import sheet

    if form not in PAGES:
        raise fail(UsageError, "no-page", f"there is no page format {form!r}", suggestions=PAGES)
    request = _request(question, **given)
    found = answer.ask(request)
    made = sheet.sheet(found, answer.provenance(found, request, files), language=_language(found, request.lang))
    return {"html": sheet.to_html, "docx": sheet.to_docx, "pdf": sheet.to_pdf}[form](made)


def readings_text(found: Readings, *, lang: str | None = None, color: bool = False, width: int = 100) -> str:
    """Return the answers by every doctrine as a table for a terminal, with the step where each parts."""
    from decreelex import render

    return render.readings_text(found, language=_language(found.readings[0].answer, lang), color=color, width=width)


def why_not_text(found: WhyNot, *, lang: str | None = None, color: bool = False, width: int = 100) -> str:
    """Return why an answer is not another one, for a terminal."""
    from decreelex import render

    return render.why_not_text(found, language=_language(found, lang), color=color, width=width)


def changes_text(found: Changes, *, lang: str | None = None, color: bool = False, width: int = 100, sets: bool = True) -> str:
    """Return what would change an answer and what to find out first, for a terminal; ``sets``: the sets of facts too."""
    from decreelex import render

    return render.changes_text(found, language=_language(found, lang), color=color, width=width, sets=sets)


def _language(found: Answer | WhyNot | Changes, lang: str | None) -> str:
    from decreelex.answer import language_of

    return lang or language_of(found)


def check_rules() -> tuple[Diagnostic, ...]:
    """Check the shipped rules against the shipped texts."""
    from decreelex import answer

    try:
        return answer.check_rules()
    except DecreelexError as error:
        return error.diagnostics


def rule_cases(paths: Sequence[Path] = ()) -> RuleReport:
    """Run the cases for rules in Markdown files, by default those shipped: problems, and which rules none exercises."""
    from decreelex import answer

    return answer.rule_cases(paths)
