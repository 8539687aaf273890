"""What verbs and nouns do in norms: the word classes of grammar/norms.toml."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence

import msgspec

from decreelex import resources, snapshot
from decreelex.lexicon import fold


class Classes(msgspec.Struct, frozen=True):
    """grammar/norms.toml of one language."""

    ordinary: frozenset[str]
    leftover: dict[str, tuple[str, str]]
    verbs: dict[str, frozenset[str]]
    with_object: dict[str, dict[str, frozenset[str]]]
    delegating: frozenset[str]
    exempting: frozenset[str]
    defining: frozenset[str]
    stative: frozenset[str]
    actors: frozenset[str]
    not_actors: frozenset[str]
    deadlines: frozenset[str]
    acts: frozenset[str]
    laws: frozenset[str]
    authorities: frozenset[str]
    people: frozenset[str]
    having: frozenset[str]
    adding: frozenset[str]
    present: frozenset[str]
    predicating: frozenset[str]
    penal: frozenset[str]
    participles: frozenset[str]
    states: frozenset[str]
    deeds: frozenset[str]
    committing: frozenset[str]
    times: frozenset[str]
    names: frozenset[str]
    cases: frozenset[str]
    laying: frozenset[str]
    benefiting: frozenset[str]
    posts: frozenset[str]
    alone: frozenset[str]
    whole: frozenset[str]
    qualities: frozenset[str]
    countries: frozenset[str]
    pointing: frozenset[str]
    places: frozenset[str]
    timeless: frozenset[str]
    granting: frozenset[str]
    referring: frozenset[str]
    rules: frozenset[str]
    light: frozenset[str]
    ordering: frozenset[str]
    passive: frozenset[str]
    crimes: frozenset[str]
    deciding: frozenset[str]
    capable: frozenset[str]
    willed: frozenset[str]
    tasks: frozenset[str]
    entering: frozenset[str]
    spaces: frozenset[str]
    denying: frozenset[str]
    commanding: frozenset[str]
    late: frozenset[str]
    forbidding: frozenset[str]
    freeing: frozenset[str]
    needing: frozenset[str]
    saving: frozenset[str]
    requiring: frozenset[str]
    advising: frozenset[str]
    voiding: frozenset[str]
    inert: frozenset[str]
    inert_verbs: frozenset[str]
    inert_endings: tuple[str, ...]
    recommending: frozenset[str]
    asking: frozenset[str]
    binding: frozenset[str]
    weak: frozenset[str]
    states_only: frozenset[str]
    merely: frozenset[str]
    nobody: frozenset[str]
    sparing: frozenset[str]

    def kinds(self, lemma: str) -> tuple[str, ...]:
        """Return what provisions do with this verb."""
        return tuple(kind for kind, lemmas in self.verbs.items() if lemma in lemmas)


@functools.cache
def classes(language: str) -> Classes:
    """Return the word classes of a language (ru or en)."""
    return snapshot.cached(f"norms.{language}", Classes, lambda: _classes(language))


def _classes(language: str) -> Classes:
    table = tomllib.loads((resources.folder("grammar") / "norms.toml").read_text(encoding="utf-8"))

    def folded(given: Sequence[str]) -> frozenset[str]:
        return frozenset(map(fold, given))

    def of(name: str, key: str = "verbs") -> frozenset[str]:
        return folded(table.get(name, {}).get(language, {}).get(key, []))

    objects = {kind: {key: folded(given) for key, given in row.items()} for kind, row in table["with_object"][language].items()}
    return Classes(
        frozenset(table["ordinary"]["terminals"]),
        {word: (kind, value) for word, (kind, value) in table["leftover"][language].items()},
        {kind: folded(given) for kind, given in table["verbs"][language].items()}, objects,
        of("delegating"), of("exempting"), of("defining"), of("stative"), of("actors", "nouns"), of("actors", "not_nouns"),
        of("units", "deadline"), folded(table["ordinary"]["acts"]),
        folded(table["ordinary"]["laws"]), of("delegating", "authorities"),
        of("actors", "people"), of("having"), of("adding"), of("present"), of("predicating"), of("penal"),
        of("participles"), of("states"), of("deeds"), of("committing"), of("times"), of("actors", "names"),
        of("cases"), of("laying"), of("benefiting"), of("posts"), of("actors", "alone"),
        of("actors", "whole"), of("actors", "qualities"), of("actors", "countries"), of("pointing", "nouns"),
        of("places", "nouns"), of("timeless", "nouns"), of("granting"), of("referring"), of("referring", "rules"), of("light"),
        of("ordering"), of("passive", "endings"), of("crimes"), of("delegating", "deciding"),
        of("capable", "nouns"), of("willed", "nouns"), of("tasks", "nouns"), of("entering", "nouns"), of("spaces", "nouns"),
        of("denying"), of("commanding"), of("late"), of("forbidding"), of("freeing"), of("needing"), of("saving"),
        of("requiring"), of("advising"), of("voiding"), of("inert", "nouns"), of("inert"), tuple(sorted(of("inert", "endings"))),
        of("recommending"), of("recommending", "asking"), of("binding"), of("binding", "weak"), of("binding", "inert"),
        of("merely"), of("nobody"), of("sparing", "nouns"))
