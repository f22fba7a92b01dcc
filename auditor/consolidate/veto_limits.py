"""How many columns together veto a site; set under [limits.<rule>] where the rule itself names the limit."""

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.rules import Limit, Limits, Source

INSPECTION = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》单项否决")


@dataclass(frozen=True, slots=True)
class ColumnVeto:
    """A sum of columns that vetoes: the rule whose findings are summed, the name of its limit, the default."""

    rule: str
    name: str
    limit: Limit


COLUMN_VETOES: Mapping[str, ColumnVeto] = {
    "news_and_first_level": ColumnVeto("column-stale", "veto_news", Limit(5, "columns", INSPECTION)),
    "all_stale": ColumnVeto("column-stale", "veto_all", Limit(10, "columns", INSPECTION)),
    "blank": ColumnVeto("column-blank", "veto", Limit(5, "columns", INSPECTION)),
}


def column_vetoes(limits: Mapping[str, Limits], site: str) -> dict[str, float]:
    """Return sum → count of columns (inclusive) that vetoes one site: the default, or what is in force for it."""
    return {
        code: limits[veto.rule].of(site).get(veto.name, veto.limit.value) if veto.rule in limits else veto.limit.value
        for code, veto in COLUMN_VETOES.items()
    }
