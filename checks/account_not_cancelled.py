"""Accounts that the register calls closed and that are still there, or post again."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from auditor.facts.account_absence import NOT_THERE, THERE, told_by
from auditor.model import AccountReading, Basis, RegisterStatus, Subject, SubjectKind
from auditor.model.activity import day_of
from auditor.rules import Clean, Confidence, Finding, Limit, Limits, Rule, Severity, Source, Verdict, View, Words
from auditor.rules.registered import target_of

CLAUSE = Source("三明市 2021 年第三季度政府网站与政务新媒体检查通报")
FREEZE = Source("自定：平台注销有冻结期，最长 60 天，其间仍可见只作疑似 (own: platforms freeze accounts up to 60 days)")
RECENT = Source("自定：名录没有注销日期时只看最近的发布 (own: without a closing day only recent posts count)")
MAY_BE_OLD = frozenset({"feed", "import"})
"""Adapters whose sources may serve posts of an account that is long gone."""


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Find closed accounts that posted after their closing day, or that their platform still shows after it.

    A post is proof wherever it is read, unless its date may be that of an edit. That an account is still to be seen
    takes the platform's own answer or a person's look: confirmed by an interface once the freeze is over, else
    suspected. What a feed or an export still holds from before proves nothing. A closed account that cannot be read
    gives no verdict: nothing of it is missing.
    """
    for account in view.subjects():
        reading = view.get(AccountReading, account.id) if account.kind is SubjectKind.ACCOUNT else None
        if reading is None or account.status is not RegisterStatus.CLOSED:
            continue
        found = _judge(account, reading, view.as_of, limits.of(account.id))
        if found is not None:
            yield found
        elif reading.outcome in NOT_THERE | THERE:
            yield Clean(account.id, target_of(account))


def _judge(account: Subject, reading: AccountReading, as_of: date, limits: Mapping[str, float]) -> Finding | None:
    closed, until = account.closed_on, min(as_of, day_of(reading.as_of or reading.at))
    if reading.outcome not in THERE:
        return None
    last = _last_after(reading, closed or as_of - timedelta(days=limits["recent"]), as_of)
    if last is not None:
        day, sure, url = last
        values = {"newest": day, "newest_url": url, "days_after": (day - closed).days if closed else None}
        return _finding(account, reading, values, "posting", sure=sure and closed is not None)
    if reading.adapter in MAY_BE_OLD or (closed and until <= closed):
        return None
    thawed = closed is not None and (until - closed).days > limits["freeze"]
    return _finding(account, reading, {"until": until}, "", sure=thawed and reading.basis is Basis.DIRECT)


def _last_after(reading: AccountReading, day: date, as_of: date) -> tuple[date, bool, str] | None:
    """Return day, whether the day is surely that of posting, and address of the last public post after a day."""
    told = [
        (day_of(post.published_at), post.time_basis != "modified", post.url)
        for post in reading.posts
        if post.published_at and not post.removed
    ]
    if reading.last_post_at:
        told.append((day_of(reading.last_post_at), True, ""))
    return max((one for one in told if day < one[0] <= as_of), key=lambda one: (one[1], one[0]), default=None)


def _finding(
    account: Subject, reading: AccountReading, values: Mapping[str, object], variant: str, *, sure: bool
) -> Finding:
    return Finding(
        subject=account.id,
        target=target_of(account),
        values={
            "name": account.name,
            "told_by": told_by(reading),
            "closed_on": account.closed_on,
            **values,
            "posts_total": reading.posts_total,
            "display_name": reading.display_name,
            "platform": account.platform,
            "source": reading.adapter,
        },
        confidence=Confidence.CONFIRMED if sure else Confidence.SUSPECTED,
        action="close",
        variant=variant,
    )


ZH = Words(
    title="应注销未注销",
    why="名录登记为已注销的账号如果仍在，公众会误以为仍在服务，也可能失管、被冒用。",
    summary="名录登记“{name}”已注销，截至 {until} {told_by}仍显示这个账号",
    suggestion="到平台办完注销手续；确需保留的，恢复登记并继续更新。",
)
EN = Words(
    title="Closed account is still there",
    why="An account that the register calls closed and that is still there misleads visitors and is watched by nobody.",
    summary="The register calls “{name}” closed; on {until} {told_by} still showed it",
    suggestion="Complete the cancellation on the platform; if it is to stay, register it as active and keep it up.",
)
POSTING_ZH = replace(ZH, summary="名录登记“{name}”已注销，账号却在 {newest} 又有发布")
POSTING_EN = replace(EN, summary="The register calls “{name}” closed; the account posted on {newest}")

RULE = Rule(
    id="account-not-cancelled",
    item=27,
    kind="account",
    severity=Severity.MAJOR,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={"freeze": Limit(60, "days", FREEZE), "recent": Limit(30, "days", RECENT)},
    variants={"posting": {"zh": POSTING_ZH, "en": POSTING_EN}},
    limit_names={"freeze": {"zh": "冻结期", "en": "freeze"}},
    role="uncancelled_account",
)
