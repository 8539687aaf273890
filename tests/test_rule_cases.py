"""The cases for rules that lawyers write: they hold, every rule is exercised, and a wrong case is found."""

from __future__ import annotations

from pathlib import Path

import click.testing
import pytest

from decreelex import api
from decreelex.answer import knowledge
from decreelex.cli import cli
from decreelex.reason import language

FACTS = "```facts\nact(law, ru, fz, duma)\nown_clause_absent(law)\npublished(law, 2022-11-04)\n```\n\n"


def test_every_case_holds_and_every_rule_is_exercised() -> None:
    found = api.rule_cases()
    assert [problem.message for problem in found.problems] == []
    assert found.unexercised == ()
    assert set(found.exercised) == {rule.name for rule in knowledge.base().rules.rules}


@pytest.mark.parametrize(("expected", "says"), [
    ("in_force(law, 2022-11-14)", "does not follow"),
    ("not in_force(law, 2022-11-15)", "it follows, by commencement/5"),
    ("in_force(law, 2022-11-15) by commencement/6", "it follows by commencement/5"),
    ("claim in_force(law, 2022-11-15)", "does not follow"),
    ("in_farce(law, 2022-11-15)", "in_farce"),
    ("in_force(law)", "arguments"),
    ("in force", "is no expectation"),
    ("in_force(law, 2022-13-15)", "2022-13-15"),
])
def test_a_wrong_case_is_found(tmp_path: Path, expected: str, says: str) -> None:
    (tmp_path / "case.md").write_text(f"# Wrong\n\n{FACTS}```expect\n{expected}\n```\n", encoding="utf-8")
    found = api.rule_cases([tmp_path / "case.md"])
    assert found.cases == 1
    assert says in found.problems[0].message


@pytest.mark.parametrize(("ask", "says"), [
    ("question mobilization.ended\nverdict yes", "expected yes, got no"),
    ("question mobilization.ended\nby ends/1", "the proof goes by"),
    ("question mobilization.endet", "mobilization.endet"),
])
def test_a_wrong_answer_is_found(tmp_path: Path, ask: str, says: str) -> None:
    (tmp_path / "case.md").write_text(f"```ask as-of=2023-05-18\n{ask}\n```\n", encoding="utf-8")
    assert says in api.rule_cases([tmp_path / "case.md"]).problems[0].message


def test_an_act_given_is_assumed(tmp_path: Path) -> None:
    act = ("published: 2026-12-01\nУКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ\n\nО прекращении частичной мобилизации\n\n"
           "1. Прекратить частичную мобилизацию, объявленную Указом Президента Российской Федерации от 21 сентября 2022 г. № 647.\n\n"
           "2. Настоящий Указ вступает в силу со дня его официального опубликования.\n\n1 декабря 2026 года\n№ 901\n")
    case = f"```act\n{act}```\n\n```ask as-of=2026-12-02\nquestion mobilization.ended\nverdict yes\nstatus ended\nby ends/1\n```\n"
    (tmp_path / "case.md").write_text(case, encoding="utf-8")
    found = api.rule_cases([tmp_path / "case.md"])
    assert (found.cases, found.problems) == (1, ())
    assert found.exercised["ends/1"] == 1


@pytest.mark.parametrize(("fact", "says"), [
    ("publishd(law, 2022-11-04)", "publishd"), ("published(law)", "arguments"), ("ended(m)", "what rules conclude"),
    ("published(Law, 2022-11-04)", "no variables"), ("published(law", "expected"),
])
def test_a_fact_that_is_none_is_refused(tmp_path: Path, fact: str, says: str) -> None:
    (tmp_path / "case.md").write_text(f"```facts\n{fact}\n```\n", encoding="utf-8")
    assert says in api.rule_cases([tmp_path / "case.md"]).problems[0].message


def test_a_heading_begins_anew(tmp_path: Path) -> None:
    text = f"# One\n\n{FACTS}# Other\n\n```expect\nin_force(law, 2022-11-15)\n```\n"
    (tmp_path / "case.md").write_text(text, encoding="utf-8")
    assert "does not follow" in api.rule_cases([tmp_path / "case.md"]).problems[0].message


def test_the_commands() -> None:
    runner = click.testing.CliRunner()
    tested = runner.invoke(cli, ["rules", "test"])
    assert (tested.exit_code, ", 0 problems; 0 of" in tested.output) == (0, True)
    covered = runner.invoke(cli, ["rules", "coverage"])
    assert (covered.exit_code, "100% of" in covered.output) == (0, True)
    assert runner.invoke(cli, ["rules", "check"]).output == "rules: 0 errors, 0 diagnostics\n"


@pytest.mark.parametrize(("line", "code"), [
    ("fact predicate lonely(A)", "unused"),
    ("fact predicate f(A)\npredicate p(A)\npredicate q(A)\nrule r/1 p(X) when f(X) and q(X)", "unreachable"),
    ('fact predicate f(A)\npredicate p(A)\nrank law 1\nauthority a = "/a" quote "words" known 2000-01-01 rank law\n'
     "rule r/1 by a p(X) when f(X)", "quote-not-found"),
])
def test_what_the_check_of_rules_finds(line: str, code: str) -> None:
    rules = language.load({"t.rules": line})
    assert code in {found.code for found in language.check(rules, lambda *_: "other")}
