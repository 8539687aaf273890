"""What a person's annotations say is to be done: duties, links and norm types of the sentences that a person changed.

A sentence is changed where its bearers, modalities, actions, conditions, exceptions or deadlines (or the links that a
file draws between them) are no longer the machine's; what inherits its bearer from such a provision is changed with it.
A changed sentence has one duty per modality: its parts are those linked to it, and, where it is the only modality of the
sentence, those linked to nothing. What that does not settle has no duty, and a diagnostic says so.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from decreelex.annotation.retyped import TYPES, Key, joined, key, typed, words
from decreelex.annotation.structs import BINDING, Annotated, Annotation, Duty, Relation, Typed
from decreelex.errors import Diagnostic
from decreelex.span import Span

ENDS = {"bearer": ("BEARER", "MODALITY"), "action": ("MODALITY", "ACTION"), "condition": ("CONDITION", "ACTION"),
        "exception": ("EXCEPTION", "ACTION"), "deadline": ("DEADLINE", "ACTION"), "penalty": ("PENALTY", "ACTION")}
_MANY = 8  # provisions that are named one by one
_OF_DUTIES = ENDS.keys() - {"penalty"}
_PARTS = frozenset({"BEARER", "MODALITY", "ACTION", "CONDITION", "EXCEPTION", "DEADLINE"})


class Derived(NamedTuple):
    """What was derived: all links, norm types and duties of the text, changed or not; what could not be told."""

    links: tuple[Relation, ...]
    provisions: tuple[Typed, ...]
    duties: tuple[Duty, ...]
    diagnostics: tuple[Diagnostic, ...]


class Sentence(NamedTuple):
    """A sentence of a provision: the machine's duty, if it read one, and the parts before and after the person."""

    eid: str | None
    duty: Duty | None
    old: list[Annotation]
    new: list[Annotation]


class _View(NamedTuple):
    """What reading a changed sentence needs of the rest of the text."""

    by_id: Mapping[str, Annotation]
    tied: Mapping[str, set[str]]  # id -> the ids it is linked to
    before: Mapping[Key, list[str]]  # what the machine had linked -> the labels of what it was linked to
    heads: Mapping[str, tuple[list[Annotation], list[Annotation]]]  # who hands its bearer down: its parts before and now


def derive(machine: Annotated, annotations: Sequence[Annotation], links: Sequence[Relation], *, drawn: bool) -> Derived:
    """Return links, norm types and duties anew where ``annotations`` are no longer the machine's.

    ``annotations``: all of them, each with its provision and an id; ``links``: between them, ``drawn`` by the person or
    (not drawn) those of the machine whose ends are still there.
    """
    sentences = _sentences(machine, annotations)
    changed = _changed(machine, sentences, annotations, links if drawn else None)
    view = _view(machine, sentences, changed, annotations, links)
    moved = {eid for eid, (old, new) in view.heads.items() if _signed(old) != _signed(new)}
    duties: list[Duty] = []
    said: list[Diagnostic] = list(_emptied(sentences.values()))
    more = list(links)
    for place, one in sentences.items():
        if not one.new and one.old:
            changed.add(place)  # nothing is marked in it any more: _emptied
            continue
        if place not in changed and not _inherits(one, view, moved):
            duties += [one.duty] if one.duty else []
            continue
        changed.add(place)
        for duty, made in _read(one, view, said):
            duties.append(duty)
            more += made
    eids = {eid for eid, _ in changed}
    if not drawn:
        more += _penalties(annotations, more, eids)
    duties.sort(key=lambda duty: duty.span.start)
    types = typed(machine, duties, annotations, eids)
    return Derived(tuple(dict.fromkeys(more)), types, tuple(duties), tuple(said))


# --- sentences


_Place = tuple[str | None, int]


def _sentences(machine: Annotated, annotations: Sequence[Annotation]) -> dict[_Place, Sentence]:
    """Return the sentences by provision and number: even numbers are what stands between those that have a duty."""
    duties: dict[str | None, list[Duty]] = {}
    for duty in machine.duties:
        duties.setdefault(duty.eid, []).append(duty)
    out: dict[_Place, Sentence] = {}
    for eid, some in duties.items():
        some.sort(key=lambda duty: duty.span.start)
        out |= {(eid, 2 * n + 1): Sentence(eid, duty, [], []) for n, duty in enumerate(some)}

    def at(one: Annotation) -> Sentence:
        place = one.eid, _number(duties.get(one.eid, ()), one)
        return out.setdefault(place, Sentence(one.eid, None, [], []))

    for one in machine.annotations:
        if one.label in _PARTS:
            at(one).old.append(one)
    for one in annotations:
        if one.label in _PARTS:
            at(one).new.append(one)
    return out


def _number(duties: Sequence[Duty], one: Annotation) -> int:
    """Return the number of the sentence in which an annotation begins, or else ends: a duty begins at its first word that says
    something, which need not be the first of the sentence."""
    at = 0
    for place in (one.span.start, one.span.end - 1):
        at = bisect.bisect_right(duties, place, key=lambda duty: duty.span.start)
        if at and place < duties[at - 1].span.end:
            return 2 * at - 1
    return 2 * at


def _changed(machine: Annotated, sentences: Mapping[_Place, Sentence], annotations: Sequence[Annotation],
             drawn: Sequence[Relation] | None) -> set[_Place]:
    """Return where a person's parts, or the links between them, are not the machine's."""
    out = {place for place, one in sentences.items() if _signed(one.old) != _signed(one.new)}
    if drawn is None:
        return out
    where = {key(part): place for place, one in sentences.items() for part in (*one.old, *one.new)}
    known = {one.id: key(one) for one in annotations}
    mine = {(one.kind, known[one.source], known[one.target]) for one in drawn if one.kind in _OF_DUTIES}
    names = {one.id: key(one) for one in machine.annotations}
    theirs = {(one.kind, names[one.source], names[one.target]) for one in machine.links if one.kind in _OF_DUTIES}
    return out | {where[end] for _, *ends in mine ^ theirs for end in ends if end in where}


def _signed(some: Iterable[Annotation]) -> set[tuple[Key, object]]:
    return {(key(one), one.attributes.get("modality") if one.label == "MODALITY" else None) for one in some}


def _view(machine: Annotated, sentences: Mapping[_Place, Sentence], changed: set[_Place], annotations: Sequence[Annotation],
          links: Sequence[Relation]) -> _View:
    old: dict[str | None, list[Annotation]] = {}
    new: dict[str | None, list[Annotation]] = {}
    for one in sentences.values():
        old.setdefault(one.eid, []).extend(one.old)
        new.setdefault(one.eid, []).extend(one.new)
    bound = {eid for eid, some in old.items() if eid and any(one.label == "BEARER" for one in some)}
    heads = {head for duty in machine.duties if duty.inherited and (head := _above(duty.eid, bound))}
    for eid, _ in changed:  # a person's bearer with no modality of its own is the one of the items below it
        labels = {one.label for one in new.get(eid, ())}
        if eid and "BEARER" in labels and "MODALITY" not in labels:
            heads.add(eid)
    known = {one.id: one for one in machine.annotations}
    before = {key(known[name]): sorted(known[end].label for end in ends) for name, ends in _tied(machine.links).items()}
    both = {eid: (old.get(eid, []), new.get(eid, [])) for eid in heads}
    return _View({one.id: one for one in annotations}, _tied(links), before, both)


def _tied(links: Iterable[Relation]) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for one in links:
        out.setdefault(one.source, set()).add(one.target)
        out.setdefault(one.target, set()).add(one.source)
    return out


def _above(eid: str | None, some: Iterable[str] | Mapping[str, object]) -> str | None:
    """Return the nearest provision above ``eid`` that is one of ``some``."""
    known = some if isinstance(some, (set, Mapping)) else set(some)
    above = eid or ""
    while "__" in above:
        above = above.rpartition("__")[0]
        if above in known:
            return above
    return None


# --- reading one sentence


def _inherits(one: Sentence, view: _View, moved: set[str]) -> bool:
    """Return whether a sentence takes its bearer from a provision that was changed: one of ``moved``."""
    return one.duty is not None and (one.duty.inherited or one.duty.bearer is None) and _above(one.eid, view.heads) in moved


def _read(one: Sentence, view: _View, said: list[Diagnostic]) -> Iterator[tuple[Duty, list[Relation]]]:
    """Yield the duties of a changed sentence with their links; what cannot be told is said."""
    modals = list(_modals(one, view))
    if not modals:
        yield from _unmarked(one, view, said)
        return
    idle = {key(was) for was in one.old if one.duty and key(was) not in view.before}  # marked, and kept out of the duty
    loose = [part for part in one.new if part.label != "MODALITY" and part.id not in view.tied and key(part) not in idle]
    if len(modals) > 1 and loose:
        said.append(_open(one, f"{len(modals)} modalities share a sentence, and nothing links {_quoted(loose)} to one of them"))
        return
    for modal in modals:
        modality = modal.attributes.get("modality")
        if modality not in TYPES:
            said.append(_open(one, f"which modality {_quoted([modal])} is, is not said: give it the attribute modality "
                                   f"({', '.join(TYPES)})"))
        elif modality in BINDING:
            yield from _duty(one, modal, str(modality), loose, view, said)


def _emptied(sentences: Iterable[Sentence]) -> Iterator[Diagnostic]:
    """Yield what to say of duties in whose sentences a person left nothing marked: all in one."""
    gone = [one for one in sentences if one.duty and one.old and not one.new]
    if gone:
        eids = list(dict.fromkeys(one.eid or "the preamble" for one in gone))
        more = f" and {len(eids) - _MANY} more" if len(eids) > _MANY else ""
        what = "the duty in whose sentence" if len(gone) == 1 else f"{len(gone)} duties in whose sentences"
        yield Diagnostic("annotation-duty-open", "warning", f"{what} the person marked nothing "
                         f"{'is' if len(gone) == 1 else 'are'} not listed: {', '.join(eids[:_MANY])}{more}")


def _modals(one: Sentence, view: _View) -> Iterator[Annotation]:
    """Yield the modalities that make a norm: not those that the machine had marked and read no norm from."""
    old = [part for part in one.old if part.label == "MODALITY"]
    main = ([part for part in old if key(part) in view.before] or old) if one.duty else []
    idle = _signed(old) - _signed(main)
    for part in one.new:
        ties = sorted(view.by_id[name].label for name in view.tied.get(part.id, ()))
        if part.label == "MODALITY" and (not _signed([part]) <= idle or ties != view.before.get(key(part), [])):
            yield part


def _unmarked(one: Sentence, view: _View, said: list[Diagnostic]) -> Iterator[tuple[Duty, list[Relation]]]:
    """Yield the duty of a sentence with no modality of its own: by the one above it, where the machine had read it so."""
    if one.duty is None:
        return
    head = _above(one.eid, view.heads)
    above = [part for part in view.heads[head][1] if part.label == "MODALITY"] if head else []
    modality = str(above[0].attributes.get("modality")) if len(above) == 1 else ""
    if any(part.label == "MODALITY" for part in one.old) or modality not in BINDING:
        said.append(_open(one, "it has no modality any more"))
        return
    yield from _duty(one, None, modality, one.new, view, said)


def _duty(one: Sentence, modal: Annotation | None, modality: str, loose: Sequence[Annotation], view: _View,
          said: list[Diagnostic]) -> Iterator[tuple[Duty, list[Relation]]]:
    ours = _ours(modal, loose, view)
    if not ours["BEARER"] and one.duty and one.duty.bearer and not one.duty.inherited:  # beside the one that is gone
        ours["BEARER"] = [part for part in one.new if part.label == "BEARER" and part.id not in view.tied]
    bearers, actions = ours["BEARER"], ours["ACTION"]
    inherited: list[Annotation] = []
    above: dict[str, list[Annotation]] = {}
    head = _above(one.eid, view.heads)
    if not bearers and head and _hands_down(one, view.heads[head][0]):
        inherited, above = _handed(one, *view.heads[head])
        if len(inherited) > 1 and joined(inherited) != (one.duty.bearer if one.duty else None):
            said.append(_open(one, f"{head} names {_quoted(inherited)}, and which of them is meant is not said"))
            return
    parts = [*(part for some in ours.values() for part in some), *([modal] if modal else [])]
    span = one.duty.span if one.duty else Span(min(p.span.start for p in parts), max(p.span.end for p in parts))
    duty = Duty(one.eid, modality, _fuller(one, "BEARER", bearers) or joined(inherited), _fuller(one, "ACTION", actions),
               words([*above.get("CONDITION", ()), *ours["CONDITION"]]), words(ours["EXCEPTION"]),
               joined([*above.get("DEADLINE", ()), *ours["DEADLINE"]]), span, bool(inherited), *_kind(one, modal, modality))
    yield duty, _linked(modal, ours, view)


def _fuller(one: Sentence, label: str, parts: Sequence[Annotation]) -> str | None:
    """Return the words of parts; where a person left them as they were, those that the machine had taken with them too."""
    said = joined(parts)
    was = getattr(one.duty, label.lower()) if one.duty else None
    same = {key(part) for part in one.old if part.label == label} == {key(part) for part in one.new if part.label == label}
    return was if same and said and was and all(part.text in was for part in parts) else said


def _kind(one: Sentence, modal: Annotation | None, modality: str) -> tuple[str, str | None]:
    """Return what a norm does, and the words that say so: as before where its modality is as it was."""
    kept = one.duty is not None and one.duty.modality == modality and (modal is None or bool(_signed([modal]) & _signed(one.old)))
    if kept and one.duty is not None and one.duty.type:
        return one.duty.type, one.duty.modal
    return TYPES[modality], modal.text if modal else None


def _ours(modal: Annotation | None, loose: Sequence[Annotation], view: _View) -> dict[str, list[Annotation]]:
    """Return the parts of a norm by label: linked to its modality or to its action, or linked to nothing."""
    near = view.tied.get(modal.id, set()) if modal else set[str]()
    far = {end for name in near if view.by_id[name].label == "ACTION" for end in view.tied[name]}
    parts = {part.id: part for part in (*loose, *(view.by_id[name] for name in near | far))}
    order = sorted(parts.values(), key=lambda part: (part.span.start, part.span.end))
    return {label: [part for part in order if part.label == label] for label in sorted(_PARTS - {"MODALITY"})}


def _hands_down(one: Sentence, old: Sequence[Annotation]) -> bool:
    """Return whether a sentence with no bearer takes the one above: not where the machine had found that it does not."""
    free = one.duty is None or one.duty.inherited or one.duty.bearer is not None
    return free or not any(part.label == "BEARER" for part in old)


def _handed(one: Sentence, old: Sequence[Annotation],
            new: Sequence[Annotation]) -> tuple[list[Annotation], dict[str, list[Annotation]]]:
    """Return who is bound by the provision above, on what conditions and until when: as before where that is still marked."""
    bearers = [part for part in new if part.label == "BEARER"]
    before = (one.duty.bearer or "").split("; ") if one.duty and one.duty.inherited else []
    kept = [part for part in bearers if part.text in before]
    was = {key(part) for part in old}
    taken = (*one.duty.conditions, *(one.duty.deadline or "").split("; ")) if one.duty else ()
    above = {label: [part for part in new if part.label == label and (key(part) not in was or part.text in taken)]
             for label in ("CONDITION", "DEADLINE")}
    return kept or bearers, above


def _linked(modal: Annotation | None, ours: Mapping[str, list[Annotation]], view: _View) -> list[Relation]:
    """Return the links of a norm's parts that nothing links yet, as the machine draws them."""
    target = next(iter(ours["ACTION"]), modal)
    if target is None:
        return []
    out = [Relation("action", modal.id, part.id) for part in ours["ACTION"] if modal and part.id not in view.tied]
    out += [Relation("bearer", part.id, modal.id) for part in ours["BEARER"] if modal and part.id not in view.tied]
    return out + [Relation(label.lower(), part.id, target.id) for label in ("CONDITION", "EXCEPTION", "DEADLINE")
                  for part in ours[label] if part.id not in view.tied]


def _penalties(annotations: Sequence[Annotation], links: Sequence[Relation], eids: set[str | None]) -> Iterator[Relation]:
    """Yield from each punishment of a changed provision to what is punished: the first act described, or who does it."""
    done = {one.source for one in links if one.kind == "penalty"}
    first: dict[tuple[str | None, str], Annotation] = {}
    for one in annotations:
        first.setdefault((one.eid, one.label), one)
    for one in annotations:
        target = first.get((one.eid, "ACTION")) or first.get((one.eid, "BEARER"))
        if one.label == "PENALTY" and one.eid in eids and one.id not in done and target:
            yield Relation("penalty", one.id, target.id)


def _quoted(some: Iterable[Annotation]) -> str:
    return ", ".join(f"{one.text!r}" for one in some)


def _open(one: Sentence, why: str) -> Diagnostic:
    parts = one.new or one.old
    span = one.duty.span if one.duty else Span(parts[0].span.start, parts[-1].span.end)
    return Diagnostic("annotation-duty-open", "warning", f"{one.eid or 'the preamble'}: the person's annotations leave open what "
                      f"is to be done here, so no duty is listed: {why}", span)
