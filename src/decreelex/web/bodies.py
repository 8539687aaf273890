"""The bodies of requests."""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from decreelex.errors import UsageError, fail
from decreelex.web.examples import example

T = TypeVar("T")
Text = Annotated[str, Meta(min_length=1, description="The text of an act.", examples=[example("text")])]
Language = Annotated[str, Meta(pattern="^(ru|en|auto)$", examples=["auto"])]
Date = Annotated[str, Meta(min_length=1, max_length=40, examples=[example("date")],
                           description="ISO date (its end) or date-time, Moscow time.")]
Question = Annotated[str, Meta(min_length=1, max_length=2000, examples=[example("question")],
                               description="An id of the catalogue, or words in Russian or English.")]


class ActBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text to read. ``lang``: ru, en or auto; ``steps``: of citations, effects, amendments (default: all)."""

    text: Text
    name: str | None = None
    lang: Language = "auto"
    steps: list[Annotated[str, Meta(pattern="^(citations|effects|amendments)$")]] | None = None


class ApplyBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The text of an act and the texts of those that amend it. ``strict``: all instructions or none."""

    base: Text
    amending: Annotated[list[Text], Meta(min_length=1, max_length=100)]
    strict: bool = False


class AddBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An act to add to the store; see the command ``store add``."""

    text: Text
    name: str | None = None
    work: str | None = None
    published: Annotated[str, Meta(pattern=r"^(never|\d{4}-\d{2}-\d{2})$")] | None = None
    state: Annotated[str, Meta(pattern="^(official|excerpt|translation|compiled)$")] = "compiled"
    source: str = ""
    complete: bool = True


class AskBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question; see the command ``ask``. ``assume``: texts of acts assumed to exist; ``without``: IRIs left out."""

    question: Question
    params: dict[str, str] = {}
    as_of: Date | None = None
    known_at: Date | None = None
    assume: Annotated[list[Text], Meta(max_length=20)] = []
    without: Annotated[list[str], Meta(max_length=100)] = []
    doctrine: str | None = None
    lang: Annotated[str, Meta(pattern="^(ru|en)$")] | None = None


def decode(data: bytes, kind: type[T]) -> T:
    """Return the body of a request. Raises UsageError naming the path of what is wrong."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise fail(UsageError, "bad-body", f"the body is not what is expected here: {error}",
                   suggestions=("see /openapi.json",)) from None
