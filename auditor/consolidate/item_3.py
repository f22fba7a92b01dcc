"""The plan of item 3: keep, merge, mark, archive, mask or take down a sheet. Never delete a page."""

import re
from collections.abc import Iterable, Mapping

from auditor.audit import FindingStatus, ItemThreeProposal, StandingFinding
from auditor.rule import Confidence

REVIEW = "review"
ACTIONS = frozenset({"keep", "merge", "mark", "archive", "take_down_sheet", "mask", REVIEW})
USUAL: Mapping[str, str] = {
    "post-duplicate": "merge",
    "post-expired": "mark",
    "document-lapsed": "mark",
    "page-orphan": "archive",
    "personal-data": "mask",
    "secrecy-marking": REVIEW,
    "notice-expired": "take_down_sheet",
    "notice-duplicate": REVIEW,
    "notice-uninspected": REVIEW,
}
REASONS = frozenset(USUAL)
DISCLOSURE = re.compile(r"(?i)(?:/|\b)(?:zf)?xxgk|/zwgk|/gkml|/zfgkml|/fdzdgknr|/fdgknr")


def item_three(findings: Iterable[StandingFinding]) -> tuple[ItemThreeProposal, ...]:
    """Return one proposal a standing finding of item 3, accepted ones left out.

    Pages of the 政府信息公开 area (named in the finding's `disclosure` values, or by their address) are
    records: they are never merged away or archived, only kept, marked or masked. What is suspected is
    proposed for review only.
    """
    return tuple(_proposal(one) for one in findings if one.item == 3 and one.status is not FindingStatus.WAIVED)


def _proposal(one: StandingFinding) -> ItemThreeProposal:
    wanted = one.action if one.action in ACTIONS else USUAL.get(one.rule, REVIEW)
    records = frozenset(_addresses(one, "disclosure"))
    copies = tuple(url for url in _addresses(one, "members") if url != one.target)
    movable = tuple(url for url in copies if not _is_record(url, records))
    if wanted == "merge":
        action = "merge" if movable else "keep"
    elif wanted == "archive" and _is_record(one.target, records):
        action = "mark"
    else:
        action = wanted
    if one.confidence is Confidence.SUSPECTED:
        action = REVIEW
    return ItemThreeProposal(
        subject=one.subject,
        target=one.target,
        keep=one.target if copies else None,
        action=action,
        members=movable if action == "merge" else copies,
        reason=one.rule if one.rule in REASONS else "other",
        fingerprint=one.fingerprint,
    )


def _addresses(one: StandingFinding, key: str) -> list[str]:
    value = one.values.get(key)
    return [url for url in value if url] if isinstance(value, list) else []


def _is_record(url: str, records: frozenset[str]) -> bool:
    return url in records or DISCLOSURE.search(url) is not None
