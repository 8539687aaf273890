"""The words of one unit, read in one line: tokens, dates, citations, effects."""

from __future__ import annotations

import functools
import re
from typing import Literal

import msgspec

from decreelex import lexicon
from decreelex.clause import words
from decreelex.clause.callup import call_ups
from decreelex.clause.citations import join_citations
from decreelex.clause.dates import join_dates, short
from decreelex.clause.effects import effects, repealed_in_part
from decreelex.clause.identity import work_of
from decreelex.errors import Diagnostic
from decreelex.lexicon import Token
from decreelex.model import Citation, Effect, Modification
from decreelex.span import Span

TABLES = "dates+citation+codes+effect+regimes+territories"
Lead = Literal["neutral", "citing", "governing"]
_WORD = re.compile(r"[^\W\d_]+")
_NEUTRAL = frozenset({"THAT", "ENACTS", "COLON", "COMMA", "HEREBY", "CONSIDER", "REPEALED", "LAPSES"})


class ClauseReading(msgspec.Struct, frozen=True):
    """What the words of one unit say; all spans are in code points of the whole source text."""

    citations: tuple[Citation, ...] = ()
    effects: tuple[Effect, ...] = ()
    modifications: tuple[Modification, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def read(text: str, span: Span, language: str, *, steps: frozenset[str]) -> ClauseReading:
    """Read the words ``text[span]`` (``language``: rus or eng; ``steps``: citations, effects, amendments)."""
    if not steps & {"citations", "effects"}:
        return ClauseReading()
    cited, found, diagnostics = tokens_of(text, span, language)
    found = {start: tuple(_referred(one) for one in some) for start, some in found.items()}
    read_effects, unclear = effects(text, cited, found) if "effects" in steps else ([], [])
    ordered = call_ups(text, cited, language) if "effects" in steps else []
    citations = tuple(one for some in found.values() for one in some) if "citations" in steps else ()
    return ClauseReading(citations, (*read_effects, *ordered), (), (*diagnostics, *unclear))


def tokens_of(text: str, span: Span, language: str) -> tuple[list[Token], dict[int, tuple[Citation, ...]], list[Diagnostic]]:
    """Return the tokens of ``text[span]`` with dates and citations joined, the citations by their token's start, and
    what was wrong with a date. The amendment grammar begins here."""
    table = lexicon.load(TABLES, short(language))
    tokens = [token for token in words.tokens(table, text, span.start, span.end) if token.type != "SKIP"]
    dated, diagnostics = join_dates(text, tokens)
    cited, found = join_citations(text, dated)
    return cited, found, diagnostics


def lead(text: str, language: str) -> Lead | None:
    """Return what the words of a unit are to the list that they open; None where they open none (no colon ends them).

    ``neutral``: the list's members speak for the act itself (``Установить, что:``); ``citing``: they are about the act
    or provision named (``в статье 27:``); ``governing``: they are what somebody is told, allowed or asked to do.
    """
    if not text.rstrip().endswith(":"):
        return None
    tokens, _, _ = tokens_of(text, Span(0, len(text)), language)
    types = {token.type for token in tokens}
    if types <= _NEUTRAL:
        return "neutral"
    return "citing" if "CITE" in types else "governing"


def listed(text: str, language: str) -> bool | None:
    """Return whether a member of a list of repeals names acts or provisions in part only; None where it names none."""
    tokens, found, _ = tokens_of(text, Span(0, len(text)), language)
    return repealed_in_part(text, tokens, found)


def amends(text: str, language: str) -> bool:
    """Return whether the words order an amendment."""
    if _forms("AMEND", language).isdisjoint(_WORD.findall(lexicon.plain(text).casefold())):
        return False  # most units: a look-up is enough
    return any(token.type == "AMEND" for token in words.tokens(lexicon.load(TABLES, short(language)), text, 0, len(text)))


@functools.cache
def _forms(terminal: str, language: str) -> frozenset[str]:
    """Return the single words that stand for a terminal."""
    return frozenset(form for form, entry in lexicon.load(TABLES, short(language)).forms.items() if entry.type == terminal)


def _referred(citation: Citation) -> Citation:
    """Return the citation with what its own words refer to; its act's own citations are resolved in context."""
    if citation.own:
        return citation
    iri, why = work_of(citation)
    return Citation(citation.span, citation.text, iri, citation.eid, citation.kind, citation.author, citation.date,
                    citation.number, citation.title, citation.path, False, why)
