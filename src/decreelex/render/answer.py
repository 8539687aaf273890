"""An answer for people: the verdict first, why, the proof, what it rests on, what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from decreelex.model import Answer, Assumption, DefeatedClaim, Finding, Proof, Quotation
from decreelex.render.page import Line, act, columns, date, fill, page, plain, provision, words, wrap

HEAD = {"yes": "bold green", "no": "bold red", "unknown": "bold yellow", "contested": "bold yellow"}
_WARN = "bold yellow"
_TITLE = "bold"
_DIM = "dim"
_QUOTE = "italic cyan"


def answer_text(answer: Answer, *, language: str, color: bool = False, width: int = 100, ids: bool = False) -> str:
    """Return an answer as text for a terminal (``language``: en or ru; ``width``: columns, at least 40; ``ids``: of steps)."""
    width = max(40, width)
    parts: list[list[Line]] = [
        list(_head(answer, language, width)),
        _section("because", [[(answer.because, "")]], language, width) if answer.because else [],
        _listed("answers", (_finding(f, language, width) for f in answer.answers if not stated(answer)), language),
        list(_proof(answer, language, width, ids)),
        _listed("defeated", (_claim(c, language, width) for c in answer.defeated), language),
        _listed("assumptions", (_assumption(a, language, width) for a in answer.assumptions), language),
        _listed("missing", (wrap([(m, "")], width, first=plain("  • ")) for m in answer.missing), language),
        _listed(
            "diagnostics",
            (wrap([(d.message, "")], width, first=plain("  ! ", _WARN)) for d in answer.diagnostics),
            language,
        ),
        wrap([(words(language)["answer"]["advice"], _DIM)], width),
    ]
    return page([line for part in _apart(parts) for line in part], color=color)


def _apart(parts: Sequence[list[Line]]) -> Iterator[list[Line]]:
    """Yield the parts that hold something, with an empty line between them."""
    for number, part in enumerate([part for part in parts if part]):
        if number:
            yield [plain("")]
        yield part


def _head(answer: Answer, language: str, width: int) -> Iterator[Line]:
    """Yield the verdict, what holds, the dates, the question, and in plain words why it is not certain."""
    table = words(language)
    style = HEAD.get(answer.verdict or "", "bold")
    verdict = table["verdict"][answer.verdict or "none"]
    told = stated(answer)
    if answer.verdict is None and answer.status and (told or not answer.answers):
        verdict = table["status"][answer.status].upper()
    badge: Line = [(f" {verdict} ", f"{style} reverse"), (" ", "")]
    if not answer.certain:
        badge += [(f" {table['answer']['uncertain']} ", f"{_WARN} reverse"), (" ", "")]
    proved = answer.proof.conclusion if answer.proof and (told or not answer.answers) else None
    holds = proved or answer.question.understood
    yield from wrap([(holds, _TITLE)], width, first=badge, rest=plain("   "))
    yield from wrap([(_dates(answer, language), "")], width, first=plain("   "))
    if proved:
        asked = fill(table["answer"]["question"], question=answer.question.understood)
        yield from wrap([(asked, _DIM)], width, first=plain("   "))
    for reason in doubts(answer, language):
        yield from wrap([(reason, "yellow")], width, first=[(" ! ", _WARN)], rest=plain("   "))


def stated(answer: Answer) -> bool:
    """Return whether the answer is the status itself, which the head then says."""
    return [finding.value for finding in answer.answers] == [answer.status]


def _dates(answer: Answer, language: str) -> str:
    table = words(language)["answer"]
    as_of = date(answer.as_of, language)
    as_of = as_of if "T" in answer.as_of else fill(table["end_of"], date=as_of)
    said = fill(table["as_of"], as_of=as_of, known_at=date(answer.known_at, language))
    if answer.status is None:
        return said
    return f"{fill(table['status'], status=words(language)['status'][answer.status])} · {said}"


def doubts(answer: Answer, language: str) -> list[str]:
    """Return why an answer is not certain: a date too late, a register that ends too early or is none, a text not at hand."""
    if answer.certain:
        return []
    table = words(language)["uncertain"]
    out = []
    if answer.as_of[:10] > answer.known_at[:10]:
        out.append(fill(table["later"], as_of=date(answer.as_of, language), known_at=date(answer.known_at, language)))
    for assumed in answer.assumptions:
        if assumed.complete_through is None:
            out.append(fill(table["unregistered"], scope=assumed.closed_world))
        elif answer.status != "ended" and assumed.complete_through[:10] < answer.as_of[:10]:
            out.append(fill(table["register"], scope=assumed.closed_world, through=date(assumed.complete_through, language)))
    out += [fill(table["words" if said else "absent"], act=cited) for cited, said in _absent(answer.proof)]
    return out or [fill(table["open"], what=what) for what in answer.missing[:1]] or [table["other"]]


def _absent(proof: Proof | None) -> Iterator[tuple[str, bool]]:
    """Yield, each once, the authorities of a proof no text of which is at hand, and whether it is a statement."""
    seen: set[str] = set()
    steps = [proof] if proof else []
    while steps:
        step = steps.pop()
        steps += reversed(step.premises)
        absent = bool(step.sources) and all(source.state == "absent" for source in step.sources)
        if absent and step.authority and step.authority not in seen:
            seen.add(step.authority)
            yield step.authority, any("/statement/" in (source.iri or "") for source in step.sources)


def _section(title: str, paragraphs: Iterable[Line], language: str, width: int) -> list[Line]:
    out = [plain(words(language)["answer"][title], _TITLE)]
    for paragraph in paragraphs:
        out += wrap(paragraph, width, first=plain("  "))
    return out


def _listed(title: str, items: Iterable[list[Line]], language: str) -> list[Line]:
    found = [line for item in items for line in item]
    return [plain(words(language)["answer"][title], _TITLE), *found] if found else []


# --- the proof


def _proof(answer: Answer, language: str, width: int, ids: bool) -> Iterator[Line]:
    if answer.proof is None:
        return
    table = words(language)["answer"]
    yield [(table["proof"], _TITLE), (f" ({fill(table['doctrine'], doctrine=answer.doctrine)})", _DIM)]
    shown = _labelled(answer.proof) if ids else answer.proof
    yield from _step(shown, [("  ", "")], [("  ", "")], language, width, set())


def _labelled(proof: Proof) -> Proof:
    """Return a proof whose steps end in their ids."""
    premises = tuple(map(_labelled, proof.premises))
    return msgspec.structs.replace(proof, conclusion=f"{proof.conclusion} [{proof.id}]", premises=premises)


def _step(proof: Proof, first: Line, rest: Line, language: str, width: int, seen: set[str]) -> Iterator[Line]:
    """Yield a step: its conclusion, rule and sources, then its premises as branches; a repeated step only once."""
    table = words(language)["answer"]
    known = proof.id in seen and bool(proof.premises or proof.sources)
    seen.add(proof.id)
    below: Line = [*rest, ("│ " if proof.premises and not known else "  ", _DIM)]
    remark: Line = [(f" ({table['above']})", _DIM)] if known else []
    yield from wrap([(proof.conclusion, ""), *remark], width, first=first, rest=below)
    if known:
        return
    if proof.rule != "fact" or proof.authority or not proof.sources:
        yield from wrap(_grounds(proof, language), width, first=below, rest=below)
    for source in proof.sources:
        yield from _quoted_once(source, below, language, width, seen)
    for number, premise in enumerate(proof.premises, 1):
        last = number == len(proof.premises)
        if columns(rest) > width // 2:  # too deep to indent further: the numbers say what belongs to what
            yield from _step(premise, [*rest, (f"{number}) ", _DIM)], rest, language, width, seen)
            continue
        branch: Line = [*rest, ("└─ " if last else "├─ ", _DIM)]
        deeper: Line = [*rest, ("   " if last else "│  ", _DIM)]
        yield from _step(premise, branch, deeper, language, width, seen)


def _quoted_once(source: Quotation, margin: Line, language: str, width: int, seen: set[str]) -> Iterator[Line]:
    """Yield a quotation; where the same words were quoted above, only say so."""
    key = f"{source.iri} {source.eid} {source.span}"
    if source.quote is None or key not in seen:
        seen.add(key)
        yield from _source(source, margin, language, width)
        return
    where = f"{act(source.iri, language) if source.iri else source.text}, {provision(source.eid or '', language)}"
    said = f"— {where} ({words(language)['answer']['quoted_above']})"
    yield from wrap([(said, _DIM)], width, first=[*margin, ("  ", "")], rest=[*margin, ("    ", "")])


def _grounds(proof: Proof, language: str) -> Line:
    """Return by what a step holds: its rule and authority, and that it is an interpretation where it is one."""
    table = words(language)["answer"]
    rule = fill(table["rule"], rule=proof.rule) if "/" in proof.rule else table.get(proof.rule, proof.rule)
    out: Line = [(rule, _DIM)]
    if proof.interpretation:
        out.append((f"; {table['interpretation']}", "yellow"))
    if proof.authority:
        out.append((f"; {proof.authority}", _DIM))
    return out


def _source(source: Quotation, margin: Line, language: str, width: int) -> Iterator[Line]:
    """Yield a quotation, and beside it the act, the provision and the state of the text."""
    table = words(language)
    inner: Line = [*margin, ("  ", "")]
    if source.quote is not None:
        yield from wrap([(f"«{source.quote}»", _QUOTE)], width, first=inner, rest=inner)
    where = act(source.iri, language) if source.iri else source.text or ""
    if source.eid:
        where += f", {provision(source.eid, language)} ({source.eid})"
    state = table["state"][source.state] if source.quote is not None else table["answer"]["no_quote"]
    style = _DIM if source.state == "official" else "yellow"
    line: Line = [(f"— {where}; ", _DIM), (state, style)]
    if source.text and source.quote is not None:
        line.append((f"; {source.text}", _DIM))
    yield from wrap(line, width, first=inner, rest=[*inner, ("  ", "")])


# --- lists


def _finding(finding: Finding, language: str, width: int) -> list[Line]:
    counted = isinstance(finding.value, int | float) or finding.unit
    unit = words(language)["unit"].get(finding.unit or "", finding.unit or "")
    said: Line = [(f"{finding.value} {unit}".strip(), "bold"), (": ", "")] if counted else []
    out = wrap([*said, (finding.text, "")], width, first=plain("  • "))
    for source in finding.sources:
        out += _source(source, plain("  "), language, width)
    return out


def _claim(claim: DefeatedClaim, language: str, width: int) -> list[Line]:
    who = claim.by + (f", {date(claim.date, language)}" if claim.date else "")
    out = wrap([(f"{who}:", "bold"), (" ", ""), (claim.claim, "")], width, first=[("  ✗ ", "red")])
    for source in claim.sources:
        if source.quote is not None:
            out += _source(source, plain("  "), language, width)
    return out + wrap([(fill(words(language)["answer"]["why"], why=claim.why), _DIM)], width, first=plain("    "))


def _assumption(assumed: Assumption, language: str, width: int) -> list[Line]:
    table = words(language)["answer"]
    through = assumed.complete_through
    known = fill(table["complete"], date=date(through, language)) if through else table["no_register"]
    by = f"; {fill(table['attested'], by=assumed.attested_by)}" if assumed.attested_by else ""
    said: Line = [
        (fill(table["no_such"], scope=assumed.closed_world), ""),
        (" — ", ""),
        (known, "" if through else "yellow"),
        (by, _DIM),
    ]
    return wrap(said, width, first=plain("  • "))
