"""A proof as a picture: a card for each step, indented under the step that it carries. Self-contained SVG, light and dark."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from decreelex.model import Answer, Proof, Quotation
from decreelex.render.page import act, date, fill, provision, words
from decreelex.render.proof import ground, nodes

WIDTH = 960
_MARGIN, _INDENT, _PAD, _GAP = 28, 30, 12, 10
_LINE, _SMALL = 19, 16
_HEAD_Y = 84
_WIDE, _NARROW, _SLANTED = 7.6, 6.6, 7.2  # pixels of a usual character: words, small print, quotations
_NOT_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), "\N{REPLACEMENT CHARACTER}")

_STYLE = """
text { font: 14px system-ui, "Segoe UI", "Liberation Sans", "DejaVu Sans", sans-serif; fill: #1b2430; }
.paper { fill: #f6f7f5; }
.title { font-size: 19px; font-weight: 600; }
.small { font-size: 12px; fill: #566273; }
.quote { font-size: 12.5px; font-style: italic; fill: #23497a; }
.card { fill: #ffffff; stroke: #d3d9e0; }
.goal { stroke: #1f5fa8; stroke-width: 2; }
.reading { stroke: #c98a1b; stroke-width: 1.6; stroke-dasharray: 5 3; }
.wire { fill: none; stroke: #aeb8c4; stroke-width: 1.4; }
.bar { fill: #9fb6d3; }
.firm { fill: #2f8f5b; } .weak { fill: #b9771a; } .absent { fill: #b23b3b; } .assumed { fill: #6a4cc0; }
@media (prefers-color-scheme: dark) {
text { fill: #e6eaf0; }
.paper { fill: #12161b; }
.small { fill: #9aa6b5; }
.quote { fill: #a5c8f3; }
.card { fill: #1b2129; stroke: #343e4a; }
.goal { stroke: #6aa9f0; }
.reading { stroke: #e0a648; }
.wire { stroke: #4a5665; }
.bar { fill: #3f5878; }
.firm { fill: #4cbf83; } .weak { fill: #e2a54a; } .absent { fill: #e57a7a; } .assumed { fill: #ac93f2; }
}
"""
_TONES = {"official": "firm", "excerpt": "firm", "translation": "weak", "compiled": "weak", "assumed": "assumed",
          "absent": "absent"}


class _Card(NamedTuple):
    """A step as it is drawn: its lines (class, words), where it stands, and the card above it."""

    step: Proof
    lines: tuple[tuple[str, str], ...]
    x: int
    y: int
    height: int
    above: int | None


def proof_svg(answer: Answer, *, language: str) -> str:
    """Return the proof of an answer as SVG, 960 wide, as high as the proof is long."""
    cards = _cards(answer.proof, language) if answer.proof else []
    height = (cards[-1].y + cards[-1].height if cards else _HEAD_Y) + 44
    parts = [*_opening(answer, height, language), *_wires(cards), *(p for card in cards for p in _card(card)),
             f'<text class="small" x="{_MARGIN}" y="{height - 18}">{_text(words(language)["answer"]["advice"])}</text>', "</svg>"]
    return "\n".join(parts) + "\n"


def _opening(answer: Answer, height: int, language: str) -> Iterator[str]:
    table = words(language)
    title = f"{table['verdict'][answer.verdict or 'none']} · {answer.question.understood}"
    end = date(answer.as_of, language)
    dates = fill(table["answer"]["as_of"], known_at=date(answer.known_at, language),
                 as_of=end if "T" in answer.as_of else fill(table["answer"]["end_of"], date=end))
    doctrine = fill(table["answer"]["doctrine"], doctrine=answer.doctrine)
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
           f'role="img" aria-labelledby="title" lang="{language}">')
    yield f'<title id="title">{_text(title)}</title>'
    yield f"<style>{_STYLE}</style>"
    yield f'<rect class="paper" width="{WIDTH}" height="{height}"/>'
    shown = textwrap.shorten(title, 92, placeholder=" …")
    yield f'<text class="title" x="{_MARGIN}" y="40">{_text(shown)}</text>'
    yield f'<text class="small" x="{_MARGIN}" y="62">{_text(f"{dates}; {doctrine}")}</text>'


def _cards(proof: Proof, language: str) -> list[_Card]:
    """Place the steps one below the other, in the order of the proof; a repeated one only refers to the first."""
    cards: list[_Card] = []
    places: dict[str, int] = {}
    y = _HEAD_Y
    for step, above, depth, again in nodes(proof):
        x = _MARGIN + _INDENT * min(depth, 12)
        lines = tuple(_lines(step, WIDTH - _MARGIN - x - 2 * _PAD, again, language))
        height = 2 * _PAD - 4 + sum(_LINE if kind == "" else _SMALL for kind, _ in lines)
        cards.append(_Card(step, lines, x, y, height, places.get(above.id) if above else None))
        places.setdefault(step.id, len(cards) - 1)
        y += height + _GAP
    return cards


def _lines(step: Proof, room: int, again: bool, language: str) -> Iterator[tuple[str, str]]:
    table = words(language)["answer"]
    wide, narrow, slanted = (int(room / size) for size in (_WIDE, _NARROW, _SLANTED))
    said = f"{step.conclusion} ({table['above']})" if again else step.conclusion
    yield from (("", line) for line in textwrap.wrap(said, wide))
    if again:
        return
    if step.rule != "fact" or step.authority or not step.sources:
        yield from (("small", line) for line in textwrap.wrap(ground(step, language), narrow))
    for source in step.sources:
        if source.quote:
            yield from (("quote", line) for line in textwrap.wrap(f"«{source.quote}»", slanted - 2))
        yield from ((_TONES[source.state], line) for line in textwrap.wrap(_state(source, language), narrow - 4))


def _state(source: Quotation, language: str) -> str:
    table = words(language)
    name = act(source.iri, language) if source.iri else source.text or ""
    if source.eid:
        name += f", {provision(source.eid, language)} ({source.eid})"
    return f"{name}; {table['state'][source.state] if source.quote is not None else table['answer']['no_quote']}"


def _wires(cards: list[_Card]) -> Iterator[str]:
    for card in cards:
        if card.above is not None:
            top = cards[card.above]
            x = top.x + _INDENT // 2
            yield f'<path class="wire" d="M{x} {top.y + top.height}V{card.y + 16}H{card.x}"/>'


def _card(card: _Card) -> Iterator[str]:
    kind = " goal" if card.above is None and card.x == _MARGIN else " reading" if card.step.interpretation else ""
    yield f'<g id="s{card.step.id}-{card.y}">'
    width = WIDTH - _MARGIN - card.x
    yield f'<rect class="card{kind}" x="{card.x}" y="{card.y}" width="{width}" height="{card.height}" rx="7"/>'
    y, marked = card.y + _PAD - 4, False
    for kind_, line in card.lines:
        y += _LINE if kind_ == "" else _SMALL
        x = card.x + _PAD
        if kind_ in {"quote", *_TONES.values()}:
            x += 10
            yield f'<rect class="bar" x="{card.x + _PAD}" y="{y - 12}" width="3" height="{_SMALL}"/>'
        if kind_ in _TONES.values():
            if not marked:
                yield f'<circle class="{kind_}" cx="{x + 4}" cy="{y - 4}" r="3.5"/>'
            x += 13
        marked = kind_ in _TONES.values()
        yield f'<text class="{"small" if kind_ in _TONES.values() else kind_}" x="{x}" y="{y}">{_text(line)}</text>'
    yield "</g>"


def _text(said: str) -> str:
    """Return words safe in SVG: markup escaped, characters that XML does not allow replaced."""
    return escape(said.encode("utf-8", "replace").decode().translate(_NOT_XML))
