"""The words of one unit, read in one line: tokens, dates, citations, effects."""

from __future__ import annotations

import msgspec

from decreelex import lexicon
from decreelex.clause import words
from decreelex.clause.citations import join_citations
from decreelex.clause.dates import join_dates, short
from decreelex.clause.effects import effects
from decreelex.clause.identity import work_of
from decreelex.errors import Diagnostic
from decreelex.model import Citation, Effect, Modification
from decreelex.span import Span

TABLES = "dates+citation+effect+regimes+territories"


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
    table = lexicon.load(TABLES, short(language))
    tokens = [token for token in words.tokens(table, text, span.start, span.end) if token.type != "SKIP"]
    dated, diagnostics = join_dates(text, tokens)
    cited, found = join_citations(text, dated)
    found = {start: tuple(_referred(one) for one in some) for start, some in found.items()}
    read_effects, unclear = effects(text, cited, found) if "effects" in steps else ([], [])
    citations = tuple(one for some in found.values() for one in some) if "citations" in steps else ()
    return ClauseReading(citations, tuple(read_effects), (), (*diagnostics, *unclear))


def _referred(citation: Citation) -> Citation:
    """Return the citation with what its own words refer to; its act's own citations are resolved in context."""
    if citation.own:
        return citation
    iri, why = work_of(citation)
    return msgspec.structs.replace(citation, iri=iri, unresolved=why)
