"""The marks that a government home page must show, sought in its text, pictures, links and scripts."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from auditor.extract.encodings import Decoded

LONGEST_PAGE: Final = 1_500_000
"""Characters of a page that are searched."""

ELEMENTS: Final = ("conac", "find_errors", "site_code", "owner", "icp", "police")
"""党政机关/事业单位网站标识, 我为政府网站找错, 网站标识码, 主办单位及联系方式, ICP备案号, 公安备案号."""

NEAR: Final = 600
"""Characters around the responsible unit within which its address, telephone or mail must stand."""

MOST_REPORTS: Final = 8

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳台"
# Scripts are kept, for they write marks; comments and style sheets are not shown to anybody.
_UNSHOWN = re.compile(
    r"(<script\b[^<]*+(?:<(?!/script)[^<]*+)*+)|<!--[^-]*+(?:-(?!->)[^-]*+)*+(?:-->)?|<style\b[^<]*+(?:<(?!/style)[^<]*+)*+",
    re.I,
)
_WIDE_SIGN = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_SPACE = re.compile(r"(?:&(?:nbsp|ensp|emsp|#160);|\s)+", re.I)

_CONAC = re.compile(
    r"conac|党政机关(?:网站)?标[识志]|事业单位(?:网站)?标[识志]|(?:alt|title)=[\"' ]{0,2}(?:党政机关|事业单位)"
    r"|(?:src|class|id)=[\"' ]{0,2}[^\"'<>\s]{0,120}(?:dzjg|zfjg|dangzheng)"
    # The pictures of the mark as CONAC names them, and as departments that copied them do.
    r"|src=[\"' ]{0,2}(?:[^\"'<>\s]{0,200}/)?(?:red|blue|office)\.(?:png|gif|jpg)",
    re.I,
)
_FIND_ERRORS = re.compile(
    r"jiucuo|zfwzgl\.|pucha\.kaipuyun|/exposure/|zhaocuo|网站找错|网站纠错|/jc\.(?:png|gif|jpg)", re.I
)
_SITE_CODE = re.compile(r"(?:标识|识别|标志)(?:编)?码?\W{0,30}?((?:bm)?\d{8,12})(?!\d)", re.I)
_SITE_CODE_WORD = re.compile(r"网站(?:标识|识别|标志)编?码")
_OWNER = re.compile(
    r"(?:主\s?办|承\s?办|开\s?办|主管单位|建设单位|网站管理)(?:单\s?位|方|者)?\W{0,8}[\u4e00-\u9fff]{2}|版\s?权\s?所\s?有|[局会室厅府院委]\s?(?:主办|承办)"
    r"|copyright|©|&copy;",
    re.I,
)
_CONTACT = re.compile(
    r"电\s?话|热\s?线|邮\s?编|邮政编码|地\s?址|邮\s?箱|信\s?箱|传\s?真|联系我们|联系方式|e-?mail|mailto:|\d{3,4}-\d{7,8}|\d{3}-12345",
    re.I,
)
_ICP = re.compile(
    rf"[{_PROVINCE}]\s{{0,3}}ICP\s{{0,3}}[备证]\s{{0,2}}(?:案|字|第|号|\W){{0,6}}\s{{0,2}}\d{{5,12}}\s?号?(?:-\d{{1,4}})?"
    r"|ICP\s{0,2}备案?\s{0,2}(?:编号|序号|号)?\W{0,6}\d{5,12}",
    re.I,
)
_POLICE = re.compile(
    r"公\s?(?:网\s?安|安\s?网|安)\s?备(?:案号?|号)?\W{0,30}?\d{6,16}"
    r"|公安(?:机关|部|联网)?(?:联网)?备案(?:编?号|序号)?\W{0,30}?\d{6,16}|beian\.(?:mps\.)?gov\.cn[^\"'<>\s]{0,120}?record_?code=\d{6,16}"
    r"|https?://(?:www\.)?beian\.(?:mps\.)?gov\.cn",
    re.I,
)
_REPORT = re.compile(
    r"网站[^<>\n网]{0,10}(?:年度?[^<>\n网]{0,4}报表|工作报表|年报)[^<>\n]{0,10}(?:\s{0,20}<[^<>]{1,300}>){0,6}[^<>\n©&]{0,24}"
)
_FOOTER_BOX = re.compile(
    r"<(?:div|footer|section)\b[^<>]{0,200}(?:id|class)=[\"'][^\"'<>]{0,60}(?:foot|bottom|copyright)[^\"'<>]{0,60}[\"'][^<>]{0,200}>\s{0,200}</(?:div|footer|section)>",
    re.I,
)
_FOOTER_WORD = re.compile(r"foot|bottom|common|include|public|layout|copyright|/dibu|/yejiao|/wei\b", re.I)
_TEMPLATED = re.compile(
    r"\{\{[^{}]{1,80}\}\}|<div\b[^<>]{0,80}id=[\"']?(?:app|root)[\"']?[^<>]{0,80}>\s{0,80}</div>|<!--#include", re.I
)
_FETCHES = re.compile(
    r"\.load\(|\$\.(?:get|ajax|post)\(|fetch\(|XMLHttpRequest|insertAdjacentHTML|innerHTML|\.html\(|document\.write"
)
_LIBRARY = re.compile(
    r"jquery|bootstrap|swiper|superslide|layui|layer|html5shiv|respond|hm\.baidu|echarts|vue(?:\.min)?\.js|qrcode|share"
    r"|jiucuo|conac|webdig|/ta\.js|stat|analytics|calendar|slide",
    re.I,
)


_WIDE: Final = {
    wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
"""Letters and digits as wide as Chinese ones, and what they stand for."""


def _shown(source: str) -> str:
    shown = _UNSHOWN.sub(lambda match: match[1] or " ", source[:LONGEST_PAGE])
    return shown.translate(_WIDE) if _WIDE_SIGN.search(shown) else shown


def find_marks(decoded: Decoded) -> Mapping[str, str]:
    """Return the ELEMENTS that stand on a page, each with what was seen of it, at most 80 characters.

    `site_code` holds the code itself, lower case, or '' after the word without a code (a script fills it in).
    `annual_report` holds what stands around the words for the site's own annual report, links or not.
    A unit without any way to reach it is no 'owner' but 'owner_alone'.
    """
    source = _shown(decoded.utf8.decode("utf-8", "replace"))
    plain = _SPACE.sub(" ", _TAG.sub(" ", source))
    found: dict[str, str] = {}
    for name, pattern in (("conac", _CONAC), ("find_errors", _FIND_ERRORS), ("icp", _ICP), ("police", _POLICE)):
        if match := pattern.search(plain) or pattern.search(source):
            found[name] = " ".join(match[0].split())[:80]
    if match := _SITE_CODE.search(plain) or _SITE_CODE.search(source):
        found["site_code"] = match[1].lower()
    elif _SITE_CODE_WORD.search(plain):
        found["site_code"] = ""
    found |= _owner(plain)
    if reports := _reports(source):
        found["annual_report"] = reports
    return found


def _reports(source: str) -> str:
    """Return the words for the site's annual report with those beside them, the year often among these."""
    places = (source[max(0, match.start() - 24) : match.end()] for match in _REPORT.finditer(source))
    told = (" ".join(_TAG.sub(" ", place).rpartition(">")[2].split()) for place in islice(places, MOST_REPORTS))
    return "; ".join(dict.fromkeys(told))[:400]


def _owner(plain: str) -> dict[str, str]:
    alone = ""
    for number, match in enumerate(_OWNER.finditer(plain)):
        near = plain[max(0, match.start() - NEAR) : match.end() + NEAR]
        words = plain[match.start() : match.start() + 40].strip()
        if contact := _CONTACT.search(near):
            return {"owner": f"{words} {contact[0]}"[:80]}
        alone = words
        if number >= 200:
            break
    return {"owner_alone": alone[:80]} if alone else {}


def find_writers(decoded: Decoded, scripts: Sequence[str], sources: Sequence[str]) -> str:
    """Return what on a page may write marks that its source does not hold.

    'footer_script': an empty footer, a template, or a script or call that names a footer; 'scripts': scripts that may
    write anything; '' where nothing does.
    """
    source = decoded.utf8.decode("utf-8", "replace")[:LONGEST_PAGE]
    own = [one for one in sources if not _LIBRARY.search(one)]
    if _FOOTER_BOX.search(source) or _TEMPLATED.search(source) or any(map(_FOOTER_WORD.search, own)):
        return "footer_script"
    calls = [text for text in scripts if _FETCHES.search(text)]
    if any(_FOOTER_WORD.search(text) for text in calls):
        return "footer_script"
    return "scripts" if own or calls else ""
