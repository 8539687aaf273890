"""Two expressions of one act, provision by provision and word by word. Provisions are paired by their first eId."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

import msgspec

from decreelex.changes import Event, PointInTime, ProvisionChange, Segment
from decreelex.consolidation.find import key
from decreelex.model import Expression, Provision

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_KEPT_BLANK = 3


def compare(old: Expression, new: Expression) -> tuple[ProvisionChange, ...]:
    """Return the provisions that differ, in the order of the new text; those that are gone stand where they stood.

    A provision that came or went is one change, with all that it holds.
    """
    before = {_first(u): u for u in _flat(old.provisions)}
    after = {_first(u): u for u in _flat(new.provisions)}
    whole = _below(before, new.provisions) | _below(after, old.provisions)
    merged = [name for name in _merged(list(before), list(after)) if name not in whole]
    return tuple(c for name in merged if (c := _change(before.get(name), after.get(name))) is not None)


def _below(other: dict[str, Provision], units: Sequence[Provision]) -> set[str]:
    """Return what stands below a unit that only one side has (or that the other has repealed)."""
    out: set[str] = set()
    for unit in units:
        there = other.get(_first(unit))
        if there is None or (there.status == "repealed" and unit.status != "repealed"):
            out |= {name for u in _flat(unit.children) if (name := _first(u)) not in other}
        else:
            out |= _below(other, unit.children)
    return out


def _flat(units: Sequence[Provision]) -> Iterator[Provision]:
    for unit in units:
        yield unit
        yield from _flat(unit.children)


def _first(unit: Provision) -> str:
    return key(unit.eid if unit.wid is msgspec.UNSET else unit.wid)


def _merged(old: list[str], new: list[str]) -> list[str]:
    """Return both orders as one: what is gone comes after what stood before it."""
    fresh, out, at = set(new), [], 0
    place = {name: n for n, name in enumerate(new)}
    for name in old:
        if name not in fresh:
            out.append(name)
            continue
        while at <= place[name]:
            out.append(new[at])
            at += 1
    return [*out, *new[at:]]


def _change(old: Provision | None, new: Provision | None) -> ProvisionChange | None:
    if old is None and new is not None:
        return ProvisionChange(new.eid, "insertion", None, new.num, "", whole(new), (Segment("added", whole(new)),))
    if old is None:
        return None
    if new is None or (new.status == "repealed" and old.status != "repealed"):
        return ProvisionChange(old.eid, "repeal", None, old.num, whole(old), "", (Segment("removed", whole(old)),))
    one, other = words(old), words(new)
    moved = old.eid if key(old.eid) != key(new.eid) else None
    if one != other:
        return ProvisionChange(new.eid, "substitution", moved, new.num, one, other, segments(one, other))
    if moved:
        return ProvisionChange(new.eid, "renumbering", moved, new.num, one, other, (Segment("same", other),))
    return None


def words(unit: Provision) -> str:
    """Return the heading and the own words of a unit."""
    return "\n".join(part for part in (unit.heading, unit.text) if part)


def whole(unit: Provision) -> str:
    """Return the words of a unit with those of all it holds, a line each, below its number."""
    own = " ".join(part for part in (unit.num, words(unit)) if part)
    return "\n".join([own, *(whole(c) for c in unit.children)])


def segments(old: str, new: str) -> tuple[Segment, ...]:
    """Return a text as it became another: words that stayed, went and came."""
    one, other = _TOKEN.findall(old), _TOKEN.findall(new)
    out: list[Segment] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            _add(out, "same", "".join(one[a:b]))
        else:
            _add(out, "removed", "".join(one[a:b]))
            _add(out, "added", "".join(other[c:d]))
    return _smoothed(out)


def _add(out: list[Segment], kind: str, text: str) -> None:
    if text:
        out.append(Segment(kind, text))  # type: ignore[arg-type]  # the three kinds of a segment


def _smoothed(found: list[Segment]) -> tuple[Segment, ...]:
    """Join changes that only a blank or a mark keeps apart: a phrase is easier to read than its crumbs."""
    out: list[Segment] = []
    gone, come, held = "", "", ""
    for s in found:
        if s.kind == "same" and (gone or come) and len(s.text) < _KEPT_BLANK and not s.text.strip():
            held = s.text
            continue
        if s.kind == "same":
            out += _pair(gone, come, held)
            gone, come, held = "", "", ""
            out.append(s)
            continue
        if held:
            gone, come, held = gone + held, come + held, ""
        gone, come = gone + (s.text if s.kind == "removed" else ""), come + (s.text if s.kind == "added" else "")
    return (*out, *_pair(gone, come, held))


def _pair(gone: str, come: str, held: str) -> list[Segment]:
    pairs = (Segment("removed", gone), Segment("added", come), Segment("same", held))
    return [s for s in pairs if s.text]


def between(old: Expression, new: Expression) -> tuple[Event, ...]:
    """Return what took effect after one point in time up to another, what may have with it; () for other expressions."""
    if not isinstance(old, PointInTime) or not isinstance(new, PointInTime):
        return ()
    return tuple(event for event in new.events if event.date is None or old.at < event.date <= new.at)
