"""Recorded answers of WeChat's interfaces, and real pages none of which says that an account is gone."""

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from auditor.collect.accounts.interface_answers import Unread
from auditor.collect.accounts.profile_words import read_words
from auditor.collect.accounts.weixin_answers import parse_day, parse_followers, parse_published
from auditor.model import ReadingOutcome

pytestmark = pytest.mark.realdata
NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
CHINA = ZoneInfo("Asia/Shanghai")
FOLDERS = ("wechat_pages", "gov_single_pages", "news_pages", "gbk_pages")


def test_recorded_answers_of_wechat(data):
    folder = data / "api_fixtures" / "wechat_official_account"
    assert parse_followers(json.loads((folder / "datacube_getusercumulate.json").read_bytes())) == 1217056
    day = parse_day(json.loads((folder / "datacube_getarticlesummary.json").read_bytes()), NOW, CHINA)
    assert [(post.key, post.published_at.astimezone(CHINA).date()) for post in day.posts] == [
        ("10000050_1", date(2014, 12, 8))
    ]
    assert not day.counted, "without is_delay a day is not known to be whole"


def test_other_answers_are_no_empty_lists(data):
    folder = data / "api_fixtures" / "wechat_official_account"
    refused = []
    for file in sorted(folder.glob("*.json")):
        answer = json.loads(file.read_bytes())
        for parse in (lambda told: parse_day(told, NOW, CHINA), lambda told: parse_published(told, NOW, CHINA)):
            try:
                found = parse(answer)
            except Unread:
                refused.append(file.name)
                continue
            assert found, file.name
    assert {"menu_get.json", "user_get.json", "material_get_materialcount.json"} <= set(refused)


def test_no_real_page_says_that_an_account_is_gone(data):
    seen = 0
    for folder in FOLDERS:
        for file in sorted((data / folder).rglob("*.*htm*")):
            body = file.read_bytes()
            try:
                body.decode("utf-8")
            except UnicodeDecodeError:
                body = body.decode("gb18030", "replace").encode()
            for platform in ("weixin", "weibo", "other"):
                told = read_words(body, "https://h.example.cn/u/1", platform)
                assert told.outcome in (ReadingOutcome.PARSE_ERROR, ReadingOutcome.CHALLENGE), (file, told)
            seen += 1
    assert seen > 20
    wall = (data / "wechat_pages" / "pages" / "sogou_search-gaokao-gzh-error.html").read_bytes()
    assert read_words(wall, "https://weixin.sogou.com/antispider/", "weixin").outcome is ReadingOutcome.CHALLENGE
