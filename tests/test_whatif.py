"""Why not, what would change it, what to find out first, what is left out: expected from the rules read by hand."""

from __future__ import annotations

import json

import jsonschema
import msgspec
import pytest

import decreelex
from decreelex import api
from decreelex.errors import UsageError
from decreelex.views import Blocked

DAY = {"as_of": "2026-11-22", "known_at": "2026-11-22"}
DECREE = "/akn/ru/act/ukaz/2022-09-21/647"
LAW = "/akn/ru/act/fz/2022-11-04/421-fz"


def rules(rows: tuple[Blocked, ...]) -> dict[str, Blocked]:
    return {row.rule: row for row in rows}


def test_why_it_is_not_ended_names_every_way_to_end_it() -> None:
    found = api.why_not("mobilization.ended", "yes", **DAY)
    rows = rules(found.rules)
    assert {f"ends/{n}" for n in range(1, 9)} | {"lapse/1", "cessation/4"} <= set(rows)
    assert rows["ends/2"].why == "lacking"
    assert (rows["ends/7"].why, "no-decree-needed" in str(rows["ends/7"].failed)) == ("doctrine", True)


def test_why_a_law_is_not_in_force_on_the_tenth_day_is_a_matter_of_the_date() -> None:
    found = api.why_not("act.in-force", "yes", params={"act": LAW}, as_of="2022-11-14", known_at="2026-11-22")
    (row,) = found.rules
    assert (row.rule, row.why) == ("status/1", "compared")
    assert "15 November 2022" in str(row.failed)


def test_why_it_does_not_run_after_an_end_shows_what_stands_against_it() -> None:
    found = api.why_not("regime.ended", "no", params={"regime": "ru/emergency/1993"}, as_of="1993-10-19")
    row = rules(found.rules)["status/18"]
    assert row.why in {"compared", "stands"}


def test_a_reading_that_could_not_be_held_yet_is_named_with_its_date() -> None:
    found = api.why_not("mobilization.ended", "yes", doctrine="plenum-11-letter", as_of="2022-12-01", known_at="2022-12-01")
    row = rules(found.rules)["ends/5"]
    assert (row.why, "18 May 2023" in str(row.failed)) == ("not-yet-known", True)


@pytest.mark.parametrize("wanted", ["no", "running", "maybe"])
def test_what_is_so_or_cannot_be_is_refused(wanted: str) -> None:
    with pytest.raises(UsageError):
        api.why_not("mobilization.ended", wanted, **DAY)


def test_the_smallest_sets_of_facts_that_end_a_mobilization() -> None:
    found = api.changes("mobilization.ended", **DAY)
    sets = {(change.verdict, change.status): (len(change.supposed), len(change.removed)) for change in found.changes}
    assert sets == {("yes", "ended"): (3, 0), ("contested", "running"): (3, 0), ("no", "not_started"): (0, 1)}
    assert found.complete
    assert [change.removed for change in found.changes if change.removed] == [("decree 647",)]
    cancelling, repealing = (change for change in found.changes if change.verdict == "yes")
    assert "cancels or terminates" in cancelling.supposed[0]
    assert "repeals decree 647 as a whole" in repealing.supposed[0]


def test_no_set_holds_another_and_each_changes_the_answer() -> None:
    for doctrine in ("formal-act", "plenum-11-letter", "no-decree-needed"):
        found = api.changes("mobilization.ended", doctrine=doctrine, **DAY)
        members = [frozenset((*change.supposed, *change.removed)) for change in found.changes]
        assert not [1 for one in members for other in members if one < other]
        assert all((change.verdict, change.status) != (found.verdict, found.status) for change in found.changes)


def test_where_words_are_enough_one_announcement_changes_it() -> None:
    found = api.changes("mobilization.ended", doctrine="no-decree-needed", as_of="2022-10-27", known_at="2026-11-22")
    assert ("yes", 1) in {(change.verdict, len(change.supposed)) for change in found.changes}
    by_default = api.changes("mobilization.ended", as_of="2022-10-27", known_at="2026-11-22")
    assert ("yes", 1) not in {(change.verdict, len(change.supposed)) for change in by_default.changes}


def test_martial_law_is_refused_by_the_federation_council() -> None:
    found = api.changes("regime.ended", params={"regime": "ru/martial-law/2022"}, as_of="2022-11-01", known_at="2026-11-22")
    assert any(change.verdict == "yes" and "Federation Council" in change.supposed[0] for change in found.changes if change.supposed)


def test_what_a_caseworker_finds_out_first() -> None:
    asked = [row.ask for row in api.changes("mobilization.ended", **DAY).ask_first]
    assert asked[0].startswith("Has anything been published after 30 September 2025")
    signed, published, clause = (next(n for n, ask in enumerate(asked) if words in ask)
                                 for words in ("signed an act that cancels", "officially published", "take effect"))
    assert signed < published < clause
    words = [row.ask for row in api.changes("mobilization.ended", doctrine="no-decree-needed", as_of="2022-12-01").ask_first]
    assert any("he will ask the lawyers" in ask for ask in words)


def test_without_a_decree_a_statement_a_register() -> None:
    assert decreelex.ask("mobilization.ended", without=["decree 647"], **DAY).status == "not_started"
    for name in ("acts that end or repeal decree 647", f"acts that end or repeal {DECREE}"):
        answer = decreelex.ask("mobilization.ended", as_of="2023-05-18", known_at="2026-11-22", without=[name])
        assert (answer.verdict, answer.certain, answer.assumptions[0].complete_through) == ("no", False, None)
        assert "no register" in answer.because
    assert decreelex.ask("mobilization.ended", as_of="2023-05-18", known_at="2026-11-22").certain
    speakers = {claim.speaker for claim in decreelex.ask("mobilization.ended", without=["/akn/ru/statement/shoigu/2022-10-28"],
                                                         **DAY).defeated}
    assert "shoigu" not in speakers
    with pytest.raises(UsageError, match="decree 999"):
        decreelex.ask("mobilization.ended", without=["decree 999"], **DAY)


def test_several_assumptions_at_once() -> None:
    ending = """published: 2026-12-01
УКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ

О прекращении частичной мобилизации

1. Прекратить частичную мобилизацию, объявленную Указом Президента Российской Федерации от 21 сентября 2022 г. № 647.

2. Настоящий Указ вступает в силу со дня его официального опубликования.

1 декабря 2026 года
№ 901
"""
    undoing = ending.replace("1. Прекратить частичную мобилизацию, объявленную Указом Президента Российской Федерации от 21 сентября"
                             " 2022 г. № 647.", "1. Признать утратившим силу Указ Президента Российской Федерации от 1 декабря"
                             " 2026 г. № 901.").replace("№ 901\n", "№ 900\n").replace("published: 2026-12-01", "published: 2026-11-30")
    undoing = undoing.replace("1 декабря 2026 года", "30 ноября 2026 года")
    day = {"as_of": "2026-12-10", "known_at": "2026-12-31"}
    assert decreelex.ask("mobilization.ended", assume=[ending], **day).verdict == "yes"
    assert decreelex.ask("mobilization.ended", assume=[ending, undoing], **day).verdict == "no"


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_what_is_shown_follows_the_schema_and_reads(lang: str) -> None:
    why = api.why_not("mobilization.ended", "yes", lang=lang, **DAY)
    what = api.changes("mobilization.ended", lang=lang, **DAY)
    jsonschema.validate(json.loads(msgspec.json.encode(why)), api.schema("why-not"))
    jsonschema.validate(json.loads(msgspec.json.encode(what)), api.schema("changes"))
    for shown in (api.why_not_text(why), api.changes_text(what), api.changes_text(what, sets=False)):
        assert not [word for word in ("{", "}", "$", "None", "supposed:") if word in shown]
