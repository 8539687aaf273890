"""The command line: ``cli`` holds the commands, ``main`` runs one of them and exits."""

from __future__ import annotations

from decreelex.cli import bulk  # noqa: F401 (adds its commands)
from decreelex.cli.commands import cli
from decreelex.cli.start import main

__all__ = ["cli", "main"]
