"""One modification, read against the act as it stands: the edits it comes to, or why it cannot be applied."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from decreelex.consolidation import inflect, rows, units, wording
from decreelex.consolidation.edits import Base, Draft, Refusal
from decreelex.consolidation.target import Target, held, target_of
from decreelex.model import Modification


def draft(base: Base, m: Modification, nth: int) -> Draft | Refusal:
    """Return the edits of a modification on ``base``, or the reason why it does not apply. ``nth`` marks its edits."""
    if m.operation == "suspension":
        return Refusal("suspension", "its force is suspended; the words stand as they are")
    made = _OPERATIONS.get(m.operation)
    if made is None:
        return Refusal("operation-unsupported", f"a {m.operation} cannot be applied yet")
    if m.scope is not None:
        return Refusal("partial", f"it is repealed only {m.scope!r}: which words that means is not written, so the words stand")
    drafted = _drafted(base, m, made)
    if isinstance(drafted, Refusal):
        return drafted
    return Draft(tuple(msgspec.structs.replace(e, nth=nth) for e in drafted.edits), drafted.how)


def _drafted(base: Base, m: Modification, made: Operation) -> Draft | Refusal:
    if rows.is_row(m.target.part):
        place = held(base, m)
        return place if isinstance(place, Refusal) else rows.draft(base, m, place)
    target = target_of(base, m)
    if isinstance(target, Refusal):
        return target
    return inflect.substitution(base, m, target) if m.inflected and made is wording.substitution else made(base, m, target)


Operation = Callable[[Base, Modification, Target], Draft | Refusal]
_OPERATIONS: dict[str, Operation] = {
    "insertion": units.insertion,
    "substitution": wording.substitution,
    "replacement": units.replacement,
    "repeal": units.repeal,
    "renumbering": units.renumbering,
    "split": units.split,
    "join": units.join,
}
