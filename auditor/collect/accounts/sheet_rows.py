"""Read rows of tables: posts, one a row, that visitors can see; and states of accounts, one account a row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import (
    EARLIEST,
    LONGEST_KEY,
    LONGEST_TEXT,
    LONGEST_TITLE,
    PUBLISHED,
    Clock,
    canonical,
    canonical_links,
    digest,
)
from auditor.collect.accounts.saved_files import Sheet
from auditor.collect.accounts.sheet_columns import (
    SHEET_WORDS,
    STATES,
    SWITCHES,
    VISIBILITY,
    YES,
    moment_in,
    outcome_of,
    reach_of,
)
from auditor.extract.post_links import links_in_html
from auditor.inventory.register_rows import shown
from auditor.inventory.tables import Fault, Record, Table, fold, parse_number
from auditor.inventory.tables.table_faults import fault
from auditor.model import AccountReading, Basis, Interaction, Post, ReadingOutcome, Subject
from auditor.platforms import row_of

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

    A removed post keeps who removed it. A count that cannot be read is unknown.
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
    """Return a count as written (1.2万, 10万+ as 100,001), None for an empty cell or one without a number."""
    return parse_number(record[name], record.factors.get(name, 1)) if record[name] else None


def _date_in(record: Record) -> tuple[str, str]:
    """Return the column and text of a post's date; a day and a time of day in columns of their own are put together."""
    day, time = record["published_on"], record["published_at"]
    if day and _TIME_ONLY.fullmatch(time):
        return "published_at", f"{day.partition(' ')[0]} {time}"
    return ("published_at", time) if time else ("published_on", day)


# Rows that tell the state of accounts, and the readings they give.

SILENT_ON_ACTIVITY = "it tells of the account, but neither when it last posted nor how many posts it has"
NO_RELEASE = "it tells of the account, but not when it was last released"


@dataclass(frozen=True, slots=True)
class State:
    """What a row says of an account; '' and None: it says nothing. `outcome` is OK for one that is there, the
    state the row names else. `at` (aware) is how far it reaches."""

    record: Record
    at: datetime
    outcome: ReadingOutcome = ReadingOutcome.OK
    last_post_at: datetime | None = None
    posts_total: int | None = None
    followers: int | None = None
    display_name: str = ""
    subject: str = ""
    key: str = ""
    moved_to: str = ""
    verified: bool | None = None
    interaction: Interaction = field(default_factory=Interaction)
    released_at: datetime | None = None


def newest_state(records: Sequence[Record], sheet: Sheet, clock: Clock, faults: list[Fault]) -> State | None:
    """Return what the newest row of an account says, by its own time; of one time the one with the later post counts,
    then the last."""
    states = [state_in(record, sheet, clock, faults) for record in records]
    return max(reversed(states), key=lambda one: (one.at, one.last_post_at or EARLIEST), default=None)


def state_in(record: Record, sheet: Sheet, clock: Clock, faults: list[Fault]) -> State:
    """Return what a row says; cells that can't be read go to `faults`."""
    table, rows = sheet.table, Rows(sheet.table, clock, faults)
    if record.surplus:
        rows.wrong("surplus", record)
    reach = reach_of(table, (record,), "checked_at", sheet.changed, clock, faults)
    last = moment_in(record, "last_post_at", table, clock, faults)
    checked = record["checked_at"]
    if last and checked and _day(last, clock) > _day(reach.until, clock):
        rows.wrong("after_check", record, "last_post_at", value=record["last_post_at"][:LONGEST_TITLE])
    outcome = outcome_of(record["state"]) if record["state"] else ReadingOutcome.OK
    if outcome is None:
        rows.wrong("bad_state", record, "state", value=record["state"][:LONGEST_TITLE], words=STATES.listed())
    return State(
        record=record,
        at=min(clock.now, max(reach.until, last or reach.until)),
        outcome=outcome or ReadingOutcome.OK,
        last_post_at=last,
        posts_total=_count("posts_total", record, rows),
        followers=_count("followers", record, rows),
        display_name=_line(record["display_name"]),
        subject=_line(record["subject"]),
        key=_line(record["account_id"]),
        moved_to=_line(record["moved_to"]),
        verified=_switch("verified", record, rows),
        interaction=Interaction(*(_switch(name, record, rows) for name in ("comments", "messages", "menu"))),
        released_at=moment_in(record, "released_at", table, clock, faults),
    )


def reading_of(state: State, subject: Subject, adapter: str, clock: Clock) -> AccountReading:
    """Return the reading that a state of an account gives.

    OK with the day of the last post, or of the last release for apps and mini-programs; OK_EMPTY where the counter
    is 0; UNDATED where it is not; PARTIAL where nothing is said of activity: that is unknown, never silence.
    """
    outcome, detail = _amounts_to(state, subject)
    return AccountReading(
        account_id=subject.id,
        adapter=adapter,
        outcome=outcome,
        at=clock.now,
        as_of=state.at.astimezone(clock.zone),
        complete=outcome is not ReadingOutcome.PARTIAL,
        posts_total=state.posts_total,
        display_name=state.display_name,
        followers=state.followers,
        detail=detail,
        source_url=subject.source,
        subject_seen=state.subject,
        verified=state.verified,
        key_seen=state.key,
        moved_to=state.moved_to,
        released=released_in(state, subject, clock),
        basis=Basis.ATTESTED,
        interaction=state.interaction,
        last_post_at=None if row_of(subject.platform).by_release else state.last_post_at,
    )


def released_in(state: State, subject: Subject, clock: Clock) -> date | None:
    """Return the day of an app's last release; what a list calls its last update is that too."""
    if not row_of(subject.platform).by_release:
        return None
    at = state.released_at or state.last_post_at
    return _day(at, clock) if at else None


def _amounts_to(state: State, subject: Subject) -> tuple[ReadingOutcome, str]:
    if state.outcome is not ReadingOutcome.OK:
        return state.outcome, f"it says: {_line(state.record['state'])}"
    if row_of(subject.platform).by_release:
        there = state.released_at or state.last_post_at
        return (ReadingOutcome.OK, "") if there else (ReadingOutcome.PARTIAL, NO_RELEASE)
    if state.last_post_at:
        return ReadingOutcome.OK, ""
    if state.posts_total is None:
        return ReadingOutcome.PARTIAL, SILENT_ON_ACTIVITY
    if state.posts_total:
        return ReadingOutcome.UNDATED, f"it counts {state.posts_total} posts, and does not say when the last was"
    return ReadingOutcome.OK_EMPTY, ""


def _count(name: str, record: Record, rows: Rows) -> int | None:
    count = count_in(record, name)
    if record[name] and count is None:
        rows.wrong("bad_count", record, name, value=record[name][:LONGEST_TITLE])
    return count


def _switch(name: str, record: Record, rows: Rows) -> bool | None:
    word = record[name]
    code = SWITCHES.code(word) if word else ""
    if word and not code:
        rows.wrong("bad_switch", record, name, value=word[:LONGEST_TITLE], words=SWITCHES.listed())
    return code == "on" if code else None


def _day(moment: datetime, clock: Clock) -> date:
    return moment.astimezone(clock.zone).date()


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TITLE]
