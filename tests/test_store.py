"""The store: what is added is there, whole, once; what is removed is remembered; faults of disks and files are told."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click.testing
import msgspec
import pytest

from decreelex import api, cli, stored
from decreelex.errors import InputError, UsageError
from decreelex.store import Record, SqliteStore, open_store
from decreelex.store.schema import STEPS

ENDING = """УКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ

О прекращении частичной мобилизации

1. Прекратить с 12 часов 00 минут 10 декабря 2026 г. частичную мобилизацию, объявленную Указом Президента \
Российской Федерации от 21 сентября 2022 г. № 647.

2. Настоящий Указ вступает в силу со дня его официального опубликования.

Президент Российской Федерации

Москва, Кремль
1 декабря 2026 года
№ 901
"""
IRI = "/akn/ru/act/ukaz/2026-12-01/901"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "acts.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    made = open_store(path, create=True)
    yield made
    made.close()


def entry(text: str = ENDING, published: str | None = "2026-12-01") -> stored.Entry:
    return stored.entry(api.parse(text), text, published=published)


def numbered(number: int) -> stored.Entry:
    return entry(ENDING.replace("№ 901", f"№ {number}"))


def test_an_act_is_there_as_it_was_added(store: SqliteStore) -> None:
    added = store.add(entry())
    assert (added.iri, added.new) == (IRI, True)
    (row,) = store.listed()
    text = store.text(row.id)
    assert text.text == ENDING
    assert text.expression == api.parse(ENDING)
    assert all(p.text_span.of(text.text) == p.text for p in text.expression.provisions)
    assert [(r.kind, r.date) for r in store.records()] == [("publication", "2026-12-01")]


def test_the_same_is_added_once(store: SqliteStore) -> None:
    assert [a.new for a in store.add_all([entry(), entry()])] == [True, True]  # both were new when they came
    assert not store.add(entry()).new
    assert len(store.listed()) == 1
    before = store.generation()
    store.add(entry())
    assert store.generation() == before


def test_another_publication_takes_the_place_of_the_first(store: SqliteStore) -> None:
    store.add(entry())
    assert store.add(entry(published="2026-12-02")).new
    assert [r.date for r in store.records("publication")] == ["2026-12-02"]
    assert len(store.listed()) == 1


def test_what_is_removed_is_remembered(store: SqliteStore) -> None:
    store.add(entry())
    then = store.listed()[0].recorded
    assert store.remove(IRI) == 2
    assert (store.listed(), store.records(), store.search("мобилизация")) == ([], [], [])
    (row,) = store.listed(at=then)
    assert row.withdrawn is not None
    assert store.text(row.id).text == ENDING
    assert store.add(entry()).new
    with pytest.raises(UsageError):
        store.remove("/akn/ru/act/ukaz/2026-12-01/902")
    assert store.check() == []


def test_all_or_none(store: SqliteStore) -> None:
    nameless = msgspec.structs.replace(entry(), work=msgspec.structs.replace(entry().work, iri=None))
    with pytest.raises(InputError):
        store.add_all([entry(), nameless])
    assert store.listed() == []


@pytest.mark.parametrize("words", ["мобилизацию", "мобилизации", "МОБИЛИЗАЦИЯ частичная", "декабрь прекратить"])
def test_words_are_found_in_any_form(store: SqliteStore, words: str) -> None:
    store.add(entry())
    hits = store.search(words)
    assert "point_1" in {hit.eid for hit in hits}
    assert all(hit.iri == IRI for hit in hits)


@pytest.mark.parametrize("words", ["", " ", '"', "*", "мобил*", "NEAR(", "a AND", "x" * 5000, "' OR 1=1 --", "lemmas:1", "\x00"])
def test_words_are_only_words(store: SqliteStore, words: str) -> None:
    store.add(entry())
    assert store.search(words) == []


def test_english_words(store: SqliteStore) -> None:
    text = "1. Declare partial mobilization in the Russian Federation.\n\n2. The governors provide the citizens' transport."
    made = stored.entry(api.parse(text), text, iri="/akn/ru/act/ukaz/2022-09-21/647")
    store.add(msgspec.structs.replace(made, work=msgspec.structs.replace(made.work, date="2022-09-21")))
    assert [hit.eid for hit in store.search("governor providing citizen")] == ["point_2"]


def test_shipped_texts_are_searched_without_a_store() -> None:
    assert "/akn/ru/act/ukaz/2022-09-24/664" in {hit.iri for hit in api.search("отсрочка студентам")}


def test_asked_over_a_store(store: SqliteStore, path: Path) -> None:
    asked = {"as_of": "2026-12-10T12:00", "known_at": "2026-12-31", "db": str(path)}
    assert api.ask("mobilization.ended", **asked).verdict == "no"
    store.add(entry())
    after = api.ask("mobilization.ended", **asked)
    assert (after.verdict, after.status) == ("yes", "ended")
    quotes = list(sources(after.proof))
    assert any(q.iri == IRI and q.span.of(ENDING) == q.quote for q in quotes if q.span)
    assert api.ask("mobilization.ended", **{**asked, "as_of": "2026-12-10T11:59"}).verdict == "no"
    assert api.ask("mobilization.ended", **{**asked, "known_at": "2026-11-30"}).verdict == "no"
    assert api.ask("mobilization.ended", as_of="2026-12-31", known_at="2026-12-31").verdict == "no"
    store.remove(IRI)
    assert api.ask("mobilization.ended", **asked).verdict == "no"


def sources(proof: object) -> Iterator[object]:
    yield from proof.sources  # type: ignore[attr-defined]
    for premise in proof.premises:  # type: ignore[attr-defined]
        yield from sources(premise)


@pytest.mark.parametrize("published", [None, "never"])
def test_an_act_of_unknown_or_no_publication_ends_nothing(store: SqliteStore, path: Path, published: str | None) -> None:
    store.add(entry(published=published))
    answer = api.ask("mobilization.ended", as_of="2026-12-20", known_at="2026-12-31", db=str(path))
    assert answer.verdict != "yes"


def test_a_register_of_the_store_reaches_further(store: SqliteStore, path: Path) -> None:
    asked = {"as_of": "2026-06-01", "known_at": "2026-06-01", "db": str(path)}
    before = api.ask("mobilization.ended", **asked)
    assert not before.certain
    scope = before.assumptions[0].closed_world
    shipped = {row.scope: row for row in stored.library.load().registers}
    for name in shipped:
        row = {"scope": name, "complete_through": "2026-07-01", "attested_by": {"en": "a test", "ru": "тест"}}
        store.put(*stored.records({"register": [row]}))
    after = api.ask("mobilization.ended", **asked)
    assert scope == after.assumptions[0].closed_world
    assert (after.verdict, after.certain) == ("no", True)


def test_an_amending_act_of_the_store_changes_a_text(store: SqliteStore, path: Path) -> None:
    change = ENDING[: ENDING.index("О прекращении")] + (
        "О внесении изменения в Указ Президента Российской Федерации от 21 сентября 2022 г. № 647\n\n"
        "1. Внести в Указ Президента Российской Федерации от 21 сентября 2022 г. № 647 «Об объявлении частичной мобилизации"
        " в Российской Федерации» изменение, признав пункт 9 утратившим силу.\n\n" + ENDING[ENDING.index("2. Настоящий") :])
    store.add(entry(change))
    decree = "/akn/ru/act/ukaz/2022-09-21/647"
    before = api.consolidate(decree, "2026-11-30", db=str(path))
    after = api.consolidate(decree, "2026-12-01", db=str(path))
    assert [e.act for e in after.events if not e.prospective] == [IRI]
    assert before.text != after.text
    assert api.consolidate(decree, "2026-12-01").text == before.text  # without the store


def test_words_of_a_provision_say_that_the_store_is_not_in_them(store: SqliteStore, path: Path) -> None:
    asked = {"params": {"act": "/akn/ru/act/ukaz/2022-09-21/647", "provision": "point_1"}, "as_of": "2023-01-01"}
    assert "words-as-they-stand" not in {d.code for d in api.ask("provision.text", **asked).diagnostics}
    store.add(entry())
    assert "words-as-they-stand" in {d.code for d in api.ask("provision.text", db=str(path), **asked).diagnostics}


def test_records(store: SqliteStore) -> None:
    note = Record("annotation", "a1", msgspec.Raw(b'{"eid": "point_1"}'), IRI)
    assert store.put(note)
    assert not store.put(note)
    assert store.put(msgspec.structs.replace(note, body=msgspec.Raw(b'{"eid": "point_2"}')))
    assert [bytes(r.body) for r in store.records("annotation", work=IRI)] == [b'{"eid": "point_2"}']
    said = {"speaker": "tester", "date": "2026-12-01", "by": {"en": "t", "ru": "т"}, "claim": "ended",
            "text": {"en": "over", "ru": "всё"}, "source": {"en": "s", "ru": "с"}, "regime": "ru/mobilization/2022"}
    assert store.put(*stored.records({"statement": [said]}))
    assert store.library().statements[0].speaker == "tester"
    with pytest.raises(InputError):
        stored.records({"statements": []})


def test_export_and_back(store: SqliteStore, tmp_path: Path) -> None:
    store.add_all([numbered(901), numbered(902)])
    lines = [msgspec.json.encode(e) for e in store.entries()]
    other = open_store(tmp_path / "other.db", create=True)
    other.add_all([msgspec.json.decode(line, type=stored.Entry) for line in lines])
    assert list(other.entries()) == list(store.entries())
    other.close()


def test_commands(tmp_path: Path) -> None:
    (tmp_path / "ending.txt").write_text(ENDING, encoding="utf-8")
    (tmp_path / "bad.txt").write_text("no act at all", encoding="utf-8")
    db = ["--db", str(tmp_path / "s.db")]

    def run(*words: str) -> click.testing.Result:
        return click.testing.CliRunner().invoke(cli.cli, [*words, *db])

    assert "no store" in str(run("store", "list").exception)
    assert run("store", "add", str(tmp_path / "ending.txt"), "--published", "2026-12-01").output == "added: 1, there already: 0\n"
    assert "not added: 1" in run("store", "add", str(tmp_path / "bad.txt"), str(tmp_path / "ending.txt")).output
    assert IRI in run("store", "list").output
    assert IRI in run("store", "search", "прекращение").output
    assert ENDING.strip() in run("store", "show", IRI).output
    assert json.loads(run("store", "show", IRI, "--format", "json").output)["texts"]
    assert run("store", "check").output == "nothing wrong in 1 texts\n"
    (tmp_path / "all.jsonl").write_text(run("store", "export").output, encoding="utf-8")
    assert run("store", "remove", IRI).output == "removed: 2\n"
    assert run("store", "add", str(tmp_path / "all.jsonl")).output == "added: 1, there already: 0\n"


def test_a_first_release_store_is_brought_forward(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA application_id = 1684368504")
    db.close()
    made = open_store(path)
    assert made.db.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    assert made.add(entry()).new
    made.close()


def test_files_that_are_no_store(tmp_path: Path) -> None:
    (tmp_path / "junk.db").write_bytes(b"this is not a database at all" * 200)
    with pytest.raises(InputError) as junk:
        open_store(tmp_path / "junk.db")
    assert junk.value.diagnostics[0].code == "store-damaged"
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    with pytest.raises(InputError) as foreign:
        open_store(tmp_path / "other.db")
    assert foreign.value.diagnostics[0].code == "not-a-store"
    newer = open_store(tmp_path / "newer.db", create=True)
    newer.db.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(InputError) as later:
        open_store(tmp_path / "newer.db")
    assert later.value.diagnostics[0].code == "store-newer"


def test_a_damaged_store_is_told(store: SqliteStore, path: Path) -> None:
    store.add_all([numbered(900 + n) for n in range(30)])
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    data = bytearray(path.read_bytes())
    for at in range(4096 * 3, len(data), 4096):
        data[at : at + 300] = b"\xa5" * 300
    path.write_bytes(data)
    try:
        found = open_store(path).check()
    except InputError as error:
        found = list(error.diagnostics)  # type: ignore[arg-type]
    assert found


def test_a_changed_text_is_told(store: SqliteStore) -> None:
    store.add(entry())
    store.db.execute("UPDATE expression SET text = replace(text, 'Прекратить', 'Продолжить')")
    assert "its text is not the one that was added" in [fault.message for fault in store.check()]


def test_a_read_only_store(store: SqliteStore, path: Path) -> None:
    store.add(entry())
    store.close()
    code = ("import os, sys\nfrom decreelex.store import open_store\nfrom decreelex.errors import InputError\n"
            "os.geteuid() or os.setuid(65534)\n"
            "s = open_store(sys.argv[1]); print(len(s.listed()))\n"
            "try: s.remove(sys.argv[2])\nexcept InputError as e: print(e.diagnostics[0].code)\n")
    path.chmod(0o444)
    for folder in (path.parent, *path.parents[1:-1]):
        if folder.is_relative_to("/tmp") and folder != Path("/tmp"):
            folder.chmod(0o555 if folder == path.parent else 0o755)
    done = subprocess.run([sys.executable, "-c", code, str(path), IRI], capture_output=True, encoding="utf-8", check=False,
                          env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    path.parent.chmod(0o755)
    assert done.stdout.split() == ["1", "store-read-only"], done.stderr


def fill(store: SqliteStore) -> None:
    for number in range(1000, 2000):
        store.add(numbered(number))


def test_a_full_disk(tmp_path: Path) -> None:
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(place)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small file system can only be mounted by root")
    try:
        small = open_store(place / "s.db", create=True)
        with pytest.raises(InputError) as full:
            fill(small)
        assert full.value.diagnostics[0].code == "store-full"
        assert [row.iri.rsplit("/", 1)[1] for row in small.listed()] == [str(1000 + n) for n in range(len(small.listed()))]
        assert small.check() == []
        small.close()
    finally:
        subprocess.run(["umount", str(place)], check=True)


def program(*words: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).resolve().parents[1]
    return subprocess.run([sys.executable, *words], capture_output=True, encoding="utf-8", check=False,
                          env={**os.environ, "PYTHONPATH": f"{root / 'src'}"})


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_killed_at_any_moment(tmp_path: Path) -> None:
    done = program(str(Path(__file__).with_name("store_under_fire.py")), str(tmp_path), "50")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["faults"] == []
    assert found["lost"] == 0  # what a writer was told is in, is in
    assert found["added"] > 50


def test_two_writers(store: SqliteStore, path: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        lines = [msgspec.json.encode(numbered(n)) for n in range(1000 if name == "a" else 1030, 1060 if name == "a" else 1090)]
        (tmp_path / f"{name}.jsonl").write_bytes(b"\n".join(lines))
    calls = [[sys.executable, "-m", "decreelex", "store", "add", str(tmp_path / f"{n}.jsonl"), "--db", str(path)] for n in "ab"]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1] / "src")}
    running = [subprocess.Popen(c, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=env) for c in calls]
    told = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0, 0], told
    assert len(store.listed()) == 90
    assert store.check() == []
