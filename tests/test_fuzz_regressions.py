"""Every input that once broke a property (tests/fuzz/regressions/TARGET), and every seed, keeps all properties now."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from decreelex import akn, api, build, text
from decreelex.cli import console
from decreelex.errors import InputError, UsageError
from decreelex.model import Provision
from fuzz.properties import TARGETS

HERE = Path(__file__).parent / "fuzz"
FILES = [path for folder in ("regressions", "corpus") for path in sorted((HERE / folder).glob("*/*"))]
HALF = b"\xff"  # a byte that is no UTF-8: Python hands it to a program as half a surrogate pair


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_file(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


def test_every_folder_is_a_target() -> None:
    assert {path.parent.name for path in FILES} <= TARGETS.keys()
    assert {path.name for path in (HERE / "corpus").iterdir()} == TARGETS.keys()


def run(*arguments: str | bytes) -> tuple[int, bytes, bytes]:
    env = {**os.environ, "PYTHONPATH": str(HERE.parents[1] / "src"), "COLUMNS": "100"}
    done = subprocess.run([sys.executable, "-m", "decreelex", *arguments], env=env, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_a_name_that_is_no_unicode_can_be_printed(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), HALF + b".txt")
    with open(path, "wb") as file:
        file.write("УКАЗ\n1. Слово.\n".encode())
    code, out, _ = run("parse", path)
    assert code == 0
    assert os.fsencode(json.loads(out)["source"]["name"]) == path
    assert run("parse", path, "--format", "tree")[0] == 0


@pytest.mark.parametrize("arguments", [
    ["ask", HALF], ["ask", "mobilization.ended", "--param", b"regime=" + HALF], ["timeline", HALF], ["schema", HALF],
    ["parse", "--explain", HALF], ["parse", b"none" + HALF],
], ids=lambda arguments: arguments[0])
def test_words_that_are_no_unicode_are_refused_not_a_fault(arguments: list[str | bytes]) -> None:
    code, out, error = run(*arguments)
    assert (code, out) == (2, b"")
    assert error.startswith(b"error[")


def test_half_a_surrogate_pair_is_written_as_an_escape(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    console.write_json(api.parse("1. Слово \ud800."))
    assert json.loads(capfdbinary.readouterr().out)["provisions"][0]["text"] == "Слово \ud800."


@pytest.mark.parametrize("when", ["as_of", "known_at"])
def test_a_date_before_all_dates_is_refused(when: str) -> None:
    with pytest.raises(UsageError) as caught:
        api.ask("mobilization.ended", **{when: "0001-01-01"})
    assert caught.value.diagnostics[0].code == "bad-date"


def test_a_language_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        api.ask("mobilization.ended", lang="xx")
    assert caught.value.diagnostics[0].code == "bad-language"


def test_an_act_of_a_day_that_no_calendar_has_has_no_date() -> None:
    assert api.parse("УКАЗ\nПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ\nот 31 февраля 2026 г. № 5\n1. Слово.").work.date is None
    assert api.parse("УКАЗ\nПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ\nот 28 февраля 2026 г. № 5\n1. Слово.").work.date == "2026-02-28"


def depth(units: tuple[Provision, ...]) -> int:
    return max((1 + depth(one.children) for one in units), default=0)


def test_nesting_is_capped_at_64_and_goes_all_the_way_round() -> None:
    words = '1. Слова:\n1) пункт:\nа) буква:\nизложить в следующей редакции:\n"1. Новый\n' * 40
    expression = api.parse(words)
    assert depth(expression.provisions) == 64
    assert "nesting-too-deep" in {d.code for d in expression.diagnostics}
    assert msgspec.json.decode(msgspec.json.encode(expression), type=type(expression)) == expression
    assert akn.read(akn.write(expression, text=words)[0]) == expression
    assert api.validate(msgspec.json.encode(expression)) == ()


@pytest.mark.parametrize("document", [b"[" * 100_000, b'{"provisions":' * 50_000, b'{"a":[' * 300 + b"]}" * 300])
def test_deep_json_is_refused(document: bytes) -> None:
    assert api.validate(document)


def test_deep_akoma_ntoso_is_refused() -> None:
    whole = akn.write(build.build(text.from_str("1. Слово.")))[0]
    opening = b'<point eId="x" dx:at="0 9 3 9">'
    with pytest.raises(InputError):
        akn.read(whole.replace(b"<body>", b"<body>" + opening * 200).replace(b"</body>", b"</point>" * 200 + b"</body>"))


# Not timed against a clock, but against itself: twice the input must not take four times the steps.

def steps(action: Callable[[], object]) -> int:
    """Return how many function calls an action makes, those in C included."""
    count = 0

    def trace(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(trace)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("make", [lambda n: "5. а\n51. а\n" * n, lambda n: "Статья 1\n" + "а) б:\n" * n],
                         ids=["superscripts", "repeated"])
def test_many_diagnostics_are_shown_in_linear_time(make: Callable[[int], str]) -> None:
    few, many = (api.parse(make(n), lang="ru", steps=()) for n in (200, 400))
    api.tree(few)
    assert steps(lambda: api.tree(many)) < 2.5 * steps(lambda: api.tree(few))


@pytest.mark.parametrize(("words", "eid", "num"), [
    ("Приложение\xa0№\xa01", "att_1", "Приложение\xa0№\xa01"), ("Приложение № 2", "att_2", "Приложение № 2"),
    ("Приложение\u200b4", "att_4", "Приложение\u200b4"), ("Приложение №5", "att_5", "Приложение №5"),
])
def test_blanks_of_any_kind_in_the_number_of_an_appendix(words: str, eid: str, num: str) -> None:
    last = api.parse(f"УКАЗ\n1. Слово.\n{words}\n1. Слова.\n").provisions[-1]
    assert (last.eid, last.num, [one.eid for one in last.children]) == (eid, num, [f"{eid}__point_1"])


def test_a_note_does_not_take_the_number_of_the_line_below() -> None:
    last = api.parse("УКАЗ\n1. Слово.\nПримечание\n1. Слова.\n2. Слова.\n").provisions[-1]
    assert (last.kind, last.num, [one.num for one in last.children]) == ("note", "Примечание", ["1.", "2."])
