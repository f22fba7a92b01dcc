import io
import json
import os
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import Workbook

from auditor.collect.accounts.import_file import read_import
from auditor.collect.accounts.posts import Clock
from auditor.collect.accounts.sheet_columns import STATE_COLUMNS, STATES
from auditor.model import Basis, Interaction, ReadingOutcome
from auditor.model.activity import activity
from tests.make import ZONE, account

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
TODAY = date(2026, 6, 30)
CLOCK = Clock(NOW, ZONE)
HEADER = "账号ID,名称,平台,状态,最近发布时间,作品数,粉丝数（万）,昵称,认证主体,评论,私信,菜单,核查时间,发布版本时间\n"
ROW = "gh_a1,某区发布,微信,正常,2026-06-20 08:00,1234,1.2,某区发布,某区人民政府,开,关,,2026-06-29 10:00,\n"


def given(folder, body, name="states.csv", days_old=0.0, **fields):
    path = folder / name
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    changed = (NOW - timedelta(days=days_old)).timestamp()
    os.utime(path, (changed, changed))
    return read_import(account(name="某区发布", source=f"import:{name}", **fields), folder, CLOCK)


def test_all_that_a_row_says(tmp_path):
    seen = given(tmp_path, HEADER + ROW)
    assert (seen.adapter, seen.outcome, seen.basis, seen.complete, seen.posts) == (
        "import", ReadingOutcome.OK, Basis.ATTESTED, True, (),
    )  # fmt: skip
    assert (seen.posts_total, seen.followers, seen.display_name, seen.subject_seen, seen.key_seen) == (
        1234, 12_000, "某区发布", "某区人民政府", "gh_a1",
    )  # fmt: skip
    assert seen.interaction == Interaction(comments=True, messages=False, menu=None)
    assert seen.last_post_at == datetime(2026, 6, 20, 8, tzinfo=ZONE)
    assert seen.as_of == datetime(2026, 6, 29, 10, tzinfo=ZONE)
    told = activity(seen, TODAY)
    assert (told.newest, told.until, told.gap, told.post) == (date(2026, 6, 20), date(2026, 6, 29), "", None)


@pytest.mark.parametrize(
    ("column", "alias"), [(name, alias) for name, others in STATE_COLUMNS.items() for alias in others]
)
def test_every_alias_is_a_column_of_states(tmp_path, column, alias):
    cells = {
        "account_id": "gh_a1",
        "name": "某区发布",
        "state": "正常",
        "followers": "12",
        "last_post_at": "2026-06-20",
    }
    values = {"platform": "微信", "posts_total": "5", "comments": "开", "messages": "开", "menu": "开",
              "verified": "是", "checked_at": "2026-06-29", "released_at": "2026-06-01", "id": "a1"}  # fmt: skip
    cells |= {column: cells.get(column) or values.get(column, "x")}
    titles = [alias if name == column else name for name in cells]
    seen = given(tmp_path, ",".join(titles) + "\n" + ",".join(cells.values()))
    assert (seen.outcome, seen.followers) == (ReadingOutcome.OK, 120_000 if "万" in alias else 12)
    assert seen.last_post_at == datetime(2026, 6, 20, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("cells", "outcome", "gap"),
    [
        ("正常,2026-06-20,", "ok", ""),
        ("正常,,0", "ok_empty", ""),
        ("正常,,12", "undated", "undated"),
        ("正常,,", "partial", "partial"),
        (",,", "partial", "partial"),
        ("已注销,2026-06-20,5", "deleted", "deleted"),
        ("封禁,,", "suspended", "suspended"),
        ("不存在,,", "not_found", "not_found"),
        ("已迁移,,", "moved", "moved"),
        ("私密,,", "private", "private"),
        ("停用,,", "deactivated", "deactivated"),
        ("僵尸,,", "partial", "partial"),  # a word is no date
    ],
)
def test_what_a_state_amounts_to(tmp_path, cells, outcome, gap):
    seen = given(tmp_path, f"account_id,状态,最近发布时间,作品数\ngh_a1,{cells}\n")
    assert (seen.outcome.value, activity(seen, TODAY).gap) == (outcome, gap)


def test_every_word_of_a_state_is_an_outcome(tmp_path):
    for code, spellings in STATES.spellings.items():
        for word in (code, *spellings):
            seen = given(tmp_path, f"account_id,状态,作品数\ngh_a1,{word},0\n")
            assert seen.outcome.value == ("ok_empty" if code == "active" else code)


@pytest.mark.parametrize("platform", ["app", "miniprogram"])
def test_apps_tell_their_release_not_posts(tmp_path, platform):
    text = "名称,平台,更新时间,核查时间\n某区发布,{},2025-01-02,2026-06-29\n"
    word = {"app": "APP", "miniprogram": "小程序"}[platform]
    seen = given(tmp_path, text.format(word), platform=platform)
    assert (seen.outcome, seen.released, seen.last_post_at) == (ReadingOutcome.OK, date(2025, 1, 2), None)
    seen = given(tmp_path, f"名称,状态,粉丝数\n某区发布,正常,{3}\n", platform=platform)
    assert (seen.outcome, seen.released) == (ReadingOutcome.PARTIAL, None)


def test_the_release_of_an_account_of_posts_is_nothing(tmp_path):
    seen = given(tmp_path, "名称,更新时间,作品数\n某区发布,2026-06-29,\n")
    assert (seen.outcome, seen.released, seen.last_post_at) == (ReadingOutcome.PARTIAL, None, None)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ("正常?,2026-06-20,1,开", "row 2, column 状态: state '正常?' is not known"),
        ("正常,昨天,1,开", "row 2, column 最近发布时间: '昨天' is not plainly a date"),
        ("正常,2099-01-01,1,开", "row 2, column 最近发布时间: '2099-01-01' lies after the time of reading"),
        ("正常,2026-06-20,很多,开", "row 2, column 粉丝数: '很多' is no number"),
        ("正常,2026-06-20,1,不清楚", "row 2, column 评论: '不清楚' is neither on nor off"),
        ("正常,2026-06-20,1,开,多", "row 2: it has more cells"),
    ],
)
def test_faults_name_file_row_and_column(tmp_path, cells, says):
    seen = given(tmp_path, f"account_id,状态,最近发布时间,粉丝数,评论\ngh_a1,{cells}\n")
    assert seen.outcome is ReadingOutcome.PARSE_ERROR
    assert seen.detail.startswith(f"states.csv, {says}")


@pytest.mark.parametrize(
    "cells", ["停用 13800138000,2026-06-20", "正常,问 13800138000", "正常,2026-06-20,x13800138000"]
)
def test_a_fault_shows_no_telephone_number(tmp_path, cells):
    seen = given(tmp_path, f"account_id,状态,最近发布时间,粉丝数\ngh_a1,{cells}\n")
    assert (seen.outcome, "138****8000" in seen.detail) == (ReadingOutcome.PARSE_ERROR, True)
    assert "13800138000" not in repr(seen)


def test_a_post_after_the_check_is_a_fault(tmp_path):
    seen = given(tmp_path, "account_id,最近发布时间,核查时间\ngh_a1,2026-06-20,2026-06-19\n")
    assert "later than the check" in seen.detail
    seen = given(tmp_path, "account_id,最近发布时间,核查时间\ngh_a1,2026-06-20 18:00,2026-06-20\n")
    assert (seen.outcome, activity(seen, TODAY).until) == (ReadingOutcome.OK, date(2026, 6, 20))


def test_the_newest_of_several_rows_counts(tmp_path):
    rows = "gh_a1,2026-06-01,2026-06-02\ngh_a1,2026-06-20,2026-06-21\ngh_a1,2026-05-01,2026-05-02\n"
    seen = given(tmp_path, "account_id,最近发布时间,核查时间\n" + rows)
    assert seen.last_post_at == datetime(2026, 6, 20, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("gh_a1,某区发布,微信,2026-06-01\n", 1),
        ("gh_b2,某区发布,微信,2026-06-01\n", 0),  # the same name, another key
        ("anhao,某区发布,微信,2026-06-01\n", 1),  # a 微信号 is no gh_ key
        (",某区发布,微信,2026-06-01\n", 1),
        (",某区发布,微博,2026-06-01\n", 0),  # the same name on another platform
        ("gh_b2,某区发布,,2026-06-01\ngh_c3,某区发布,,2026-06-01\n", 0),
        ("gh_a1,改名了,微信,2026-06-01\ngh_b2,某区发布,微信,2026-06-09\n", 1),
        ("A1,别的名字,,2026-06-01\n", 1),
        (",@ 某区发布,,2026-06-01\n", 1),
        (",某区发布（新）,,2026-06-01\n", 0),
    ],
)
def test_whose_row_it_is(tmp_path, rows, found):
    seen = given(tmp_path, "account_id,名称,平台,最近发布时间\n" + rows)
    assert (seen.last_post_at is not None) == bool(found)
    assert seen.outcome is (ReadingOutcome.OK if found else ReadingOutcome.NO_SOURCE)
    if found:
        assert seen.last_post_at == datetime(2026, 6, 1, tzinfo=ZONE)


def test_how_far_a_list_reaches_without_times_of_its_own(tmp_path):
    bare = "account_id,最近发布时间\ngh_a1,2026-05-01\n"
    assert given(tmp_path, bare, days_old=3).as_of == NOW - timedelta(days=3)
    assert given(tmp_path, "账号清单,\n导出时间：2026-06-10 09:00,\n" + bare).as_of == datetime(
        2026, 6, 10, 9, tzinfo=ZONE
    )


def test_the_same_in_a_workbook_json_and_json_lines(tmp_path):
    workbook = Workbook()
    for row in (["账号情况"], ["微信号", "状态", "最近发布时间"], ["gh_a1", "正常", datetime(2026, 6, 20, 8)]):
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    entry = {"account_id": "gh_a1", "state": "active", "last_post_at": 1781913600, "followers": "1.2万", "extra": [1]}
    for name, body in (
        ("a.xlsx", out.getvalue()),
        ("a.json", json.dumps([entry]).encode()),
        ("b.json", json.dumps({"exported_at": "2026-06-25", "accounts": [entry]}).encode()),
        ("c.json", json.dumps(entry).encode()),
        ("d.jsonl", (json.dumps(entry) + "\n\n" + json.dumps({**entry, "account_id": "gh_b"})).encode()),
        ("e.csv", "账号ID\t状态\t最近发布时间\ngh_a1\t正常\t1781913600000\n".encode("gb18030")),
    ):
        seen = given(tmp_path, body, name)
        assert (name, seen.last_post_at) == (name, datetime(2026, 6, 20, 8, tzinfo=ZONE))
        if name == "b.json":
            assert seen.as_of == datetime(2026, 6, 25, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'[{"account_id": ', "the file is no whole JSON (line 1)"),
        (b'{"a": 1}\n{"b": \n', "the file is no whole JSON (line 2)"),
        (b"[]", "the JSON holds no list of objects"),
        (b"[1, 2]", "the JSON holds no list of objects"),
        (b'{"a": [{"b": 1}], "c": [{"d": 1}]}', "the JSON holds no list of objects"),
        (b'[{"a": 1, "b": 2}]', "no header found"),
        (b"[" * 100_000, "the JSON holds no list of objects"),
        (b'[{"account_id": ' + b"9" * 5_000 + b"}]", "the file is no whole JSON"),
    ],
)
def test_json_that_holds_no_list(tmp_path, body, says):
    seen = given(tmp_path, body, "a.json")
    assert seen.outcome is ReadingOutcome.PARSE_ERROR
    assert seen.detail.startswith(f"a.json: {says}")


def test_a_list_without_accounts_is_named(tmp_path):
    seen = given(tmp_path, "状态,最近发布时间\n正常,2026-06-01\n")
    assert seen.detail.startswith("states.csv, row 1: no column says which account a row is of")
