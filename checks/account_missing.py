"""Accounts that the platform says are gone while the register calls them active."""

from collections.abc import Iterator
from dataclasses import replace

from auditor.facts.account_absence import (
    PROVES_NOTHING,
    THERE,
    Absence,
    absence,
    failed_sources,
    told_by,
)
from auditor.facts.earlier_readings import EarlierReadings
from auditor.model import GONE, AccountReading, ReadingOutcome, Sighting, Subject, SubjectKind
from auditor.platforms import way
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

CLAUSE = Source("2023 年全国政府网站与政务新媒体检查通报", seen=False)
TWICE = Source("自定：平台在不同的日子说两次才算确认 (own: confirmed once the platform says so on two days)")
ALIKE = Source("自定：同一来源的账号一起查无，先疑来源失灵 (own: many accounts gone at once mean a failed source)")


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Find accounts that the platform itself, by its words or codes, calls deleted, banned or non-existent.

    Said on one day it is suspected, on two different days confirmed, by whatever route; an account that showed itself
    in between ends what was said before. Deactivated, moved or private accounts are not gone: Unknown here, and
    `account-name` says where a moved one is. Feeds prove nothing, nor many gone at once; one store of several, little.
    """
    failed = failed_sources(view, limits["alike"], limits["alike_share"])
    for account in running(view, SubjectKind.ACCOUNT):
        reading, target = view.get(AccountReading, account.id), target_of(account)
        if reading is None:
            yield not_seen(view.standing(account.id), target)
        elif reading.outcome in THERE:
            yield Clean(account.id, target)
        elif reading.outcome not in GONE:
            yield Unknown(account.id, target, reading.outcome.value, reading.detail)
        elif reading.adapter in PROVES_NOTHING or (account.platform, reading.adapter, reading.outcome) in failed:
            yield Unknown(account.id, target, "not_proven", reading.detail)
        elif told := absence(reading, _before(view, account)):
            yield _gone(account, reading, told, limits.of(account.id)["looks"])


def _before(view: View, account: Subject) -> tuple[Sighting, ...]:
    earlier = view.get(EarlierReadings, account.id)
    return earlier.sightings if earlier else ()


def _gone(account: Subject, reading: AccountReading, told: Absence, needed: float) -> Finding:
    sure = told.days >= needed and not way(reading.adapter).one_of_several
    banned = reading.outcome is ReadingOutcome.SUSPENDED
    return Finding(
        subject=account.id,
        target=target_of(account),
        values={
            "name": account.name,
            "platform": account.platform,
            "told_by": told_by(reading),
            "looks": told.days,
            "since": told.since,
            "outcome": reading.outcome.value,
            "code": reading.code,
            "detail": reading.detail,
            "source": told.routes,
        },
        confidence=Confidence.CONFIRMED if sure else Confidence.SUSPECTED,
        action="close" if sure and not banned else "review",
        variant="" if reading.outcome is ReadingOutcome.NOT_FOUND else reading.outcome.value,
    )


ZH = Words(
    title="账号查无",
    why="名录登记为在用，平台却显示账号已注销、被封禁或不存在，说明名录不实或账号失管。",
    summary="名录登记“{name}”在用，{told_by}显示没有这个账号（自 {since} 起，有 {looks} 天看到）",
    suggestion="核对账号标识；确已不在的，补办注销手续，更新名录。",
)
EN = Words(
    title="Account is gone",
    why="The register has it in use, the platform as deleted, banned or unknown: one of them is wrong.",
    summary="In use by the register; {told_by} has no “{name}” (on {looks} day(s) since {since})",
    suggestion="Compare the account's key; if it is gone, complete its cancellation and correct the register.",
)
DELETED_ZH = replace(ZH, summary="名录登记“{name}”在用，{told_by}显示账号已注销（自 {since} 起，有 {looks} 天看到）")
DELETED_EN = replace(
    EN,
    summary="In use by the register; {told_by} has “{name}” as deleted (on {looks} day(s) since {since})",
)
SUSPENDED_ZH = replace(
    ZH,
    summary="紧急：{told_by}显示“{name}”已被封禁，公众无法访问（自 {since} 起，有 {looks} 天看到）",
    suggestion="立即登录平台后台或联系平台，查明封禁原因，防止被冒用；在恢复或注销前告知公众其他渠道。",
)
SUSPENDED_EN = replace(
    EN,
    summary="Urgent: {told_by} has “{name}” as banned; nobody can open it (on {looks} day(s) since {since})",
    suggestion="Ask the platform why at once, guard against impostors, and tell the public where else to look.",
)

RULE = Rule(
    id="account-missing",
    item=27,
    kind="account",
    severity=Severity.MAJOR,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={
        "looks": Limit(2, "looks", TWICE),
        "alike": Limit(5, "accounts", ALIKE),
        "alike_share": Limit(0.3, "ratio", ALIKE),
    },
    variants={
        "deleted": {"zh": DELETED_ZH, "en": DELETED_EN},
        "suspended": {"zh": SUSPENDED_ZH, "en": SUSPENDED_EN},
    },
    limit_names={
        "alike": {"zh": "一起查无的账号", "en": "gone at once"},
        "alike_share": {"zh": "一起查无的比例", "en": "share gone at once"},
    },
    role="missing_account",
)
