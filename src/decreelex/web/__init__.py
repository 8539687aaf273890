"""The web service: ``create_app`` makes the Litestar application, ``run`` serves it; handlers of pages are in ``pages``.

The server is imported where it is needed only: worker processes do without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from decreelex.web.settings import Settings, is_loopback

if TYPE_CHECKING:
    import litestar


def create_app(*, db: str | None = None, settings: Settings | None = None) -> litestar.Litestar:
    """Return the application. ``db``: the store's file; ``settings``: limits (``db`` goes before theirs)."""
    from decreelex.web import app

    return app.create_app(db=db, settings=settings)


def run(settings: Settings, *, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until interrupted."""
    from decreelex.web import serve

    serve.run(settings, host=host, port=port)


__all__ = ["Settings", "create_app", "is_loopback", "run"]
