"""Acts that nobody would write, made of what drafters do write: nothing is lost, nothing breaks (seeded, so repeatable)."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from decreelex import text
from fuzz.drafting import ENDS, FRAGMENTS
from fuzz.properties import check_akn, check_source

LINES = st.lists(st.tuples(
    st.one_of(st.sampled_from(FRAGMENTS), st.sampled_from(FRAGMENTS), st.text(max_size=20)),
    st.one_of(st.just("\n"), st.just("\n"), st.sampled_from(ENDS)),
), min_size=1, max_size=40)
LOOKALIKES = str.maketrans("аеорсхАВЕКМНОРСТХ", "aeopcxABEKMHOPCTX")


def check(words: str) -> None:
    if words.strip():
        source = text.from_str(words)
        check_source(source)
        check_akn(source)


@seed(647)
@settings(max_examples=250, deadline=None, database=None)
@given(LINES)
def test_fragments_in_any_order(lines: list[tuple[str, str]]) -> None:
    check("".join(fragment + end for fragment, end in lines))


def act(random_: random.Random, depth: int = 0) -> list[str]:
    """Return the lines of an act's units: each level announces the next, some of it in quotation marks."""
    number = random_.randrange(1, 60)
    opener = random_.choice((f"Статья {number}. Имя", f"{number}. ", f"{number}) ", f"{random_.choice('абвгд')}) ", "- ", "",
                             f"Глава {number}", f"{number}.{number}. ", "Примечание. ", f"{number}¹. "))
    mark, close = random_.choice((("", ""),) * 6 + (('"', '".'), ("«", "»;"), ('"', ""), ("", '"'), ("„", "“")))
    words = random_.choice(("Слова.", "слова;", "слова", "слова:", "Изложить в следующей редакции:", "Слова " * 30))
    out = [f"{mark}{opener}{words}"]
    if depth < 70 and random_.random() < 0.9 - depth / 200:
        for _ in range(random_.randrange(1, 3) if depth < 6 else 1):
            out += act(random_, depth + 1)
    return [*out[:-1], out[-1] + close]


@pytest.mark.parametrize("number", range(30))
def test_acts_that_nest(number: int) -> None:
    random_ = random.Random(number)
    front = ["УКАЗ", "О чём-то", "постановляю:"] * random_.randrange(2)
    foot = ["Президент Российской Федерации В.Иванов", "№ 15", "Приложение № 1", "1. Слова."] * random_.randrange(2)
    lines = [*front, *act(random_), *act(random_), *foot]
    words = random_.choice(("\n", "\r\n", "\r", "\n\n")).join(lines)
    check(words if random_.random() < 0.7 else words.translate(LOOKALIKES))


@pytest.mark.parametrize("words", [
    "".join(f"{'1.' * (n % 9 + 1)} Слова:\n" for n in range(300)),
    '1. Слова:\n"1) слова:\n«а) слова:\n' * 60,
    '"' * 3000, "1. " + "слово " * 3000, "1. слова:\n" + "\0\ud800\u200b\ufeff\r" * 300, "Приложение № 1\nГлава 2\n" * 100,
    "| а | б |\n" * 300, "Глава 1\n" + "СЛОВА\n" * 1000, "1." * 2000, "(" * 2000 + "\n1. Слово", "«»„“”\n" * 300,
], ids=["numbers", "quotations", "marks", "line", "noise", "appendices", "table", "heading", "dots", "brackets", "pairs"])
def test_one_thing_over_and_over(words: str) -> None:
    check(words)
