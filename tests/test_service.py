"""A real service in a process of its own, over real sockets: the client, and faults that only sockets can have."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import re
import select
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import decreelex
import decreelex.store
from decreelex.client import Client, ServiceError
from test_store import ENDING, IRI

ROOT = Path(__file__).resolve().parents[1]
KEY = "a key that may write"
LIMITS = {"header_seconds": 1.5, "body_seconds": 1.5, "max_connections": 200, "job_seconds": 3.0, "write_seconds": 1.5}


@contextlib.contextmanager
def serving(folder: Path, **limits: object) -> Iterator[tuple[str, int]]:
    """Run a service with a store and return where it is."""
    code = ("import json, sys\nfrom decreelex import web\n"
            "given = json.loads(sys.argv[1])\nport = given.pop('port')\n"
            "given['keys'] = tuple(given['keys'])\nweb.run(web.Settings(**given), port=port)\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    keys = [hashlib.sha256(KEY.encode()).hexdigest()]
    given = json.dumps({"db": str(folder / "s.db"), "jobs": 1, "log": True, "keys": keys, "port": port, **limits})
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-c", code, given], stderr=log, env=env)
        try:
            wait_for(port, process)
            yield "127.0.0.1", port
        finally:
            process.terminate()
            process.wait(20)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "the service ended"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("the service does not listen")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    folder = tmp_path_factory.mktemp("service")
    decreelex.store.open_store(folder / "s.db", create=True).close()
    with serving(folder, **LIMITS) as at:
        with Client(f"http://{at[0]}:{at[1]}") as client:
            client.questions()  # the workers are up
            client.parse("1. Warm.")
        yield at


@pytest.fixture
def client(service: tuple[str, int]) -> Iterator[Client]:
    with Client(f"http://{service[0]}:{service[1]}", key=KEY) as made:
        yield made


def test_the_client_gives_what_the_functions_give(client: Client) -> None:
    dates = {"as_of": "2023-05-18", "known_at": "2023-06-01"}
    assert client.ask("mobilization.ended", **dates) == decreelex.ask("mobilization.ended", **dates)
    text = "1. Declare partial mobilization in the Russian Federation from 21 September 2022."
    assert client.parse(text, name="x") == decreelex.parse(text, name="x")
    assert client.annotate(text) == decreelex.annotate(decreelex.parse(text))
    assert client.questions() == decreelex.questions()
    code = "/akn/ru/act/code/1996-06-13/63-fz"
    assert client.act(code, at="2022-09-24") == decreelex.consolidate(code, "2022-09-24")
    assert client.diff(code, "2022-09-23", "2022-09-24") == decreelex.diff(code, "2022-09-23", "2022-09-24")
    assert client.history(code, "art_337__part_2.1") == list(decreelex.history(code, "art_337__part_2.1"))
    assert client.timeline("ru/mobilization/2022", known_at="2023-06-01").bands
    assert [row.id for row in client.regimes()]
    assert [row.iri for row in client.acts(page=5)] == [row.iri for row in client.acts()]


def test_the_client_raises_what_the_service_says(client: Client) -> None:
    with pytest.raises(ServiceError) as refused:
        client.ask("Will I be called up?")
    assert (refused.value.status, refused.value.diagnostics[0].code) == (422, "question-not-understood")
    assert refused.value.request
    with pytest.raises(ServiceError) as absent:
        client.act("/akn/ru/act/ukaz/2022-09-21/648")
    assert absent.value.status == 404
    with pytest.raises(ValueError, match="not the address"):
        Client("ftp://127.0.0.1")


def test_the_same_is_not_sent_twice(client: Client, service: tuple[str, int]) -> None:
    first = client.questions()
    assert client.questions() == first
    assert re.search(r'route="/api/v1/questions",status="304"\} [1-9]', metrics(service))


def metrics(service: tuple[str, int]) -> str:
    return exchange(service, b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").decode()


def exchange(service: tuple[str, int], data: bytes, *, seconds: float = 10) -> bytes:
    """Send bytes and return what comes back until the service closes."""
    with socket.create_connection(service, seconds) as made:
        made.sendall(data)
        got = b""
        while part := made.recv(1 << 16):
            got += part
        return got


def test_writing_needs_a_key(service: tuple[str, int], client: Client) -> None:
    with Client(f"http://{service[0]}:{service[1]}") as nobody, pytest.raises(ServiceError) as refused:
        nobody.add(ENDING, published="2026-12-01")
    assert (refused.value.status, refused.value.diagnostics[0].code) == (401, "key-needed")
    asked = {"as_of": "2026-12-11", "known_at": "2026-12-31"}
    assert client.ask("mobilization.ended", **asked).verdict == "no"
    added = client.add(ENDING, published="2026-12-01")
    assert (added.iri, added.new) == (IRI, True)
    time.sleep(1.1)  # an answer may be a second behind the store
    assert client.ask("mobilization.ended", **asked).verdict == "yes"
    assert {hit.iri for hit in client.search("прекращение мобилизации")} == {IRI}
    assert client.remove(IRI) == 2
    time.sleep(1.1)
    assert client.ask("mobilization.ended", **asked).verdict == "no"
    with pytest.raises(ServiceError) as gone:
        client.remove(IRI)
    assert gone.value.status == 404


def test_a_slow_head_is_given_up(service: tuple[str, int], client: Client) -> None:
    with socket.create_connection(service, 10) as slow:
        begin = time.monotonic()
        closed = False
        for byte in b"GET /health HTTP/1.1\r\nHost: a\r\n" + b"X-A: b\r\n" * 100:
            try:
                slow.send(bytes([byte]))
                closed = bool(select.select([slow], [], [], 0.1)[0]) and slow.recv(10) == b""
            except OSError:
                closed = True
            if closed:
                break
        assert closed
        assert time.monotonic() - begin < 10
    assert client.ask("mobilization.ended", as_of="2023-05-18").verdict == "no"


def test_a_slow_body_is_told_so(service: tuple[str, int]) -> None:
    head = b"POST /api/v1/ask HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{"
    got = exchange(service, head)
    assert got.startswith(b"HTTP/1.1 408")
    assert b"request-too-slow" in got


def test_a_client_that_says_nothing_is_given_up(service: tuple[str, int]) -> None:
    assert exchange(service, b"") == b""


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET /health HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 300_000 + b"\r\n\r\n", b"431"),
        (b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\n\r\n", b"431"),
        (b"nonsense\r\n\r\n", b"400"),
        (b"POST /api/v1/parse HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 99999999999\r\n"
         b"Connection: close\r\n\r\nabc", b"413"),
        (b"GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b"404"),
        (b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b"404"),
    ],
    ids=["long-header", "long-address", "nonsense", "huge-body", "path", "path-encoded"],
)
def test_hostile_requests(service: tuple[str, int], data: bytes, status: bytes) -> None:
    with contextlib.suppress(ConnectionResetError, BrokenPipeError):  # it may close before we have said all
        got = exchange(service, data)
        assert got.split(b" ", 2)[1] == status
    with Client(f"http://{service[0]}:{service[1]}") as client:
        assert client.ask("mobilization.ended", as_of="2023-05-18").verdict == "no"


def test_long_work_is_cut_off_and_harms_nobody(service: tuple[str, int], client: Client) -> None:
    """The text is large enough for more than the seconds that this service allows."""
    unit = "1. Внести в статью 5 Федерального закона от 1 января 2020 г. № 1-ФЗ изменение, признав пункт 3 утратившим силу.\n\n"
    body = json.dumps({"text": "ФЕДЕРАЛЬНЫЙ ЗАКОН\n\n" + unit * 40_000}, ensure_ascii=False).encode()
    head = (b"POST /api/v1/parse HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n"
            b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n")
    with socket.create_connection(service, 20) as long:
        long.sendall(head + body)
        times = []
        for _ in range(20):
            begin = time.perf_counter()
            client.ask("mobilization.ended", as_of="2023-05-18")
            times.append(time.perf_counter() - begin)
        got = b""
        while part := long.recv(1 << 16):
            got += part
    assert got.startswith(b"HTTP/1.1 504")
    assert b"time-limit" in got
    assert client.parse("1. After it, all is well.").provisions


def test_ten_thousand_connections(service: tuple[str, int]) -> None:
    """What is over the limit is refused with a status and a reason; who was there is served."""
    with contextlib.suppress(ImportError, ValueError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        if hard < 12_000:
            pytest.skip(f"this process may have {hard} files open, which is too few for 10,000 connections")
    with Client(f"http://{service[0]}:{service[1]}") as early:
        early.questions()
        refused, given_up = asyncio.run(crowd(service, 10_000))
        early.questions()
    assert refused > 5_000
    assert refused + given_up == 10_000  # the others had a place for a while, said nothing and were given up
    time.sleep(2)
    with Client(f"http://{service[0]}:{service[1]}") as late:
        assert late.ask("mobilization.ended", as_of="2023-05-18").verdict == "no"


async def crowd(service: tuple[str, int], count: int) -> tuple[int, int]:
    """Open connections and say nothing on them; return how many were refused politely, and how many closed in silence."""
    gate = asyncio.Semaphore(500)

    async def one() -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        async with gate:
            try:
                return await asyncio.open_connection(*service)
            except OSError:
                return None

    opened = await asyncio.gather(*(one() for _ in range(count)))

    async def end(pair: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None) -> bytes | None:
        if pair is None:
            return None
        try:
            async with asyncio.timeout(10):
                got = await pair[0].read(1000)
        except ConnectionResetError:
            got = b""
        except TimeoutError:
            return None
        finally:
            pair[1].close()
        return got

    ends = await asyncio.gather(*map(end, opened))
    polite = [e for e in ends if e and e.startswith(b"HTTP/1.1 503") and b"too many connections" in e]
    return len(polite), ends.count(b"")


def test_the_log_has_requests_and_no_questions(tmp_path: Path) -> None:
    decreelex.store.open_store(tmp_path / "s.db", create=True).close()
    with serving(tmp_path) as at, Client(f"http://{at[0]}:{at[1]}") as client:
        with pytest.raises(ServiceError):
            client.ask("my own secret question")
        exchange(at, b"GET /api/v1/ask?question=secret+words HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        for _ in range(100):  # a line is written when its answer is out
            if (tmp_path / "log").read_bytes().count(b'"event":"request"') == 2:
                break
            time.sleep(0.05)
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines() if line.startswith("{")]
    assert [(line["method"], line["path"], line["status"]) for line in lines] == [
        ("POST", "/api/v1/ask", 422), ("GET", "/api/v1/ask", 422)]
    assert len({line["id"] for line in lines}) == 2
    assert "secret" not in (tmp_path / "log").read_text()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--db", "no/such.db"], "no-store"),
        (["--write-keys", "keys"], "bad-key-file"),
        (["--write-keys", "no-keys"], "no-such-file"),
        (["--port", "99999"], "99999"),
    ],
)
def test_wrong_use_of_serve(tmp_path: Path, words: list[str], code: str) -> None:
    (tmp_path / "keys").write_text("# mine\nabc\n")
    done = subprocess.run([sys.executable, "-m", "decreelex", "serve", *words], cwd=tmp_path, capture_output=True, timeout=60,
                          encoding="utf-8", check=False, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})
    assert done.returncode == 2, done.stderr
    assert code in done.stderr


def test_a_port_that_is_taken(service: tuple[str, int]) -> None:
    done = subprocess.run([sys.executable, "-m", "decreelex", "serve", "--port", str(service[1])], capture_output=True, timeout=60,
                          encoding="utf-8", check=False, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert str(service[1]) in done.stderr


def test_a_store_that_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "s.db").write_bytes(b"x" * 100_000)
    with serving(tmp_path) as at, Client(f"http://{at[0]}:{at[1]}") as client:
        with pytest.raises(ServiceError) as damaged:
            client.search("words")
        assert damaged.value.status == 503
        assert damaged.value.diagnostics[0].code == "store-damaged"


def test_a_parameter_given_twice_is_refused(tmp_path):
    """Which of the two was meant nobody knows; acts left out may be several."""
    decreelex.store.open_store(tmp_path / "s.db", create=True).close()
    with serving(tmp_path) as at:
        address = f"http://{at[0]}:{at[1]}/api/v1/ask?question=mobilization.ended"
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}&lang=en&lang=ru", timeout=30)
        with refused.value as answer:
            assert answer.code == 400
            assert json.load(answer)["diagnostics"][0]["code"] == "option-twice"
        left_out = "&without=/akn/ru/act/ukaz/2022-10-05/712&without=/akn/ru/act/ukaz/2022-09-24/664"
        with urllib.request.urlopen(address + left_out, timeout=30) as fine:
            assert fine.status == 200
