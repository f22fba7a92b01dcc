import hashlib
import os
from datetime import UTC, date, datetime

import pytest

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.adapters import read_account
from auditor.collect.accounts.attest import merged
from auditor.config.settings import AccountSettings
from auditor.model import Basis, Interaction, ReadingOutcome
from auditor.model.activity import activity, last_release
from auditor.store.packing import pack, unpack
from tests.make import ZONE, account, at, days_ago, post, reading

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
TODAY = date(2026, 6, 30)
HEADER = "账号ID,名称,状态,最近发布时间,作品数,昵称,认证主体,评论,私信,菜单,核查人,核查时间,核查情况,截图,更新时间\n"


def row(key="gh_a1", state="正常", last="2026-06-20", total="", name="某区发布", subject="某区人民政府", comments="关",
        by="张三", when="2026-06-29 10:00", words="打开主页看过", picture="", released=""):  # fmt: skip
    cells = (key, "某区发布", state, last, total, name, subject, comments, "", "", by, when, words, picture, released)
    return ",".join(cells) + "\n"


def access(folder, **settings):
    return Access(None, folder, NOW, ZONE, settings=AccountSettings(**settings))


async def attest(folder, *rows, **fields):
    (folder / "checks.csv").write_text(HEADER + "".join(rows))
    return await read_account(account(source="attest:checks.csv", **fields), access(folder))


async def test_what_a_person_saw(tmp_path):
    (tmp_path / "a.png").write_bytes(b"picture")
    seen = await attest(tmp_path, row(picture="a.png"))
    assert (seen.adapter, seen.outcome, seen.basis, seen.posts) == ("attest", ReadingOutcome.OK, Basis.ATTESTED, ())
    told = seen.attested
    assert (told.by, told.at, told.words, told.picture) == (
        "张三", datetime(2026, 6, 29, 10, tzinfo=ZONE), "打开主页看过", "a.png",
    )  # fmt: skip
    assert told.picture_sha256 == hashlib.sha256(b"picture").hexdigest()
    assert (seen.display_name, seen.subject_seen, seen.interaction) == (
        "某区发布", "某区人民政府", Interaction(comments=False),
    )  # fmt: skip
    assert (seen.as_of, seen.last_post_at) == (told.at, datetime(2026, 6, 20, tzinfo=ZONE))
    shown = activity(seen, TODAY)
    assert (shown.newest, shown.until, shown.gap) == (date(2026, 6, 20), date(2026, 6, 29), "")
    assert unpack(pack(seen), type(seen)) == seen


@pytest.mark.parametrize(
    ("fields", "outcome", "gap"),
    [
        ({"last": "", "total": "0"}, "ok_empty", ""),
        ({"last": "", "total": "9"}, "undated", "undated"),
        ({"last": ""}, "partial", "partial"),
        ({"state": "已注销"}, "deleted", "deleted"),
        ({"state": "封禁", "last": ""}, "suspended", "suspended"),
    ],
)
async def test_what_a_check_amounts_to(tmp_path, fields, outcome, gap):
    seen = await attest(tmp_path, row(**fields))
    assert (seen.outcome.value, activity(seen, TODAY).gap) == (outcome, gap)


@pytest.mark.parametrize("platform", ["app", "miniprogram"])
async def test_an_app_by_its_release(tmp_path, platform):
    seen = await attest(tmp_path, row(last="", released="2025-01-02"), platform=platform)
    assert (last_release(seen, TODAY).on, seen.outcome) == (date(2025, 1, 2), ReadingOutcome.OK)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"by": ""}, "row 2, column 核查人: a person's check must say this"),
        ({"when": ""}, "row 2, column 核查时间: a person's check must say this"),
        ({"when": "2026-07-30"}, "row 2, column 核查时间: '2026-07-30' lies after the time of reading"),
        ({"last": "2026-06-30"}, "row 2, column 最近发布时间: the last post, '2026-06-30', is later than the check"),
        ({"state": "还行"}, "row 2, column 状态: state '还行' is not known"),
        ({"picture": "none.png"}, "row 2, column 截图: there is no picture 'none.png'"),
        ({"picture": "../a.png"}, "row 2, column 截图: picture '../a.png' does not lie beside the table"),
        ({"picture": "/etc/hostname"}, "row 2, column 截图: picture '/etc/hostname' does not lie beside"),
        ({"picture": "C:\\a.png"}, "row 2, column 截图: picture 'C:/a.png' does not lie beside"),
        ({"picture": "empty.png"}, "row 2, column 截图: picture 'empty.png' is empty or over 64 MiB"),
        ({"picture": "link.png"}, "row 2, column 截图: picture 'link.png' does not lie beside"),
        ({"picture": "folder"}, "row 2, column 截图: there is no picture 'folder'"),
    ],
)
async def test_faults_of_a_check_make_the_account_unknown(tmp_path, fields, says):
    (tmp_path / "empty.png").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.png").symlink_to("/etc/hostname")
    seen = await attest(tmp_path, row(**fields))
    assert (seen.outcome, seen.attested) == (ReadingOutcome.PARSE_ERROR, None)
    assert seen.detail.startswith(f"checks.csv, {says}")


async def test_the_newest_check_counts_and_two_of_one_time_must_agree(tmp_path):
    seen = await attest(tmp_path, row(last="2026-06-01", when="2026-06-02"), row(), row(last="", when="2026-01-02"))
    assert seen.last_post_at == datetime(2026, 6, 20, tzinfo=ZONE)
    seen = await attest(tmp_path, row(), row(last="2026-06-10"))
    assert "row 3: row 2 is a check of the same account and time" in seen.detail
    assert (await attest(tmp_path, row(), row())).outcome is ReadingOutcome.OK


async def test_a_missing_table_one_of_posts_and_one_of_others(tmp_path):
    seen = await read_account(account(source="attest:none.csv"), access(tmp_path))
    assert (seen.outcome, seen.detail.startswith("none.csv: there is no such file")) == (ReadingOutcome.NO_SOURCE, True)
    (tmp_path / "posts.csv").write_text("标题,发布时间\n停水,2026-06-01\n")
    seen = await read_account(account(source="attest:posts.csv"), access(tmp_path))
    assert seen.outcome is ReadingOutcome.PARSE_ERROR
    seen = await attest(tmp_path, row(key="gh_b2"))
    assert seen.outcome is ReadingOutcome.NO_SOURCE


async def test_an_old_check_tells_the_last_post_and_nothing_else(tmp_path):
    seen = await attest(tmp_path, row(when="2025-12-31", last="2025-12-01"))
    assert (seen.outcome, seen.display_name, seen.subject_seen, seen.interaction) == (
        ReadingOutcome.OK, "", "", Interaction(),
    )  # fmt: skip
    assert activity(seen, TODAY).until == date(2025, 12, 31)
    seen = await attest(tmp_path, row(when="2025-12-31", last="", state="已注销"))
    assert (seen.outcome, seen.complete) == (ReadingOutcome.PARTIAL, False)
    assert (await attest(tmp_path, row(when="2026-01-02", last="", state="已注销"))).outcome is ReadingOutcome.DELETED


def filled(folder, given, *rows, subject=None, header=HEADER, **settings):
    (folder / "all.csv").write_text(header + "".join(rows))
    return merged(given, subject or account(), access(folder, checks=("all.csv",), **settings))


def test_a_check_fills_what_a_source_did_not_see(tmp_path):
    seen = filled(tmp_path, reading(post(1)), row())
    assert (seen.display_name, seen.subject_seen, seen.interaction.comments, seen.attested.by) == (
        "某区发布", "某区人民政府", False, "张三",
    )  # fmt: skip
    assert (seen.outcome, seen.posts, seen.adapter, seen.last_post_at) == (ReadingOutcome.OK, (post(1),), "feed", None)
    assert seen.basis is Basis.ATTESTED


def test_nothing_stands_over_what_a_source_says(tmp_path):
    own = reading(
        post(1), basis=Basis.DIRECT, display_name="自己的名字", subject_seen="自己的主体", verified=False,
        interaction=Interaction(comments=True, messages=False, menu=False),
    )  # fmt: skip
    assert filled(tmp_path, own, row()) == own
    told = filled(tmp_path, own, row(state="已注销"))
    assert (told.outcome, told.detail) == (ReadingOutcome.OK, "a check of 2026-06-29 says: 已注销")


def test_what_only_the_older_check_says_still_counts(tmp_path):
    seen = filled(
        tmp_path, reading(post(1)), row(when="2026-06-02", last="", subject="旧主体"), row(subject="", name="新名")
    )
    assert (seen.display_name, seen.subject_seen, seen.attested.at.date()) == ("新名", "旧主体", date(2026, 6, 29))


@pytest.mark.parametrize("outcome", [ReadingOutcome.NO_SOURCE, ReadingOutcome.UNSUPPORTED])
def test_where_there_is_no_way_to_read_an_account_the_check_is_its_reading(tmp_path, outcome):
    seen = filled(tmp_path, reading(outcome=outcome), row())
    assert (seen.outcome, seen.adapter, seen.attested.by) == (ReadingOutcome.OK, "attest", "张三")
    assert seen.source_url == "attest:all.csv"
    assert activity(seen, TODAY).newest == date(2026, 6, 20)


@pytest.mark.parametrize("outcome", [ReadingOutcome.CHALLENGE, ReadingOutcome.EMPTY, ReadingOutcome.AUTH_EXPIRED])
def test_a_failure_stays_one_but_for_an_account_that_is_gone(tmp_path, outcome):
    seen = filled(tmp_path, reading(outcome=outcome, detail="why"), row())
    assert (seen.outcome, seen.last_post_at, seen.display_name) == (outcome, None, "某区发布")
    seen = filled(tmp_path, reading(outcome=outcome, detail="why"), row(state="已注销"))
    assert (seen.outcome, seen.source_url) == (ReadingOutcome.DELETED, "attest:all.csv")
    assert f"its source: {outcome.value} why" in seen.detail


def test_an_old_check_is_only_noted(tmp_path):
    given = reading(post(1))
    seen = filled(tmp_path, given, row(when="2025-12-31", last=""))
    assert (seen.display_name, seen.attested, seen.detail) == (
        "", None, "the check of 2025-12-31 is older than 180 days and is not used",
    )  # fmt: skip
    assert filled(tmp_path, given, row(when="2025-12-31", last=""), check_days=400).display_name == "某区发布"


def test_the_release_of_an_app(tmp_path):
    app = account(platform="app")
    seen = filled(tmp_path, reading(outcome=ReadingOutcome.EMPTY), row(last="", released="2026-01-02"), subject=app)
    assert (seen.released, seen.outcome) == (date(2026, 1, 2), ReadingOutcome.EMPTY)


def test_faults_of_the_files_are_noted_and_stop_nothing(tmp_path):
    seen = filled(tmp_path, reading(post(1)), row(by=""))
    assert (seen.outcome, "all.csv, row 2, column 核查人" in seen.detail) == (ReadingOutcome.OK, True)
    settings = access(tmp_path, checks=("none.csv",))
    assert "none.csv" in merged(reading(post(1)), account(), settings).detail
    other = filled(tmp_path, reading(post(1)), row(key="gh_b2"), subject=account(name="别的"))
    assert other == reading(post(1))


def test_without_files_of_checks_nothing_changes(tmp_path):
    given = reading(post(1), at=at(days_ago(0)))
    assert merged(given, account(), access(tmp_path)) == given


def test_a_table_that_changes_is_read_anew(tmp_path):
    first = filled(tmp_path, reading(post(1)), row(name="甲"))
    stamp = (tmp_path / "all.csv").stat().st_mtime
    second = filled(tmp_path, reading(post(1)), row(name="乙"))
    os.utime(tmp_path / "all.csv", (stamp, stamp))
    assert (first.display_name, second.display_name) == ("甲", "乙")
