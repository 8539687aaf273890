"""Point in time, history, diffs, review: the shipped texts, and the Criminal Code beside the checkout."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click.testing
import msgspec
import pytest
from lxml import etree

from decreelex import api, consolidation, render
from decreelex import text as texts
from decreelex.cli import cli
from decreelex.consolidation import Decision, Life, Order, Wording
from decreelex.errors import InputError, UsageError
from decreelex.model import Effect, Modification, ModificationSource, ModificationTarget, When, Work
from decreelex.span import Span

CODE = "/akn/ru/act/code/1996-06-13/63-fz"
LAW = "/akn/ru/act/fz/2022-09-24/365-fz"
DEFERMENT = "/akn/ru/act/ukaz/2022-09-24/664"
ITEM = ("л) совершение преступления в условиях чрезвычайного положения, стихийного или иного "
        "общественного бедствия, а также при массовых беспорядках, в ")
TEXT = "1. Срок - один год.\n2. Прочее."


def run(*arguments: str) -> click.testing.Result:
    return click.testing.CliRunner().invoke(cli, arguments, catch_exceptions=False)


def change(old: str, new: str, date: str | None, act: str = "x") -> Order:
    target = ModificationTarget("/akn/ru/act/fz/2020-01-01/1-fz", "point_1", "пункт 1")
    return Order(Modification("substitution", ModificationSource("art_1", Span(0, 1)), target, old, new), act, date)


def wording() -> Wording:
    made = api.parse(TEXT)
    made = msgspec.structs.replace(made, work=Work("/akn/ru/act/fz/2020-01-01/1-fz"))
    return Wording(made, TEXT, "2020-01-01")


ORDERS = (change("один год", "два года", "2021-01-01", "a"), change("два года", "три года", "2022-07-01", "b"),
          change("три", "семь", None, "c"))


@pytest.mark.parametrize(("at", "words", "start", "end"), [
    ("2020-12-31", "один год", "2020-01-01", "2021-01-01"),
    ("2021-01-01", "два года", "2021-01-01", "2022-07-01"),
    ("2022-06-30", "два года", "2021-01-01", "2022-07-01"),
    ("2022-07-01", "три года", "2022-07-01", None),
])
def test_a_wording_lasts_from_event_to_event(at: str, words: str, start: str, end: str | None) -> None:
    point = consolidation.at_date(wording(), ORDERS, at, life=Life("2020-01-01"))
    assert words in point.text
    assert (point.start, point.end, point.status) == (start, end, "in_force")


def test_future_law_is_prospective_and_undated_law_unknown() -> None:
    point = consolidation.at_date(wording(), ORDERS, "2021-06-01")
    assert [(n.reason, n.date) for n in point.not_applied] == [("prospective", "2022-07-01"), ("commencement-unknown", None)]
    assert [(e.act, e.prospective) for e in point.events] == [("a", False), ("b", True), ("c", False)]
    assert [e.why for e in point.events] == [None, None, "when it takes effect is not known"]
    assert [d.code for d in point.diagnostics] == ["wording-uncertain"]
    assert consolidation.at_date(wording(), (), "2021-06-01", life=Life("2021-07-01")).status == "prospective"
    assert consolidation.at_date(wording(), (), "2021-06-01", life=Life("2020-01-01", "2021-01-01")).status == "repealed"


def test_the_code_before_and_from_the_day_the_law_takes_effect() -> None:
    before, after = api.consolidate(CODE, "2022-09-23"), api.consolidate(CODE, "2022-09-24")
    assert ITEM + "условиях вооруженного конфликта или военных действий;" in before.text
    assert ITEM + ("период мобилизации или военного положения, в военное время либо в условиях вооруженного конфликта "
                   "или ведения боевых действий;") in after.text
    assert (before.end, after.start) == ("2022-09-24", "2022-09-24")
    assert {n.reason for n in before.not_applied} == {"prospective"}
    event = after.events[0]
    assert (event.act, event.date, event.prospective) == (LAW, "2022-09-24", False)
    assert event.proof is not None
    assert event.proof.rule == "commencement/1"
    assert {p.state for p in after.parts} == {"compiled"}


def test_a_translation_is_not_amended_by_russian_words_and_says_that_it_is_out_of_date() -> None:
    point = api.consolidate(CODE, "2022-10-01", lang="en")
    assert {n.reason for n in point.not_applied} == {"other-language"}
    assert "consolidation-incomplete" in {d.code for d in point.diagnostics}


def test_a_decree_whose_commencement_is_known_by_report_changes_from_that_day() -> None:
    before, after = api.consolidate(DEFERMENT, "2022-10-04"), api.consolidate(DEFERMENT, "2022-10-05")
    assert "студентам, обучающимся" in before.text
    assert "гражданам, получающим образование" in after.text
    event = after.events[0]
    assert (event.act, event.date, event.prospective) == ("/akn/ru/act/ukaz/2022-10-05/712", "2022-10-05", False)
    assert event.proof is not None
    assert (event.proof.rule, event.proof.interpretation) == ("commencement/9", True)  # a report, no words of the decree
    assert "amending-cut" in {d.code for d in after.diagnostics}


def test_what_covers_relations_that_arose_before_says_so_everywhere() -> None:
    since = When("2019-06-01", Span(0, 1), "1 июня 2019 года")
    commences = Effect("commencement", Span(0, 1), "x", start=When("2021-01-01", Span(0, 1), "x"), retroactive=since)
    one = ORDERS[0]
    orders = [msgspec.structs.replace(one, modification=msgspec.structs.replace(one.modification, commences=commences))]
    point = consolidation.at_date(wording(), orders, "2021-06-01", life=Life("2020-01-01"))
    assert [e.retroactive for e in point.events] == ["2019-06-01"]
    assert [a.retroactive for a in point.applied] == ["2019-06-01"]
    (entry,) = consolidation.history(point, "point_1")
    assert (entry.date, entry.retroactive) == ("2021-01-01", "2019-06-01")
    assert "covers relations since 1 June 2019" in render.history_text([entry])
    assert "covers relations since 1 June 2019" in render.events_text(point)
    compared = msgspec.structs.replace(api.compare(wording().expression, point), events=point.events)
    assert "covers relations since 1 June 2019" in render.diff_text(compared)


def test_history_names_act_and_clause() -> None:
    entry, = api.history(CODE, "art_63")
    assert (entry.date, entry.act, entry.clause, entry.eid) == ("2022-09-24", LAW, "art_1__point_1", "art_63__part_1__item_л")
    assert (entry.before, entry.after[:20]) == ("в условиях вооруженного конфликта или военных действий", "в период мобилизации")
    assert api.history(CODE, "art_9") == ()


def test_errors_say_what_to_do() -> None:
    with pytest.raises(UsageError, match="not known"):
        api.consolidate("/akn/ru/act/ukaz/2022-09-24/665", "2022-10-01")
    with pytest.raises(InputError, match="earliest text"):
        api.consolidate(DEFERMENT, "2022-09-01")
    with pytest.raises(UsageError, match="no date"):
        api.consolidate(DEFERMENT, "01.10.2022")
    with pytest.raises(UsageError, match="has a provision"):
        api.history(CODE, "art_999")


def test_a_diff_in_every_form() -> None:
    compared = api.diff(CODE, "2022-09-23", "2022-09-24")
    item = compared.changes[0]
    assert (item.eid, item.operation) == ("art_63__part_1__item_л", "substitution")
    assert "".join(s.text for s in item.words if s.kind != "added") == item.before
    assert "".join(s.text for s in item.words if s.kind != "removed") == item.after
    assert {c.eid: c.operation for c in compared.changes}["art_337__part_2.1"] == "insertion"
    assert "art_337__part_2.1__al_2" not in {c.eid for c in compared.changes}
    plain = render.diff_text(compared)
    assert "{+период мобилизации" in plain.replace("\n      ", " ")
    assert "\x1b[" in render.diff_text(compared, color=True)
    etree.fromstring(render.diff_html(compared))
    unified = render.diff_unified(compared)
    assert unified.startswith("--- 2022-09-23\n+++ 2022-09-24\n@@")
    removed = [line for line in unified.splitlines() if line.startswith("-") and not line.startswith("---")]
    assert removed[0] == "-" + ITEM + "условиях вооруженного конфликта или военных действий;"


def test_the_shipped_decrees(root: Path) -> None:
    done = run("apply", str(root / "texts/ukaz-664-2022.rus.txt"), str(root / "texts/ukaz-712-2022.rus.txt"))
    made = json.loads(done.stdout)
    assert made["work"]["iri"] == DEFERMENT
    assert "предоставляется гражданам, получающим образование соответствующего уровня впервые" in made["text"]
    assert made["text"].endswith("с 21 сентября 2022 г.\n")
    assert "amending-cut" in {d["code"] for d in made["diagnostics"]}
    assert [a["eid"] for a in made["applied"]] == ["point_1"]
    assert api.validate(done.stdout.encode()) == ()


def articles(text: str) -> dict[str, str]:
    """Return the articles of a text, editors' marks and edition notes removed, lines without blanks at their ends."""
    clean = re.sub(r"[ \t]*\[\[.*?\]\]", "", text)
    found = [a.strip() for a in re.split(r"^(?=Статья )", clean, flags=re.MULTILINE) if a.strip()]
    return {a.partition(".")[0]: "\n".join(line.rstrip() for line in a.splitlines() if line.strip()) for a in found}


def test_the_reconstructed_law_gives_the_code_as_it_was_after(corpus: Path) -> None:
    """Every article of the base, and every inserted one, reads as in the consolidated code, character by character."""
    folder = corpus / "criminal-code"
    read = {p.stem: p.read_text(encoding="utf-8") for p in folder.glob("*.txt")}
    made = api.apply(read["chapter33.before"], read["fz-365.reconstructed"])
    after, got = articles(read["selected.after"]), articles(made.text)
    assert len(articles(read["chapter33.before"])) == 11
    assert set(got) - set(articles(read["chapter33.before"])) == {
        "Статья 201²", "Статья 201³", "Статья 285⁵", "Статья 285⁶", "Статья 352¹", "Статья 356¹"}
    assert got == {name: after[name] for name in got}
    assert [(n.modification.target.eid, n.reason) for n in made.not_applied] == [
        (eid, "target-absent") for eid in ("art_63__part_1__item_л", "art_331__part_3", "art_347", "art_348")]
    assert made.coverage == 1.0


def test_decisions_are_kept_and_used_again(tmp_path: Path, root: Path) -> None:
    act = texts.decode((root / "texts/ukaz-712-2022.rus.txt").read_bytes(), name="712")
    item, = api.review(act, base=texts.decode((root / "texts/ukaz-664-2022.rus.txt").read_bytes()))
    assert (item.eid, item.outcome, item.decision) == ("point_1", "applied", None)
    base = (root / "texts/ukaz-664-2022.rus.txt").read_text(encoding="utf-8")
    rejected = Decision(item.eid, item.nth, item.text, "reject")
    assert api.apply(base, act, decisions={0: [rejected]}).text == base
    better = Modification("replacement", item.modification.source, item.modification.target, None, "1. Отсрочки нет.")
    corrected = Decision(item.eid, item.nth, item.text, "correct", better)
    assert api.apply(base, act, decisions={0: [corrected]}).text.startswith("1. Отсрочки нет.\n")
    stale = Decision(item.eid, item.nth, "другие слова", "reject")
    assert "decision-stale" in {d.code for d in api.apply(base, act, decisions={0: [stale]}).diagnostics}
    with pytest.raises(InputError, match="modification exactly"):
        consolidation.decisions_for(b'{"decisions": [{"eid": "a", "nth": 0, "text": "b", "decision": "correct"}]}', "f")


def test_strict_on_the_command_line(root: Path) -> None:
    files = [str(root / f"texts/{name}.rus.txt") for name in ("uk-rf-art337-338-before-2022-09-24", "fz-365-2022")]
    done = run("apply", *files, "--strict", "--format", "text")
    assert done.exit_code == 1
    assert done.stdout.encode() == Path(files[0]).read_bytes()
    assert run("apply", *files, "--format", "akn").stdout.startswith("<?xml")


def test_review_shows_instruction_operation_and_affected_words(root: Path, tmp_path: Path) -> None:
    law, base = tmp_path / "law.txt", root / "texts/uk-rf-art9-10-63.rus.txt"
    law.write_bytes((root / "texts/fz-365-2022.rus.txt").read_bytes())
    shown = run("amendments", str(law), "--review", "--base", str(base), "--format", "text").stdout
    assert "1 of 12: art_1__point_1" in shown
    assert "[-в условиях вооруженного конфликта или военных действий-]" in shown
    items = json.loads(run("amendments", str(law), "--review", "--base", str(base)).stdout)
    assert [i["outcome"] for i in items[:3]] == ["applied", "target-absent", "target-absent"]
    first = {k: items[0][k] for k in ("eid", "nth", "text")} | {"decision": "reject"}
    (tmp_path / "law.txt.decisions.json").write_text(json.dumps({"decisions": [first]}), encoding="utf-8")
    again = json.loads(run("amendments", str(law), "--review").stdout)
    assert again[0]["decision"] == "reject"
    done = run("apply", str(base), str(law), "--format", "text")
    assert "военных действий;" in done.stdout


def test_a_page_of_differences_stands_alone_and_fits_both_themes() -> None:
    page = run("diff", CODE, "--from", "2022-09-23", "--to", "2022-09-25", "--format", "html").stdout
    assert page.startswith("<!doctype html>")
    assert "prefers-color-scheme: dark" in page
    assert "http" not in page
    assert "<del>военных</del><ins>ведения боевых</ins>" in page
    assert "2022-09-24 federal law No. 365-FZ of 24 September 2022" in page
