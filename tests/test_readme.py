"""What README.md and docs/ show is what happens: commands, their output, and Python at the prompt."""

from __future__ import annotations

import contextlib
import doctest
import re
from pathlib import Path

import pytest

import literate

ROOT = Path(__file__).resolve().parents[1]
SHOWN = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def of_language(path: Path, language: str) -> list[literate.Block]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return [block for block in literate.blocks(lines) if block.info.split()[:1] == [language]]


@pytest.mark.parametrize("path", SHOWN, ids=name)
def test_every_command_prints_what_is_shown(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    report = literate.play(text, tmp_path)
    assert not report.problems, "\n".join(report.problems)
    assert report.text == text, literate.difference(text, report.text, name(path))
    assert len(report.runs) == sum(len(literate.steps(block)) for block in of_language(path, "console"))


@pytest.mark.parametrize("path", SHOWN, ids=name)
def test_every_python_example_does_what_is_shown(path: Path, tmp_path: Path) -> None:
    source = "\n".join(line for block in of_language(path, "pycon") for line in [*block.lines, ""])
    test = doctest.DocTestParser().get_doctest(source, {}, name(path), str(path), 0)
    found: list[str] = []
    with contextlib.chdir(tmp_path):
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
        failed = runner.run(test, out=found.append).failed
    assert not failed, "".join(found)


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    documents = [*SHOWN, ROOT / "CONTRIBUTING.md", ROOT / "tests/cases/README.md"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in documents)
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE))
    assert {"demo", "test"} <= named
    assert named <= targets


def test_the_two_commands_come_first() -> None:
    first = of_language(ROOT / "README.md", "sh")[0]
    assert [line.split("#")[0].strip() for line in first.lines] == ["make demo", "make test"]


def test_every_link_to_a_file_leads_somewhere() -> None:
    for path in [*SHOWN, ROOT / "CONTRIBUTING.md", ROOT / "tests/cases/README.md"]:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{name(path)}: {target}"
