"""What went wrong, as a page: what it was, and what to do instead."""

from __future__ import annotations

import re
from typing import NamedTuple

from decreelex.errors import Diagnostic
from decreelex.web.pages import links
from decreelex.web.pages.own import MAX_BYTES
from decreelex.web.pages.templates import Reader, render

_BY_STATUS = {404: "not_found", 413: "large", 429: "busy", 503: "busy", 504: "slow", 500: "fault"}
_BY_CODE = {"unknown-act": "not_found", "unknown-regime": "not_found", "no-such-address": "not_found",
            "question-not-understood": "question", "unknown-question": "question", "too-large": "large",
            "no-text": "usage", "no-text-at-date": "usage"}
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")


class Hint(NamedTuple):
    """A suggestion; ``href`` where following it is a matter of a click."""

    words: str
    href: str


def error(reader: Reader, status: int, diagnostics: tuple[Diagnostic, ...], *, question: str = "", iri: str = "") -> str:
    """Return the page of an error. ``question``, ``iri``: what was asked for, where it was a question or an act."""
    code = diagnostics[0].code if diagnostics else ""
    kind = _BY_CODE.get(code) or _BY_STATUS.get(status) or ("input" if status == 400 else "usage")
    hints = tuple(hint for one in diagnostics for said in one.suggestions if (hint := _hint(one.code, said, question, iri)))
    shown = () if status >= 500 or code == "no-such-address" else diagnostics
    return render("error", reader, status=status, kind=kind, diagnostics=shown, hints=hints, question=question,
                  size=MAX_BYTES // 1024**2)


def _hint(code: str, said: str, question: str, iri: str) -> Hint | None:
    """Return a suggestion as a link, where the code says what its words are."""
    last = said.rpartition(" ")[2]
    if code == "question-not-understood":
        wording = said.partition(": ")[2] or said
        return Hint(wording, links.ask(wording))
    if code == "unknown-question":
        return Hint(said, links.ask(said))
    if code == "unknown-act":
        return Hint(said, links.act(said))
    if code == "unknown-regime":
        return Hint(said, links.regime(said))
    if code == "no-text-at-date" and _DATE.match(last) and iri:
        return Hint(last, links.act(iri, at=last))
    if code == "missing-param":
        name, _, value = said.removeprefix("--param ").partition("=")
        return Hint(value, links.ask(question, ((name, value),)))
    return None if said.startswith("/openapi") else Hint(said, "")
