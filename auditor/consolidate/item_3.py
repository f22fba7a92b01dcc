"""The plan of item 3: keep, merge, mark, archive, mask or take down a sheet. Never delete a page."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from auditor.consolidate.run_view import Sight
from auditor.model import SubjectKind, SubjectStanding
from auditor.model.audit import FindingStatus, ItemThreeProposal, Meeting, Reach, StandingFinding
from auditor.rules import Confidence
from auditor.rules.registered import target_of

REVIEW = "review"
ACTIONS = frozenset({"keep", "merge", "mark", "archive", "take_down_sheet", "mask", REVIEW})
USUAL: Mapping[str, str] = {
    "post-duplicate": "merge",
    "post-expired": "mark",
    "document-lapsed": "mark",
    "page-orphan": REVIEW,
    "personal-data": "mask",
    "secrecy-marking": REVIEW,
    "notice-expired": "take_down_sheet",
    "notice-duplicate": REVIEW,
    "notice-uninspected": REVIEW,
}
REASONS = frozenset(USUAL)
DISCLOSURE = re.compile(r"(?i)(?:/|\b)(?:zf)?xxgk|/zwgk|/gkml|/zfgkml|/fdzdgknr|/fdgknr")
AT_ONCE = frozenset({"secrecy-marking"})
"""Rules whose findings cannot wait for their turn."""

PLACES_ARE_COPIES = frozenset({"post-duplicate"})
"""Rules whose locations are copies of the target, and not pages that lead to it."""

ORDER = tuple(Meeting)


def item_three(
    findings: Iterable[StandingFinding], standings: Sequence[SubjectStanding] = (), sight: Sight | None = None
) -> tuple[ItemThreeProposal, ...]:
    """Return one proposal a standing finding of item 3, accepted ones left out, in the order readers meet them.

    First what marks of secrecy stand on; then what the home page links to, what the first page of a column does, what
    hangs on boards, what accounts posted, then by the number of pages that link to it. Of several copies the one that
    most readers meet counts.

    Pages of the 政府信息公开 area (named in the finding's `disclosure` values, or by their address) are records: they
    are never merged away or archived, only kept, marked or masked. What is suspected is proposed for review only.
    """
    wanted = [one for one in findings if one.item == 3 and one.status is not FindingStatus.WAIVED]
    by_id = {one.subject.id: one for one in standings}
    reached = _reached(wanted, by_id, sight or Sight())
    made = [_met(_proposal(one), one, by_id.get(one.subject), reached.get(one.subject, {})) for one in wanted]
    return tuple(sorted(made, key=_turn))


def _turn(one: ItemThreeProposal) -> tuple[bool, int, int]:
    return one.reason not in AT_ONCE, ORDER.index(Meeting(one.met or Meeting.NOWHERE)), -one.linking


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
    proposal: ItemThreeProposal, one: StandingFinding, standing: SubjectStanding | None, reached: Mapping[str, Reach]
) -> ItemThreeProposal:
    if standing is None:
        return proposal
    if standing.subject.kind is not SubjectKind.SITE:
        place = Meeting.BOARD if standing.subject.kind is SubjectKind.NOTICE_POINT else Meeting.ACCOUNT
        return replace(proposal, met=place)
    ways = [reached[url] for url in (one.target, *_addresses(one, "members")) if url in reached]
    if one.rule not in PLACES_ARE_COPIES:
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


def _proposal(one: StandingFinding) -> ItemThreeProposal:
    """Return the proposal of one finding, without where readers meet it."""
    records = frozenset(_addresses(one, "disclosure"))
    copies = tuple(url for url in _addresses(one, "members") if url != one.target)
    movable = tuple(url for url in copies if not _is_record(url, records))
    action = _wanted(one, bool(movable), one.values.get("disclosure") is True or _is_record(one.target, records))
    sure = one.confidence is Confidence.CONFIRMED
    return ItemThreeProposal(
        subject=one.subject,
        target=one.target,
        keep=one.target if copies else None,
        action=action if sure else REVIEW,
        members=movable if action == "merge" and sure else copies,
        reason=one.rule if one.rule in REASONS else "other",
        fingerprint=one.fingerprint,
        wanted="" if sure or action == REVIEW else action,
    )


def _wanted(one: StandingFinding, movable: bool, record: bool) -> str:
    action = one.action if one.action in ACTIONS else USUAL.get(one.rule, REVIEW)
    if action == "merge":
        return "merge" if movable else "keep"
    if action == "take_down_sheet" and not one.rule.startswith("notice-"):
        return USUAL.get(one.rule, REVIEW)
    return "mark" if action == "archive" and record else action


def _addresses(one: StandingFinding, key: str) -> list[str]:
    value = one.values.get(key)
    return [url for url in value if url] if isinstance(value, list) else []


def _is_record(url: str, records: frozenset[str]) -> bool:
    return url in records or DISCLOSURE.search(url) is not None
