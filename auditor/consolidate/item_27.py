"""The plan of item 27: one proposal for every registered account, decided by a person, never by a number alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from auditor.config.settings import PlanSettings
from auditor.consolidate.account_evidence import AccountEvidence, account_evidence
from auditor.consolidate.run_view import Sight
from auditor.consolidate.steps import REGISTERING, Case, steps_of
from auditor.model import RegisterStatus, Role, SubjectKind, SubjectStanding
from auditor.model.audit import AccountProposal, FindingStatus, Reason, StandingFinding, Step
from auditor.platforms import row_of
from auditor.rules import Confidence, Limits, Rule, by_role
from auditor.rules.judge import Judgement

KEEP = {Role.MAIN: "keep_main", Role.FEATURED: "keep_featured", Role.NONE: "keep"}


@dataclass(frozen=True, slots=True)
class Sibling:
    """That an account has others of its unit on its platform: `count` of them in all, `into` one to merge into."""

    into: AccountEvidence | None
    count: int

    @property
    def reason(self) -> Reason:
        """Return the reason to print."""
        if self.into is None:
            return Reason("same_unit_platform", {"count": self.count})
        place = self.into.subject.role or "latest"
        return Reason(f"same_unit_platform_{place}", {"count": self.count, "into": self.into.subject.name})


def item_twenty_seven(
    standings: Iterable[SubjectStanding],
    findings: Sequence[StandingFinding],
    judgement: Judgement,
    rules: Sequence[Rule],
    limits: Mapping[str, Limits],
    sight: Sight,
    as_of: date,
    plan: PlanSettings,
) -> tuple[AccountProposal, ...]:
    """Return a proposal for every registered account in register order, then one for every account found
    that the register lacks.

    Main and featured accounts are declared in the register, never inferred. What was not seen is for
    review. Accounts of one unit on one platform are proposed, never decided, to merge. `limits` are those in force by
    rule id, `plan` is what the steps count with.
    """
    accounts = {one.subject.id: one for one in standings if one.subject.kind is SubjectKind.ACCOUNT}
    evidence = account_evidence(accounts, findings, judgement, rules, sight, as_of)
    siblings = _siblings(evidence)
    silent, stranger = by_role(rules, "silent_account"), by_role(rules, "unregistered_account")
    dormant = limits.get(silent.id) if silent else None
    unregistered = [
        one for one in findings
        if stranger and one.rule == stranger.id and one.status is not FindingStatus.WAIVED
    ]  # fmt: skip
    planned = [_proposal(one, siblings.get(account)) for account, one in evidence.items()]
    return (
        *(replace(one, steps=_steps(one, evidence, as_of, dormant, plan)) for one in planned),
        *(
            AccountProposal(one.target, "register", None, (Reason("unregistered"),), one.confidence, steps=REGISTERING)
            for one in unregistered
        ),
    )


def _proposal(one: AccountEvidence, sibling: Sibling | None) -> AccountProposal:
    action, reasons, confidence = _decide(one, sibling)
    into = sibling.into.subject.id if sibling and sibling.into and action in ("merge", "review") else None
    return AccountProposal(
        subject=one.subject.id,
        action=action,
        into=into,
        reasons=(*reasons, *one.remarks),
        confidence=confidence,
        last_post=one.last_post,
        posts=one.posts,
        rests_on=one.rests_on,
        followers=one.followers,
    )


def _steps(
    proposal: AccountProposal,
    evidence: Mapping[str, AccountEvidence],
    as_of: date,
    dormant: Limits | None,
    plan: PlanSettings,
) -> tuple[Step, ...]:
    one = evidence[proposal.subject]
    into = evidence.get(proposal.into or "")
    closed = one.subject.status is RegisterStatus.CLOSED
    if closed and not one.alive_after_closing:
        return ()
    silent = dormant.of(one.subject.id).get("silent") if dormant else None
    case = Case(
        subject=one.subject,
        action=proposal.action,
        as_of=as_of,
        followers=one.followers,
        into=into.subject if into else None,
        into_followers=into.followers if into else None,
        last_post=one.last_post,
        silent_days=None if silent is None or closed or row_of(one.subject.platform).by_release else int(silent),
        reason=one.unseen,
        gone=one.missing is not None and not closed,
    )
    return steps_of(case, plan)


def _decide(one: AccountEvidence, sibling: Sibling | None) -> tuple[str, tuple[Reason, ...], Confidence]:
    """Return action, reasons and confidence; the first line that holds decides."""
    also = (sibling.reason,) if sibling else ()
    if one.subject.status is RegisterStatus.CLOSED:
        alive = Reason("closed_but_alive") if one.alive_after_closing else Reason("closed")
        return "close", (alive,), one.alive_after_closing or Confidence.CONFIRMED
    if one.subject.status is RegisterStatus.CLOSING:
        return "close", (Reason("closing"), *((_silence(one),) if one.dormant else ())), Confidence.CONFIRMED
    if one.missing is not None:
        gone = one.missing is Confidence.CONFIRMED and one.subject.role is Role.NONE and not one.banned
        return "close" if gone else "review", (Reason("missing"),), one.missing
    if one.unseen:
        moved = (Reason("moved", {"to": one.moved_to}),) if one.moved_to else ()
        earlier = (one.last_read,) if one.last_read else ()
        unseen = Reason("not_seen", {"reason": one.unseen})
        return "review", (*moved, unseen, *earlier, *also), Confidence.SUSPECTED
    if one.dormant is not None:
        return _decide_dormant(one, sibling)
    if sibling:
        return "merge" if sibling.into else "review", also, Confidence.SUSPECTED
    if one.overlap:
        return "review", (Reason("overlap"),), Confidence.SUSPECTED
    active = "released" if row_of(one.subject.platform).by_release else "active"
    return KEEP[one.subject.role], (Reason("accepted" if one.accepted else active),), Confidence.CONFIRMED


def _decide_dormant(one: AccountEvidence, sibling: Sibling | None) -> tuple[str, tuple[Reason, ...], Confidence]:
    silence = _silence(one)
    also = (sibling.reason,) if sibling else ()
    if one.dormant is not Confidence.CONFIRMED:
        return "review", (silence, *also), Confidence.SUSPECTED
    if one.subject.role is not Role.NONE:
        return "revive", (silence, Reason("declared")), Confidence.CONFIRMED
    if one.silent_days is not None and one.zombie_days is not None and one.silent_days >= one.zombie_days:
        zombie = Reason("zombie", {"days": one.silent_days, "limit": one.zombie_days})
        return "close", (zombie, *also), Confidence.CONFIRMED
    if sibling and sibling.into:
        return "merge", (silence, *also), Confidence.SUSPECTED
    return "revive", (silence, *also), Confidence.CONFIRMED


def _silence(one: AccountEvidence) -> Reason:
    if one.unreleased_days is not None:
        return Reason("unreleased", {"days": one.unreleased_days})
    return Reason("no_post") if one.silent_days is None else Reason("dormant", {"days": one.silent_days})


def _siblings(evidence: Mapping[str, AccountEvidence]) -> dict[str, Sibling]:
    """Return undeclared account → the account of the same unit and platform it might merge into.

    That is the declared main, else the declared featured, else the one that posted last. Where it cannot be
    told, because several are declared, one was not seen or dates tie, `into` is None.
    """
    groups: dict[tuple[str, str], list[AccountEvidence]] = {}
    for one in evidence.values():
        if one.subject.status is RegisterStatus.ACTIVE and one.missing is None:
            groups.setdefault((one.subject.unit, one.subject.platform), []).append(one)
    found = {}
    for group in groups.values():
        target = _target(group) if len(group) > 1 else None
        for one in group:
            if len(group) > 1 and one is not target and one.subject.role is Role.NONE:
                found[one.subject.id] = Sibling(target, len(group))
    return found


def _target(group: Sequence[AccountEvidence]) -> AccountEvidence | None:
    for role in (Role.MAIN, Role.FEATURED):
        declared = [one for one in group if one.subject.role is role]
        if declared:
            return declared[0] if len(declared) == 1 else None
    if any(one.unseen or one.last_post is None for one in group):
        return None
    first, second = sorted(group, key=lambda one: one.last_post or date.min, reverse=True)[:2]
    return first if first.last_post != second.last_post else None
