"""``decreelex parse`` as a user runs it, in a process of its own: bytes, refusals, exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ACT = ("УКАЗ\nПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ\nО мерах\r\nВ соответствии с законом постановляю:\r1. Объявить.\n"
       "2. Правительству:\r\nа) принять меры;\nб) доложить.\r\n\r\nПрезидент Российской Федерации В.Путин\n"
       "Москва, Кремль\n21 сентября 2022 года\nN 647")
ENCODINGS = {"utf-8": b"", "utf-8 with mark": b"\xef\xbb\xbf", "utf-16-le with mark": b"\xff\xfe",
             "utf-16-be with mark": b"\xfe\xff", "utf-16-le": b"", "cp1251": b"", "koi8-r": b""}


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    call = [sys.executable, "-m", "decreelex", *arguments]
    return subprocess.run(call, input=stdin, capture_output=True, timeout=60, check=False,
                          env={**os.environ, "NO_COLOR": "1"})


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("piped", [False, True])
def test_bytes_come_back(name: str, piped: bool, tmp_path: Path) -> None:
    data = ENCODINGS[name] + ACT.encode(name.partition(" ")[0])
    file = tmp_path / "act.txt"
    file.write_bytes(data)
    done = run("parse", "-" if piped else str(file), "--format", "text", stdin=data if piped else b"")
    assert done.stdout == data
    assert done.returncode == 0


REFUSED = {
    "empty": (b"", "input-empty"), "blank": (b" \n\t\r\n", "input-empty"), "mark only": (b"\xef\xbb\xbf", "input-empty"),
    "binary": (bytes(range(256)) * 40, "input-binary"), "zeros": (b"\0" * 5000, "input-binary"),
    "image": (b"\x89PNG\r\n\x1a\n" + bytes(500), "format-picture"),
    "no encoding": (bytes(128 + (n * n * 7 + n // 3) % 128 for n in range(3000)), "input-undecodable"),
    "endless line": ("1. слово ".encode() * 3_300_000, "input-line-long"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals_are_one_message(name: str) -> None:
    data, code = REFUSED[name]
    done = run("parse", "-", stdin=data)
    said = done.stderr.decode()
    assert done.returncode == 1
    assert done.stdout == b""
    assert f"error[{code}" in said
    assert said.count("error[") == 1
    assert "Traceback" not in said


def test_no_such_file() -> None:
    done = run("parse", "no-such-file.txt")
    assert done.returncode == 2
    assert b"error[no-such-file]" in done.stderr


def test_diagnostics_show_the_place() -> None:
    """The line, a caret under the words, what to do, and how the reading as a whole went."""
    done = run("parse", "-", "--steps", "citations", stdin="УКАЗ\n1. Правительству:\n2. Слова.".encode())
    said = done.stderr.decode()
    assert "warning[list-empty]" in said
    assert "2 | 1. Правительству:" in said
    assert "^^^" in said
    assert said.rstrip().splitlines()[-1].startswith("provisions: 2, depth: 1, coverage: 1.00")
