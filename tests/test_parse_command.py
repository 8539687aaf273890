"""``decreelex parse`` as a user runs it, in a process of its own: bytes, refusals, exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from decreelex import resources

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


ADD_A_KIND = """
import sys
from pathlib import Path
from decreelex import cli, resources
known = resources.folder
resources.folder = lambda name: Path(sys.argv[1]) if name == "grammar" else known(name)
cli.main(["parse", "-"])
"""


def test_new_kind_of_act_from_tables_to_json(tmp_path: Path) -> None:
    """Two edits of tables, a row and a word, and the command knows the kind: identity, IRI, points, gaps, effects."""
    grammar = tmp_path / "grammar"
    shutil.copytree(resources.folder("grammar"), grammar)
    with (grammar / "kinds.toml").open("r+", encoding="utf-8") as file:
        row = '[kinds.direktiva]\ndoc = "act"\nsubtype = "direktiva"\npoints = true\nby_author = true\n\n'
        table = file.read().replace("[kinds.ukaz]\n", row + "[kinds.ukaz]\n")
        file.seek(0)
        file.write(table)
    words = (grammar / "title.ru.toml").read_text(encoding="utf-8")
    (grammar / "title.ru.toml").write_text(
        words.replace("[KIND.lemmas]\n", '[KIND.lemmas]\ndirektiva = ["директива"]\n'), encoding="utf-8")
    act = ("ДИРЕКТИВА\nМИНИСТРА ОБОРОНЫ РОССИЙСКОЙ ФЕДЕРАЦИИ\nот 5 мая 2020 г. № 17\nО порядке\n1. Слова.\n"
           "2. Слова.\n4. Настоящая Директива вступает в силу со дня подписания.")
    done = subprocess.run([sys.executable, "-c", ADD_A_KIND, str(grammar)], input=act.encode(), capture_output=True,
                          timeout=120, check=False, env={**os.environ, "DECREELEX_CACHE": str(tmp_path / "cache")})
    read = json.loads(done.stdout)
    assert read["work"] == {"iri": "/akn/ru/act/direktiva-mod/2020-05-05/17", "kind": "direktiva", "number": "17",
                            "date": "2020-05-05", "author": "mod", "title": "О порядке"}
    assert [(p["eid"], p["published"]) for p in read["provisions"]] == [
        ("point_1", True), ("point_2", True), ("point_3", False), ("point_4", True)]
