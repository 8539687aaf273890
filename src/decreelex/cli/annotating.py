"""The commands on annotations: annotate, actors, obligations."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from decreelex.cli.console import read_bytes, report, width, write_json

if TYPE_CHECKING:
    from decreelex.annotation import Agreement, Annotated

_LANG = click.option("--lang", type=click.Choice(["ru", "en", "auto"]), default="auto", show_default=True,
                     help="Language of the text.")
_TABLE = click.option("--format", "form", type=click.Choice(["text", "json", "csv", "md"]), default="text", show_default=True)
_FORMATS = ("json", "html", "w3c", "doccano", "labelstudio", "brat", "docbin", "csv", "text")
_IMPORT = click.option("--import", "corrected", metavar="FILE",
                       help="Take the annotations that a person corrected; they go before ours.")
_ANNOTATOR = click.option("--annotator", metavar="NAME", help="Of --import, take only what this person annotated.")


def _annotated(file: str, lang: str, corrected: str | None, annotator: str | None, *,
               compare: bool = False) -> tuple[Annotated, str]:
    """Return the annotations of a file, with a person's before ours, and its text; what was left out is reported.

    ``compare``: show how far the two agree.
    """
    from decreelex import annotation, api

    if annotator is not None and corrected is None:
        raise click.UsageError("--annotator chooses among those of --import FILE: give that too")
    source, left_out = api.read_source(read_bytes(file), name=None if file == "-" else file)
    report(left_out, source.text)
    made = api.annotate(api.parse_source(source, lang=lang, steps=("citations",)))
    if corrected is None:
        return made, source.text
    person = annotation.read(read_bytes(corrected), source.text, annotator=annotator)
    if compare:
        _show_agreement(annotation.agreement(source.text, made.annotations, person.annotations))
    merged, said = annotation.merge(made, person.annotations, person.links)
    report((*person.diagnostics, *said), source.text)
    return merged, source.text


@click.command(short_help="Mark who must, may, must not do what, until when.")
@click.argument("file")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="json", show_default=True,
              help="html: a page to read and print; w3c: Web Annotation; text: the words that places count in; csv, json; the "
                   "others are annotators' tools.")
@_IMPORT
@_ANNOTATOR
@_LANG
def annotate(file: str, form: str, corrected: str | None, annotator: str | None, lang: str) -> None:
    """Annotate an act (FILE, or -): bearers, modality, actions, conditions, deadlines, penalties, citations and more.

    Places are code points of the text, half-open; every format carries them as that format defines. --import reads any
    of json, csv, w3c, doccano, labelstudio, brat and docbin back, made of this very FILE, and says how far person and
    machine agree; duties, links and norm types follow from what the person marked.

    \b
    Examples:
      decreelex annotate decree.txt --format html > decree.html
      decreelex annotate decree.txt --format doccano > tasks.jsonl
      decreelex annotate decree.txt --import corrected.jsonl > merged.json
    """
    from decreelex import annotation

    made, text = _annotated(file, lang, corrected, annotator, compare=True)
    sys.stdout.buffer.write(annotation.write(made, text, form))


def _show_agreement(rows: tuple[Agreement, ...]) -> None:
    """Print the agreement of machine and person to standard error: all, then label by label."""
    click.echo(f"{'agreement':14} {'machine':>8} {'person':>8} {'exact F1':>9} {'overlap':>8} {'kappa':>7}", err=True)
    for row in rows:
        ours, theirs = row.spans
        click.echo(f"{row.label or 'all':14} {ours:8} {theirs:8} {row.exact:9.3f} {row.overlap:8.3f} {row.kappa:7.3f}", err=True)


@click.command(short_help="List who is bound, benefits or acts, and where.")
@click.argument("file")
@_TABLE
@_IMPORT
@_ANNOTATOR
@_LANG
def actors(file: str, form: str, corrected: str | None, annotator: str | None, lang: str) -> None:
    """List who is bound, benefits or acts in an act (FILE, or -), with the provisions that name them.

    \b
    Example:
      decreelex actors decree.txt --format md
    """
    from decreelex import annotation
    from decreelex.annotation import tables

    made, _ = _annotated(file, lang, corrected, annotator)
    found = annotation.actors(made)
    _write_table(tables.actor_rows(found, made.language), found, form)


@click.command(short_help="List who must, may, must not do what, until when.")
@click.argument("file")
@_TABLE
@_IMPORT
@_ANNOTATOR
@_LANG
def obligations(file: str, form: str, corrected: str | None, annotator: str | None, lang: str) -> None:
    """List who must, may or must not do what, when and until when in an act (FILE, or -), with the provision.

    \b
    Examples:
      decreelex obligations decree.txt
      decreelex obligations decree.txt --format csv > duties.csv
    """
    from decreelex.annotation import tables

    made, _ = _annotated(file, lang, corrected, annotator)
    _write_table(tables.duty_rows(made.duties, made.language), made.duties, form)


def _write_table(rows: list[tuple[str, ...]], found: Any, form: str) -> None:
    from decreelex.annotation import tables

    if form == "json":
        write_json(found)
    elif form == "csv":
        sys.stdout.buffer.write(tables.as_csv(rows).encode())
    else:
        click.echo(tables.as_markdown(rows) if form == "md" else tables.as_text(rows, width()), nl=False)
