"""What a verdict about a whole subject points at (CONTRACT 4.6)."""

from auditor.model import Subject, SubjectKind


def target_of(subject: Subject) -> str:
    """Return a site's url, an account's url, else its account_id, else its id; a notice point's id."""
    if subject.kind is SubjectKind.NOTICE_POINT:
        return subject.id
    if subject.kind is SubjectKind.SITE:
        return subject.url or subject.id
    return subject.url or subject.account_id or subject.id
