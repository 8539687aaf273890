"""Questions to answers: a catalogue id or words in, a verdict with its proof out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from decreelex.answer import asking, history, knowledge, verdict
from decreelex.answer.asking import Request
from decreelex.answer.knowledge import Ground, check_rules
from decreelex.answer.known import KnownAct, KnownRegime, acts, regimes
from decreelex.answer.question import Question as CatalogueRow
from decreelex.answer.question import catalogue as _catalogue
from decreelex.model import Answer, Timeline
from decreelex.views import Changes, Provenance, Readings, RuleReport, WhyNot

_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


def ask(request: Request, known: Ground | None = None) -> Answer:
    """Answer a question from what is known (what is shipped, unless given); see ``decreelex.api.ask``."""
    return verdict.answer(*asking.prepare(request, known))


def readings(request: Request, known: Ground | None = None) -> Readings:
    """Answer a question by every doctrine; see ``decreelex.api.readings``."""
    from decreelex.answer import doctrines

    return doctrines.readings(*asking.prepare(request, known))


def why_not(request: Request, wanted: str, known: Ground | None = None) -> WhyNot:
    """Return why the answer is not another one; see ``decreelex.api.why_not``."""
    from decreelex.answer import blocked

    return blocked.why_not(*asking.prepare(request, known), wanted)


def changes(request: Request, known: Ground | None = None) -> Changes:
    """Return what would change the answer; see ``decreelex.api.changes``."""
    from decreelex.answer import suppose

    return suppose.changes(*asking.prepare(request, known))


def provenance(answer: Answer, request: Request, files: Sequence[str] = ()) -> Provenance:
    """Return what an answer was made from, and how to ask it again."""
    from decreelex.answer import origin

    return origin.provenance(answer, request, files)


def rule_cases(paths: Sequence[Path] = ()) -> RuleReport:
    """Run the cases for rules; see ``decreelex.api.rule_cases``."""
    from decreelex.answer import rulecases

    return rulecases.run(paths)


def language_of(answer: Answer | WhyNot | Changes) -> str:
    """Return the language an answer was given in (en or ru): that of the question as understood."""
    return "ru" if _CYRILLIC.search(answer.question.understood) else "en"


def catalogue() -> list[CatalogueRow]:
    """Return the questions that can be asked."""
    return list(_catalogue().question)


def timeline(regime: str, *, known_at: str | None, lang: str, ground: Ground | None = None) -> Timeline:
    """Return the timeline of a regime. Raises UsageError for an unknown one."""
    world = knowledge.world(known=ground)
    known = asking.checked_date("--known-at", asking.today() if known_at is None else known_at)
    return history.timeline(asking.regime(regime, world), world, known_at=known, language=lang)


__all__ = [
    "CatalogueRow",
    "Ground",
    "KnownAct",
    "KnownRegime",
    "Request",
    "acts",
    "ask",
    "catalogue",
    "changes",
    "check_rules",
    "language_of",
    "provenance",
    "readings",
    "regimes",
    "rule_cases",
    "timeline",
    "why_not",
]
