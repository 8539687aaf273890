"""The pages by name: each takes the reader and plain values, and returns HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from decreelex.web.pages import act, answer, home, own, regime, search
from decreelex.web.pages.templates import Reader

PAGES: dict[str, Callable[..., str]] = {
    "home": home.home,
    "acts": home.acts,
    "act": act.act,
    "answer": answer.answer,
    "changes": answer.changes,
    "own_form": own.form,
    "own": own.own,
    "regime": regime.regime,
    "regimes": regime.regimes,
    "search": search.search,
}


def page(name: str, *, language: str, address: str, db: str | None = None, **arguments: Any) -> bytes:
    """Return a page as UTF-8. Raises UsageError and InputError as the functions of ``api`` do."""
    return PAGES[name](Reader(language, address, db), **arguments).encode()
