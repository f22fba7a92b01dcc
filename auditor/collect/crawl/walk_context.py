"""What every walk of one run shares."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from auditor.collect.crawl.scope import Scopes
from auditor.config.settings import Settings
from auditor.extract.attachments.reader import AttachmentReader
from auditor.fetch.browser.browser import Browser
from auditor.fetch.client import Client
from auditor.model.progress import Progress
from auditor.store.recorder import Recorder

SITEMAPS_AT_ONCE = 2
"""Files of sitemaps held in memory at a time: each may have 50 MiB."""


@dataclass(frozen=True, slots=True)
class Trip:
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
