"""Examples for the OpenAPI document: data, as everything that names an act or a date."""

from __future__ import annotations

import functools
import tomllib

from decreelex import resources


@functools.cache
def example(name: str) -> str:
    """Return an example of grammar/service.toml."""
    table = tomllib.loads((resources.folder("grammar") / "service.toml").read_text(encoding="utf-8"))
    return str(table["example"][name])
