"""Review at a terminal: each instruction beside its operation; what is decided goes to a data file beside the act."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec

from decreelex import api, consolidation, render
from decreelex.consolidation import Decision, Item
from decreelex.errors import InputError, fail
from decreelex.model import Modification

_KEYS = {"a": "accept", "r": "reject", "c": "correct", "s": "skip", "q": "quit"}


def review(file: str, base: str | None, decisions: str | None, form: str) -> None:
    """Show the instructions of an act and, at a terminal, ask what to do with those that nobody has decided on.

    Without a terminal (or with ``form`` json) nothing is asked: the instructions are shown with what was decided.
    """
    act = api.read_source(Path(file).read_bytes(), name=file)
    kept = Path(decisions or f"{file}.decisions.json")
    decided = consolidation.decisions_for(kept.read_bytes(), str(kept)) if kept.is_file() else ()
    amended = api.read_source(Path(base).read_bytes(), name=base) if base else None
    items = api.review(act, decided, base=amended)
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(items), indent=2).decode())
        return
    made = list(decided)
    for number, item in enumerate(items, 1):
        click.echo(render.review_text(item, number, len(items), color=_color()), nl=False)
        if item.decision is None and sys.stdin.isatty() and not _ask(item, made, kept):
            break


def _ask(item: Item, made: list[Decision], kept: Path) -> bool:
    """Ask about one instruction and keep the answer at once; False when the reviewer has had enough."""
    key = click.prompt("[a]ccept, [c]orrect, [r]eject, [s]kip, [q]uit", type=click.Choice(list(_KEYS)), show_choices=False)
    if key in "sq":
        return bool(key == "s")
    corrected = _corrected(item) if key == "c" else None
    if key == "c" and corrected is None:
        return True
    choice = _KEYS[key]
    made.append(msgspec.convert({"eid": item.eid, "nth": item.nth, "text": item.text, "decision": choice,
                                 "modification": corrected}, Decision, from_attributes=True))
    keep(made, kept)
    return True


def _corrected(item: Item) -> Modification | None:
    """Return the modification as the reviewer edits it, as JSON, in an editor; None when it was left as it was."""
    written = click.edit(msgspec.json.format(msgspec.json.encode(item.modification), indent=2).decode(), extension=".json")
    if written is None:
        return None
    try:
        return msgspec.json.decode(written, type=Modification)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise fail(InputError, "decisions-unreadable", f"the corrected modification cannot be read: {error}") from None


def keep(decisions: list[Decision], file: Path) -> None:
    """Write decisions to their data file."""
    data = msgspec.json.encode(consolidation.Decisions(tuple(decisions)))
    file.write_bytes(msgspec.json.format(data, indent=2) + b"\n")


def _color() -> bool:
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
