import io
from datetime import date

import pytest
from openpyxl import Workbook

from auditor.collect.notice_points import SheetError, read_sheets
from auditor.errors import AuditorError
from auditor.model import NoticeSheet
from tests.make import point

HEADER = "标题,张贴时间,到期时间,链接,巡查时间\n"


def listed(folder, text, name="board.csv"):
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_sheets(point("p1", source=f"import:{name}"), folder)


def refusal(folder, text, name="board.csv") -> str:
    with pytest.raises(SheetError) as caught:
        listed(folder, text, name)
    assert caught.value.reason == "parse_error"
    return str(caught.value)


def test_the_sheets_of_a_board(tmp_path):
    text = (
        "某街道公示栏巡查表\n" + HEADER + "拆迁补偿公示,2026-05-01,2026年6月1日,www.example.gov.cn/a,2026/6/20\n"
        "\n停水通知,2026.6.10,—,无,\n"
    )
    assert listed(tmp_path, text) == (
        NoticeSheet("p1", "拆迁补偿公示", date(2026, 5, 1), date(2026, 6, 1), "http://www.example.gov.cn/a",
                    date(2026, 6, 20), row=3),
        NoticeSheet("p1", "停水通知", date(2026, 6, 10), row=5),
    )  # fmt: skip


def test_english_names_and_a_workbook(tmp_path):
    workbook = Workbook()
    workbook.active.append(["title", "posted_at", "expires_at", "url", "inspected_at"])
    workbook.active.append(["Notice", date(2026, 5, 1), None, "https://a.example/", date(2026, 6, 1)])
    out = io.BytesIO()
    workbook.save(out)
    assert listed(tmp_path, out.getvalue(), "b.xlsx") == (
        NoticeSheet("p1", "Notice", date(2026, 5, 1), None, "https://a.example/", date(2026, 6, 1), row=2),
    )


@pytest.mark.parametrize("word", ["长期", "永久有效", "无", ""])
def test_a_sheet_may_be_there_to_stay(tmp_path, word):
    (sheet,) = listed(tmp_path, HEADER + f"办事指南,2026-05-01,{word},,\n")
    assert sheet.expires_on is None


@pytest.mark.parametrize(
    ("title", "cell", "end", "words"),
    [
        ("某项目公示", "公示期7天", date(2026, 5, 8), "公示期7天"),
        ("某项目公示", "7个工作日", date(2026, 5, 13), "7个工作日"),
        ("某项目公示", "2026-05-01至2026-05-09", date(2026, 5, 9), "2026-05-01至2026-05-09"),
        ("某项目公示（公示期：2026年5月1日至5月7日）", "", date(2026, 5, 7), "公示期:2026年5月1日至5月7日"),
        ("某项目公示（公示期：2026年5月1日至5月7日）", "2026-05-08", date(2026, 5, 8), ""),
        ("某项目公示（公示期：2026年5月1日至5月7日）", "长期", None, ""),
        ("某项目于2026年5月7日开工的通知", "", None, ""),
    ],
)
def test_an_end_may_be_a_period_in_words(tmp_path, title, cell, end, words):
    (sheet,) = listed(tmp_path, HEADER + f"{title},2026-05-01,{cell},,\n")
    assert (sheet.expires_on, sheet.ends_in_words) == (end, words)


def test_what_was_taken_down_and_an_inspection_of_the_board(tmp_path):
    first, second = listed(tmp_path, "标题,张贴时间,巡查时间,撤下时间\n甲,2026-05-01,,2026-06-01\n,,2026-06-02,\n")
    assert (first.taken_down_on, second.title, second.inspected_on) == (date(2026, 6, 1), "", date(2026, 6, 2))


def test_an_empty_board_has_no_sheets(tmp_path):
    assert listed(tmp_path, HEADER) == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEADER + "甲,五月,,,\n", "board.csv, row 2, column 张贴时间: '五月' is not plainly a date; write 2025-01-02"),
        (
            HEADER + "甲,2026-05-01,2026-02-30,,\n",
            "board.csv, row 2, column 到期时间: '2026-02-30' is not plainly a date",
        ),
        (HEADER + "甲,2026-05-01,,,x\n", "board.csv, row 2, column 巡查时间: 'x' is not plainly a date"),
        (HEADER + ",2026-05-01,,,\n", "board.csv, row 2, column 标题: the cell is empty; fill it in"),
        (HEADER + "甲,2026-05-01,,,,多\n", "board.csv, row 2: it has more cells than the header"),
        ("甲,乙\n", "board.csv: no header found; one row must hold at least 2 known column names"),
        ("", "board.csv: the file is empty"),
    ],
)
def test_a_board_is_seen_whole_or_not_at_all(tmp_path, text, says):
    assert refusal(tmp_path, text).startswith(f"parse_error: {says}")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", "no_source: no list of sheets; name one (import:PATH) under source in the register"),
        ("import:none.csv", "no_source: none.csv: there is no such file; put the inspection list there"),
        ("https://a.example/", "unsupported: a notice point is read from import:PATH only"),
        ("api", "unsupported: a notice point is read from import:PATH only"),
    ],
)
def test_a_point_that_cannot_be_read(tmp_path, source, text):
    with pytest.raises(AuditorError) as caught:
        read_sheets(point(source=source), tmp_path)
    assert str(caught.value) == text
