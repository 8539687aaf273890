"""The frame of an act: lines as tokens of structure.lark, which says what is title block, preamble, body, signature."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec

from decreelex import grammars
from decreelex.structure import identity
from decreelex.structure.lines import OPENING
from decreelex.structure.tree import Line
from decreelex.structure.words import Words

_FINAL = ".;:,…!?-–—"
_NAME = r"(?:[A-ZА-ЯЁІҒҚҢӘӨҰҮҺ]\.\s?){1,2}[^\W\d_]{2,}(?:-[^\W\d_]+)?"
_FULL_NAME = re.compile(r"[A-ZА-ЯЁ][a-zа-яё]+(?: [A-ZА-ЯЁ][\w-]+){1,2}$")
_IS_NAME = re.compile(rf"\W*{_NAME}[\s|]*$")
_ENDS_NAME = re.compile(rf"(?<![\w,]){_NAME}[\s|]*$")
_NEVER_FRONT = OPENING | {"dash", "table", "form"}
_HEAD = 6  # lines that an appendix begins with: its number, to what it belongs, who approved it
_LONG = 60  # a line of grounds is a sentence; a shorter one may be part of a title
_HAS_YEAR = re.compile(r"\d{4}")


class Token(msgspec.Struct, frozen=True, gc=False):
    """A line, or a run of lines ``[first, last)``, as a terminal of structure.lark."""

    type: str
    first: int
    last: int


class Frame(msgspec.Struct):
    """Ranges of line indices, half-open; ``None`` where the act has no such part."""

    front: tuple[int, int] | None = None
    heads: list[tuple[str, int]] = []
    preamble: tuple[int, int] | None = None
    body: tuple[int, int] | None = None
    conclusions: tuple[int, int] | None = None
    tail: list[tuple[str, int, int]] = []


def frame(lines: list[Line], words: Words) -> Frame:
    """Return the frame of the lines. The grammar accepts every sequence the classifier makes."""
    out = Frame()
    grammars.load("structure").parse(tokens(lines, words), _actions(out))
    return out


def _actions(out: Frame) -> dict[str, Callable[[list[Any]], Any]]:
    def keep(name: str) -> Callable[[list[Any]], None]:
        def action(parts: list[Any]) -> None:
            if parts:
                setattr(out, name, (parts[0].first, parts[-1].last))
        return action

    def add(name: str) -> Callable[[list[Any]], None]:
        def action(parts: list[Any]) -> None:
            out.tail.append((name, parts[0].first, parts[-1].last))
        return action

    def front(parts: list[Any]) -> None:
        keep("front")(parts)
        out.heads = [(token.type, token.first) for token in parts]

    blocks = {name: keep(name) for name in ("preamble", "body", "conclusions")}
    return {**blocks, "front": front, "attachment": add("attachment"), "footnotes": add("footnote"),
            "act": lambda _: None, "start": lambda _: None}


def tokens(lines: list[Line], words: Words) -> list[Token]:
    """Classify the lines: one token per line of the title block and the foot, one per run of the body."""
    kinds = _opening(lines, words)
    out = [Token(kind, i, i + 1) for i, kind in enumerate(kinds)]
    index, total = len(kinds), len(lines)
    end = _signature(lines, index, words)
    if end > index:
        out.append(Token("BODY", index, end))
    index = _conclusions(lines, end, words, out)
    while index < total:
        index = _appendix(lines, index, words, out)
    return out


def _opening(lines: list[Line], words: Words) -> list[str]:
    """Return the classes of the lines before the provisions: the title block, then the preamble, if there is one."""
    front: list[str] = []
    adopting = False  # "Принят", "Государственной Думой" and the date may stand in lines of their own
    for index, line in enumerate(lines):
        kind = _front_class(line, words)
        if not kind or _office(lines, index, words):
            break
        if adopting and kind in ("HEADLINE", "DATED"):
            adopting, kind = kind != "DATED", "ADOPTED"
        elif kind == "ADOPTED":
            adopting = not _HAS_YEAR.search(line.words)
        front.append(kind)
    lead = ["LEAD"] * _preamble(lines, len(front), words)
    if lead and enacts(lines[len(front) + len(lead) - 1], words):
        lead[-1] = "ENACTING"
    return front + lead


def _front_class(line: Line, words: Words) -> str:
    """Return the class of a line of the title block; an empty string for anything else."""
    content = line.words
    if line.kind in ("rule", "site"):
        return "REMARK"
    if line.kind in _NEVER_FRONT or words.enacting.search(content) or (len(content) > _LONG and words.grounds.match(content)):
        return ""
    for kind, pattern in (("ADOPTED", words.adoption), ("REMARK", words.remark), ("PLACE", words.place),
                          ("DATED", words.dated)):
        if pattern.match(content):
            return kind
    if content[-1] == "," and content.isupper():
        return "HEADLINE"  # the name of an issuer over several lines
    if content[-1] == "." and words.ends_numbered.search(content) and identity.names_kind(content, words):
        return "HEADLINE"
    return "" if content[-1] in _FINAL else "HEADLINE"


def _preamble(lines: list[Line], start: int, words: Words) -> int:
    """Return how many lines are the preamble: those up to the enacting word, or before the first unit."""
    for index in range(start, len(lines)):
        line = lines[index]
        if line.kind in OPENING:
            leads = line.kind == "named" or (line.kind == "dot" and line.number == "1")
            closed = index > start and (not lines[index - 1].words.endswith(":")
                                        or words.grounds.match(lines[start].words) is not None)
            return index - start if leads and closed and start > 0 else 0
        if enacts(line, words):
            return index + 1 - start
    return 0


def enacts(line: Line, words: Words) -> bool:
    """Return whether the line ends with an enacting word and its colon."""
    return line.words.endswith(":") and words.enacting.search(line.words, max(0, len(line.words) - 60)) is not None


def _signature(lines: list[Line], start: int, words: Words) -> int:
    """Return the index of the line at which the provisions end: the signature, an appendix, or the end."""
    office = words.office.match
    for index in range(start, len(lines)):
        line = lines[index]
        if line.quote:
            continue
        if line.unit == "attachment" or (line.kind == "word" and office(line.words) and _office(lines, index, words)):
            return index
    return _dated_foot(lines, start, words)


def _dated_foot(lines: list[Line], start: int, words: Words) -> int:
    """Where nobody signs: dates, numbers and places at the very end are the foot of the act."""
    end = len(lines)
    while end > start and lines[end - 1].num is None and _foot_date(lines[end - 1], words):
        end -= 1
    return end


def _foot_date(line: Line, words: Words) -> str:
    if words.dated.match(line.words):
        return "FOOT_DATED"
    return "FOOT_PLACE" if words.place.match(line.words) else ""


def _office(lines: list[Line], index: int, words: Words) -> str:
    """Return SIGNED or SIGN when the line is an office that signs, else an empty string."""
    content = lines[index].words
    if len(content) > 200 or lines[index].kind != "word" or not words.office.match(content):
        return ""
    if _ENDS_NAME.search(content):
        return "SIGNED"
    if content[-1] in ".;:":
        return ""
    after = lines[index + 1 : index + 5]
    named = not after or _foot_date(after[0], words) or _named_soon(after) or _named_fully(lines, index + 1, words)
    return "SIGN" if named else ""


def _named_fully(lines: list[Line], index: int, words: Words) -> bool:
    """Return whether a full name follows within some lines, with the foot of the act or nothing right below it."""
    for at in range(index, min(index + 4, len(lines))):
        if lines[at].kind != "word" or lines[at].words[-1] in ".;:," or len(lines[at].words) > 120:
            return False
        if _full_name(lines, at, words):
            return True
    return False


def _full_name(lines: list[Line], index: int, words: Words) -> bool:
    """Return whether a line is two or three words like a name, and the last of the signature."""
    if lines[index].kind != "word" or not _FULL_NAME.match(lines[index].words):
        return False
    below = lines[index + 1] if index + 1 < len(lines) else None
    return below is None or below.unit == "attachment" or _foot_date(below, words) != ""


def _named_soon(after: list[Line]) -> bool:
    """Return whether one of the next lines is a name, with nothing but short lines before it."""
    for line in after:
        if _is_name(line) or _ranked(line):
            return True
        if line.kind != "word" or line.words[-1] in ".;:" or len(line.words) > 120:
            return False
    return False


def _is_name(line: Line) -> bool:
    """Return whether the line is initials and a surname (in Latin letters an initial may look like a numeral)."""
    content = f"{line.num} {line.words}" if line.kind == "roman" else line.words
    return len(content) < 80 and line.kind in ("word", "roman", "other") and _IS_NAME.match(content) is not None


def _ranked(line: Line) -> bool:
    """Return whether the line is a rank and a name: "генерал армии С.Шойгу"."""
    return line.kind == "word" and len(line.words) < 100 and _ENDS_NAME.search(line.words) is not None


def _conclusions(lines: list[Line], index: int, words: Words, out: list[Token]) -> int:
    """Add the tokens of the signature, place, date and number; return the index after them."""
    signing = False
    while index < len(lines):
        agreed = _agreed(lines, index, words) if out and out[-1].type != "BODY" else index
        if agreed > index:
            out.append(Token("AGREED", index, agreed))
            index, signing = agreed, False
            continue
        kind = _foot_class(lines, index, words, signing)
        if not kind:
            break
        signing = kind in ("SIGN", "OFFICE")
        out.append(Token(kind, index, index + 1))
        index += 1
    return index


def _agreed(lines: list[Line], index: int, words: Words) -> int:
    """Return the end of a block below the signature that says who agreed to the act, or registered it, and when."""
    if lines[index].num is not None or not words.adoption.match(lines[index].words):
        return index
    end, dated = index + 1, _HAS_YEAR.search(lines[index].words) is not None
    while end < min(len(lines), index + 6):
        line = lines[end]
        if line.kind not in ("word", "other", "foot") or len(line.words) > 100 or words.adoption.match(line.words) or (
                _approved(lines, end, words)) or (dated and not line.words[0].islower()):
            break
        dated = dated or _HAS_YEAR.search(line.words) is not None
        end += 1
    return end


def _approved(lines: list[Line], index: int, words: Words) -> bool:
    """Return whether a line begins the approval of an appendix: the word for it, then the act, there or in the next line."""
    found = words.approval.match(lines[index].words)
    if found is None or lines[index].num is not None:
        return False
    rest = lines[index].words[found.end() :].strip()
    if not rest and index + 1 < len(lines):
        rest = lines[index + 1].words
    return bool(rest) and identity.names_kind(rest, words)


def _foot_class(lines: list[Line], index: int, words: Words, signing: bool) -> str:
    line = lines[index]
    if signing and (_is_name(line) or (_ranked(line) and not words.office.match(line.words))):
        return "NAME"
    if signing and _full_name(lines, index, words):
        return "NAME"
    if line.num is not None:
        return ""
    kind = _foot_date(line, words) or _office(lines, index, words)
    if kind or not signing:
        return kind
    after = lines[index + 1 : index + 4]
    return "OFFICE" if len(line.words) < 120 and (_named_soon(after) or _named_fully(lines, index + 1, words)) else ""


def _appendix(lines: list[Line], index: int, words: Words, out: list[Token]) -> int:
    """Add one appendix, or one run of footnotes; return the index after it."""
    end = _footnotes(lines, index)
    if end > index:
        out.append(Token("FOOTNOTE", index, end))
        return end
    end, numbered = index + 1, False
    while end < len(lines) and not _is_attachment(lines[end]) and (
            lines[end].kind not in ("foot", "rule") or _footnotes(lines, end) == end) and not (
            (numbered or end - index > _HEAD) and _approved(lines, end, words)):
        numbered = numbered or lines[end].num is not None
        end += 1
    out.append(Token("APPENDIX", index, end))
    return end


def _footnotes(lines: list[Line], index: int) -> int:
    """Return the end of the run of footnotes at ``index``; ``index`` itself where there is none."""
    end = index + (lines[index].kind == "rule")
    if end == len(lines) or lines[end].kind != "foot" or (index and lines[index - 1].kind == "foot"):
        return index
    while end < len(lines) and lines[end].kind == "foot":
        end += 1
    return end if end == len(lines) or _is_attachment(lines[end]) else index


def _is_attachment(line: Line) -> bool:
    return line.unit == "attachment" and not line.quote
