"""Which pages belong to the statutory 政府信息公开 area, whose pages are kept whatever repeats them."""

import re

from auditor.model import PageFacts

WORDS = re.compile("政府信息公开|信息公开目录|法定主动公开|信息公开指南|信息公开年报|重点领域信息公开")
PATHS = re.compile(r"/(?:zfxxgk|xxgk|zwgk/xxgk|gkml|xxgkml|fdzdgknr|zfxxgkml)(?:/|$)", re.I)


def in_disclosure_area(facts: PageFacts) -> bool:
    """Return whether a page stands in the 政府信息公开 area, by breadcrumb, column or address (条例 第二十四条)."""
    places = (*facts.trail, facts.column_name, facts.meta.get("columnname", ""))
    return any(WORDS.search(place) for place in places) or bool(PATHS.search(facts.url))
