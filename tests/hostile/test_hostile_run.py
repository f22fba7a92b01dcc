"""`auditor run` over a whole hostile web: what it says of every address, what it asks, and what it writes."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook
from selectolax.lexbor import LexborHTMLParser

from tests.hostile.injections import MARK
from tests.hostile.night import CHECKED, Night, spend_night
from tests.hostile.office import SECOND_LOOK_S
from tests.hostile.truth import Said, differs, ok, said_by_target

CATEGORIES = (
    "challenge", "challenge innocent", "charset", "encoding", "href", "inject", "inside", "outside", "protocol", "rate",
    "redirect", "robots", "soft-404", "soft-404 innocent", "status", "time", "tls", "trap",
)  # fmt: skip
LONG_TRAPS = ("trap-folders", "trap-facets")
"""Traps that take close to the 600 requests allowed; bench/hostile.py leads into them, too."""

MOST_KIB = 500_000
"""500 MB, as docs/reliability.md 2 promises for every case."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return spend_night(tmp_path_factory.mktemp("hostile"), browser=False, leave_out=LONG_TRAPS)


def test_the_run_ends_as_any_other(night: Night) -> None:
    assert night.done.code == 0
    assert b"Traceback" not in night.done.err
    assert b"internal error" not in night.done.err
    assert "internal" not in {one["reason"] for one in night.report["unknown"]}


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_address_is_told_as_it_is(night: Night, category: str) -> None:
    assert night.score.total[category] >= 10
    wrong = night.score.wrong.get(category, [])
    assert not wrong, "\n".join(wrong)


def test_no_category_is_left_out(night: Night) -> None:
    assert set(night.score.total) == set(CATEGORIES)
    assert night.score.total.total() >= 600


def test_nothing_reaches_the_private_service(night: Night) -> None:
    assert night.plan.web.canary_hits == []


def test_what_must_not_be_asked_is_not(night: Night) -> None:
    hosts = {host.url: host for host in night.plan.web.hosts.values()}
    for case in night.plan.cases:
        base = "/".join(case.address.split("/")[:3])
        if case.unasked and base in hosts:
            assert case.address.removeprefix(base) not in hosts[base].seen, case.address


def test_memory_stays_within_its_bound(night: Night) -> None:
    assert 0 < night.done.peak_kib < MOST_KIB


def test_what_is_called_broken_was_looked_at_twice_and_apart(night: Night) -> None:
    looks = {
        f"{host.url}{path}": moments for host in night.plan.web.hosts.values() for path, moments in host.seen.items()
    }
    sure = [
        one for one in night.report["findings"]
        if one["rule"] == "link-broken" and one["confidence"] == "confirmed" and one["target"] in looks
    ]  # fmt: skip
    assert len(sure) > 100
    for one in sure:
        moments = looks[str(one["target"])]
        assert max(moments) - min(moments) >= 0.8 * SECOND_LOOK_S, one["target"]  # as the server's thread saw them


def test_a_check_without_a_register_tells_the_same(night: Night) -> None:
    assert night.checked.code == 0
    said = said_by_target(json.loads(night.checked.out))
    for case in night.plan.cases:
        if case.host == CHECKED:
            assert differs(case.truths, said.get(case.address, Said())) == "", case.name


def test_reports_run_nothing(night: Night) -> None:
    latest = night.folder / "reports/latest"
    page = (latest / "index.html").read_text(encoding="utf-8")
    assert MARK in page
    tree = LexborHTMLParser(page)
    for node in tree.css("*"):
        assert not [name for name in node.attributes if name.startswith("on")], node.html
        for name in ("href", "src", "action"):
            address = (node.attributes.get(name) or "").strip().lower()
            assert not address.startswith(("javascript:", "vbscript:", "data:text", "file:")), address
    assert not [node for node in tree.css("script, style, title") if MARK in node.text() and "alert(" in node.html]
    assert not set(page) & set("\x1b\x07\x9b\u202e\u2066")


def test_spreadsheets_compute_nothing(night: Night) -> None:
    latest = night.folder / "reports/latest"
    text = (latest / "findings.csv").read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any(MARK in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(FORMULA) and len(cell) > 1] == []
    book = load_workbook(latest / "ledger.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert MARK in str([cell.value for sheet in book for row in sheet.iter_rows() for cell in row])


def test_terminal_and_log_show_no_control_letters(night: Night) -> None:
    told = (night.done.out + night.done.err).decode()
    assert not [letter for letter in told if not letter.isprintable() and letter != "\n"]


def test_no_secret_of_an_address_is_printed(night: Night) -> None:
    for path in (night.folder / "reports/latest/").rglob("*"):
        if path.is_file():
            assert f"SECRET-{MARK}".encode() not in path.read_bytes(), path.name


def test_the_comparison_can_fail(night: Night) -> None:
    case = next(case for case in night.plan.cases if case.name == "s404")
    assert differs((ok(),), said_by_target(night.report)[case.address]).startswith("broken instead of ok")
