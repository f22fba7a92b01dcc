"""The page in real Chromium: filter, sort, permalink, width, print, policy."""

import re
import shutil
import subprocess
from dataclasses import replace
from urllib.parse import quote

import pytest

from auditor.report.folder import write_report
from auditor.report.html_report import write_html
from auditor.report.report_model import report_of
from tests.report.invented import blind_audit, empty_audit, rich_audit
from tests.report.rules import RULES

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]
MAKES = {"rich": rich_audit, "empty": empty_audit, "blind": blind_audit}


@pytest.fixture(scope="module")
def chromium():
    with sync_api.sync_playwright() as play:
        options = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
        browser = play.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for name, make in MAKES.items():
        for lang in ("zh", "en"):
            path = folder / f"{name}-{lang}.html"
            path.write_text("".join(write_html(report_of(make(), RULES.values(), lang))), "utf-8")
            made[name, lang] = path.as_uri()
    return made


@pytest.fixture
def opened(chromium, pages):
    contexts = []

    def go(name="rich", lang="zh", width=1280, script=True, hash=""):
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        contexts.append(context)
        tab = context.new_page()
        tab.goto(pages[name, lang] + hash)
        return tab

    yield go
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_report(rich_audit(), RULES.values(), tmp_path_factory.mktemp("folder"), "zh", ("html",))


def shown(tab):
    return tab.locator("tr.finding:visible").count()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", list(MAKES))
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_no_sideways_scroll(opened, name, lang, width):
    tab = opened(name, lang, width)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_head_of_a_table_reaches_into_the_next(opened, lang):
    tab = opened(lang=lang)
    wide = tab.evaluate(
        "[...document.querySelectorAll('thead th')]"
        ".filter(th => th.offsetParent && th.scrollWidth > th.clientWidth + 1)"
        ".map(th => th.textContent.trim())"
    )
    assert wide == []


def test_no_label_of_evidence_is_broken_into_single_letters(chromium, tmp_path):
    audit = rich_audit()
    told = [{"posted_on": "2026-09-26" + "日" * more, "url": "https://www.example.gov.cn/"} for more in range(12)]
    findings = tuple(
        replace(audit.findings[0], fingerprint=f"{place:016x}", values=values) for place, values in enumerate(told)
    )
    path = tmp_path / "page.html"
    path.write_text("".join(write_html(report_of(replace(audit, findings=findings), RULES.values(), "zh"))), "utf-8")
    tab = chromium.new_page(viewport={"width": 390, "height": 900})
    tab.goto(path.as_uri())
    labels = tab.evaluate("[...document.querySelectorAll('.c-evidence a')].map(a => a.getClientRects().length)")
    tab.close()
    assert len(labels) >= len(told)
    assert set(labels) == {1}


def test_everything_reads_without_script(opened):
    tab = opened(script=False)
    assert shown(tab) == 59
    assert tab.locator("#filter").is_hidden()


def test_the_filter_narrows_says_so_and_stays_in_the_address(opened):
    tab = opened()
    tab.locator("select[name=confidence]").select_option("suspected")
    assert shown(tab) == 8
    assert tab.locator("output").inner_text() == "显示 8 / 59 条"
    tab.locator("select[name=unit]").select_option("区卫生健康委")
    tab.locator("input[name=q]").fill("404")
    assert (shown(tab), "confidence=suspected" in tab.url) == (1, True)
    again = opened(hash="#" + tab.url.partition("#")[2])
    assert shown(again) == 1
    again.locator("button[name=clear]").click()
    assert (shown(again), "#" in again.url) == (59, False)


def test_words_are_found_in_units_and_sites_too_and_all_of_them_are_wanted(opened):
    tab = opened()
    tab.locator("select[name=unit]").select_option("区卫生健康委")
    of_unit = shown(tab)
    tab.locator("button[name=clear]").click()
    tab.locator("input[name=q]").fill("区卫生健康委")
    assert shown(tab) == of_unit > 5
    tab.locator("input[name=q]").fill(" 404  卫生健康委员会 ")
    assert 0 < shown(tab) < of_unit


@pytest.mark.parametrize("script", [True, False])
def test_columns_that_add_up_lead_to_the_columns(opened, script):
    tab = opened(script=script)
    columns = tab.locator("#site-2-columns")
    assert not columns.is_visible()
    tab.locator("tbody.veto a[href='#site-2-columns']").first.click()
    columns.wait_for(state="visible")


def test_a_line_of_the_sheet_leads_to_its_finding(opened):
    tab = opened()
    link = tab.locator("table.checks .examples a").first
    key = link.get_attribute("href")[1:]
    link.click()
    assert tab.locator("tr:target").get_attribute("id") == key


def test_a_filter_without_a_match_says_so(opened):
    tab = opened()
    tab.locator("input[name=q]").fill("no such thing")
    assert (shown(tab), tab.locator("output").inner_text()) == (0, "没有符合条件的问题")


def test_the_rule_list_names_only_rules_with_findings(opened):
    values = opened().locator("select[name=rule] option").evaluate_all("all => all.map(one => one.value)")
    assert set(values) == {"", *(one.rule for one in rich_audit().findings)}


def test_a_head_sorts_and_says_which_way(opened):
    tab = opened()
    table = tab.locator("section.site table.findings").first
    days = "rows => rows.map(row => Number(row.dataset.days))"
    for order in ("ascending", "descending"):
        table.locator("th[data-sort=days] button").click()
        found = table.locator("tr.finding").evaluate_all(days)
        assert found == sorted(found, reverse=order == "descending")
        assert table.locator("th[data-sort=days]").get_attribute("aria-sort") == order


def test_a_permalink_shows_its_row_even_behind_a_filter(opened):
    mark = next(one.fingerprint for one in rich_audit().findings if one.rule == "account-dormant")
    tab = opened(hash=f"#f-{mark}")
    assert tab.locator(f"#f-{mark}").is_visible()
    assert tab.locator("tr:target").get_attribute("id") == f"f-{mark}"
    tab.locator("select[name=rule]").select_option("link-broken")
    tab.evaluate(f"location.hash = 'f-{mark}'")
    tab.locator(f"#f-{mark}").wait_for(state="visible")


def test_a_permalink_to_what_is_not_listed_says_where_it_is(opened):
    tab = opened(hash="#f-00000000000000aa")
    assert tab.locator("output").inner_text() == "问题 00000000000000aa 不在本页所列之中，请查 ledger.xlsx。"


def test_the_order_stays_in_the_address_and_clearing_undoes_it(opened):
    tab = opened()
    before = tab.locator("tr.finding").evaluate_all("rows => rows.map(row => row.id)")
    head = tab.locator("section.site table.findings th[data-sort=days] button").first
    head.click()
    head.click()
    assert tab.url.endswith("#sort=-days")
    assert tab.evaluate("document.activeElement.closest('th').dataset.sort") == "days"
    again = opened(hash="#sort=-days&unit=" + quote("区卫生健康委"))
    days = again.locator("section.site tr.finding:visible").evaluate_all("rows => rows.map(row => +row.dataset.days)")
    assert len(days) > 10
    assert days == sorted(days, reverse=True)
    again.locator("button[name=clear]").click()
    assert "#" not in again.url
    assert again.locator("tr.finding").evaluate_all("rows => rows.map(row => row.id)") == before
    assert again.locator("th[aria-sort]").count() == 0


@pytest.mark.parametrize("hash", ["#sort=nonsense", "#unit=no-such&severity=%00", "#%E0%A4%A", "#q=" + "x" * 5000])
def test_strange_addresses_break_nothing(opened, hash):
    tab = opened(hash=hash)
    assert tab.locator("#filter").is_visible()
    tab.locator("button[name=clear]").click()
    assert shown(tab) == 59


def test_a_filter_by_unit_hides_other_units_sites_and_accounts(opened):
    tab = opened()
    tab.locator("select[name=unit]").select_option("区卫生健康委")
    assert tab.locator("section.site:visible").count() == 1
    units = tab.locator("[data-of-unit]:visible").evaluate_all("rows => rows.map(row => row.dataset.ofUnit)")
    assert set(units) == {"区卫生健康委"}
    tab.locator("table.sites a").first.click()
    assert tab.locator("section.site:visible").count() == 3


def test_the_languages_lead_to_each_other_and_keep_the_filter(chromium, folder):
    tab = chromium.new_page()
    tab.goto((folder / "index.html").as_uri())
    tab.locator("select[name=rule]").select_option("link-broken")
    here = shown(tab)
    tab.get_by_role("link", name="English").click()
    tab.wait_for_url("**/index.en.html#rule=link-broken")
    assert tab.locator("html").get_attribute("lang") == "en"
    assert (shown(tab), tab.locator("select[name=rule]").input_value()) == (here, "link-broken")
    tab.get_by_role("link", name="中文").click()
    tab.wait_for_url("**/index.html#rule=link-broken")
    assert shown(tab) == here
    tab.close()


def test_without_script_the_languages_and_units_are_plain_links(chromium, folder):
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((folder / "index.html").as_uri())
    tab.get_by_role("link", name="English").click()
    tab.wait_for_url("**/index.en.html")
    tab.locator(".units-list summary").click()
    tab.get_by_role("link", name="区卫生健康委", exact=True).click()
    tab.wait_for_url("**/units/u-*.en.html")
    assert "责任单位" not in tab.inner_text("body")
    assert "Unit: 区卫生健康委" in tab.inner_text(".of-unit")
    assert shown(tab) > 10
    context.close()


def test_a_units_page_filters_without_a_choice_of_units(chromium, folder):
    page = max((folder / "units").glob("u-??????????.html"), key=lambda one: one.stat().st_size)
    tab = chromium.new_page()
    tab.goto(page.as_uri())
    assert tab.locator("select[name=unit]").count() == 0
    whole = shown(tab)
    tab.locator("select[name=confidence]").select_option("suspected")
    assert 0 < shown(tab) < whole
    tab.close()


def test_pictures_bear_their_numbers_and_names(opened):
    tab = opened()
    picture = tab.locator("svg.freshness").first
    assert "动态要闻（限 14 天） 正常 2、超期未更新 1" in picture.get_attribute("aria-label")
    limit = float(picture.locator("line.limit").get_attribute("x1"))
    places = "marks => marks.map(one => Number(/translate\\((\\d+)/.exec(one.getAttribute('transform'))[1]))"
    assert all(x > limit for x in picture.locator("g.stale").evaluate_all(places))
    assert all(x < limit for x in picture.locator("g.fresh").evaluate_all(places))


LAST_LINES = """() => {
  const found = [], wanted = ["P", "LI", "DD", "TD", "TH", "H1", "H2", "H3", "SUMMARY", "FIGCAPTION"];
  document.querySelectorAll("details").forEach(one => { one.open = true; });
  for (const e of document.querySelectorAll("body *")) {
    if (!wanted.includes(e.tagName) || e.querySelector("p,li,ul,ol,table,details,div,dl,.url,code")) continue;
    const range = document.createRange(), letters = [], texts = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
    for (let t; t = texts.nextNode();) for (let i = 0; i < t.length; i++) {
      if (!t.data[i].trim()) continue;
      range.setStart(t, i); range.setEnd(t, i + 1);
      const box = range.getClientRects()[0];
      if (box && box.width) letters.push([box.bottom, t.data[i]]);
    }
    if (letters.length < 8) continue;
    const bottom = letters[letters.length - 1][0], last = letters.filter(([y]) => Math.abs(y - bottom) < 6);
    const told = last.filter(([, c]) => /[\\p{L}\\p{N}]/u.test(c)).length;
    if (last.length < letters.length && told <= 1 && !/https?:|[\\w/.-]{12,}$/.test(e.textContent.trim())) {
      found.push(e.tagName + "." + e.className + " " + e.textContent.trim().slice(-20));
    }
  }
  return found;
}"""


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_no_chinese_text_ends_on_a_line_of_one_letter(opened, width):
    assert opened(width=width).evaluate(LAST_LINES) == []


def test_the_policy_refuses_strange_scripts(opened):
    tab = opened()
    tab.evaluate(
        """() => {
          const strange = document.createElement("script");
          strange.textContent = "window.ran = true";
          document.body.append(strange);
          const image = document.createElement("img");
          image.setAttribute("onerror", "window.ran = true");
          image.src = "x:";
          document.body.append(image);
        }"""
    )
    tab.wait_for_timeout(100)
    assert tab.evaluate("window.ran === undefined")


def test_the_keyboard_reaches_filter_and_heads(opened):
    tab = opened()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(60):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("document.activeElement.name || document.activeElement.tagName"))
    assert {"q", "unit", "rule", "severity", "state", "confidence", "clear", "SUMMARY"} <= reached


def printed(tab, path):
    tab.pdf(path=path, prefer_css_page_size=True, tagged=True)
    found = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"Pages:\s+(\d+)", found)[1]), text


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="needs poppler-utils")
def test_print_opens_what_is_folded_and_leaves_out_the_tools(opened, tmp_path):
    count, text = printed(opened(), tmp_path / "rich.pdf")
    assert count <= 14
    first = text.partition("\f")[0]
    assert "审核" in first
    assert "签发" in first
    assert "关键词" not in text
    assert "部门动态" in text
    assert re.search(r"出现在 21 处\s+https://", text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_text_has_contrast(opened, lang):
    ratios = opened(lang=lang).evaluate(
        """() => {
          const part = v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
          const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number);
            return .2126 * part(r) + .7152 * part(g) + .0722 * part(b); };
          const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
            if (!/, 0\\)$|transparent/.test(c)) return c; } return "rgb(255, 255, 255)"; };
          const found = {};
          for (const e of document.querySelectorAll("body *")) {
            if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
            if (["SCRIPT", "STYLE", "OPTION"].includes(e.tagName) || e.classList.contains("skip")) continue;
            const a = light(getComputedStyle(e).color), b = light(behind(e));
            const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            if (ratio < 4.5) found[e.tagName + "." + e.className] = Math.round(ratio * 100) / 100;
          }
          return found;
        }"""
    )
    assert ratios == {}
