"""Words by which links name the annual report on a site itself (政府网站工作年度报表), and the years they tell."""

import re
from typing import Final

_REPORT: Final = re.compile(
    r"网站.{0,8}?(?:年度?.{0,6}报[表告]|年报|工作报[表告])|年度?工作?报表.{0,12}网站|工作年度报表"
)
_SHEET: Final = re.compile(r"网站.{0,10}报表")
_NAMELESS: Final = re.compile(r"(?:工作)?年度(?:工作)?报表|年报表")
_OTHER: Final = re.compile(r"信息公开|法治|决算|预算|统计")
_YEAR: Final = re.compile(r"(?<!\d)20\d\d(?!\d|[-/.]\d)")


def names_site_report(text: str) -> bool:
    """Return whether a text names the report on a site, and not that on 政府信息公开 or another."""
    words = "".join(text.split())
    return bool(_SHEET.search(words)) or (bool(_REPORT.search(words)) and not _OTHER.search(words))


def may_name_site_report(text: str) -> bool:
    """Return whether a text says 年度报表 without saying of what."""
    return _NAMELESS.fullmatch("".join(text.split())) is not None


def years_told(text: str) -> list[str]:
    """Return the years a text names, 2000..2099, in order; those of whole dates (2025-01-20) are none."""
    return _YEAR.findall(text)
