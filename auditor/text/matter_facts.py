"""Read from a text the facts that tell one matter from another: document numbers, dates, ordinals, amounts, numbers.

Source: ACCOUNTS.md section 8, the number guard.
"""

import re
from collections.abc import Mapping
from enum import StrEnum


class FactKind(StrEnum):
    """What a fact is, in the order in which a difference is named."""

    DOCUMENT = "document_number"
    ORDINAL = "ordinal"
    PART = "part"
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"


Facts = Mapping[FactKind, frozenset[str]]

HAN_DIGITS = "〇零一二三四五六七八九十百千两"
_HAN_VALUE = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_SCALE = {"十": 10, "百": 100, "千": 1000}

_N = rf"(?:\d{{1,8}}|[{HAN_DIGITS}]{{1,8}})"
_YEAR = r"(?:(?:19|20)\d\d|[一二][〇零九][〇零一二三四五六七八九]{2})"
_FACT = re.compile(
    rf"(?P<document>[〔\[(【〈<]\s?(?P<issued>{_YEAR})\s?[〕\])】〉>]\s?(?:第\s?)?(?P<number>\d{{1,6}})\s?号)"
    rf"|(?P<ordinal>第\s?(?P<place>{_N})\s?(?P<of>批|期|号|次|届|轮|季度|周|辑|场|集|回|部分|标段|包|组|季|年度|阶段|版|例|篇|讲))"
    rf"|(?P<part>[(](?P<which>[{HAN_DIGITS}]{{1,3}}|[上中下]|\d{{1,2}})[)])"
    rf"|(?P<date>(?P<year>{_YEAR})\s?(?:年|[-./](?=\d))"
    rf"(?:\s?(?P<month>{_N})\s?(?:月|[-./](?=\d))(?:\s?(?P<day>{_N})(?:\s?[日号])?(?!\d))?)?)"
    rf"|(?P<yearless>(?P<month_only>{_N})\s?月(?:份|\s?(?P<day_only>{_N})\s?[日号]))"
    rf"|(?P<half>[上下]半年|[{HAN_DIGITS[2:6]}\d]季度)"
    rf"|(?P<plain>\d{{1,20}}(?:,\d{{3}}){{0,6}}(?:\.\d{{1,12}})?)\s?(?P<unit>万元|亿元|元|万|亿|%|‰|吨|公斤|亩|公顷|平方米)?"
)
_START = re.compile(rf"[\d第上中下{HAN_DIGITS}〔\[(【〈<]")
"""What every fact begins with: a set alone is searched for many times as fast as the pattern."""


def facts(text: str) -> Facts:
    """Return the facts of a text by kind, each written one way (2026年5月3日 and 2026-05-03 are equal).

    `text` is as `tokens.plain` folds it. A part mark （一） counts only where the caller looks at titles:
    bodies number their sections so. Linear in the length of the text.
    """
    found: dict[FactKind, set[str]] = {kind: set() for kind in FactKind}
    start = _START.search(text)
    while start:
        match = _FACT.match(text, start.start())
        if match:
            kind, value = _fact(match)
            found[kind].add(value)
        start = _START.search(text, match.end() if match else start.end())
    return {kind: frozenset(values) for kind, values in found.items()}


def _fact(match: re.Match[str]) -> tuple[FactKind, str]:
    group = match.groupdict()
    if group["document"]:
        return FactKind.DOCUMENT, f"{_value(group['issued'])}-{int(group['number'])}"
    if group["ordinal"]:
        return FactKind.ORDINAL, f"{_value(group['place'])}{group['of']}"
    if group["part"]:
        return FactKind.PART, _value(group["which"])
    if group["date"]:
        return FactKind.DATE, "-".join(_value(group[name]) for name in ("year", "month", "day") if group[name])
    if group["yearless"]:
        return FactKind.DATE, "-".join(_value(group[name]) for name in ("month_only", "day_only") if group[name])
    if group["half"]:
        return FactKind.DATE, group["half"]
    number = group["plain"].replace(",", "")
    return (FactKind.AMOUNT, number + group["unit"]) if group["unit"] else (FactKind.NUMBER, number)


def _value(written: str) -> str:
    """Return a number as digits, whether written in digits or Han; other words as they are."""
    if written.isdecimal():
        return str(int(written))
    if any(sign not in _HAN_VALUE and sign not in _HAN_SCALE for sign in written):
        return written
    if not any(sign in _HAN_SCALE for sign in written):
        return str(int("".join(str(_HAN_VALUE[sign]) for sign in written)))
    total, digit = 0, 0
    for sign in written:
        if sign in _HAN_SCALE:
            total, digit = total + (digit or 1) * _HAN_SCALE[sign], 0
        else:
            digit = _HAN_VALUE[sign]
    return str(total + digit)
