"""Lines of styled words: wrapped to a width, joined as plain text, or coloured with rich when colour is asked for."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Sequence
from string import Template
from typing import Any

from decreelex import resources, snapshot

Piece = tuple[str, str]  # words and their style, in rich's notation; "" is plain
Line = list[Piece]

_WORD = re.compile(r"\S+")
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}")


def plain(words: str, style: str = "") -> Line:
    """Return one line of one style."""
    return [(words, style)]


def wrap(pieces: Iterable[Piece], width: int, *, first: Line | None = None, rest: Line | None = None) -> list[Line]:
    """Return the words of ``pieces`` in lines of at most ``width`` columns; a word longer than that is cut.

    ``first`` stands before the first line, ``rest`` (as wide as ``first``, where not given) before the others.
    """
    start = first or []
    follow = rest if rest is not None else plain(" " * columns(start))
    lines: list[Line] = [list(start)]
    room = width - columns(start)
    for word, style, space in _words(pieces, max(8, width - columns(follow))):
        spaced, size = space, len(word) + space
        if size > room and len(lines[-1]) > (len(start) if len(lines) == 1 else len(follow)):
            lines.append(list(follow))
            room, spaced = width - columns(follow), 0
            size = len(word)
        lines[-1].append((" " * spaced + word, style))
        room -= size
    return lines


def _words(pieces: Iterable[Piece], limit: int) -> Iterable[tuple[str, str, int]]:
    """Yield the words of pieces, cut at ``limit``, with 1 where a blank stands before the word, else 0."""
    seen = blank = False
    for text, style in pieces:
        clean = text.translate(_CONTROL)
        at = 0
        for match in _WORD.finditer(clean):
            spaced = seen and (blank or match.start() > at or (at > 0))
            word = match.group()
            yield word[:limit], style, int(spaced)
            for cut in range(limit, len(word), limit):
                yield word[cut : cut + limit], style, 0
            seen, blank, at = True, False, match.end()
        blank = blank or at < len(clean)


def columns(line: Line) -> int:
    """Return how many columns a line takes."""
    return sum(len(words) for words, _ in line)


def clip(words: str, width: int) -> str:
    """Return the words on one line, at most ``width`` columns, cut between words with an ellipsis."""
    flat = " ".join(words.translate(_CONTROL).split())
    if len(flat) <= width:
        return flat
    cut = flat[: max(1, width - 1)]
    head = cut.rsplit(" ", 1)[0]
    return (head if len(head) > width // 2 else cut).rstrip(" ,;:.") + "…"


def page(lines: Sequence[Line], *, color: bool) -> str:
    """Return the lines as one text that ends with a line break; trailing blanks are left out."""
    if not color:
        return "\n".join("".join(words for words, _ in line).rstrip() for line in lines) + "\n"
    return "\n".join("".join(_painted(words, style) for words, style in line) for line in lines) + "\n"


def _painted(words: str, style: str) -> str:
    return _style(style).render(words) if style else words


@functools.cache
def _style(style: str) -> Any:
    from rich.style import Style

    return Style.parse(style)


Words = dict[str, dict[str, str]]


@functools.cache
def words(language: str) -> Words:
    """Return the words of grammar/render.<language>.toml (``language``: ru or en)."""
    return snapshot.cached(f"render.{language}", Words, lambda: _toml(f"render.{language}"))


@functools.cache
def labels() -> dict[str, Any]:
    """Return grammar/labels.toml: months, dates, kinds of act, provisions."""
    return snapshot.cached("render.labels", dict[str, Any], lambda: _toml("labels"))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.folder("grammar") / f"{name}.toml").read_text(encoding="utf-8"))


def fill(template: str, **values: object) -> str:
    """Return a template with its ``$names`` filled in."""
    return Template(template).substitute({name: str(value) for name, value in values.items()})


# --- what things are called

_ACT = re.compile(r"/akn/[a-z]+/(?:act|doc)/(?P<kind>[^/]+)/(?P<date>\d{4}-\d\d-\d\d)/(?P<number>[^/]+)")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?")


def date(iso: str, language: str) -> str:
    """Return an ISO date or date-time as people write it; anything else as it is."""
    found = _ISO.match(iso)
    if found is None:
        return iso
    year, month, day, hour = found.groups()
    table = labels()
    named = table["date"][language].format(day=int(day), month=table["months"][language][int(month) - 1], year=year)
    return str(table["time"][language].format(date=named, hour=hour)) if hour and hour != "00:00" else str(named)


def act(iri: str, language: str) -> str:
    """Return what an act is called, read off its IRI; an IRI of another form as it is."""
    found = _ACT.fullmatch(iri)
    table = labels()
    if found is None or found["kind"] not in table["kind"]:
        return iri
    number, sign, tail = found["number"].partition("-")
    number += sign + words(language)["suffix"].get(tail, tail)
    return str(
        table["act"][language].format(
            kind=table["kind"][found["kind"]][language], number=number, date=date(found["date"], language)
        )
    )


def provision(eid: str, language: str) -> str:
    """Return an eId in words: ``point_5__item_а`` is "point 5, item а"."""
    kinds = labels()["provision"]
    steps = (step.partition("_") for step in eid.split("__"))
    return ", ".join(kinds[kind][language].format(num=num) if kind in kinds else kind + sign + num for kind, sign, num in steps)
