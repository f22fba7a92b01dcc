"""Who is who: ids that hold over row order, and rows that name one thing twice."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

from auditor.inventory.web_address import place_of
from auditor.model import Subject, SubjectKind

ID = re.compile(r"[a-z0-9-]{1,100}")
RESERVED = frozenset({"matrix"})
"""`matrix` is the subject of findings on all accounts together (CONTRACT 4.6)."""

READABLE = 32
HASH_DIGITS = 10
SEPARATOR = "\x1f"


def derived_id(kind: SubjectKind, platform: str, unit: str, name: str) -> str:
    """Return the id of a row without one: readable Latin words, then a hash of kind, platform, unit and name.

    Widths, case and spaces don't matter; the order of rows doesn't either.
    """
    parts = [_same(part) for part in (kind, platform if kind is SubjectKind.ACCOUNT else "", unit, name)]
    digest = hashlib.sha256(SEPARATOR.join(parts).encode()).hexdigest()[:HASH_DIGITS]
    group = platform if kind is SubjectKind.ACCOUNT else kind
    latin = unicodedata.normalize("NFKD", f"{group} {name}").encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", latin)[:READABLE].strip("-")
    return f"{words or kind.value.replace('_', '-')}-{digest}"


def repeated_ids(subjects: Iterable[Subject]) -> Iterator[tuple[Subject, Subject]]:
    """Yield (first, later) for every row whose id an earlier row has."""
    return _repeated((subject.id, subject) for subject in subjects)


def repeated_sites(subjects: Iterable[Subject]) -> Iterator[tuple[Subject, Subject]]:
    """Yield (first, later) for every site whose address an earlier site has, whatever the scheme."""
    sites = (subject for subject in subjects if subject.kind is SubjectKind.SITE and subject.url)
    return _repeated((place_of(site.url), site) for site in sites)


def repeated_accounts(subjects: Iterable[Subject]) -> Iterator[tuple[Subject, Subject]]:
    """Yield (first, later) for every account whose platform and key an earlier account has."""
    keyed = (subject for subject in subjects if subject.kind is SubjectKind.ACCOUNT and subject.account_id)
    return _repeated((f"{account.platform}{SEPARATOR}{account.account_id}", account) for account in keyed)


def _repeated(keyed: Iterable[tuple[str, Subject]]) -> Iterator[tuple[Subject, Subject]]:
    first: dict[str, Subject] = {}
    for key, subject in keyed:
        earlier = first.setdefault(key, subject)
        if earlier is not subject:
            yield earlier, subject


def _same(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
