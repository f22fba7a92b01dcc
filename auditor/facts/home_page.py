"""A home page as visitors see it: the page itself and the pages it shows in frames."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection, select

from auditor.extract.incomplete_pages import CUT
from auditor.model import NAVIGABLE, CodePicture, LinkKind, ListItem, ListState, PageFacts
from auditor.model.urls import key
from auditor.store.packing import unpack_facts, unpack_ids, unpack_texts
from auditor.store.schema import look, page, url
from auditor.store.url_addresses import looked_at, seen_pages

LEADS_TO_PAGES = NAVIGABLE - {LinkKind.FORM}
"""Kinds of links behind which a dated article may stand; a form leads to a query."""

FRAMES_IN_FRAMES = 3


@dataclass(frozen=True, slots=True)
class HomePage:
    """Its lists and what it links to, frames included, as ids. `framed` are the ids of the frames themselves.

    `title` is the page's own; `meta`, `texts` (by id of the target) and `footer` are those of the page and its frames.
    `written_by` is what may write more of it (PageFacts.written_by), `unread` are the ids of frames not seen.
    `rendered`: what a browser showed of the page itself is in it. `codes` are pictures that may hold the QR codes of
    accounts, each with the page it stands on.
    """

    items: tuple[ListItem, ...]
    links: tuple[int, ...]
    framed: frozenset[int]
    script_filled: bool
    title: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict)
    footer: Mapping[str, str] = field(default_factory=dict)
    written_by: str = ""
    unread: frozenset[int] = frozenset()
    rendered: bool = False
    codes: tuple[tuple[str, CodePicture], ...] = ()


def find_home_page(connection: Connection, run: str, home: str) -> HomePage | None:
    """Return the page at the address `home` with its frames, None where none was read there."""
    columns = (page.c.url_id, page.c.facts, page.c.links, page.c.link_kinds, page.c.link_texts)
    rows = connection.execute(
        select(*columns).join(url, url.c.id == page.c.url_id).where(page.c.seen_run == run, url.c.key == key(home))
    ).all()
    if not rows:
        return None
    items: list[ListItem] = []
    links: set[int] = set()
    framed: set[int] = set()
    texts: dict[int, str] = {}
    shown: list[PageFacts] = []
    unread: set[int] = set()
    script_filled = False
    for _ in range(FRAMES_IN_FRAMES):
        fresh: set[int] = set()
        for _, facts_blob, targets_blob, kinds_blob, texts_blob in rows:
            facts = unpack_facts(facts_blob)
            shown.append(facts)
            items += facts.items
            script_filled |= facts.list_state is ListState.SCRIPT_FILLED
            targets, kinds = unpack_ids(targets_blob), np.frombuffer(kinds_blob, dtype=np.uint8)
            links.update(targets[np.isin(kinds, [int(kind) for kind in LEADS_TO_PAGES])].tolist())
            fresh.update(targets[kinds == LinkKind.FRAME].tolist())
            for target, text in zip(targets.tolist(), unpack_texts(texts_blob), strict=False):
                texts[target] = texts.get(target) or text
        fresh -= framed
        if not fresh:
            break
        framed |= fresh
        rows = connection.execute(
            select(url.c.id, *columns[1:])
            .select_from(url)
            .outerjoin(look, looked_at(run))
            .join(page, seen_pages(run))
            .where(url.c.id.in_(fresh))
            .order_by(url.c.id)
        ).all()
        unread |= fresh - {row[0] for row in rows}
    footer = {name: seen for facts in reversed(shown) for name, seen in facts.footer.items()}
    meta = {name: value for facts in reversed(shown) for name, value in facts.meta.items()}
    writers = {facts.written_by for facts in shown}
    return HomePage(
        items=tuple(items), links=tuple(sorted(links)), framed=frozenset(framed), script_filled=script_filled,
        title=shown[0].title, meta=meta, texts=texts, footer=footer,
        written_by=max(writers, key=("", "scripts", "footer_script", CUT).index), unread=frozenset(unread),
        rendered=shown[0].rendered, codes=tuple((facts.url, code) for facts in shown for code in facts.codes),
    )  # fmt: skip
