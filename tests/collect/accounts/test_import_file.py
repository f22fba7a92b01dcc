import io
import os
from datetime import UTC, datetime, timedelta

import pytest
from openpyxl import Workbook

from auditor.collect.accounts.import_file import COLUMNS, parse, read_import
from auditor.collect.accounts.posts import Clock
from auditor.inventory.tables import TableFault
from auditor.model import ReadingOutcome
from tests.make import ZONE, account

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
CLOCK = Clock(NOW, ZONE)
HEADER = "标题,链接,发布时间,正文,阅读量,likes,comments,id\n"
ROWS = (
    "停水通知,https://mp.weixin.qq.com/s/a?scene=1,2026-06-01 08:00,正文一,10万+,12,0,1\n"
    '办事大厅搬迁,https://mp.weixin.qq.com/s/b,2026/6/20 8:00,,"1,234",—,很多,2\n'
)


def export(folder, text, name="posts.csv", days_old=0.0):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    changed = (NOW - timedelta(days=days_old)).timestamp()
    os.utime(path, (changed, changed))
    return account(platform="channels", source=f"import:{name}")


def test_posts_of_an_export(tmp_path):
    reading = read_import(export(tmp_path, HEADER + ROWS), tmp_path, CLOCK)
    first, second = reading.posts
    assert (reading.adapter, reading.outcome, reading.complete, reading.detail) == (
        "import",
        ReadingOutcome.OK,
        True,
        "",
    )
    assert (first.key, first.title, first.url, first.text) == (
        "1",
        "停水通知",
        "https://mp.weixin.qq.com/s/a",
        "正文一",
    )
    assert first.published_at == datetime(2026, 6, 1, 8, tzinfo=ZONE)
    assert (first.date_raw, first.time_basis) == ("2026-06-01 08:00", "published")
    assert [(post.reads, post.likes, post.comments) for post in (first, second)] == [
        (100_001, 12, 0),
        (1234, None, None),
    ]


@pytest.mark.parametrize(("column", "alias"), [(name, alias) for name, others in COLUMNS.items() for alias in others])
def test_every_alias(column, alias):
    cells = {"title": "t", "url": "https://a.example/", "published_at": "2026-06-01", "text": "x", "reads": "1",
             "likes": "2", "comments": "3", "shares": "4", "id": "7", "is_repost": "是", "is_pinned": "是"}  # fmt: skip
    special = {"published_on": "2026-06-01", "account": "某账号", "account_id": "42", "platform": "微博",
               "exported_at": "2026-06-29", "visibility": "已删除"}  # fmt: skip
    cells |= {column: special.get(column) or cells[column]}
    if column == "published_on":
        del cells["published_at"]
    titles = [alias if name == column else name for name in cells]
    (post,) = parse(",".join(titles).encode() + b"\n" + ",".join(cells.values()).encode(), CLOCK)
    assert (post.key, post.title, post.url, post.text, post.reads, post.likes, post.comments, post.shares) == (
        "7", "t", "https://a.example/", "x", 1, 2, 3, 4)  # fmt: skip
    assert (post.date_raw, post.is_repost, post.is_pinned) == ("2026-06-01", True, True)
    assert post.removed == ("owner" if column == "visibility" else "")


def test_one_address_with_one_text_is_one_post_of_the_later_date():
    rows = (f"停水,https://a.example/1,{day},正文,,,,\n" for day in ("2026-06-01", "2026-06-09", ""))
    (post,) = parse((HEADER + "".join(rows)).encode(), CLOCK)
    assert (post.url, str(post.published_at)[:10]) == ("https://a.example/1", "2026-06-08")
    other = parse(
        (HEADER + "停水,https://a.example/,2026-06-01,甲,,,,\n停水,https://a.example/,2026-06-01,乙,,,,\n").encode(),
        CLOCK,
    )
    assert len({one.key for one in other}) == 2


def test_a_workbook_with_date_cells(tmp_path):
    workbook = Workbook()
    for row in (["作品管理导出"], ["作品标题", "发布时间", "播放量"], ["短片", datetime(2026, 6, 20, 8, 30), 12000.0]):
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    (post,) = read_import(export(tmp_path, out.getvalue(), "posts.xlsx"), tmp_path, CLOCK).posts
    assert (post.title, post.published_at, post.reads) == ("短片", datetime(2026, 6, 20, 8, 30, tzinfo=ZONE), 12000)


@pytest.mark.parametrize(("days_old", "as_of"), [(0, NOW), (30, None), (-5, NOW)])
def test_the_age_of_the_file_says_how_far_it_reaches(tmp_path, days_old, as_of):
    reading = read_import(export(tmp_path, HEADER + ROWS, days_old=days_old), tmp_path, CLOCK)
    newest = datetime(2026, 6, 20, 8, tzinfo=ZONE)
    assert reading.as_of == (as_of or newest)  # a file copied with an old time reaches at least to its newest post
    assert reading.as_of.utcoffset() == timedelta(hours=8)


def test_an_old_export_does_not_reach_to_now(tmp_path):
    reading = read_import(export(tmp_path, HEADER + ROWS.split("\n")[0], days_old=10), tmp_path, CLOCK)
    assert reading.as_of == NOW - timedelta(days=10)


@pytest.mark.parametrize(
    ("text", "outcome", "detail"),
    [
        (HEADER, "empty", "posts.csv: it can be read but holds no posts"),
        (HEADER + "停水通知,,,,,,,\n", "undated", "posts.csv: none of 1 posts has a usable date"),
        (HEADER + "停水通知,,2099-01-01,,,,,\n", "undated", "posts.csv: none of 1 posts has a usable date: 2099-01-01"),
        (HEADER + ROWS + "防汛,,昨天 08:00,,,,,\n", "parse_error",
         "posts.csv, row 4, column 发布时间: '昨天 08:00' is not plainly a date with its year; write 2025-01-02 08:00"),
        (HEADER + ROWS + "防汛,,2026-06-01,一,二,三,四,五,六\n", "parse_error",
         "posts.csv, row 4: it has more cells than the header, most likely an unquoted comma in a value; check "
         "the row"),
        ("标题,链接\nx,https://a.example/\n", "parse_error",
         "posts.csv, row 1: there is no column of dates; add one named published_at / 发布时间 / 发表时间 / 发布日期"),
        ("甲,乙\n1,2\n", "parse_error",
         "posts.csv: no header found; one row must hold at least 2 known column names, such as title 标题, url 链接, "
         "published_at 发布时间, published_on 发布日期, text 正文, reads 阅读量"),
        ("", "parse_error", "posts.csv: the file is empty; fill in a header and rows"),
        (HEADER + '停水,"未闭合,2026-06-01\n办事,,\n', "parse_error",
         "posts.csv, row 2: a quotation mark opened in this row is never closed; close it, and double the quotes "
         "inside a value"),
    ],
)  # fmt: skip
def test_faults_make_the_account_unknown(tmp_path, text, outcome, detail):
    reading = read_import(export(tmp_path, text), tmp_path, CLOCK)
    assert (reading.outcome.value, reading.detail) == (outcome, detail)


def test_a_missing_export_is_named(tmp_path):
    reading = read_import(account(source="import:exports/none.csv"), tmp_path, CLOCK)
    assert (reading.outcome, reading.posts) == (ReadingOutcome.NO_SOURCE, ())
    assert reading.detail == "exports/none.csv: there is no such file; put the export there"


def test_ids_that_a_spreadsheet_rounded_lose_no_post():
    posts = parse(
        (HEADER + "甲,,2026-06-01,,,,,5E+15\n乙,,2026-06-20,,,,,5E+15\n甲,,2026-06-01,,,,,5E+15\n").encode(), CLOCK
    )
    assert [post.title for post in posts] == ["甲", "乙"]
    assert len({post.key for post in posts}) == 2


def test_without_id_and_link_the_key_comes_from_the_post():
    text = "标题,发布时间\n甲,2026-06-01\n甲,2026-06-02\n"
    one, two = parse(text.encode(), CLOCK)
    assert one.key != two.key
    assert [post.key for post in parse(text.encode(), CLOCK)] == [one.key, two.key]


def test_a_table_fault_carries_its_place():
    with pytest.raises(TableFault) as caught:
        parse((HEADER + "x,,06-01,,,,,\n").encode(), CLOCK)
    assert (caught.value.fault.row, caught.value.fault.column) == (2, "发布时间")


def test_addresses_in_the_text_of_a_post_are_its_links():
    table = (
        "title,url,published_at,text\n"
        "公告,https://p.example.cn/1,2026-01-05,见https://a.cn/b。原文https://p.example.cn/1\n"
    )
    (post,) = parse(table.encode(), CLOCK)
    assert post.links == ("https://a.cn/b",)
