"""What an act's provisions say that is not an effect on a regime: what they amend, and which were not published."""

from __future__ import annotations

from collections.abc import Iterator

from decreelex.model import Provision, Quotation
from decreelex.reason.acts import ActRecord, ActText
from decreelex.reason.derivation import Value

Row = tuple[str, tuple[Value, ...], str, Quotation]


def rows(act: ActRecord) -> Iterator[Row]:
    """Yield (predicate, arguments, source key, quotation); where several texts hold one provision, the first speaks."""
    seen: set[str] = set()
    iri = str(act.work.iri)
    for text in act.texts:
        for provision in _own(text):
            if provision.eid not in seen:
                seen.add(provision.eid)
                yield from _of(provision, iri, text)


def _own(text: ActText) -> Iterator[Provision]:
    """Yield the act's own provisions in the order of the text."""
    stack = list(reversed(text.expression.provisions))
    while stack:
        provision = stack.pop()
        if not provision.quoted:
            yield provision
            stack.extend(reversed(provision.children))


def _of(provision: Provision, iri: str, text: ActText) -> Iterator[Row]:
    key = f"{iri}#{provision.eid}"
    quotation = Quotation(iri, provision.eid, provision.text, provision.text_span, text.path, text.state)
    if not provision.published:
        yield "not_published", (iri, provision.eid), f"{key}/withheld", quotation
    changed = {m.target.iri for m in provision.modifications if m.target.iri and (m.operation != "repeal" or m.target.eid)}
    for target in sorted(changed - {iri}):
        yield "amends", (iri, target), f"{key}/amends", quotation
