"""Accounts that have stopped posting."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from auditor.facts.earlier_readings import recalled
from auditor.facts.shared_faults import shared_faults
from auditor.model import FAILED, AccountReading, ReadingOutcome, RegisterStatus, Role, Subject, SubjectKind
from auditor.model.activity import READ, activity, last_release
from auditor.platforms import row_of, way
from auditor.rules import (
    Clean,
    Confidence,
    Finding,
    Limit,
    Limits,
    Rule,
    Severity,
    Source,
    Unknown,
    Verdict,
    View,
    Words,
)
from auditor.rules.registered import running, target_of
from auditor.rules.undecided import not_seen

CLAUSE = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》单项否决·内容不更新")
NOTICE = Source("贵州省 2025 年第二季度政府网站与政务新媒体检查通报")
LAG = Source("自定：数据止于前一天算当前，再旧不下结论 (own: data to the day before count, older prove nothing)")
BRIDGE = Source("自定：同源的多个账号全无新内容，是来源失灵 (own: nothing new of any account means a failed bridge)")
OURS = Source(
    "自定：多个账号同样失败，是来源或本工具的问题 (own: where many fail alike the fault is a bridge's or ours)"
)
RELEASE = Source(
    "自定：应用三年没有新版本，请人核查 (own: an app without a release for three years is for a person to check)"
)


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Compare each account's newest dated post with the allowed silence (inclusive), reposts included.

    Only a complete reading proves silence, and no further than its data reach. Closing accounts are judged as well.
    Apps and mini-programs are only suspected, by their last release and never by posts (docs/contract.md 4.14).
    """
    faults = shared_faults(view, limits.values)
    for account in running(view, SubjectKind.ACCOUNT):
        reading = view.get(AccountReading, account.id)
        if reading is None:
            yield not_seen(view.standing(account.id), target_of(account))
            continue
        own, by_release = limits.of(account.id), row_of(account.platform).by_release
        verdict = (_judge_release if by_release else _judge)(view, account, reading, own)
        fault, failed = faults.get(account.id), reading.outcome in FAILED
        if fault and (isinstance(verdict, Finding) or (failed and isinstance(verdict, Unknown))):
            verdict = Unknown(account.id, verdict.target, fault.reason, fault.detail)
        if isinstance(verdict, Unknown) and reading.outcome not in READ:
            verdict = recalled(view, verdict, own["silent"] if failed and not by_release else 0, own["unseen"])
        yield verdict


def _judge(view: View, account: Subject, reading: AccountReading, limits: Mapping[str, float]) -> Verdict:
    target, seen = target_of(account), activity(reading, view.as_of)
    since = seen.newest or (account.opened_on if reading.outcome is ReadingOutcome.OK_EMPTY else None)
    if since and (view.as_of - since).days < limits["silent"]:
        return Clean(account.id, target)
    if seen.gap:
        return Unknown(account.id, target, seen.gap, seen.detail)
    unseen = (view.as_of - seen.until).days
    days = (seen.until - since).days if since else None
    if unseen > limits["unseen"] or (days is not None and days < limits["silent"]):
        return Unknown(account.id, target, "stale_data", seen.until.isoformat())
    sure = since is not None and unseen <= limits["lag"] and not way(reading.adapter).one_kind
    zombie = days is not None and days >= limits["zombie"]
    closes = account.status is RegisterStatus.CLOSING or (zombie and account.role is Role.NONE)
    return Finding(
        subject=account.id,
        target=target,
        values={
            "days": days,
            "limit": limits["silent"],
            "zombie_limit": limits["zombie"],
            "newest": seen.newest,
            "newest_url": seen.post.url if seen.post else "",
            "newest_title": seen.post.title if seen.post else "",
            "until": seen.until,
            "platform": account.platform,
            "posts": len(reading.posts),
            "source": reading.adapter,
        },
        confidence=Confidence.CONFIRMED if sure else Confidence.SUSPECTED,
        action="close" if closes else "revive",
        variant="empty" if seen.newest is None else "zombie" if zombie else "",
    )


def _judge_release(view: View, account: Subject, reading: AccountReading, limits: Mapping[str, float]) -> Verdict:
    """Suspect an app that nobody has released anew for years; what is in it may be new all the same."""
    target, seen = target_of(account), last_release(reading, view.as_of)
    if seen.on is None:
        return Unknown(account.id, target, seen.gap, seen.detail)
    if (view.as_of - seen.on).days < limits["release"]:
        return Clean(account.id, target)
    days = (seen.until - seen.on).days
    if (view.as_of - seen.until).days > limits["unseen"] or days < limits["release"]:
        return Unknown(account.id, target, "stale_data", seen.until.isoformat())
    return Finding(
        subject=account.id,
        target=target,
        values={
            "released": seen.on,
            "release_days": days,
            "release_limit": limits["release"],
            "until": seen.until,
            "platform": account.platform,
            "source": reading.adapter,
        },
        confidence=Confidence.SUSPECTED,
        severity=Severity.MINOR,
        action="close" if account.status is RegisterStatus.CLOSING else "review",
        variant="release",
    )


ZH = Words(
    title="账号停更",
    why="账号超过（含）14 天没有发布内容，属单项否决；长期停更的“僵尸”账号应当清理整合。",
    summary="最近一次发布是 {newest}，截至 {until} 已 {days} 天没有更新（限 {limit} 天）",
    suggestion="尽快恢复更新；无力维护的，按程序整合或注销。",
)
EN = Words(
    title="Account is dormant",
    why="An account without a post for 14 days or more is a veto; long dormant ones are to be merged or closed.",
    summary="The last post is of {newest}; by {until} there was none for {days} days (limit {limit})",
    suggestion="Post again; an account that cannot be kept up is to be merged or closed.",
)
EMPTY_ZH = replace(ZH, summary="截至 {until}，平台显示账号没有发布任何内容（限 {limit} 天）")
EMPTY_EN = replace(EN, summary="By {until} the platform counts no post at all (limit {limit} days)")
ZOMBIE_ZH = replace(ZH, summary=ZH.summary + "，属“僵尸”账号（{zombie_limit} 天）")
ZOMBIE_EN = replace(EN, summary=EN.summary + ": a zombie (limit {zombie_limit})")
RELEASE_ZH = Words(
    title="应用久无新版本",
    why="应用长期不发布新版本，可能已无人维护、无法下载或使用；版本日期不说明内容是否更新，需由人核查。",
    summary="最近一次发布版本是 {released}，截至 {until} 已 {release_days} 天（限 {release_limit} 天），请核查",
    suggestion="核查能否下载使用、内容是否更新；不再使用的，按程序注销并告知公众。",
)
RELEASE_EN = Words(
    title="App without a new release",
    why="Nobody may keep up an app that is not released anew for years; its content may be new all the same.",
    summary="The last release is of {released}; by {until} none for {release_days} days (limit {release_limit})",
    suggestion="Check that it can be downloaded and used and that its content is kept up; close one not used any more.",
)

RULE = Rule(
    id="account-dormant",
    item=27,
    kind="account",
    severity=Severity.VETO,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={
        "silent": Limit(14, "days", CLAUSE),
        "zombie": Limit(90, "days", NOTICE),
        "lag": Limit(1, "days", LAG),
        "unseen": Limit(7, "days", LAG),
        "release": Limit(1095, "days", RELEASE),
        "bridge_accounts": Limit(5, "accounts", BRIDGE),
        "bridge_days": Limit(3, "days", BRIDGE),
        "canary_days": Limit(3, "days", BRIDGE),
        "bridge_fails": Limit(3, "accounts", OURS),
        "bridge_share": Limit(50, "percent", OURS),
        "platform_fails": Limit(3, "accounts", OURS),
        "platform_share": Limit(30, "percent", OURS),
    },
    variants={
        "empty": {"zh": EMPTY_ZH, "en": EMPTY_EN},
        "zombie": {"zh": ZOMBIE_ZH, "en": ZOMBIE_EN},
        "release": {"zh": RELEASE_ZH, "en": RELEASE_EN},
    },
    role="silent_account",
)
