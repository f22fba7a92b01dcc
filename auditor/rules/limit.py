"""The numbers that judge, each with its source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Source:
    """The clause a rule or limit rests on; `seen` is False where its wording was not seen (依据待核)."""

    clause: str
    seen: bool = True


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that judges. `value` is a default that configuration may change; unit in English."""

    value: float
    unit: str
    source: Source


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one rule in force. `values` hold for every subject, `own` overrides them by subject id.

    `columns` holds, by subject id, the days that single columns may go without news, each under the column's
    name or address.
    """

    values: Mapping[str, float]
    own: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> float:
        """Return the value for subjects without a limit of their own; KeyError when the rule has no such limit."""
        return self.values[name]

    def of(self, subject: str) -> Mapping[str, float]:
        """Return the limits that hold for one subject."""
        return {**self.values, **self.own.get(subject, {})}

    def of_column(self, subject: str, name: str, url: str) -> float | None:
        """Return the days that one column of a subject may go without news, None where it has no limit of its own.

        Of several entries that name the column the strictest holds.
        """
        own = self.columns.get(subject, {})
        return min((days for wanted, days in own.items() if is_column(wanted, name, url)), default=None)


# Whether what a person wrote for a column means a column that was seen.

INDEX = ("index", "default", "list")


def is_column(wanted: str, name: str, url: str) -> bool:
    """Say whether `wanted`, a column's name as shown or its address, means the column `name` at `url`.

    Spaces do not count in a name. An address may be whole or a path (/xwdt/gzdt/); scheme, `www.`, the name of
    the folder's index page and a slash at the end do not count. Empty words mean no column.
    """
    if "/" in wanted:
        return _place(wanted, url) == _place(url, url)
    plain = _folded(wanted)
    return bool(plain) and plain == _folded(name)


def _folded(words: str) -> str:
    return "".join(words.split()).casefold()


def _place(address: str, base: str) -> tuple[str, str, str]:
    try:
        here, parts = urlsplit(base), urlsplit(address.strip())
    except ValueError:
        return ("", address, "")
    host = (parts.netloc or here.netloc).lower().removeprefix("www.")
    folder, _, file = unquote(parts.path).rpartition("/")
    last = "" if file.partition(".")[0].lower() in INDEX else file
    return host, f"{folder}/{last}".strip("/"), parts.query
