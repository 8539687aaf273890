"""The reader's pages, served beside the API: HTML from templates, in English and Russian.

``views`` makes them, in a worker process; ``routes`` serves them. Nothing that a reader sends is kept.
"""

from __future__ import annotations

from typing import Any


def handlers() -> list[Any]:
    """Return the route handlers of the pages."""
    from decreelex.web.pages import routes

    return routes.handlers()


def failure(request: Any, error: Exception) -> Any:
    """Return what a request gets that failed: a page for a reader, a problem document for a program."""
    from decreelex.web.pages import routes

    return routes.failure(request, error)
