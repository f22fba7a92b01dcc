"""Sheets of the ledger for findings that are not open: gone since the run before, and accepted by people.

They are there to read. `auditor ledger import` passes them over, for they have no column of progress or review.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.model.audit import StandingFinding
from auditor.model.decisions import Review
from auditor.report.escape import visible
from auditor.report.finding_rows import target
from auditor.report.printable import Edition
from auditor.rules import Confidence

GONE = {"number": 5, "unit": 18, "subject": 22, "type": 18, "what": 44, "link": 42, "found": 11, "gone_on": 11,
        "owner": 10, "mark": 18}  # fmt: skip
ACCEPTED = {"number": 5, "unit": 18, "subject": 22, "type": 18, "what": 44, "link": 42, "found": 11, "reason": 30,
            "until": 11, "mark": 18}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClosedSheet:
    """One sheet to read: its name, the columns' names and widths, the rows."""

    name: str
    columns: Mapping[str, int]
    rows: Sequence[Sequence[object]]


def closed_sheets(edition: Edition) -> list[ClosedSheet]:
    """Return the sheets that have rows, in the order of the workbook."""
    words, day = edition.words, edition.audit.run.as_of.isoformat()
    reviews = edition.decisions.reviews
    gone = [
        [*_row(edition, place, one), day, visible(reviews.get(one.fingerprint, Review()).owner), one.fingerprint]
        for place, one in enumerate(edition.audit.resolved, start=1)
    ]
    accepted = [
        [*_row(edition, place, one), one.waiver, one.waived_until.isoformat() if one.waived_until else "",
         one.fingerprint]
        for place, one in enumerate(edition.accepted, start=1)
    ]  # fmt: skip
    made = (
        ClosedSheet(words("ledger.gone"), GONE, gone),
        ClosedSheet(words("ledger.accepted"), ACCEPTED, accepted),
    )
    return [one for one in made if one.rows]


def described(edition: Edition, one: StandingFinding) -> list[str]:
    """Return what every sheet says of a finding: subject and column, type, sentence, address."""
    words = edition.words
    column, subject = one.values.get("name"), edition.subject_name(one.subject)
    what = edition.sentence(one)
    if one.confidence is Confidence.SUSPECTED:
        what = words("page.named", name=what, what=words("state.suspected"))
    return [
        f"{subject} / {column}" if isinstance(column, str) and column not in ("", subject) else subject,
        words("page.named", name=edition.rule_title(one.rule), what=words(f"severity.{one.severity}")),
        what,
        target(edition, one.subject, one.target).url,
    ]


def _row(edition: Edition, place: int, one: StandingFinding) -> list[object]:
    return [place, edition.unit_of(one), *described(edition, one), one.first_seen.isoformat()]
