"""The addresses of one site that wait to be asked, on disk, in the order they were found."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, select

from auditor.model import ListState, PageKind, Validators
from auditor.store.recorder import Recorder, What
from auditor.store.schema import frontier, look, page, url

TAKEN_AT_ONCE = 256
HANDLED = 1
STYLE = "style"
"""Kind under which a style sheet's addresses are kept beside the pages'."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier run keeps of a page, so that it need not be read again if it has not changed."""

    validators: Validators
    body_hash: bytes
    targets: bytes
    kinds: bytes
    is_page: bool = True
    is_article: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """One address to ask."""

    url_id: int
    url: str
    depth: int
    what: What
    known: Known | None = None


class Frontier:
    """First in, first out, without repeats. `handled` is a byte an address id, so memory stays small.

    `extractor` is the version whose stored facts may be reused; '' reuses none (a full run). `browser` says that lists
    filled by script can be seen, so that pages an earlier run could not see are read again.
    """

    def __init__(self, recorder: Recorder, subject: str, extractor: str, *, browser: bool = False) -> None:
        self._recorder = recorder
        self._subject = subject
        self._extractor = extractor
        self._unseen = ListState.SCRIPT_FILLED if browser else None
        self._ready: deque[Waiting] = deque()
        self._after = 0
        self._handled = bytearray(1024)
        self.queued = 0
        self.resumed = False
        self._restore()

    def _restore(self) -> None:
        """Take up what an interrupted run had queued; what it looked at is not asked again."""
        connection = self._recorder.connection
        mine = (frontier.c.run == self._recorder.run, frontier.c.subject == self._subject)
        for (url_id,) in connection.execute(select(frontier.c.url_id).where(*mine)):
            self.take(url_id)
            self.resumed = True
        connection.rollback()

    def take(self, url_id: int) -> bool:
        """Return True the first time an address is seen."""
        handled = self._handled
        if url_id >= len(handled):
            handled.extend(bytes(max(url_id + 1 - len(handled), len(handled))))
        if handled[url_id]:
            return False
        handled[url_id] = HANDLED
        return True

    def any_unseen(self, url_ids: Sequence[int]) -> bool:
        """Return whether one of the ids was not seen before; nothing changes."""
        handled = self._handled
        return any(url_id >= len(handled) or not handled[url_id] for url_id in url_ids)

    def unseen(self, url_ids: Sequence[int]) -> list[int]:
        """Return the positions of the ids not seen before; they count as seen from now on."""
        if url_ids and max(url_ids) >= len(self._handled):
            self.take(max(url_ids))
            self._handled[max(url_ids)] = 0
        handled = self._handled
        positions = []
        for position, url_id in enumerate(url_ids):
            if not handled[url_id]:
                handled[url_id] = HANDLED
                positions.append(position)
        return positions

    def put(self, url_ids: Sequence[int], depth: int, what: Sequence[What]) -> None:
        """Queue addresses that `take` or `unseen` let through."""
        self._recorder.queue(self._subject, url_ids, depth, what)
        self.queued += sum(1 for kind in what if kind is not What.EXTERNAL)

    def next(self) -> Waiting | None:
        """Return the next address to ask, None when none waits (some may still be found by open pages)."""
        if not self._ready:
            self._fill()
        return self._ready.popleft() if self._ready else None

    def _fill(self) -> None:
        if self._recorder.waiting:
            self._recorder.flush()
        connection = self._recorder.connection
        rows = connection.execute(self._query()).all()
        connection.rollback()
        for row in rows:
            self._after = row.seq
            if row.outcome is not None:
                continue
            usable = row.extractor == self._extractor != "" and row.list_state != self._unseen
            known = (
                Known(
                    Validators(row.etag, row.last_modified),
                    row.body_hash or b"",
                    row.links,
                    row.link_kinds,
                    row.kind != STYLE,
                    row.kind == PageKind.ARTICLE.value,
                )
                if usable
                else None
            )
            self._ready.append(Waiting(row.url_id, row.address, row.depth, What(row.what), known))
        if rows and not self._ready:
            self._fill()

    def _query(self) -> Select[tuple[object, ...]]:
        same = and_(look.c.run == frontier.c.run, look.c.url_id == frontier.c.url_id)
        return (
            select(
                frontier.c.seq, frontier.c.url_id, frontier.c.depth, frontier.c.what,
                func.coalesce(url.c.address, url.c.key).label("address"), look.c.outcome,
                page.c.etag, page.c.last_modified, page.c.body_hash, page.c.extractor, page.c.links, page.c.link_kinds,
                page.c.kind, page.c.list_state,
            )
            .join(url, url.c.id == frontier.c.url_id)
            .outerjoin(look, same)
            .outerjoin(page, page.c.url_id == frontier.c.url_id)
            .where(
                frontier.c.run == self._recorder.run, frontier.c.subject == self._subject,
                frontier.c.what != int(What.EXTERNAL), frontier.c.seq > self._after,
            )
            .order_by(frontier.c.seq)
            .limit(TAKEN_AT_ONCE)
        )  # fmt: skip
