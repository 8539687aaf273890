"""A proof cut short to what it rests on, and a proof as a graph in the DOT language."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import msgspec

from decreelex.model import Answer, Proof, Quotation
from decreelex.render.page import act, fill, provision, words

_COLUMNS = 44
_STATES = {"official": "#2f8f5b", "excerpt": "#2f8f5b", "translation": "#b3761a", "compiled": "#b3761a", "assumed": "#5a3fa0",
           "absent": "#b23b3b"}


def shortened(answer: Answer) -> Answer:
    """Return an answer whose proof is its conclusion and, below it, each quoted or attested leaf once."""
    if answer.proof is None:
        return answer
    leaves = {leaf.id: leaf for leaf in _leaves(answer.proof)}
    proof = msgspec.structs.replace(answer.proof, premises=tuple(leaves.values()))
    return msgspec.structs.replace(answer, proof=proof)


def _leaves(proof: Proof) -> Iterator[Proof]:
    for premise in proof.premises:
        if not premise.premises and premise.rule in {"fact", "absence"} and (premise.sources or premise.authority):
            yield premise
        yield from _leaves(premise)


def nodes(proof: Proof) -> Iterator[tuple[Proof, Proof | None, int, bool]]:
    """Yield each step with the step it carries, its depth, and whether it was yielded before (then without what is below)."""
    stack: list[tuple[Proof, Proof | None, int]] = [(proof, None, 0)]
    seen: set[str] = set()
    while stack:
        step, above, depth = stack.pop()
        again = step.id in seen
        seen.add(step.id)
        yield step, above, depth, again
        if not again:
            stack.extend((premise, step, depth + 1) for premise in reversed(step.premises))


def ground(step: Proof, language: str) -> str:
    """Return by what a step holds: its rule, that it is an interpretation where it is one, its authority."""
    table = words(language)["answer"]
    said = [fill(table["rule"], rule=step.rule) if "/" in step.rule else table.get(step.rule, step.rule)]
    if step.interpretation:
        said.append(table["interpretation"])
    if step.authority:
        said.append(step.authority)
    return "; ".join(said)


def where(source: Quotation, language: str) -> str:
    """Return where a quotation stands: act, provision with eId, span, file; and the state of the text."""
    table = words(language)
    name = act(source.iri, language) if source.iri else source.text or ""
    if source.eid:
        name += f", {provision(source.eid, language)} ({source.eid})"
    if source.quote is None:
        return f"{name}; {table['answer']['no_quote']}"
    span = f"; {source.text} {source.span.start}-{source.span.end}" if source.span and source.text else ""
    return f"{name}; {table['state'][source.state]}{span}"


def proof_dot(answer: Answer, *, language: str) -> str:
    """Return the proof of an answer as a graph in the DOT language; nodes are named by the ids of the steps."""
    lines = ["digraph proof {", "  rankdir=BT;", '  node [shape=box, style="rounded", fontname="sans-serif", fontsize=11];']
    for step, above, _, again in nodes(answer.proof) if answer.proof else ():
        if not again:
            lines.append(f'  "{step.id}" [label={_label(step, language)}{_color(step)}];')
            for number, source in enumerate(step.sources):
                key = f"{step.id}.{number}"
                quote = [f"«{source.quote}»"] if source.quote else []
                said = _quoted([*quote, where(source, language)])
                lines.append(f'  "{key}" [shape=note, color="{_STATES[source.state]}", label={said}];')
                lines.append(f'  "{key}" -> "{step.id}" [style=dashed];')
        if above is not None:
            lines.append(f'  "{step.id}" -> "{above.id}";')
    return "\n".join([*dict.fromkeys(lines), "}"]) + "\n"


def _label(step: Proof, language: str) -> str:
    return _quoted([step.conclusion, ground(step, language)])


def _color(step: Proof) -> str:
    return ', color="#b3761a", penwidth=2' if step.interpretation else ""


def _quoted(paragraphs: list[str]) -> str:
    """Return words as a DOT string, wrapped."""
    lines = [line for words_ in paragraphs for line in textwrap.wrap(words_, _COLUMNS)]
    return '"' + "\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in lines) + '"'
