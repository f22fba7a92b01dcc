"""report.pdf: printed by Chromium where there is one; where there is none, all else still comes."""

import os
import re
import shutil
import subprocess
import time
from dataclasses import replace

import pytest

from auditor.model.audit import FindingStatus
from auditor.report import pdf
from auditor.report.catalogue import words
from auditor.report.folder import write_report
from auditor.report.pdf import write_pdf
from tests.report.invented import rich_audit
from tests.report.rules import RULES

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
printing = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="needs poppler-utils"),
]


def write(out, formats, audit=None, lang="zh"):
    return write_report(audit or rich_audit(), RULES.values(), out, lang, formats)


def read(path):
    facts = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return dict(re.findall(r"^([^:\n]+):\s+(.*)$", facts, re.MULTILINE)), text.split("\f")[:-1]


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    out = tmp_path_factory.mktemp("printed")
    return {lang: read(write(out / lang, ("pdf",), lang=lang) / "report.pdf") for lang in ("zh", "en")}


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_it_is_written_alone_too_and_leaves_nothing_else(tmp_path):
    folder = write(tmp_path, ("pdf",))
    assert {path.name for path in folder.iterdir()} == {"report.pdf", "evidence"}
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF-")


class TestPrinted:
    pytestmark = printing

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_pages_are_a4_upright_tagged_and_numbered(self, printed, lang):
        facts, pages = printed[lang]
        assert "A4" in facts["Page size"]
        assert facts["Tagged"] == "yes"
        for place, text in enumerate(pages, 1):
            assert re.search(rf"\b{place} / {len(pages)}\s*\Z", text), place

    @pytest.mark.parametrize(("lang", "signed"), [("zh", ("审核", "签发", "日期")), ("en", ("Reviewed", "Approved"))])
    def test_the_first_page_is_a_summary_to_sign(self, printed, lang, signed):
        _, pages = printed[lang]
        for part in (*signed, words(lang)("veto.label"), words(lang)("unseen.label"), "11 / 14"):
            assert part in pages[0]
        assert words(lang)("chapter.item_3_basis")[:8] not in pages[0]

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_every_chapter_begins_a_page(self, printed, lang):
        _, pages = printed[lang]
        tops = ["\n".join(text.splitlines()[:3]) for text in pages]
        for name in ("item_3", "item_25", "item_27", "unseen", "method", "waived"):
            title = re.escape(words(lang)(f"chapter.{name}"))
            assert any(re.search(rf"[、.]\s*{title}", top) for top in tops), name

    def test_a_table_that_goes_on_repeats_its_head(self, printed):
        _, pages = printed["zh"]
        goes_on = [
            text for text in pages if text.count("已确认") > 8 and "政府网站日常监测" not in text.splitlines()[0]
        ]
        assert goes_on
        for text in goes_on:
            assert re.search(r"状态\s+问题\s+位置\s+证据\s+建议", text)

    def test_nothing_is_cut_off_at_the_right(self, tmp_path):
        path = write(tmp_path, ("pdf",)) / "report.pdf"
        boxes = subprocess.run(
            ["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True
        ).stdout
        right = max(float(one) for one in re.findall(r'<word [^>]*xMax="([\d.]+)"', boxes))
        assert right <= 595 - 30

    def test_sixty_findings_take_six_pages(self, tmp_path):
        audit = rich_audit()
        one = next(one for one in audit.findings if one.rule == "link-broken")
        sixty = tuple(
            replace(one, fingerprint=f"{n:016x}", target=f"{one.target}?n={n}", status=FindingStatus.OPEN)
            for n in range(60)
        )
        only = {"standings": audit.standings[:1], "item_25": audit.item_25[:1], "item_27": (), "unknown": ()}
        small = replace(audit, findings=sixty, item_3=(), resolved=(), **only)
        facts, pages = read(write(tmp_path, ("pdf",), small) / "report.pdf")
        assert int(facts["Pages"]) <= 6
        assert "".join(pages).count("已确认") >= 60


def test_without_chromium_all_else_comes_and_a_sentence_says_why(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(pdf, "chromium", lambda: "")
    folder = write(tmp_path, ("pdf", "html", "json"))
    assert {"index.html", "findings.json"} <= {path.name for path in folder.iterdir()}
    assert not (folder / "report.pdf").exists()
    (said,) = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert "Chromium" in said
    assert "auditor report --format pdf" in said


def program(tmp_path, text):
    path = tmp_path / "chromium"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "index.html"
    path.write_text("<p>x")
    return path


def test_a_chromium_that_fails_or_prints_nothing_is_said(tmp_path, page, monkeypatch):
    monkeypatch.setattr(pdf, "chromium", lambda: program(tmp_path, "exit 7"))
    assert "代码 7" in write_pdf(page, tmp_path / "a.pdf", words("zh"))
    monkeypatch.setattr(pdf, "chromium", lambda: program(tmp_path, "exit 0"))
    assert "report.pdf was not made" in write_pdf(page, tmp_path / "a.pdf", words("en"))
    monkeypatch.setattr(pdf, "chromium", lambda: str(tmp_path / "gone"))
    assert "No such file" in write_pdf(page, tmp_path / "a.pdf", words("en"))


def test_one_that_hangs_is_ended_with_its_children_and_leaves_no_half_file(tmp_path, page, monkeypatch):
    out = tmp_path / "a.pdf"
    children = tmp_path / "children"
    body = f"sleep 300 & echo $! > {children}\nprintf half > {out}\nwait"
    monkeypatch.setattr(pdf, "chromium", lambda: program(tmp_path, body))
    assert "1 秒" in write_pdf(page, out, words("zh"), longest_s=1)
    assert not out.exists()
    child = int(children.read_text())
    for _ in range(50):
        if not _runs(child):
            return
        time.sleep(0.1)
    raise AssertionError("the child still runs")


def _runs(process):
    try:
        os.kill(process, 0)
        with open(f"/proc/{process}/stat") as file:
            return file.read().split()[2] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
