from dataclasses import replace

import pytest

from auditor.model.audit import ColumnSum, Reason, SiteCheck, SiteVerdict
from auditor.report.phrases import coded, evidence_text, limit, observed, reason
from auditor.report.report_model import report_of
from tests.report.invented import rich_audit
from tests.report.rules import RULES

ZH, EN = (report_of(rich_audit(), RULES.values(), lang) for lang in ("zh", "en"))


def check(verdict="pass", rule="link-broken", confirmed=0, suspected=0, unknown=0, why="", limits=None, sums=()):
    return SiteCheck(rule, SiteVerdict(verdict), confirmed, suspected, 0, unknown, why, limits or {}, "", True, sums)


@pytest.mark.parametrize(
    ("detail", "zh"),
    [
        ("timeout: 3, not_reached: 44", "在时限内没有应答：3；本次没有检测到：44"),
        ("budget pages: 12, budget depth: 3, timeout: 1", "超出页数上限：12；超出层级上限：3；在时限内没有应答：1"),
        ("challenge 412", "网站拒绝自动检测，需人工打开确认 412"),
        ("timeout", "在时限内没有应答"),
        ("auth: no private network, ok", "需要登录或授权"),
        ("challenge: 412, 瑞数 RiverSecurity", "网站拒绝自动检测，需人工打开确认：412, 瑞数 RiverSecurity"),
        ("name a network, or a private feed", "name a network, or a private feed"),
        ("412", "412"),
        ("", ""),
    ],
)
def test_only_codes_are_put_into_words(detail, zh):
    assert coded(ZH, detail) == zh


def test_what_a_check_came_to():
    assert observed(ZH, check()) == "未发现问题"
    assert observed(ZH, check("not_assessable")) == "没有看到"
    assert observed(ZH, check("fail", confirmed=3, suspected=1)) == "确认 3；疑似 1"
    assert observed(EN, check("pass", unknown=2, why="timeout")) == "2 not judged (mostly: no answer in time)"
    sampled = check("not_assessable", "site-unreachable", confirmed=1, why="too_few_samples")
    few = replace(sampled, samples=1)
    assert observed(ZH, few) == "确认 1；可用性抽样 1 次，次数不足，不能判定"
    assert observed(EN, replace(few, why="", samples=140, samples_failed=3)) == (
        "1 confirmed; 140 availability samples, 3 not open"
    )
    sums = (
        ColumnSum("news_and_first_level", 0, 0, 5, SiteVerdict.PASS),
        ColumnSum("all_stale", 4, 7, 10, SiteVerdict.NOT_ASSESSABLE),
    )
    summed = check("fail", "column-stale", confirmed=4, sums=sums)
    assert observed(ZH, summed) == "全部栏目超期 4 个，另 7 个未判定"


def test_limits_by_class_are_one_range():
    limits = {"news": 7.0, "notice": 180.0, "plans": 365.0}
    assert limit(ZH, check(rule="column-stale", limits=limits)) == "按类别 7 至 365 天"
    assert limit(EN, check(rule="link-broken", limits={"looks": 2.0})) == "to confirm 2 looks"
    assert limit(ZH, check(rule="column-blank")) == "有即计"
    summed = check(rule="column-blank", limits={"veto": 5.0}, sums=(ColumnSum("blank", 0, 0, 5, SiteVerdict.PASS),))
    assert limit(ZH, summed) == "空白栏目 ≥5 个否决"


def test_reasons_of_proposals():
    assert reason(ZH, Reason("not_seen", {"reason": "auth"})) == "无法判断更新情况：需要登录或授权"
    assert reason(ZH, Reason("also", {"rule": "link-broken"})) == "另有问题：链接打不开"
    assert reason(EN, Reason("zombie", {"days": 100, "limit": 90})) == "silent for 100 days, a zombie from 90 days"
    assert reason(EN, Reason("never heard of", {})) == "never heard of"


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("on_home", True, "是"),
        ("status", 1404, "1404"),
        ("pages", 1404, "1,404"),
        ("kinds", ["link", "image"], "链接、图片"),
        ("platform", "weixin", "微信公众号"),
        ("column_class", "news", "动态要闻"),
        ("title", "news", "news"),
    ],
)
def test_evidence_in_words(name, value, text):
    assert evidence_text(ZH, name, value) == text


def test_followers_do_not_move_into_a_large_wechat_account():
    """docs/sources.md 6.11: it is the account that takes over which must be small, as the steps say."""
    assert "接收账号粉丝超过" in ZH.words("matrix.wechat_note")
    assert "moved into an account that has more than" in EN.words("matrix.wechat_note")
