"""The words of the reports, one catalogue a language (words.zh.toml, words.en.toml), and how numbers and days read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

LANGUAGES = ("zh", "en")
MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class Words:
    """One language's catalogue: "section.key" → text."""

    lang: str
    texts: Mapping[str, str]

    def __call__(self, key: str, /, n: int | None = None, **values: object) -> str:
        """Return the text of `key` filled in; `n` is printed as a number and chooses singular or plural.

        Raises KeyError for a key or blank the catalogue lacks: both are faults of ours.
        """
        text = self.texts[key]
        if n is not None:
            values["n"] = number(n)
            one, _, many = text.partition("|")
            text = many if many and n != 1 else one
        return text.format_map(values) if values else text

    def fill(self, key: str, values: Mapping[str, object]) -> str:
        """Return the text of `key` filled from a mapping."""
        return self.texts[key].format_map(values)

    def get(self, key: str, default: str) -> str:
        """Return the text of `key`, `default` where there is none."""
        return self.texts.get(key, default)

    def day(self, day: date) -> str:
        """Return a day as an official writes it."""
        return self._dated("date.day", day)

    def time(self, moment: datetime, zone: ZoneInfo) -> str:
        """Return a time in the office's zone, to the minute, with its offset."""
        local = moment.astimezone(zone)
        offset = f"{local:%z}"
        return self._dated("date.time", local.date(), clock=f"{local:%H:%M}", zone=f"UTC{offset[:3]}:{offset[3:]}")

    def _dated(self, key: str, day: date, **more: str) -> str:
        return self.texts[key].format(
            year=day.year, month=day.month, day=day.day, monthname=MONTHS[day.month - 1], **more
        )

    def joined(self, parts: list[str]) -> str:
        """Return parts as one list in a sentence."""
        return ("、" if self.lang == "zh" else ", ").join(parts)

    def parted(self, parts: list[str]) -> str:
        """Return parts that hold commas themselves as one list."""
        return ("；" if self.lang == "zh" else "; ").join(parts)

    def sentences(self, parts: list[str]) -> str:
        """Return sentences in a row."""
        return ("" if self.lang == "zh" else " ").join(part for part in parts if part)


@cache
def words(lang: str) -> Words:
    """Return the catalogue of 'zh' or 'en'; English for any other language."""
    known = lang if lang in LANGUAGES else "en"
    text = files("auditor.report").joinpath(f"words.{known}.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return Words(
        known, {f"{section}.{key}": value for section, table in tables.items() for key, value in table.items()}
    )


def number(value: float) -> str:
    """Return a number with thousands parted, at most two decimals."""
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"


def size(count: int) -> str:
    """Return a count of bytes in kB or MB (powers of ten)."""
    return f"{count / 1e6:,.1f} MB" if count >= 1e6 else f"{count / 1e3:,.1f} kB"
