"""Files that people save of accounts, read once: which kind each is, and which of its rows are one account's."""

import re
import threading
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from auditor.collect.accounts.sheet_columns import POST_COLUMNS, SHEET_WORDS, STATE_COLUMNS, Columns
from auditor.collect.accounts.weibo_saved import is_saved
from auditor.inventory.register_columns import platform_of
from auditor.inventory.tables import Record, Table, TableFault, read_file, read_table
from auditor.inventory.tables.json_table import json_values, table_of
from auditor.inventory.tables.table_faults import fault, table_fault
from auditor.model import Subject

NEEDED = 2
KEPT_FILES = 8
JSON_NAMES = (".json", ".jsonl")
OWNERS: Mapping[str, tuple[str, ...]] = {"posts": ("account", "account_id"), "states": ("id", "account_id", "name")}
"""Columns that say whose row it is."""

_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*[\{\]]|\{\s*[\"}])")
_LATIN = re.compile(r"[a-z]+")


class Kind(StrEnum):
    """What a file holds: posts, one row an account, or answers of m.weibo.cn as they were saved."""

    POSTS = "posts"
    STATES = "states"
    SAVED = "saved"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as read. `changed` is its last change; `rows` finds rows by what their owner cells say, `unnamed` counts
    rows that name no account in a table whose other rows do. `saved` is what JSON of m.weibo.cn holds."""

    kind: Kind
    changed: datetime
    table: Table = field(default_factory=lambda: Table(0, (), ()))
    rows: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    unnamed: int = 0
    saved: object = None


_kept: dict[tuple[Path, int, int, int], Sheet] = {}
_reading = threading.Lock()


def sheet_at(path: Path) -> Sheet:
    """Return what the file holds; one that several accounts share is read once as long as it does not change.

    Raises TableFault for what cannot be read, and OSError where the file goes away.
    """
    try:
        seen = path.stat()
    except FileNotFoundError:
        raise table_fault("missing") from None
    name = (path, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size)
    with _reading:
        if name not in _kept:
            sheet = sheet_of(read_file(path), path.name, datetime.fromtimestamp(seen.st_mtime, UTC))
            if not sheet.rows:
                return sheet
            while len(_kept) >= KEPT_FILES:
                del _kept[next(iter(_kept))]
            _kept[name] = sheet
        return _kept[name]


def sheet_of(body: bytes, name: str, changed: datetime) -> Sheet:
    """Return what a file's bytes hold: posts where a column has their times, else states where one names accounts.

    Raises TableFault for what is neither.
    """
    if name.lower().endswith(JSON_NAMES) or _JSON.match(body[:1000]):
        value = json_values(body)
        if is_saved(value):
            return Sheet(Kind.SAVED, changed, saved=value)
        return _sorted(changed, lambda columns: table_of(value, columns, NEEDED))
    return _sorted(changed, lambda columns: read_table(body, columns, NEEDED))


@dataclass(frozen=True, slots=True)
class Taken:
    """The rows of one account. `wrong` says why there are none, `doubt` why some of its rows may be missing."""

    records: tuple[Record, ...] = ()
    wrong: str = ""
    doubt: str = ""


def rows_of(sheet: Sheet, subject: Subject) -> Taken:
    """Return the rows of an account: all where the table names no accounts, else those by its account_id or id, else
    those by its name. Rows that name another platform are none of them.

    Names are not unique (docs/sources.md 6.2): rows of one name under several keys, or under another key than the
    account's, are not taken.
    """
    table = sheet.table
    if not sheet.rows:
        return Taken(_on_platform(table.records, subject))
    keys = tuple(filter(None, (_same(subject.account_id), _same(subject.id))))
    found = _on_platform(_unique(sheet.rows, keys), subject)
    if not found and (name := _same(subject.name)):
        found = _on_platform(_unique(sheet.rows, (name,)), subject)
        others = {key for record in found if (key := _same(record["account_id"]))} - set(keys)
        if len(others) > 1:
            return Taken(wrong=f"rows of this name have {len(others)} different account ids; fill in account_id")
        if others and subject.account_id and _comparable(others.pop(), _same(subject.account_id)):
            return Taken(wrong="the rows of this name have another account_id")
    if not found:
        wanted = ", ".join(dict.fromkeys(filter(None, (subject.name, subject.account_id, subject.id))))
        return Taken(wrong=f"it has no row of this account (looked for {wanted})")
    doubt = f"{sheet.unnamed} rows name no account" if sheet.unnamed else ""
    return Taken(found, doubt=doubt)


def _sorted(changed: datetime, read: Callable[[Columns], Table]) -> Sheet:
    try:
        posts = read(POST_COLUMNS)
    except TableFault as error:
        return _states(changed, read, error)
    if posts.heading("published_at") or posts.heading("published_on"):
        return _indexed(Kind.POSTS, changed, posts)
    names = " / ".join(("published_at", *POST_COLUMNS["published_at"][:2], POST_COLUMNS["published_on"][0]))
    return _states(changed, read, table_fault("no_dates", posts.header_row, names=names))


def _states(changed: datetime, read: Callable[[Columns], Table], as_posts: TableFault) -> Sheet:
    """Return a table of accounts; raises what was wrong with it as a table of posts where it is none of those."""
    try:
        states = read(STATE_COLUMNS)
    except TableFault:
        raise as_posts from None
    told = {heading.name for heading in states.headings} - {"", "platform", "words", "by", "picture", "menu"}
    if not told - set(OWNERS["states"]) or told <= {"id", "account_id", "name", "comments"}:
        raise as_posts
    if not told & set(OWNERS["states"]):
        names = " / ".join(("account_id", *STATE_COLUMNS["account_id"][:2], "name", STATE_COLUMNS["name"][0]))
        raise TableFault(fault(SHEET_WORDS, "no_key", states.header_row, names=names))
    return _indexed(Kind.STATES, changed, states)


def _indexed(kind: Kind, changed: datetime, table: Table) -> Sheet:
    rows: defaultdict[str, list[Record]] = defaultdict(list)
    unnamed = 0
    for record in table.records:
        owners = {_same(record[name]) for name in OWNERS[kind]} - {""}
        for owner in owners:
            rows[owner].append(record)
        unnamed += not owners and bool(record.values)
    return Sheet(kind, changed, table, {owner: tuple(found) for owner, found in rows.items()}, unnamed)


def _unique(rows: Mapping[str, tuple[Record, ...]], keys: Sequence[str]) -> tuple[Record, ...]:
    found = {record.number: record for key in keys for record in rows.get(key, ())}
    return tuple(found[number] for number in sorted(found))


def _on_platform(records: Sequence[Record], subject: Subject) -> tuple[Record, ...]:
    return tuple(one for one in records if not one["platform"] or platform_of(one["platform"]) == subject.platform)


def _same(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).lstrip("@")


def _comparable(one: str, other: str) -> bool:
    """Say whether two keys are of one kind: both numbers, both gh_…, both UC…."""
    heads = [match.group() if (match := _LATIN.match(key)) else key.isdecimal() for key in (one, other)]
    return heads[0] == heads[1]
