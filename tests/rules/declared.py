"""What rules that ship declare for other stages, for made-up rules of the same id."""

from dataclasses import replace

from auditor.rules import Rule
from auditor.rules.registry import load

STAGE_FIELDS = (
    "role", "proposal", "urgent", "copies", "remark", "column_sums", "rests_on", "asks_places", "asks_target",
    "opening_repairs", "screenshot", "frame", "excerpt",
)  # fmt: skip


def declared(rule: Rule) -> Rule:
    """Return a made-up rule with what the rule of its id that ships declares, and the limits its fields name."""
    real = load().get(rule.id)
    if real is None:
        return rule
    limits = {name: real.limits[name] for name in real.column_sums.values()} | dict(rule.limits)
    return replace(rule, limits=limits, **{name: getattr(real, name) for name in STAGE_FIELDS})
