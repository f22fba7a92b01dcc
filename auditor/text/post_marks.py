"""The words of a post, whether it passes on another's by order, and whether it corrects an earlier one.

Source: docs/sources.md 6.1 and 6.7: what is passed on for the state, the city or the district is a duty, never
redundant.
"""

import re
from datetime import date, timedelta

from auditor.model import Post, Subject
from auditor.model.activity import day_of
from auditor.text.normalise import normalise

HEAD = 60
EDGE = 200
LEAST_NAME = 2
QUOTED = "//@"
"""Stands before the words of those whose post was passed on, as Weibo joins them."""

_OPENING = r"^[\s【\[(（「《#]{0,4}"
_PASSED_ON = re.compile(
    _OPENING
    + r"(?:(?:转发|转载)(?:微博|自|来自|来源)?(?:[】\])）」#:：丨|｜/\s《<“\"@]|$)|转[】\])）:：丨|｜]|RT\s?@)"
    + r"|关于转发"
)
_TAKEN_FROM = re.compile(
    r"(?:转载自|转发自|转自|摘自|转载于|本文转载|转载来源|转发来源)\s{0,3}[:：丨|｜/]?\s{0,3}(?P<name>[^\s,，.。;；:：)）\]】丨|｜]{2,30})"
)
_SOURCE = re.compile(
    r"(?:来源|稿源|出处)\s{0,3}[:：丨|｜/]\s{0,3}(?P<name>[^\s,，.。;；)）\]】丨|｜]{2,30})"
    r"|[(（]\s?(?:据|来源于|选自)?\s?(?P<agency>新华社|新华网|人民日报|人民网|央视新闻|央视网|中国政府网)[^)）\s]{0,12}[)）]"
)
_HIGHER = re.compile(
    r"中央|中共|中国|国务院|国办|国家|全国|新华|人民日报|人民网|人民法院报|央视|央广|光明|经济日报|求是|学习强国|总局|总署|总队"
    r"|人民政府|市政府|区政府|县政府|省政府|[省市区县州]委(?!员)|融媒|新闻办|宣传部|网信|政务新媒体|日报|晚报|早报|电视台|广播|新闻|发布"
    r"|省[^份]|自治区|自治州|(?:^|[^城超])市(?![场区]|民(?![政宗族])|[^\n]{0,8}[区县])."
    r"|(?:教育|科学技术|科技|工业和信息化|公安|民政|司法|财政|人力资源社会保障|自然资源|生态环境|住房城乡建设|交通运输|水利|农业农村|商务|文化和旅游|退役军人事务|应急管理)部"
)
_SOURCE_WORD = re.compile(r"^\s{0,3}(?:(?:信息|稿件|文章)?来源|稿源|出处)\s{0,3}[:：丨|｜/]?")
_PLATFORM_WORDS = re.compile(
    r"(?:[^\s#。！？!?，,、；;：:）)】”]{1,20}的微博(?:视频|直播|文章|投票)|O?网页链接|(?:收起|展开)全文|查看图片|查看全文|\u200b)"
)
PLATFORM_SIGNS = ("的微博", "网页链接", "全文", "查看图片", "\u200b")
_CREDIT = re.compile(
    r"[(（](?:[^()（）\n]{0,30}(?:记者|通讯员|摄影|编辑|来源)[^()（）\n]{0,30}"
    r"|[^()（）\s]{0,12}(?:新闻|[日晚早时]报|电视台|新华社|新华网|人民网|央视网|客户端|融媒体?|视频|发布))[)）]\s{0,9}$"
)
_CORRECTS = re.compile(
    r"更正|勘误|补正|订正|修正版|转发更新|最新更新|[【\[(（](?:内容|信息|滚动|持续)?更新[】\])）:：]"
)


def words_of(post: Post) -> str:
    """Return what a post says: its text with its title before it, unless it begins with that."""
    if not post.title or _begins_with(post.text, post.title):
        return post.text or post.title
    return f"{post.title}\n{post.text}".strip()


def compared(post: Post) -> str:
    """Return the words of a post as they are compared with another's, without what the platform adds.

    A closing credit in brackets （记者某某） is left out too.
    """
    words = words_of(post)
    if any(sign in words for sign in PLATFORM_SIGNS):
        words = _PLATFORM_WORDS.sub(" ", words)
    words = words.rstrip()
    return _CREDIT.sub("", words) if words.endswith((")", "）")) else words


def _begins_with(text: str, title: str) -> bool:
    head = normalise(text[: 2 * len(title) + HEAD])
    return bool(head) and head.startswith(normalise(title))


def counted(post: Post, as_of: date, days: float) -> bool:
    """Return whether a post is public and of the last `days` days up to `as_of` (both included)."""
    if post.removed or post.published_at is None:
        return False
    day = day_of(post.published_at)
    return as_of - timedelta(days=days) < day <= as_of


def passed_on(post: Post, account: Subject) -> bool:
    """Return whether a post passes on what another published, by order or with its mark.

    So it is where the platform calls it a repost, where it begins with 转发 or 转载, where it says 转自 somebody
    else, and where its 来源 is a higher authority or the press. A 来源 that names the account itself, its unit, or a
    neighbour of equal rank, is no such mark. Only the first and last 200 characters are read.
    """
    if post.is_repost or post.repost_of or QUOTED in post.text:
        return True
    heads = (post.title[:HEAD], post.text[:HEAD])
    if any(_PASSED_ON.search(head) for head in heads):
        return True
    edges = f"{post.title}\n{post.text[:EDGE]}\n{post.text[EDGE:][-EDGE:]}"
    if any(not _own(match["name"], account) for match in _TAKEN_FROM.finditer(edges)):
        return True
    return any(
        not _own(match["agency"] or match["name"], account)
        for match in _SOURCE.finditer(edges)
        if match["agency"] or _HIGHER.search(match["name"])
    )


def from_above(origin: str, title: str, subject: Subject) -> bool:
    """Return whether a page passes on what a higher authority or the press published, by its 来源 or its title.

    `origin` is the 来源 as written ('' = none). One that names the site or its unit is the site's own.
    """
    name = _SOURCE_WORD.sub("", origin[:HEAD]).strip()
    if name and _HIGHER.search(name) and not _own(name, subject):
        return True
    return bool(_PASSED_ON.search(title[:HEAD]))


def _own(name: str, account: Subject) -> bool:
    """Return whether a name is that of the account, its unit or its certified subject, or a part of it or more."""
    said = normalise(name)
    if len(said) < LEAST_NAME:
        return True
    own = [normalise(one) for one in (account.name, account.unit, account.verified_as)]
    return any(one and (said in one or one in said) for one in own)


def corrects(post: Post) -> bool:
    """Return whether a post says that it corrects or brings up to date an earlier one."""
    return bool(_CORRECTS.search(post.title) or _CORRECTS.search(post.text[:HEAD]))
