"""The one writer: what a run sees goes to the store as it arrives, in short transactions."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import IntEnum

from sqlalchemy import Connection, Engine, Table, Update, bindparam, func, insert, select, update

from auditor.model import AccountReading, Leak, Outcome, PageFacts, Reply
from auditor.store import schema
from auditor.store.look_notes import notes_of
from auditor.store.masking import masked_facts, masked_reading
from auditor.store.opening import upsert
from auditor.store.packing import encoded, pack, pack_facts, pack_ids, pack_texts, squeeze, storable
from auditor.store.sightings import row_of
from auditor.store.store_faults import store_faults
from auditor.store.times import milliseconds
from auditor.store.url_ids import UrlIds
from auditor.text.personal_numbers import mask_text

SECONDS_A_TRANSACTION = 0.5
ROWS_A_TRANSACTION = 4_000
SEEN_AGAIN = (
    update(schema.page)
    .where(schema.page.c.url_id == bindparam("page"))
    .values(seen_run=bindparam("run"), depth=bindparam("at_depth"))
)


class What(IntEnum):
    """Why an address is in the frontier: to be read, to be looked at once, or to be looked at elsewhere, for a page
    or for a post of an account."""

    PAGE = 0
    ASSET = 1
    EXTERNAL = 2
    POST_LINK = 3


class Recorder:
    """Writes one run. A committed row is never lost; a look is committed with or after all it brought.

    Rows wait until SECONDS_A_TRANSACTION have passed and the next row comes, or somebody calls `flush`.
    Raises RunFailed from any method when the store can no longer be written (disk full).
    """

    def __init__(self, engine: Engine, run: str, key: Callable[[str], str]) -> None:
        self.engine = engine
        self.run = run
        with store_faults(engine):
            self.connection: Connection = engine.connect()
            self.ids = UrlIds(self.connection, key)
            highest = self.connection.execute(select(func.max(schema.frontier.c.seq))).scalar()
            self.connection.rollback()
        self._next_seq = (highest or 0) + 1
        self._rows: dict[str, list[dict[str, object]]] = {
            "frontier": [], "look": [], "page": [], "cut": [], "observation": [], "sighting": [],
            "attachment": [],
        }  # fmt: skip
        self._again: list[dict[str, object]] = []
        self._meter: Callable[[], tuple[int, int]] = lambda: (0, 0)
        self._before = self._counted_before()
        self._last_flush = time.monotonic()
        self.waiting = 0

    def _counted_before(self) -> tuple[int, int]:
        query = select(schema.run.c.requests, schema.run.c.bytes).where(schema.run.c.id == self.run)
        with store_faults(self.engine):
            row = self.connection.execute(query).one_or_none()
            self.connection.rollback()
        return (row.requests, row.bytes) if row else (0, 0)

    def meter(self, read: Callable[[], tuple[int, int]]) -> None:
        """Store, with every commit, the requests and bytes that `read` says this process has come to."""
        self._meter = read

    def counted(self) -> tuple[int, int]:
        """Return the requests and bytes of the run, those of processes that were interrupted included."""
        requests, size = self._meter()
        return self._before[0] + requests, self._before[1] + size

    def queue(self, subject: str, url_ids: Sequence[int], depth: int, what: Sequence[What]) -> None:
        """Put addresses into the frontier of a subject, in order."""
        rows = self._rows["frontier"]
        for url_id, kind in zip(url_ids, what, strict=True):
            rows.append(
                {"seq": self._next_seq, "run": self.run, "subject": subject, "url_id": url_id, "depth": depth,
                 "what": int(kind)}
            )  # fmt: skip
            self._next_seq += 1
        self._grew(len(url_ids))

    def look(
        self, subject: str, url_id: int, reply: Reply, *, depth: int = 0, soft_404: str = "", looks: int = 1,
        risk: str = "", risk_words: tuple[str, ...] = (), leaving: str = "",
    ) -> None:  # fmt: skip
        """Record what one look came to; a later look of the same run replaces it."""
        away = reply.final_url and reply.final_url != reply.url and reply.outcome is Outcome.OK
        self._rows["look"].append(
            {
                "run": self.run, "url_id": url_id, "subject": subject, "outcome": reply.outcome.value,
                "status": reply.status, "final_id": self.ids.one(reply.final_url) if away else None,
                "detail": storable(reply.detail[:300]), "soft_404": storable(soft_404[:100]),
                "content_type": storable(reply.content_type[:80]),
                "at": milliseconds(reply.at), "elapsed_ms": reply.elapsed_ms, "bytes": reply.wire_bytes,
                "depth": depth, "looks": looks, "notes": notes_of(reply, risk, risk_words, leaving),
            }
        )  # fmt: skip
        self._grew(1)

    def page(
        self, subject: str, url_id: int, facts: PageFacts, targets: Sequence[int], reply: Reply, *, depth: int,
        kind: str, body_hash: bytes, extractor: str,
    ) -> None:  # fmt: skip
        """Record the facts of a page; `targets` are the ids of `facts.links`, in order."""
        published = facts.published.on.isoformat() if facts.published else None
        facts = masked_facts(facts)
        self._rows["page"].append(
            {
                "url_id": url_id, "subject": subject, "seen_run": self.run, "depth": depth, "kind": kind,
                "title": storable(facts.title[:500]), "published": published,
                "list_state": facts.list_state.value, "facts": pack_facts(facts), "links": pack_ids(targets),
                "link_kinds": bytes(link.kind for link in facts.links),
                "link_texts": pack_texts([mask_text(link.text) for link in facts.links]), "characters": len(facts.text),
                "signature": facts.signature, "text": squeeze(encoded(facts.text)) if facts.signature else None,
                "etag": storable(reply.header("etag")), "last_modified": storable(reply.header("last-modified")),
                "body_hash": body_hash, "extractor": extractor,
            }
        )  # fmt: skip
        self._grew(1)

    def attachment(self, row: Mapping[str, object]) -> None:
        """Record a document as it was kept, seen again in this run."""
        self._rows["attachment"].append(dict(row))
        self._grew(1)

    def attachment_read(
        self, subject: str, url_id: int, reply: Reply, *, leaks: Sequence[Leak], unread: str, detail: str, kind: str,
        body_hash: bytes, reader: str,
    ) -> None:  # fmt: skip
        """Record what reading a document came to: its leaks, masked, and why it was not read ('' = it was)."""
        self.attachment(
            {
                "url_id": url_id, "subject": subject, "seen_run": self.run, "read_run": self.run, "kind": kind,
                "unread": unread, "detail": storable(detail[:200]), "leaks": pack(leaks) if leaks else None,
                "etag": storable(reply.header("etag")), "last_modified": storable(reply.header("last-modified")),
                "body_hash": body_hash, "reader": reader,
            }
        )  # fmt: skip

    def seen_again(self, url_id: int, depth: int) -> None:
        """Record that a stored page was found unchanged."""
        self._again.append({"page": url_id, "run": self.run, "at_depth": depth})
        self._grew(1)

    def cut(self, subject: str, counts: Mapping[str, int]) -> None:
        """Record how much each budget has cut from a site so far, so that a resumed walk knows it."""
        rows = self._rows["cut"]
        for reason, count in counts.items():
            rows.append({"run": self.run, "subject": subject, "reason": reason, "count": count})
        self._grew(len(counts))

    def observe(self, subject: str, kind: str, value: object) -> None:
        """Record what was seen of a whole subject (site, account or notice point)."""
        self._rows["observation"].append({"run": self.run, "subject": subject, "kind": kind, "blob": pack(value)})
        self._grew(1)

    def account(self, seen: AccountReading, on: date) -> None:
        """Record one reading of an account, made for the day `on`, and remember it beyond the run."""
        self._rows["sighting"].append(row_of(self.run, on, seen))
        self.observe(seen.account_id, "account", masked_reading(seen))

    def _grew(self, rows: int) -> None:
        self.waiting += rows
        if self.waiting >= ROWS_A_TRANSACTION or time.monotonic() - self._last_flush > SECONDS_A_TRANSACTION:
            self.flush()

    def flush(self) -> None:
        """Commit everything that waits."""
        with store_faults(self.engine):
            self.connection.rollback()
            with self.connection.begin():
                self._add(schema.url, self.ids.fresh)
                self._add(schema.frontier, self._rows["frontier"])
                self._replace(schema.page, self._rows["page"])
                if self._again:
                    self.connection.execute(SEEN_AGAIN, self._again)
                self._replace(schema.attachment, self._rows["attachment"])
                self._replace(schema.look, self._rows["look"])
                self._replace(schema.cut, self._rows["cut"])
                self._replace(schema.observation, self._rows["observation"])
                self._replace(schema.sighting, self._rows["sighting"])
                self.connection.execute(self._count())
            self.ids.stored()
            self._again.clear()
            for rows in self._rows.values():
                rows.clear()
        self.waiting = 0
        self._last_flush = time.monotonic()

    def _count(self) -> Update:
        requests, size = self.counted()
        return update(schema.run).where(schema.run.c.id == self.run).values(requests=requests, bytes=size)

    def _add(self, table: Table, rows: list[dict[str, object]]) -> None:
        if rows:
            self.connection.execute(insert(table), rows)

    def _replace(self, table: Table, rows: list[dict[str, object]]) -> None:
        if not rows:
            return
        key = [column.name for column in table.primary_key]
        statement = upsert(self.engine, table)
        changed = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
        last = {tuple(row[name] for name in key): row for row in rows}
        self.connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed), list(last.values()))

    def close(self) -> None:
        """Commit and let go of the connection."""
        try:
            self.flush()
        finally:
            self.connection.close()
