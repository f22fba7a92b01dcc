"""What a rule is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from auditor.model.severity import Severity
from auditor.rules.limit import Limit, Limits, Source
from auditor.rules.verdict import Verdict
from auditor.rules.view import View

Role = Literal[
    "", "availability", "broken_link", "soft_404", "stale_column", "blank_column", "silent_account", "missing_account",
    "uncancelled_account", "duplicate_account", "unregistered_account", "post_links", "lasting_notice",
]  # fmt: skip
"""What other stages ask a rule for, or ask of its limits: see `ROLE_LIMITS`."""

ROLE_LIMITS: Mapping[str, frozenset[str]] = {
    "availability": frozenset({"days", "failures", "samples_a_day", "seconds"}),
    "silent_account": frozenset({
        "silent", "unseen", "bridge_accounts", "bridge_days", "bridge_fails", "bridge_share", "canary_days",
        "platform_fails", "platform_share",
    }),
    "post_links": frozenset({"posts"}),
    "lasting_notice": frozenset({"days"}),
}  # fmt: skip
"""Role → limits that other stages read of its rule; a rule without them is not loaded."""

RestsOn = Literal["pages", "link", "column", "site", "holders"]
Proposal = Literal["", "keep", "merge", "mark", "archive", "take_down_sheet", "mask", "review"]


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
    """A rule: who it is, what it rests on, its limits, its words, the function that judges, and what other stages do
    with its findings.

    `id` equals its module's name with '-' for '_'. `kind` names the subjects it looks at, in English.
    `variants` holds further words a language for findings that carry a variant code. `limit_names` maps limits to
    their names by language, where the report's own name of that limit does not fit.

    `role`: what other stages know the rule by; of several with one role the first in order counts.

    In the plans: `proposal` is what item 3 usually proposes ('' = review, under the reason "other"), `urgent` puts its
    findings first there; `copies`: its locations are copies of the target, not pages that lead to it. `remark` is the
    place of its findings among the remarks on an account in item 27 (0: none). `column_sums` maps each sum of columns
    that vetoes a site to the limit it is held against.

    When a later run looks again: `rests_on` says what proves a finding gone. "pages": its target and members were read;
    "link": no page holds the link; "column": the whole site was walked and has no such column; "site": its target was
    read, which every run does; "holders": no page shows the target. `asks_places`: a recheck asks also for the pages
    that show the target (always so of links). `asks_target` False: its address itself is the fault and is never asked
    for. `opening_repairs`: that the target opens is proof enough.

    As evidence: `screenshot` is the page to photograph: the "target", the "home" page of its site, the "holder" of a
    link, or "never" where pages hold what must not be copied. `frame` is the part of it: the "main" part, the "footer",
    or the words that say a list is "empty". `excerpt` adds the page's "list" or the "texts" of its pages.
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
    limit_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    role: Role = ""
    proposal: Proposal = ""
    urgent: bool = False
    copies: bool = False
    remark: int = 0
    column_sums: Mapping[str, str] = field(default_factory=dict)
    rests_on: RestsOn = "pages"
    asks_places: bool = False
    asks_target: bool = True
    opening_repairs: bool = False
    screenshot: Literal["target", "home", "holder", "never"] = "target"
    frame: Literal["main", "footer", "empty"] = "main"
    excerpt: Literal["", "list", "texts"] = ""

    @property
    def veto(self) -> bool:
        """Return whether one confirmed finding, in its usual severity, vetoes the subject."""
        return self.severity is Severity.VETO


def by_role(rules: Iterable[Rule], role: Role) -> Rule | None:
    """Return the first rule of that role, None where there is none."""
    return next((rule for rule in rules if rule.role == role), None)


def by_id(rules: Iterable[Rule]) -> dict[str, Rule]:
    """Return the rules by their ids."""
    return {rule.id: rule for rule in rules}
