"""References that lead nowhere: to a provision that the act at hand has not, or to what an earlier act repealed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from decreelex.batch.tables import rows
from decreelex.eid import fold

DEAD = {"address": "string", "act": "string", "eid": "string", "target": "string", "target_eid": "string", "text": "string",
        "reason": "string"}
_CUT = frozenset({"not-at-hand", "text-truncated", "quote-unclosed"})  # diagnostics of a text that may not be the whole act
_ABOVE_ARTICLES = ("sec_", "subsec_", "chp_", "par_")
_LATER = "9999"

Repeals = dict[tuple[str, str], tuple[str, str, str]]


class Units(NamedTuple):
    """The provisions of an act that is at hand as a whole: their eIds, with every tail of them, and their kinds."""

    eids: set[str]
    kinds: set[str]


def dead(folder: str, acts: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the dead references of a run's tables, with the reason. ``acts``: the rows of the acts by IRI."""
    units, repeals = _units(folder), _repeals(folder, acts)
    for row in rows(folder, "citations", tuple(name for name in DEAD if name != "reason")):
        if row["target"]:
            date = acts.get(row["act"] or "", {}).get("date") or ""
            reason = _repealed(row, date, repeals) or _missing(row, units.get(row["target"]))
            if reason:
                yield {**row, "reason": reason}


def _missing(row: Mapping[str, Any], units: Units | None) -> str | None:
    """Return why the provision cited does not exist. Where an act has no unit of that kind at all, its headings are lost
    or were not read, and nothing follows; paragraphs are not units of their own everywhere.
    """
    wanted = row["target_eid"]
    if not wanted or units is None or "__al_" in wanted or wanted in units.eids:
        return None
    return "the act at hand has no such provision" if wanted.partition("_")[0] in units.kinds else None


def _units(folder: str) -> dict[str, Units]:
    """Return what each act holds (parts are cited without chapters, hence the tails); none of acts that are not whole."""
    cut = {row["address"] for row in rows(folder, "diagnostics", ("address", "code")) if row["code"] in _CUT}
    out: dict[str, Units] = defaultdict(lambda: Units(set(), set()))
    partial: set[str] = set()
    for row in rows(folder, "provisions", ("address", "act", "eid", "kind", "quoted")):
        if row["act"] and not row["quoted"] and row["address"] not in cut:
            steps = row["eid"].split("__")
            out[row["act"]].eids.update("__".join(steps[n:]) for n in range(len(steps)))
            out[row["act"]].kinds.update(step.partition("_")[0] for step in steps)
            partial |= {row["act"]} if row["kind"] == "unrecognised" else set()
    return {act: found for act, found in out.items() if act not in partial}


def _repealed(row: Mapping[str, Any], date: str, repeals: Repeals) -> str | None:
    """Return by what the target was repealed before the day of the citing act: the act, the provision, or what holds it."""
    steps = _steps(row["target_eid"] or "")
    holding = ["", *("__".join(steps[: n + 1]) for n in range(len(steps)))]
    found = [repeals[key] for key in ((row["target"], part) for part in holding) if key in repeals]
    when, by, part = min(found, default=(_LATER, "", ""))
    if when >= date or by == row["act"]:
        return None
    return f"{part} repealed by {by} of {when}" if part else f"repealed by {by} of {when}"


def _repeals(folder: str, acts: Mapping[str, Mapping[str, Any]]) -> Repeals:
    """Return (act, provision or "", as compared) -> (from what day, by which act, the provision as written) of the earliest
    repeal; only of repeals without any limit.
    """
    out: Repeals = {}
    columns = ("act", "kind", "targets", "qualifier", "condition", "since", "until", "term", "territory")
    for row in rows(folder, "effects", columns):
        date = acts.get(row["act"] or "", {}).get("date")
        limited = any(row[name] for name in ("qualifier", "condition", "until", "term", "territory"))
        if row["kind"] != "repeal" or limited or not date:
            continue
        for target in row["targets"] or ():
            act, _, part = target.partition("#")
            if "/" not in part:
                key = act, "__".join(_steps(part))
                out[key] = min(out.get(key, (_LATER, "", "")), (max(date, (row["since"] or "")[:10]), row["act"], part))
    return out


def _steps(eid: str) -> list[str]:
    """Return the steps of an eId from the article down, as they are compared."""
    steps = fold(eid).split("__") if eid else []
    while len(steps) > 1 and steps[0].startswith(_FOLDED):
        del steps[0]
    return steps


_FOLDED = tuple(fold(name) for name in _ABOVE_ARTICLES)
