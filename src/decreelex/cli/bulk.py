"""The commands for whole corpora."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from decreelex.cli.commands import cli
from decreelex.cli.options import option

_SHOWN = 5

if TYPE_CHECKING:
    from collections.abc import Callable

    from decreelex.batch import Progress, Report


@cli.command(short_help="Parse whole corpora into tables.")
@click.argument("inputs", nargs=-1, required=True, metavar="DIR…")
@option("--out", required=True, metavar="DIR", help="Folder for the tables, failures.jsonl and the manifest.")
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True,
              help="local: processes on this machine; dask: a cluster.")
@option("--scheduler", metavar="ADDRESS", help="With dask: the scheduler, e.g. tcp://10.0.0.5:8786; default: a cluster here.")
@click.option("--jobs", type=click.IntRange(1, 1024), metavar="N", help="Processes; default: one for each core.")
@option("--steps", metavar="NAMES", help="Of parse,citations,effects,amendments,annotate; default: all but annotate.")
@option("--column", metavar="NAME", help="Column with the text, in JSON Lines and Parquet inputs; default: text.")
@click.option("--jsonl", is_flag=True, help="Keep each act's whole model too, as JSON Lines.")
def bulk(inputs: tuple[str, ...], out: str | None, engine: str, scheduler: str | None, jobs: int | None,
         steps: str | None, column: str | None, jsonl: bool) -> None:
    """Parse all acts of folders, globs, zip and tar archives, JSON Lines and Parquet files into Parquet tables.

    A second run does only what is new, changed or failed; a run that was cut short goes on where it was. What cannot be
    read stops nothing: it is in failures.jsonl with its address and the reason. Ends with exit code 1 where something
    failed, or nothing was read; the tables are kept.

    \b
    Examples:
      decreelex bulk acts/ --out tables
      decreelex bulk 'archive/*.zip' more.jsonl --column body --out tables --steps parse,citations
      decreelex bulk acts/ --out /shared/tables --engine dask --scheduler tcp://10.0.0.5:8786
    """
    from decreelex import batch

    chosen = tuple(name.strip() for name in steps.split(",")) if steps else batch.USUAL
    options = batch.Options(steps=chosen, engine=engine, scheduler=scheduler, jobs=jobs, column=column or "text",
                            jsonl=jsonl)
    report = batch.run(inputs, out or "", options, progress=_bar() if sys.stderr.isatty() else None)
    _told(report, out or "")
    sys.exit(_fault(report))


def _told(report: Report, out: str) -> None:
    """Print what a run did."""
    made = f"{_counted(report.parsed, 'act')} parsed into {_counted(report.parts, 'part')}"
    read = made if report.parsed else "nothing new parsed"
    click.echo(f"{read}, {report.kept} kept from earlier runs, {report.failed} failed", err=True)
    if report.failed:
        click.echo(f"  what failed, and why: {out}/failures.jsonl", err=True)
    hidden = sum(one.hidden for one in report.passed)
    passed = [one for one in report.passed if not one.hidden]
    for one in passed[:_SHOWN]:
        click.echo(f"  passed over, {one.why}: {one.address}", err=True)
    if len(passed) > _SHOWN:
        click.echo(f"  … and {len(passed) - _SHOWN} more", err=True)
    if hidden:
        click.echo(f"  passed over, hidden: {_counted(hidden, 'file or folder', 'files and folders')}", err=True)
    if len(passed) > _SHOWN or hidden:
        click.echo(f"  all that was passed over: {out}/passed.jsonl", err=True)
    if not report.parsed + report.kept:
        click.echo("  no act was read", err=True)


def _counted(number: int, one: str, more: str | None = None) -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"


def _fault(report: Report) -> int:
    """Return the exit code of a run: 1 where inputs failed, or nothing was read at all."""
    return 1 if report.failed or not report.parsed + report.kept else 0


def _bar() -> Callable[[Progress], None]:
    """Return what shows progress as a bar, with rate, time left and failures."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bar

    columns: tuple[Any, ...] = (BarColumn(), TextColumn("{task.fields[acts]} acts"), DownloadColumn(), TransferSpeedColumn(),
                                TimeRemainingColumn(), TextColumn("[red]{task.fields[failed]}[/red] failed"))
    bar = Bar(*columns, console=Console(stderr=True))
    task = bar.add_task("acts", acts=0, failed=0, total=None)
    bar.start()

    def tell(state: Progress) -> None:
        bar.update(task, completed=state.bytes, total=state.of_bytes, acts=f"{state.acts:,}/{state.of_acts:,}",
                   failed=state.failed)
        if state.acts == state.of_acts:
            bar.stop()

    return tell


@cli.command(short_help="Draw who cites and changes whom, and what is dead.")
@click.argument("inputs", nargs=-1, metavar="[DIR…]")
@option("--from-bulk", metavar="DIR", help="The tables of an earlier bulk run, instead of acts.")
@option("--out", required=True, metavar="DIR", help="Folder for nodes, edges and dead references (Parquet, GraphML, JSON-LD).")
def graph(inputs: tuple[str, ...], from_bulk: str | None, out: str | None) -> None:
    """Write the citation graph of acts, or of the tables of a bulk run; print what is cited most and what is dead.

    \b
    Examples:
      decreelex graph acts/ --out graph
      decreelex graph --from-bulk tables --out graph
    """
    from decreelex import batch
    from decreelex.errors import UsageError, fail

    if bool(inputs) == bool(from_bulk):
        raise fail(UsageError, "no-input", "name folders of acts, or --from-bulk DIR, one of the two")
    batch.checked(out or "")
    tables, fault = from_bulk or f"{out}/tables", 0
    if inputs:
        report = batch.run(inputs, tables, progress=_bar() if sys.stderr.isatty() else None)
        _told(report, tables)
        fault = _fault(report)
    found = batch.graph.read(tables)
    batch.graph.write(found, out or "")
    _summed(found)
    sys.exit(fault)


def _summed(found: Any) -> None:
    """Print the acts cited most, dead references and what affects regimes."""
    from rich import box
    from rich.table import Table

    click.echo(", ".join((_counted(len(found.nodes), "act"), _counted(len(found.edges), "edge"),
                          _counted(len(found.dead), "dead reference"), _counted(found.cycles, "circle"))))
    table = Table("act", "cited by", "title", box=box.SIMPLE_HEAD)
    for node in found.most_cited():
        table.add_row(node["act"], str(node["cited_by"]), (node["title"] or "")[:60])
    _printed(table)
    for node in found.affecting():
        click.echo(f"{node['act']}  {'; '.join(node['regimes'])}")


def _printed(table: Any) -> None:
    from rich.console import Console

    from decreelex.cli.console import use_color, width

    Console(width=width(), no_color=not use_color(), highlight=False).print(table)
