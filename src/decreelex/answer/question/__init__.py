"""Questions in words: what is asked, about what, as of when, and what is assumed."""

from __future__ import annotations

from decreelex.answer.question.entries import Catalogue, Question, catalogue
from decreelex.answer.question.resolve import ActKey, RegimeKey
from decreelex.answer.question.suggesting import Suggestion, suggest
from decreelex.answer.question.understand import (
    Focus,
    Misunderstood,
    Understood,
    understand,
    understood_text,
)

__all__ = [
    "ActKey",
    "Catalogue",
    "Focus",
    "Misunderstood",
    "Question",
    "RegimeKey",
    "Suggestion",
    "Understood",
    "catalogue",
    "suggest",
    "understand",
    "understood_text",
]
