"""The command ``ask``: one question, and the views of its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from decreelex.console import show, use_color, width, write_json
from decreelex.errors import UsageError, fail


def ask(question: str, *, params: Mapping[str, str], assume: Sequence[str], form: str, proof: str | None, why_not: str | None,
        change: bool, missing: bool, **options: Any) -> None:
    """Ask a question and print what was asked for: the answer, or one view of it."""
    views = {"--proof": proof, "--why-not": why_not, "--what-would-change": change, "--missing": missing,
             "--doctrine all": options["doctrine"] == "all"}
    chosen = [name for name, given in views.items() if given]
    if len(chosen) > 1:
        raise fail(UsageError, "one-view", f"{' and '.join(chosen)} cannot be shown at once", suggestions=tuple(chosen))
    given = {"params": params, "assume": assume, **options}
    if why_not:
        _why_not(question, why_not, form, given)
    elif change or missing:
        _changes(question, change, form, given)
    elif options["doctrine"] == "all":
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
