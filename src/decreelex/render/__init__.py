"""What people read: answers, outlines, diagnostics, timelines and the catalogue, as text or as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decreelex import lazy

if TYPE_CHECKING:
    from decreelex.render.amendments import amendments_text
    from decreelex.render.answer import answer_text
    from decreelex.render.catalogue import questions_text
    from decreelex.render.diagnostics import diagnostics_text
    from decreelex.render.diff import (
        applied_text,
        diff_html,
        diff_page,
        diff_text,
        diff_unified,
        events_text,
        history_text,
        review_text,
    )
    from decreelex.render.known import acts_text, regimes_text
    from decreelex.render.linked import jsonld
    from decreelex.render.outline import summary, tree
    from decreelex.render.picture import timeline_svg
    from decreelex.render.proof import proof_dot, shortened
    from decreelex.render.proof_picture import proof_svg
    from decreelex.render.readings import readings_text
    from decreelex.render.timeline import timeline_text
    from decreelex.render.whatif import changes_text, why_not_text

__all__ = [
    "acts_text",
    "amendments_text",
    "answer_text",
    "applied_text",
    "changes_text",
    "diagnostics_text",
    "diff_html",
    "diff_page",
    "diff_text",
    "diff_unified",
    "events_text",
    "history_text",
    "jsonld",
    "proof_dot",
    "proof_svg",
    "questions_text",
    "readings_text",
    "regimes_text",
    "review_text",
    "shortened",
    "summary",
    "timeline_svg",
    "timeline_text",
    "tree",
    "why_not_text",
]

__getattr__ = lazy.names(__name__, {
    "amendments": ("amendments_text",),
    "answer": ("answer_text",),
    "catalogue": ("questions_text",),
    "diagnostics": ("diagnostics_text",),
    "diff": ("applied_text", "diff_html", "diff_page", "diff_text", "diff_unified", "events_text", "history_text", "review_text"),
    "known": ("acts_text", "regimes_text",),
    "linked": ("jsonld",),
    "outline": ("summary", "tree",),
    "picture": ("timeline_svg",),
    "proof": ("proof_dot", "shortened"),
    "proof_picture": ("proof_svg",),
    "readings": ("readings_text",),
    "whatif": ("changes_text", "why_not_text"),
    "timeline": ("timeline_text",),
})
