"""The plan of item 3: keep, merge, mark, archive, mask or take down a sheet. Never delete a page."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from auditor.consolidate.run_view import Sight
from auditor.model import SubjectKind, SubjectStanding
from auditor.model.audit import FindingStatus, ItemThreeProposal, Meeting, Reach, StandingFinding
from auditor.rules import Confidence, Rule
from auditor.rules.registered import target_of

REVIEW = "review"
ACTIONS = frozenset({"keep", "merge", "mark", "archive", "take_down_sheet", "mask", REVIEW})
SHEETS = "notice point"
"""The kind of rules whose targets are sheets of paper."""

DISCLOSURE = re.compile(r"(?i)(?:/|\b)(?:zf)?xxgk|/zwgk|/gkml|/zfgkml|/fdzdgknr|/fdgknr")
ORDER = tuple(Meeting)


def item_three(
    findings: Iterable[StandingFinding],
    rules: Mapping[str, Rule],
    standings: Sequence[SubjectStanding] = (),
    sight: Sight | None = None,
) -> tuple[ItemThreeProposal, ...]:
    """Return one proposal a standing finding of item 3, accepted ones left out, in the order readers meet them.

    First what its rule calls urgent; then what the home page links to, what the first page of a column does, what
    hangs on boards, what accounts posted, then by the number of pages that link to it. Of several copies the one that
    most readers meet counts.

    Pages of the 政府信息公开 area (named in the finding's `disclosure` values, or by their address) are records: they
    are never merged away or archived, only kept, marked or masked. What is suspected is proposed for review only.
    """
    wanted = [one for one in findings if one.item == 3 and one.status is not FindingStatus.WAIVED]
    by_id = {one.subject.id: one for one in standings}
    reached = _reached(wanted, by_id, sight or Sight())
    made = [_met(one, rules.get(one.rule), by_id.get(one.subject), reached.get(one.subject, {})) for one in wanted]
    return tuple(sorted(made, key=lambda one: _turn(one, rules.get(one.reason))))


def _turn(one: ItemThreeProposal, rule: Rule | None) -> tuple[bool, int, int]:
    urgent = rule is not None and rule.urgent
    return not urgent, ORDER.index(Meeting(one.met or Meeting.NOWHERE)), -one.linking


def _reached(
    findings: Iterable[StandingFinding], standings: Mapping[str, SubjectStanding], sight: Sight
) -> dict[str, Mapping[str, Reach]]:
    asked: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for one in findings:
        known = standings.get(one.subject)
        if known is not None and known.subject.kind is SubjectKind.SITE:
            asked[one.subject].update(dict.fromkeys((one.target, *_addresses(one, "members"))))
    return {site: sight.reach(site, list(addresses)) for site, addresses in asked.items()}


def _met(
    one: StandingFinding, rule: Rule | None, standing: SubjectStanding | None, reached: Mapping[str, Reach]
) -> ItemThreeProposal:
    proposal = _proposal(one, rule)
    if standing is None:
        return proposal
    if standing.subject.kind is not SubjectKind.SITE:
        place = Meeting.BOARD if standing.subject.kind is SubjectKind.NOTICE_POINT else Meeting.ACCOUNT
        return replace(proposal, met=place)
    ways = [reached[url] for url in (one.target, *_addresses(one, "members")) if url in reached]
    if rule is None or not rule.copies:
        home = target_of(standing.subject)
        ways.append(Reach(any(place.url == home for place in one.locations), pages=one.location_count))
    if not ways:
        return proposal
    linking = max(way.pages for way in ways)
    if any(way.on_home for way in ways):
        return replace(proposal, met=Meeting.HOME, linking=linking)
    if any(way.on_column for way in ways):
        return replace(proposal, met=Meeting.COLUMN, linking=linking)
    return replace(proposal, met=Meeting.PAGES if linking else Meeting.NOWHERE, linking=linking)


def _proposal(one: StandingFinding, rule: Rule | None) -> ItemThreeProposal:
    """Return the proposal of one finding, without where readers meet it."""
    records = frozenset(_addresses(one, "disclosure"))
    copies = tuple(url for url in _addresses(one, "members") if url != one.target)
    movable = tuple(url for url in copies if not _is_record(url, records))
    action = _wanted(one, rule, bool(movable), one.values.get("disclosure") is True or _is_record(one.target, records))
    sure = one.confidence is Confidence.CONFIRMED
    return ItemThreeProposal(
        subject=one.subject,
        target=one.target,
        keep=one.target if copies else None,
        action=action if sure else REVIEW,
        members=movable if action == "merge" and sure else copies,
        reason=one.rule if rule is not None and rule.proposal else "other",
        fingerprint=one.fingerprint,
        wanted="" if sure or action == REVIEW else action,
    )


def _wanted(one: StandingFinding, rule: Rule | None, movable: bool, record: bool) -> str:
    usual = rule.proposal or REVIEW if rule is not None else REVIEW
    action = one.action if one.action in ACTIONS else usual
    if action == "merge":
        return "merge" if movable else "keep"
    if action == "take_down_sheet" and (rule is None or rule.kind != SHEETS):
        return usual
    return "mark" if action == "archive" and record else action


def _addresses(one: StandingFinding, key: str) -> list[str]:
    value = one.values.get(key)
    return [url for url in value if url] if isinstance(value, list) else []


def _is_record(url: str, records: frozenset[str]) -> bool:
    return url in records or DISCLOSURE.search(url) is not None
