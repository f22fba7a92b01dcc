import re
import subprocess

import pytest
from selectolax.lexbor import LexborHTMLParser

from auditor.fetch.browser.chromium import missing
from auditor.follow_up.inspection.blank_form import DENSITIES, MOST, fitted, write_paper
from auditor.follow_up.inspection.inspected_boards import Board, BoardRow
from auditor.report.catalogue import words
from auditor.report.pdf import write_pdf
from tests.make import AS_OF, days_ago, point, sheet

LONG = (
    "关于某区河洲街道老码头片区城镇老旧小区综合整治及供水管道更新改造工程（二期）"
    "施工期间临时停水和交通组织调整事项的公告"
)


def board(count, id="p1", title=LONG, **fields):
    sheets = [sheet(f"{title}（{number}）", expires_on=days_ago(number % 3 - 1), row=number) for number in range(count)]
    rows = tuple(BoardRow(f"K{one.row:05}", one, "expired" if one.row % 3 == 2 else "", 1) for one in sheets)
    return Board(point(id, **fields), rows, inspected=days_ago(3))


def page(*boards, lang="zh"):
    return "".join(write_paper(boards, AS_OF, lang))


def test_a_page_names_the_point_its_sheets_and_leaves_room_for_the_inspector():
    tree = LexborHTMLParser(page(board(3, name="大厅公告栏", unit="某局", extra={"地址": "某路1号", "电话": "021-1"})))
    text = tree.body.text(separator=" ")
    assert all(
        word in text for word in ("大厅公告栏", "某局", "某路1号", "p1", "巡查人", "巡查日期", "签名", "上次巡查")
    )
    assert "021-1" not in text
    assert [node.text() for node in tree.css("td.key")] == ["K00000", "K00001", "K00002"]
    assert [len(row.css("td.box i")) for row in tree.css("tr.sheet")] == [5, 5, 5]
    assert [node.text() for node in tree.css("thead th.box")] == ["在", "不在", "已过期", "破损", "撤下"]
    assert len(tree.css("tr.urgent")) == 1
    assert len(tree.css("tr.blank")) == DENSITIES[0].blank


@pytest.mark.parametrize("count", [density.most + more for density in DENSITIES for more in (0, 1)])
def test_every_sheet_that_fits_is_on_the_page_and_the_rest_counted(count):
    tree = LexborHTMLParser(page(board(count)))
    assert len(tree.css("tr.sheet")) == min(count, MOST)
    assert bool(tree.css_first("p.more")) is (count > MOST)


def test_where_not_all_fit_what_is_to_be_seen_to_stays():
    tree = LexborHTMLParser(page(board(MOST + 30)))
    assert len(tree.css("tr.urgent")) == (MOST + 30) // 3
    numbers = [int(node.text()[1:]) for node in tree.css("td.key")]
    assert numbers == sorted(numbers)


def test_of_a_title_too_long_the_middle_is_left_out():
    short = fitted(LONG, DENSITIES[-1])
    assert len(short) < 30
    assert re.fullmatch("关于某区.+….+事项的公告", short)
    assert fitted("短标题", DENSITIES[-1]) == "短标题"


def test_what_stands_in_the_lists_is_only_text_and_numbers_of_persons_are_masked():
    html = page(board(1, title="<script>alert(1)</script>13812345678", name="<b>x</b>", notes="联系 13987654321"))
    assert "<script" not in html
    assert "<b>" not in html
    assert "138******78" in html
    assert "13987654321" not in html


def test_a_list_that_cannot_be_read_still_has_its_page():
    html = page(Board(point(name="大厅"), fault="b.csv: there is no such file", reason="no_source"))
    assert "大厅" in html
    assert "登记数据读不出：没有可读取的数据来源" in html


def test_english_has_no_chinese_of_ours():
    assert not re.search(
        "[\u4e00-\u9fff]",
        page(board(2, title="Notice"), lang="en").partition("<body>")[2].replace("（", "").replace("）", ""),
    )


@pytest.mark.browser
@pytest.mark.skipif(bool(missing()), reason=missing() or "there")
def test_as_many_pages_of_a4_as_points(tmp_path):
    counts = (0, 1, 4, 12, 13, 18, 26, 40, 44, 90)
    notes = "钥匙在值班室，由物业开启；" * 12
    boards = [
        board(count, f"point-{count}", name=LONG, unit=LONG, notes=notes, extra={"地址": LONG}) for count in counts
    ]
    (tmp_path / "s.html").write_text(page(*boards), encoding="utf-8")
    assert write_pdf(tmp_path / "s.html", tmp_path / "s.pdf", words("zh")) == ""
    told = subprocess.run(["pdfinfo", tmp_path / "s.pdf"], capture_output=True, text=True, check=True).stdout
    assert int(re.search(r"Pages:\s+(\d+)", told)[1]) == len(counts)
    assert "A4" in told
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "s.pdf", "-"], capture_output=True, text=True).stdout
    pages = text.split("\f")
    for number, count in enumerate(counts):
        assert all(f"K{row:05}" in pages[number] for row in range(min(count, 44 if count <= 44 else 0)))
        assert "签名" in pages[number]
