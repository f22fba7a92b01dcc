"""When a walk ends: limits on depth, length, repeated folders, query variants and equal bodies."""

import re
from collections import Counter
from collections.abc import Iterable

from auditor.collect.crawl.scope import path_of
from auditor.config.settings import CrawlSettings

REMEMBERED_PATHS = 200_000
SEGMENT = re.compile(r"[^/]+")
DOCUMENT = re.compile(r"\?[a-z_]{0,20}id=\d{1,12}$", re.I)
"""A query that only names a document, as old systems number their articles: show.jsp?id=123."""

QUERY_VARIANTS = "query_variants"
VARIANTS_WORTH = 2


def names_document(url: str) -> bool:
    """Return whether the query of an address does no more than name a document."""
    return DOCUMENT.search(url) is not None


class Budget:
    """The limits of one site's walk and what they cut, by name (RELIABILITY.md 2, traps and limits)."""

    def __init__(self, settings: CrawlSettings) -> None:
        self._settings = settings
        self._variants: Counter[str] = Counter()
        self._fruits: Counter[str] = Counter()
        self._bodies: Counter[bytes] = Counter()
        self.cut: Counter[str] = Counter()

    def count_bodies(self, hashes: Iterable[bytes]) -> None:
        """Count pages an interrupted walk has read."""
        self._bodies.update(hashes)

    def count_variants(self, urls: Iterable[str]) -> None:
        """Count addresses with a query that an interrupted walk has queued."""
        self._variants.update(map(path_of, urls))

    def bore(self, url: str) -> None:
        """Note that a page with a query was worth reading: VARIANTS_WORTH more queries of its path are admitted."""
        self._fruits[path_of(url)] += VARIANTS_WORTH

    def readmit(self, url: str, reason: str) -> bool:
        """Return whether an address cut for a reason may be queued after all; it is no longer counted as cut then."""
        if reason == QUERY_VARIANTS and not self._variant(url):
            return False
        self.cut[reason] -= 1
        if not self.cut[reason]:
            del self.cut[reason]
        return True

    def refusal(self, url: str, depth: int) -> str:
        """Return the budget by which an address may not be queued at that depth, counted as cut; '' when it may."""
        reason = self._refusal(url, depth)
        if reason:
            self.cut[reason] += 1
        return reason

    def _refusal(self, url: str, depth: int) -> str:
        settings = self._settings
        if depth > settings.max_depth:
            return "depth"
        if len(url) > settings.url_length:
            return "url_length"
        path = path_of(url)
        if path.count("/") > settings.repeated_segments:
            most = Counter(SEGMENT.findall(path)).most_common(1)
            if most and most[0][1] > settings.repeated_segments:
                return "repeated_segments"
        return QUERY_VARIANTS if "?" in url and not self._variant(url) else ""

    def _variant(self, url: str) -> bool:
        """Count one more query of a path unless the path has had its share; return whether it was counted."""
        path = path_of(url)
        if len(self._variants) > REMEMBERED_PATHS:
            self._variants.clear()
            self._fruits.clear()
        settings = self._settings
        most = settings.document_ids if names_document(url) else settings.query_variants
        if self._variants[path] >= most + self._fruits[path]:
            return False
        self._variants[path] += 1
        return True

    def repeats(self, body_hash: bytes) -> bool:
        """Count a page with that body and return whether so many had it before that its links are not followed."""
        if len(self._bodies) > REMEMBERED_PATHS:
            self._bodies.clear()
        self._bodies[body_hash] += 1
        return self._bodies[body_hash] > self._settings.equal_bodies
