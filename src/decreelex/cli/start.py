"""From a command to an exit code."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click

from decreelex.cli.commands import cli
from decreelex.cli.console import report
from decreelex.errors import DecreelexError, Diagnostic


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with the contract's codes: 0 done, 1 input errors, 2 wrong use, 3 internal fault."""
    sys.exit(run(lambda: _command(sys.argv[1:] if arguments is None else arguments)))


def _command(arguments: list[str]) -> None:
    """Run a command; not by click's own main, which turns a reader that went away into a failure."""
    with cli.make_context("decreelex", list(arguments)) as context:
        cli.invoke(context)


def run(command: Callable[[], Any]) -> int:
    """Run a command and return its exit code; a user never sees a traceback unless DECREELEX_DEBUG is set.

    A reader that stops reading (``| head``) is no failure; an output that takes no more (a full disk) is one.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what the terminal cannot show is shown as \uXXXX
    try:
        code = _code_of(command)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _discard(sys.stdout)
        return 0
    except OSError as error:
        _discard(sys.stdout)
        where = error.filename or "the output"
        with contextlib.suppress(OSError):
            report((Diagnostic("input-output", "error", f"{where}: {error.strerror or error}"),), None)
        return 1


def _discard(stream: Any) -> None:
    """Let what is still to be written to a stream go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _code_of(command: Callable[[], Any]) -> int:
    try:
        command()
        return 0
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
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
    except OSError:
        raise
    except Exception as error:
        if os.environ.get("DECREELEX_DEBUG"):
            raise
        click.echo(
            f"internal fault: {type(error).__name__}: {error}\n"
            "Please report it with the command and the input; DECREELEX_DEBUG=1 shows more.",
            err=True,
        )
        return 3
