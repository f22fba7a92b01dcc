from datetime import date

import pytest

from auditor.follow_up.inspection.inspected_boards import ALPHABET, read_boards, row_ids
from auditor.model import RegisterStatus
from tests.make import AS_OF, account, days_ago, point, sheet, site

HEADER = "标题,张贴时间,到期时间,巡查时间,撤下时间\n"


def board(folder, text, **fields):
    (folder / "board.csv").write_text(HEADER + text)
    (one,) = read_boards([point(source="import:board.csv", **fields)], folder, AS_OF, lambda _: 30)
    return one


def test_what_hangs_there_with_what_to_see_to(tmp_path):
    text = (
        f"甲公告,{days_ago(40)},{days_ago(1)},,\n"
        f"乙公示,{days_ago(40)},公示期7天,,\n"
        f"丙公告,{days_ago(30)},,,\n"
        f"丁公告,{days_ago(29)},,,\n"
        f"戊公告,{days_ago(3)},{AS_OF},,\n"
        f"戊公告,{days_ago(3)},{AS_OF},,\n"
        f"己公告,{days_ago(40)},{days_ago(1)},,{AS_OF}\n"
    )
    told = [(row.sheet.title, row.todo, row.days) for row in board(tmp_path, text).rows]
    assert told == [
        ("甲公告", "expired", 1), ("乙公示", "worded", 33), ("丙公告", "lasting", 30), ("丁公告", "", 0),
        ("戊公告", "", 0), ("戊公告", "twice", 2),
    ]  # fmt: skip


def test_the_last_inspection_counts_and_none_ahead(tmp_path):
    text = f"甲,{days_ago(9)},,{days_ago(8)},\n,,,{days_ago(4)},\n乙,{days_ago(9)},,{days_ago(-2)},\n"
    one = board(tmp_path, text)
    assert (one.inspected, [row.sheet.title for row in one.rows]) == (days_ago(4), ["甲", "乙"])


def test_only_points_that_are_not_closed(tmp_path):
    subjects = [site(), account(), point("p1", status=RegisterStatus.CLOSED), point("p2")]
    (one,) = read_boards(subjects, tmp_path, AS_OF, lambda _: 30)
    assert (one.point.id, one.rows, one.reason) == ("p2", (), "no_source")


def test_an_id_stays_wherever_the_row_stands_and_whatever_its_end():
    first, second = sheet("甲", row=2), sheet("乙", row=3, expires_on=date(2026, 1, 1))
    ids = row_ids([first, second])
    moved = row_ids([sheet("乙", row=2), sheet("丙", row=3), sheet(" 甲 ", row=9)])
    assert (moved[2], moved[9]) == (ids[3], ids[2])
    assert len(set(ids.values())) == 2
    assert all(len(id) == 6 and set(id) <= set(ALPHABET) for id in ids.values())


@pytest.mark.parametrize("other", [{"posted_on": days_ago(1)}, {"title": "乙"}, {"point_id": "p2"}, {}])
def test_ids_differ_by_point_title_day_and_count(other):
    first, second = sheet("甲", row=2), sheet(**{"title": "甲", "row": 3, **other})
    assert row_ids([first, second])[2] != row_ids([first, second])[3]
