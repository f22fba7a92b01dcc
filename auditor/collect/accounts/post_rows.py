"""Rows of a table of posts to posts: dates as written, counts in 万, and nothing that no visitor sees."""

import re
from dataclasses import dataclass, field

from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import (
    LONGEST_KEY,
    LONGEST_TEXT,
    LONGEST_TITLE,
    PUBLISHED,
    Clock,
    canonical,
    canonical_links,
    digest,
)
from auditor.collect.accounts.sheet_columns import SHEET_WORDS, VISIBILITY, YES
from auditor.extract.post_links import links_in_html
from auditor.inventory.register_rows import shown
from auditor.inventory.tables import Fault, Record, Table, fold, parse_number
from auditor.inventory.tables.table_faults import fault
from auditor.model import Post

_TIME_ONLY = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")


@dataclass(slots=True)
class Rows:
    """What reading the rows of a table needs, and gathers: `faults`, and `hidden`, how many posts are not public."""

    table: Table
    clock: Clock
    faults: list[Fault] = field(default_factory=list)
    hidden: int = 0

    def wrong(self, code: str, record: Record, column: str = "", **values: object) -> None:
        """Note a fault of a cell ('' for the whole row); of its `value` long numbers are masked."""
        if isinstance(value := values.get("value"), str):
            values["value"] = shown(value)
        heading = self.table.heading(column)
        title = heading.title if heading else column
        self.faults.append(fault(SHEET_WORDS, code, record.number, title, **values))


def post_in(record: Record, rows: Rows) -> Post | None:
    """Return the post of a row, None for one that is not public (审核中, 私密, …) or has a fault.

    A post taken away keeps by whom. An empty date is none; counts that can't be read are unknown.
    """
    if record.surplus:
        rows.wrong("surplus", record)
        return None
    removed = VISIBILITY.code(record["visibility"]) if record["visibility"] else ""
    if removed == "hidden":
        rows.hidden += 1
        return None
    column, raw = _date_in(record)
    moment = read_moment(raw, rows.clock.now, rows.clock.zone)
    if raw and not moment.at and not moment.ahead:
        rows.wrong("bad_moment", record, column, value=moment.bad)
        return None
    title, text = " ".join(record["title"].split())[:LONGEST_TITLE], record["text"][:LONGEST_TEXT]
    url = canonical(record["url"], "") if record["url"] else ""
    return Post(
        key=(record["id"] or url or digest(title, text, raw))[:LONGEST_KEY],
        title=title,
        url=url,
        published_at=moment.at,
        date_raw=raw[:LONGEST_KEY],
        time_basis=PUBLISHED if moment.at else "",
        bad_date=moment.bad,
        text=text,
        reads=count_in(record, "reads"),
        likes=count_in(record, "likes"),
        comments=count_in(record, "comments"),
        shares=count_in(record, "shares"),
        is_repost=fold(record["is_repost"]) in YES,
        is_pinned=fold(record["is_pinned"]) in YES,
        links=canonical_links(links_in_html(text, url), url),
        removed=removed,
    )


def count_in(record: Record, name: str) -> int | None:
    """Return a count as written (1.2万, 10万+ as 100,001), None for an empty cell and what is no number."""
    return parse_number(record[name], record.factors.get(name, 1)) if record[name] else None


def _date_in(record: Record) -> tuple[str, str]:
    """Return the column and text of a post's date; a day and a time of day in columns of their own are put together."""
    day, time = record["published_on"], record["published_at"]
    if day and _TIME_ONLY.fullmatch(time):
        return "published_at", f"{day.partition(' ')[0]} {time}"
    return ("published_at", time) if time else ("published_on", day)
