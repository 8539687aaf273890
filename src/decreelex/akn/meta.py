"""The meta block: FRBR identification, lifecycle, analysis (active modifications), references, what is only ours."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from decreelex import eid as ids
from decreelex.akn import inline, tables
from decreelex.akn.passive import Passive, concepts, passive
from decreelex.akn.structs import attribute, element, escape
from decreelex.errors import Diagnostic
from decreelex.model import Effect, Expression, Modification, Provision, TextState

HEADER = f'<?xml version="1.0" encoding="UTF-8"?>\n<akomaNtoso xmlns="{tables.AKN}" xmlns:dx="{tables.OURS}">'
NAMES = ("decreelex", "original", "inForce", "application", "author", "editor")
"""The eIds that the meta block takes, beside the author's: no provision can have one of them."""


class Frbr(msgspec.Struct, frozen=True):
    """The identity as FRBR needs it: IRIs, date (valid, or the standard's lowest with the name ``unknown``), author.

    ``original``: the act's first expression; ``since``: since when the words of this one are as they are (valid), ``made``
    what made them so.
    """

    work: str
    expression: str
    date: str
    date_name: str
    author: str
    country: str
    original: str = ""
    since: str = ""
    made: str = ""


def frbr(e: Expression) -> Frbr:
    """Return the identity of an expression. What the act does not tell is said to be unknown, never made up."""
    unknown = tables.load().unknown
    date = inline.xml_date(e.work.date)
    day = date or "undated"
    number = ids.clean_number(e.work.number or "") or "nn"
    named = ids.work_iri(unknown["country"], "doc", e.work.kind or "nn", day, number)
    work = tables.href(e.work.iri, None) or tables.href(named, None) or unknown["iri"]
    author = e.work.author if e.work.author and tables.plain_eid(e.work.author) else "unknown"
    language = e.language if tables.plain_eid(e.language) else "und"
    first, name = ids.expression_iri(work, language, day), "Generation" if date else "unknown"
    since = passive(e, tables.load()).date
    return Frbr(
        work,
        ids.expression_iri(work, language, since) if since else first,
        date or unknown["date"],
        name,
        author,
        work.split("/")[2],
        first,
        since or date or unknown["date"],
        "Consolidation" if since else name,
    )


def block(e: Expression, words: tables.Tables, extras: str, state: TextState | None) -> str:
    """Return the start of ``<act>`` with its meta block; ``extras`` go into the proprietary part."""
    identity = frbr(e)
    kind = attribute(e.work.kind or "act")
    units = list(_units(e.provisions))
    made = passive(e, words)
    return (
        f'<act name="{kind}"><meta>{_identification(e, identity, words, state)}'
        f"{_lifecycle(identity, units, made)}{_analysis(units, words, made)}{_temporal(units, made)}"
        f"{_references(identity, made)}"
        f'<proprietary source="#decreelex">{extras}{made.extras}</proprietary></meta>'
    )


def own(e: Expression) -> str:
    """Return identity, source, language and coverage in our own namespace, exactly as the model has them."""
    return (
        element("work", e.work)
        + element("source", e.source)
        + f'<dx:expression language="{attribute(e.language)}" coverage="{e.coverage!r}"/>'
    )


def component(identity: Frbr, eid: str) -> str:
    """Return the meta block of an appendix: the same act, another component."""
    return f'<meta><identification source="#decreelex">{_levels(identity, eid, "", "")}</identification></meta>'


def _identification(e: Expression, identity: Frbr, words: tables.Tables, state: TextState | None) -> str:
    work = e.work
    details = "".join(
        f'<{tag} value="{attribute(value)}"/>'
        for tag, value in (("FRBRsubtype", work.kind), ("FRBRnumber", work.number))
        if value is not None
    )
    alias = f'<FRBRalias value="{attribute(work.title)}" name="title"/>' if work.title is not None else ""
    trust = (
        ""
        if state is None
        else (f'<FRBRauthoritative value="{"true" if words.authoritative[state] else "false"}" dx:state="{state}"/>')
    )
    levels = _levels(identity, "main", details, trust + f'<FRBRlanguage language="{attribute(e.language)}"/>', alias)
    return f'<identification source="#decreelex">{levels}</identification>'


def _levels(identity: Frbr, name: str, details: str, language: str, alias: str = "") -> str:
    date = f'<FRBRdate date="{identity.date}" name="{identity.date_name}"/>'
    work = (
        f'{_names(identity.work, name, "")}{alias}{date}<FRBRauthor href="#{identity.author}" as="#author"/>'
        f'<FRBRcountry value="{identity.country}"/>{details}'
    )
    editor = '<FRBRauthor href="#decreelex" as="#editor"/>'
    language = language or f'<FRBRlanguage language="{identity.expression.rpartition("/")[2].partition("@")[0]}"/>'
    since = f'<FRBRdate date="{identity.since}" name="{identity.made}"/>'
    expression = f"{_names(identity.expression, name, '')}{since}{editor}{language}"
    manifestation = (
        f'{_names(identity.expression, name, ".akn")}{since}{editor}<FRBRformat value="application/akn+xml"/>'
    )
    return (
        f"<FRBRWork>{work}</FRBRWork><FRBRExpression>{expression}</FRBRExpression>"
        f"<FRBRManifestation>{manifestation}</FRBRManifestation>"
    )


def _names(iri: str, component_name: str, ending: str) -> str:
    return f'<FRBRthis value="{iri}/!{component_name}{ending}"/><FRBRuri value="{iri}{ending}"/>'


def _units(provisions: tuple[Provision, ...]) -> Iterator[Provision]:
    """Yield the provisions that say something of the lifecycle: those with effects or modifications."""
    for p in provisions:
        if p.effects or p.modifications:
            yield p
        if p.children:
            yield from _units(p.children)


def _commencements(units: list[Provision]) -> list[tuple[str, Effect]]:
    """Return the dates, written in the act itself, on which it or parts of it enter into force."""
    return [
        (date, effect)
        for p in units
        if not p.quoted
        for effect in p.effects
        if effect.kind == "commencement"
        and effect.start
        and effect.condition is None
        and (date := inline.xml_date(effect.start.value))
    ]


def _lifecycle(identity: Frbr, units: list[Provision], made: Passive) -> str:
    events = (
        []
        if identity.date_name == "unknown"
        else [f'<eventRef eId="event_1" date="{identity.date}" source="#original" type="generation"/>']
    )
    events += [
        f'<eventRef eId="event_{n}" date="{date}" source="#original" refersTo="#inForce"/>'
        for n, (date, _) in enumerate(_commencements(units), 2)
    ]
    events.append(made.events)
    return f'<lifecycle source="#decreelex">{"".join(events)}</lifecycle>' if any(events) else ""


def _temporal(units: list[Provision], made: Passive) -> str:
    """Return an interval for each commencement; one for parts of the act names them."""
    groups = []
    for n, (_, effect) in enumerate(_commencements(units), 2):
        found = (tables.href(c.iri, c.eid) for c in effect.targets)
        of = "" if not effect.targets else f' dx:of="{" ".join(address for address in found if address)}"'
        groups.append(
            f'<temporalGroup eId="period_{n}"{of}><timeInterval start="#event_{n}" refersTo="#inForce"/>'
            "</temporalGroup>"
        )
    groups.append(made.periods)
    return f'<temporalData source="#decreelex">{"".join(groups)}</temporalData>' if any(groups) else ""


def _analysis(units: list[Provision], words: tables.Tables, made: Passive) -> str:
    mods = [(p, m) for p in units for m in p.modifications if m.operation in words.operations]
    inner = "".join(_modification(n, p, m, words) for n, (p, m) in enumerate(mods, 1))
    active = f"<activeModifications>{inner}</activeModifications>" if inner else ""
    both = active + made.modifications
    return f'<analysis source="#decreelex">{both}</analysis>' if both else ""


def _modification(n: int, p: Provision, m: Modification, words: tables.Tables) -> str:
    source = tables.href(None, m.source.eid) or tables.href(None, p.eid) or "#body"
    address = tables.href(m.target.iri, m.target.eid)
    target = f' href="{address}"' if address else f' dx:cited="{attribute(m.target.text)}"'
    where = words.positions.get(m.position.where) if m.position else None
    position = f' pos="{where}"' if where else ""
    old = f"<old><dx:words>{escape(m.old)}</dx:words></old>" if m.old is not None else ""
    new = f"<new><dx:words>{escape(m.new)}</dx:words></new>" if m.new is not None else ""
    return (
        f'<textualMod eId="activeMod_{n}" type="{words.operations[m.operation]}"><source href="{source}"/>'
        f"<destination{target}{position}/>{old}{new}</textualMod>"
    )


def _references(identity: Frbr, made: Passive) -> str:
    """Return what the document refers to by name: author, editor, concepts, and the expression that it is."""
    author = "" if identity.author == "decreelex" else _top("Organization", identity.author, f"{identity.country}/")
    return (
        f'<references source="#decreelex"><original eId="original" href="{identity.original}" showAs="original"/>'
        f"{made.references}{author}{_top('Organization', 'decreelex')}{_top('Concept', 'inForce')}"
        f"{''.join(_top('Concept', name) for name in concepts(made))}{_top('Role', 'author')}"
        f"{_top('Role', 'editor')}</references>"
    )


def _top(kind: str, name: str, country: str = "") -> str:
    """Return an entry of the top level classes of the standard's ontology."""
    address = f"/akn/ontology/{kind.lower()}/{country}{name}"
    return f'<TLC{kind} eId="{name}" href="{address}" showAs="{name}"/>'


def reported(e: Expression, words: tables.Tables) -> Iterator[Diagnostic]:
    """Yield what the standard has no word for: operations without a type of textualMod, an act without identity."""
    for p in _units(e.provisions):
        for m in p.modifications:
            if m.operation not in words.operations:
                yield Diagnostic(
                    "akn-operation",
                    "info",
                    f"Akoma Ntoso has no textual modification {m.operation!r}; "
                    "it is kept in the proprietary block only",
                    m.source.span,
                )
    if e.work.iri is None or tables.href(e.work.iri, None) is None:
        yield Diagnostic(
            "akn-identity",
            "warning",
            f"the act has no IRI; the document names it {frbr(e).work!r}",
            None,
            (),
            ("give kind, date and number of the act",),
        )
