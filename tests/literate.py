"""Documents that are tests: Markdown with files, commands and what the commands must print (tests/cases/README.md).

``play`` runs a document and gives it back as it should read; a document passes when nothing had to change.
As a script it rewrites the expectations of the documents named: ``python tests/literate.py tests/cases README.md``.
"""

from __future__ import annotations

import contextlib
import datetime
import difflib
import json
import re
import shlex
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click.testing

# DECREELEX_DEBUG: an internal fault is to be seen here as what it is.
ENVIRONMENT = {"COLUMNS": "100", "NO_COLOR": "1", "FORCE_COLOR": None, "TERM": "dumb", "DECREELEX_DEBUG": "1"}
_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})[ ]*(?P<info>[^`]*)$")
_MORE = "> "


class Block(NamedTuple):
    """A fenced block: the words after its fence, its lines, and the index of its first line in the document."""

    info: str
    lines: list[str]
    first: int


class Step(NamedTuple):
    """One command of a console block: as written, as one line, and the output that the document shows."""

    written: list[str]
    command: str
    shown: list[str]


class Run(NamedTuple):
    """What a command did."""

    out: str
    err: str
    code: int

    def lines(self) -> list[str]:
        """Return the run as a console block shows it."""
        shown = [*_lines(self.out), *("! " + line for line in _lines(self.err))]
        return [*shown, f"? {self.code}"] if self.code else shown


class Report(NamedTuple):
    """A document as it should read, the value checks that failed, and every command with its run."""

    text: str
    problems: list[str]
    runs: list[tuple[str, Run]]


def play(text: str, folder: Path) -> Report:
    """Run the commands of a document in ``folder``. Raises ValueError where the document itself is wrong."""
    lines = text.split("\n")
    out: list[str] = []
    problems: list[str] = []
    runs: list[tuple[str, Run]] = []
    done = 0
    for block in blocks(lines):
        out += lines[done : block.first]
        done = block.first + len(block.lines)
        language, *rest = block.info.split() or [""]
        name = next((word.removeprefix("file=") for word in rest if word.startswith("file=")), None)
        shown = block.lines
        if name:
            _write(folder / name, block.lines)
        elif language == "console":
            shown = _console(block, folder, runs)
        elif rest == ["expect"]:
            problems += _expect(block, runs)
        out += shown
    return Report("\n".join([*out, *lines[done:]]), problems, runs)


def blocks(lines: Sequence[str]) -> Iterator[Block]:
    """Yield the fenced blocks of a document. Raises ValueError when one is not closed."""
    at = 0
    while at < len(lines):
        opening = _FENCE.match(lines[at])
        at += 1
        if not opening:
            continue
        first, fence = at, opening["fence"]
        while at < len(lines) and not (lines[at].startswith(fence) and not lines[at].strip(fence[0] + " ")):
            at += 1
        if at == len(lines):
            raise ValueError(f"line {first}: this block is not closed; close it with {fence}")
        yield Block(opening["info"].strip(), list(lines[first:at]), first)
        at += 1


def steps(block: Block) -> list[Step]:
    """Return the commands of a console block with the output shown under each."""
    found: list[Step] = []
    for number, line in enumerate(block.lines, block.first + 1):
        if line.startswith("$ "):
            found.append(Step([line], line[2:], []))
        elif not found:
            raise ValueError(f"line {number}: a console block begins with a command: $ decreelex ...")
        elif found[-1].command.endswith("\\") and line.startswith(_MORE):
            last = found.pop()
            found.append(Step([*last.written, line], last.command[:-1] + line.removeprefix(_MORE), []))
        else:
            found[-1].shown.append(line)
    return found


def run(command: str, folder: Path) -> Run:
    """Run one command line in this process, in ``folder``. ``< FILE`` and ``> FILE`` mean what they mean in a shell."""
    words, source, target = _redirections(shlex.split(command))
    if words[:1] != ["decreelex"]:
        raise ValueError(f"only decreelex is run here, not {command!r}; write other commands in a sh block")
    from decreelex.cli import main

    given = (folder / source).read_bytes() if source else None
    with contextlib.chdir(folder), click.testing.CliRunner(env=ENVIRONMENT).isolation(given) as (out, err, *_):
        code = _exit_code(main, words[1:])
    if target:
        (folder / target).write_bytes(out.getvalue())
    return Run("" if target else out.getvalue().decode(), err.getvalue().decode(), code)


def _exit_code(main: Callable[[list[str]], None], arguments: list[str]) -> int:
    try:
        main(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def matches(pattern: Sequence[str], lines: Sequence[str]) -> bool:
    """Return whether lines are as shown: a line ``...`` stands for any lines, ``…`` for any stretch of one line."""
    at = want = 0
    star, resume = -1, 0
    while at < len(lines):
        if want < len(pattern) and pattern[want] == "...":
            star, resume = want, at
            want += 1
        elif want < len(pattern) and _same_line(pattern[want], lines[at]):
            want, at = want + 1, at + 1
        elif star >= 0:
            resume += 1
            want, at = star + 1, resume
        else:
            return False
    return all(line == "..." for line in pattern[want:])


def compare(expected: Any, actual: Any, path: str = "$") -> Iterator[str]:
    """Yield what in ``actual`` (JSON) is not as ``expected`` (TOML) says; what is not mentioned may be anything."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            yield from _compare_key(key, value, actual, path)
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for index, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from compare(one, other, f"{path}.{index}")
    elif not _same_value(expected, actual):
        yield f"{path}: expected {expected!r}, got {brief(actual)}"


def _compare_key(key: str, value: Any, actual: Any, path: str) -> Iterator[str]:
    here = f"{path}.{key}"
    if key in {"anywhere", "nowhere"}:
        for one in value if isinstance(value, list) else [value]:
            if any(not list(compare(one, part)) for part in _parts(actual)) != (key == "anywhere"):
                yield f"{here}: {'found' if key == 'nowhere' else 'nothing like'} {one!r}"
    elif key == "length" and isinstance(actual, list):
        yield from compare(value, len(actual), here)
    elif isinstance(actual, list) and re.fullmatch(r"-?\d+", key) and -len(actual) <= int(key) < len(actual):
        yield from compare(value, actual[int(key)], here)
    elif isinstance(actual, dict) and key in actual:
        yield from compare(value, actual[key], here)
    else:
        yield f"{here}: not there ({', '.join(actual) if isinstance(actual, dict) else brief(actual)})"


def brief(value: Any) -> str:
    """Return the beginning of a value as JSON."""
    return json.dumps(value, ensure_ascii=False)[:300]


def _parts(value: Any) -> Iterator[Any]:
    yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _parts(part)


def _same_value(expected: Any, actual: Any) -> bool:
    if isinstance(expected, datetime.date | datetime.time):
        expected = expected.isoformat()
    if isinstance(expected, str):
        return _same_line(expected, actual) if isinstance(actual, str) else expected == "null" and actual is None
    return type(expected) is type(actual) and bool(expected == actual)


def _same_line(pattern: str, line: str) -> bool:
    if "…" not in pattern:
        return pattern == line
    return re.fullmatch(".*".join(map(re.escape, pattern.split("…"))), line, re.DOTALL) is not None


def _console(block: Block, folder: Path, runs: list[tuple[str, Run]]) -> list[str]:
    out: list[str] = []
    for step in steps(block):
        result = run(step.command, folder)
        runs.append((step.command, result))
        out += step.written
        out += step.shown if matches(step.shown, result.lines()) else result.lines()
    return out


def _expect(block: Block, runs: list[tuple[str, Run]]) -> Iterator[str]:
    if not runs:
        raise ValueError(f"line {block.first}: an expect block follows the command whose JSON it checks")
    command, result = runs[-1]
    expected = tomllib.loads("\n".join(block.lines))
    try:
        actual = json.loads(result.out)
    except json.JSONDecodeError as error:
        yield f"{command}: prints no JSON ({error}): {result.out[:300]!r} {result.err[:300]!r}"
        return
    for problem in compare(expected, actual):
        yield f"{command}: {problem}"


def _redirections(words: list[str]) -> tuple[list[str], str | None, str | None]:
    files: dict[str, str] = {}
    for sign in ("<", ">"):
        if sign in words[:-1]:
            at = words.index(sign)
            files[sign] = words[at + 1]
            words = words[:at] + words[at + 2 :]
    return words, files.get("<"), files.get(">")


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def _write(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*lines, ""]), encoding="utf-8", newline="")


def difference(before: str, after: str, name: str) -> str:
    """Return what changed, the way diff shows it."""
    old, new = before.split("\n"), after.split("\n")
    return "\n".join(difflib.unified_diff(old, new, f"{name} says", f"{name} gets", lineterm=""))


def documents(paths: Sequence[str]) -> list[Path]:
    """Return the Markdown files named, folders with all that is below them."""
    named = [Path(path) for path in paths]
    return sorted(file for path in named for file in (path.rglob("*.md") if path.is_dir() else [path]))


def main(paths: Sequence[str]) -> int:
    """Rewrite what the documents show to what their commands print; value checks are for a person to change."""
    failed = False
    for path in documents(paths):
        before = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            report = play(before, Path(folder))
        if report.text != before:
            path.write_text(report.text, encoding="utf-8", newline="")
            print(f"rewritten: {path}")
        for problem in report.problems:
            failed = True
            print(f"not as expected: {path}: {problem}")
    print("Now read every change (git diff): it is right because the law says so, not because the program does.")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
