"""The pages in a real browser: asked, followed, compared, uploaded; by keyboard, without script, on a phone, for everybody.

Needs Chromium and the package playwright; `make browser` says how to get them. Nothing is installed from here.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assumed import ENDING
from decreelex import api

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = os.environ.get("DECREELEX_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DECREE = "/akn/ru/act/ukaz/2022-09-21/647"
CODE = "/akn/ru/act/code/1996-06-13/63-fz"
ASKED = "/ask?question=mobilization.ended&as_of=2023-05-18&known_at=2026-11-22"
LOOKED_AT = {
    "first page": "/", "acts": "/acts", "regimes": "/regimes", "act": DECREE, "annotated": f"{DECREE}?layers=norms",
    "difference": f"{CODE}?from=2022-09-23&to=2022-09-24", "answer": ASKED, "contested": f"{ASKED}&doctrine=no-decree-needed",
    "changes": ASKED.replace("/ask", "/changes"), "regime": "/regimes/ru/mobilization/2022", "own": "/own",
    "search": "/search?q=647", "question not understood": "/ask?question=Will+I+be+called+up",
}
IN_THE_DARK = {"first page", "annotated", "contested", "regime", "own", "difference"}  # that have all the colours there are

if CHROMIUM is None:
    pytest.skip("no Chromium here (make browser says how to get one)", allow_module_level=True)
sync_api = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed (make browser)")
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Start the service as a user would; return its address."""
    api.annotate(api.consolidate(DECREE, "2022-12-01"))  # so that the snapshots are there
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "decreelex", "serve", "--port", str(free_port()), "--quiet", "--jobs", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, text=True) as service:
        assert service.stdout is not None
        line = service.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line + service.stdout.read()
        await_answer(found[0] + ASKED.replace("/ask", "/api/v1/ask"))
        yield found[0]
        service.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_answer(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=20).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the service did not answer")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as play:
        made = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield made
        made.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """Return a page for an English reader; whatever the browser complains of fails the test."""
    with browser.new_context(base_url=address, locale="en", viewport={"width": 1200, "height": 900}) as context:
        made = context.new_page()
        complaints: list[str] = []
        made.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        made.on("pageerror", lambda error: complaints.append(str(error)))
        yield made
        assert [one for one in complaints if "status of 4" not in one] == []


def test_a_question_its_proof_and_the_clause_that_it_quotes(page: Any) -> None:
    page.goto("/")
    page.get_by_label("Your question").fill("Is mobilization formally ended?")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert page.locator(".verdict strong").inner_text() == "NO"
    quotation = page.locator("figure.quote", has_text="decree No. 647").filter(has=page.locator("blockquote")).first
    words = quotation.locator("blockquote").inner_text().strip("«»")
    assert words == "Объявить с 21 сентября 2022 г. в Российской Федерации частичную мобилизацию"
    quotation.get_by_role("link").click()
    marked = page.locator("#point_1 mark.quoted")
    assert marked.inner_text() == words
    assert marked.is_visible()


def test_steps_of_a_proof_open_and_close(page: Any) -> None:
    page.goto(ASKED)
    steps = page.locator(".proof details")
    assert page.locator(".proof details:not([open])").count() > 0
    page.get_by_role("button", name="Open all steps").click()
    assert page.locator(".proof details[open]").count() == steps.count()
    page.get_by_role("button", name="Close all steps").click()
    assert page.locator(".proof details[open]").count() == 0


def test_the_date_of_a_text_is_moved_and_two_dates_compared(page: Any) -> None:
    page.goto(f"{CODE}?at=2022-09-23")
    new = page.locator("[id='art_337__part_2.1']")
    assert new.count() == 0
    page.get_by_label("Text in force on").fill("2022-09-24")
    page.get_by_role("button", name="Show", exact=True).click()
    assert "Самовольное оставление части" in new.inner_text()  # inserted by 365-FZ
    page.get_by_role("button", name="Compare").click()  # with the day before the last change
    change = page.locator("section.change", has=page.locator("h2", has_text="art. 337, part 2.1"))
    assert "Самовольное оставление части" in change.locator("ins").inner_text()


def test_layers_are_switched_on_and_stay_so(page: Any) -> None:
    page.goto(DECREE)
    shade = "document.querySelector('.law .effect') && getComputedStyle(document.querySelector('.law .effect')).backgroundColor"
    assert page.evaluate(shade) == "rgba(0, 0, 0, 0)"
    page.get_by_label("legal effects").check()
    assert page.evaluate(shade) != "rgba(0, 0, 0, 0)"
    page.reload()
    assert page.evaluate(shade) != "rgba(0, 0, 0, 0)"


def test_an_act_is_uploaded_and_its_faults_are_placed(page: Any) -> None:
    page.goto("/own")
    page.get_by_label("or a file").set_input_files(ROOT / "texts" / "ukaz-712-2022.rus.txt")
    page.get_by_role("button", name="Read it").click()
    report = page.locator("section.report").inner_text()
    assert "line 6, column 4" in report  # the excerpt ends inside item в of point 1
    assert "replacement" in report.lower()
    assert page.get_by_role("navigation", name="Outline").get_by_role("link").count() >= 1


def test_a_supposed_act_changes_the_answer_and_the_page_says_that_it_is_supposed(page: Any) -> None:
    page.goto(ASKED)
    page.locator("#what-if summary").click()
    form = page.locator("#what-if form")
    form.get_by_label("Suppose this act").fill(ENDING)
    form.get_by_label("As of").fill("2026-12-10")
    form.get_by_label("As known at").fill("2026-12-31")
    form.get_by_role("button").click()
    assert page.locator(".verdict strong").inner_text() == "YES"
    assert "Hypothetical" in page.locator(".notice.strong").inner_text()


def test_the_language_is_switched_and_kept(page: Any) -> None:
    page.goto(ASKED)
    page.get_by_role("link", name="Русский").click()
    assert page.locator(".verdict strong").inner_text() == "НЕТ"
    page.get_by_role("link", name="Режимы").click()
    assert page.locator("html").get_attribute("lang") == "ru"


def test_a_regime_is_followed_to_its_act(page: Any) -> None:
    page.goto("/regimes/ru/mobilization/2022")
    assert page.locator("figure.bar svg rect.b-running").count() >= 1
    page.locator(".events").get_by_role("link", name=re.compile("decree 647 declares")).click()
    assert page.locator("h1").inner_text().lower() == "decree 647"


def test_the_keyboard_reaches_the_content_first(page: Any) -> None:
    page.goto(DECREE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_everything_works_without_script(browser: Any, address: str) -> None:
    with browser.new_context(base_url=address, locale="ru", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Ваш вопрос").fill("Окончена ли мобилизация?")
        page.get_by_role("button", name="Спросить", exact=True).click()
        assert page.locator(".verdict strong").inner_text() == "НЕТ"
        opened = page.locator(".proof details[open]")
        before = opened.count()
        page.locator(".proof details:not([open]) > summary").first.click()
        assert opened.count() == before + 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_a_barrier_and_all_fit_a_phone(browser: Any, address: str, theme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the package axe-playwright-python is not installed")
    language, width = ("en", 1200) if theme == "light" else ("ru", 360)
    with browser.new_context(base_url=address, locale=language, color_scheme=theme, viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        found = {}
        for name, target in ((name, LOOKED_AT[name]) for name in LOOKED_AT if theme == "light" or name in IN_THE_DARK):
            page.goto(target)
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            violations = axe.Axe().run(page).response["violations"]
            faults = [(v["id"], n["html"][:120], n.get("failureSummary")) for v in violations for n in v["nodes"]]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                faults.append(("wider than the screen", target, ""))
            if faults:
                found[name] = faults
        assert found == {}
