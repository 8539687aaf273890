"""The documents of tests/cases: every command prints what is shown. And the runner itself can fail."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import literate

CASES = Path(__file__).parent / "cases"
GOOD = literate.documents([str(CASES / "good")])
BAD = literate.documents([str(CASES / "bad")])


def name(path: Path) -> str:
    return path.relative_to(CASES).as_posix() if path.is_relative_to(CASES) else path.name


def played(path: Path, folder: Path) -> literate.Report:
    text = path.read_text(encoding="utf-8")
    report = literate.play(text, folder)
    assert not report.problems, "\n".join(report.problems)
    assert report.text == text, literate.difference(text, report.text, name(path))
    assert report.runs, f"{name(path)} runs no command"
    return report


@pytest.mark.parametrize("path", GOOD, ids=name)
def test_good_case(path: Path, tmp_path: Path) -> None:
    for command, run in played(path, tmp_path).runs:
        assert run.code == 0, f"{command}: exit code {run.code}; such a case belongs to cases/bad"


@pytest.mark.parametrize("path", BAD, ids=name)
def test_bad_case(path: Path, tmp_path: Path) -> None:
    runs = played(path, tmp_path).runs
    assert any(run.code for _, run in runs), f"{name(path)}: nothing is refused; such a case belongs to cases/good"
    for command, run in runs:
        assert run.code in {0, 1, 2}, f"{command}: exit code {run.code}"
        assert "Traceback" not in run.out + run.err, command


def test_there_are_cases_of_both_kinds() -> None:
    assert GOOD
    assert BAD


@pytest.mark.parametrize("arguments", [["questions", "--format", "json"], ["no-such-command"]])
def test_the_module_does_what_the_command_does(arguments: list[str], tmp_path: Path) -> None:
    here = literate.run(" ".join(["decreelex", *arguments]), tmp_path)
    call = [sys.executable, "-m", "decreelex", *arguments]
    there = subprocess.run(call, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert (there.returncode, there.stdout) == (here.code, here.out)


# The runner: what it must accept and, more to the point, what it must not.


@pytest.mark.parametrize(
    ("pattern", "lines"),
    [
        (["a", "b"], ["a", "b"]),
        (["..."], []),
        (["..."], ["a", "b"]),
        (["a", "...", "d"], ["a", "d"]),
        (["a", "...", "d"], ["a", "b", "d", "c", "d"]),
        (["...", "b", "...", "d"], ["b", "b", "c", "d"]),
        (["as of …, Moscow time"], ["as of 2022-09-21, Moscow time"]),
    ],
)
def test_lines_that_match(pattern: list[str], lines: list[str]) -> None:
    assert literate.matches(pattern, lines)


@pytest.mark.parametrize(
    ("pattern", "lines"),
    [
        ([], ["a"]),
        (["a"], []),
        (["a"], ["a", "b"]),
        (["a", "b"], ["b", "a"]),
        (["a", "..."], ["b", "a"]),
        (["...", "c", "..."], ["a", "b"]),
        (["a.c"], ["abc"]),
        (["as of …"], ["not as of 2022"]),
    ],
)
def test_lines_that_do_not_match(pattern: list[str], lines: list[str]) -> None:
    assert not literate.matches(pattern, lines)


ANSWER = {
    "verdict": "no",
    "status": None,
    "certain": True,
    "proof": {"id": "p1", "premises": [{"id": "p2", "sources": [{"eid": "point_1", "span": [3, 9]}]}]},
}


@pytest.mark.parametrize(
    "expected",
    [
        {"verdict": "no", "status": "null", "certain": True},
        {"proof": {"premises": {"length": 1, "0": {"id": "p…"}, "-1": {"id": "p2"}}}},
        {"proof": {"anywhere": [{"eid": "point_1"}, {"span": [3, 9]}], "nowhere": {"eid": "point_2"}}},
    ],
)
def test_values_that_hold(expected: object) -> None:
    assert list(literate.compare(expected, ANSWER)) == []


@pytest.mark.parametrize(
    "expected",
    [
        {"verdict": "yes"},
        {"status": "None"},
        {"certain": 1},
        {"absent": "null"},
        {"proof": {"premises": {"length": 2}}},
        {"proof": {"premises": {"1": {}}}},
        {"proof": {"premises": []}},
        {"proof": {"anywhere": {"eid": "point_2"}}},
        {"proof": {"nowhere": [{"eid": "point_1"}]}},
    ],
)
def test_values_that_do_not_hold(expected: object) -> None:
    assert len(list(literate.compare(expected, ANSWER))) == 1


def test_a_wrong_expectation_is_put_right_and_so_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(literate, "run", lambda *_: literate.Run(json.dumps(ANSWER) + "\n", "careful\n", 2))
    text = '# T\n\n```console\n$ decreelex x\nno\n```\n\n```toml expect\nverdict = "yes"\n```\n'
    report = literate.play(text, tmp_path)
    right = "\n".join(["$ decreelex x", json.dumps(ANSWER), "! careful", "? 2"])
    assert report.text == text.replace("$ decreelex x\nno", right)
    assert report.problems == ["""decreelex x: $.verdict: expected 'yes', got "no\""""]
    assert literate.play(report.text, tmp_path).text == report.text


def test_a_document_with_an_open_block_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1: this block is not closed"):
        list(literate.blocks(["```console", "$ decreelex"]))


def test_a_command_of_several_lines_is_one_command() -> None:
    block = literate.Block("console", ["$ decreelex ask x \\", "> --as-of 2022", "no"], 1)
    assert literate.steps(block) == [literate.Step(block.lines[:2], "decreelex ask x --as-of 2022", ["no"])]
