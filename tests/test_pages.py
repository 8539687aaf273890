"""The reader's pages: what must stand on them, that hostile words stay words, and how they are served."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import TestClient

from assumed import ENDING
from decreelex import api, stored
from decreelex.model import Answer, Proof, Quotation
from decreelex.span import Span
from decreelex.web import Settings, create_app
from decreelex.web.pages import known, marks, search, views, words
from decreelex.web.pages.marks import Mark
from decreelex.web.pages.templates import Reader

ROOT = Path(__file__).resolve().parents[1]
DECREE = "/akn/ru/act/ukaz/2022-09-21/647"
CODE = "/akn/ru/act/code/1996-06-13/63-fz"
PLENUM = "/akn/ru/doc/plenum-vs/2023-05-18/11"
NO_TEXT = "/akn/ru/act/fz/2022-11-04/421-fz"
VOID = {"meta", "link", "input", "br", "hr", "img"}
DAY = {"as_of": "2023-05-18", "known_at": "2026-11-22"}
HOSTILE = """УКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ

О <script>alert(1)</script> "><img src=x onerror=alert(2)> \u202eцод\u202c {{ 7 * 7 }}

1. Объявить </p></article><script src="//evil.example/x.js"></script> частичную мобилизацию.

2. <a href="javascript:alert(3)">Указ</a> от 21 сентября 2022 г. № 647 &lt;b&gt; '"`\u0000\u0085 признать утратившим силу.

Президент Российской Федерации

1 декабря 2026 года
№ 901
"""


class Page(HTMLParser):
    """A page as its elements: (tag, attributes) in order, its words, and where opened and closed tags do not match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(name: str, language: str = "en", **arguments: Any) -> Page:
    return Page(html(name, language, **arguments))


def html(name: str, language: str = "en", **arguments: Any) -> str:
    return views.page(name, language=language, address="/", **arguments).decode()


PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "home": ("home", {}), "acts": ("acts", {"query": {}}), "regimes": ("regimes", {}), "form": ("own_form", {}),
    "decree": ("act", {"iri": DECREE, "query": {}}),
    "annotated": ("act", {"iri": DECREE, "query": {"layers": "norms", "at": "2022-12-01"}}),
    "english": ("act", {"iri": DECREE, "query": {"text": "eng"}}),
    "code": ("act", {"iri": CODE, "query": {"at": "2022-09-24"}}),
    "no text": ("act", {"iri": NO_TEXT, "query": {}}),
    "difference": ("act", {"iri": CODE, "query": {"from": "2022-09-23", "to": "2022-09-24"}}),
    "no": ("answer", {"given": {"question": "mobilization.ended", **DAY}}),
    "not certain": ("answer", {"given": {"question": "mobilization.ended"}}),
    "contested": ("answer", {"given": {"question": "mobilization.ended", "doctrine": "no-decree-needed", **DAY}}),
    "list": ("answer", {"given": {"question": "mobilization.what-would-end"}}),
    "supposed": ("answer", {"given": {"question": "mobilization.ended", "as_of": "2026-12-10", "assume": ENDING}}),
    "changes": ("changes", {"given": {"question": "mobilization.ended", **DAY}}),
    "mobilization": ("regime", {"regime_id": "ru/mobilization/2022", "given": {}}),
    "emergency": ("regime", {"regime_id": "ru/emergency/1993", "given": {"known_at": "2026-11-22"}}),
    "found": ("search", {"query": "мобилизация"}), "not found": ("search", {"query": "qwxyz"}), "empty": ("search", {"query": ""}),
    "own": ("own", {"data": (ROOT / "texts" / "ukaz-712-2022.rus.txt").read_bytes()}),
    "hostile": ("own", {"data": HOSTILE.encode(), "pasted": True}),
}


# --- words


def test_both_languages_have_the_same_words_and_every_word_is_used() -> None:
    tables = [tomllib.loads((ROOT / "grammar" / f"pages.{lang}.toml").read_text(encoding="utf-8")) for lang in words.LANGUAGES]
    english, russian = ({f"{section}.{name}": said for section, rows in table.items() for name, said in rows.items()} for table in tables)
    assert english.keys() == russian.keys()
    assert all(set(re.findall(r"\$\w+", said)) == set(re.findall(r"\$\w+", russian[name])) for name, said in english.items())
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/decreelex/web").rglob("*") if path.suffix in {".py", ".html"})
    assert [name for name in english if not used(name, code)] == []


def used(name: str, code: str) -> bool:
    """Return whether a word is named in the code; names put together there begin with layer_, or end with _title or _lead."""
    section, _, last = name.partition(".")
    composed = last.startswith("layer_") or section == "error" or name in {"act.in_force", "act.ceased", "act.unpublished", "act.repealed",
                                                                             "act.rus", "act.eng", "own.empty"}
    return composed or f"t.{section}.{last}" in code or (section == "own" and f'"{last}"' in code)


@pytest.mark.parametrize(("accepted", "language"), [
    ("ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("en-US,en;q=0.5", "en"), ("de,ru;q=0.7,en;q=0.3", "ru"), ("", "en"), ("*", "en"),
    ("en;q=0, ru;q=0.1", "ru"), ("ru;q=x", "en"), (",;q=,ru", "ru"), ("a" * 10_000, "en"),
])
def test_the_language_is_the_first_of_ours_that_the_browser_asks_for(accepted: str, language: str) -> None:
    assert words.preferred(accepted) == language


# --- every page


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_sound(name: str, language: str) -> None:
    made, arguments = PAGES[name]
    found = page(made, language, **arguments)
    assert found.faults == []
    assert found.open == []
    assert found.all("html")[0]["lang"] == language
    assert len(found.all("h1")) == 1
    ids = Counter(a["id"] for _, a in found.elements if "id" in a)
    assert [one for one, count in ids.items() if count > 1] == []
    labelled = {a["for"] for a in found.all("label") if "for" in a}
    for tag, a in found.elements:
        assert "style" not in a, "the security policy forbids it"
        assert not [key for key in a if key.startswith("on")]
        assert not (tag == "script" and "src" not in a)
        for key in ("aria-describedby", "aria-labelledby"):
            assert set((a.get(key) or "").split()) <= ids.keys(), (tag, a)
        target = str(a.get("href") or a.get("action") or a.get("src") or "/")
        assert re.match(r"(/(?!/)|#)", target), f"only addresses of our own: {target}"
        if target.startswith("#") and target not in {"#", "#main"} and name not in {"code", "difference", "own", "hostile"}:
            assert unquote(target[1:]) in ids, target
        if tag == "textarea" or (tag == "input" and a.get("type") not in {"hidden", "checkbox"} and a.get("id")):
            assert a.get("id") in labelled or a.get("aria-label")
    assert words.words(language)["site"]["advice"] in found.text


# --- answers


def quotations(answer: Answer) -> Iterator[Quotation]:
    stack: list[Proof] = [answer.proof] if answer.proof else []
    while stack:
        step = stack.pop()
        yield from step.sources
        stack += step.premises


def marked(shown: str) -> str:
    """Return the words that a page marks as quoted."""
    inside = "".join(re.findall(r'<mark class="quoted"[^>]*>(.*?)</mark>', shown, re.DOTALL))
    return re.sub(r"<[^>]*>", "", inside).replace("&#34;", '"')


@pytest.mark.parametrize("question", ["mobilization.ended", "mobilization.status", "mobilization.started"])
def test_every_quotation_of_a_proof_leads_to_its_words_in_the_act(question: str) -> None:
    quoted = [q for q in quotations(api.ask(question, lang="en", **DAY)) if q.quote]
    assert quoted
    shown = html("answer", given={"question": question, **DAY}).replace("&amp;", "&").replace("&#34;", '"')
    for one in quoted:
        address = known.known(None).quotation(one)
        assert address.split("#")[0] in shown
        parts = urlsplit(address)
        target = html("act", iri=unquote(parts.path), query=dict(parse_qsl(parts.query)))
        assert marked(target) == one.quote
        assert f'id="{parts.fragment}"' in target


@pytest.mark.parametrize(("asked", "english", "russian"), [
    ("no", "NO", "НЕТ"), ("contested", "CONTESTED", "СПОРНО"), ("supposed", "YES", "ДА")])
def test_the_verdict_is_said_first_in_the_readers_language(asked: str, english: str, russian: str) -> None:
    made, arguments = PAGES[asked]
    for language, verdict in (("en", english), ("ru", russian)):
        shown = html(made, language, **arguments)
        assert re.search(r'<section class="verdict [^>]*>\s*<p class="word"><strong>([^<]*)', shown)[1] == verdict  # type: ignore[index]
        assert shown.index("<strong>" + verdict) < shown.index('id="proof"')


def test_everything_in_an_answer_is_on_its_page() -> None:
    answer = api.ask("mobilization.ended", lang="en", **DAY)
    text = " ".join(page("answer", given={"question": "mobilization.ended", **DAY}).text.split())
    said = [answer.because, answer.question.understood, *answer.missing]
    said += [part for claim in answer.defeated for part in (claim.claim, claim.by, claim.why)]
    said += [part for a in answer.assumptions for part in (a.closed_world, str(a.attested_by))]
    said += [q.quote for q in quotations(answer) if q.quote]
    stack = [answer.proof]
    while stack:
        step = stack.pop()
        assert step is not None
        said.append(step.conclusion)
        stack += step.premises
    assert [one for one in said if " ".join(one.split()) not in text] == []
    assert "compiled text, not the official publication" in text
    assert "interpretation, not quoted law" in text


def test_a_hypothetical_answer_says_so_before_its_verdict() -> None:
    shown = html("answer", given={"question": "mobilization.ended", "as_of": "2026-12-10", "assume": ENDING})
    assert words.words("en")["answer"]["hypothesis"] in shown
    assert shown.index("Hypothetical") < shown.index('class="verdict')
    assert "Прекратить с 10 декабря 2026 г. частичную мобилизацию" in shown


def test_doctrines_stand_side_by_side() -> None:
    text = page("answer", given={"question": "mobilization.ended", **DAY}).text
    for one in api.readings("mobilization.ended", lang="en", **DAY).readings:
        assert one.doctrine in text
        assert one.reading in text


# --- acts


def test_every_word_of_an_act_is_on_its_page() -> None:
    point = api.consolidate(DECREE, "2022-12-01")
    for query in ({}, {"layers": "norms"}):
        text = page("act", iri=DECREE, query={"at": "2022-12-01", **query}).text
        assert [one.text for one in api_units(point.provisions) if one.text not in text] == []
        assert point.preamble is not None
        assert point.preamble.text in text


def api_units(units: Any) -> Iterator[Any]:
    for one in units:
        yield one
        yield from api_units(one.children)


def test_an_unpublished_unit_and_the_state_of_the_text_are_shown() -> None:
    text = page("act", iri=DECREE, query={}).text
    assert words.words("en")["act"]["unpublished"] in text  # point 7 is for official use
    assert "compiled text, not the official publication" in text
    assert "unofficial translation" in page("act", iri=DECREE, query={"text": "eng"}).text


def test_citations_lead_to_the_acts_that_are_known() -> None:
    shown = html("act", iri=DECREE, query={})
    assert 'href="/akn/ru/act/fz/1997-02-26/31-fz"' in shown  # the preamble cites the Mobilization Act
    cited = {unquote(one).partition("#")[0].partition("?")[0] for one in re.findall(r'href="(/akn/[^"]*)"', shown)}
    assert cited <= {row.iri for row in api.acts()}, "an act that is not known has no page"


def test_words_that_a_law_inserted_are_marked_as_inserted() -> None:
    shown = html("act", iri=CODE, query={"from": "2022-09-23", "to": "2022-09-24"})
    assert re.search(r'id="art_337__part_2.1">.*?<ins>.*?Самовольное оставление части', shown, re.DOTALL)  # by 365-FZ
    same = page("act", iri=DECREE, query={"from": "2022-09-22", "to": "2022-12-01"}).text
    assert words.words("en")["diff"]["none"] in same


# --- hostile texts


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_hostile_words_stay_words(language: str) -> None:
    found = page("own", language, data=HOSTILE.encode(), pasted=True)
    assert [a for a in found.all("script") if not str(a["src"]).startswith("/static/page.js")] == []
    assert found.all("img") == []
    assert "<script>alert(1)</script>" in found.text
    assert "[U+202E]" in found.text
    assert "\u202e" not in found.text
    assert "{{ 7 * 7 }}" in found.text
    assert not [a for a in found.all("a") if "javascript" in str(a.get("href"))]


def test_hostile_words_that_are_supposed_stay_words_in_the_field_too() -> None:
    assume = ENDING.replace("УКАЗ", "</textarea><script>alert(1)</script>\nУКАЗ", 1)
    found = page("answer", given={"question": "mobilization.ended", "assume": assume, "as_of": "2026-12-10"})
    assert len(found.all("script")) == 1
    assert "</textarea><script>alert(1)</script>" in found.text


def test_a_huge_line_and_very_many_units_are_cut_and_the_page_says_so() -> None:
    long = page("own", data=("1. " + "слово " * 60_000).encode(), pasted=True)
    assert re.search(r"\d+ characters are not shown here", long.text)
    many = page("own", data="".join(f"{n}. Слово.\n\n" for n in range(1, 2_501)).encode(), pasted=True)
    assert "Only the first 2000 units are shown." in many.text


# --- marks


@given(st.text("ab", min_size=1, max_size=30), st.lists(st.tuples(st.integers(-3, 35), st.integers(0, 12), st.booleans()), max_size=8),
       st.integers(0, 30), st.integers(0, 9), st.integers(0, 50))
def test_pieces_together_are_the_text_and_each_mark_covers_its_own(
    text: str, given_: list[tuple[int, int, bool]], at: int, size: int, offset: int
) -> None:
    made = [Mark(offset + a, offset + a + n, f"l{i}", "", f"/{i}" if link else "") for i, (a, n, link) in enumerate(given_)]
    pieces = marks.cut(text, offset, made, Span(offset + at, offset + at + size))
    runs = [(run, piece) for piece in pieces for run in piece.runs]
    assert "".join(run.text for run, _ in runs) == text
    here = offset
    for run, piece in runs:
        inside = {m.layer for m in made if m.start <= here < m.end}
        assert set(run.layers.split()) == inside
        assert piece.quoted == (offset + at <= here < offset + at + size)
        assert not piece.href or any(m.href == piece.href and m.start <= here < m.end for m in made)
        here += len(run.text)


# --- search


@pytest.mark.parametrize(("query", "iri", "eid"), [
    ("частичная мобилизация объявить", DECREE, "point_1"), ("самовольным оставлением части", CODE, "art_337__part_1"),
    ("мародёрство", None, None),
])
def test_search_finds_words_in_any_form(query: str, iri: str | None, eid: str | None) -> None:
    found = {(hit.iri, hit.eid) for hit in search.find(query, Reader("ru")).provisions}
    assert (iri, eid) in found if iri else found


def test_search_finds_acts_regimes_and_questions() -> None:
    assert DECREE in [row.iri for row, _ in search.find("647", Reader("en")).acts]
    assert [row.id for row in search.find("emergency", Reader("en")).regimes] == ["ru/emergency/1993"]
    assert search.find("formally ended", Reader("en")).questions
    assert search.find("  ", Reader("en")).total == 0


# --- with a store


def test_acts_of_a_store_are_listed_read_asked_and_quoted(tmp_path: Path) -> None:
    db = str(tmp_path / "acts.db")
    text = ENDING.partition("\n")[2]
    store = stored.open_store(db, create=True)
    store.add(stored.entry(api.parse(text, name="ending"), text, published="2026-12-01"))
    store.close()
    given = {"question": "mobilization.ended", "as_of": "2026-12-10", "known_at": "2026-12-31"}
    assert 'href="/akn/ru/act/ukaz/2026-12-01/901"' in html("acts", query={}, db=db)
    assert "частичную мобилизацию, объявленную" in page("act", iri="/akn/ru/act/ukaz/2026-12-01/901", query={"at": "2026-12-02"}, db=db).text
    shown = html("answer", given=given, db=db)
    assert "<strong>YES</strong>" in shown
    quoted = re.search(r'<blockquote>(Прекратить[^<]*)</blockquote>\s*<figcaption><a href="([^"]*)"', shown)
    assert quoted
    parts = urlsplit(quoted[2].replace("&amp;", "&"))
    target = html("act", iri=unquote(parts.path), query=dict(parse_qsl(parts.query)), db=db)
    assert marked(target) == quoted[1].replace("&#34;", '"')
    assert "<strong>YES</strong>" not in html("answer", given=given)
    assert ("/akn/ru/act/ukaz/2026-12-01/901", "point_1") in {
        (hit.iri, hit.eid) for hit in search.find("частичной мобилизации", Reader("ru", "/", db)).provisions}


# --- served


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Any]]:
    with TestClient(create_app(settings=Settings(jobs=1)), raise_server_exceptions=False) as made:
        made.headers["Accept"] = "text/html,*/*;q=0.8"
        yield made


def test_pages_are_served_with_the_security_headers(client: TestClient[Any]) -> None:
    got = client.get("/")
    assert (got.status_code, got.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "script-src 'self'" in got.headers["content-security-policy"]
    assert "Cookie" in got.headers["vary"]
    again = client.get("/", headers={"If-None-Match": got.headers["etag"]})
    assert again.status_code == 304


def test_the_language_chosen_is_kept(client: TestClient[Any]) -> None:
    assert '<html lang="en">' in client.get("/acts", headers={"Accept-Language": "en"}).text
    chosen = client.get("/acts?lang=ru", headers={"Accept-Language": "en"})
    assert '<html lang="ru">' in chosen.text
    assert 'href="/acts?lang=en"' in chosen.text
    assert '<html lang="ru">' in client.get("/regimes", headers={"Accept-Language": "en"}).text
    client.cookies.clear()


def test_a_question_not_understood_is_a_page_with_the_nearest(client: TestClient[Any]) -> None:
    got = client.get("/ask?question=Will+I+be+%3Cb%3Ecalled+up")
    assert got.status_code == 422
    assert "Will I be &lt;b&gt;called up" in got.text
    assert 'href="/ask?question=' in got.text


@pytest.mark.parametrize("address", [
    "/nope", "/akn/ru/act/ukaz/2022-09-21/648", "/akn/../../etc/passwd", "/akn/%2e%2e/%2e%2e/etc/passwd", "/regimes/ru/nothing/1",
    "/static/..%2fverbs.py", "/static/%2fetc%2fpasswd", "/static/base.html",
])
def test_what_is_not_there_is_a_page_too(client: TestClient[Any], address: str) -> None:
    got = client.get(address)
    assert got.status_code == 404
    assert "<h1>" in got.text
    assert "root:" not in got.text


def test_a_program_gets_a_problem_document(client: TestClient[Any]) -> None:
    got = client.get("/nope", headers={"Accept": "application/json"})
    assert (got.status_code, got.headers["content-type"]) == (404, "application/problem+json")


def test_no_path_in_a_request_reaches_the_file_system(client: TestClient[Any]) -> None:
    got = client.get(DECREE, params={"of": "/etc/passwd", "words": "0-20", "eid": "../../etc/passwd"})
    assert got.status_code == 200
    assert "root:" not in got.text


def test_an_early_date_offers_the_first_text(client: TestClient[Any]) -> None:
    got = client.get(DECREE, params={"at": "2020-01-01"})
    assert got.status_code in {404, 422}
    assert f'href="{DECREE}?at=2022-09-21"' in got.text


def test_a_question_that_lacks_a_parameter_offers_its_values(client: TestClient[Any]) -> None:
    got = client.get("/ask?question=regime.ended")
    assert got.status_code == 422
    address = re.search(r'href="(/ask\?question=regime.ended&amp;param.regime=[^"]*)"', got.text)
    assert address
    assert client.get(address[1].replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("address", [
    f"{DECREE}?at=x", f"{DECREE}?from=x&to=y", f"{DECREE}?text=deu", "/ask?question=mobilization.ended&doctrine=none",
    "/ask?question=mobilization.ended&as_of=31.12.2022", "/ask?question=%00%ff", "/regimes/ru/mobilization/2022?known_at=x",
    "/ask?question=" + "a" * 9_000, "/changes", f"{DECREE}?from=2020-01-01&to=2023-01-01",
])
def test_what_cannot_be_answered_is_a_page_that_says_why(client: TestClient[Any], address: str) -> None:
    got = client.get(address)
    assert 400 <= got.status_code < 500
    assert '<li class="error">' in got.text


@pytest.mark.parametrize("query", ["of=x&words=9-1", "of=texts/ukaz-647-2022.rus.txt&words=5-5", "words=-1-5", "layers=zz", "at="])
def test_a_quotation_or_layer_that_is_none_leaves_the_act_as_it_is(client: TestClient[Any], query: str) -> None:
    got = client.get(f"{DECREE}?{query}")
    assert got.status_code == 200
    assert '<mark class="quoted"' not in got.text


def test_an_upload_is_read_and_nothing_is_kept(client: TestClient[Any]) -> None:
    text = (ROOT / "texts" / "ukaz-712-2022.rus.txt").read_bytes()
    got = client.post("/own", files={"file": ("../../etc/x.txt", text)}, data={"text": "", "lang_of_text": "auto"})
    assert got.status_code == 200
    assert got.headers["cache-control"] == "no-store"
    assert "№ 664" in got.text  # what it amends
    assert "op-replacement" in got.text  # point 1 is restated


def test_an_upload_that_is_too_large_is_refused_with_a_page(client: TestClient[Any]) -> None:
    got = client.post("/own", files={"file": ("x.txt", b"a" * (4 * 1024**2 + 100_000))})
    assert got.status_code == 413
    assert words.words("en")["error"]["large_title"] in got.text


@pytest.mark.parametrize("data", [b"", b"   ", b"\xff\xfe\x00", b"%PDF-1.7 broken", b"PK\x03\x04 no document", b"{\\rtf1 " + b"{" * 5000])
def test_a_broken_file_is_a_page(client: TestClient[Any], data: bytes) -> None:
    got = client.post("/own", files={"file": ("x", data)}, data={"text": ""})
    assert got.status_code in {200, 422}
    assert "<h1>" in got.text
    assert "Traceback" not in got.text


def test_a_supposition_is_posted_and_not_kept(client: TestClient[Any]) -> None:
    got = client.post("/ask", data={"question": "mobilization.ended", "as_of": "2026-12-10", "known_at": "2026-12-31", "assume": ENDING})
    assert got.status_code == 200
    assert got.headers["cache-control"] == "no-store"
    assert "<strong>YES</strong>" in got.text


def test_static_files_are_kept_by_the_browser(client: TestClient[Any]) -> None:
    address = re.search(r'href="(/static/style[^"]*)"', client.get("/").text)[1]  # type: ignore[index]
    got = client.get(address)
    assert "immutable" in got.headers["cache-control"]
    assert got.headers["content-type"].startswith("text/css")
