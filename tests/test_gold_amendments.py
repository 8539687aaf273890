"""The labelled amendment instructions: their shape, and that they say what the acts say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from gold import check_amendments, sample_amendments


@pytest.fixture(scope="module")
def acts(corpus: Path) -> Path:
    """Return the folder of the labelled acts; skip where it is absent."""
    folder = corpus / "ru-acts-2018"
    if not folder.is_dir():
        pytest.skip(f"no folder {folder.name!r} in the corpus: the labelled acts are not here")
    return folder


def test_labels_are_well_formed() -> None:
    assert not check_amendments.problems(check_amendments.read())


def test_labels_agree_with_the_acts_and_the_sample(acts: Path) -> None:
    found = check_amendments.problems(check_amendments.read(), acts, sample_amendments.sample(acts))
    assert not found, "\n".join(found)


def test_a_wrong_label_is_found(acts: Path) -> None:
    label = next(label for label in check_amendments.read() if label["operation"] == "substitution")
    wrong = {**label, "old": label["old"] + "?", "act": {"number": "1-ФЗ", "date": "1999-12-31"}}
    found = check_amendments.problems([wrong], acts)
    assert [what.split(": ")[1] for what in found] == ["not in the line"] + 2 * ["not said up to the line"]


def test_the_sample_is_as_large_as_was_asked_for() -> None:
    labels = check_amendments.read()
    certain = [label for label in labels if "doubt" not in label]
    assert sum(label["operation"] is not None for label in certain) >= 200
    assert sum(label["operation"] is None for label in certain) >= 15
    lines = Counter(name for name, _ in {(label["file"], label["span"][0]) for label in labels})
    assert len(lines) == 33
    assert max(lines.values()) <= 12
