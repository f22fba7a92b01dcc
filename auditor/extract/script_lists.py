"""Lists that a page carries in its scripts: 大汉 jpage data stores and rows written by document.write."""

import re
from collections.abc import Sequence
from itertools import islice

MOST_RECORDS = 400
MOST_STATEMENTS = 4_000
LONGEST_RECORD = 20_000
LONGEST_SCRIPT = 400_000
LONGEST_WRITTEN = 400_000

_RECORD = re.compile(r"<(/?)record\b[^<>]{0,80}>", re.I)
_NO_RECORDS = re.compile(rb"<totalrecord>\s{0,9}0\s{0,9}</totalrecord>", re.I)
_HOLLOW_STORE = re.compile(rb"<recordset>\s{0,99}</recordset>", re.I)
_COUNTS_NONE = re.compile(rb"totalRecord['\"]?\s{0,9}:\s{0,9}['\"]?0(?!\d)", re.I)
_LITERAL = r"'(?:[^'\\\n]|\\.)*+'|\"(?:[^\"\\\n]|\\.)*+\""
_EXPRESSION = rf"(?:{_LITERAL}|[\w$]+)(?:\s{{0,9}}\+\s{{0,9}}(?:{_LITERAL}|[\w$]+))*+"
_STATEMENT = re.compile(
    rf"([\w$]{{1,60}})\s{{0,9}}=\s{{0,9}}({_EXPRESSION})|document\.write(?:ln)?\(\s{{0,9}}({_EXPRESSION})"
)
_TERM = re.compile(rf"({_LITERAL})|([\w$]+)")
_ESCAPE = re.compile(r"\\(.)", re.S)


def has_store(utf8: bytes) -> bool:
    """Say whether the page holds the records of a jpage data store."""
    return b"<record" in utf8 or b"<RECORD" in utf8


def _records(page: str) -> list[str]:
    """Return what stands between the record tags, each taken once, however they are left open."""
    found: list[str] = []
    start = -1
    for match in _RECORD.finditer(page):
        if not match[1]:
            start = match.end()
        elif start >= 0:
            found.append(page[start : min(match.start(), start + LONGEST_RECORD)])
            start = -1
            if len(found) == MOST_RECORDS:
                break
    return found


def stored_rows(page: str) -> str:
    """Return the rows of a jpage data store (`<record><![CDATA[<li>…`) as one HTML list, '' when there are none."""
    records = [
        record.replace("<![CDATA[", "").replace("]]>", "") for record in _records(page) if "<a" in record.lower()
    ]
    if not records:
        return ""
    holder = "table" if records[0].lstrip()[:3].lower() == "<tr" else "ul"
    return f"<{holder}>" + "\n".join(records) + f"</{holder}>"


def stores_none(utf8: bytes) -> bool:
    """Say whether a jpage data store of the page counts no records."""
    if _NO_RECORDS.search(utf8):
        return True
    return _HOLLOW_STORE.search(utf8) is not None and _COUNTS_NONE.search(utf8) is not None


def _value(expression: str, values: dict[str, str]) -> str:
    """Join the literals and variables of an expression, up to LONGEST_RECORD characters."""
    parts: list[str] = []
    size = 0
    for match in _TERM.finditer(expression):
        literal = match[1]
        part = literal[1:-1] if literal else values.get(match[2], "")
        if literal and "\\" in part:
            part = _ESCAPE.sub(r"\1", part)
        parts.append(part)
        size += len(part)
        if size > LONGEST_RECORD:
            break
    return "".join(parts)


def written_rows(scripts: Sequence[str]) -> str:
    """Return what `document.write` of links puts into the page, as HTML: string literals and variables joined.

    Both branches of a condition are written; nothing is executed.
    """
    written: list[str] = []
    size = 0
    for script in scripts:
        if "document.write" not in script or "href" not in script:
            continue
        values: dict[str, str] = {}
        for match in islice(_STATEMENT.finditer(script, 0, LONGEST_SCRIPT), MOST_STATEMENTS):
            if match[1]:
                values[match[1]] = _value(match[2], values)[:LONGEST_RECORD]
            else:
                piece = _value(match[3], values)
                written.append(piece)
                size += len(piece)
            if size > LONGEST_WRITTEN:
                return "".join(written)
    return "".join(written)
