"""Acts as linked data: JSON-LD in the terms of schema.org (Legislation) and of ELI, the context inline.

IRIs of acts are those of the model (``/akn/…``), relative as the naming convention of Akoma Ntoso has them; a provision is
``IRI/~eId``. What is not known is left out, never made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from decreelex import eid as ids
from decreelex.changes import Consolidation, PointInTime
from decreelex.model import Citation, Expression, Modification, Provision

_LINKS = ("legislationChanges", "legislationRepeals", "legislationConsolidates", "legislationLegalForce", "eli:amends",
          "eli:amended_by", "eli:repeals", "eli:repealed_by", "eli:cites", "eli:realizes")
CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "eli": "http://data.europa.eu/eli/ontology#",
    **{name: {"@type": "@id"} for name in _LINKS},
}
_FORCE = {"in_force": "https://schema.org/InForce", "repealed": "https://schema.org/NotInForce",
          "prospective": "https://schema.org/NotInForce"}
_LANGUAGES = {"rus": "ru", "eng": "en"}


def jsonld(expression: Expression) -> dict[str, Any]:
    """Return an act as a JSON-LD document: the work, what it changes and repeals, and this expression with its provisions.

    Of a consolidation also what amended it, since when it reads so and, where that is known, whether it is in force.
    """
    work = expression.work
    jurisdiction = (work.iri or "").split("/")[2:3]
    said = {
        "@context": CONTEXT,
        "@id": work.iri,
        "@type": ["Legislation", "eli:LegalResource"],
        "legislationIdentifier": work.iri,
        "name": work.title,
        "legislationType": work.kind,
        "legislationDate": work.date,
        "legislationPassedBy": {"@type": "Organization", "identifier": work.author} if work.author else None,
        "legislationJurisdiction": jurisdiction[0].upper() if jurisdiction else None,
        "eli:number": work.number,
        **_orders(expression),
        "eli:cites": _cited(expression),
        **_passive(expression),
        "workExample": _realized(expression),
    }
    return _kept(said)


def _kept(said: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if value is not None and value not in ([], {})}


def _orders(expression: Expression) -> dict[str, Any]:
    """Return which acts this one repeals as a whole, and which it changes otherwise."""
    found = [m for p in _flat(expression.provisions) for m in p.modifications if m.target.iri]
    repealed = _once(m.target.iri for m in found if _whole_repeal(m))
    changed = _once(m.target.iri for m in found if not _whole_repeal(m))
    return {"legislationChanges": changed, "legislationRepeals": repealed, "eli:amends": changed, "eli:repeals": repealed}


def _whole_repeal(m: Modification) -> bool:
    t = m.target
    return m.operation == "repeal" and not (t.eid or t.part or t.document or m.old or m.scope)


def _cited(expression: Expression) -> list[str]:
    blocks = (expression.preface, expression.preamble, expression.conclusions)
    found: list[Citation] = [c for block in blocks if block for c in block.citations]
    found += [c for p in _flat(expression.provisions) for c in p.citations]
    return _once(_address(c.iri, c.eid) for c in found if c.iri and not c.own and c.iri != expression.work.iri)


def _passive(expression: Expression) -> dict[str, Any]:
    """Return what amended and repealed a consolidated act."""
    if not isinstance(expression, Consolidation):
        return {}
    by = _once(a.act for a in expression.applied if a.act and not _whole_repeal(a.modification))
    gone = expression.repealed
    status = expression.status if isinstance(expression, PointInTime) else "repealed" if gone else ""
    return {"eli:amended_by": by, "eli:repealed_by": gone.act if gone else None, "legislationLegalForce": _FORCE.get(status)}


def _realized(expression: Expression) -> dict[str, Any]:
    """Return the expression: its language, since when it reads so, its provisions."""
    work, since, until = expression.work, expression.work.date, None
    if isinstance(expression, PointInTime):
        since, until = expression.start or None, expression.end
    elif isinstance(expression, Consolidation):
        since = max((a.date for a in expression.applied if a.date), default=since)
    known = isinstance(expression, Consolidation) and expression.applied
    return _kept({
        "@id": ids.expression_iri(work.iri, expression.language, since) if work.iri and since else None,
        "@type": ["LegislationObject", "eli:LegalExpression"],
        "eli:realizes": work.iri,
        "inLanguage": _LANGUAGES.get(expression.language, expression.language),
        "legislationDateVersion": since,
        "temporalCoverage": f"{since}/{until or '..'}" if isinstance(expression, PointInTime) else None,
        "legislationConsolidates": work.iri if known else None,
        "hasPart": [_part(work.iri, p) for p in expression.provisions if not p.quoted],
    })


def _part(iri: str | None, unit: Provision) -> dict[str, Any]:
    name = " ".join(part for part in (unit.num, unit.heading) if part)
    return _kept({
        "@id": _address(iri, unit.eid),
        "@type": ["Legislation", "eli:LegalResourceSubdivision"],
        "eli:id_local": unit.eid,
        "name": name or None,
        "text": unit.text or None,
        "legislationLegalForce": _FORCE["repealed"] if unit.status == "repealed" else None,
        "hasPart": [_part(iri, child) for child in unit.children if not child.quoted],
    })


def _address(iri: str | None, eid: str | None) -> str | None:
    return f"{iri}/~{eid}" if iri and eid else iri


def _flat(units: Sequence[Provision]) -> Iterator[Provision]:
    for unit in units:
        yield unit
        yield from _flat(unit.children)


def _once(found: Iterable[str | None]) -> list[str]:
    return [one for one in dict.fromkeys(found) if one]
