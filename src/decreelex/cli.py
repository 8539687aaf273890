"""The command line. Each command reads, calls one function of api, and prints; heavy imports happen where used."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
import msgspec

from decreelex.errors import DecreelexError, Diagnostic, InputError, UsageError, fail

if TYPE_CHECKING:
    from decreelex.model import Expression

MAX_BYTES = 64 * 1024 * 1024
LANGUAGES = {"ru": "rus", "en": "eng", "auto": "auto"}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="decreelex")
def cli() -> None:
    """Read decrees and amending laws as data; ask what their status is, with a proof that quotes them.

    decreelex informs; it is no legal advice.

    \b
    Examples:
      decreelex ask mobilization.ended --as-of 2023-05-18
      decreelex ask "Is mobilization formally ended?"
      decreelex parse decree.txt --format tree
      decreelex timeline ru/mobilization/2022
    """


@cli.command()
@click.argument("file", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "tree", "text", "akn"]),
    default="json",
    show_default=True,
    help="json: the model; tree: an outline; text: the source, rebuilt from the leaves; akn: Akoma Ntoso 3.0.",
)
@click.option(
    "--lang", type=click.Choice(list(LANGUAGES)), default="auto", show_default=True, help="Language of the text."
)
@click.option("--steps", help="Which readings to do, e.g. citations,effects,amendments (default: all).")
@click.option("--explain", metavar="CODE", help="Explain a diagnostic's code and end.")
def parse(file: str | None, form: str, lang: str, steps: str | None, explain: str | None) -> None:
    """Parse an act (FILE, or - for standard input) into the model; diagnostics go to standard error.

    \b
    Examples:
      decreelex parse texts/ukaz-647-2022.rus.txt --format tree
      decreelex parse - --lang en < decree.txt
      decreelex parse --explain list-empty
    """
    from decreelex import api

    if explain:
        click.echo(api.explain(explain, lang="ru" if lang == "ru" else "en"))
        return
    if not file:
        raise fail(
            UsageError, "no-file", "no file given", suggestions=("decreelex parse FILE, or - for standard input",)
        )
    source, left_out = api.read_source(read_bytes(file), name=None if file == "-" else file)
    chosen = steps.split(",") if steps else ([] if form == "text" else None)  # the bytes need no reading of the words
    expression = api.parse_source(source, lang=lang, steps=chosen)
    _write_expression(expression, source.text, form, source)
    report((*left_out, *expression.diagnostics), source.text)
    if expression.diagnostics and form != "tree":
        click.echo(api.summary(expression, color=use_color(sys.stderr)), err=True)
    if any(d.severity == "error" for d in expression.diagnostics):
        sys.exit(1)


def _write_expression(expression: Expression, text: str, form: str, source: Any) -> None:
    from decreelex import api

    if form == "json":
        write_json(expression)
    elif form == "tree":
        show(api.tree(expression, color=use_color(), width=width()))
    elif form == "text":
        sys.stdout.buffer.write(api.rebuild(source, expression.language))
    else:
        data, diagnostics = api.to_akn(expression, text)
        sys.stdout.buffer.write(data)
        report(diagnostics, text)


@cli.command()
@click.argument("question")
@click.option(
    "--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of the question; may be repeated."
)
@click.option("--as-of", metavar="DATE", help="The date asked about (ISO, Moscow time); default: now.")
@click.option("--known-at", metavar="DATE", help="What was known on that date only; default: now.")
@click.option("--assume", multiple=True, metavar="FILE|TEXT", help="An act assumed to exist; may be repeated.")
@click.option("--without", multiple=True, metavar="IRI", help="Leave out a known act; may be repeated.")
@click.option("--doctrine", metavar="NAME", help="The reading of the law to answer by; default: formal-act.")
@click.option("--lang", type=click.Choice(["ru", "en"]), help="Language of the answer; default: that of the question.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def ask(question: str, params: tuple[str, ...], form: str, assume: tuple[str, ...], **options: Any) -> None:
    """Answer a status question, given by its catalogue id or in words (English or Russian).

    \b
    Examples:
      decreelex ask mobilization.ended --as-of 2023-05-18
      decreelex ask "Окончена ли мобилизация?" --known-at 2022-12-01
      decreelex ask mobilization.ended --as-of 2026-12-01 --assume ending-decree.txt
      decreelex ask act.in-force --param act=/akn/ru/act/fz/2022-11-04/421-fz --as-of 2022-11-14
    """
    from decreelex import api

    answer = api.ask(
        question, params=dict(_pair(p) for p in params), assume=[_assumption(a) for a in assume], **options
    )
    if form == "json":
        write_json(answer)
        return
    show(api.answer_text(answer, lang=options["lang"], color=use_color(), width=width()))


@cli.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["ru", "en"]), default="en", show_default=True)
def questions(form: str, lang: str) -> None:
    """List the questions that can be asked, with their parameters and example wordings."""
    from decreelex import api

    if form == "json":
        write_json(api.questions())
    else:
        show(api.questions_text(lang=lang, color=use_color(), width=width()))


@cli.command()
@click.argument("regime")
@click.option("--format", "form", type=click.Choice(["text", "json", "svg"]), default="text", show_default=True)
@click.option("--known-at", metavar="DATE", help="What was known on that date only; default: now.")
@click.option("--lang", type=click.Choice(["ru", "en"]), default="en", show_default=True)
def timeline(regime: str, form: str, known_at: str | None, lang: str) -> None:
    """Show what happened to a regime: acts, statements, rulings, and its status from day to day.

    \b
    Examples:
      decreelex timeline ru/mobilization/2022
      decreelex timeline ru/emergency/1993 --format svg > moscow.svg
    """
    from decreelex import api

    if form == "json":
        write_json(api.timeline(regime, known_at=known_at, lang=lang))
    elif form == "svg":
        show(api.timeline_svg(regime, known_at=known_at, lang=lang))
    else:
        show(api.timeline_text(regime, known_at=known_at, lang=lang, color=use_color(), width=width()))


@cli.command()
@click.argument("what", required=False, default="expression")
def schema(what: str) -> None:
    """Print the JSON Schema of what decreelex prints: expression (default), answer, timeline, questions."""
    from decreelex import api

    click.echo(msgspec.json.format(msgspec.json.encode(api.schema(what)), indent=2).decode())


@cli.command()
@click.argument("file")
@click.option("--as", "what", help="The schema to check against; default: found out from the document.")
def validate(file: str, what: str | None) -> None:
    """Check a JSON document against its schema and name the path of everything wrong."""
    from decreelex import api

    found = api.validate(read_bytes(file), what=what)
    for diagnostic in found:
        click.echo(diagnostic.message, err=True)
    if found:
        sys.exit(1)
    click.echo("valid")


@cli.group()
def rules() -> None:
    """Look after the rules."""


@rules.command("check")
def rules_check() -> None:
    """Check the shipped rules: quotations against the texts, stratification, names, dead rules."""
    from decreelex import api

    found = api.check_rules()
    report(found, None)
    if any(d.severity == "error" for d in found):
        sys.exit(1)
    click.echo(f"rules: {sum(d.severity == 'error' for d in found)} errors, {len(found)} diagnostics")


def _pair(given: str) -> tuple[str, str]:
    name, sign, value = given.partition("=")
    if not sign or not name or not value:
        raise fail(UsageError, "bad-param", f"--param {given!r} is not NAME=VALUE", suggestions=("--param act=/akn/…",))
    return name, value


def _assumption(given: str) -> str:
    """Return the text of an assumed act: of the file of that name, or the words themselves."""
    if "\n" not in given and len(given) < 1000 and (Path(given).is_file() or given.endswith(".txt")):
        from decreelex import api

        return api.read_source(read_bytes(given), name=given)[0].text
    return given


def read_bytes(file: str) -> bytes:
    """Return the bytes of a file or of standard input (``-``). Raises InputError, UsageError."""
    try:
        if file == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with open(file, "rb") as handle:
                data = handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise fail(UsageError, "no-such-file", f"cannot read {file}: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise fail(
            InputError,
            "too-large",
            f"{file} is larger than {MAX_BYTES // 2**20} MiB",
            suggestions=("split it: one act, one file",),
        )
    return data


def show(text: str) -> None:
    """Print a text with one line end after it."""
    click.echo(text.rstrip("\n"))


def write_json(value: object) -> None:
    """Print a value as JSON, indented."""
    data = msgspec.json.format(msgspec.json.encode(value), indent=2)
    sys.stdout.buffer.write(data + b"\n")


def report(diagnostics: tuple[Diagnostic, ...], text: str | None) -> None:
    """Print diagnostics to standard error, with line and column where the text is at hand."""
    if not diagnostics:
        return
    from decreelex import render

    click.echo(render.diagnostics_text(diagnostics, text, color=use_color(sys.stderr)), err=True)


def use_color(stream: Any = None) -> bool:
    """Return whether to colour: on a terminal, unless NO_COLOR is set."""
    return (stream or sys.stdout).isatty() and "NO_COLOR" not in os.environ


def width() -> int:
    """Return the columns to fill: the terminal's, 100 when piped."""
    import shutil

    return min(shutil.get_terminal_size((100, 24)).columns, 120)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with the contract's codes: 0 done, 1 input errors, 2 wrong use, 3 internal fault."""
    sys.exit(run(lambda: cli.main(args=arguments, standalone_mode=False)))


def run(command: Callable[[], Any]) -> int:
    """Run a command and return its exit code; a user never sees a traceback unless DECREELEX_DEBUG is set."""
    try:
        command()
        sys.stdout.flush()
        return 0
    except DecreelexError as error:
        report(error.diagnostics, error.text)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("DECREELEX_DEBUG"):
            raise
        click.echo(
            f"internal fault: {type(error).__name__}: {error}\n"
            "Please report it with the command and the input; DECREELEX_DEBUG=1 shows more.",
            err=True,
        )
        return 3
