"""What a run has to do: which items are new, changed, failed or of an older release, and in which parts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from decreelex.batch import work
from decreelex.batch.inputs import Item
from decreelex.batch.work import Done, Part, Settings

_PLAN = "plan.json"


class Plan(msgspec.Struct, frozen=True):
    """The parts to do, and how many items need nothing."""

    parts: list[Part]
    kept: int


def made(items: Sequence[Item], settings: Settings, *, size: int) -> Plan:
    """Return what is left to do for the items; parts that no longer hold are removed.

    A run that was cut short goes on with its own plan, so that its tables become what they would have been. ``size``:
    bytes of documents in a part.
    """
    done = _done(settings)
    begun = _begun(settings, items)
    if begun is None:
        pending = _pending(items, done, settings)
        begun = _divided(pending, 1 + max(done, default=0), size)
        work.save(Path(settings.out) / work.MANIFEST / _PLAN, msgspec.json.encode((settings, begun)))
    parts = [part for part in begun if part.number not in done]
    return Plan(parts, len(items) - sum(len(part.items) for part in parts))


def finished(settings: Settings) -> None:
    """Remove the plan: nothing is left of the run."""
    (Path(settings.out) / work.MANIFEST / _PLAN).unlink(missing_ok=True)


def _done(settings: Settings) -> dict[int, Done]:
    """Return the manifests of whole parts by number; what a killed worker left half written is removed."""
    folder = Path(settings.out)
    for partial in folder.glob("*/.*.partial"):
        partial.unlink(missing_ok=True)
    found = [work.load(path) for path in sorted((folder / work.MANIFEST).glob("part-*.json"))]
    return {one.part: one for one in found if one is not None}


def _begun(settings: Settings, items: Sequence[Item]) -> list[Part] | None:
    """Return the parts of a run that was cut short, None where there was none or its items are not what they were."""
    path = Path(settings.out) / work.MANIFEST / _PLAN
    try:
        planned = msgspec.json.decode(path.read_bytes(), type=tuple[Settings, list[Part]])
    except (OSError, msgspec.MsgspecError):
        return None
    known = set(items)
    same = planned[0] == settings and all(item in known for part in planned[1] for item in part.items)
    return planned[1] if same and not _fresh(items, planned[1], settings) else None


def _fresh(items: Sequence[Item], parts: Sequence[Part], settings: Settings) -> bool:
    """Return whether there are items that neither the plan nor an earlier part knows."""
    known = {item.address for part in parts for item in part.items}
    known |= {one.address for done in _done(settings).values() for one in done.outcomes}
    return any(item.address not in known for item in items)


def _pending(items: Sequence[Item], done: dict[int, Done], settings: Settings) -> list[Item]:
    """Return the items to do, in order. A part with an item that changed or went is done again as a whole."""
    by_address = {item.address: item for item in items}
    settled: set[str] = set()
    for number, part in sorted(done.items()):
        current = part.release == settings.release and part.steps == settings.steps
        same = all(one.address in by_address and by_address[one.address].stamp == one.stamp for one in part.outcomes)
        if current and same and not all(one.reason for one in part.outcomes):
            settled |= {one.address for one in part.outcomes if one.reason is None}
        else:
            work.forget(settings.out, number)
            del done[number]
    return [item for item in items if item.address not in settled]


def _divided(items: Sequence[Item], first: int, size: int) -> list[Part]:
    """Divide items into parts of about ``size`` bytes, in order."""
    lots: list[list[Item]] = []
    held = 0
    for item in items:
        if not lots or held + item.size > size:
            lots.append([])
            held = 0
        lots[-1].append(item)
        held += item.size
    return [Part(first + n, tuple(lot)) for n, lot in enumerate(lots)]


def failures(settings: Settings) -> list[dict[str, str | int | None]]:
    """Return what failed, in order of address: of each item the last that became of it."""
    last: dict[str, work.Outcome] = {}
    for _, part in sorted(_done(settings).items()):
        last |= {one.address: one for one in part.outcomes}
    return [{"address": one.address, "reason": one.reason, "sha256": one.sha256, "bytes": one.size}
            for _, one in sorted(last.items()) if one.reason is not None]
