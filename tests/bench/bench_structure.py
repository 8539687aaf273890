"""Measures structure: what is recognised in the corpus, how fast, how linear, how much memory. Prints JSON.

Run: PYTHONPATH=src python tests/bench/bench_structure.py [corpus folder]
"""

from __future__ import annotations

import gc
import json
import re
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from figure import Figure

from decreelex import build, text
from decreelex.model import Expression, Provision

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "ru-acts-2018"

# What a person would call the opening of a provision; written without looking at the grammar.
PROVISION = re.compile(
    r"[ \t]*[\"«“„]?[ ]?\[{0,2}(?P<num>\d{1,3}(?:[.\-]\d{1,3})*[¹²³⁴-⁹⁰]*[ ]?[.)](?!\d)|[а-я](?:\d|[¹²³⁴-⁹])?\)|[IVX]{1,5}\.|З\d?\.|"
    r"(?:Стать[яи]|Глав[аы]|Раздел|Подраздел|Параграф|Часть|СТАТЬЯ|ГЛАВА|РАЗДЕЛ|ПОДРАЗДЕЛ|ЧАСТЬ)[ ]"
    r"(?:[\dIVX]+(?:[.\-]\d+)*[¹²³⁴-⁹⁰]*|ПЕРВАЯ|ВТОРАЯ|ТРЕТЬЯ|ПЕРВЫЙ|ВТОРОЙ)(?=\.|[ \t]*$|[ ][А-ЯЁ])|§[ ]?\d+|"
    r"(?:Приложение|ПРИЛОЖЕНИЕ)(?:[ ](?:N|№)?[ ]?\d+)?(?=[ \t]*$)|Примечани[ея](?=[.:]|[ \t]*$))(?=\s|$|\.|:)")


def provisions(lines: list[str]) -> list[int]:
    """Return the offsets of the numbers of the lines that open a provision."""
    out, at = [], 0
    for line in lines:
        match = PROVISION.match(line)
        if match:
            out.append(at + match.start("num"))
        at += len(line)
    return out


def walk(units: tuple[Provision, ...]) -> list[Provision]:
    todo, out = list(units), []
    while todo:
        unit = todo.pop()
        out.append(unit)
        todo.extend(unit.children)
    return out


def missed(words: str, expression: Expression) -> list[str]:
    """Return the lines a person would call a provision at which no unit with a number begins."""
    starts = set()
    for unit in walk(expression.provisions):
        if unit.num is not None and unit.kind != "unrecognised":
            begin = words.find(unit.num, unit.span.start, unit.span.end)
            starts.add(begin)
    wanted = provisions(words.splitlines(keepends=True))
    return [words[at : at + 70].split("\n", maxsplit=1)[0] for at in wanted if at not in starts]


def corpus(folder: Path) -> dict[str, Any]:
    shares, wanted, misses, total = [], 0, [], []
    for path in sorted(folder.glob("*.txt")):
        source = text.decode(path.read_bytes(), name=path.name)
        expression = build.build(source, steps=())
        shares.append(expression.coverage)
        wanted += len(provisions(source.text.splitlines(keepends=True)))
        misses += [f"{path.name}: {line}" for line in missed(source.text, expression)]
        total.append(source.text)
    return {"acts": len(shares), "coverage_median": statistics.median(shares), "coverage_min": min(shares),
            "provisions": wanted, "missed": len(misses), "misses": misses, "MB_per_s": speed("\n".join(total))}


def synthetic(articles: int = 1000) -> str:
    """A law of so many articles, in the density of real ones (about 1.25 MB for 1,000)."""
    words = "порядок осуществления контроля за исполнением обязанностей, установленных настоящим Федеральным законом"
    out = ["ФЕДЕРАЛЬНЫЙ ЗАКОН", "О проверке скорости", ""]
    for n in range(1, articles + 1):
        if n % 50 == 1:
            out.append(f"Глава {n // 50 + 1}. Общие положения")
        out += [f"Статья {n}. Имя статьи", f"1. Устанавливается {words}.",
                f"2. Лица, на которых распространяется {words}:", f"1) обеспечивают {words};",
                "2) вправе:", f"а) определять {words};", f"б) изменять {words}.",
                f"3. В случае нарушения применяется {words}.", ""]
    return "\n".join(out)


def speed(words: str, steps: tuple[str, ...] | None = (), rounds: int = 5) -> float:
    """Return megabytes (UTF-8) a second to the model (structure only, or all steps); the best of several rounds."""
    source = text.from_str(words)
    size = len(words.encode("utf-8", "surrogatepass"))
    best = min(timed(lambda: build.build(source, language="rus", steps=steps)) for _ in range(rounds))
    return round(size / 1e6 / best, 2)


def timed(action: Callable[[], object]) -> float:
    """Return the processor time of the action in seconds: other processes on the machine count less in it."""
    gc.collect()
    start = time.process_time()
    action()
    return time.process_time() - start


FAMILIES: dict[str, Callable[[int], str]] = {
    "unclosed quotes": lambda n: "1) изложить в следующей редакции:\n\"2. Слова\n" * n,
    "nested openers": lambda n: "".join(f"{'1.' * (i % 9 + 1)} Слова:\n" for i in range(n)),
    "nested quotation openers": lambda n: "1. изложить:\n" + "\"1. изложить:\n" * n,  # 100,000 in openers()
    "one endless line": lambda n: "1. " + "слово \"слово\": " * n,
    "only numbers": lambda n: "".join(f"{i}.\n" for i in range(n)),
    "alternating levels": lambda n: "1. А:\n1) Б:\nа) в;\n" * n,
    "zero width and combining characters": lambda n: "1.\u200b\u200b\u0301\u0301 с\u0301л\u200b\n" * n,
    "homoglyphs": lambda n: "a) слова;\nc) слова;\nе) слова;\n" * n,
    "NUL": lambda n: "1. \0\0 слово\0\n" * n,
    "lone surrogates": lambda n: "1. \ud800 слово \udfff\n" * n,
    "lone surrogates in JSON": lambda n: json.loads('"' + '1. \\ud800 слово \\udfff\\n' * n + '"'),
    "deep appendices": lambda n: "Приложение № 1\nк приложению\n1. Слова.\n" * n,
    "open brackets": lambda n: "(в ред. (в ред. [[\n" * n,
    "remarks that go on": lambda n: "(в ред. Закона\n" + "от 01.01.2001\n" * n,
    "quotes at line starts": lambda n: '"1. слово:\n' * n,
    "colons and quotes": lambda n: ':"' * n,
    "blank lines": lambda n: "\n \t\n" * n,
    "offices": lambda n: "Президент\nРоссийской\n" * n,
    "full names": lambda n: "Президент\nИмя Фамилия\n" * n,
    "enacting": lambda n: "постановляю: " * n,
    "tables by blanks": lambda n: "слово     слово     слово\n" * n,
    "tables that do not meet": lambda n: "слово     слово\nс                       с\n" * n,
    "one endless row": lambda n: "слово     " * n + "\nслово     слово\n",
    "forms": lambda n: "Я ____, 1\n(подпись)\nслово\n" * n,
    "rules": lambda n: "----------\n" * n,
    "wrapped lines": lambda n: f"{'слово ' * 12}и\n" * n,
    "broken words": lambda n: "слово-\nслово-\n" * n,
    "governed numbers": lambda n: "в соответствии со статьей\n5 слово\n" * n,
    "letters apart": lambda n: "п о с т а н о в л я е т \n" * n,
    "words without numbers": lambda n: "Статья\n\n" * n,
    "notes in the line": lambda n: "1. Слово. Примечание. " * n,
    "lines of a site": lambda n: "1. Слово\nСтраница 1 из 5\n" * n,
    "footnotes": lambda n: "______\n<1> Слово\n" * n,
    "ranges": lambda n: "Статьи 1, 2, 3, 4, 5, 6, 7, 8, 9 " * n + "\n",
}


def linear(base: int = 4000) -> dict[str, float]:
    """Return, per family, how many times longer twice the input takes."""
    out = {}
    for name, make in FAMILIES.items():
        times = []
        for size in (base, 2 * base):
            source = text.from_str("УКАЗ\n1. Слово.\n" + make(size))
            times.append(min(timed(lambda s=source: build.build(s, steps=())) for _ in range(5)))  # type: ignore[misc]
        out[name] = round(times[1] / times[0], 2)
    return out


def openers(count: int = 100_000) -> float:
    """Return the seconds that so many quotations take, each opening in the one before."""
    source = text.from_str("УКАЗ\n1. Слово.\n" + FAMILIES["nested quotation openers"](count))
    return timed(lambda: build.build(source, steps=()))


def memory(words: str) -> float:
    """Return the peak memory added, in multiples of the input's bytes."""
    source = text.from_str(words)
    build.build(text.from_str("1. Слово."), steps=())
    gc.collect()
    tracemalloc.start()
    keep = build.build(source, steps=())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del keep
    return round(peak / len(words.encode()), 1)


def measure(folder: Path = CORPUS) -> list[Figure]:
    """Return the figures for the bench table."""
    act, families = synthetic(), linear()
    size, name = len(act), "law of 1,000 articles"
    out = [Figure("structure", speed(act), "MB/s", name, size),
           Figure("all steps", speed(act, None, 1), "MB/s", name, size),
           Figure("memory added", memory(act), "times the input", name, size),
           Figure("doubling", max(families.values()), "times the time", f"worst of {len(families)} families", 8000),
           Figure("nested openers", openers(), "s", "quotations opening one in the other", 100_000)]
    if folder.is_dir():
        found = corpus(folder)
        out += [Figure(f"corpus {key}", found[key], unit, "73 acts of 2018", found["acts"]) for key, unit in (
            ("coverage_median", "share"), ("coverage_min", "share"), ("missed", "provisions"), ("MB_per_s", "MB/s"))]
    return out


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    found = corpus(folder) if folder.is_dir() else {"skipped": "no ../shared/corpus/ru-acts-2018"}
    out = {"figures": [figure._asdict() for figure in measure(folder)], "linear": linear(), "corpus": found}
    sys.stdout.write(json.dumps(out, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
