"""What amended a consolidated text, for the meta block: events, passive modifications, the periods they hold for."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from decreelex.akn import inline, tables
from decreelex.akn.structs import attribute, element, escape
from decreelex.changes import Applied, Consolidation
from decreelex.model import Expression


class Passive(msgspec.Struct, frozen=True):
    """Pieces of the meta block. ``date``: since when the text reads so (None: nothing changed it)."""

    events: str = ""
    modifications: str = ""
    periods: str = ""
    references: str = ""
    extras: str = ""
    date: str | None = None


class _Table(msgspec.Struct):
    """Names within the document: of amending acts, and of the days on which something begins, with the acts of that day."""

    acts: dict[str, str] = {}
    days: dict[tuple[str, str], str] = {}
    since: dict[str, tuple[str, str]] = {}


def passive(e: Expression, words: tables.Tables) -> Passive:
    """Return the pieces for a consolidation; empty ones for any other expression."""
    if not isinstance(e, Consolidation):
        return Passive()
    table = _table(e)
    done = [a for a in e.applied if a.modification.operation in words.operations]
    mods = "".join(_modification(n, a, table, words) for n, a in enumerate(done, 1))
    dates = [a.date for a in e.applied if a.date and a.modification.operation != "suspension"]
    refused = "".join(element("notApplied", n) for n in e.not_applied)
    return Passive("".join(_events(e, table)), f"<passiveModifications>{mods}</passiveModifications>" if mods else "",
                   "".join(_periods(table)), "".join(_references(table)), refused,
                   max(filter(inline.xml_date, dates), default=None))


def _table(e: Consolidation) -> _Table:
    table = _Table()
    for a in e.applied:
        if a.act and tables.href(a.act, None):
            table.acts.setdefault(a.act, f"amending_{len(table.acts) + 1}")
            if a.date and inline.xml_date(a.date):
                table.days.setdefault((a.date, a.act), f"amendment_{len(table.days) + 1}")
        if a.retroactive and inline.xml_date(a.retroactive):
            table.since.setdefault(a.retroactive, (f"covered_{len(table.since) + 1}", table.acts.get(a.act or "", "original")))
    return table


def _events(e: Consolidation, table: _Table) -> Iterator[str]:
    """Yield the events: an amendment for each act and day, the repeal of the whole, the days since which relations count."""
    for (date, act), name in table.days.items():
        kind = "repeal" if e.repealed and (e.repealed.act, e.repealed.date) == (act, date) else "amendment"
        yield f'<eventRef eId="{name}" date="{date}" source="#{table.acts[act]}" type="{kind}"/>'
    for date, (name, act) in table.since.items():
        yield f'<eventRef eId="{name}" date="{date}" source="#{act}" refersTo="#application"/>'


def _periods(table: _Table) -> Iterator[str]:
    for name in table.days.values():
        yield f'<temporalGroup eId="period_{name}"><timeInterval start="#{name}" refersTo="#inForce"/></temporalGroup>'
    for name, _ in table.since.values():
        yield f'<temporalGroup eId="period_{name}"><timeInterval start="#{name}" refersTo="#application"/></temporalGroup>'


def _references(table: _Table) -> Iterator[str]:
    for act, name in table.acts.items():
        yield f'<passiveRef eId="{name}" href="{act}" showAs="{act}"/>'


def concepts(found: Passive) -> tuple[str, ...]:
    """Return the concepts that the events refer to, beyond force."""
    return ("application",) if "#application" in found.events else ()


def _modification(n: int, a: Applied, table: _Table, words: tables.Tables) -> str:
    m = a.modification
    source = tables.href(a.act, m.source.eid) or tables.href(a.act, None)
    landed = tables.href(None, a.eid or m.target.eid) or "#body"
    where = words.positions.get(m.position.where) if m.position else None
    position = f' pos="{where}"' if where else ""
    said = f'<source href="{source}"/>' if source else f'<source href="#body" dx:cited="{attribute(a.act or "?")}"/>'
    force = table.days.get((a.date or "", a.act or ""))
    since = table.since.get(a.retroactive or "", ("",))[0]
    periods = f'<force period="#period_{force}"/>' if force else ""
    periods += f'<application period="#period_{since}"/>' if since else ""
    return (f'<textualMod eId="passiveMod_{n}" type="{words.operations[m.operation]}">{said}'
            f'<destination href="{landed}"{position}/>{periods}{_words("old", a.before)}{_words("new", a.after)}</textualMod>')


def _words(tag: str, said: str) -> str:
    return f"<{tag}><dx:words>{escape(said)}</dx:words></{tag}>" if said else ""
