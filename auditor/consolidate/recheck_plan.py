"""What to look at so that a run's open findings can be told from repaired ones, and nothing else."""

from collections.abc import Collection, Iterable, Mapping

from auditor.consolidate.history import pages_of
from auditor.model import RegisterStatus, Subject, SubjectKind
from auditor.model.audit import Audit, StandingFinding

NEEDS_HOLDERS = frozenset({"page-tags", "account-unregistered", "site-unregistered"})
"""Rules besides those of links whose findings rest on the pages that show the target."""

NEVER_ASKED = "link-private"
"""The rule whose targets are not asked for: their own address is the fault."""


def to_recheck(audit: Audit, subjects: Iterable[Subject], accepted: Collection[str] = ()) -> list[StandingFinding]:
    """Return the open findings, those not seen again last time too, of these subjects, less the `accepted`.

    Findings of no subject (the matrix) count only where `subjects` are the whole register.
    """
    known = {one.id for one in subjects if one.status is not RegisterStatus.CLOSED}
    whole = known >= {one.subject.id for one in audit.standings if one.subject.status is not RegisterStatus.CLOSED}
    registered = {one.subject.id for one in audit.standings}
    return [
        one
        for one in (*audit.findings, *audit.carried)
        if one.fingerprint not in accepted and (one.subject in known or (whole and one.subject not in registered))
    ]


def wanted_addresses(findings: Iterable[StandingFinding], subjects: Iterable[Subject]) -> Mapping[str, list[str]]:
    """Return subject → addresses to ask for, for subjects with a finding; an account or point is read anew whole.

    Accounts that a finding names beside its own subject are among them.
    """
    by_id = {one.id: one for one in subjects}
    wanted: dict[str, list[str]] = {}
    for one in findings:
        if one.subject in by_id:
            wanted.setdefault(one.subject, []).extend(_addresses(one, by_id[one.subject]))
        for named in _named(one):
            other = by_id.get(named)
            if other is not None and other.kind is SubjectKind.ACCOUNT:
                wanted.setdefault(named, [])
    return wanted


def _addresses(one: StandingFinding, subject: Subject) -> list[str]:
    if subject.kind is SubjectKind.NOTICE_POINT:
        return []
    pages = [] if one.rule == NEVER_ASKED else list(pages_of(one))
    if subject.kind is SubjectKind.SITE and (one.rule.startswith("link-") or one.rule in NEEDS_HOLDERS):
        pages += [place.url for place in one.locations]
    own = {subject.url, subject.account_id}
    return [url for url in pages if url.startswith(("http://", "https://")) and url not in own]


def _named(one: StandingFinding) -> Iterable[str]:
    for value in one.values.values():
        yield from (value,) if isinstance(value, str) else value if isinstance(value, list) else ()
