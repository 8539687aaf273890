"""The words of a provision on a date, from the shipped texts and what amended them: facts for the rules, words for the answer."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from decreelex import library
from decreelex.answer import knowledge
from decreelex.answer.knowledge import Wording, World
from decreelex.changes import PointInTime
from decreelex.eid import fold
from decreelex.errors import Diagnostic, InputError, UsageError, fail
from decreelex.library import Holding
from decreelex.model import Expression, Provision, Quotation
from decreelex.reason import Fact
from decreelex.reason.acts import rank_of, walk

_LANGUAGES = {"ru": ("rus",), "en": ("rus", "eng")}


def with_wording(world: World, act: str, eid: str, *, at: str, known_at: str, language: str) -> tuple[World, str]:
    """Return the world with the facts on a provision's words on a date (ISO), and the provision's eId as the act has it.

    Raises UsageError for a provision that no text of the act has, where a whole text of it is at hand.
    """
    day = min(at[:10], known_at[:10])
    held = [h for h in library.load().holdings if h.work == act]
    found = _unit((p for h in held for p in walk(h.expression.provisions) if not p.quoted), eid)
    name = found.eid if found else eid
    if not found and any(h.complete for h in held) and not _later(act, eid):
        near = knowledge.near(eid, [p.eid for h in held for p in walk(h.expression.provisions) if not p.quoted])
        raise fail(UsageError, "unknown-provision", f"no text of {act} at hand has a provision {eid}", suggestions=near)
    made = [w for tongue in _LANGUAGES[language] for w in [_wording(act, name, day, tongue, held)] if w]
    ignored = _ignoring(world, act)
    return _told(world, act, name, made, ignored), name


def _later(act: str, eid: str) -> bool:
    """Return whether an amendment brings a provision that the text at hand does not have."""
    from decreelex.answer import editions  # not needed where nothing is asked about words

    try:
        return _unit(walk(editions.history(act).provisions), eid) is not None
    except (InputError, UsageError):
        return False


def _unit(units: Iterator[Provision], eid: str) -> Provision | None:
    return next((p for p in units if fold(p.eid) == fold(eid)), None)


def _wording(act: str, eid: str, day: str, tongue: str, held: list[Holding]) -> Wording | None:
    """Return the words on a day in one language; a translation only of what no amendment has touched."""
    text = text_on(act, day, tongue) if any(h.language == tongue for h in held) else None
    found = unit(text, eid) if text else None
    if text is None or found is None or not found.published or (tongue == "eng" and text.applied):
        return None
    changes = instructions(text, found.eid)
    return Wording(found.span.of(text.text), (*(_quoted(found, tongue, held) if not changes else ()), *changes))


def text_on(act: str, day: str, tongue: str) -> PointInTime | None:
    """Return the text of an act on a day (ISO; ``tongue``: rus, eng); None where no text at hand reaches back to it."""
    from decreelex.answer import editions  # not needed where nothing is asked about words

    try:
        return editions.point(act, day, language=tongue)
    except (InputError, UsageError):
        return None


def unit(text: Expression, eid: str) -> Provision | None:
    """Return a provision of a text; homoglyphs and case of its eId do not count."""
    return _unit(walk(text.provisions), eid)


def _quoted(unit: Provision, tongue: str, held: list[Holding]) -> Iterator[Quotation]:
    """Yield where the words stand in a text at hand, if one holds just them."""
    for one in held:
        if one.language == tongue:
            same = _unit(walk(one.expression.provisions), unit.eid)
            if same:
                yield Quotation(one.work, same.eid, same.span.of(one.text), same.span, one.path, one.state)
                return


def instructions(text: PointInTime, eid: str) -> tuple[Quotation, ...]:
    """Return the instructions that gave a provision, or what it holds, its words."""
    return tuple(_instructions(text, eid))


def _instructions(text: PointInTime, eid: str) -> Iterator[Quotation]:
    for applied in text.applied:
        where = applied.eid or ""
        if where == eid or where.startswith(f"{eid}__") or eid.startswith(f"{where}__"):
            yield from _instruction(str(applied.act), applied.modification.source.eid)


def _instruction(act: str, eid: str) -> Iterator[Quotation]:
    for held in library.load().holdings:
        unit = _unit(walk(held.expression.provisions), eid) if held.work == act else None
        if unit:
            yield Quotation(act, unit.eid, unit.span.of(held.text), unit.span, held.path, held.state)
            return


def _ignoring(world: World, act: str) -> tuple[Diagnostic, ...]:
    """Say that words are those of the texts at hand, where the asker supposed something that would change them."""
    changed = any(str(f.args[1]) == act for f in world.facts.rows("amends") if f.args[0] in world.hypothesis)
    left_out = any(iri in world.base.acts for iri in world.hypothesis)
    stored = world.base is not knowledge.base()
    if not (changed or left_out or stored):
        return ()
    what = "what was supposed" if changed or left_out else "what a store adds"
    message = f"the words of {act} are shown as they stand in the texts at hand; {what} is not worked into them"
    return (Diagnostic("words-as-they-stand", "warning", message),)


def _told(world: World, act: str, eid: str, made: list[Wording], found: tuple[Diagnostic, ...]) -> World:
    """Return the world with what is known of a provision's words."""
    rank = rank_of(knowledge.work_of(world, act))
    keys = {f"{act}#{eid}/words/{n}": wording for n, wording in enumerate(made)}
    facts = [Fact("wording", (act, eid, key), 0, rank, key) for key in keys]
    if not facts:
        facts = [Fact("no_wording", (act, eid), 0, rank, act)]
    first = {key: wording.sources[0] for key, wording in keys.items() if wording.sources}
    return msgspec.structs.replace(
        world,
        facts=world.facts.assume(facts, ranks=world.base.rules.ranks),
        quotations=world.quotations | first,
        wordings=keys,
        diagnostics=(*world.diagnostics, *found),
    )
