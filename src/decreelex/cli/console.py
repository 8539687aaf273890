"""What commands share: reading files, writing JSON, diagnostics, colour and width."""

from __future__ import annotations

import os
import sys
from typing import Any

import click
import msgspec

from decreelex.errors import Diagnostic, InputError, UsageError, fail

MAX_BYTES = 64 * 1024 * 1024


def read_bytes(file: str) -> bytes:
    """Return the bytes of a file or of standard input (``-``). Raises InputError, UsageError."""
    try:
        if file == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with open(file, "rb") as handle:
                data = handle.read(MAX_BYTES + 1)
    except IsADirectoryError:
        raise fail(UsageError, "is-a-directory", f"{file} is a directory, not a file: name one file in it") from None
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
    try:
        data = msgspec.json.format(msgspec.json.encode(value), indent=2)
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can write as an escape and UTF-8 cannot
        import json

        data = json.dumps(msgspec.to_builtins(value), indent=2).encode()
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
