"""Templates to HTML: everything is escaped, and characters that would hide or reorder words are made visible."""

from __future__ import annotations

import functools
import hashlib
import re
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
from markupsafe import Markup, escape

from decreelex.render import page as labels
from decreelex.web.pages import known, links
from decreelex.web.pages.known import Known
from decreelex.web.pages.words import LANGUAGES, words

_HERE = Path(__file__).resolve().parents[1]
_HIDING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LETTER = re.compile(r"[^\W\d_]")


class Reader(NamedTuple):
    """Who reads: the language of the interface, the address asked for (path and query), and the file of the store."""

    language: str = "en"
    address: str = "/"
    db: str | None = None

    @property
    def known(self) -> Known:
        """What is known here."""
        return known.known(self.db)


def render(template: str, reader: Reader, **values: Any) -> str:
    """Return a page. ``template``: its name without ending; ``values``: what it shows."""
    language = reader.language
    return environment().get_template(f"{template}.html").render(
        t=words(language), r=labels.words(language), lang=language, reader=reader, **values,
        date_of=functools.partial(labels.date, language=language),
        act_of=functools.partial(labels.act, language=language),
        place_of=functools.partial(labels.provision, language=language),
    )


def visible(value: Any) -> Any:
    """Return a text with control characters, and those that change the direction of writing, as their code points."""
    if isinstance(value, str) and not isinstance(value, Markup) and _HIDING.search(value):
        return _HIDING.sub(lambda found: f"[U+{ord(found[0]):04X}]", value)
    return value


def tongue(text: str) -> str:
    """Return the language that words are in, by their letters: ru or en."""
    return "ru" if 2 * len(_CYRILLIC.findall(text)) > len(_LETTER.findall(text)) else "en"


def as_is(value: str) -> Markup:
    """Return a text for a field of a form, where it must stay as it was given; escaped, nothing made visible."""
    return escape(value.encode("utf-8", "replace").decode())


@functools.cache
def environment() -> jinja2.Environment:
    """Return the environment of the templates; a name that a template uses and nobody gave is an error."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        finalize=visible, trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )
    made.filters |= {"fill": labels.fill, "as_is": as_is}
    made.globals |= {"link": links, "tongue": tongue, "explained": known.explained,
                     "static": static_address, "languages": LANGUAGES}
    return made


STATIC = {"style.css": "text/css", "page.js": "text/javascript",
          "icon.svg": "image/svg+xml"}


@functools.cache
def static(name: str) -> bytes:
    """Return a file that pages need. Raises KeyError for a name that is not one of them."""
    if name not in STATIC:
        raise KeyError(name)
    return (_HERE / "static" / name).read_bytes()


@functools.cache
def static_address(name: str) -> str:
    """Return the address of such a file, which changes with its content."""
    return f"/static/{name}?v={hashlib.sha256(static(name)).hexdigest()[:12]}"
