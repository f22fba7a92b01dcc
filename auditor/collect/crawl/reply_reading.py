"""Turn one answer into facts: a page, a style sheet, a document, or nothing to read."""

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from auditor.collect.crawl.crawl_context import CrawlContext
from auditor.collect.crawl.frontier import STYLE, Waiting
from auditor.collect.crawl.missing_page import MissingAnswers
from auditor.extract.attachments.documents import FileKind, kind_of, lacking_packages, named_as_document
from auditor.extract.attachments.reader import AttachmentReading
from auditor.extract.extract_page import extract
from auditor.extract.incomplete_pages import as_cut, is_cut
from auditor.extract.links import find_css_links
from auditor.facts.attachment_leaks import KeptAttachment, count_read, kept_attachment
from auditor.model import Link, LinkKind, Outcome, PageFacts, PageKind, Reply
from auditor.model.urls import Joiner
from auditor.reading.sketching import draw_sketch
from auditor.store.recorder import What
from auditor.text.personal_numbers import mask_text

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", ""})
STYLE_TYPE = "text/css"
LARGE_BODY = 256 * 1024
HASH_BYTES = 16

# One thread: the trees of several large pages at once would hold memory without saving time.
_BESIDE = ThreadPoolExecutor(1, "large-page")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one answer. `unchanged`: its body equals an earlier run's. `cut`: its end is missing."""

    facts: PageFacts
    kind: str
    body_hash: bytes
    soft_404: str = ""
    unchanged: bool = False
    cut: bool = False

    @property
    def read_anew(self) -> bool:
        """Return whether the next run reads the page again even where its bytes are the same."""
        return bool(self.soft_404) or self.facts.rendered or self.cut


async def read_reply(
    reply: Reply,
    url: str,
    waiting: Waiting,
    missing: MissingAnswers | None,
    joiner: Joiner,
    *,
    is_home: bool,
    today: date,
) -> Reading | None:
    """Return the facts of an answered page or style sheet, None where there is nothing to read.

    The text and links of a page shown in place of a missing one do not count. Large bodies are parsed one at a time
    beside the event loop, so that other sites' answers need not wait.
    """
    content_type = reply.content_type
    if content_type == STYLE_TYPE:
        links = tuple(Link(target, int(LinkKind.CSS), "") for target in find_css_links(reply.body, url))
        return Reading(PageFacts(url=url, links=links), STYLE, hash_of(reply.body))
    if content_type not in PAGE_TYPES or (not content_type and b"<" not in reply.body[:512]):
        return None
    body_hash = hash_of(reply.body)
    if waiting.known is not None and waiting.known.body_hash == body_hash and not reply.hops:
        return Reading(PageFacts(url=url), "", body_hash, unchanged=True)
    header = reply.header("content-type")
    draw = partial(draw_sketch, today=today, mask=mask_text)
    if len(reply.body) > LARGE_BODY:
        read = partial(extract, reply.body, url, header, is_home=is_home, today=today, draw=draw)
        facts = await asyncio.get_running_loop().run_in_executor(_BESIDE, read)
    else:
        facts = extract(reply.body, url, header, is_home=is_home, today=today, joiner=joiner, draw=draw)
    if is_cut(reply.body, truncated=reply.truncated):
        facts = as_cut(facts, reply.body)
        return Reading(facts, facts.kind.value, body_hash, cut=True)
    soft_404 = facts.soft_404
    if missing is not None and not is_home:
        soft_404 = "" if missing.in_frame(soft_404) else soft_404
        soft_404 = soft_404 or await missing.explain(waiting.url, reply, facts)
    if soft_404 and not is_home:
        facts = replace(
            facts, kind=PageKind.OTHER, links=(), items=(), next_pages=(), text="", signature=None, sketch=b""
        )
    kind = PageKind.OTHER if soft_404 else facts.kind
    return Reading(facts, kind.value, body_hash, "" if is_home else soft_404)


def hash_of(body: bytes) -> bytes:
    """Return the hash by which two bodies are known to be equal, HASH_BYTES long."""
    return hashlib.blake2b(body, digest_size=HASH_BYTES).digest()


# Documents on a site's own hosts: fetched whole within a cap, and read for leaks in a process of their own.

TRY_LESS = frozenset({Outcome.TIMEOUT, Outcome.PROTOCOL})
"""Outcomes of asking for a whole document after which only its beginning is asked for."""


class Attachments:
    """The documents of one site's walk: at most `[crawl] attachments` are read anew, none where that is 0."""

    def __init__(self, context: CrawlContext, site: str) -> None:
        self._context = context
        self._site = site
        self._most = context.settings.crawl.attachments if context.reader is not None else 0
        self._read: int | None = None

    def wants(self, waiting: Waiting) -> bool:
        """Return whether an address is asked for as a document."""
        return bool(self._most) and waiting.what is What.ASSET and named_as_document(waiting.url)

    async def get(self, waiting: Waiting) -> Reply:
        """Return the reply for a document, whole up to the cap, or that it has not changed.

        Past the budget, or where the whole cannot be fetched, only the beginning is asked for.
        """
        kept = self._kept(waiting)
        if kept is None and self._spent():
            return await self._context.client.get(waiting.url)
        most = self._context.settings.crawl.attachment_bytes
        reply = await self._context.client.get(waiting.url, validators=kept.validators if kept else None, cap=most)
        if reply.outcome in TRY_LESS:
            less = await self._context.client.get(waiting.url)
            if less.outcome is Outcome.OK:
                self._record(waiting, less, AttachmentReading(unread=Outcome.TIMEOUT.value), b"")
                return replace(less, body=b"", detail=f"whole: {reply.detail}"[:200])
        return reply

    async def take(self, waiting: Waiting, reply: Reply) -> bool:
        """Read an answered document and record what leaks from it; return whether the answer was a document."""
        if not self._most or waiting.what is not What.ASSET:
            return False
        if reply.not_modified:
            kept = self._kept(waiting)
            if kept is not None:
                self._context.recorder.attachment({**kept.row, "seen_run": self._context.recorder.run})
            return kept is not None
        kind = None if reply.content_type in PAGE_TYPES - {""} else kind_of(reply.body)
        if kind is None or not self._ours(reply):
            return False
        if reply.truncated and not named_as_document(waiting.url) and not self._spent():
            again = await self._context.client.get(waiting.url, cap=self._context.settings.crawl.attachment_bytes)
            reply = again if again.outcome is Outcome.OK else reply
        await self._read_document(waiting, reply, kind)
        return True

    async def _read_document(self, waiting: Waiting, reply: Reply, kind: FileKind) -> None:
        body_hash = hash_of(reply.body)
        kept = self._kept(waiting)
        if kept is not None and kept.row["body_hash"] == body_hash and not reply.truncated:
            self._context.recorder.attachment({**kept.row, "seen_run": self._context.recorder.run})
        elif self._spent():
            self._record(waiting, reply, AttachmentReading(unread="over_budget", kind=kind.value), b"")
        elif reply.truncated:
            told = AttachmentReading(unread="file_too_large", detail=f"{len(reply.body)} bytes", kind=kind.value)
            self._record(waiting, reply, told, body_hash)
        elif self._context.reader is not None:
            self._read = (self._read or 0) + 1
            self._record(waiting, reply, await self._context.reader.read(reply.body, self._context.today), body_hash)

    def _record(self, waiting: Waiting, reply: Reply, read: AttachmentReading, body_hash: bytes) -> None:
        self._context.recorder.attachment_read(
            self._site,
            waiting.url_id,
            reply,
            leaks=read.leaks,
            unread=read.unread,
            detail=read.detail,
            kind=read.kind,
            body_hash=body_hash,
            reader=self._version(),
        )

    def _kept(self, waiting: Waiting) -> KeptAttachment | None:
        if self._context.settings.full:
            return None
        return kept_attachment(self._context.recorder.connection, waiting.url_id, self._version())

    def _spent(self) -> bool:
        if self._read is None:
            self._read = count_read(self._context.recorder.connection, self._context.recorder.run, self._site)
        return self._read >= self._most

    def _ours(self, reply: Reply) -> bool:
        return self._context.scopes.owner(reply.final_url or reply.url) == self._site

    def _version(self) -> str:
        """Return the version of the reader: the code, and the packages that are missing."""
        lacking = lacking_packages()
        return f"{self._context.extractor[:28]}{'-' + '.'.join(one[:3] for one in lacking) if lacking else ''}"[:40]
