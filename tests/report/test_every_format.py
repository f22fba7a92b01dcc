"""One audit full of attacks, printed in every format and read back by a reader of each: everything is only text."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import openpyxl
import pytest

from auditor.config.setting_keys import FORMATS
from auditor.fetch.browser.chromium import chromium
from auditor.report.difference import difference, difference_json, difference_markdown, difference_text
from auditor.report.folder import write_report
from tests.report.hostile import hostile_audit, hostile_ids_audit
from tests.report.invented import rich_audit
from tests.report.rules import RULES

STEERING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
FORMULA = tuple("=+-@＝＋－＠\t\r\n")
LINK = re.compile(r"https?://|#|(?:\.\./)?(?:(?:evidence|units)/)?[A-Za-z0-9-]+(?:\.[a-z]+)+(?:[?#]|\Z)")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")
WRITTEN = tuple(one for one in FORMATS if one != "pdf")
MAKES = [hostile_audit, hostile_ids_audit]


@pytest.fixture(scope="module", params=MAKES, ids=["texts", "ids"])
def folder(request, tmp_path_factory) -> Path:
    return write_report(request.param(), RULES.values(), tmp_path_factory.mktemp("out"), "zh", WRITTEN)


def strings(value) -> list[str]:
    """Return every text of a JSON value, keys included."""
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in strings(part)]
    return [value] if isinstance(value, str) else []


def test_no_name_of_a_file_comes_from_an_audit(folder):
    assert [one.name for one in folder.parent.iterdir() if one.name != "latest"] == [folder.name]
    for path in folder.rglob("*"):
        assert NAME.fullmatch(path.name), path
        assert path.resolve().is_relative_to(folder.resolve())


def test_the_attacks_are_in_what_is_read(folder):
    whole = json.loads((folder / "findings.json").read_text("utf-8"))
    assert any("<script>alert(1)</script>" in text for text in strings(whole["findings"]))
    assert any("javascript:alert(1)" in text for text in strings(whole["unknown"]))
    if whole["subjects"][0]["id"].startswith("../../x"):
        assert any("</style><script>" in text for text in strings(whole["plan"]["item_27"]))
        assert any("javascript:alert(1)" in text for text in strings(whole["plan"]["item_3"]))


def test_json_and_sarif_hold_no_letter_that_steers(folder):
    for name in ("findings.json", "findings.sarif"):
        texts = strings(json.loads((folder / name).read_text("utf-8")))
        assert len(texts) > 100
        assert not [text for text in texts if STEERING.search(text)]


def test_sarif_names_only_web_addresses_as_places(folder):
    results = json.loads((folder / "findings.sarif").read_text("utf-8"))["runs"][0]["results"]
    places = [one["locations"][0].get("physicalLocation") for one in results]
    uris = [place["artifactLocation"]["uri"] for place in places if place]
    assert uris
    assert all(re.fullmatch(r"https?://[!-~]+", uri) and not set(uri) & set('<>"\\^`{|}') for uri in uris)
    assert not [one for one in results if re.search(r"(?<!\\)\]\s*\(", one["message"]["text"])]


def test_xml_is_read_and_holds_no_letter_that_steers(folder):
    root = ET.parse(folder / "junit.xml").getroot()
    texts = [text for node in root.iter() for text in (node.text or "", *node.attrib.values())]
    known = {"testsuites", "testsuite", "properties", "testcase", "failure", "skipped", "system-out", "system-err"}
    assert {node.tag for node in root.iter()} <= known
    assert not [text for text in texts if STEERING.search(text)]
    assert any("<script>alert(1)</script>" in text for text in texts)


def test_no_cell_of_any_table_computes_or_steers(folder):
    tables = sorted(folder.rglob("*.csv"))
    assert {one.name for one in tables} >= {"findings.csv", "accounts.csv", "locations.csv", "unknown.csv"}
    for path in tables:
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.count(b"\n") == raw.count(b"\r\n")
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))
        assert len({len(row) for row in rows}) == 1
        cells = [cell for row in rows for cell in row]
        assert not [cell for cell in cells if cell.lstrip(" ").startswith(FORMULA) or STEERING.search(cell)]


def test_no_cell_of_any_sheet_computes_links_away_or_steers(folder):
    book = openpyxl.load_workbook(folder / "ledger.xlsx")
    assert len(book.sheetnames) > 2
    assert all(1 <= len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell.value for cell in cells if STEERING.search(str(cell.value))]
    links = [cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target]
    assert all(re.fullmatch(r"evidence/[0-9a-f]{16}\.(?:txt|png)", link) for link in links)
    assert not book.defined_names


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_difference_is_only_text(make, lang):
    change = difference(rich_audit(), make())
    text = difference_text(change, RULES.values(), lang)
    assert not STEERING.search(text)
    count = len(change.new) + len(change.open) + len(change.resolved) + len(change.unseen)
    assert len(text.splitlines()) == 1 + 4 + count
    assert not [
        one for one in strings(json.loads(difference_json(change, RULES.values(), lang))) if STEERING.search(one)
    ]
    page = difference_markdown(change, RULES.values(), lang)
    assert not STEERING.search(page)
    for line in page.splitlines():
        outside = re.sub(r"`[^`]*`", "", line)
        assert not re.search(r"(?<!\\)[<\[\]!|*_]", outside), line


@pytest.mark.browser
def test_no_page_runs_loads_or_leads_to_anything_but_the_web(folder):
    playwright = pytest.importorskip("playwright.sync_api")
    if not chromium():
        pytest.skip("no Chromium")
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 1
    options = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=options)
        tab = browser.new_page()
        asked, said = [], []
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        for path in pages:
            asked.clear()
            tab.goto(path.as_uri())
            assert set(asked) == {path.as_uri()}
            links = tab.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
            assert not [one for one in links if not LINK.match(one)]
            assert not [one for one in links if "user:secret" in one]
            names = tab.evaluate("() => [...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())")
            assert not [name for name in names if name.startswith("on")]
            assert not STEERING.search(tab.evaluate("() => document.documentElement.textContent"))
        browser.close()
        assert said == []
