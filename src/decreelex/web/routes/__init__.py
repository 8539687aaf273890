"""The routes of the HTTP API, by what they are about."""

from __future__ import annotations

from typing import Any

from decreelex.web.routes import acts, asking, reading, system


def handlers() -> list[Any]:
    """Return the route handlers of the API."""
    return [*asking.handlers(), *reading.handlers(), *acts.handlers(), *system.handlers()]
