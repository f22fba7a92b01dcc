"""What this run knows of each registered account, put side by side for the plan of item 27."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.consolidate.fingerprint import canonical
from auditor.consolidate.history import names_of, reason_code
from auditor.consolidate.run_view import Sight
from auditor.model import (
    DECIDES_ACTIVITY,
    GONE,
    AccountReading,
    Basis,
    ReadingOutcome,
    RegisterStatus,
    Subject,
    SubjectStanding,
    SubjectState,
)
from auditor.model.activity import day_of
from auditor.model.audit import FindingStatus, Reason, StandingFinding
from auditor.rules import Confidence, Rule
from auditor.rules.judge import Judgement

NOT_JUDGED = "not_judged"
"""Why nothing is known of an account that was read: the rule was not there to judge it."""

SAW_SOMETHING = (
    DECIDES_ACTIVITY
    | GONE
    | {ReadingOutcome.PARTIAL, ReadingOutcome.UNDATED, ReadingOutcome.MOVED, ReadingOutcome.DEACTIVATED}
)


@dataclass(frozen=True, slots=True)
class AccountEvidence:
    """One account. `unseen` is a reason code, '' where its activity was judged; `dormant`, `missing`,
    `alive_after_closing` None: not so.

    `silent_days` are those the rule counted (None: not dormant, or no dated post); from `zombie_days`
    (inclusive) the account is named 僵尸.
    `accepted` says a person accepted its silence. `remarks` are further findings that do not change what is proposed.
    `followers` are those the platform showed, else those registered. `rests_on` says what this run read of it, None
    where it read nothing; `last_read` then says what an earlier run read. `moved_to` is where it says it has moved.
    `unreleased_days` are those since the last release of an app that is suspected (None: it is no app, or not so).
    `banned`: the platform took a missing account away, its owner did not.
    """

    subject: Subject
    unseen: str
    dormant: Confidence | None
    missing: Confidence | None
    alive_after_closing: Confidence | None
    overlap: bool
    accepted: bool
    last_post: date | None
    posts: int
    silent_days: int | None
    zombie_days: int | None
    remarks: tuple[Reason, ...]
    followers: int | None = None
    rests_on: Reason | None = None
    last_read: Reason | None = None
    moved_to: str = ""
    unreleased_days: int | None = None
    banned: bool = False


def account_evidence(
    accounts: Mapping[str, SubjectStanding],
    findings: Iterable[StandingFinding],
    judgement: Judgement,
    rules: Sequence[Rule],
    sight: Sight,
    as_of: date,
) -> dict[str, AccountEvidence]:
    """Return account id → evidence, in the order given. Accepted findings count for nothing."""
    roles = {rule.role: rule.id for rule in reversed(rules) if rule.role}
    silent = roles.get("silent_account", "")
    remarks = [rule.id for rule in sorted(rules, key=lambda rule: rule.remark) if rule.remark]
    found: dict[str, dict[str, StandingFinding]] = {account: {} for account in accounts}
    accepted = set()
    for one in findings:
        if one.subject in found and one.status is not FindingStatus.WAIVED:
            found[one.subject].setdefault(one.rule, one)
        elif one.rule == silent:
            accepted.add(one.subject)
    doubts = _activity_doubts(accounts, judgement, silent)
    return {
        account: _evidence(
            standing,
            {role: found[account][id] for role, id in roles.items() if id in found[account]},
            tuple(Reason("also", {"rule": rule}) for rule in remarks if rule in found[account]),
            ""
            if account in accepted
            else _unseen(standing, silent, found[account], doubts.get(account, ""), judgement),
            account in accepted,
            sight,
            as_of,
        )
        for account, standing in accounts.items()
    }


def _evidence(
    standing: SubjectStanding,
    found: Mapping[str, StandingFinding],
    remarks: tuple[Reason, ...],
    unseen: str,
    accepted: bool,
    sight: Sight,
    as_of: date,
) -> AccountEvidence:
    subject = standing.subject
    reading = sight.reading(subject.id)
    last, posts = sight.last_post(subject.id, as_of)
    last = last or (standing.last_update if standing.last_update and standing.last_update <= as_of else None)
    dormant, missing = found.get("silent_account"), found.get("missing_account")
    alive = found.get("uncancelled_account")
    return AccountEvidence(
        subject=subject,
        unseen=unseen,
        dormant=dormant.confidence if dormant else None,
        missing=missing.confidence if missing else None,
        alive_after_closing=alive.confidence if alive else None,
        banned=missing is not None and missing.variant == "suspended",
        overlap=_shares_posts(found.get("duplicate_account")),
        accepted=accepted,
        last_post=last,
        posts=posts,
        silent_days=_number(dormant, "days"),
        unreleased_days=_number(dormant, "release_days"),
        zombie_days=_number(dormant, "zombie_limit"),
        remarks=remarks,
        followers=subject.followers if reading is None or reading.followers is None else reading.followers,
        rests_on=_rests_on(reading, posts) if reading is not None else None,
        last_read=_last_read(sight, subject.id, as_of) if unseen else None,
        moved_to=reading.moved_to if reading is not None and reading.outcome is ReadingOutcome.MOVED else "",
    )


def _shares_posts(finding: StandingFinding | None) -> bool:
    """Return whether an account doubles another by its posts; one of several of its unit is weighed as a sibling."""
    return finding is not None and "count" not in finding.values


def _rests_on(reading: AccountReading, posts: int) -> Reason | None:
    """Return what a reading that saw something rests on: by what way, how far it reaches, how many posts it has."""
    if reading.outcome not in SAW_SOMETHING:
        return None
    until = day_of(reading.as_of or reading.at).isoformat()
    values: dict[str, str | int] = {"source": reading.adapter, "posts": posts, "until": until}
    if reading.attested is not None:
        return Reason("rests_on_attested", {**values, "by": reading.attested.by})
    way = Basis.DIRECT if reading.basis is Basis.DIRECT else Basis.REPORTED  # an export has nobody's name on it
    return Reason(f"rests_on_{way}", values)


def _last_read(sight: Sight, account: str, as_of: date) -> Reason | None:
    """Return what an earlier run saw of an account that this one did not: for a person, never for a verdict."""
    earlier = sight.last_good(account)
    if earlier is None:
        return None
    newest, _ = sight.newest(earlier, as_of)
    on = day_of(earlier.at).isoformat()
    if newest is None:
        return Reason("last_read_empty", {"on": on})
    return Reason("last_read", {"on": on, "newest": newest.isoformat()})


def _activity_doubts(accounts: Mapping[str, SubjectStanding], judgement: Judgement, silent: str) -> dict[str, str]:
    doubts = {}
    for rule, unknown in judgement.unknown:
        if rule.id == silent and unknown.subject in accounts:
            names = names_of(accounts[unknown.subject].subject)
            if canonical(unknown.target) in names:
                doubts[unknown.subject] = unknown.reason
    return doubts


def _unseen(
    standing: SubjectStanding, silent: str, found: Mapping[str, StandingFinding], doubt: str, judgement: Judgement
) -> str:
    """Return why the account's activity was not judged, '' when it was, or when the register calls it closed."""
    if silent in found or standing.subject.status is RegisterStatus.CLOSED:
        return ""
    if doubt:
        return doubt
    if judgement.clean.get((silent, standing.subject.id)):
        return ""
    return NOT_JUDGED if standing.state is SubjectState.OBSERVED else reason_code(standing)


def _number(finding: StandingFinding | None, name: str) -> int | None:
    value = finding.values.get(name) if finding else None
    return int(value) if isinstance(value, int | float) else None
