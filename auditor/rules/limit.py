"""The numbers that judge, each with its source."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.rules.column_key import is_column


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
