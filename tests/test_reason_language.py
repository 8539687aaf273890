"""The rule language: what its texts mean, and what a rule author reads when one is wrong."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from decreelex import resources
from decreelex.errors import InputError
from decreelex.reason import Rules, language, minute, moment, validate
from decreelex.reason.program import Atom, Builtin, Negation, Text, Variable

GROUND = """rank law 50
authority fz-5 = "/akn/ru/act/fz/1994-06-14/5-fz" art_6 quote "десяти дней" known 1994-06-15 rank law
doctrine plain default
fact predicate published(Act, Day)
predicate in_force(Act, Day)
"""


def load(text: str) -> Rules:
    return language.load({"t.rules": text})


def test_a_rule_file_becomes_data() -> None:
    rules = load(GROUND + '''
predicate quiet(Act)  # a comment
    en "{Act} is quiet" ru "{Act} молчит"
rule commencement/5 [interpretation] [in plain] [rank law] [known 2000-01-02]
    en "ten
        days" ru "десять \\"полных\\" дней"
    by fz-5 also fz-5
    in_force(Act, Day)
        when published(Act, First) and Day = days_after(First, 10)
        and not quiet(Act) over "words on {Act}" and Act != by
        and 2001-01-01T10:00 before Day
''')
    (rule,) = rules.rules
    first, days, silence, other, before = rule.body
    assert (rule.name, rule.claim, rule.interpretation, rule.doctrines) == ("commencement/5", False, True, ("plain",))
    assert (rule.rank, rule.known, rule.by, rule.also) == ("law", minute("2000-01-02"), ("fz-5",), ("fz-5",))
    assert rule.text == Text("ten days", 'десять "полных" дней')
    assert isinstance(first, Atom)
    assert first.args == (Variable("Act"), Variable("First"))
    assert isinstance(days, Builtin)
    assert (days.name, days.args, days.result) == ("days_after", (Variable("First"), 10), Variable("Day"))
    assert isinstance(silence, Negation)
    assert (silence.atom.predicate, silence.scope) == ("quiet", "words on {Act}")
    assert isinstance(other, Builtin)
    assert other.args == (Variable("Act"), "by")
    assert isinstance(before, Builtin)
    assert before.args == (moment("2001-01-01T10:00"), Variable("Day"))
    assert rules.predicates["published"].fact
    assert rules.default_doctrine == "plain"
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(rules), type=Rules) == rules


FAULTS = [
    ("rule a/1 in_force(A, B) wehn published(A, B)",
     "t.rules:6:25: 'wehn' does not fit here; expected the end of the declaration or 'when'. Did you mean 'when'?"),
    ("ruel a/1 in_force(A, B) when published(A, B)",
     ("t.rules:6:1: 'ruel' does not fit here; expected 'authority', 'claim', 'doctrine', 'fact', 'predicate', 'rank' or"
      " 'rule'. Did you mean 'rule'?")),
    ("rule a/1 in_force(A, B) when",
     ("t.rules:6:25: the declaration ends after 'when'; expected a date, a name, a number, words in quotation marks,"
      " a test such as 'reached', a variable or 'not'.")),
    ("rule a/1 in_force(A, B) when publishd(A, B)",
     "t.rules:6:30: there is no predicate 'publishd'. Did you mean 'published'?"),
    ("rule a/1 in_force(A) when published(A, _)", "t.rules:6:10: 'in_force' has 2 arguments (Act, Day), not 1."),
    ("rule a/1 by fz-6 in_force(A, B) when published(A, B)",
     "t.rules:6:6: there is no authority 'fz-6'. Did you mean 'fz-5'?"),
    ("rule a/1 [in plane] in_force(A, B) when published(A, B)",
     "t.rules:6:6: there is no doctrine 'plane'. Did you mean 'plain'?"),
    ("rule a/1 [rank lwa] in_force(A, B) when published(A, B)",
     "t.rules:6:6: there is no rank 'lwa'. Did you mean 'law'?"),
    ("rule a/1 in_force(Act, Day) when published(Act, Dya)",
     "t.rules:6:10: Day gets no value: the conclusion, and no affirmed premise gives it one. Did you mean 'Dya'?"),
    ("rule a/1 in_force(A, Any) when published(A, _)",
     "t.rules:6:10: Any stands for anything; the conclusion needs a value."),
    ("rule a/1 in_force(A, B) when published(A, B) and published(Actor, Day) and published(Acter, Day)",
     "t.rules:6:50: Actor occurs only once; write AnyActor if its value does not matter. Did you mean 'Acter'?"),
    ('rule a/1 in_force(A, B) when published(A, B) and not published(A, C) over "x"',
     "t.rules:6:54: C gets no value: 'not published', and no affirmed premise gives it one."),
    ('rule a/1 in_force(A, B) when published(A, B) and not published(A, _) over "days of {Aact}"',
     "t.rules:6:54: there is no variable 'Aact'."),
    ("rule a/1 published(A, B) when in_force(A, B)",
     "t.rules:6:10: 'published' is supplied by facts; a rule cannot conclude it."),
    ('rule a/1 in_force(A, B) when published(A, B) and not in_force(B, A) over "x"',
     "t.rules:6:54: rule 'a/1' denies 'in_force', which rests on its own conclusion: in_force -> not in_force."),
    ("rule a/1 in_force(A, C) when in_force(A, B) and C = days_after(B, 1)",
     ("t.rules:6:53: rule 'a/1' rests on its own conclusion and computes new days (C); let a premise outside the circle"
      " name that day.")),
    ("rule a/1 in_force(A, 2022-02-30) when published(A, _)", "t.rules:6:22: 2022-02-30 is not a day of the calendar."),
    ("rule a/1 in_force(A, 9999999999) when published(A, _)",
     "t.rules:6:22: 9999999999 is too large: numbers stay below 104137920."),
    ('rank a 1\nrank a 2', "t.rules:7:6: there is a rank 'a' already."),
    ("rule a/1 in_force(A-B, C) when published(C, C)",
     "t.rules:6:19: 'A-B': a variable has letters, digits and underscores only."),
    ('authority x = "/a" quote "never closed known 2000-01-01 rank law',
     't.rules:6:26: the quotation mark is never closed; write \\" for one inside.'),
    ("rule a/1 in_force(A; B) when published(A, B)", "t.rules:6:20: ';' has no meaning in a rule file."),
    ('authority x = "/a" absent known 2000-01-01', "t.rules:6:11: authority 'x' does not say 'rank'."),
    ('authority x = "/a" known 2000-01-01 rank law',
     "t.rules:6:11: authority 'x' needs either its words ('quote \"…\"') or 'absent', where its text is not to hand."),
    ('authority x = "/a" absent absent known 2000-01-01 rank law', "t.rules:6:11: 'absent' is given twice."),
    ("doctrine other default", "t.rules:6:10: 'other': another doctrine is the default already."),
    ('predicate p(Act)\n    en "{Atc} sleeps"', "t.rules:6:11: there is no variable 'Atc'. Did you mean 'Act'?"),
    ("predicate p(Act, Act)", "t.rules:6:11: predicate 'p' names two arguments Act."),
]


@pytest.mark.parametrize(("text", "message"), FAULTS, ids=[text[:40] for text, _ in FAULTS])
def test_what_a_rule_author_reads(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load(GROUND + text + "\n")
    assert message in [found.message for found in caught.value.diagnostics]


def test_a_diagnostic_says_where_and_every_fault_is_reported_at_once() -> None:
    text = GROUND + ("rule a/1 in_force(A, B) wehn published(A, B)\nrnak x 1\n"
                     "rule b/1 in_force(A, B) when published(A, B)\n")
    with pytest.raises(InputError) as caught:
        load(text)
    found = caught.value.diagnostics
    assert [one.span.of(text) for one in found if one.span] == ["wehn", "rnak"]
    assert [one.suggestions for one in found] == [("when",), ("rank",)]


def test_recursion_may_compute_a_day_that_a_premise_outside_names() -> None:
    load(GROUND + "rule a/1 in_force(A, C) when in_force(A, B) and published(A, C) and C = days_after(B, 1)")


def test_longer_circles_through_a_denial_are_named() -> None:
    text = GROUND + ('predicate p(A)\npredicate q(A)\nrule p/1 p(A) when q(A)\n'
                     'rule q/1 q(A) when published(A, _) and not p(A) over "x"\n')
    with pytest.raises(InputError, match="denies 'p', which rests on its own conclusion: q -> not p -> q"):
        load(text)


WORDS = {("/akn/ru/act/fz/1994-06-14/5-fz", "art_6"): "по истечении десяти дней после дня"}
FINE = GROUND + 'rule a/1 en "x" ru "y" by fz-5 in_force(A, B) when published(A, B)\n'


def test_rules_without_fault_pass_the_check() -> None:
    assert language.check(load(FINE), lambda iri, eid: WORDS.get((iri, eid or ""))) == ()


@pytest.mark.parametrize(("text", "severity", "message"), [
    (FINE.replace("десяти дней", "десять дней"), "error",
     ("t.rules:2:11: /akn/ru/act/fz/1994-06-14/5-fz art_6 does not contain the words quoted by 'fz-5':"
      ' "десять дней".')),
    (FINE.replace(" art_6", " art_7"), "error",
     ("t.rules:2:11: the text of /akn/ru/act/fz/1994-06-14/5-fz art_7 is not to hand, so the quote of 'fz-5' cannot be"
      " shown; write 'absent' instead.")),
    (FINE + "predicate idle(A)\n", "warning", "t.rules:7:11: no rule uses the predicate 'idle'."),
    (FINE + 'authority spare = "/a" absent known 2000-01-01 rank law\n', "warning",
     "t.rules:7:11: no rule cites the authority 'spare'."),
    (FINE + "doctrine odd\n", "warning", "t.rules:7:10: no rule belongs to the doctrine 'odd'."),
    (FINE + 'predicate never(A)\nrule b/1 en "x" ru "y" by fz-5 in_force(A, A) when never(A)\n', "warning",
     "t.rules:8:52: rule 'b/1' can never fire: nothing establishes 'never'."),
    (FINE.replace(' ru "y"', ""), "warning", "t.rules:6:6: rule 'a/1' lacks its words in Russian."),
    (FINE + 'rule b/1 en "x" ru "y" in_force(A, B) when published(A, B) and published(Other, B)\n', "warning",
     "t.rules:7:64: Other occurs only once; write AnyOther if its value does not matter."),
])
def test_what_the_check_finds(text: str, severity: str, message: str) -> None:
    found = language.check(load(text), lambda iri, eid: WORDS.get((iri, eid or "")))
    assert [(one.severity, one.message) for one in found] == [(severity, message)]


def test_the_example_of_the_manual_is_sound(root: Path) -> None:
    example = (root / "docs" / "rules.md").read_text(encoding="utf-8").split("```rules\n")[1].split("```")[0]
    rules = language.load({"docs/rules.md": example})
    found = language.check(rules, lambda *_: "вступает в силу со дня его официального опубликования")
    assert [one.message.split(": ", 1)[1] for one in found] == ["no rule cites the authority 'mobilization-act-4'."]


def test_the_shipped_rules_pass_the_check() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in resources.files("rules", "*.rules")}
    assert [one for one in validate.faults(language.load(texts)) if one.severity == "error"] == []
