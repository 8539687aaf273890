"""The command ``ask``: one question, and the views of its answer."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from decreelex.cli.console import show, use_color, width, write_json
from decreelex.errors import UsageError, fail


def ask(question: str, given: dict[str, Any], *, form: str, out: str | None, files: Sequence[str], proof: str | None = None,  # noqa: PLR0913
        why_not: str | None = None, change: bool = False, missing: bool = False) -> None:
    """Ask a question and print what was asked for: the answer, or one view of it."""
    views = {"--proof": proof, "--why-not": why_not, "--what-would-change": change, "--missing": missing,
             "--doctrine all": given["doctrine"] == "all"}
    chosen = [name for name, given in views.items() if given]
    if len(chosen) > 1:
        raise fail(UsageError, "one-view", f"{' and '.join(chosen)} cannot be shown at once", suggestions=tuple(chosen))
    if form not in {"text", "json"}:
        _page(question, form, out, chosen, files, given)
    elif why_not:
        _why_not(question, why_not, form, given)
    elif change or missing:
        _changes(question, change, form, given)
    elif given["doctrine"] == "all":
        _readings(question, form, given)
    else:
        _answer(question, form, proof, given)


def _answer(question: str, form: str, proof: str | None, given: dict[str, Any]) -> None:
    from decreelex import api, render

    answer = api.ask(question, **given, full=proof == "full")
    if proof in {"dot", "svg"}:
        if form == "json":
            raise fail(UsageError, "one-view", f"--proof {proof} is a picture, not JSON", suggestions=("--proof full",))
        show((api.proof_dot if proof == "dot" else api.proof_svg)(answer, lang=given["lang"]))
    elif form == "json":
        write_json(render.shortened(answer) if proof == "short" else answer)
    else:
        show(api.answer_text(answer, lang=given["lang"], color=use_color(), width=width(), proof=proof))


def _page(question: str, form: str, out: str | None, chosen: list[str], files: Sequence[str], given: dict[str, Any]) -> None:
    """Write the page of an answer to a file, or to what standard output leads to."""
    from decreelex import api

    if chosen:
        raise fail(UsageError, "one-view", f"{chosen[0]} has no {form} page", suggestions=("--format text", "--format json"))
    if out is None and form != "html" and sys.stdout.isatty():
        raise fail(UsageError, "binary-output", f"{form} is no text for a terminal", suggestions=(f"--out answer.{form}",))
    data = api.answer_page(question, form, files=files, **given)
    if out is None:
        sys.stdout.buffer.write(data)
    else:
        Path(out).write_bytes(data)


def _readings(question: str, form: str, given: dict[str, Any]) -> None:
    from decreelex import api

    found = api.readings(question, **{**given, "doctrine": None})
    _show(found, form, lambda: api.readings_text(found, lang=given["lang"], color=use_color(), width=width()))


def _why_not(question: str, wanted: str, form: str, given: dict[str, Any]) -> None:
    from decreelex import api

    found = api.why_not(question, wanted, **given)
    _show(found, form, lambda: api.why_not_text(found, lang=given["lang"], color=use_color(), width=width()))


def _changes(question: str, sets: bool, form: str, given: dict[str, Any]) -> None:
    from decreelex import api

    found = api.changes(question, **given)
    _show(found, form, lambda: api.changes_text(found, lang=given["lang"], color=use_color(), width=width(), sets=sets))


def _show(found: msgspec.Struct, form: str, text: Any) -> None:
    if form == "json":
        write_json(found)
    else:
        show(text())
