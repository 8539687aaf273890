"""The reader's pages: ``handlers`` are registered beside those of the API."""

from __future__ import annotations

from typing import Any


def handlers() -> list[Any]:
    """Return the route handlers of the pages."""
    return []
