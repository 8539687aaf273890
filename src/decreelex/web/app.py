"""The application: settings in, a Litestar application out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import litestar
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from decreelex.web import pages, routes
from decreelex.web.guard import Guard
from decreelex.web.service import Service
from decreelex.web.settings import Settings, release

_ABOUT = """Status questions about legal acts, answered with proofs that quote the law; acts parsed, amended, dated.
It informs; it is no legal advice."""

_KEY = SecurityScheme(type="http", scheme="bearer")


def create_app(*, db: str | None = None, settings: Settings | None = None) -> litestar.Litestar:
    """Return the application. ``db``: the store's file; ``settings``: limits (``db`` goes before theirs)."""
    given = settings or Settings()
    known = Service(given if db is None else _with_db(given, db))

    @asynccontextmanager
    async def running(_: litestar.Litestar) -> AsyncIterator[None]:
        known.start()
        warming = asyncio.ensure_future(known.warm()) if known.settings.warm else None
        try:
            yield
        finally:
            if warming:
                warming.cancel()
            await known.close()

    app = litestar.Litestar(
        route_handlers=[*routes.handlers(), *pages.handlers()],
        lifespan=[running],
        state=State({"service": known}),
        exception_handlers={Exception: pages.failure},
        request_max_body_size=known.settings.max_body,
        openapi_config=OpenAPIConfig(title="decreelex", version=release(),
                                     description=_ABOUT, render_plugins=[], path="/schema",
                                     components=Components(security_schemes={"key": _KEY})),
        logging_config=None,
    )
    _surround(app, known)
    return app


def _with_db(settings: Settings, db: str) -> Settings:
    import msgspec

    return msgspec.structs.replace(settings, db=db)


def _surround(app: Any, service: Service) -> None:
    """Put the guard around everything, refusals of unknown addresses included; middleware would not see those."""
    app.asgi_handler = Guard(app.asgi_handler, service.settings, service.metrics)
