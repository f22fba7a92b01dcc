from datetime import date

import pytest

from tests.extract.layouts import DAYS, SITE, column, rows, tags

HEAD = tags(ColumnName="区长信箱", ColumnType="留言答复")


PLAIN = f"<ul>{rows(DAYS)}</ul>"


def read(body, head=HEAD):
    found = column(body + PLAIN, head=head).messages
    return [(one.title, one.on and one.on.isoformat(), one.answered) for one in found]


def table(head, *rows):
    cells = "".join(f"<td>{cell}</td>" for cell in head.split())
    return f"<table><tr>{cells}</tr>" + "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows
    ) + "</table>"  # fmt: skip


@pytest.mark.parametrize(
    ("word", "answered"),
    [("未回复", False), ("[待回复]", False), ("处理中", False), ("（正在办理）", False), ("已回复", True),
     ("【办结】", True), ("已受理", None), ("拒绝受理", None), ("已回复3次未回复", None)],
)  # fmt: skip
def test_a_cell_says_the_state(word, answered):
    body = table("编号 信件标题 写信时间 办理状态", ("1", '<a href="m1.html">路灯何时修复</a>', "2026-01-05", word))
    assert read(body) == [("路灯何时修复", "2026-01-05", answered)]


def test_an_empty_reply_counts_beside_filled_ones_only():
    rows = (("路灯何时修复", "2026-01-05", ""), ("公交改线咨询", "2026-01-04", "2026-01-09"))
    assert read(table("标题 写信时间 答复时间", *rows)) == [
        ("路灯何时修复", "2026-01-05", False),
        ("公交改线咨询", "2026-01-04", True),
    ]
    assert read(table("标题 写信时间 答复时间", rows[0])) == [("路灯何时修复", "2026-01-05", None)]


def test_a_picture_in_the_row_leaves_the_reply_open():
    rows = (("路灯<img src='done.png'>", "2026-01-05", ""), ("公交改线咨询", "2026-01-04", "2026-01-09"))
    assert read(table("标题 写信时间 答复时间", *rows))[0][2] is None


@pytest.mark.parametrize(("state", "answered"), [("不予受理", None), ("已转办", None), ("审核通过", None), ("", False)])
def test_an_empty_reply_counts_only_where_no_cell_says_what_became_of_the_message(state, answered):
    rows = (("路灯何时修复", "2026-01-05", "", state), ("公交改线咨询", "2026-01-04", "2026-01-09", "已回复"))
    assert [row[2] for row in read(table("标题 写信时间 回复时间 状态", *rows))] == [answered, True]


def test_a_message_passed_on_is_not_open_whatever_its_column_is_called():
    rows = (("路灯何时修复", "2026-01-05", "", "转交区水务局"), ("公交改线咨询", "2026-01-04", "2026-01-09", ""))
    assert read(table("标题 写信时间 回复时间 备注", *rows))[0][2] is None


def test_items_of_a_list_say_their_state():
    row = '<li><a href="m1.html">路灯何时修复请答复</a><em>未回复</em><span>2026-01-05</span></li>'
    (message,) = column(f"<ul>{row}</ul>{PLAIN}", head=HEAD).messages
    assert (message.url, message.on, message.answered) == (f"{SITE}/xwdt/gzdt/m1.html", date(2026, 1, 5), False)


def test_titles_and_other_columns_say_nothing():
    assert read('<ul><li><a href="1.html">关于未回复信件的通报</a><span>2026-01-05</span></li></ul>') == []
    body = table("标题 时间 状态", ("项目", "2026-01-05", "处理中"))
    assert read(body, tags(ColumnName="工作动态", ColumnType="工作动态")) == []


def test_two_dates_without_a_head_leave_the_day_open():
    body = table("编号 标题 甲 乙 状态", ("1", "路灯何时修复", "2026-01-05", "2026-02-05", "未回复"))
    assert read(body) == [("路灯何时修复", None, False)]
