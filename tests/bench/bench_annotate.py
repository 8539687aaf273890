"""How fast provisions are annotated, in one process: megabytes of UTF-8 a second, and seconds to load the component.

The text: norms of the usual forms, numbered, with words that vary; Russian letters take two bytes. Warm: each word form
was seen once before, as in any text after the first; cold: none was. Time of the processor, not of the clock. Parsing is
counted unless the name says otherwise.
"""

from __future__ import annotations

import subprocess
import sys
import time

from figure import Figure

import decreelex
from decreelex.annotation import annotate
from decreelex.clause.norms import norms_of
from decreelex.model import Expression

_SENTENCES = (
    "Правительству Российской Федерации до 1 марта 2031 г. утвердить порядок предоставления субсидий организациям, "
    "осуществляющим деятельность в сфере связи.",
    "Граждане, состоящие на воинском учете, обязаны в двухнедельный срок сообщить в военный комиссариат об изменении места "
    "жительства, за исключением случаев, предусмотренных статьей 5 настоящего Федерального закона.",
    "В случае отказа в выдаче разрешения орган местного самоуправления в течение 10 дней со дня получения заявления "
    "направляет заявителю мотивированное уведомление.",
    "Заявитель вправе обжаловать решение комиссии в порядке, установленном Федеральным законом от 27 июля 2010 г. "
    "№ 210-ФЗ \"Об организации предоставления государственных и муниципальных услуг\".",
    "Перечень документов, представляемых для получения лицензии, определяется Министерством транспорта Российской Федерации.",
    "Не допускается использование средств федерального бюджета на цели, не предусмотренные соглашением.",
)
_LOAD = """
import time; start = time.perf_counter()
import spacy; nlp = spacy.blank("ru"); began = time.perf_counter()
import decreelex.annotation.component; nlp.add_pipe("decreelex"); loaded = time.perf_counter()
nlp("1. Гражданам запрещается выезд."); print(began - start, loaded - began, time.perf_counter() - loaded)
"""


def text(points: int) -> str:
    """Return an act of so many points."""
    return "".join(f"{n + 1}. {_SENTENCES[n % len(_SENTENCES)]}\n\n" for n in range(points))


def rate(name: str, source: str, citations: bool) -> Figure:
    """Return the speed from the text to its annotations: structure, citations (or not), norms."""
    steps = ("citations",) if citations else ()
    start = time.process_time()
    annotate(decreelex.parse(source, lang="ru", steps=steps), citations=citations)
    took = time.process_time() - start
    size = len(source.encode())
    return Figure(f"annotate, {name}", size / took / 1e6, "MB/s", "points of an act", size)


def alone(name: str, act: Expression, source: str, *, citations: bool) -> Figure:
    """Return the speed of annotation of an expression already made."""
    start = time.process_time()
    annotate(act, citations=citations)
    size = len(source.encode())
    return Figure(f"annotate, {name}", size / (time.process_time() - start) / 1e6, "MB/s", "points of an act", size)


def measure() -> list[Figure]:
    """Return the figures for the bench table."""
    import spacy

    import decreelex.annotation.component

    source = text(3_000)
    cold = rate("citations, first text", source, citations=True)
    act = decreelex.parse(source, lang="ru", steps=())
    parsed = [alone("no citations, parse excluded", act, source, citations=False),
              alone("all, parse excluded", decreelex.parse(source, lang="ru", steps=("citations",)), source, citations=True)]
    start = time.process_time()
    norms_of(act, source, citations=False)
    norms = len(source.encode()) / (time.process_time() - start) / 1e6
    nlp = spacy.blank("ru")
    nlp.max_length = len(source) + 1
    nlp.add_pipe("decreelex")
    start = time.process_time()
    nlp(source)
    piped = len(source.encode()) / (time.process_time() - start) / 1e6
    done = subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, encoding="utf-8", check=True)
    _, load, first = map(float, done.stdout.split())
    size = len(source.encode())
    return [
        cold, rate("citations", source, citations=True), rate("no citations", source, citations=False), *parsed,
        Figure("norms of parsed provisions", norms, "MB/s", "points of an act", size),
        Figure("annotate, in a spaCy pipeline", piped, "MB/s", "points of an act", size),
        Figure("load the component", load, "s", "after spaCy, warm cache", 1),
        Figure("first short document", first, "s", "after that", 1),
    ]


def main() -> None:
    for figure in measure():
        sys.stdout.write(f"{figure.name:32} {figure.value:10.3f} {figure.unit:6} {figure.input}\n")


if __name__ == "__main__":
    main()
