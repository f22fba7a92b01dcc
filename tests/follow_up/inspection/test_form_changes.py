from dataclasses import replace
from datetime import date

import pytest

from auditor.follow_up.inspection.form_changes import NEW, WHOLE, Filled, changes_of
from auditor.follow_up.inspection.inspected_boards import row_ids
from tests.make import AS_OF, days_ago, sheet

DAY, DAY_TEXT = AS_OF, AS_OF.isoformat()
LIST = (
    sheet("甲公告", row=2, inspected_on=days_ago(20)),
    sheet("乙公告", row=3, inspected_on=days_ago(20), expires_on=days_ago(1)),
    sheet("丙公告", row=4, taken_down_on=days_ago(9), inspected_on=days_ago(20)),
)
IDS = row_ids(LIST)
WORDS = {"there": "在", "gone": "不在", "expired": "已过期", "damaged": "破损"}
BOARD = Filled(4, "p1", WHOLE, inspected_on=DAY, inspector="张三")


def row(number=2, **fields):
    return Filled(**{"row": 9, "point": "p1", "id": IDS[number], "state": "there", "inspected_on": DAY, **fields})


def made(*filled, lists=None):
    return changes_of(filled, lists or {"p1": LIST}, WORDS)


def codes(*filled, **more):
    return [one.code for one in made(*filled, **more).conflicts]


def test_a_sheet_that_was_seen():
    (change,) = made(row(remark="角上卷起", state="damaged")).changes
    assert (change.row, change.title, change.form_row) == (2, "甲公告", 9)
    assert change.cells == {"inspected_at": DAY_TEXT, "state": "破损", "remark": "角上卷起"}


@pytest.mark.parametrize(
    "fields", [{"state": "gone"}, {"state": "expired", "action": "down"}, {"state": "", "action": "down"}]
)
def test_what_is_gone_or_was_taken_down_hangs_no_more(fields):
    (change,) = made(row(3, **fields)).changes
    assert (change.cells["taken_down_at"], change.cells["inspected_at"]) == (DAY_TEXT, DAY_TEXT)


def test_the_day_and_the_inspector_of_the_whole_point_serve_its_rows():
    (change,) = made(BOARD, row(inspected_on=None)).changes
    assert (change.cells["inspected_at"], change.cells["inspector"]) == (DAY_TEXT, "张三")


def test_a_board_inspected_without_a_word_on_its_sheets():
    (change,) = made(BOARD).changes
    assert (change.row, change.title, change.cells) == (0, "", {"inspected_at": DAY_TEXT, "inspector": "张三"})
    later = [replace(LIST[0], inspected_on=DAY)]
    assert made(BOARD, lists={"p1": later}).changes == []


def test_a_sheet_that_the_list_lacks():
    new = row(id=NEW, title="新通知", posted_on=date(2026, 6, 1), state="there")
    (change,) = made(new).changes
    assert change.row == 0
    assert change.cells == {"title": "新通知", "posted_at": "2026-06-01", "inspected_at": DAY_TEXT, "state": "在"}


@pytest.mark.parametrize(
    ("filled", "code"),
    [
        (row(point="p9"), "unknown_point"),
        (row(id="ZZZZZZ"), "unknown_id"),
        (row(inspected_on=None), "no_day"),
        (row(inspected_on=days_ago(21)), "newer"),
        (row(title="另一公告"), "title_changed"),
        (row(posted_on=days_ago(1)), "day_changed"),
        (row(3, expires_on=days_ago(-9)), "day_changed"),
        (row(state="gone", action="kept"), "contradiction"),
        (row(state="", inspected_on=None, remark="x"), "no_day"),
        (row(4), "already_down"),
        (row(4, action="down"), "already_down"),
        (row(id=NEW, title=""), "no_title"),
        (row(id=NEW, title="甲 公告"), "listed"),
        (row(id=NEW, title="新", inspected_on=None), "no_day"),
    ],
)
def test_nothing_is_overwritten_and_nothing_guessed(filled, code):
    assert codes(filled) == [code]
    assert made(filled).changes == []


def test_a_row_twice_counts_once():
    assert codes(row(), row(state="gone")) == ["twice"]
    assert len(made(row(), row(state="gone")).changes) == 1
    assert codes(BOARD, BOARD) == ["twice"]
    new = row(id=NEW, title="新通知")
    assert codes(new, new) == ["twice"]


def test_the_row_of_a_namesake_is_named_and_a_list_that_cannot_be_read():
    (conflict,) = made(row(id="ZZZZZZ", title="乙公告")).conflicts
    assert conflict.detail == "3"
    (conflict,) = made(row(), lists={"p1": "b.csv: damaged"}).conflicts
    assert (conflict.code, conflict.detail) == ("unreadable", "b.csv: damaged")


def test_a_title_masked_in_the_form_is_no_other_title():
    listed = {"p1": [sheet("电话13812345678通知", row=2, inspected_on=None)]}
    (id,) = row_ids(listed["p1"]).values()
    assert codes(row(id=id, title="电话138******78通知"), lists=listed) == []


def test_a_sheet_that_was_taken_down_on_that_day_may_be_said_again():
    listed = {"p1": [replace(LIST[2], taken_down_on=DAY)]}
    (id,) = row_ids(listed["p1"]).values()
    (change,) = made(row(id=id, action="down"), lists=listed).changes
    assert "taken_down_at" not in change.cells
