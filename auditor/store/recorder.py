"""The one writer: what a run sees goes to the store as it arrives, in short transactions."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import IntEnum

from sqlalchemy import Connection, Engine, Table, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from auditor.model import Outcome, PageFacts, Reply
from auditor.store import schema
from auditor.store.opening import store_faults
from auditor.store.packing import pack, pack_facts, pack_ids, pack_texts, squeeze
from auditor.store.url_ids import UrlIds

SECONDS_A_TRANSACTION = 0.5
ROWS_A_TRANSACTION = 4_000
SEEN_AGAIN = (
    update(schema.page)
    .where(schema.page.c.url_id == bindparam("page"))
    .values(seen_run=bindparam("run"), depth=bindparam("at_depth"))
)


class What(IntEnum):
    """Why an address is in the frontier: to be read, to be looked at once, or to be looked at elsewhere."""

    PAGE = 0
    ASSET = 1
    EXTERNAL = 2


def milliseconds(moment: datetime) -> int:
    """Return an aware time as milliseconds since 1970 UTC."""
    return int(moment.timestamp() * 1000)


def moment(stamp: int) -> datetime:
    """Return milliseconds since 1970 as an aware UTC time."""
    return datetime.fromtimestamp(stamp / 1000, UTC)


class Recorder:
    """Writes one run. Rows wait at most SECONDS_A_TRANSACTION; a committed page is never lost.

    Raises RunFailed from any method when the store can no longer be written (disk full).
    """

    def __init__(self, engine: Engine, run: str, key: Callable[[str], str]) -> None:
        self.engine = engine
        self.run = run
        self.connection: Connection = engine.connect()
        self.ids = UrlIds(self.connection, key)
        highest = self.connection.execute(select(func.max(schema.frontier.c.seq))).scalar()
        self.connection.rollback()
        self._next_seq = (highest or 0) + 1
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        self._rows: dict[str, list[dict[str, object]]] = {"frontier": [], "look": [], "page": [], "observation": []}
        self._again: list[dict[str, object]] = []
        self._last_flush = time.monotonic()
        self.waiting = 0

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
        self, subject: str, url_id: int, reply: Reply, *, depth: int = 0, soft_404: str = "", looks: int = 1
    ) -> None:
        """Record what one look came to; a later look of the same run replaces it."""
        away = reply.final_url and reply.final_url != reply.url and reply.outcome is Outcome.OK
        self._rows["look"].append(
            {
                "run": self.run, "url_id": url_id, "subject": subject, "outcome": reply.outcome.value,
                "status": reply.status, "final_id": self.ids.one(reply.final_url) if away else None,
                "detail": reply.detail[:300], "soft_404": soft_404[:100], "content_type": reply.content_type[:80],
                "at": milliseconds(reply.at), "elapsed_ms": reply.elapsed_ms, "bytes": reply.wire_bytes,
                "depth": depth, "looks": looks,
            }
        )  # fmt: skip
        self._grew(1)

    def page(
        self, subject: str, url_id: int, facts: PageFacts, targets: Sequence[int], reply: Reply, *, depth: int,
        kind: str, body_hash: bytes, extractor: str,
    ) -> None:  # fmt: skip
        """Record the facts of a page; `targets` are the ids of `facts.links`, in order."""
        self._rows["page"].append(
            {
                "url_id": url_id, "subject": subject, "seen_run": self.run, "depth": depth, "kind": kind,
                "title": facts.title[:500], "published": facts.published.on.isoformat() if facts.published else None,
                "list_state": facts.list_state.value, "facts": pack_facts(facts), "links": pack_ids(targets),
                "link_kinds": bytes(link.kind for link in facts.links),
                "link_texts": pack_texts([link.text for link in facts.links]), "characters": len(facts.text),
                "signature": facts.signature, "text": squeeze(facts.text.encode()) if facts.signature else None,
                "etag": reply.header("etag"), "last_modified": reply.header("last-modified"),
                "body_hash": body_hash, "extractor": extractor,
            }
        )  # fmt: skip
        self._grew(1)

    def seen_again(self, url_id: int, depth: int) -> None:
        """Record that a stored page was found unchanged."""
        self._again.append({"page": url_id, "run": self.run, "at_depth": depth})
        self._grew(1)

    def observe(self, subject: str, kind: str, value: object) -> None:
        """Record what was seen of a whole subject (site, account or notice point)."""
        self._rows["observation"].append({"run": self.run, "subject": subject, "kind": kind, "blob": pack(value)})
        self._grew(1)

    def _grew(self, rows: int) -> None:
        self.waiting += rows
        if self.waiting >= ROWS_A_TRANSACTION or time.monotonic() - self._last_flush > SECONDS_A_TRANSACTION:
            self.flush()

    def flush(self) -> None:
        """Commit everything that waits."""
        with store_faults(str(self.engine.url.render_as_string(hide_password=True))):
            self.connection.rollback()
            with self.connection.begin():
                self._put(schema.url, self.ids.fresh, ("id",), replace=False)
                self._put(schema.frontier, self._rows["frontier"], ("seq",), replace=False)
                self._put(schema.look, self._rows["look"], ("run", "url_id"))
                self._put(schema.page, self._rows["page"], ("url_id",))
                self._put(schema.observation, self._rows["observation"], ("run", "subject"))
                if self._again:
                    self.connection.execute(SEEN_AGAIN, self._again)
            self.ids.stored()
            self._again.clear()
            for rows in self._rows.values():
                rows.clear()
        self.waiting = 0
        self._last_flush = time.monotonic()

    def _put(self, table: Table, rows: list[dict[str, object]], key: Sequence[str], *, replace: bool = True) -> None:
        if not rows:
            return
        statement = self._insert(table)
        if replace:
            changed = {column.name: statement.excluded[column.name] for column in table.c if column.name not in key}
            last = {tuple(row[name] for name in key): row for row in rows}
            self.connection.execute(
                statement.on_conflict_do_update(index_elements=key, set_=changed), list(last.values())
            )
        else:
            self.connection.execute(statement.on_conflict_do_nothing(), rows)

    def close(self) -> None:
        """Commit and let go of the connection."""
        try:
            self.flush()
        finally:
            self.connection.close()
