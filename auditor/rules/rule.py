"""What a rule is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from auditor.model.severity import Severity
from auditor.rules.limit import Limit, Limits, Source
from auditor.rules.verdict import Verdict
from auditor.rules.view import View


@dataclass(frozen=True, slots=True)
class Words:
    """A rule's words in one language. `summary` and `suggestion` hold {blanks} filled from a finding's
    values (plus subject, unit, target); both languages use the same blanks."""

    title: str
    why: str
    summary: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: who it is, what it rests on, its limits, its words, and the function that judges.

    `id` equals its module's name with '-' for '_'. `kind` names the subjects it looks at, in English.
    `variants` holds further words a language for findings that carry a variant code.
    """

    id: str
    item: int
    kind: str
    severity: Severity
    source: Source
    check: Callable[[View, Limits], Iterable[Verdict]]
    words: Mapping[str, Words]
    limits: Mapping[str, Limit] = field(default_factory=dict)
    variants: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)
