"""Documents on a site's own hosts: fetched once, whole within a cap, and read for leaks in a process of their own."""

import hashlib
from dataclasses import replace

from auditor.collect.crawl.frontier import Waiting
from auditor.collect.crawl.walk_context import Trip
from auditor.extract.attachments.file_kinds import FileKind, kind_of, lacking_packages, named_as_document
from auditor.extract.attachments.reader import AttachmentReading
from auditor.facts.attachment_leaks import KeptAttachment, count_read, kept_attachment
from auditor.model import Outcome, Reply
from auditor.store.recorder import What

HASH_BYTES = 16
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
TRY_LESS = frozenset({Outcome.TIMEOUT, Outcome.PROTOCOL})
"""Outcomes of asking for a whole document after which its beginning is asked for, as of any other file."""


class Attachments:
    """The documents of one site's walk: at most `[crawl] attachments` are read anew, none where that is 0."""

    def __init__(self, trip: Trip, site: str) -> None:
        self._trip = trip
        self._site = site
        self._most = trip.settings.crawl.attachments if trip.reader is not None else 0
        self._read: int | None = None

    def wants(self, waiting: Waiting) -> bool:
        """Return whether an address is to be asked for as a document."""
        return bool(self._most) and waiting.what is What.ASSET and named_as_document(waiting.url)

    async def get(self, waiting: Waiting) -> Reply:
        """Return what came of asking for a document, whole up to the cap, or that it has not changed.

        Past the budget, and where the whole is not to be had, no more than the beginning is asked for.
        """
        kept = self._kept(waiting)
        if kept is None and self._spent():
            return await self._trip.client.get(waiting.url)
        most = self._trip.settings.crawl.attachment_bytes
        reply = await self._trip.client.get(waiting.url, validators=kept.validators if kept else None, cap=most)
        if reply.outcome in TRY_LESS:
            less = await self._trip.client.get(waiting.url)
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
                self._trip.recorder.attachment({**kept.row, "seen_run": self._trip.recorder.run})
            return kept is not None
        kind = None if reply.content_type in PAGE_TYPES else kind_of(reply.body)
        if kind is None or not self._ours(reply):
            return False
        if reply.truncated and not named_as_document(waiting.url) and not self._spent():
            again = await self._trip.client.get(waiting.url, cap=self._trip.settings.crawl.attachment_bytes)
            reply = again if again.outcome is Outcome.OK else reply
        await self._read_document(waiting, reply, kind)
        return True

    async def _read_document(self, waiting: Waiting, reply: Reply, kind: FileKind) -> None:
        body_hash = hashlib.blake2b(reply.body, digest_size=HASH_BYTES).digest()
        kept = self._kept(waiting)
        if kept is not None and kept.row["body_hash"] == body_hash and not reply.truncated:
            self._trip.recorder.attachment({**kept.row, "seen_run": self._trip.recorder.run})
        elif self._spent():
            self._record(waiting, reply, AttachmentReading(unread="over_budget", kind=kind.value), b"")
        elif reply.truncated:
            told = AttachmentReading(unread="file_too_large", detail=f"{len(reply.body)} bytes", kind=kind.value)
            self._record(waiting, reply, told, body_hash)
        elif self._trip.reader is not None:
            self._read = (self._read or 0) + 1
            self._record(waiting, reply, await self._trip.reader.read(reply.body, self._trip.today), body_hash)

    def _record(self, waiting: Waiting, reply: Reply, read: AttachmentReading, body_hash: bytes) -> None:
        self._trip.recorder.attachment_read(
            self._site, waiting.url_id, reply, leaks=read.leaks, unread=read.unread, detail=read.detail,
            kind=read.kind, body_hash=body_hash, reader=self._version(),
        )  # fmt: skip

    def _kept(self, waiting: Waiting) -> KeptAttachment | None:
        if self._trip.settings.full:
            return None
        return kept_attachment(self._trip.recorder.connection, waiting.url_id, self._version())

    def _spent(self) -> bool:
        if self._read is None:
            self._read = count_read(self._trip.recorder.connection, self._trip.recorder.run, self._site)
        return self._read >= self._most

    def _ours(self, reply: Reply) -> bool:
        return self._trip.scopes.owner(reply.final_url or reply.url) == self._site

    def _version(self) -> str:
        """Return what was read by: the code, and the packages that were not there."""
        lacking = lacking_packages()
        return f"{self._trip.extractor[:28]}{'-' + '.'.join(one[:3] for one in lacking) if lacking else ''}"[:40]
