"""The numbers that consolidation itself judges by; every one can be set under [limits.plan] in auditor.toml."""

from collections.abc import Mapping

from auditor.rule import Limit, Limits, Source

PLAN = "plan"

INSPECTION = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》单项否决")
ZOMBIE = Source("贵州省 2025年第二季度政务新媒体检查通报")

PLAN_LIMITS: Mapping[str, Limit] = {
    "news_and_first_level": Limit(5, "columns", INSPECTION),
    "all_stale": Limit(10, "columns", INSPECTION),
    "blank": Limit(5, "columns", INSPECTION),
    "zombie_days": Limit(90, "days", ZOMBIE),
}


def plan_limits(configured: Limits | None, subject: str) -> Mapping[str, float]:
    """Return the plan's limits that hold for one subject: the defaults, changed by what is configured."""
    defaults = {name: limit.value for name, limit in PLAN_LIMITS.items()}
    return defaults if configured is None else defaults | dict(configured.of(subject))
