"""Accounts read from an export: a CSV or XLSX file of posts that somebody saved from the platform (CONTRACT 1).

The file's own time says how far it reaches: an old export is not taken for silence.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from auditor.accounts.access import Access
from auditor.accounts.adapter import EVERY, IMPORT, Adapter
from auditor.accounts.dates import read_moment
from auditor.accounts.links import canonical
from auditor.accounts.posts import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    PUBLISHED,
    Clock,
    canonical_links,
    digest,
    verdict_on,
    with_unique_keys,
)
from auditor.extract.post_links import links_in_html
from auditor.inventory.sources import IMPORT as PREFIX
from auditor.inventory.sources import import_file
from auditor.model import AccountReading, Post, ReadingOutcome, Subject
from auditor.tabular import Record, Table, TableFault, parse_number, read_file, read_table
from auditor.tabular.faults import table_fault

NEEDED = 2
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("标题", "文章标题", "作品标题"),
    "url": ("链接", "网址", "文章链接", "作品链接"),
    "published_at": ("发布时间", "发表时间", "发布日期"),
    "text": ("正文", "内容", "文章内容"),
    "reads": ("阅读量", "阅读数", "浏览量", "播放量"),
    "likes": ("点赞", "点赞量", "点赞数"),
    "comments": ("评论", "评论量", "评论数"),
    "id": ("编号", "文章ID", "作品ID"),
}
"""Canonical names with the other names that platforms' exports use."""


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return the posts of the account's export; a fault in the file makes the account unknown, with the row named."""
    return await asyncio.to_thread(read_import, subject, access.folder, Clock(access.now, access.zone))


def read_import(subject: Subject, folder: Path, clock: Clock) -> AccountReading:
    """Return the posts of the account's export. `as_of` is the file's last change or its newest post, at most now."""
    name, path = subject.source.removeprefix(PREFIX), import_file(subject.source, folder)
    if path is None or not path.is_file():
        return _failed(subject, clock, ReadingOutcome.NO_SOURCE, f"{name}: there is no such file; put the export there")
    try:
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        posts = parse(read_file(path), clock)
    except TableFault as error:
        return _failed(subject, clock, ReadingOutcome.PARSE_ERROR, error.fault.text("en", name))
    outcome, detail = verdict_on(posts, clock)
    newest = max((post.published_at for post in posts if post.published_at), default=changed)
    return AccountReading(
        account_id=subject.id,
        adapter=ADAPTER.id,
        outcome=outcome,
        at=clock.now,
        as_of=min(clock.now, max(changed, newest)).astimezone(clock.zone),
        complete=outcome is not ReadingOutcome.PARTIAL,
        posts=posts,
        detail=f"{name}: {detail}" if detail else "",
        source_url=subject.source,
    )


def parse(body: bytes, clock: Clock) -> tuple[Post, ...]:
    """Return the posts of an export in the file's order.

    Raises TableFault for what is no table, a table without dates, a date that can't be read, and a row that
    doesn't fit the header. An empty date is none; counts that can't be read are unknown.
    """
    table = read_table(body, COLUMNS, NEEDED)
    if table.heading("published_at") is None:
        raise table_fault("no_dates", table.header_row, names=" / ".join(("published_at", *COLUMNS["published_at"])))
    return with_unique_keys(_post(record, table, clock) for record in table.records if record.values)


def _post(record: Record, table: Table, clock: Clock) -> Post:
    if record.surplus:
        raise table.fault("surplus", record)
    raw = record["published_at"]
    moment = read_moment(raw, clock.now, clock.zone)
    if raw and not moment.at and not moment.ahead:
        raise table.fault("bad_moment", record, "published_at", value=moment.bad)
    title, text = " ".join(record["title"].split())[:LONGEST_TITLE], record["text"][:LONGEST_TEXT]
    url = canonical(record["url"], "")
    return Post(
        key=record["id"] or url or digest(title, text, raw),
        title=title,
        url=url,
        published_at=moment.at,
        date_raw=raw,
        time_basis=PUBLISHED if moment.at else "",
        bad_date=moment.bad,
        text=text,
        links=canonical_links(links_in_html(text, url), url),
        reads=_count("reads", record),
        likes=_count("likes", record),
        comments=_count("comments", record),
    )


def _count(name: str, record: Record) -> int | None:
    return parse_number(record[name], record.factors.get(name, 1)) if record[name] else None


def _failed(subject: Subject, clock: Clock, outcome: ReadingOutcome, detail: str) -> AccountReading:
    return AccountReading(subject.id, ADAPTER.id, outcome, clock.now, detail=detail, source_url=subject.source)


ADAPTER = Adapter("import", {IMPORT: EVERY}, read)
