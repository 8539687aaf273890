"""What route handlers share: today, the refusals that the OpenAPI document tells of, parameters by kind."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import QueryParameter

from decreelex.web.examples import example
from decreelex.web.problems import MEDIA, TITLES, Problem

MOSCOW = datetime.timezone(datetime.timedelta(hours=3))

Lang = Annotated[str | None, QueryParameter(pattern="^(ru|en)$", description="Language: ru or en.",
                                       examples=[Example(value="en")])]
When = Annotated[str | None, QueryParameter(min_length=1, max_length=40, examples=[Example(value=example("date"))],
                                       description="ISO date (its end) or date-time, Moscow time.")]


def today() -> str:
    """Return today in Moscow as an ISO date."""
    return datetime.datetime.now(MOSCOW).date().isoformat()


def refusals(*statuses: int) -> dict[int, ResponseSpec]:
    """Return what the OpenAPI document says of refusals with these statuses."""
    return {status: ResponseSpec(Problem, description=TITLES[status], media_type=MEDIA, generate_examples=False)
            for status in {400, *statuses, 429, 500, 503}}


def state_of(lang: str | None, accepted: str | None, default: str = "en") -> str:
    """Return the language asked for, else the first of Accept-Language that is spoken here."""
    if lang:
        return lang
    for row in (accepted or "").split(","):
        name = row.strip()[:2].lower()
        if name in {"ru", "en"}:
            return name
    return default


Handlers = list[Any]
