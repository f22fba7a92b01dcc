"""Accounts on which visitors can do nothing: no comments, no messages, no menu."""

from collections.abc import Iterator

from auditor.facts.account_absence import THERE
from auditor.model import AccountReading, SubjectKind, SubjectState
from auditor.model.activity import day_of
from auditor.platforms import row_of
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

CLAUSE = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》单项否决·互动回应差")
QUARTER = Source("自定：与季度检查同期，超过一季度的人工核查和评论不作依据 (own: a quarter, as inspections go)")

"""A feed by itself is a way of reading, on which nobody could do anything."""


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Suspect an account on which comments, messages and menu were all seen to be off.

    One that was seen to be on, or a comment under a recent post, is enough; what of the three was not seen leaves it
    Unknown, as does a look more than `recent` days old. What a person's check adds is of the day of that check.
    """
    for account in running(view, SubjectKind.ACCOUNT):
        if not row_of(account.platform).has_accounts:
            continue
        reading, target, standing = view.get(AccountReading, account.id), target_of(account), view.standing(account.id)
        if reading is None or standing.state is SubjectState.UNKNOWN:
            yield not_seen(standing, target)
            continue
        if reading.outcome not in THERE:
            yield Unknown(account.id, target, reading.outcome.value, reading.detail)
            continue
        can, until = (
            reading.interaction,
            day_of(reading.attested.at if reading.attested else reading.as_of or reading.at),
        )
        ways = (can.comments, can.messages, can.menu)
        old = (view.as_of - until).days > limits["recent"]
        if True in ways and not old:
            yield Clean(account.id, target)
        elif None in ways or old:
            commented = can.comments is not False and _commented(view, reading, limits["recent"])
            reason = "stale_data" if old else "not_told"
            yield Clean(account.id, target) if commented else Unknown(account.id, target, reason)
        else:
            yield Finding(
                subject=account.id,
                target=target,
                values={"name": account.name, "until": until, "platform": account.platform, "source": reading.adapter},
                confidence=Confidence.SUSPECTED,
                action="review",
            )


def _commented(view: View, reading: AccountReading, days: float) -> bool:
    """Return whether a public post of the last `days` days (inclusive) has a comment."""
    return any(
        post.comments and not post.removed and 0 <= (view.as_of - day_of(post.published_at)).days <= days
        for post in reading.posts
        if post.published_at
    )


ZH = Words(
    title="没有互动功能",
    why="政务新媒体没有留言、评论、私信、菜单等任何互动功能，公众无法提问和办事，属单项否决。",
    summary="截至 {until}，“{name}”的评论、私信、菜单都没有开通，请核查",
    suggestion="至少开通一种互动功能，并有人负责回复。",
)
EN = Words(
    title="No way to interact",
    why="An account with neither comments nor messages nor a menu lets nobody ask or apply for anything: a veto.",
    summary="By {until} comments, messages and menu of “{name}” were all off; check it",
    suggestion="Open at least one of them, and have somebody answer.",
)

RULE = Rule(
    id="account-no-interaction",
    item=27,
    kind="account",
    severity=Severity.VETO,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={"recent": Limit(92, "days", QUARTER)},
    remark=4,
)
