"""Which documents units of the register issued themselves, and which are other bodies' documents shown again."""

import re
from collections.abc import Iterable

from auditor.model import DocumentFacts
from auditor.text.document_names import folded

_PLACE = re.compile(r"([\u4e00-\u9fa5]{2,4}?)(自治[州县旗]|新区|特区|[省市区县州旗盟])(?!域)")
_SHORT = {
    "北京": "京", "天津": "津", "上海": "沪", "重庆": "渝", "河北": "冀", "山西": "晋", "辽宁": "辽", "吉林": "吉",
    "黑龙江": "黑", "江苏": "苏", "浙江": "浙", "安徽": "皖", "福建": "闽", "江西": "赣", "山东": "鲁", "河南": "豫",
    "湖北": "鄂", "湖南": "湘", "广东": "粤", "海南": "琼", "四川": "川", "贵州": "黔", "云南": "云", "陕西": "陕",
    "甘肃": "甘", "青海": "青",
}  # fmt: skip
LEAST_UNIT = 4


def is_own(title: str, document: DocumentFacts, units: Iterable[str]) -> bool:
    """Return whether one of `units` issued a document (CONTRACT 4.15).

    By its issuer where the head names one; else by its number, whose first letter is that of the units' own place
    (虹府发, 虹教规); else by the place's name in its title. False where nothing tells.
    """
    names = [folded(unit) for unit in units if unit]
    places = {place for unit in names if (place := _own_place(unit))}
    if document.issuer:
        issuer = folded(document.issuer).replace(" ", "")
        return _names_one(issuer, names, places)
    if document.number:
        return any(document.number.startswith((_SHORT.get(name, name[0]), name)) for name, _ in places)
    return _names_one(folded(title), names, places)


def _names_one(text: str, units: Iterable[str], places: Iterable[tuple[str, str]]) -> bool:
    if any(name + sort in text for name, sort in places):
        return True
    return any(len(unit) >= LEAST_UNIT and unit in text for unit in units)


def _own_place(unit: str) -> tuple[str, str] | None:
    """Return the innermost place in a unit's name with its sort: 上海市虹口区教育局 → 虹口, 区."""
    found = _PLACE.findall(unit)
    return found[-1] if found else None
