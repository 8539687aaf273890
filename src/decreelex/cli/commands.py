"""The commands. Each command reads, calls one function of api, and prints; heavy imports happen where used."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click
import msgspec

from decreelex.cli import annotating, asking, editing, holdings, service
from decreelex.cli.console import read_bytes, report, show, use_color, width, write_json
from decreelex.cli.options import DB, KNOWN_AT, LANGUAGES, assumption, option, pairs
from decreelex.errors import UsageError, fail

if TYPE_CHECKING:
    from decreelex.model import Expression


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


@cli.command(short_help="Parse an act into the model.")
@click.argument("file", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "tree", "text", "akn", "jsonld"]),
    default="json",
    show_default=True,
    help="json: the model; tree: an outline; text: the source, rebuilt from the leaves; akn: Akoma Ntoso 3.0; "
    "jsonld: schema.org and ELI.",
)
@click.option(
    "--lang", type=click.Choice(list(LANGUAGES)), default="auto", show_default=True, help="Language of the text."
)
@option("--steps", metavar="NAMES", help="Which readings to do, e.g. citations,effects,amendments (default: all).")
@option("--explain", metavar="CODE", help="Explain a diagnostic's code and end.")
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


@cli.command(short_help="Read what an act orders to be changed in others.")
@click.argument("file")
@click.option("--format", "form", type=click.Choice(["json", "text"]),
              help="Default: json; with --review at a terminal: text, asking what to do with each instruction.")
@click.option(
    "--lang", type=click.Choice(list(LANGUAGES)), default="auto", show_default=True, help="Language of the text."
)
@click.option("--review", is_flag=True, help="Show each instruction beside its operation; accept, correct or reject it.")
@click.option("--base", metavar="FILE", help="With --review: the act that is amended, to show the affected words.")
@click.option("--decisions", metavar="FILE", help="With --review: where decisions are kept; default: FILE.decisions.json.")
def amendments(file: str, form: str | None, lang: str, review: bool, base: str | None, decisions: str | None) -> None:
    """Read what an act (FILE, or - for standard input) orders to be changed in others.

    Ends with exit code 1 when an instruction could not be read; it is then listed under unparsed, with the reason.

    \b
    Examples:
      decreelex amendments texts/fz-365-2022.rus.txt --format text
      decreelex amendments - < amending-law.txt
      decreelex amendments law.txt --review --base code.txt
    """
    from decreelex import api

    if review:
        editing.review(file, base, decisions, form or ("text" if sys.stdin.isatty() else "json"))
        return

    source, left_out = api.read_source(read_bytes(file), name=None if file == "-" else file)
    expression = api.parse_source(source, lang=lang)
    report(left_out, source.text)
    found = api.amendments(expression)
    if form == "text":
        show(api.amendments_text(found, lang=expression.language[:2], color=use_color()))
    else:
        write_json(found)
    if found.unparsed or any(d.severity == "error" for d in expression.diagnostics):
        sys.exit(1)


def _write_expression(expression: Expression, text: str, form: str, source: Any) -> None:
    from decreelex import api

    if form == "json":
        write_json(expression)
    elif form == "tree":
        show(api.tree(expression, color=use_color(), width=width()))
    elif form == "text":
        sys.stdout.buffer.write(api.rebuild(source, expression.language))
    elif form == "jsonld":
        write_json(api.to_jsonld(expression))
    else:
        data, diagnostics = api.to_akn(expression, text)
        sys.stdout.buffer.write(data)
        report(diagnostics, text)


@cli.command(short_help="Answer a status question, with the proof.")
@click.argument("question")
@option(
    "--param", "params", several=True, metavar="NAME=VALUE", help="A parameter of the question; one --param for each."
)
@option(
    "--as-of",
    metavar="DATE",
    help="The moment asked about: YYYY-MM-DD, which means the end of that day, or YYYY-MM-DDTHH:MM (Moscow time); "
    "default: today.",
)
@KNOWN_AT
@option("--assume", several=True, metavar="FILE|TEXT", help="An act assumed to exist; may be repeated.")
@option("--without", several=True, metavar="IRI", help="Leave out a known act; may be repeated.")
@option("--doctrine", metavar="NAME", help="The reading to answer by; default: formal-act; all: every reading, side by side.")
@DB
@click.option("--lang", type=click.Choice(["ru", "en"]), help="Language of the answer; default: that of the question.")
@click.option("--proof", type=click.Choice(["short", "full", "dot", "svg"]),
              help="short: only what it rests on; full: every step with its id; dot, svg: the proof as a graph, a picture.")
@option("--why-not", metavar="VERDICT", help="Why the answer is not yes, no, contested, or a status such as ended.")
@click.option("--what-would-change", "change", is_flag=True, help="The smallest sets of facts that would change the answer.")
@click.option("--missing", is_flag=True, help="What to find out first, in order.")
@click.option("--format", "form", type=click.Choice(["text", "json", "html", "docx", "pdf"]), default="text", show_default=True,
              help="html, docx, pdf: a page to put in a file.")
@option("--out", metavar="FILE", help="Where to write a page; default: standard output.")
def ask(question: str, params: tuple[str, ...], form: str, assume: tuple[str, ...], **options: Any) -> None:
    """Answer a status question, given by its catalogue id or in words (English or Russian).

    \b
    Examples:
      decreelex ask mobilization.ended --as-of 2023-05-18
      decreelex ask "Окончена ли мобилизация?" --known-at 2022-12-01
      decreelex ask mobilization.ended --as-of 2026-12-01 --assume ending-decree.txt
      decreelex ask act.in-force --param act=/akn/ru/act/fz/2022-11-04/421-fz --as-of 2022-11-14
      decreelex ask mobilization.ended --doctrine all
      decreelex ask mobilization.ended --why-not yes
      decreelex ask mobilization.ended --proof svg > proof.svg
      decreelex ask mobilization.ended --format pdf --out answer.pdf
    """
    files = [given if assumption(given) != given else f"assumption-{n}.txt" for n, given in enumerate(assume, 1)]
    views = {name: options.pop(name) for name in ("proof", "why_not", "change", "missing", "out")}
    asked = {"params": pairs(params), "assume": [assumption(a) for a in assume], **options}
    asking.ask(question, asked, form=form, files=files, **views)


@cli.command(short_help="List the questions that can be asked.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--lang", type=click.Choice(["ru", "en"]), default="en", show_default=True)
def questions(form: str, lang: str) -> None:
    """List the questions that can be asked, with their parameters and example wordings."""
    from decreelex import api

    if form == "json":
        write_json(api.questions())
    else:
        show(api.questions_text(lang=lang, color=use_color(), width=width()))


@cli.command(short_help="List the acts that are known, and what text of each.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@DB
@click.option("--lang", type=click.Choice(["ru", "en"]), default="en", show_default=True)
def acts(form: str, lang: str, db: str | None) -> None:
    """List the acts that are known: what they are called, their IRIs, and how far the text of each is at hand.

    \b
    Example:
      decreelex acts --lang ru
    """
    from decreelex import api

    if form == "json":
        write_json(api.acts(db=db))
    else:
        show(api.acts_text(lang=lang, db=db, color=use_color(), width=width()))


@cli.command(short_help="List the regimes that can be asked about.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@DB
@click.option("--lang", type=click.Choice(["ru", "en"]), default="en", show_default=True)
def regimes(form: str, lang: str, db: str | None) -> None:
    """List the regimes that can be asked about (--param regime=ID, decreelex timeline ID) and the acts that declare them.

    \b
    Example:
      decreelex regimes
    """
    from decreelex import api

    if form == "json":
        write_json(api.regimes(db=db))
    else:
        show(api.regimes_text(lang=lang, db=db, color=use_color(), width=width()))


@cli.command(short_help="Show what happened to a regime, and its status.")
@click.argument("regime")
@click.option("--format", "form", type=click.Choice(["text", "json", "svg"]), default="text", show_default=True)
@DB
@KNOWN_AT
@click.option("--lang", type=click.Choice(["ru", "en"]), default="en", show_default=True)
def timeline(regime: str, form: str, known_at: str | None, lang: str, db: str | None) -> None:
    """Show what happened to a regime: acts, statements, rulings, and its status from day to day.

    \b
    Examples:
      decreelex timeline ru/mobilization/2022
      decreelex timeline ru/emergency/1993 --format svg > moscow.svg
    """
    from decreelex import api

    if form == "json":
        write_json(api.timeline(regime, known_at=known_at, lang=lang, db=db))
    elif form == "svg":
        show(api.timeline_svg(regime, known_at=known_at, lang=lang, db=db))
    else:
        show(api.timeline_text(regime, known_at=known_at, lang=lang, db=db, color=use_color(), width=width()))


@cli.command(short_help="Print the JSON Schema of what is printed.")
@click.argument("what", required=False, default="expression")
def schema(what: str) -> None:
    """Print the JSON Schema of what decreelex prints: expression (default), answer, readings, why-not, changes, timeline, …"""
    from decreelex import api

    click.echo(msgspec.json.format(msgspec.json.encode(api.schema(what)), indent=2).decode())


@cli.command(short_help="Check a JSON document against its schema.")
@click.argument("file")
@option("--as", "what", metavar="NAME", help="The schema to check against; default: found out from the document.")
def validate(file: str, what: str | None) -> None:
    """Check a JSON document against its schema and name the path of everything wrong."""
    from decreelex import api

    found = api.validate(read_bytes(file), what=what)
    report(found, None)
    if found:
        sys.exit(1)
    click.echo("valid")


@cli.group(short_help="Look after the rules (rules check, test, coverage).")
def rules() -> None:
    """Look after the rules: check them, run their cases, see which rule no case exercises.

    \b
    Examples:
      decreelex rules check
      decreelex rules test
      decreelex rules test my-cases.md
      decreelex rules coverage
    """


@rules.command("test")
@click.argument("files", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def rules_test(files: tuple[str, ...], form: str) -> None:
    """Run the cases for rules: Markdown FILES, by default those shipped with the rules.

    Ends with exit code 1 where something does not follow that should, or follows that should not.
    """
    found = _rule_cases(files, form)
    if form == "text":
        click.echo(f"{found.cases} cases in {found.files} files, {len(found.problems)} problems; "
                   f"{len(found.unexercised)} of {len(found.exercised)} rules without a case")
    if found.problems:
        sys.exit(1)


@rules.command("coverage")
@click.argument("files", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def rules_coverage(files: tuple[str, ...], form: str) -> None:
    """Say how many cases exercise each rule; ends with exit code 1 where a rule has none."""
    found = _rule_cases(files, form)
    if form == "text":
        for name, count in sorted(found.exercised.items(), key=lambda row: (row[1], row[0])):
            click.echo(f"{count:5}  {name}")
        share = 1 - len(found.unexercised) / max(1, len(found.exercised))
        click.echo(f"{share:.0%} of {len(found.exercised)} rules are exercised")
    if found.unexercised or found.problems:
        sys.exit(1)


def _rule_cases(files: tuple[str, ...], form: str) -> Any:
    """Run cases; print JSON if that is asked for, and problems to standard error."""
    from pathlib import Path

    from decreelex import api

    for file in files:
        read_bytes(file)  # says so where it cannot be read
    found = api.rule_cases([Path(file) for file in files])
    if form == "json":
        write_json(found)
    report(found.problems, None)
    return found


@rules.command("check")
def rules_check() -> None:
    """Check the shipped rules.

    Quotations against the texts, stratification, names, dead rules. Ends with exit code 1 where there are errors.
    """
    from decreelex import api

    found = api.check_rules()
    report(found, None)
    if any(d.severity == "error" for d in found):
        sys.exit(1)
    click.echo(f"rules: {sum(d.severity == 'error' for d in found)} errors, {len(found)} diagnostics")


for _command in (
    annotating.annotate, annotating.actors, annotating.obligations,
    editing.apply, editing.consolidate, editing.diff, editing.history, holdings.store, holdings.search,
    service.mcp, service.serve,
):
    cli.add_command(_command)
