"""An answer and what it was made from -> the sections of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from decreelex.model import Answer, Assumption, Proof, Quotation
from decreelex.render.answer import doubts
from decreelex.render.page import act, date, fill, provision, words
from decreelex.render.proof import ground, nodes
from decreelex.render.sheet.blocks import Block, Point, Quote, Row, Section, Sheet, Step, Tone
from decreelex.views import Provenance

_TONES: dict[str, Tone] = {"official": "firm", "excerpt": "firm", "translation": "weak", "compiled": "weak",
                           "assumed": "assumed", "absent": "absent"}
_VERDICTS: dict[str, Tone] = {"yes": "yes", "no": "no"}


def sheet(answer: Answer, made: Provenance, *, language: str) -> Sheet:
    """Return the page of an answer (``language``: en or ru)."""
    table = words(language)
    verdict = table["verdict"][answer.verdict or "none"]
    if answer.verdict is None and answer.status:
        verdict = table["status"][answer.status].upper()
    return Sheet(
        language, table["sheet"]["title"], verdict, _VERDICTS.get(answer.verdict or "", "open"),
        answer.proof.conclusion if answer.proof and answer.verdict else "", answer.question.understood,
        tuple(doubts(answer, language)), tuple(_facts(answer, language)),
        tuple(section for section in _sections(answer, made, language) if section.blocks), table["answer"]["advice"],
    )


def _facts(answer: Answer, language: str) -> Iterator[Row]:
    table, names = words(language), words(language)["sheet"]
    asked = " ".join((answer.question.id, *(f"{name}={value}" for name, value in answer.question.params.items())))
    yield Row(names["question"], asked, code=True)
    end = date(answer.as_of, language)
    yield Row(names["as_of"], end if "T" in answer.as_of else fill(table["answer"]["end_of"], date=end))
    yield Row(names["known_at"], date(answer.known_at, language))
    if answer.status:
        yield Row(names["status"], table["status"][answer.status])
    yield Row(names["doctrine"], answer.doctrine)
    yield Row(names["certain"], names["yes" if answer.certain else "no"])
    for supposed in answer.hypothesis:
        yield Row(names["hypothesis"], supposed)


def _sections(answer: Answer, made: Provenance, language: str) -> Iterator[Section]:
    titles, names = words(language)["answer"], words(language)["sheet"]
    yield Section(titles["because"], (answer.because,) if answer.because else ())
    yield Section(titles["answers"], tuple(Point(f.text, _counted(f.value, f.unit)) for f in answer.answers))
    yield Section(titles["proof"], tuple(_steps(answer.proof, language)) if answer.proof else ())
    yield Section(names["registers"], tuple(_register(a, language) for a in answer.assumptions))
    yield Section(titles["defeated"], tuple(_claims(answer, language)))
    yield Section(titles["missing"], tuple(Point(said) for said in answer.missing))
    yield Section(titles["diagnostics"], tuple(Point(d.message) for d in answer.diagnostics))
    yield Section(names["texts"], tuple(_texts(made, language)))
    yield Section(names["again"], tuple(_again(made, language)))


def _counted(value: object, unit: str | None) -> str:
    return f"{value} {unit or ''}".strip() if isinstance(value, int | float) or unit else ""


def _steps(proof: Proof, language: str) -> Iterator[Step]:
    """Yield the steps numbered like the points of an act; a repeated one refers to the first by its number."""
    numbers: dict[str, str] = {}
    counts: dict[str, int] = {}
    places: dict[str, str] = {}
    for step, above, depth, again in nodes(proof):
        parent = places[above.id] if above else ""
        counts[parent] = counts.get(parent, 0) + 1
        number = f"{parent}.{counts[parent]}" if parent else str(counts[parent])
        if not again:
            places[step.id] = number
        first = numbers.setdefault(step.id, number)
        if again:
            yield Step(number, depth, step.conclusion, fill(words(language)["sheet"]["see"], number=first), reading=False)
        else:
            quotes = tuple(_quote(source, language) for source in step.sources)
            said = "" if step.rule == "fact" and not step.authority and quotes else ground(step, language)
            yield Step(number, depth, step.conclusion, said, step.interpretation, quotes)


def _quote(source: Quotation, language: str) -> Quote:
    table = words(language)
    name = act(source.iri, language) if source.iri else source.text or ""
    if source.eid:
        name += f", {provision(source.eid, language)} ({source.eid})"
    state = table["state"][source.state] if source.quote is not None else table["answer"]["no_quote"]
    where = f"{name}; {state}"
    if source.span and source.text:
        where += f"; {source.text}, {fill(table['sheet']['span'], start=source.span.start, end=source.span.end)}"
    return Quote(source.quote, where, _TONES[source.state])


def _register(assumed: Assumption, language: str) -> Point:
    table = words(language)["answer"]
    through = assumed.complete_through
    known = fill(table["complete"], date=date(through, language)) if through else table["no_register"]
    by = fill(table["attested"], by=assumed.attested_by) if assumed.attested_by else ""
    return Point(fill(table["no_such"], scope=assumed.closed_world), "", f"{known}; {by}" if by else known)


def _claims(answer: Answer, language: str) -> Iterator[Block]:
    for claim in answer.defeated:
        who = claim.by + (f", {date(claim.date, language)}" if claim.date else "")
        yield Point(claim.claim, who, fill(words(language)["answer"]["why"], why=claim.why))


def _texts(made: Provenance, language: str) -> Iterable[Block]:
    table = words(language)
    return (Row(text.name, f"{table['state'][text.state]}; SHA-256 {text.sha256}") for text in made.texts)


def _again(made: Provenance, language: str) -> Iterator[Block]:
    names = words(language)["sheet"]
    yield Row(names["command"], made.command, code=True)
    yield Row(names["link"], made.link, code=True)
    yield Row(names["release"], f"decreelex {made.release}")
    yield Row(names["data"], made.data, code=True)
