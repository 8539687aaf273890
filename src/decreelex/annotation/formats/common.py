"""What the formats share: places in other units, ids, and annotations that must stand where they say."""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from decreelex.annotation.structs import MACHINE, PERSON, Annotation, Relation
from decreelex.errors import Diagnostic, InputError, fail
from decreelex.span import Span

_LONGEST = 200  # characters of a label or a name that a file may give


class Read(NamedTuple):
    """What a file holds: annotations, the links between them, what was noticed in reading it."""

    annotations: list[Annotation]
    links: list[Relation]
    diagnostics: tuple[Diagnostic, ...] = ()


def located(text: str, start: object, end: object, label: object, words: str | None, *, name: object = "",
            attributes: object = None, by: object = "") -> Annotation:
    """Return the annotation at ``text[start:end]``; where ``words`` say that the tool counted UTF-16 units, in those.

    ``by``: who made it, as the file says; what says nobody or decreelex was given back by a person all the same.
    Raises InputError for a place outside the text, or one where other words stand.
    """
    if not isinstance(label, str) or not label.strip() or len(label) > _LONGEST:
        raise fail(InputError, "annotation-unreadable", f"an annotation has no label: {str(label)[:40]!r}")
    if not isinstance(start, int) or not isinstance(end, int) or isinstance(start, bool):
        raise fail(InputError, "annotation-unreadable", f"an annotation {label!r} has no place: {start!r}, {end!r}")
    given = attributes if isinstance(attributes, Mapping) else {}
    plain = {str(key): value for key, value in given.items() if isinstance(value, str | int | float)}
    for first, last in ((start, end), units_to_points(text, start, end)):
        if 0 <= first < last <= len(text) and (words is None or same(text[first:last], words)):
            return Annotation(Span(first, last), label, text[first:last], None, plain, str(name or ""), person(by))
    where = f"{start}-{end}"
    raise fail(InputError, "annotation-elsewhere", f"the annotation {label} at {where} is not in this text: {words!r}",
               suggestions=("import what was exported from this very file",))


def tied(kind: object, source: object, target: object) -> Relation:
    """Return a link. Raises InputError where its kind is no word, or an end of it no id."""
    if not isinstance(kind, str) or not all(isinstance(one, str | int) for one in (source, target)):
        raise fail(InputError, "annotation-unreadable", f"a link has no kind or no ends: {str((kind, source, target))[:80]}")
    return Relation(kind[:_LONGEST], str(source), str(target))


def person(by: object) -> str:
    """Return the name of who made an annotation, as a file gives it: ``person`` where it names nobody, or us."""
    name = " ".join(str(by).split())[:_LONGEST] if isinstance(by, str | int) and not isinstance(by, bool) else ""
    return PERSON if name in ("", MACHINE) else name


def same(found: str, words: str) -> bool:
    """Return whether words are the same but for line breaks and blanks, which tools change."""
    return found == words or found.split() == words.split()


def units_to_points(text: str, start: int, end: int) -> tuple[int, int]:
    """Return code points of a span in UTF-16 code units; one that cuts a pair becomes (-1, -1)."""
    pairs = _beyond(text)
    return _point(pairs, start), _point(pairs, end)


@functools.lru_cache(maxsize=4)
def _beyond(text: str) -> tuple[int, ...]:
    """Return, for each character that takes two units, the unit at which its second one stands."""
    if text.isascii():
        return ()
    places = (at for at, one in enumerate(text) if one > "\uffff")
    return tuple(at + number + 1 for number, at in enumerate(places))


def _point(pairs: tuple[int, ...], unit: int) -> int:
    at = bisect.bisect_left(pairs, unit)
    return -1 if at < len(pairs) and pairs[at] == unit else unit - at


def numbered(some: Sequence[Annotation]) -> dict[str, int]:
    """Return a whole number for every id."""
    return {one.id: number for number, one in enumerate(some, 1)}


def named(number: object) -> str:
    """Return the id of an annotation that has a number in its format."""
    return f"T{number}"


def problem(error: Exception, kind: str) -> InputError:
    """Return the error for a file that is not the format it looks like: what is missing in it, or arranged otherwise."""
    if isinstance(error, KeyError):
        why = f"{error.args[0]!r} is missing in it, or in one of its annotations"
    elif isinstance(error, TypeError | AttributeError | IndexError):
        why = "its parts are not arranged as in one"
    else:
        why = str(error)
    return InputError(Diagnostic("annotation-unreadable", "error", f"this cannot be read as {kind}: {why}"))


def records(data: bytes) -> list[dict[str, Any]]:
    """Return the documents of a project's export: a JSON list, one object, or one object per line. Raises DecodeError."""
    try:
        found = msgspec.json.decode(data)
    except msgspec.DecodeError:
        lines = [line for line in data.splitlines() if line.strip()]
        found = [msgspec.json.decode(line) for line in lines]
    some = found if isinstance(found, list) else [found]
    if not some or not all(isinstance(one, dict) for one in some):
        raise TypeError("no objects")
    return some


def chosen(texts: Sequence[object], text: str, kind: str) -> tuple[int, tuple[Diagnostic, ...]]:
    """Return which of a project's documents has this very text, and a warning where several have.

    Raises InputError where none has.
    """
    words = text.split()
    found = [number for number, one in enumerate(texts) if one == text] or [
        number for number, one in enumerate(texts) if isinstance(one, str) and one.split() == words]
    if found:
        more = len(found) - 1
        note = f"{more + 1} documents of the {kind} file have this text: number {found[0] + 1} is taken"
        return found[0], (Diagnostic("annotation-others", "warning", note),) if more else ()
    if not any(isinstance(one, str) for one in texts):
        raise fail(InputError, "annotation-unreadable", f"no document of the {kind} file has a text")
    what = "the document of" if len(texts) == 1 else f"none of the {len(texts)} documents in"
    has = "has another text" if len(texts) == 1 else "has this text"
    raise fail(InputError, "annotation-elsewhere", f"{what} the {kind} file {has}",
               suggestions=("import what was exported from this very file",))


def nobody(annotator: str, names: Sequence[str]) -> InputError:
    """Return the error for a name that the file does not know."""
    known = tuple(dict.fromkeys(name for name in names if name != PERSON))
    return InputError(Diagnostic(
        "annotation-nobody", "error", f"nothing in the file is by {annotator!r}" + ("" if known else ": it names nobody"),
        None, (), known))


def pairs(attributes: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return attributes in order of their names."""
    return sorted(attributes.items())


def chunks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of a span between line breaks, without blanks at their ends."""
    out = []
    at = start
    for _, group in itertools.groupby(text[start:end], key=lambda one: one in "\r\n"):
        size = sum(1 for _ in group)
        part = text[at : at + size]
        if part.strip():
            lead = len(part) - len(part.lstrip())
            out.append((at + lead, at + lead + len(part.strip())))
        at += size
    return out
