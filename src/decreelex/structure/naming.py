"""eIds for the units of a tree, after the Akoma Ntoso naming convention.

``parent__kind_num``. Sections and chapters do not prefix what they hold: articles, and the points of an act, are
numbered through. Where a number comes twice, the container's eId is put before it, then ``-2``. A quotation adds
``__qstr_<n>`` below the unit that orders it, so that quoted units never clash with the act's own.
"""

from __future__ import annotations

from decreelex.errors import Diagnostic
from decreelex.span import Span
from decreelex.structure.tree import Unit, holds

SHORT = {"section": "sec", "subsection": "subsec", "chapter": "chp", "paragraph": "para", "article": "art",
         "attachment": "att", "alinea": "al", "division": "nn", "unrecognised": "unrecognised"}
_COUNTED = frozenset(("note", "attachment", "table", "form", "remark", "footnote", "unrecognised"))


def name(units: list[Unit], diagnostics: list[Diagnostic]) -> None:
    """Set the eId of every unit; report numbers that come twice in one place."""
    prefixes: list[str] = []
    taken: dict[str, int] = {}
    counts: dict[str, int] = {}
    for unit in units:
        prefix = _prefix(unit, units, prefixes)
        own = _own(unit, prefix, units, counts)
        eid = f"{prefix}__{own}" if prefix else own
        if eid in taken:
            eid = _again(eid, own, unit, units, taken, diagnostics)
        taken[eid] = 1
        unit.eid = eid
        prefixes.append(prefix if holds(unit) else eid)


def _prefix(unit: Unit, units: list[Unit], prefixes: list[str]) -> str:
    if unit.parent < 0:
        return ""
    if unit.quote:
        return f"{units[unit.parent].eid}__qstr_{unit.quote}"
    return prefixes[unit.parent]


def _own(unit: Unit, prefix: str, units: list[Unit], counts: dict[str, int]) -> str:
    kind = unit.kind
    if kind == "alinea":
        return _alinea(unit, prefix, units, counts)
    if unit.number and kind != "division":
        return f"{SHORT.get(kind, kind)}_{unit.number}"
    short = SHORT.get(kind, kind) if kind in _COUNTED else "nn"
    return f"{short}_{_count(counts, f'{prefix} {short}')}"


def _alinea(unit: Unit, prefix: str, units: list[Unit], counts: dict[str, int]) -> str:
    """Paragraphs count within their unit, whose own words are the first."""
    if unit.quote:
        return f"al_{_count(counts, f'{prefix} al')}"
    holder = units[unit.parent] if unit.parent >= 0 else None
    if holder is None or holds(holder) or holder.kind == "attachment":
        return f"nn_{_count(counts, f'{prefix} nn')}"
    return f"al_{_count(counts, f'{prefix} al') + (holder.text_end > holder.text_start)}"


def _count(counts: dict[str, int], key: str) -> int:
    counts[key] = counts.get(key, 0) + 1
    return counts[key]


def _again(eid: str, own: str, unit: Unit, units: list[Unit], taken: dict[str, int],
           diagnostics: list[Diagnostic]) -> str:
    holder = units[unit.parent] if unit.parent >= 0 else None
    if holder is not None and holds(holder) and not unit.quote:
        inside = f"{holder.eid}__{own}"
        if inside not in taken:
            return inside
        eid = inside
    while True:
        taken[eid] += 1
        other = f"{eid}-{taken[eid]}"
        if other not in taken:
            break
    diagnostics.append(Diagnostic("number-repeated", "warning", f"The number {unit.num!r} comes twice in one place.",
                                  Span(unit.start, unit.text_end)))
    return other
