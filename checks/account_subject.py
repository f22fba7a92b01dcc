"""Accounts certified for somebody else than the unit that runs them, or not certified at all."""

from collections.abc import Iterator
from dataclasses import replace

from auditor.facts.account_absence import NOT_THERE, THERE, named_by
from auditor.model import AccountReading, Basis, Subject, SubjectKind
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
from auditor.text.unit_names import is_media, may_be_related, may_be_same_unit, unit_likeness

CLAUSE = Source("渭南市 2020 年第四季度政府网站与政务新媒体检查通报")
ALIKE = Source("自定：名称有一半以上相同的，可能是改名前后 (own: half alike, it may be a name before a reform)")
CERTIFYING = frozenset({"weixin", "weibo", "douyin", "kuaishou", "toutiao", "bilibili", "xiaohongshu", "channels"})
"""Platforms that certify organisations; elsewhere an account without a mark lacks nothing."""


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Compare the certified subject that the platform shows, else the registered one, with the unit.

    The same unit by another name, one above or below it, is equal. Confirmed only where an interface says so and
    neither a news house, nor an institution that may belong to the unit, nor a similar name is certified. A subject
    that was not seen is Unknown, never a finding.
    """
    for account in running(view, SubjectKind.ACCOUNT):
        standing, reading = view.standing(account.id), view.account(account.id)
        seen = reading if reading is not None and reading.outcome in THERE else None
        certified = (seen.subject_seen if seen else "") or account.verified_as
        if reading is not None and reading.outcome in NOT_THERE:
            yield Unknown(account.id, target_of(account), reading.outcome.value, reading.detail)
        elif seen and seen.verified is False and account.platform in CERTIFYING:
            yield _finding(account, seen, "", "uncertified", sure=seen.basis is Basis.DIRECT)
        elif certified and account.unit and not may_be_same_unit(certified, account.unit):
            yield _other(account, seen, certified, limits["alike"])
        elif seen is None:
            yield not_seen(standing, target_of(account))
        elif certified or seen.verified or account.platform not in CERTIFYING:
            yield Clean(account.id, target_of(account))
        else:
            yield Unknown(account.id, target_of(account), "not_told")


def _other(account: Subject, seen: AccountReading | None, certified: str, alike: float) -> Finding:
    shown = seen is not None and bool(seen.subject_seen)
    doubt = is_media(certified) or may_be_related(certified) or unit_likeness(certified, account.unit) >= alike
    sure = seen is not None and shown and seen.basis is Basis.DIRECT and not doubt
    variant = "media" if is_media(certified) else "" if shown else "registered"
    return _finding(account, seen, certified, variant, sure=sure)


def _finding(account: Subject, seen: AccountReading | None, certified: str, variant: str, *, sure: bool) -> Finding:
    return Finding(
        subject=account.id,
        target=target_of(account),
        values={
            "name": account.name,
            "unit": account.unit,
            "certified": certified,
            "told_by": named_by(seen) if seen else "",
            "platform": account.platform,
            "source": seen.adapter if seen else "",
        },
        confidence=Confidence.CONFIRMED if sure else Confidence.SUSPECTED,
        action="review",
        variant=variant,
    )


ZH = Words(
    title="认证主体不符",
    why="政务新媒体应当由主办单位认证，认证主体不符或未认证，公众无从辨认真伪，单位也难以管理账号。",
    summary="{told_by}显示“{name}”的认证主体是“{certified}”，与主办单位“{unit}”不一致",
    suggestion="核对主办单位；主体有误的，到平台变更认证主体，或更正名录。",
)
EN = Words(
    title="Certified for another unit",
    why="An account is to be certified for the unit that runs it; else nobody can tell whose it is.",
    summary="According to {told_by} “{name}” is certified for “{certified}”, the register has “{unit}”",
    suggestion="Check who runs it; have the certification changed on the platform, or correct the register.",
)
MEDIA_ZH = replace(
    ZH,
    summary="“{name}”由媒体“{certified}”认证，主办单位是“{unit}”，请核查是否委托运营",
    suggestion="属委托运营的，在名录中注明，认证主体宜改为主办单位；不属委托的，查清归属。",
)
MEDIA_EN = replace(
    EN,
    summary="“{name}” of “{unit}” is certified for the news house “{certified}”: check who runs it",
    suggestion="If it does, note so in the register and have the unit certified; else find out whose it is.",
)
REGISTERED_ZH = replace(ZH, summary="名录登记“{name}”的认证主体是“{certified}”，与主办单位“{unit}”不一致")
REGISTERED_EN = replace(EN, summary="The register has “{name}” certified for “{certified}”, but run by “{unit}”")
UNCERTIFIED_ZH = replace(
    ZH, summary="{told_by}显示“{name}”没有认证（主办单位“{unit}”）", suggestion="以主办单位名义到平台办理认证。"
)
UNCERTIFIED_EN = replace(
    EN,
    summary="According to {told_by} “{name}” is not certified (unit: “{unit}”)",
    suggestion="Have the unit certified.",
)

RULE = Rule(
    id="account-subject",
    item=27,
    kind="account",
    severity=Severity.MINOR,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={"alike": Limit(0.5, "ratio", ALIKE)},
    variants={
        "media": {"zh": MEDIA_ZH, "en": MEDIA_EN},
        "registered": {"zh": REGISTERED_ZH, "en": REGISTERED_EN},
        "uncertified": {"zh": UNCERTIFIED_ZH, "en": UNCERTIFIED_EN},
    },
)
