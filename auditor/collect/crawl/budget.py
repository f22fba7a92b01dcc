"""When a walk ends: limits on depth, length, repeated folders, query variants and equal bodies."""

import re
from collections import Counter
from collections.abc import Iterable

from auditor.config.settings import CrawlSettings
from auditor.model import Subject, SubjectKind
from auditor.model.urls import host_port

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


# Which registered site an address belongs to.

TWIN_PORTS = {80: 443, 443: 80}


class Scopes:
    """The addresses of every registered site.

    A site owns its host (on both default ports, with and without `www.`) less the folders of other sites
    registered on the same host; the longest folder wins.
    """

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._owners: dict[tuple[str, int], list[tuple[str, str]]] = {}
        sites = [subject for subject in subjects if subject.kind is SubjectKind.SITE and subject.url]
        for site in sites:
            host, port = host_port(site.url)
            for place in {(host, port), (host, TWIN_PORTS.get(port, port))}:
                self._owners.setdefault(place, []).append((folder_of(site.url), site.id))
        for site in sites:
            host, port = host_port(site.url)
            twin = host[4:] if host.startswith("www.") else f"www.{host}"
            for place in {(twin, port), (twin, TWIN_PORTS.get(port, port))} if port in TWIN_PORTS else ():
                self._owners.setdefault(place, self._owners[host, port])
        for place, owners in self._owners.items():
            whole = [(("/" if len(owners) == 1 else folder), name) for folder, name in owners]
            self._owners[place] = sorted(whole, key=lambda pair: -len(pair[0]))

    def owner(self, url: str) -> str | None:
        """Return the id of the site an absolute address belongs to, None where it is nobody's."""
        owners = self._owners.get(host_port(url))
        if not owners:
            return None
        path = path_of(url)
        for folder, name in owners:
            if path.startswith(folder):
                return name
        return owners[-1][1] if owners[-1][0] == "/" else None

    def own(self, site: str, urls: Iterable[str]) -> list[str]:
        """Return those of the addresses that belong to a site, in order."""
        return [url for url in urls if self.owner(url) == site]


def path_of(url: str) -> str:
    """Return the path of an absolute address, without query; '/' where it has none."""
    start = url.find("/", url.find("//") + 2)
    if start < 0:
        return "/"
    end = url.find("?", start)
    return url[start:] if end < 0 else url[start:end]


def folder_of(url: str) -> str:
    """Return the folder of an address's path, with its closing slash."""
    path = path_of(url)
    return path[: path.rfind("/") + 1]
