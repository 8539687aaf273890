"""Whole corpora: what a run finds, keeps, survives, and does not do twice."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

pq = pytest.importorskip("pyarrow.parquet", reason="the extra bulk is not installed")

import pyarrow as pa  # noqa: E402

import decreelex  # noqa: E402
from decreelex import batch  # noqa: E402
from decreelex.batch import engines  # noqa: E402

TEXTS = Path(__file__).resolve().parents[1] / "texts"
DECREE = (TEXTS / "ukaz-647-2022.rus.txt").read_text(encoding="utf-8")
SMALL = batch.Options(jobs=1, part_bytes=20_000)


def corpus(folder: Path, number: int = 24) -> Path:
    """Write so many acts of their own numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(number):
        (folder / f"{n:04d}.txt").write_text(DECREE.replace("№ 647", f"№ {1000 + n}"), encoding="utf-8")
    return folder


def table(out: Path, name: str) -> list[dict[str, object]]:
    return [row for path in sorted((out / name).glob("*.parquet")) for row in pq.read_table(path).to_pylist()]


def state(out: Path) -> dict[str, str]:
    """Return the digest of every table and of the failures."""
    files = [*out.glob("*/*.parquet"), *out.glob("*/*.gz"), out / "failures.jsonl"]
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def process(*arguments: object, first: str = "") -> subprocess.Popen[bytes]:
    """Start Python with the arguments; ``first``: a folder before the others on its path."""
    src = str(Path(decreelex.__file__).resolve().parents[1])
    path = os.pathsep.join(filter(None, [first, src]))
    return subprocess.Popen([sys.executable, *map(str, arguments)], start_new_session=True,
                            env={**os.environ, "PYTHONPATH": path}, stderr=subprocess.PIPE)


def test_the_decree_in_tables(tmp_path):
    (tmp_path / "in").mkdir()
    shutil.copy(TEXTS / "ukaz-647-2022.rus.txt", tmp_path / "in")
    report = batch.run([str(tmp_path / "in")], str(tmp_path / "out"), SMALL)
    assert (report.parsed, report.failed) == (1, 0)
    (act,) = table(tmp_path / "out", "acts")
    assert (act["act"], act["date"], act["kind"]) == ("/akn/ru/act/ukaz/2022-09-21/647", "2022-09-21", "ukaz")
    assert act["sha256"] == hashlib.sha256((TEXTS / "ukaz-647-2022.rus.txt").read_bytes()).hexdigest()
    provisions = {row["eid"]: row for row in table(tmp_path / "out", "provisions")}
    assert len(provisions) == 15
    assert provisions["point_5__item_а"]["parent"] == "point_5"
    assert provisions["point_7"]["published"] is False
    declared, called_up, commences = table(tmp_path / "out", "effects")
    assert (called_up["kind"], called_up["eid"]) == ("call-up", "point_2")
    assert (declared["kind"], declared["eid"], declared["since"]) == ("declaration", "point_1", "2022-09-21")
    assert (commences["kind"], commences["basis"]) == ("commencement", "publication")
    for row in (declared, commences):
        assert DECREE[row["start"] : row["end"]] == row["text"]


def test_annotations_and_norms_in_tables(tmp_path):
    (tmp_path / "in").mkdir()
    shutil.copy(TEXTS / "ukaz-647-2022.rus.txt", tmp_path / "in")
    batch.run([str(tmp_path / "in")], str(tmp_path / "out"), batch.Options(jobs=1, steps=batch.STEPS))
    bearers = [row for row in table(tmp_path / "out", "annotations") if row["label"] == "BEARER"]
    assert {DECREE[row["start"] : row["end"]] for row in bearers} >= {"Правительству Российской Федерации"}
    types = {row["eid"]: row["type"] for row in table(tmp_path / "out", "norms")}
    assert (types["point_1"], types["point_6__item_а"], types["point_10"]) == ("declaration", "obligation", "commencement")


def test_every_kind_of_input_gives_the_same_acts(tmp_path):
    """Folder, glob, zip, tar, compressed tar, JSON Lines and Parquet."""
    folder = corpus(tmp_path / "acts", 5)
    files = sorted(folder.glob("*.txt"))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for file in files:
            archive.write(file, f"in/{file.name}")
    for name, mode in (("b.tar", "w"), ("c.tar.gz", "w:gz"), ("d.tar.xz", "w:xz")):
        with tarfile.open(tmp_path / name, mode) as archive:
            for file in files:
                archive.add(file, file.name)
    rows = [{"text": file.read_text(encoding="utf-8"), "n": n} for n, file in enumerate(files)]
    (tmp_path / "e.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "f.parquet", row_group_size=2)
    expected = [f"/akn/ru/act/ukaz/2022-09-21/{1000 + n}" for n in range(5)]
    for given in (folder, folder / "*.txt", *(tmp_path / name for name in ("a.zip", "b.tar", "c.tar.gz", "d.tar.xz",
                                                                          "e.jsonl", "f.parquet"))):
        out = tmp_path / f"out-{given.name.strip('*.')}"
        report = batch.run([str(given)], str(out), SMALL)
        assert (report.parsed, report.failed) == (5, 0), given
        assert [row["act"] for row in table(out, "acts")] == expected, given


def test_a_second_run_does_what_is_new_or_changed(tmp_path):
    folder, out = corpus(tmp_path / "acts", 8), tmp_path / "out"
    assert batch.run([str(folder)], str(out), SMALL).parsed == 8
    before = state(out)
    again = batch.run([str(folder)], str(out), SMALL)
    assert (again.parsed, again.kept) == (0, 8)
    assert state(out) == before
    (folder / "9999.txt").write_text(DECREE.replace("№ 647", "№ 2222"), encoding="utf-8")
    added = batch.run([str(folder)], str(out), SMALL)
    assert (added.parsed, added.kept) == (1, 8)
    (folder / "0003.txt").write_text(DECREE.replace("№ 647", "№ 3333"), encoding="utf-8")
    changed = batch.run([str(folder)], str(out), SMALL)
    assert 1 <= changed.parsed < 8
    numbers = sorted(str(row["number"]) for row in table(out, "acts"))
    assert numbers == sorted(["1000", "1001", "1002", "3333", "1004", "1005", "1006", "1007", "2222"])
    (folder / "0000.txt").unlink()
    batch.run([str(folder)], str(out), SMALL)
    assert "1000" not in {row["number"] for row in table(out, "acts")}


def test_other_steps_or_another_release_do_everything_again(tmp_path, monkeypatch):
    folder, out = corpus(tmp_path / "acts", 3), tmp_path / "out"
    batch.run([str(folder)], str(out), SMALL)
    assert batch.run([str(folder)], str(out), batch.Options(jobs=1, steps=("parse", "citations"))).parsed == 3
    assert not list((out / "effects").glob("*.parquet"))
    monkeypatch.setattr(batch.resources, "release", lambda: "99.0")
    assert batch.run([str(folder)], str(out), batch.Options(jobs=1, steps=("parse", "citations"))).parsed == 3
    assert len(table(out, "acts")) == 3


def test_broken_inputs_are_reported_and_harm_nothing(tmp_path):
    folder, out = corpus(tmp_path / "acts", 6), tmp_path / "out"
    (folder / "bad-binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "0-empty.txt").write_bytes(b"")
    with (folder / "bad-huge.txt").open("wb") as huge:
        huge.truncate(100 * 1024 * 1024)
    (folder / "bad-cut.docx").write_bytes(b"PK\x03\x04cut")
    (folder / "bad-archive.zip").write_bytes(b"PK no archive")
    (folder / "bad-rows.jsonl").write_text('{"text": "' + "x" * 30 + '"}\n{"text": 5}\nnot json\n', encoding="utf-8")
    (folder / "notes.csv").write_text("a,b\n", encoding="utf-8")
    (folder / "cut.txt").write_text(DECREE[:700], encoding="utf-8")  # breaks off: parsed, with a diagnostic
    report = batch.run([str(folder)], str(out), SMALL)
    failures = [json.loads(line) for line in (out / "failures.jsonl").read_text(encoding="utf-8").splitlines()]
    names = [Path(row["address"].partition("#")[0]).name for row in failures]
    assert names == ["0-empty.txt", "bad-archive.zip", "bad-binary.txt", "bad-cut.docx", "bad-huge.txt",
                     "bad-rows.jsonl", "bad-rows.jsonl"]
    assert all(row["reason"] and "internal fault" not in row["reason"] for row in failures)
    assert "bytes" in next(row["reason"] for row in failures if "huge" in row["address"])
    assert [(one.address, one.why) for one in report.passed] == [(str(folder / "notes.csv"), "no document by its ending")]
    assert {row["number"] for row in table(out, "acts")} >= {str(1000 + n) for n in range(6)}
    assert report.failed == 7
    again = batch.run([str(folder)], str(out), SMALL)  # what failed is tried again, the rest is not
    assert again.parsed == 0
    assert again.failed == 7


@pytest.mark.parametrize("engine", ["processes", pytest.param("dask", marks=pytest.mark.slow)])
def test_engines_give_the_same_bytes(tmp_path, engine):
    folder = corpus(tmp_path / "acts", 12)
    batch.run([str(folder)], str(tmp_path / "one"), batch.Options(jobs=1, part_bytes=20_000, jsonl=True))
    where = "local" if engine == "processes" else engine
    batch.run([str(folder)], str(tmp_path / "two"), batch.Options(jobs=2, part_bytes=20_000, jsonl=True, engine=where))
    assert state(tmp_path / "one") == state(tmp_path / "two")


SLOWED = """
import sys, time
from pathlib import Path
from decreelex import batch
from decreelex.batch import work
write = work.run
def slowed(part, settings, deadly=frozenset()):
    if part.number > 2:
        Path(sys.argv[2], "waiting").touch()
        time.sleep(600)
    return write(part, settings, deadly)
if sys.argv[3:]:
    work.run = slowed
batch.run([sys.argv[1]], sys.argv[2], batch.Options(jobs=1, part_bytes=100_000))
"""


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_a_run_cut_short_goes_on_and_ends_the_same(tmp_path, stop):
    """The run is stopped in its third part, which waits for that, however fast or slow the machine is."""
    folder, out = corpus(tmp_path / "acts", 100), tmp_path / "out"
    with process("-c", SLOWED, folder, out, "slowed") as run:
        deadline = time.monotonic() + 120
        while not (out / "waiting").exists() and time.monotonic() < deadline:
            assert run.poll() is None, run.stderr.read()
            time.sleep(0.01)
        os.killpg(run.pid, stop)
        assert run.wait(60) != 0
    assert len(list((out / "manifest").glob("part-*.json"))) == 2
    assert (out / "manifest" / "plan.json").exists()
    with process("-c", SLOWED, folder, out) as again:
        assert again.wait(120) == 0
    assert batch.run([str(folder)], str(tmp_path / "whole"), batch.Options(jobs=1, part_bytes=100_000)).parsed == 100
    assert state(out) == state(tmp_path / "whole")
    assert sorted(row["number"] for row in table(out, "acts")) == sorted(str(1000 + n) for n in range(100))


DEADLY = """
import os
import decreelex.api as api
read = api.read_source
def deadly(data, *, name=None):
    if b"DEADLY" in data:
        os._exit(9)
    return read(data, name=name)
api.read_source = deadly
"""


def test_an_act_that_ends_its_worker_is_reported_and_the_rest_is_done(tmp_path):
    """Out of memory, or a fault in a library: the process is gone. Everything else is parsed all the same."""
    folder, out = corpus(tmp_path / "acts", 9), tmp_path / "out"
    (folder / "0004.txt").write_text("DEADLY", encoding="utf-8")
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "sitecustomize.py").write_text(DEADLY, encoding="utf-8")
    with process("-m", "decreelex", "bulk", "--jobs", "2", "--out", out, folder, first=str(tmp_path / "first")) as run:
        assert run.wait(120) == 1, run.stderr.read()  # there was an error in the input
    (failure,) = [json.loads(line) for line in (out / "failures.jsonl").read_text(encoding="utf-8").splitlines()]
    assert failure["address"].endswith("0004.txt")
    assert "process ended" in failure["reason"]
    assert len(table(out, "acts")) == 8


def test_finding_the_item_that_kills_asks_few_times():
    items = [batch.inputs.Item(f"{n:03d}", "", "file", 1, "") for n in range(256)]
    asked = []

    def outlived(some):
        asked.append(len(some))
        return all(item.address not in {"007", "200"} for item in some)

    assert list(engines._deadly(items, outlived)) == ["007", "200"]
    assert len(asked) < 40


@pytest.mark.slow
def test_a_dask_worker_killed_in_the_middle_loses_nothing(tmp_path):
    distributed = pytest.importorskip("distributed", reason="the extra bulk is not installed")
    folder, out = corpus(tmp_path / "acts", 400), tmp_path / "out"
    with distributed.LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster:
        pids = [worker.process.pid for worker in cluster.workers.values()]
        killed = []

        def kill(progress: batch.Progress) -> None:
            if progress.acts and not killed:
                os.kill(pids[0], signal.SIGKILL)
                killed.append(pids[0])

        options = batch.Options(engine="dask", scheduler=cluster.scheduler_address, part_bytes=100_000)
        assert batch.run([str(folder)], str(out), options, progress=kill).parsed == 400
    assert killed
    batch.run([str(folder)], str(tmp_path / "whole"), batch.Options(jobs=1, part_bytes=100_000))
    assert state(out) == state(tmp_path / "whole")


def test_wrong_use_is_said(tmp_path):
    with pytest.raises(decreelex.UsageError, match="names no file"):
        batch.run([str(tmp_path / "nowhere")], str(tmp_path / "out"))
    with pytest.raises(decreelex.UsageError, match="unknown step"):
        batch.run([str(tmp_path)], str(tmp_path / "out"), batch.Options(steps=("parsing",)))
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(decreelex.UsageError, match="is no folder"):
        batch.run([str(tmp_path)], str(tmp_path / "file"))


CITING = """УКАЗ
ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ

О порядке

1. Пункт 3 Указа Президента Российской Федерации от 1 марта 2020 г. № 10 и пункт 9 этого Указа не изменяются.
{more}
2. Пункты 1 и 9 Указа Президента Российской Федерации от 1 марта 2020 г. № 10 применяются.

Президент Российской Федерации А.Иванов

Москва, Кремль
{day} 2021 года
№ {number}
"""
CITED = """УКАЗ
ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ

О мерах

1. Утвердить меры.
2. Применять Указ Президента Российской Федерации от 1 мая 2021 г. № 50.
3. Настоящий Указ вступает в силу со дня его подписания.

Президент Российской Федерации А.Иванов

Москва, Кремль
1 марта 2020 года
№ 10
"""


def test_the_graph_says_who_cites_whom_and_what_is_dead(tmp_path):
    """No. 50 and No. 10 cite each other; No. 10 has no point 9; No. 60 cites it after No. 55 has repealed it."""
    folder = tmp_path / "acts"
    folder.mkdir()
    repeals = "Признать утратившим силу Указ Президента Российской Федерации от 1 марта 2020 г. № 10."
    (folder / "10.txt").write_text(CITED, encoding="utf-8")
    (folder / "50.txt").write_text(CITING.format(more="", day="1 мая", number=50), encoding="utf-8")
    (folder / "55.txt").write_text(CITING.format(more="", day="1 июня", number=55).replace(
        "1. Пункт 3 Указа", f"1. {repeals}\n11. Пункт 3 Указа"), encoding="utf-8")
    (folder / "60.txt").write_text(CITING.format(more="", day="1 июля", number=60), encoding="utf-8")
    batch.run([str(folder)], str(tmp_path / "out"), SMALL)
    found = batch.graph.read(str(tmp_path / "out"))
    ten, fifty, sixty = (f"/akn/ru/act/ukaz/{date}" for date in ("2020-03-01/10", "2021-05-01/50", "2021-07-01/60"))
    nodes = {node["act"]: node for node in found.nodes}
    assert nodes[ten]["cited_by"] == 3
    assert nodes[ten]["cycle"] == nodes[fifty]["cycle"] == 1
    assert nodes[sixty]["cycle"] is None
    dead = {(row["act"], row["target_eid"], row["reason"].partition(" ")[0]) for row in found.dead}
    assert (fifty, "point_9", "the") in dead
    assert (sixty, "point_1", "repealed") in dead
    assert (fifty, "point_1", "repealed") not in dead
    assert found.most_cited(1)[0]["act"] == ten
    batch.graph.write(found, str(tmp_path / "graph"))
    linked = json.loads((tmp_path / "graph" / "graph.jsonld").read_text(encoding="utf-8"))
    assert next(row for row in linked["@graph"] if row["@id"] == fifty)["cites"] == [ten]
    networkx = pytest.importorskip("networkx")
    drawn = networkx.read_graphml(tmp_path / "graph" / "graph.graphml")
    assert drawn.edges[fifty, ten]["citations"] > 0
    assert pq.read_table(tmp_path / "graph" / "edges.parquet").num_rows == drawn.number_of_edges()


DECREED = """УКАЗ
ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ

О мерах

{body}

Президент Российской Федерации А.Иванов

Москва, Кремль
{day} 2021 года
№ {number}
"""


def decreed(folder: Path, **acts: tuple[str, str]) -> Path:
    """Write decrees of 2021: number -> (day, body)."""
    folder.mkdir()
    for name, (day, body) in acts.items():
        (folder / f"{name}.txt").write_text(DECREED.format(body=body, day=day, number=name.strip("n")), encoding="utf-8")
    return folder


def dead_in(tmp_path: Path, **acts: tuple[str, str]) -> set[tuple[str, str | None, str]]:
    batch.run([str(decreed(tmp_path / "acts", **acts))], str(tmp_path / "out"), SMALL)
    found = batch.graph.read(str(tmp_path / "out")).dead
    return {(str(row["act"]).rpartition("/")[2], row["target_eid"], row["reason"]) for row in found}


def test_a_repeal_of_a_part_kills_no_citation_of_the_whole(tmp_path):
    """No. 905 repeals point 9 of No. 647; later acts cite No. 647, its point 9, its point 9 "а" and its point 3."""
    repeals = ("1. Внести в Указ Президента Российской Федерации от 1 марта 2020 г. № 647 следующие изменения:\n"
               "а) пункт 9 признать утратившим силу.")
    cites = "Указа Президента Российской Федерации от 1 марта 2020 г. № 647"
    later = (f"1. Во исполнение Указа Президента Российской Федерации от 1 марта 2020 г. № 647 принять меры.\n2. Пункт 9 {cites} "
             f"применяется.\n3. Подпункт \"а\" пункта 9 {cites} применяется.\n4. Пункт 3 {cites} применяется.")
    dead = dead_in(tmp_path, n905=("1 мая", repeals), n906=("1 июня", later))
    why = "point_9 repealed by /akn/ru/act/ukaz/2021-05-01/905 of 2021-05-01"
    assert dead == {("906", "point_9", why), ("906", "point_9__item_а", why)}
    (repeal,) = [row for row in table(tmp_path / "out", "effects") if row["kind"] == "repeal"]
    assert repeal["targets"] == ["/akn/ru/act/ukaz/2020-03-01/647#point_9"]


def test_a_repeal_counts_from_its_day_and_only_without_limits(tmp_path):
    """A citation between the act and the day it names is alive; so is one of an act repealed in part, or in a sentence only."""
    act = "Указ Президента Российской Федерации от 1 марта 2020 г. № "
    repeals = (f"1. Признать утратившим силу с 1 сентября 2021 г. {act}1.\n"
               f"2. Признать утратившим силу второе предложение пункта 4 {act.replace('Указ', 'Указа')}2.")
    cites = f"1. Применять {act}1 и пункт 4 {act.replace('Указ', 'Указа')}2."
    dead = dead_in(tmp_path, n10=("1 мая", repeals), n11=("1 июня", cites), n12=("1 октября", cites))
    assert dead == {("12", None, "repealed by /akn/ru/act/ukaz/2021-05-01/10 of 2021-09-01")}
    targets = [target for row in table(tmp_path / "out", "effects") for target in row["targets"]]
    assert targets == ["/akn/ru/act/ukaz/2020-03-01/1", "/akn/ru/act/ukaz/2020-03-01/2#point_4/sentence_2"]


def test_an_act_whose_headings_are_lost_has_no_dead_references_of_its_own(tmp_path):
    """The heading "Статья 1" is gone, so that the text has no articles; and nothing says that point 7 never existed."""
    body = ("Внести в Указ Президента Российской Федерации от 1 марта 2020 г. № 647 следующие изменения:\n1) пункт 5 исключить.\n"
            "1. Пункт 1 статьи 1 настоящего Указа вступает в силу с 1 января 2022 г.")
    assert dead_in(tmp_path, n20=("1 мая", body)) == set()


def test_nothing_is_lost_without_a_word(tmp_path):
    """What is hidden, linked, no document, packed twice or of one name: read, failed or passed over, each with its address."""
    folder, out = corpus(tmp_path / "acts", 1), tmp_path / "out"
    (folder / ".hidden.txt").write_text(DECREE, encoding="utf-8")
    corpus(folder / ".git", 2)
    corpus(tmp_path / "elsewhere", 1)
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    (folder / "nowhere.txt").symlink_to(tmp_path / "gone.txt")
    os.mkfifo(folder / "pipe.txt")
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("a.txt", DECREE.replace("№ 647", "№ 2000"))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", DECREE.replace("№ 647", "№ 2001"))
        for name in ("b.md", "inner.zip", "rows.jsonl", "deep/.hidden.txt"):
            archive.writestr(name, DECREE)
    with zipfile.ZipFile(folder / "none.zip", "w"):
        pass
    with tarfile.open(folder / "b.tar", "w") as archive:
        archive.add(folder / "0000.txt", "./same.txt")
        archive.add(folder / "0000.txt", "./same.txt")
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "same.txt"
        archive.addfile(link)
    report = batch.run([str(folder)], str(out), SMALL)
    names = [str(row["address"]).removeprefix(f"{folder}/") for row in table(out, "acts")]
    assert names == ["0000.txt", "a.zip!/a.txt", "a.zip!/a.txt#2", "b.tar!/./same.txt", "b.tar!/./same.txt#2"]
    numbers = [row["number"] for row in table(out, "acts")]
    assert numbers == ["1000", "2000", "2001", "1000", "1000"]
    assert {one.address.removeprefix(f"{folder}/"): one.why for one in report.passed} == {
        ".hidden.txt": "hidden", ".git": "hidden", "linked": "a link to a folder", "pipe.txt": "no regular file",
        "a.zip!/b.md": "no document by its ending", "a.zip!/inner.zip": "an archive or a table within an archive",
        "a.zip!/rows.jsonl": "an archive or a table within an archive", "a.zip!/deep/.hidden.txt": "hidden",
        "none.zip": "it holds no document", "b.tar!/link.txt": "a link to same.txt"}
    assert [json.loads(line)["address"] for line in (out / "passed.jsonl").read_text(encoding="utf-8").splitlines()] == [
        one.address for one in report.passed]
    (failure,) = [json.loads(line) for line in (out / "failures.jsonl").read_text(encoding="utf-8").splitlines()]
    assert failure["address"].endswith("nowhere.txt")


def test_a_folder_that_cannot_be_read_is_a_failure(tmp_path, monkeypatch):
    folder, out = corpus(tmp_path / "acts", 1), tmp_path / "out"
    closed = str(corpus(folder / "closed", 1))
    scan = os.scandir

    def refused(path):
        if str(path) == closed:
            raise PermissionError(13, "Permission denied", closed)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refused)
    assert batch.run([str(folder)], str(out), SMALL).failed == 1
    failure = json.loads((out / "failures.jsonl").read_text(encoding="utf-8"))
    assert (failure["address"], failure["reason"]) == (closed, "cannot be opened: Permission denied")


def test_rows_are_counted_from_one_and_say_what_is_wrong_with_them(tmp_path):
    rows = [{"text": DECREE}, {"text": None}, {"n": 5}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    pq.write_table(pa.table({"text": [DECREE, None]}), tmp_path / "b.parquet")
    batch.run([str(tmp_path / "*.*")], str(tmp_path / "out"), SMALL)
    failures = [json.loads(line) for line in (tmp_path / "out" / "failures.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(Path(row["address"]).name, row["reason"]) for row in failures] == [
        ("a.jsonl#0000002", "cannot be read: 'text' is null"), ("a.jsonl#0000003", "cannot be read: the row has no 'text'"),
        ("b.parquet#0000002", "cannot be read: 'text' is null")]
    assert [Path(str(row["address"])).name for row in table(tmp_path / "out", "acts")] == ["a.jsonl#0000001", "b.parquet#0000001"]


def said(*arguments: object) -> tuple[int, str]:
    """Return exit code and standard error of a command."""
    with process("-m", "decreelex", *arguments) as run:
        error = run.communicate(timeout=120)[1].decode()
    assert "Traceback" not in error
    return run.returncode, error


def test_exit_codes_of_bulk(tmp_path):
    """0: all is read; 1: something failed, or there was nothing to read. Nothing new is no fault."""
    folder, out = corpus(tmp_path / "acts", 1), tmp_path / "out"
    options = ("--out", out, "--jobs", 1)
    assert said("bulk", folder, *options) == (0, "1 act parsed into 1 part, 0 kept from earlier runs, 0 failed\n")
    assert said("bulk", folder, *options) == (0, "nothing new parsed, 1 kept from earlier runs, 0 failed\n")
    (folder / "empty.txt").touch()
    code, error = said("bulk", folder, *options)
    assert (code, error.splitlines()[0]) == (1, "nothing new parsed, 1 kept from earlier runs, 1 failed")
    (tmp_path / "none").mkdir()
    code, error = said("bulk", tmp_path / "none", "--out", tmp_path / "out-2")
    assert (code, error.splitlines()[-1]) == (1, "  no act was read")


def test_wrong_use_of_graph_and_of_a_scheduler_is_said(tmp_path):
    folder, out = corpus(tmp_path / "acts", 1), tmp_path / "out"
    batch.run([str(folder)], str(out), batch.Options(jobs=1, steps=("parse",)))
    (tmp_path / "none").mkdir()
    batch.run([str(tmp_path / "none")], str(tmp_path / "nothing"), SMALL)
    (tmp_path / "file").touch()
    graph = ("--out", tmp_path / "graph")
    for arguments, words in (
            (("--from-bulk", out, *graph), "no citations and no effects and no modifications"),
            (("--from-bulk", folder, *graph), "decreelex graph DIR"), (("--from-bulk", tmp_path / "nothing", *graph), "read no act"),
            ((tmp_path / "none", *graph), "read no act"), ((folder, "--out", tmp_path / "file"), "is no folder"),
            ((folder, "--out", tmp_path / "file" / "in"), "is no folder")):
        code, error = said("graph", *arguments)
        assert (code, words in error) == (2, True), error
    for options, words in ((("--engine", "dask", "--scheduler", "blah"), "no address of a scheduler"),
                           (("--scheduler", "tcp://127.0.0.1:8786"), "the engine is not dask")):
        code, error = said("bulk", folder, "--out", out, *options)
        assert (code, words in error) == (2, True), error


@pytest.mark.slow
def test_a_cluster_started_here_ends_without_noise(tmp_path):
    """Run to its end, and stopped by Ctrl-C in the terminal, which every process of the group gets."""
    pytest.importorskip("distributed", reason="the extra bulk is not installed")
    folder = corpus(tmp_path / "acts", 400)
    options = ("-m", "decreelex", "bulk", folder, "--engine", "dask", "--jobs", 2, "--out")
    with process(*options, tmp_path / "out") as run:
        assert run.communicate(timeout=120)[1] == b"400 acts parsed into 1 part, 0 kept from earlier runs, 0 failed\n"
    with process(*options, tmp_path / "cut") as run:
        while not (tmp_path / "cut" / "manifest" / "plan.json").exists():
            time.sleep(0.01)
        time.sleep(2)
        os.killpg(run.pid, signal.SIGINT)
        error = run.communicate(timeout=120)[1].decode()
    assert "Traceback" not in error
    assert "WARNING" not in error


def test_a_scheduler_that_does_not_answer_is_said(tmp_path):
    pytest.importorskip("distributed", reason="the extra bulk is not installed")
    code, error = said("bulk", corpus(tmp_path / "acts", 1), "--out", tmp_path / "out", "--engine", "dask", "--scheduler", "127.0.0.1:9")
    assert (code, "no scheduler answers" in error) == (2, True), error


def test_a_full_disk_is_said_with_the_path(tmp_path, monkeypatch):
    monkeypatch.setattr(batch.work.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match=r"No space left on device: .*out/manifest/plan\.json"):
        batch.run([str(corpus(tmp_path / "acts", 1))], str(tmp_path / "out"), SMALL)
    assert not list((tmp_path / "out" / "manifest").iterdir())
