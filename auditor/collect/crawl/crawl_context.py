"""What the walks of one run share, and which registered site an address belongs to."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from auditor.config.settings import Settings
from auditor.extract.attachments.reader import AttachmentReader
from auditor.fetch.browser.browser import Browser
from auditor.fetch.client import Client
from auditor.model import Subject, SubjectKind
from auditor.model.progress import Progress
from auditor.model.urls import folder_of, host_port, path_of
from auditor.store.recorder import Recorder

TWIN_PORTS = {80: 443, 443: 80}
SITEMAPS_AT_ONCE = 2
"""Files of sitemaps held in memory at a time: each may have 50 MiB."""


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
        """Return the id of the site an absolute address belongs to, None where it belongs to none."""
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


@dataclass(frozen=True, slots=True)
class CrawlContext:
    """What every walk of one run shares. `extractor` is the version whose stored facts may be reused.

    `browser` and `reader`, which opens documents, are None where none is used.
    `wanted` maps sites to the only addresses of them to look at besides the home page, None: walk each whole.
    """

    client: Client
    recorder: Recorder
    scopes: Scopes
    settings: Settings
    progress: Progress
    today: date
    extractor: str
    previous_run: str | None = None
    remembered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    browser: Browser | None = None
    reader: AttachmentReader | None = None
    wanted: Mapping[str, Sequence[str]] | None = None
    sitemaps_at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SITEMAPS_AT_ONCE))
