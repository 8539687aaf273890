"""The commands of the store: add, list, show, search, remove, export, check."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
import msgspec

from decreelex.cli.console import read_bytes, report, show, write_json
from decreelex.cli.options import DB, option
from decreelex.errors import DecreelexError, InputError, UsageError, fail

if TYPE_CHECKING:
    from decreelex.store import Entry, Listed

FORM = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
WHERE = option("--db", metavar="FILE", help="The store's file; default: the user's own.")
STATES = ["official", "excerpt", "translation", "compiled"]


@click.group(short_help="Keep acts of your own beside the shipped ones.")
def store() -> None:
    """Keep acts, publications, statements and registers of your own in one file; ask over them with --db FILE.

    \b
    Examples:
      decreelex store add decree.txt --published 2026-12-01 --db acts.db
      decreelex store search "мобилизация граждан" --db acts.db
      decreelex ask mobilization.ended --db acts.db
    """


@store.command()
@click.argument("files", nargs=-1, required=True)
@WHERE
@option("--published", metavar="DATE|never", help="The day of the first official publication; default: not known.")
@option("--work", metavar="IRI", help="Which act it is, where the text does not say.")
@click.option("--state", type=click.Choice(STATES), default="compiled", show_default=True,
              help="How far the wording is to be trusted.")
@option("--source", metavar="WORDS", help="Where the text is from.")
@click.option("--part", is_flag=True, help="The text is not the whole act.")
def add(files: tuple[str, ...], db: str | None, published: str | None, work: str | None, state: str, source: str | None,
        part: bool) -> None:
    """Add acts (texts), records (.toml with tables as in texts/) or an export (.jsonl). What is there already stays.

    Each act is added whole or not at all; ends with exit code 1 when one could not be.

    \b
    Examples:
      decreelex store add decree.txt --published 2026-12-01 --state official --source "the official portal"
      decreelex store add registers.toml
    """
    from decreelex import api, stored

    held, failed, new, same = stored.open_store(db, create=True), 0, 0, 0

    def entries() -> Iterator[Entry]:
        nonlocal failed
        for file in files:
            try:
                if file.endswith(".jsonl"):
                    yield from _exported(file)
                elif not file.endswith(".toml"):
                    text, _ = api.read_source(read_bytes(file), name=file)
                    yield stored.entry(api.parse_source(text), text.text, state=state, source=source or "",  # type: ignore[arg-type]
                                       published=published, iri=work, complete=not part)
            except InputError as error:
                report(error.diagnostics, None)
                failed += 1

    for added in stored.add(held, entries()):
        new, same = new + added.new, same + (not added.new)
    for file in files:
        if file.endswith(".toml"):
            rows = [held.put(row) for row in stored.records(_table(file))]
            new, same = new + sum(rows), same + len(rows) - sum(rows)
    click.echo(f"added: {new}, there already: {same}" + (f", not added: {failed}" if failed else ""))
    if failed:
        sys.exit(1)


def _table(file: str) -> dict[str, object]:
    try:
        return tomllib.loads(read_bytes(file).decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise fail(InputError, "bad-data-file", f"{file}: {error}") from None


def _exported(file: str) -> Iterator[Entry]:
    from decreelex.store import Entry

    for number, line in enumerate(read_bytes(file).splitlines(), 1):
        try:
            yield msgspec.json.decode(line, type=Entry)
        except msgspec.MsgspecError as error:
            raise fail(InputError, "bad-data-file", f"{file}, line {number}: {error}") from None


@store.command("list")
@WHERE
@FORM
@option("--at", metavar="TIME", help="What there was at a time (UTC, 2026-12-01T10:00), removed texts included.")
@click.option("--limit", type=click.IntRange(1), default=1000, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True)
def list_(db: str | None, form: str, at: str | None, limit: int, offset: int) -> None:
    """List the texts in the store."""
    from decreelex import stored

    rows = stored.open_store(db).listed(at=at, limit=limit, offset=offset)
    if form == "json":
        write_json(rows)
    else:
        show("\n".join(map(_line, rows)) or "the store is empty")


def _line(row: Listed) -> str:
    return f"{row.iri}  [{row.language}, {row.state}{'' if row.complete else ', in part'}]  {row.title or ''}".rstrip()


@store.command("show")
@click.argument("iri")
@WHERE
@FORM
def show_(iri: str, db: str | None, form: str) -> None:
    """Show an act's texts and records as they are in the store."""
    from decreelex import stored

    held = stored.open_store(db)
    rows, records = held.listed(iri=iri), held.records(work=iri)
    if not rows and not records:
        near = tuple(row.iri for row in held.listed(limit=3))
        raise fail(UsageError, "unknown-act", f"the store has no act {iri}", suggestions=near)
    if form == "json":
        write_json({"texts": [{"row": row, "text": held.text(row.id)} for row in rows], "records": records})
        return
    for row in rows:
        show(f"{_line(row)}\nrecorded {row.recorded}\n\n{held.text(row.id).text}")
    for record in records:
        show(f"{record.kind}: {bytes(record.body).decode()}")


@click.command(short_help="Search the texts of the acts at hand.")
@click.argument("words")
@DB
@FORM
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True)
def search(words: str, db: str | None, form: str, limit: int, offset: int) -> None:
    """Search for provisions in which all WORDS stand, in any of their forms (Russian, English).

    \b
    Examples:
      decreelex search "отсрочка студентам"
      decreelex search "partial mobilization" --db acts.db
    """
    _search(words, db, form, limit, offset)


@store.command("search")
@click.argument("words")
@WHERE
@FORM
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True)
def store_search(words: str, db: str | None, form: str, limit: int, offset: int) -> None:
    """Search the store for provisions in which all WORDS stand, in any of their forms."""
    from decreelex.store import default_path

    _search(words, db or str(default_path()), form, limit, offset)


def _search(words: str, db: str | None, form: str, limit: int, offset: int) -> None:
    from decreelex import api

    hits = api.search(words, db=db, limit=limit, offset=offset)
    if form == "json":
        write_json(hits)
        return
    show("\n".join(f"{hit.iri} {hit.eid} [{hit.language}]\n  {hit.excerpt}" for hit in hits) or "nothing found")


@store.command()
@click.argument("iri")
@WHERE
def remove(iri: str, db: str | None) -> None:
    """Remove an act with its texts and records; `store list --at` still knows them."""
    from decreelex import stored

    click.echo(f"removed: {stored.open_store(db).remove(iri)}")


@store.command()
@WHERE
def export(db: str | None) -> None:
    """Write the acts with their texts to standard output, one a line (JSON); `store add FILE.jsonl` reads them."""
    from decreelex import stored

    for entry in stored.open_store(db).entries():
        sys.stdout.buffer.write(msgspec.json.encode(entry) + b"\n")


@store.command()
@WHERE
def check(db: str | None) -> None:
    """Check the file and everything in it. Ends with exit code 1 where something is wrong."""
    from decreelex import stored

    try:
        held = stored.open_store(db)
    except UsageError:
        raise
    except DecreelexError as error:
        report(error.diagnostics, None)
        sys.exit(1)
    found = held.check()
    for fault in found:
        click.echo(f"{fault.where}: {fault.message}")
    if found:
        sys.exit(1)
    click.echo(f"nothing wrong in {held.count()} texts")
