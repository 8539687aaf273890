"""Words replaced "in the case that fits": the forms of the old words found, the new ones put into the same case and number.

A form that several cases share is replaced only where the new words have one form for all of them: else it is not exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from decreelex import lexicon
from decreelex.consolidation import match, wording
from decreelex.consolidation.edits import Base, Draft, Refusal
from decreelex.consolidation.target import Target
from decreelex.model import Modification
from decreelex.span import Span

Cases = set[tuple[str, str]]


def substitution(base: Base, m: Modification, target: Target) -> Draft | Refusal:
    """Return the replacement of words in every form, or why the forms cannot be told."""
    if m.old is None or m.new is None:
        return Refusal("words-missing", "the instruction does not give both the words that go and those that come")
    if base.expression.language != "rus":
        return wording.substitution(base, m, target)
    old, new = lexicon.paradigms(m.old), lexicon.paradigms(m.new)
    if not old or not new:
        unknown = m.new if old else m.old
        return Refusal("inflection-unknown", f"how {unknown!r} is declined is not known: it is no noun phrase given in the "
                                             "nominative")
    found = _found(base.text, target.scopes, old, lexicon.numbers(m.old), m)
    if not found:
        return Refusal("anchor-absent", f"no form of {m.old!r} stands in {m.target.text!r}")
    changes = [(span, _fitting(new, cases, span.of(base.text))) for span, cases in sorted(found.items())]
    doubtful = next((span for span, words in changes if words is None), None)
    if doubtful is not None:
        return Refusal("inflection-ambiguous", f"{doubtful.of(base.text)!r} can stand in cases for which {m.new!r} has different "
                                               "forms; which fits is not written")
    return wording.worded(base, target, [(span, words) for span, words in changes if words is not None], "inflected")


def _found(text: str, scopes: Sequence[Span], old: Sequence[lexicon.Paradigm], given: frozenset[str],
           m: Modification) -> dict[Span, Cases]:
    """Return where a form of the old words stands, with the cases and numbers it can be (only the given number, or any)."""
    forms: dict[str, Cases] = {}
    for one in old:
        for key, variants in one.items():
            if m.any_number or key[1] in given:
                for words in variants:
                    forms.setdefault(words, set()).add(key)
    out: dict[Span, Cases] = {}
    for words, cases in forms.items():
        for shown in dict.fromkeys((words, words[:1].upper() + words[1:])):
            for span in match.find(text, scopes, shown).spans:
                out.setdefault(span, set()).update(cases)
    return out


def _fitting(new: Iterable[lexicon.Paradigm], cases: Cases, shown: str) -> str | None:
    """Return the new words in the one form that fits all the cases; None where there is none, or more than one."""
    fitting = {one[key][0] if key in one else "" for one in new for key in cases}
    if len(fitting) != 1 or "" in fitting:
        return None
    words = fitting.pop()
    return words[:1].upper() + words[1:] if shown[:1].isupper() else words
