"""The HTTP API in one process: what it answers, how it refuses, what every response carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from decreelex import api
from decreelex.model import Answer, Expression
from decreelex.web import Settings, create_app
from decreelex.web.reply import takes_gzip

ASK = "/api/v1/ask?question=mobilization.ended&as_of=2023-05-18&known_at=2023-06-01"
DECREE = "/akn/ru/act/ukaz/2022-09-21/647"
CODE = "/akn/ru/act/code/1996-06-13/63-fz"
TEXT = "1. Declare partial mobilization in the Russian Federation from 21 September 2022."


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Any]]:
    settings = Settings(jobs=1, job_seconds=20, max_body=200_000)
    with TestClient(create_app(settings=settings), raise_server_exceptions=False) as made:
        yield made


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    """Return the problem document of a refusal, having checked that it is one."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert found["type"].endswith(f"/{code}")
    assert found["request"] == response.headers["x-request-id"]
    assert [d["code"] for d in found["diagnostics"]][:1] == [code]
    return found


def test_an_answer_is_that_of_the_command(client: TestClient[Any]) -> None:
    got = msgspec.json.decode(client.get(ASK).content, type=Answer)
    assert (got.verdict, got.status, got.certain) == ("no", "running", True)
    assert got == api.ask("mobilization.ended", as_of="2023-05-18", known_at="2023-06-01")


def test_get_and_post_take_the_same_names(client: TestClient[Any]) -> None:
    query = "&param=regime=ru/martial-law/2022&as_of=2022-10-19&known_at=2022-12-01&doctrine=formal-act&lang=en"
    asked = {"question": "regime.started", "params": {"regime": "ru/martial-law/2022"}, "as_of": "2022-10-19",
             "known_at": "2022-12-01", "doctrine": "formal-act", "lang": "en", "assume": [], "without": []}
    got, posted = client.get(f"/api/v1/ask?question=regime.started{query}"), client.post("/api/v1/ask", json=asked)
    assert got.status_code == posted.status_code == 200
    assert got.json() == posted.json()
    assert got.json()["verdict"] == "no"  # martial law began on 20 October at 00:00


def test_an_act_may_be_assumed(client: TestClient[Any]) -> None:
    ending = ("published: 2026-12-01\nУКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ\n\n1. Прекратить с 10 декабря 2026 г. частичную"
              " мобилизацию, объявленную Указом Президента Российской Федерации от 21 сентября 2022 г. № 647.\n\n"
              "2. Настоящий Указ вступает в силу со дня его официального опубликования.\n\n"
              "Президент Российской Федерации\n\nМосква, Кремль\n1 декабря 2026 года\n№ 901\n")
    asked = {"question": "mobilization.ended", "as_of": "2026-12-10", "known_at": "2026-12-31", "assume": [ending]}
    assert client.post("/api/v1/ask", json=asked).json()["verdict"] == "yes"


def test_a_question_not_understood_gets_the_nearest(client: TestClient[Any]) -> None:
    found = problem(client.get("/api/v1/ask?question=Will+I+be+called+up"), 422, "question-not-understood")
    assert found["diagnostics"][0]["suggestions"]
    assert found["diagnostics"][0]["span"] is not None


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 400, "bad-request"),
        ("question=mobilization.ended&as_of=18.05.2023", 422, "bad-date"),
        ("question=mobilization.ended&asof=2023-05-18", 400, "bad-request"),
        ("question=mobilization.ended&lang=de", 400, "bad-request"),
        ("question=mobilization.ended&doctrine=none", 422, "unknown-doctrine"),
        ("question=mobilization.ended&param=regime", 422, "bad-request"),
        ("question=regime.ended", 422, "missing-param"),
        ("question=" + "x" * 2001, 400, "bad-request"),
    ],
)
def test_wrong_questions(client: TestClient[Any], query: str, status: int, code: str) -> None:
    problem(client.get(f"/api/v1/ask?{query}"), status, code)


def test_a_text_is_parsed(client: TestClient[Any]) -> None:
    got = client.post("/api/v1/parse", json={"text": TEXT, "name": "draft"})
    expression = msgspec.json.decode(got.content, type=Expression)
    assert expression == api.parse(TEXT, name="draft")
    assert [e.kind for p in expression.provisions for e in p.effects] == ["declaration"]
    plain = client.post("/api/v1/parse?format=text", content=TEXT.encode(), headers={"content-type": "text/plain"})
    assert plain.text == TEXT
    assert client.post("/api/v1/parse?format=akn", json={"text": TEXT}).content.startswith(b"<?xml")


def test_a_file_is_parsed(client: TestClient[Any]) -> None:
    page = f"<html><body><p>{TEXT}</p></body></html>".encode()
    got = client.post("/api/v1/parse?name=a.html&steps=citations", content=page, headers={"content-type": "text/html"})
    assert got.json()["provisions"][0]["text"] == TEXT[3:]


def test_amendments_and_apply(client: TestClient[Any]) -> None:
    base = "1. The term is ten days.\n2. The fee is due."
    change = "In point 1 of the Decree the words \"ten days\" shall be replaced with the words \"twenty days\"."
    got = client.post("/api/v1/amendments", json={"text": change})
    assert got.status_code == 200
    assert set(got.json()) == {"modifications", "unparsed"}
    applied = client.post("/api/v1/apply", json={"base": base, "amending": [change]})
    assert applied.status_code == 200
    assert {"applied", "not_applied", "text"} <= set(applied.json())


def test_bodies_that_are_wrong(client: TestClient[Any]) -> None:
    problem(client.post("/api/v1/parse", json={"txt": 1}), 400, "bad-body")
    problem(client.post("/api/v1/parse", content=b"{", headers={"content-type": "application/json"}), 400, "bad-body")
    problem(client.post("/api/v1/parse", content=b"x", headers={"content-type": "image/png"}), 415, "bad-media-type")
    problem(client.post("/api/v1/parse", content=b"", headers={"content-type": "text/plain"}), 422, "input-empty")
    problem(client.post("/api/v1/ask", json={"question": 1}), 400, "bad-request")
    problem(client.post("/api/v1/parse", content=b"x" * 200_001, headers={"content-type": "text/plain"}), 413, "body-too-large")


def test_acts_on_a_date(client: TestClient[Any]) -> None:
    before = client.get(f"/api/v1/acts{CODE}?at=2022-09-23").json()
    after = client.get(f"/api/v1/acts{CODE}?at=2022-09-24").json()
    assert client.get(f"/api/v1/acts{DECREE}?at=2022-10-01").json()["status"] == "in_force"
    assert before["text"] != after["text"]
    assert client.get(f"/api/v1/acts{CODE}/rus@2022-09-24?format=text").text == after["text"]
    problem(client.get("/api/v1/acts/akn/ru/act/ukaz/2022-09-21/648"), 404, "unknown-act")
    problem(client.get(f"/api/v1/acts{DECREE}?at=2001-01-01"), 404, "no-text-at-date")
    problem(client.get(f"/api/v1/acts{DECREE}?at=soon"), 422, "bad-date")


def test_formats_of_an_act(client: TestClient[Any]) -> None:
    at = f"/api/v1/acts{DECREE}?at=2022-10-01"
    assert client.get(at, headers={"accept": "application/ld+json"}).json()["@id"] == DECREE
    assert client.get(at, headers={"accept": "application/akn+xml"}).content.startswith(b"<?xml")
    assert client.get(at, headers={"accept": "text/plain"}).headers["content-type"].startswith("text/plain")
    problem(client.get(at, headers={"accept": "image/png"}), 406, "bad-format")


def test_lists_come_in_pages(client: TestClient[Any]) -> None:
    whole = client.get("/api/v1/acts?limit=1000").json()
    assert whole["total"] == len(whole["acts"]) > 10
    address, found = "/api/v1/acts?limit=7", []
    while address:
        page = client.get(address).json()
        found += page["acts"]
        address = page["next"]
    assert found == whole["acts"]
    problem(client.get("/api/v1/acts?limit=0"), 400, "bad-request")


def test_timeline(client: TestClient[Any]) -> None:
    found = client.get("/api/v1/timeline?regime=ru/mobilization/2022&known_at=2023-06-01").json()
    assert [band["status"] for band in found["bands"]][:2] == ["not_started", "running"]
    picture = client.get("/api/v1/timeline?regime=ru/mobilization/2022&format=svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    problem(client.get("/api/v1/timeline?regime=nowhere"), 404, "unknown-regime")


def test_the_same_answer_is_not_sent_twice(client: TestClient[Any]) -> None:
    first = client.get(ASK)
    again = client.get(ASK, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get(ASK, headers={"if-none-match": '"other"'}).status_code == 200


def test_answers_are_packed_where_the_client_unpacks(client: TestClient[Any]) -> None:
    packed = client.get(ASK, headers={"accept-encoding": "gzip"})
    plain = client.get(ASK, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert takes_gzip("br, gzip;q=0.5")
    assert not takes_gzip("gzip;q=0, br")


@pytest.mark.parametrize("path", ["/health", ASK, "/no/such/page", "/api/v1/ask", "/metrics"])
def test_headers_of_every_response(client: TestClient[Any], path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in client.get(path, headers={"origin": "https://example.org"}).headers


def test_addresses_and_methods(client: TestClient[Any]) -> None:
    problem(client.get("/no/such/page"), 404, "no-such-address")
    refused = client.delete("/api/v1/ask")
    problem(refused, 405, "method-not-allowed")
    assert "GET" in refused.headers["allow"]
    assert client.get("/health", headers={"x-request-id": "mine-1"}).headers["x-request-id"] == "mine-1"
    assert client.get("/health", headers={"x-request-id": "bad id!"}).headers["x-request-id"] != "bad id!"


def test_every_problem_explains_itself(client: TestClient[Any]) -> None:
    found = client.get("/no/such/page").json()
    assert client.get(found["type"]).text.startswith("no-such-address:")
    assert client.get(found["type"], headers={"accept-language": "ru"}).text.startswith("no-such-address: По")
    problem(client.get("/api/v1/problems/nothing"), 404, "unknown-code")


def test_health_and_metrics(client: TestClient[Any]) -> None:
    assert client.get("/health").json()["status"] == "ok"
    client.get(ASK)
    text = client.get("/metrics").text
    assert 'decreelex_requests_total{method="GET",route="/api/v1/ask",status="200"}' in text
    assert 'route="/no/such' not in text  # else anybody could make any number of series


def test_limits_of_rate_and_host() -> None:
    with TestClient(create_app(settings=Settings(rate=0.001, burst=3))) as limited:
        assert [limited.get("/health").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
        refused = limited.get("/health")
        problem(refused, 429, "too-many-requests")
        assert int(refused.headers["retry-after"]) >= 1
    with TestClient(create_app(settings=Settings(hosts=("localhost",)))) as named:
        assert named.get("/health", headers={"host": "localhost:8000"}).status_code == 200
        problem(named.get("/health", headers={"host": "evil.example"}), 421, "wrong-host")


def test_work_that_takes_too_long_is_cut_off() -> None:
    app = create_app(settings=Settings(jobs=1, job_seconds=0.5))
    with TestClient(app) as client:
        client.get(ASK)  # its worker is up
        service = app.state.service

        async def dawdle() -> int:
            try:
                await service.run("sleep", slow=True, seconds=60)
            except Exception as refusal:
                return refusal.status  # type: ignore[attr-defined,no-any-return]
            return 0

        with client.portal() as portal:
            assert portal.call(dawdle) == 504
        assert client.get(ASK).json()["verdict"] == "no"


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u2028\x00\ufeff\u202e{{7*7}}{% raw %}"


def test_hostile_text_stays_text(client: TestClient[Any]) -> None:
    """What an act says comes back as JSON, XML or text that no browser takes for a page."""
    text = f"1. {HOSTILE} declares partial mobilization.\n\n2. \"{HOSTILE}\"."
    for form in ("json", "akn", "text", "tree"):
        got = client.post(f"/api/v1/parse?format={form}", json={"text": text, "name": HOSTILE})
        assert got.status_code in {200, 422}, got.text
        assert not got.headers["content-type"].startswith("text/html")
        assert got.headers["x-content-type-options"] == "nosniff"
        assert form != "akn" or b"<script>" not in got.content
        assert form != "text" or got.status_code != 200 or got.text == text
    refused = client.get("/api/v1/ask", params={"question": HOSTILE})
    assert refused.headers["content-type"] == "application/problem+json"
    absent = client.get("/api/v1/acts/" + "akn/ru/act/<script>alert(1)</script>")
    assert (absent.status_code, absent.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "iri", ["../../etc/passwd", "akn/../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "akn/ru/act/x'; DROP TABLE work--/1/1"],
)
def test_addresses_name_no_files_and_no_statements(client: TestClient[Any], iri: str) -> None:
    assert client.get(f"/api/v1/acts/{iri}").status_code in {404, 422}


def test_the_same_asked_by_many_is_worked_out_once() -> None:
    app = create_app(settings=Settings(jobs=1))
    with TestClient(app) as made:
        made.get("/api/v1/questions")
        service = app.state.service

        async def many() -> int:
            import asyncio

            before = service.quick.idle[0].done
            replies = await asyncio.gather(*(service.reply("regimes") for _ in range(20)))
            assert len({reply.etag for reply in replies}) == 1
            return int(service.quick.idle[0].done - before)

        with made.portal() as portal:
            assert portal.call(many) == 1
