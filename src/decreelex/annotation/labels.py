"""What labels, norm types and modalities are called, and their colours: grammar/annotation.toml."""

from __future__ import annotations

import functools
import tomllib

from decreelex import resources, snapshot

Table = dict[str, dict[str, dict[str, str]]]


@functools.cache
def table() -> Table:
    """Return the table: section, name, then language or theme."""
    path = resources.folder("grammar") / "annotation.toml"
    return snapshot.cached("annotation", Table, lambda: tomllib.loads(path.read_text(encoding="utf-8")))


def word(section: str, name: str, language: str) -> str:
    """Return what ``name`` is called in a language (ru, en, rus, eng); the name itself where the table has none."""
    return table().get(section, {}).get(name, {}).get(language[:2], name)
