"""What constants are called in answers: acts, regimes, moments, organs, provisions, in English and Russian."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from typing import Any

import msgspec

from decreelex import resources
from decreelex.model import Work
from decreelex.reason.acts import RegimeRow
from decreelex.reason.moments import is_moment, iso

Language = str  # "en" or "ru"
_IRI = re.compile(r"/akn/[^\s\"#]+")
_REGIME = re.compile(r"\b[a-z]{2}/[a-z-]+/\d{4}(?:-\d+)?\b(?:@[\w-]+)?")


class Labels(msgspec.Struct, frozen=True):
    """Names of constants by language: ``names[language][constant]``."""

    names: dict[Language, dict[str, str]]

    def label(self, value: str | int, language: Language) -> str:
        """Return what a constant is called; effects are called by their act, unknown constants by themselves."""
        if isinstance(value, int):
            return date_label(iso(value), language) if is_moment(value) else str(value)
        known = self.names[language]
        if "+" in value:
            return ", ".join(known.get(part, part) for part in value.split("+"))
        return known.get(value) or known.get(value.split("#")[0]) or value

    def genitive(self, value: str | int, language: Language) -> str:
        """Return what a constant is called where a noun governs it; without such a form, as ``label`` does."""
        return self.names[language].get(f"{value}:of") or self.label(value, language)

    def phrase(self, words: str, language: Language) -> str:
        """Return a text with the IRIs and regime ids in it replaced by names (register scopes)."""
        for begin, translated in table()["scope"].get(language, {}).items():
            if words.startswith(begin):
                words = translated + words[len(begin) :]
        named = _IRI.sub(lambda m: self.label(m[0], language), words)
        return _REGIME.sub(lambda m: self.label(m[0], language), named)

    def with_names(self, more: Mapping[Language, Mapping[str, str]]) -> Labels:
        """Return labels that know further constants."""
        return Labels({lang: {**names, **more.get(lang, {})} for lang, names in self.names.items()})


@functools.cache
def table() -> dict[str, Any]:
    """Return grammar/labels.toml."""
    return _toml("labels")


@functools.cache
def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.folder("grammar") / f"{name}.toml").read_text(encoding="utf-8"))


def fixed() -> Labels:
    """Return the labels that do not depend on acts: kinds of regime, sorts, places, authors, organs."""
    names: dict[Language, dict[str, str]] = {"en": {}, "ru": {}}
    rows = {key: row for name in ("author", "organ", "standing", "way", "said", "claim") for key, row in table()[name].items()}
    rows |= table()["unit"] | table()["norm"]["modality"] | table()["tenor"]
    rows |= {key: row["label"] for key, row in _entries("regimes")}
    rows |= {f"{key}:of": row["genitive"] for key, row in _entries("regimes") if "genitive" in row}
    rows |= {key: {language: row[language][0] for language in names} for key, row in _entries("territories")}
    for key, row in rows.items():
        for language, known in names.items():
            if language in row:
                known[key] = row[language]
    return Labels(names)


def _entries(name: str) -> list[tuple[str, Any]]:
    """Return the rows of a word table but its settings."""
    return [(key, row) for key, row in _toml(name).items() if key != "terminals"]


def act_label(work: Work, language: Language, *, assumed: bool = False) -> str:
    """Return the name of an act that has no short name of its own, from its kind, number and date."""
    words = table()
    kind = words["kind"].get(work.kind or "unknown", words["kind"]["unknown"])[language]
    date = date_label(work.date, language) if work.date else "?"
    name = words["act"][language].format(kind=kind, number=work.number or "?", date=date)
    return str(words["assumed"][language].format(act=name) if assumed else name)


def regime_label(row: RegimeRow, labels: Labels, language: Language) -> str:
    """Return the name of a regime: its sort and kind, and the act that declared it."""
    sorts = table()["sort"].get(row.kind, {})
    kind = sorts[row.sort][language] if row.sort in sorts else labels.label(row.kind, language)
    if not row.act:
        return str(table()["regime_undeclared"][language].format(kind=kind))
    return str(table()["regime"][language].format(kind=kind, act=labels.label(row.act, language)))


def place_labels(row: RegimeRow, labels: Labels, language: Language) -> dict[str, str]:
    """Return the names of a regime and, where it is declared for several places, of the regime in each of them."""
    whole = regime_label(row, labels, language)
    form = table()["regime_at"][language]
    parts = row.places if len(row.places) > 1 else ()
    return {row.id: whole} | {f"{row.id}@{p}": form.format(regime=whole, place=labels.label(p, language)) for p in parts}


def date_label(value: str, language: Language) -> str:
    """Return an ISO date or date-time as people write it: ``21 September 2022``, ``16 января 2022 г., 07:00``."""
    day, _, hour = value.partition("T")
    year, month, number = day.split("-")
    words = table()
    date = words["date"][language].format(
        day=int(number), month=words["months"][language][int(month) - 1], year=int(year)
    )
    return str(words["time"][language].format(date=date, hour=hour[:5]) if hour else date)


def provision_label(eid: str | None, language: Language) -> str:
    """Return an eId in words: ``point_5__item_а`` is "point 5, item а"."""
    if not eid:
        return ""
    kinds = table()["provision"]
    out = []
    for step in eid.split("__"):
        kind, _, num = step.partition("_")
        out.append(kinds[kind][language].format(num=num) if kind in kinds else step)
    return ", ".join(out)
