"""The commands on amendments: apply, consolidate, diff, history, review."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from decreelex.cli.console import read_bytes, report, use_color, width, write_json
from decreelex.errors import InputError, fail

if TYPE_CHECKING:
    from decreelex.consolidation import Choice, Decision, Item
    from decreelex.model import Expression, Modification


_DB = click.option("--db", metavar="FILE", help="A store whose texts count beside the shipped ones.")


@click.command()
@click.argument("base")
@click.argument("amending", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["json", "text", "akn", "jsonld", "diff", "html", "unified"]), default="json",
              show_default=True)
@click.option("--strict", is_flag=True, help="All or nothing: where one instruction cannot be applied, none is.")
@click.option("--decisions", multiple=True, metavar="FILE",
              help="Reviewers' decisions on the amending acts, in their order; default: ACT.decisions.json beside each.")
def apply(base: str, amending: tuple[str, ...], form: str, strict: bool, decisions: tuple[str, ...]) -> None:
    """Apply AMENDING acts to BASE: each instruction exactly, or not at all with the reason.

    \b
    Examples:
      decreelex apply code.txt law-365.txt --format diff
      decreelex apply code.txt law-1.txt law-2.txt --strict > consolidated.json
    """
    from decreelex import api

    read = [api.read_source(read_bytes(file), name=file) for file in (base, *amending)]
    for source, left_out in read:
        report(left_out, source.text)
    sources = [source for source, _ in read]
    decided = {n: _decisions(file, decisions[n : n + 1]) for n, file in enumerate(amending)}
    made = api.apply(sources[0], sources[1:], strict=strict, decisions=decided)
    _write_consolidation(made, form, api.parse_source(sources[0]), (base, " + ".join(amending)))
    report(made.diagnostics, made.text)
    if strict and made.not_applied and not made.applied:
        sys.exit(1)


def _decisions(act: str, given: tuple[str, ...]) -> Any:
    """Return the decisions on an act: of the file given, else of the one beside it, if there is one."""
    from decreelex import consolidation

    file = given[0] if given else f"{act}.decisions.json"
    if not given and not Path(file).is_file():
        return ()
    if not given:
        click.echo(f"decisions: {file}", err=True)
    return consolidation.decisions_for(read_bytes(file), file)


def _write_consolidation(made: Any, form: str, old: Expression, names: tuple[str, str]) -> None:
    from decreelex import api, render

    if form == "json":
        write_json(made)
    elif form == "text":
        sys.stdout.buffer.write(made.text.encode("utf-8", "surrogatepass"))
    elif form == "akn":
        sys.stdout.buffer.write(api.to_akn(made, made.text)[0])
    elif form == "jsonld":
        write_json(api.to_jsonld(made))
    else:
        _write_comparison(api.compare(old, made, names=names), form)
        if form == "diff":
            click.echo(render.applied_text(made, color=use_color(), width=width()), nl=False)


def _write_comparison(compared: Any, form: str) -> None:
    from decreelex import render

    if form == "json":
        write_json(compared)
    elif form == "html":
        click.echo(render.diff_page(compared), nl=False)
    elif form == "unified":
        click.echo(render.diff_unified(compared), nl=False)
    else:
        click.echo(render.diff_text(compared, color=use_color(), width=width()), nl=False)


@click.command()
@click.argument("iri")
@click.option("--at", required=True, metavar="DATE", help="The date (ISO, Moscow time) whose text is wanted.")
@click.option("--format", "form", type=click.Choice(["json", "text", "akn", "jsonld", "tree"]), default="json", show_default=True)
@click.option("--lang", type=click.Choice(["ru", "en"]), default="ru", show_default=True, help="Language of the text.")
@_DB
def consolidate(iri: str, at: str, form: str, lang: str, db: str | None) -> None:
    """Show the text of an act in force on a date; what made it so, and what is still to come, goes to standard error.

    \b
    Example:
      decreelex consolidate /akn/ru/act/code/1996-06-13/63-fz --at 2022-09-24 --format text
    """
    from decreelex import api, render

    made = api.consolidate(iri, at, lang=lang, db=db)
    if form == "tree":
        click.echo(api.tree(made, color=use_color(), width=width()), nl=False)
    else:
        _write_consolidation(made, form, made, ("", ""))
    if form != "json":
        click.echo(render.events_text(made, color=use_color(sys.stderr), width=width()), err=True, nl=False)
        click.echo(render.applied_text(made, color=use_color(sys.stderr), width=width()), err=True, nl=False)
    report(made.diagnostics, made.text)


@click.command()
@click.argument("iri")
@click.option("--from", "start", required=True, metavar="DATE", help="The earlier date (ISO).")
@click.option("--to", "end", required=True, metavar="DATE", help="The later date (ISO).")
@click.option("--format", "form", type=click.Choice(["text", "html", "unified", "json"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["ru", "en"]), default="ru", show_default=True, help="Language of the text.")
@_DB
def diff(iri: str, start: str, end: str, form: str, lang: str, db: str | None) -> None:
    """Show how the text of an act differs between two dates, provision by provision and word by word."""
    from decreelex import api

    _write_comparison(api.diff(iri, start, end, lang=lang, db=db), form)


@click.command()
@click.argument("iri")
@click.argument("eid")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["ru", "en"]), default="ru", show_default=True, help="Language of the text.")
@_DB
def history(iri: str, eid: str, form: str, lang: str, db: str | None) -> None:
    """Show what changed a provision: when, by which clause of which act, from which words to which.

    \b
    Example:
      decreelex history /akn/ru/act/code/1996-06-13/63-fz art_337
    """
    from decreelex import api, render

    entries = api.history(iri, eid, lang=lang, db=db)
    if form == "json":
        write_json(entries)
    else:
        click.echo(render.history_text(entries, color=use_color(), width=width()), nl=False)


_KEYS: dict[str, Choice] = {"a": "accept", "r": "reject", "c": "correct"}


def review(file: str, base: str | None, decisions: str | None, form: str) -> None:
    """Show the instructions of an act and, at a terminal, ask what to do with those that nobody has decided on.

    Without a terminal (or with ``form`` json) nothing is asked: the instructions are shown with what was decided.
    """
    from decreelex import api, consolidation, render

    act = api.read_source(read_bytes(file), name=file)[0]
    kept = Path(decisions or f"{file}.decisions.json")
    decided = consolidation.decisions_for(kept.read_bytes(), str(kept)) if kept.is_file() else ()
    amended = api.read_source(read_bytes(base), name=base)[0] if base else None
    items = api.review(act, decided, base=amended)
    if form == "json":
        write_json(items)
        return
    made = list(decided)
    for number, item in enumerate(items, 1):
        click.echo(render.review_text(item, number, len(items), color=use_color()), nl=False)
        if item.decision is None and sys.stdin.isatty() and not _ask(item, made, kept):
            break


def _ask(item: Item, made: list[Decision], kept: Path) -> bool:
    """Ask about one instruction and keep the answer at once; False when the reviewer has had enough."""
    key = click.prompt("[a]ccept, [c]orrect, [r]eject, [s]kip, [q]uit", type=click.Choice([*_KEYS, "s", "q"]), show_choices=False)
    if key in "sq":
        return bool(key == "s")
    corrected = _corrected(item) if key == "c" else None
    if key == "c" and corrected is None:
        return True
    made.append(decision(item, key, corrected))
    keep(made, kept)
    return True


def decision(item: Item, key: str, corrected: Modification | None) -> Decision:
    """Return what a reviewer decided on an instruction as data."""
    from decreelex.consolidation import Decision

    return Decision(item.eid, item.nth, item.text, _KEYS[key], corrected)


def _corrected(item: Item) -> Modification | None:
    """Return the modification as the reviewer edits it, as JSON, in an editor; None when it was left as it was."""
    written = click.edit(msgspec.json.format(msgspec.json.encode(item.modification), indent=2).decode(), extension=".json")
    if written is None:
        return None
    from decreelex.model import Modification

    try:
        return msgspec.json.decode(written, type=Modification)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise fail(InputError, "decisions-unreadable", f"the corrected modification cannot be read: {error}") from None


def keep(decisions: list[Decision], file: Path) -> None:
    """Write decisions to their data file."""
    from decreelex import consolidation

    data = msgspec.json.encode(consolidation.Decisions(tuple(decisions)))
    file.write_bytes(msgspec.json.format(data, indent=2) + b"\n")
