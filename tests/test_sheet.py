"""The page to put in a file: read back from HTML, DOCX and PDF, it says what the answer says."""

from __future__ import annotations

import hashlib
import io
import re
import shlex
from pathlib import Path
from typing import Any

import click.testing
import docx
import pypdf
import pytest
from lxml import html

import decreelex
from decreelex import api
from decreelex.cli import cli
from decreelex.errors import UsageError

ROOT = Path(__file__).resolve().parents[1]
DAY = {"as_of": "2026-11-22", "known_at": "2026-11-22"}
ASSUMED = """published: 2026-12-01
УКАЗ ПРЕЗИДЕНТА РОССИЙСКОЙ ФЕДЕРАЦИИ

О прекращении частичной мобилизации

1. Прекратить частичную мобилизацию, объявленную Указом Президента Российской Федерации от 21 сентября 2022 г. № 647.

2. Настоящий Указ вступает в силу со дня его официального опубликования. <script>alert("&")</script>

1 декабря 2026 года
№ 901
"""


def text_of(form: str, data: bytes) -> str:
    """The words of a page, blanks made one."""
    if form == "html":
        words = html.fromstring(data.decode()).text_content()
    elif form == "docx":
        document = docx.Document(io.BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        words = "\n".join([*(p.text for p in document.paragraphs), *cells, document.sections[0].footer.paragraphs[0].text])
    else:
        words = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    return " ".join(words.split())


def squeezed(said: str) -> str:
    """Words without blanks: a PDF breaks lines where it likes."""
    return re.sub(r"\s+", "", said)


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_the_page_holds_everything_that_the_answer_says(form: str, lang: str) -> None:
    answer = decreelex.ask("mobilization.ended", lang=lang, **DAY)
    shown = squeezed(text_of(form, api.answer_page("mobilization.ended", form, lang=lang, **DAY)))
    assert answer.proof is not None
    said = [answer.question.understood, answer.because, answer.proof.conclusion, *answer.missing]
    said += [words for claim in answer.defeated for words in (claim.by, claim.claim, claim.why)]
    said += [assumed.closed_world for assumed in answer.assumptions]
    said += [{"en": "NO", "ru": "НЕТ"}[lang], {"en": "no legal advice", "ru": "а не юридическая консультация"}[lang]]
    assert not [words for words in said if squeezed(words) not in shown]


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_each_quotation_stands_there_with_its_place_and_the_hash_of_its_text(form: str) -> None:
    answer = decreelex.ask("mobilization.ended", lang="en", **DAY)
    shown = squeezed(text_of(form, api.answer_page("mobilization.ended", form, lang="en", **DAY)))
    seen = 0
    for quote in quotations(answer.proof):
        if quote.quote is not None:
            seen += 1
            assert squeezed(f"«{quote.quote}»") in shown or squeezed(quote.quote) in shown
            assert f"({quote.eid})" in shown
            assert squeezed(f"{quote.text}, characters {quote.span.start}-{quote.span.end}") in shown
            assert hashlib.sha256((ROOT / quote.text).read_bytes()).hexdigest() in shown
    assert seen > 3


def quotations(proof: Any) -> Any:
    yield from proof.sources
    for premise in proof.premises:
        yield from quotations(premise)


def test_the_command_on_the_page_asks_the_same_question_again(tmp_path: Path) -> None:
    given = {"as_of": "2026-12-10", "known_at": "2026-12-31", "without": ["/akn/ru/statement/shoigu/2022-10-28"]}
    data = api.answer_page("mobilization.ended", "html", assume=[ASSUMED], files=["ending.txt"], lang="en", **given)
    command = next(c.text for c in html.fromstring(data.decode()).iter("code") if (c.text or "").startswith("decreelex ask"))
    (tmp_path / "ending.txt").write_text(ASSUMED, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        again = click.testing.CliRunner().invoke(cli, [*shlex.split(command)[1:], "--format", "html"])
    assert again.stdout_bytes == data
    assert hashlib.sha256(ASSUMED.encode()).hexdigest() in data.decode()


def test_hostile_words_stay_words() -> None:
    hostile = ASSUMED.replace("№ 901", "№ <b>901</b>")
    data = api.answer_page("mobilization.ended", "html", assume=[hostile], as_of="2026-12-10", known_at="2026-12-31")
    page = html.fromstring(data.decode())
    assert not list(page.iter("script", "b", "img", "link"))
    for form in ("docx", "pdf"):
        assert text_of(form, api.answer_page("mobilization.ended", form, assume=[hostile], as_of="2026-12-10", known_at="2026-12-31"))


def test_the_html_page_needs_nothing_from_elsewhere_and_has_both_themes_and_print() -> None:
    page = api.answer_page("mobilization.ended", "html", **DAY).decode()
    assert "http" not in page
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_a_page_is_the_same_each_time() -> None:
    for form in ("html", "pdf"):
        one, other = (api.answer_page("mobilization.ended", form, **DAY) for _ in range(2))
        assert one == other


def test_the_fonts_are_inside_the_pdf() -> None:
    reader = pypdf.PdfReader(io.BytesIO(api.answer_page("mobilization.ended", "pdf", lang="ru", **DAY)))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    named = {str(font["/BaseFont"]) for font in fonts if "/FontDescriptor" in font}
    assert any("PTSerif" in name.replace("-", "").replace("_", "") for name in named)
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("НЕТ")


@pytest.mark.parametrize("doctrine", ["plenum-11-letter", "no-decree-needed"])
def test_a_contested_answer_and_one_by_another_reading_have_pages(doctrine: str) -> None:
    answer = decreelex.ask("mobilization.ended", doctrine=doctrine, **DAY)
    for form in ("html", "docx", "pdf"):
        shown = squeezed(text_of(form, api.answer_page("mobilization.ended", form, doctrine=doctrine, **DAY)))
        assert squeezed(answer.because) in shown


def test_unknown_formats_and_views_that_have_no_page_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        api.answer_page("mobilization.ended", "odt")
    out = click.testing.CliRunner().invoke(cli, ["ask", "mobilization.ended", "--format", "pdf", "--missing"])
    assert isinstance(out.exception, UsageError)
    done = click.testing.CliRunner().invoke(cli, ["ask", "mobilization.ended", "--format", "pdf", "--out", str(tmp_path / "a.pdf")])
    assert (done.exit_code, (tmp_path / "a.pdf").read_bytes()[:5]) == (0, b"%PDF-")
