"""What is odd about a tree: gaps in the numbering, lost superscripts, announced lists that are absent, cut ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from decreelex.errors import Diagnostic
from decreelex.span import Span
from decreelex.structure.tree import Line, Unit, holds
from decreelex.structure.words import Words

_ODD = re.compile("[\x00\ud800-\udfff]")
_WORD = 16  # characters of the longest word for a unit
_MOST = 3  # a longer gap is the mark of an excerpt, not of units kept back


def gaps(units: list[Unit], text: str, words: Words, found: list[Diagnostic], *, complete: bool) -> list[Unit]:
    """Report numbers that skip. Return the units, with one that is not published for each number a decree skips.

    ``complete``: the act has its title block and numbers its points through, so that a gap means something kept back.
    """
    added: dict[int, list[Unit]] = {}
    for before, after, follower in _neighbours(units):
        here = units[after]
        if before < 0:
            if not here.quoted and here.number.isdecimal() and here.parent < 0 and here.number != "1":
                found.append(_gap("not-at-hand", "info", f"What stands before {here.num} is not at hand.", here))
            continue
        skipped = _skipped(units[before], here)
        if not skipped:
            continue
        if _superscript_lost(units[before], here, units[follower] if follower >= 0 else None):
            found.append(_gap("superscript-lost", "warning", f"The number {here.num} may be "
                              f"{units[before].number} with a superscript that the copy lost.", here))
        elif here.quoted:
            continue
        elif words.gap.search(text, units[before].start, here.start) or not complete:
            found.append(_gap("not-at-hand", "info", f"What stands before {here.num} is not at hand.", here))
        elif here.kind == "point" and _of_the_act(units, here) and len(skipped) <= _MOST:
            added[after] = [_kept_back(n, here, _end(units, before, after)) for n in skipped]
            found.append(_gap("not-published", "warning", f"The numbering goes from {units[before].num} to {here.num}: "
                              f"what stands between is taken as not published.", here))
        else:
            found.append(_gap("number-gap", "info", f"{here.num} follows {units[before].num}.", here))
    return _insert(units, added) if added else units


def _neighbours(units: list[Unit]) -> Iterator[tuple[int, int, int]]:
    """Yield (previous, unit, next) for numbered units of one list, as indices; -1 where there is none."""
    lists: dict[tuple[int, str, int], list[int]] = {}
    for index, unit in enumerate(units):
        if unit.number.isdecimal() and len(unit.number) < 6:
            parent, quote = unit.parent, unit.quote
            while parent >= 0 and not quote and holds(units[parent]):
                parent, quote = units[parent].parent, units[parent].quote
            key = "dot" if unit.style == "dot" else unit.kind + unit.style
            lists.setdefault((parent, key, quote), []).append(index)
    for members in lists.values():
        yield from zip([-1, *members], members, [*members[1:], -1], strict=False)


def _skipped(before: Unit, here: Unit) -> range:
    first, last = int(before.number) + 1, int(here.number)
    return range(first, last) if last > first else range(0)


def _superscript_lost(before: Unit, here: Unit, after: Unit | None) -> bool:
    """Return whether 51 after 5 is 5.1: it begins with its neighbour's number, and what follows goes on from there."""
    stem = before.number
    if len(here.number) <= len(stem) or not here.number.startswith(stem):
        return False
    return after is None or int(after.number) < int(here.number) or after.number.startswith(stem)


def _of_the_act(units: list[Unit], unit: Unit) -> bool:
    while unit.parent >= 0 and holds(units[unit.parent]):
        unit = units[unit.parent]
    return unit.parent < 0


def _end(units: list[Unit], before: int, after: int) -> int:
    return max(u.text_end for u in units[before:after])


def _kept_back(number: int, here: Unit, at: int) -> Unit:
    return Unit(here.kind, here.parent, None, str(number), here.style, at, at, at, at, published=False)


def _insert(units: list[Unit], added: dict[int, list[Unit]]) -> list[Unit]:
    """Return the units with ``added[i]`` before unit ``i``; parents are renumbered."""
    out: list[Unit] = []
    moved: list[int] = []
    for index, unit in enumerate(units):
        for extra in added.get(index, ()):
            extra.parent = moved[extra.parent] if extra.parent >= 0 else -1
            out.append(extra)
        moved.append(len(out))
        if unit.parent >= 0:
            unit.parent = moved[unit.parent]
        out.append(unit)
    return out


def _gap(code: str, severity: str, message: str, unit: Unit) -> Diagnostic:
    return Diagnostic(code, "warning" if severity == "warning" else "info", message, Span(unit.start, unit.text_end))


def check(text: str, lines: list[Line], units: list[Unit], words: Words, found: list[Diagnostic], *,
          cut: bool) -> None:
    """Append what is odd about the finished units. ``cut``: nothing stands after them, so their end may be lost."""
    _empty_lists(units, found)
    found.extend(Diagnostic("not-published", "info", "The act says of this unit that it is not published.",
                            Span(unit.start, unit.text_end)) for unit in units if not unit.published and unit.text)
    found.extend(_lookalike(line) for line in lines if line.kind in ("dot", "paren") and line.num
                 and line.num.lstrip("(")[0] in words.digits)
    found.extend(Diagnostic("not-at-hand", "info", "The text says here that something is left out.", Span(*m.span()))
                 for m in words.gap.finditer(text))
    found.extend(note for note in (_apart(line, words) for line in lines if line.kind in ("named", "word")) if note)
    odd = _ODD.search(text)
    if odd:
        found.append(Diagnostic("character-odd", "warning", f"The text holds a character that is no letter: "
                                f"U+{ord(odd.group()):04X}.", Span(*odd.span())))
    if cut and units:
        _truncated(units, found)


def _lookalike(line: Line) -> Diagnostic:
    return Diagnostic("number-lookalike", "warning", f"The number {line.num!r} is printed with a letter; it is read as "
                      f"{line.number}.", Span(line.num_start, line.num_end))


def _apart(line: Line, words: Words) -> Diagnostic | None:
    """Report a word for a unit whose number stands in the line below it, or is absent."""
    if line.kind == "named" and line.num and len(line.num.splitlines()) > 1:
        return Diagnostic("number-below", "info", f"The number of this unit is read from the line below: "
                          f"{' '.join(line.num.split())}.", Span(line.num_start, line.num_end))
    if line.kind == "word" and len(line.words) < _WORD and line.words.upper() in words.named:
        return Diagnostic("number-missing", "warning", f"{line.words} stands here without a number.",
                          Span(line.start, line.words_end))
    return None


def _empty_lists(units: list[Unit], found: list[Diagnostic]) -> None:
    """A colon that nothing follows: no unit below, no paragraph beside."""
    followed = [False] * len(units)
    last: dict[int, int] = {}
    for index, unit in enumerate(units):
        if unit.parent >= 0:
            followed[unit.parent] = True
        if unit.num is None and unit.parent in last:
            followed[last[unit.parent]] = True
        last[unit.parent] = index
    for unit, has in zip(units, followed, strict=True):
        if not has and not unit.quoted and unit.text.endswith(":"):
            found.append(Diagnostic("list-empty", "warning", "A list is announced here and none follows.",
                                    Span(unit.start, unit.text_end)))


def _truncated(units: list[Unit], found: list[Diagnostic]) -> None:
    unit = max(units, key=lambda u: u.text_end)
    if unit.text and (unit.text[-1].isalnum() or unit.text[-1] in ",-–—("):
        found.append(Diagnostic("text-truncated", "warning", "The text stops here in the middle of a sentence.",
                                Span(max(unit.text_start, unit.text_end - 40), unit.text_end)))
