"""The command at its edges: a full disk, a reader that goes away, Windows line ends, bytes for a text."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import decreelex
from decreelex import api

COMMAND = [sys.executable, "-m", "decreelex"]
NO_ACT = "Dear reader,\n\nthe weather is fine.\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here to stand for a full disk")
@pytest.mark.parametrize("arguments", [["questions"], ["schema"], ["acts", "--format", "json"]])
def test_an_output_that_takes_no_more_is_an_error_of_one_message(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(b"error[input-output]: ")
    assert b"Traceback" not in done.stderr
    assert b"internal fault" not in done.stderr


@pytest.mark.parametrize("arguments", [["questions"], ["schema"], ["parse", "letter.txt"]])
def test_a_reader_that_goes_away_is_no_error(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(NO_ACT, encoding="utf-8")
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([*COMMAND, *arguments], stdout=write, stderr=subprocess.PIPE, cwd=tmp_path, check=False)
    os.close(write)
    assert done.returncode == 0
    assert b"Broken pipe" not in done.stderr
    assert b"Exception" not in done.stderr


@pytest.mark.parametrize("given", [b"1. Declare.", None, 5])
def test_what_is_no_string_is_refused_in_words(given: Any) -> None:
    with pytest.raises(decreelex.UsageError, match=f"text is {type(given).__name__}, not str"):
        decreelex.parse(given)
    with pytest.raises(decreelex.UsageError, match=f"question is {type(given).__name__}, not str"):
        decreelex.ask(given)


def test_windows_line_ends_are_blanks_in_an_outline() -> None:
    shown = api.tree(decreelex.parse("УКАЗ\r\nО режиме\r\n\r\n1. Первый пункт,\r\nего второй абзац.\r\n"))
    assert "point_1" in shown
    assert "\N{REPLACEMENT CHARACTER}" not in shown
    assert "\r" not in shown


def test_an_outline_says_what_an_effect_is_limited_to() -> None:
    text = (
        "УКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ\n\n1. Признать утратившим силу пункт 2 Указа Президента Российской Федерации"
        " от 21 сентября 2022 г. № 647.\n\n2. Настоящий Указ вступает в силу по истечении 10 дней после дня его официального"
        " опубликования.\n"
    )
    shown = api.tree(decreelex.parse(text), width=200)
    assert "→ repeals /akn/ru/act/ukaz/2022-09-21/647 point_2" in shown
    assert "→ commences 10 days after the day of publication" in shown


def test_claims_of_one_day_come_in_one_order_in_both_languages() -> None:
    asked = [decreelex.ask("mobilization.ended", as_of="2023-05-18", known_at="2023-06-01", lang=lang) for lang in ("en", "ru")]
    english, russian = ([(claim.date, claim.speaker) for claim in answer.defeated] for answer in asked)
    assert len(english) > 5
    assert english == russian


def test_russian_answers_hold_no_english_notes() -> None:
    answer = decreelex.ask("Окончена ли мобилизация?", as_of="2023-05-18", known_at="2023-06-01")
    shown = api.answer_text(answer)
    assert "хронология проекта" in shown
    for english in ("portal", "timeline", "brief", "notes"):
        assert english not in shown
