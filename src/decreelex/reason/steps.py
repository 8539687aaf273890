"""The steps a rule is compiled to: closures over a frame of slots, each running the next for every way it can hold.

A frame is a list: where conclusions go, the goal's number and bound arguments, then constants, variables and premises.
Keys are cut from a frame by ``itemgetter``, which is why constants live in it too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from decreelex.errors import InputError, fail
from decreelex.reason import moments
from decreelex.reason.derivation import Absence, BuiltinStep, Derivation

if TYPE_CHECKING:
    from decreelex.reason.engine import Session

Frame = list[Any]
Step = Callable[["Session", Frame], None]
Get = Callable[[Frame], Any]
Binds = Sequence[tuple[int, int]]


def fact(index: tuple[str, tuple[int, ...]], key: Get, binds: Binds, same: Binds, premise: int, then: Step) -> Step:
    """A fact with some arguments given. ``binds``: (argument, slot) to fill; ``same``: (argument, slot) to agree."""
    if same or len(binds) > 1:
        return _fact_many(index, key, binds, same, premise, then)
    if binds:
        return _fact_one(index, key, *binds[0], premise, then)

    def step(session: Session, frame: Frame) -> None:
        known = session.known
        for row in session.index[index].get(key(frame), ()):
            if row.known <= known:
                frame[premise] = row
                then(session, frame)
                return

    return step


def _fact_one(index: tuple[str, tuple[int, ...]], key: Get, argument: int, slot: int, premise: int, then: Step) -> Step:
    def step(session: Session, frame: Frame) -> None:
        known = session.known
        for row in session.index[index].get(key(frame), ()):
            if row.known <= known:
                frame[premise] = row
                frame[slot] = row.args[argument]
                then(session, frame)

    return step


def _fact_many(index: tuple[str, tuple[int, ...]], key: Get, binds: Binds, same: Binds, premise: int,
               then: Step) -> Step:
    def step(session: Session, frame: Frame) -> None:
        known = session.known
        for row in session.index[index].get(key(frame), ()):
            if row.known <= known:
                args = row.args
                for argument, slot in binds:
                    frame[slot] = args[argument]
                if all(frame[slot] == args[argument] for argument, slot in same):
                    frame[premise] = row
                    then(session, frame)

    return step


def goal(key: Get, binds: Binds, same: Binds, premise: int, then: Step) -> Step:
    """A conclusion of other rules; its goal is solved first, once a session."""

    def step(session: Session, frame: Frame) -> None:
        wanted = key(frame)
        rows = session.table.get(wanted)
        if rows is None:
            rows = session.settle(wanted)
        for row in rows:
            args = row.args
            for argument, slot in binds:
                frame[slot] = args[argument]
            if not same or all(frame[slot] == args[argument] for argument, slot in same):
                frame[premise] = row
                then(session, frame)

    return step


def inner(key: Get, binds: Binds, same: Binds, premise: int, then: Step) -> Step:
    """A conclusion of the recursive group that is being solved: the rest of the rule waits for its answers."""

    def resume(session: Session, frame: Frame, args: tuple[Any, ...], answer: Any) -> None:
        frame = frame.copy()
        for argument, slot in binds:
            frame[slot] = args[argument]
        if all(frame[slot] == args[argument] for argument, slot in same):
            frame[premise] = answer
            then(session, frame)

    def step(_: Session, frame: Frame) -> None:
        frame[0].wait(key(frame), resume, frame.copy())

    return step


def absent_fact(index: tuple[str, tuple[int, ...]], key: Get, note: Get, premise: int, then: Step) -> Step:
    """No fact with the arguments given. ``note`` makes the Absence but for its register."""

    def step(session: Session, frame: Frame) -> None:
        known = session.known
        for row in session.index[index].get(key(frame), ()):
            if row.known <= known:
                return
        frame[premise] = _absence(session, note(frame))
        then(session, frame)

    return step


def absent_goal(key: Get, note: Get, premise: int, then: Step) -> Step:
    """No conclusion with the arguments given."""

    def step(session: Session, frame: Frame) -> None:
        wanted = key(frame)
        rows = session.table.get(wanted)
        if rows is None:
            rows = session.settle(wanted)
        if not rows:
            frame[premise] = _absence(session, note(frame))
            then(session, frame)

    return step


def _absence(session: Session, note: tuple[str, tuple[Any, ...], str]) -> Absence:
    predicate, args, scope = note
    return Absence(predicate, args, scope, session.registers.get(scope, session.known))


def agree(left: int, right: int, then: Step) -> Step:
    """Two slots hold one value (a constant or a repeated variable in a conclusion that is asked for)."""

    def step(session: Session, frame: Frame) -> None:
        if frame[left] == frame[right]:
            then(session, frame)

    return step


def compare(name: str, args: tuple[int, int], premise: int, then: Step, rule: str) -> Step:
    """``=``, ``!=`` or ``before`` between two slots."""
    left, right = args

    def same(session: Session, frame: Frame) -> None:
        if frame[left] == frame[right]:
            frame[premise] = BuiltinStep("=", (frame[left], frame[right]))
            then(session, frame)

    def other(session: Session, frame: Frame) -> None:
        if frame[left] != frame[right]:
            frame[premise] = BuiltinStep("!=", (frame[left], frame[right]))
            then(session, frame)

    def before(session: Session, frame: Frame) -> None:
        a, b = frame[left], frame[right]
        if a.__class__ is not int or b.__class__ is not int:
            raise _wrong(rule, "before", (a, b))
        if moments.before(a, b):
            frame[premise] = BuiltinStep("before", (a, b))
            then(session, frame)

    return {"=": same, "!=": other, "before": before}[name]


def compare_values(name: str, left: Any, right: Any) -> bool:
    """Return whether ``=``, ``!=`` or ``before`` holds between two values. Raises TypeError where it does not apply."""
    if name == "before":
        _ints(left, right)
        return moments.before(left, right)
    return (left == right) is (name == "=")


def assign(source: int, target: int, premise: int, then: Step) -> Step:
    """``X = value`` where X has no value yet."""

    def step(session: Session, frame: Frame) -> None:
        value = frame[target] = frame[source]
        frame[premise] = BuiltinStep("=", (value, value))
        then(session, frame)

    return step


def when(name: str, slot: int, premise: int, then: Step, rule: str) -> Step:
    """``reached`` (certainly come by as-of), ``pending`` (certainly after as-of) or ``possible`` (not pending)."""
    holds = TESTS[name]

    def step(session: Session, frame: Frame) -> None:
        value = frame[slot]
        if not moments.is_moment(value):
            raise _wrong(rule, name, (value,))
        if holds(value, session.as_of):
            frame[premise] = BuiltinStep(name, (value,))
            then(session, frame)

    return step


def compute(name: str, args: tuple[int, int], target: int, bound: bool, premise: int, then: Step, rule: str) -> Step:
    """``later``, ``earlier``, ``days_after`` or ``expiry``; where the result is known already, it must agree."""
    work = FUNCTIONS[name]
    left, right = args

    def step(session: Session, frame: Frame) -> None:
        given = frame[left], frame[right]
        try:
            value = work(*given)
        except (ValueError, TypeError):
            raise _wrong(rule, name, given) from None
        if bound and frame[target] != value:
            return
        frame[target] = value
        frame[premise] = BuiltinStep(name, given, value)
        then(session, frame)

    return step


def _later(left: Any, right: Any) -> int:
    _ints(left, right)
    return int(max(left, right))


def _earlier(left: Any, right: Any) -> int:
    _ints(left, right)
    return int(min(left, right))


def _days_after(moment: Any, days: Any) -> int:
    _ints(moment, days)
    value = moments.days_after(moment, days)
    if moment < moments.FIRST or not moments.is_moment(value):
        raise ValueError
    return value


def _day_after_expiry(moment: Any, days: Any) -> int:
    """The day on which a time limit of full days, counted from the day after a moment's day, has run out."""
    return _days_after(moment, days + 1)


def _term(reckon: Callable[[int, int], int]) -> Callable[[Any, Any], int]:
    """Return a function for the end of a term that begins with a moment."""

    def end(moment: Any, count: Any) -> int:
        _ints(moment, count)
        value = reckon(moment, count)
        if moment < moments.FIRST or count < 0 or not moments.is_moment(value):
            raise ValueError
        return value

    return end


def _ints(*values: Any) -> None:
    if any(value.__class__ is not int for value in values):
        raise TypeError


FUNCTIONS: dict[str, Callable[[Any, Any], int]] = {"later": _later, "earlier": _earlier, "days_after": _days_after,
                                                        "day_after_expiry": _day_after_expiry,
                                                        "nights_after": _term(moments.nights_after),
                                                        "months_after": _term(moments.months_after)}
TESTS: dict[str, Callable[[int, int], bool]] = {
    "reached": lambda moment, now: moments.latest(moment) <= now,
    "pending": lambda moment, now: moments.earliest(moment) > now,
    "possible": lambda moment, now: moments.earliest(moment) <= now,
}


def _wrong(rule: str, name: str, values: tuple[Any, ...]) -> Exception:
    shown = ", ".join(moments.label(value) for value in values)
    return fail(InputError, "rule-value", f"rule '{rule}': '{name}' cannot be applied to ({shown}); it needs days or"
                " numbers. Check the facts that the rule was given.")


def conclude(number: int, predicate: str, args: Get, premises: Get, weighed: Sequence[int]) -> Step:
    """The end of a rule: keep the conclusion if it is new or better derived than before."""

    def step(session: Session, frame: Frame) -> None:
        name, strength, cited = session.active[number]
        steps = 1
        for slot in weighed:
            premise = frame[slot]
            steps += premise.steps
            if premise.strength < strength:  # noqa: PLR1730 (a call of min costs more than the rest of the step)
                strength = premise.strength
        found, values = frame[0], args(frame)
        old = found.get(values)
        if old is None or strength > old.strength or (strength == old.strength and steps < old.steps):
            found[values] = Derivation(predicate, values, name, premises(frame), strength, steps, cited)

    return step


def record(number: int, predicate: str, given: int, args: Get, premises: Get) -> Step:
    """The end of a rule of a recursive group: record how the conclusion can be reached. ``given``: bound arguments."""

    def step(_: Session, frame: Frame) -> None:
        frame[0].reach(tuple(frame[1 : 2 + given]), (predicate, args(frame)), number, premises(frame))

    return step


def tuple_of(slots: Sequence[int]) -> Get:
    """Return a function that cuts a tuple of slots from a frame."""
    if not slots:
        return lambda _: ()
    if len(slots) == 1:
        only = slots[0]
        return lambda frame: (frame[only],)
    return itemgetter(*slots)
