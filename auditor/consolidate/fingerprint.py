"""The name of a finding that stays the same over runs and machines."""

import hashlib

from auditor.model import urls
from auditor.rules import Finding

DIGITS = 16


def canonical(target: str) -> str:
    """Return the target without what changes from visit to visit; what is no http(s) address stays as it is."""
    return urls.key(target) if target.startswith(("http://", "https://")) else target.strip()


def fingerprint(rule: str, subject: str, target: str, part: str = "") -> str:
    """Return 16 hex digits over rule, subject id, canonical target and the finding's part."""
    parts = [rule, subject, canonical(target)] + ([part] if part else [])
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:DIGITS]


def of(rule: str, finding: Finding) -> str:
    """Return the fingerprint of a verdict."""
    return fingerprint(rule, finding.subject, finding.target, finding.part)
