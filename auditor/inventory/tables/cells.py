"""What one cell says: empty, a word, a number, a day; what is not plainly one of these is refused, never guessed."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

NULL_WORDS = frozenset({"", "无", "/"})
DASHES = frozenset("-‐‑‒–—―─")
HEAD = 4
TEN_THOUSAND = 10_000
UNITS = {"": 1, "万": TEN_THOUSAND, "w": TEN_THOUSAND, "亿": 100_000_000}
YEARS = range(1900, 2200)

_DASH_RUN = re.compile(f"[{''.join(sorted(DASHES))}]+")
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"))
_FORMAT = re.compile(r"\([^()]*\)|[\s_*:\"'-]+")
_NUMBER = re.compile(r"([0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,15})(\.[0-9]{1,9})?([万亿w]?)(\+?)[人次个]?")
_DAY = re.compile(
    r"(?:(?P<y>[0-9]{4})(?P<s>[-/.])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})"
    r"|(?P<yc>[0-9]{4})年(?P<mc>[0-9]{1,2})月(?P<dc>[0-9]{1,2})日?"
    r"|(?P<yp>[0-9]{4})(?P<mp>[0-9]{2})(?P<dp>[0-9]{2}))"
    r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)?"
)


def plain(text: str) -> str:
    """Return a cell's text without invisible signs and outer space, '' for 无, -, / and — (docs/contract.md 1).

    Full-width and repeated forms of the null words mean empty too.
    """
    text = (text if text.isascii() else text.translate(_INVISIBLE)).strip()
    if len(text) > HEAD and not DASHES.issuperset(unicodedata.normalize("NFKC", text[:HEAD])):
        return text  # null words are short, or dashes from their first sign on
    folded = unicodedata.normalize("NFKC", text)
    return "" if folded in NULL_WORDS or DASHES.issuperset(folded) else text


def hyphened(text: str) -> str:
    """Return a text with each run of dashes as one hyphen: dates are written 2026——05——12 (docs/contract.md 4.8)."""
    return _DASH_RUN.sub("-", text)


def fold(text: str) -> str:
    """Return a header or a word as it is compared: widths and case folded, without spaces, marks and (remarks)."""
    return _FORMAT.sub("", unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).casefold())


def factor_of(title: str) -> int:
    """Return what a column's numbers are multiplied by: 10,000 where a remark in brackets says 万, else 1."""
    folded = unicodedata.normalize("NFKC", title)
    return TEN_THOUSAND if any("万" in part.partition(")")[0] for part in folded.split("(")[1:]) else 1


def parse_number(text: str, factor: int = 1) -> int | None:
    """Return a count as it is written (12,345 · 1.2万 · 10万+), None when it is not plainly one.

    A unit in the cell goes before `factor`, the header's. More than N ("10万+") is N + 1 (docs/accounts.md 1);
    a fraction below one is cut where a unit allows fractions, and refused where none does.
    """
    match = _NUMBER.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower())
    if match is None:
        return None
    digits, fraction, unit, more = match.groups()
    scale = UNITS[unit] if unit else factor
    value = Decimal(digits.replace(",", "") + (fraction or "")) * scale
    if scale == 1 and value != int(value):
        return None
    return int(value) + bool(more)


def parse_day(text: str) -> date | None:
    """Return the day a cell names, None when it names none or more than one.

    Read are 2025-01-02, 2025——01——02, 2025/1/2, 2025.1.2, 2025年1月2日 and 20250102, each with or without a time of
    day, and what Excel's date cells are turned into. Days before months and years of two digits are refused.
    """
    match = _DAY.fullmatch(hyphened(unicodedata.normalize("NFKC", text)).strip())
    if match is None:
        return None
    year, month, day = (int(part) for part in match.group("y", "m", "d", "yc", "mc", "dc", "yp", "mp", "dp") if part)
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None
