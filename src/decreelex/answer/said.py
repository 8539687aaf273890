"""What norms give as answers, in words: punishments with their measure, grounds, persons, pay; each with its quotations."""

from __future__ import annotations

from collections.abc import Sequence

from decreelex.answer import proofs
from decreelex.answer.knowledge import World
from decreelex.answer.labels import table
from decreelex.model import Finding, Quotation
from decreelex.reason import Derivation

_OWN = frozenset({"threatened", "not_yet_punished", "penalty_contested", "dismissal", "entitled", "paid"})

_REASONED = frozenset({"not_yet_punished", "penalty_contested"})
_KEPT = frozenset({"edition", "grounds", "brought", "orders"})


def norm_finding(found: Derivation, world: World, language: str) -> Finding | None:
    """Return a conclusion on norms as an answer; None for any other conclusion."""
    if found.predicate not in _OWN:
        return None
    if found.predicate == "threatened":
        return _punishment(found, world, language)
    if found.predicate in {"not_yet_punished", "penalty_contested"}:
        return Finding(None, proofs.reason(found, world, language), None, _quoted(found, world))
    key = str(found.args[1])
    if found.predicate == "paid":
        return Finding(key, proofs.sentence(found, world, language), None, _quoted(found, world))
    words = world.labels.label(key, language)
    return Finding(key, _excepted(found, words if words != key else _own_words(found, world), world, language), None,
                   _quoted(found, world))


def _punishment(found: Derivation, world: World, language: str) -> Finding:
    """Return the upper bound as the value (the lower where there is no other), and the measure in words."""
    _, _, kind, least, most, unit, standing, _ = found.args
    form = "bare" if unit == "none" else "most" if not least else "least" if not most else "exact" if least == most else "both"
    words = table()["measure"]
    name = world.labels.label
    measure = _unit(str(unit), most or least, language)
    said = words[form][language].format(kind=name(str(kind), language), least=least, most=most, unit=measure)
    value = most or least or str(kind)
    text = str(words[str(standing)][language].format(said=said))
    return Finding(value, text, None if unit == "none" else str(unit), _quoted(found, world))


def _unit(unit: str, count: str | int, language: str) -> str:
    words = table()["measured"].get(unit, {"en": unit, "ru": unit})
    return str(words["one"][language] if count == 1 and "one" in words else words[language])


def summary(found: Sequence[Derivation], world: World, language: str) -> str | None:
    """Return one sentence that says all the answers; None for conclusions that are not on norms."""
    said = [norm_finding(one, world, language) for one in found]
    texts = [one.text for one in said if one]
    if not texts or len(texts) < len(said):
        return None
    return str(table()["because"]["norms"][language].format(answers="; ".join(texts)))


def other_times(carrying: Sequence[Derivation], world: World, language: str) -> str | None:
    """Return, for conduct that a provision's words do not reach, what other times and conditions they name; else None."""
    if not carrying or carrying[0].predicate != "not_aggravated":
        return None
    wordings = {str(step.args[0]) for step in proofs.derivations(carrying[0]) if step.predicate == "no_circumstance"}
    kinds = dict.fromkeys(str(r.args[1]) for w in wordings for r in world.facts.index["circumstance", (0,)].get(w, ()))
    names = ", ".join(world.labels.label(kind, language) for kind in kinds)
    return str(table()["because"]["other_times"][language].format(times=names)) if names else None


def _excepted(found: Derivation, words: str, world: World, language: str) -> str:
    """Return the words with the exception that the text of the same provision makes, quoted."""
    wording, provision = found.args[-2:]
    for row in world.facts.index["excepting", (0, 1)].get((wording, provision), ()):
        quotation = world.quotations[str(row.source)]
        return str(table()["measure"]["excepting"][language].format(said=words, words=quotation.quote))
    return words


def _own_words(found: Derivation, world: World) -> str:
    """Return the law's own words for what has no name here."""
    quotation = next((q for q in _quoted(found, world) if q.quote), None)
    return quotation.quote or "" if quotation else str(found.args[1])


def _quoted(found: Derivation, world: World) -> tuple[Quotation, ...]:
    """Return what the facts quote that a conclusion rests on, its own norm first, the heading of its article last."""
    facts = [step for step in proofs.derivations(found) if step.rule is None]
    own = [step for step in facts if step.predicate in {"penalty", "ground", "deferment", "pay"}]
    kept = facts if found.predicate in _REASONED else [step for step in facts if step.predicate in _KEPT]
    quotations = [q for step in (*own, *kept) for q in proofs.sources_of(step, world)]
    wordings = {str(step.args[0]) for step in facts if step.predicate == "edition"}
    headings = [world.quotations[str(row.source)] for w in wordings for row in world.facts.index["within", (0,)].get(w, ())
                if str(row.source) in world.quotations]
    return tuple(dict.fromkeys((*quotations, *headings)))
