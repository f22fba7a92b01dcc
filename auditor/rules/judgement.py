"""What stage 4 hands to stage 5: every finding and every unknown of a run, and what was found clean."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.rules import Finding, Rule, Unknown


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts of all rules over one view, in rule order and then in the order the rule gave them.

    `clean` maps (rule id, subject id) to the targets found clean. `failed` has one line a rule that
    raised, "rule id: error"; its verdicts up to then are dropped and its subjects are in `unknown`
    with the reason "internal".
    """

    findings: tuple[tuple[Rule, Finding], ...] = ()
    unknown: tuple[tuple[Rule, Unknown], ...] = ()
    clean: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    failed: tuple[str, ...] = ()
