"""One modification, read against the act as it stands: the edits it comes to, or why it cannot be applied."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from decreelex.consolidation import units, wording
from decreelex.consolidation.edits import Base, Draft, Refusal
from decreelex.consolidation.target import Target, target_of
from decreelex.model import Modification


def draft(base: Base, m: Modification, nth: int) -> Draft | Refusal:
    """Return the edits of a modification on ``base``, or the reason why it does not apply. ``nth`` marks its edits."""
    made = _OPERATIONS.get(m.operation)
    if made is None:
        return Refusal("operation-unsupported", f"a {m.operation} cannot be applied yet")
    if m.scope is not None:
        return Refusal("partial", f"it applies only {m.scope!r}: which words that means is not written")
    if m.inflected:
        return Refusal("inflected", "the words are to be put into the case that fits each place: no literal text is given")
    target = target_of(base, m)
    if isinstance(target, Refusal):
        return target
    drafted = made(base, m, target)
    if isinstance(drafted, Refusal):
        return drafted
    return Draft(tuple(msgspec.structs.replace(e, nth=nth) for e in drafted.edits), drafted.how)


_OPERATIONS: dict[str, Callable[[Base, Modification, Target], Draft | Refusal]] = {
    "insertion": units.insertion,
    "substitution": wording.substitution,
    "replacement": units.replacement,
    "repeal": units.repeal,
    "renumbering": units.renumbering,
}
