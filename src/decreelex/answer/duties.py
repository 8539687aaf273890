"""Who must, may or must not do what under a provision on a date: norms read from its words, as facts for the rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from decreelex import library
from decreelex.answer import knowledge, provisions
from decreelex.answer.knowledge import Wording, World
from decreelex.answer.labels import table
from decreelex.model import Expression, Quotation
from decreelex.reason import Fact
from decreelex.reason.acts import rank_of

if TYPE_CHECKING:
    from decreelex.clause.norms import Norm


def with_norms(world: World, act: str, eid: str, *, at: str, known_at: str, language: str) -> World:
    """Return the world with the facts on what a provision orders, allows or forbids on a date (ISO)."""
    day = min(at[:10], known_at[:10])
    made = next((found for tongue in ("rus", "eng") if (found := list(_norms(act, eid, day, tongue, language)))), [])
    rank = rank_of(knowledge.work_of(world, act))
    keys = {f"{act}#{eid}/norm/{n}": (modality, wording) for n, (modality, wording) in enumerate(made)}
    facts = [Fact("norm", (act, eid, modality, key), 0, rank, key) for key, (modality, _) in keys.items()]
    wordings = {key: wording for key, (_, wording) in keys.items()}
    first = {key: wording.sources[0] for key, wording in wordings.items() if wording.sources}
    return msgspec.structs.replace(
        world,
        facts=world.facts.assume(facts, ranks=world.base.rules.ranks),
        quotations=world.quotations | first,
        wordings=world.wordings | wordings,
    )


def _norms(act: str, eid: str, day: str, tongue: str, language: str) -> Iterator[tuple[str, Wording]]:
    """Yield modality and words of each norm: from a text at hand, or from the text as amended."""
    text = provisions.text_on(act, day, tongue)
    if text is None or provisions.unit(text, eid) is None:
        return
    changes = provisions.instructions(text, eid)
    held = [] if changes else [h for h in library.load().holdings if h.work == act and h.language == tongue]
    source = next((h for h in held if provisions.unit(h.expression, eid)), None)
    expression, words = (source.expression, source.text) if source else (text, text.text)
    for where, norm in _within(expression, words, eid):
        quote = Quotation(act, where, norm.span.of(words), norm.span, source.path, source.state) if source else None
        yield _kind(norm), Wording(_said(norm, language), (quote,) if quote else changes)


def _within(expression: Expression, words: str, eid: str) -> Iterator[tuple[str, Norm]]:
    """Yield the norms of a provision and of those in it that say what somebody is to do."""
    from decreelex.clause.norms import norms_of  # only this question needs it

    for one in norms_of(expression, words):
        if one.eid == eid or one.eid.startswith(f"{eid}__"):
            yield from ((one.eid, n) for n in one.reading.norms if n.modality not in {None, "declaration"} and n.action)


def _kind(norm: Norm) -> str:
    """Return the modality of a norm; what need not be done or does not apply is an exemption."""
    return "exemption" if norm.type == "exemption" else str(norm.modality)


def _said(norm: Norm, language: str) -> str:
    """Return a norm in words: whom it binds, to what, by when, under which condition; the words are the provision's."""
    words = table()["norm"]
    bearer = norm.bound() or words["nobody"][language]
    parts = [words["modality"][_kind(norm)][language]]
    parts += [f"{words['deadline'][language]}: {mark.text}" for mark in norm.deadlines]
    parts += [f"{words['condition'][language]}: {mark.text}" for mark in norm.conditions]
    parts += [f"{words['exception'][language]}: {mark.text}" for mark in norm.exceptions]
    return f"{bearer} - {_deed(norm)} ({'; '.join(parts)})"


def _deed(norm: Norm) -> str:
    """Return the words of the modality and of the action after it; a "not" before the verb is one of them. What negates it
    may not be among the words shown: then the action is shown alone."""
    act, modal = norm.action, norm.modal
    apart = norm.denied and not (norm.bearer and modal and norm.bearer.span.start < modal.span.start)
    if act is None or modal is None or modal.span.start >= act.span.start or apart:
        return act.text if act else ""
    return f"{modal.text} {act.text[max(0, modal.span.end - act.span.start) :].lstrip()}".rstrip()
