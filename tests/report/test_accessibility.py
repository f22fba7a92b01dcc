"""WCAG 2.2 AA: axe-core over every page of the report in real Chromium, and what it cannot see: keyboard, reflow.

axe-core is fetched by .ci/run (npm); AXE_CORE names its axe.min.js, else node_modules beside the checkout holds it.
"""

import os
import shutil
from pathlib import Path

import pytest

from auditor.report.folder import write_report
from tests.report.invented import blind_audit, empty_audit, rich_audit
from tests.report.rules import RULES

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HELD = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
AXE = Path(os.environ.get("AXE_CORE") or HELD)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]
by_axe = pytest.mark.skipif(not AXE.is_file(), reason="needs axe-core: set AXE_CORE to its axe.min.js")
RUN = """tags => axe.run(document, {runOnly: tags}).then(found =>
  found.violations.map(one => [one.id, one.nodes.slice(0, 3).map(node => node.target.join(" "))]))"""


@pytest.fixture(scope="module")
def chromium():
    with sync_api.sync_playwright() as play:
        options = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
        browser = play.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    makes = {"rich": rich_audit, "empty": empty_audit, "blind": blind_audit}
    return {
        name: write_report(make(), RULES.values(), tmp_path_factory.mktemp(name), "zh", ("html",))
        for name, make in makes.items()
    }


def violations(chromium, path, width):
    """Return what axe finds on a page with everything unfolded."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    tab = context.new_page()
    tab.goto(path.as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    tab.evaluate(AXE.read_text("utf-8"))
    found = tab.evaluate(RUN, TAGS)
    context.close()
    return found


@by_axe
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("page", ["index.html", "index.en.html"])
@pytest.mark.parametrize("name", ["rich", "empty", "blind"])
def test_axe_finds_nothing(chromium, folders, name, page, width):
    assert violations(chromium, folders[name] / page, width) == []


@by_axe
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_on_units_pages(chromium, tmp_path, lang):
    folder = write_report(rich_audit(), RULES.values(), tmp_path, lang, ("html",))
    pages = sorted((folder / "units").glob("u-??????????.html"))
    assert len(pages) == 5
    assert {page.name: violations(chromium, page, 1280) for page in pages} == {page.name: [] for page in pages}


@by_axe
def test_axe_would_find_a_fault(chromium, tmp_path):
    path = tmp_path / "bad.html"
    path.write_text("<!DOCTYPE html><html><title>x</title><body><p style='color:#bbb'>faint</p><input></body></html>")
    assert {"html-has-lang", "color-contrast", "label"} <= {one for one, _ in violations(chromium, path, 1280)}


@pytest.mark.parametrize("page", ["index.html", "units"])
def test_tab_alone_reaches_every_control_and_shows_where_it_is(chromium, folders, page):
    path = folders["rich"] / page
    path = path if path.is_file() else max(path.glob("*.html"), key=lambda one: one.stat().st_size)
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(path.as_uri())
    wanted = tab.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
          .filter(one => one.checkVisibility({contentVisibilityAuto: false})).map((one, place) => {
            one.dataset.place = place; return place; })"""
    )
    reached, bare = set(), set()
    for _ in range(len(wanted) + 5):
        tab.keyboard.press("Tab")
        place, outline = tab.evaluate(
            """() => { const one = document.activeElement, style = getComputedStyle(one);
              return [one.dataset.place ?? null, style.outlineStyle !== "none" || style.boxShadow !== "none"]; }"""
        )
        if place is not None:
            reached.add(int(place))
            if not outline:
                bare.add(int(place))
    assert set(wanted) - reached == set()
    assert bare == set()
    tab.close()


def test_the_matrix_and_charts_scroll_in_their_own_frames_and_by_key(chromium, folders):
    tab = chromium.new_page(viewport={"width": 390, "height": 900})
    tab.goto((folders["rich"] / "index.html").as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    frames = tab.locator(".scroll")
    assert frames.count() >= 3
    for place in range(frames.count()):
        frame = frames.nth(place)
        assert frame.evaluate("one => one.scrollWidth > one.clientWidth")
        frame.focus()
        tab.keyboard.press("ArrowRight")
        tab.wait_for_function("one => one.scrollLeft > 0", arg=frame.element_handle())
    tab.close()


def test_enter_sorts_and_the_arrow_keys_choose(chromium, folders):
    tab = chromium.new_page()
    tab.goto((folders["rich"] / "index.html").as_uri())
    tab.locator("select[name=severity]").focus()
    tab.keyboard.press("ArrowDown")
    assert "severity=veto" in tab.url
    tab.locator("th[data-sort=days] button:visible").first.focus()
    tab.keyboard.press("Enter")
    assert tab.locator("th[aria-sort=ascending]").count() > 0
    tab.close()
