"""Facts in a file give the same answers as facts in memory, with assumptions over them and sources left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from decreelex.errors import InputError
from decreelex.reason import Derivation, Engine, Fact, FactBase, Session
from reason_asp import FACTS, Case


def told(session: Session, case: Case) -> dict[str, set[tuple[object, ...]]]:
    def weight(one: Derivation) -> tuple[object, ...]:
        return one.args, one.strength, one.steps

    names = {name: (None,) * len(kinds) for name, kinds in case.kinds.items() if name not in FACTS}
    return {name: {weight(one) for one in session.solve(name, args)} for name, args in names.items()}


@pytest.mark.parametrize("seed", range(100, 160))
def test_the_same_answers_as_in_memory(seed: int, tmp_path: Path) -> None:
    case = Case(seed)
    kept = FactBase(case.facts)
    kept.save(tmp_path / "facts")
    opened = FactBase.open(tmp_path / "facts")
    given = {"as_of": case.as_of, "known_at": case.known, "doctrine": case.doctrine}
    more = [Fact(name, args[0].args) for name in FACTS if (args := kept.rows(name))][:2]
    for change in (lambda base: base, lambda base: base.assume(more), lambda base: base.without(["f1", "f3"])):
        sessions = (Engine(case.rules, base.sizes).session(change(base), **given) for base in (kept, opened))
        one, other = (told(session, case) for session in sessions)
        assert one == other
    assert all(kept.sizes(name) == opened.sizes(name) for name in FACTS)


@pytest.mark.parametrize("key", [("a",), ("a", 5), (5,), ("ы" * 300,)])
def test_a_row_is_found_by_any_of_its_values_and_others_are_not(key: tuple[str | int, ...], tmp_path: Path) -> None:
    base = FactBase([Fact("p", key, rank=1), Fact("p", key, known=9, rank=3), Fact("p", ("b", 7)[: len(key)])])
    base.save(tmp_path / "facts")
    index = FactBase.open(tmp_path / "facts").index
    for at, value in enumerate(key):
        assert [row.strength for row in index["p", (at,)].get(value, ())] == [3, 1]
    assert not index["p", (0,)].get("zzz", ())
    assert not index["q", (0,)].get("a", ())
    assert len(index["p", ()].get((), ())) == 3


def test_no_facts_are_kept_too(tmp_path: Path) -> None:
    FactBase().save(tmp_path / "facts")
    assert FactBase.open(tmp_path / "facts").sizes("p")[0] == 0


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "facts").write_bytes(b"something else")
    with pytest.raises(InputError, match="make it anew"):
        FactBase.open(tmp_path / "facts")
