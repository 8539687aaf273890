"""Review at a terminal: accept, correct, reject, quit and go on later; what was decided is used when the act is applied."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from decreelex import library, resources
from decreelex.answer import editions
from decreelex.cli import cli

ROOT = Path(__file__).resolve().parents[1]
BASE = "1. Срок составляет один год.\n2. Взнос составляет сто рублей.\n3. Прочее.\n"
ACT = """УКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ

О внесении изменений

1. Внести в Указ Президента Российской Федерации от 24 сентября 2022 г. № 664 "О сроке" следующие изменения:
а) в пункте 1 слова "один год" заменить словами "два года";
б) в пункте 2 слова "сто рублей" заменить словами "двести рублей";
в) пункт 3 признать утратившим силу.

Президент Российской Федерации

Москва, Кремль
5 октября 2022 года
№ 712
"""
EDITOR = """#!{python}
import pathlib, sys
file = pathlib.Path(sys.argv[-1])
file.write_text(file.read_text(encoding="utf-8").replace("двести", "триста"), encoding="utf-8")
import os
os.utime(file, (2_000_000_000, 2_000_000_000))
"""
ASKING = "[q]uit:"
DEADLINE = 120  # seconds; only so that a broken program does not hang the tests


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "base.txt").write_text(BASE, encoding="utf-8")
    (tmp_path / "act.txt").write_text(ACT, encoding="utf-8")
    editor = tmp_path / "editor"
    editor.write_text(EDITOR.format(python=sys.executable), encoding="utf-8")
    editor.chmod(0o755)
    return tmp_path


class Terminal:
    """A program at a pseudo-terminal: what it shows, and what is typed."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment, close_fds=True)
        os.close(slave)
        self.shown = b""

    def until(self, words: str, times: int) -> None:
        """Read until the words were shown so many times."""
        end = time.monotonic() + DEADLINE
        while self.shown.decode(errors="replace").count(words) < times:
            assert time.monotonic() < end, self.shown.decode(errors="replace")
            if select.select([self.master], [], [], 1)[0] and not self._read():
                raise AssertionError(self.shown.decode(errors="replace"))

    def _read(self) -> bool:
        try:
            data = os.read(self.master, 1 << 14)
        except OSError:  # the other side is closed
            return False
        self.shown += data
        return bool(data)

    def type(self, words: str) -> None:
        os.write(self.master, words.encode())

    def close(self) -> str:
        """Read to the end and return all that was shown."""
        while self._read():
            pass
        os.close(self.master)
        assert self.process.wait(DEADLINE) == 0
        return self.shown.decode(errors="replace")


Review = Callable[..., str]


@pytest.fixture
def review(files: Path) -> Review:
    """Return a function that reviews the act, typing the answers given, and returns what was shown."""

    def run(*answers: str) -> str:
        environment = os.environ | {
            "PYTHONPATH": str(ROOT / "src"), "VISUAL": str(files / "editor"), "EDITOR": str(files / "editor"), "TERM": "dumb",
            "NO_COLOR": "1"}
        command = [sys.executable, "-m", "decreelex", "amendments", str(files / "act.txt"), "--review", "--base",
                   str(files / "base.txt")]
        terminal = Terminal(command, environment)
        for number, answer in enumerate(answers, 1):
            terminal.until(ASKING, number)
            terminal.type(f"{answer}\n")
        return terminal.close()

    return run


def decided(files: Path) -> list[tuple[str, str]]:
    kept: list[dict[str, Any]] = json.loads((files / "act.txt.decisions.json").read_text(encoding="utf-8"))["decisions"]
    return [(one["eid"].rpartition("_")[2], one["decision"]) for one in kept]


def applied(files: Path) -> Any:
    done = CliRunner().invoke(cli, ["apply", str(files / "base.txt"), str(files / "act.txt")])
    assert done.exit_code == 0
    return json.loads(done.stdout)


def test_each_instruction_is_accepted_corrected_or_rejected(review: Review, files: Path) -> None:
    shown = review("a", "c", "r")
    assert "слова \"сто рублей\" заменить словами" in " ".join(shown.split())
    assert decided(files) == [("а", "accept"), ("б", "correct"), ("в", "reject")]
    made = applied(files)
    assert made["text"] == "1. Срок составляет два года.\n2. Взнос составляет триста рублей.\n3. Прочее.\n"
    assert [one["modification"]["source"]["eid"] for one in made["applied"]] == ["point_1__item_а", "point_1__item_б"]


def test_one_can_quit_and_go_on_later(review: Review, files: Path) -> None:
    review("a", "q")
    assert decided(files) == [("а", "accept")]
    shown = review("s", "r")
    assert shown.count(ASKING) == 2  # the first is not asked again
    assert decided(files) == [("а", "accept"), ("в", "reject")]
    assert applied(files)["text"] == "1. Срок составляет два года.\n2. Взнос составляет двести рублей.\n3. Прочее.\n"


def test_a_decision_on_words_that_have_changed_is_reported_and_has_no_effect(review: Review, files: Path) -> None:
    review("r", "q")
    (files / "act.txt").write_text(ACT.replace("два года", "три года"), encoding="utf-8")
    made = applied(files)
    assert made["text"].startswith("1. Срок составляет три года.")
    assert "decision-stale" in {one["code"] for one in made["diagnostics"]}


def test_decisions_beside_a_shipped_act_hold_for_the_text_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, law = "/akn/ru/act/code/1996-06-13/63-fz", "fz-365-2022.rus.txt"
    library.load()  # before the folder is another
    (item, *_) = json.loads(CliRunner().invoke(cli, ["amendments", str(ROOT / "texts" / law), "--review"]).stdout)
    decision = {"eid": item["eid"], "nth": item["nth"], "text": item["text"], "decision": "reject"}
    (tmp_path / f"{law}.decisions.json").write_text(json.dumps({"decisions": [decision]}), encoding="utf-8")
    folder = resources.folder
    monkeypatch.setattr(editions.resources, "folder", lambda name: tmp_path if name == "texts" else folder(name))
    for cached in (editions._settled, editions._amending):
        cached.cache_clear()
    try:
        point = editions.point(code, "2022-09-24")
        assert "в условиях вооруженного конфликта или военных действий;" in point.text
        assert item["eid"] not in {a.modification.source.eid for a in point.applied}
    finally:
        for cached in (editions._settled, editions._amending):
            cached.cache_clear()
