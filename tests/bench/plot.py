"""A picture of figures against sizes, both axes logarithmic, as SVG that follows the reader's theme."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 420, 70, 40, 190, 56
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #24292f } .title { font-size: 15px; font-weight: 600 }
  .grid { stroke: #d0d7de } .paper { fill: #ffffff } .ideal { stroke: #8c959f; stroke-dasharray: 4 4; fill: none }
  .s0 { stroke: #0969da; fill: #0969da } .s1 { stroke: #bc4c00; fill: #bc4c00 } .s2 { stroke: #1a7f37; fill: #1a7f37 }
  polyline { fill: none !important; stroke-width: 2.5 } text.s0, text.s1, text.s2 { stroke: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .grid { stroke: #30363d } .paper { fill: #0d1117 } .ideal { stroke: #6e7681 }
    .s0 { stroke: #58a6ff; fill: #58a6ff } .s1 { stroke: #f0883e; fill: #f0883e } .s2 { stroke: #3fb950; fill: #3fb950 }
  }
"""
Series = Mapping[str, Sequence[tuple[float, float]]]


def scaling(series: Series, *, title: str, along: str, up: str) -> str:
    """Return the picture. ``series``: name -> (size, value) pairs; a dashed line beside each says what linear would be."""
    points = [point for line in series.values() for point in line]
    across, above = _axis([x for x, _ in points]), _axis([y for _, y in points])

    def place(x: float, y: float) -> str:
        return (f"{LEFT + (WIDTH - LEFT - RIGHT) * _share(x, across):.1f},"
                f"{HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * _share(y, above):.1f}")

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">',
           f"<style>{STYLE}</style>", f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>',
           f'<text class="title" x="{LEFT}" y="22">{title}</text>']
    out += [_mark(*place(x, above[0]).split(","), _short(x), "middle", 0, 20) for x in _ticks(across)]
    for y in _ticks(above):
        left, height = place(across[0], y).split(",")
        out += [f'<line class="grid" x1="{left}" y1="{height}" x2="{WIDTH - RIGHT}" y2="{height}"/>',
                _mark(left, height, f"{_short(y)} {up}", "end", -8, 4)]
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">{along}</text>')
    for number, (name, line) in enumerate(series.items()):
        (x0, y0), (x1, y1) = line[0], line[-1]
        out.append(f'<polyline class="ideal" points="{place(x0, y0)} {place(x1, y0 * x1 / x0)}"/>')
        out.append(f'<polyline class="s{number}" points="{" ".join(place(x, y) for x, y in line)}"/>')
        for x, y in line:
            left, height = place(x, y).split(",")
            out.append(f'<circle class="s{number}" cx="{left}" cy="{height}" r="3.5"/>')
        left, height = place(x1, y1).split(",")
        out.append(f'<text class="s{number}" x="{float(left) + 10}" y="{float(height) + 4}">{name}</text>')
    return "\n".join([*out, "</svg>", ""])


def _mark(x: str, y: str, said: str, anchor: str, right: int, down: int) -> str:
    return f'<text x="{float(x) + right:.1f}" y="{float(y) + down:.1f}" text-anchor="{anchor}">{said}</text>'


def _axis(values: Sequence[float]) -> tuple[float, float]:
    return 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values)))


def _share(value: float, axis: tuple[float, float]) -> float:
    low, high = map(math.log10, axis)
    return (math.log10(max(value, axis[0] / 10)) - low) / (high - low)


def _ticks(axis: tuple[float, float]) -> list[float]:
    return [10.0**n for n in range(round(math.log10(axis[0])), round(math.log10(axis[1])) + 1)]


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"
