"""What this run knows of each registered account, put side by side for the plan of item 27."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from auditor.audit import FindingStatus, Reason, StandingFinding
from auditor.consolidate.fingerprint import canonical
from auditor.consolidate.history import names_of, reason_code
from auditor.consolidate.sight import Sight
from auditor.judgement import Judgement
from auditor.model import Subject, SubjectStanding, SubjectState
from auditor.rule import Confidence

DORMANT = "account-dormant"
REMARKS = ("account-duplicate", "account-name", "account-subject", "account-no-interaction", "post-link-broken")


@dataclass(frozen=True, slots=True)
class AccountEvidence:
    """One account. `unseen` is a reason code, '' where its activity was judged; `dormant`, `missing` None: not so.

    `silent_days` are those the rule counted (None: not dormant, or no dated post); from `zombie_days`
    (inclusive) the account is named 僵尸.
    `accepted` says a person accepted its silence. `remarks` are further findings that do not change what is proposed.
    """

    subject: Subject
    unseen: str
    dormant: Confidence | None
    missing: Confidence | None
    alive_after_closing: bool
    overlap: bool
    accepted: bool
    last_post: date | None
    posts: int
    silent_days: int | None
    zombie_days: int | None
    remarks: tuple[Reason, ...]


def account_evidence(
    accounts: Mapping[str, SubjectStanding],
    findings: Iterable[StandingFinding],
    judgement: Judgement,
    sight: Sight,
    as_of: date,
) -> dict[str, AccountEvidence]:
    """Return account id → evidence, in the order given. Accepted findings count for nothing."""
    found: dict[str, dict[str, StandingFinding]] = {account: {} for account in accounts}
    accepted = set()
    for one in findings:
        if one.subject in found and one.status is not FindingStatus.WAIVED:
            found[one.subject].setdefault(one.rule, one)
        elif one.rule == DORMANT:
            accepted.add(one.subject)
    doubts = _activity_doubts(accounts, judgement)
    return {
        account: _evidence(
            standing,
            found[account],
            "" if account in accepted else _unseen(standing, found[account], doubts.get(account, ""), judgement),
            account in accepted,
            sight,
            as_of,
        )
        for account, standing in accounts.items()
    }


def _evidence(
    standing: SubjectStanding,
    found: Mapping[str, StandingFinding],
    unseen: str,
    accepted: bool,
    sight: Sight,
    as_of: date,
) -> AccountEvidence:
    subject = standing.subject
    last, posts = sight.last_post(subject.id, as_of)
    last = last or (standing.last_update if standing.last_update and standing.last_update <= as_of else None)
    dormant = found.get(DORMANT)
    missing = found.get("account-missing")
    return AccountEvidence(
        subject=subject,
        unseen=unseen,
        dormant=dormant.confidence if dormant else None,
        missing=missing.confidence if missing else None,
        alive_after_closing="account-not-cancelled" in found,
        overlap="account-duplicate" in found,
        accepted=accepted,
        last_post=last,
        posts=posts,
        silent_days=_number(dormant, "days"),
        zombie_days=_number(dormant, "zombie_limit"),
        remarks=tuple(Reason("also", {"rule": rule}) for rule in REMARKS if rule in found),
    )


def _activity_doubts(accounts: Mapping[str, SubjectStanding], judgement: Judgement) -> dict[str, str]:
    doubts = {}
    for rule, unknown in judgement.unknown:
        if rule.id == DORMANT and unknown.subject in accounts:
            names = names_of(accounts[unknown.subject].subject)
            if canonical(unknown.target) in names:
                doubts[unknown.subject] = unknown.reason
    return doubts


def _unseen(standing: SubjectStanding, found: Mapping[str, StandingFinding], doubt: str, judgement: Judgement) -> str:
    """Return why the account's activity was not judged, '' when it was."""
    if DORMANT in found:
        return ""
    if doubt:
        return doubt
    if judgement.clean.get((DORMANT, standing.subject.id)):
        return ""
    if standing.state is SubjectState.OBSERVED:
        return ""
    return reason_code(standing)


def _number(finding: StandingFinding | None, name: str) -> int | None:
    value = finding.values.get(name) if finding else None
    return int(value) if isinstance(value, int | float) else None
