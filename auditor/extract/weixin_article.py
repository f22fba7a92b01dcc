"""WeChat article pages: the state of the post and of its account; it always answers 200 (docs/accounts.md 2.1)."""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from auditor.extract.parse import visible_text
from auditor.model import ReadingOutcome

HOST: Final = "mp.weixin.qq.com"
LONGEST_PAGE: Final = 4_000_000
"""Bytes of a page that are searched; a page without an article is far shorter."""

LONGEST_NOTICE: Final = 3_000
"""Characters of visible text up to which a page without an article can be a notice."""

CAPTCHA_PATH: Final = "wappoc_appmsgcaptcha"


class ArticleState(StrEnum):
    """The state of an article by its page. BLOCKED, IN_APP and UNREAD prove nothing; MOVED may still lead to it."""

    THERE = "there"
    REMOVED_BY_OWNER = "removed_by_owner"
    REMOVED_BY_PLATFORM = "removed_by_platform"
    NEVER_PUBLIC = "never_public"
    EXPIRED = "expired"
    ACCOUNT_GONE = "account_gone"
    MOVED = "moved"
    BLOCKED = "blocked"
    IN_APP = "in_app"
    UNREAD = "unread"


DEAD: Final = frozenset(
    {
        ArticleState.REMOVED_BY_OWNER,
        ArticleState.REMOVED_BY_PLATFORM,
        ArticleState.NEVER_PUBLIC,
        ArticleState.EXPIRED,
        ArticleState.ACCOUNT_GONE,
    }
)
"""States in which a visitor finds no article."""


@dataclass(frozen=True, slots=True)
class WeixinArticle:
    """What a page of mp.weixin.qq.com says.

    `words` are those the state was read from ('' where the article is there). `account` is what it proves of the
    account: OK (it was there to publish or to remove), DELETED, SUSPENDED, MOVED, or None where it proves nothing.
    `published_at` (aware, UTC) and `account_name` are those of an article that is there, None and '' else.
    `moved_to` is the address a moved account's article is at now ('' = not told).
    """

    state: ArticleState
    words: str = ""
    account: ReadingOutcome | None = None
    published_at: datetime | None = None
    account_name: str = ""
    moved_to: str = ""


_HERE = r"(?:该|此|这个?|本)"
_NAME = r"(?:公众|公众帐|公众账|帐|账)号"
_SIGNS: Final = tuple(
    (state, account, re.compile(words))
    for state, account, words in (
        (ArticleState.BLOCKED, None, r"环境异常|完成验证后即可继续访问|去验证|访问(?:过于)?频繁|操作频繁"),
        (ArticleState.ACCOUNT_GONE, ReadingOutcome.DELETED,
         rf"{_HERE}{_NAME}已(?:经)?(?:自主|被?系统)?注销|{_NAME}已被?系统回收|{_HERE}{_NAME}已被回收"),
        (ArticleState.ACCOUNT_GONE, ReadingOutcome.SUSPENDED,
         rf"{_HERE}{_NAME}已(?:经)?被(?:屏蔽|封禁|永久封禁|停止使用)"),
        (ArticleState.MOVED, ReadingOutcome.MOVED,
         rf"{_HERE}{_NAME}已(?:经)?迁移|{_HERE}{_NAME}处于[帐账]号迁移流程中|原[帐账]号迁移时未将文章素材同步"),
        (ArticleState.REMOVED_BY_OWNER, ReadingOutcome.OK, rf"{_HERE}内容已(?:经)?被(?:发布者|作者|发送者)删除"),
        (ArticleState.REMOVED_BY_PLATFORM, ReadingOutcome.OK,
         rf"{_HERE}内容因(?:涉嫌)?违规无法查看|涉嫌违反相关法律法规和政策|被投诉且经审核涉嫌|{_HERE}(?:内容|文章)已被投诉"),
        (ArticleState.NEVER_PUBLIC, ReadingOutcome.OK, rf"{_HERE}内容(?:发送|发布)失败无法查看"),
        (ArticleState.EXPIRED, None, r"链接已过期|链接已失效"),
        (ArticleState.IN_APP, None, r"请在微信(?:客户端)?中?打开|请使用微信(?:客户端)?(?:打开|扫描)|参数错误"),
    )
)  # fmt: skip
_ARTICLE = re.compile(rb"""\bid\s{0,3}=\s{0,3}["']?js_content\b""")
_TIME = re.compile(r"""(?<![\w.])(?:ct|oriCreateTime|create_time)\s{0,4}[=:]\s{0,4}["']?(\d{9,10})\b""")
_NAMES = (
    re.compile(r"""class\s{0,3}=\s{0,3}["'][^"'<>]{0,120}\bwx_follow_nickname\b[^<>]{0,200}>([^<>]{1,120})<"""),
    re.compile(r"""(?<![\w.])nickname\s{0,4}=\s{0,4}(?:htmlDecode\()?["']([^"'<>\\]{1,60})["']"""),
    re.compile(r"""<[^<>]{0,120}\bprofile_nickname\b[^<>]{0,120}>([^<>]{1,120})<"""),
    re.compile(r"""\bid\s{0,3}=\s{0,3}["']js_name["'][^<>]{0,120}>([^<>]{1,120})<"""),
)
_MOVED_TO = re.compile(r"""transferTargetLink\s{0,4}[=:]\s{0,4}["'](https?:[^"'<>\s]{1,500})["']""")


def is_weixin_article(url: str) -> bool:
    """Say whether an absolute address is that of a WeChat article (mp.weixin.qq.com/s…)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.hostname == HOST and (parts.path == "/s" or parts.path.startswith("/s/"))


def holds_article(body: bytes) -> bool:
    """Say whether a page holds a WeChat article, at whatever address: then no words on it are WeChat's own."""
    return _ARTICLE.search(body) is not None


def read_weixin_article(body: bytes, final_url: str = "", *, truncated: bool = False) -> WeixinArticle:
    """Return the article and account that a page of mp.weixin.qq.com shows.

    `body` is the page as fetched, `final_url` where it was read after redirects. Words count only where the page
    holds no article, for an article may quote them; a page without either is UNREAD, as is one cut off (`truncated`)
    before its article. Never raises.
    """
    if CAPTCHA_PATH in final_url:
        return WeixinArticle(ArticleState.BLOCKED, CAPTCHA_PATH)
    head = body[:LONGEST_PAGE]
    source = head.decode("utf-8", "replace")
    if _ARTICLE.search(head):
        return WeixinArticle(ArticleState.THERE, "", ReadingOutcome.OK, _published(source), _account_name(source))
    if truncated:
        return WeixinArticle(ArticleState.UNREAD)
    moved = _MOVED_TO.search(source)
    shown = visible_text(head)
    if len(shown) <= LONGEST_NOTICE:
        for state, account, pattern in _SIGNS:
            if match := pattern.search(shown):
                return WeixinArticle(state, match[0], account, moved_to=html.unescape(moved[1]) if moved else "")
    if moved:
        return WeixinArticle(
            ArticleState.MOVED, "transferTargetLink", ReadingOutcome.MOVED, moved_to=html.unescape(moved[1])
        )
    if "page_rumor" in source:
        return WeixinArticle(ArticleState.REMOVED_BY_PLATFORM, "page_rumor", ReadingOutcome.OK)
    if CAPTCHA_PATH in source:
        return WeixinArticle(ArticleState.BLOCKED, CAPTCHA_PATH)
    return WeixinArticle(ArticleState.UNREAD)


def _published(source: str) -> datetime | None:
    match = _TIME.search(source)
    return datetime.fromtimestamp(int(match[1]), UTC) if match else None


def _account_name(source: str) -> str:
    for pattern in _NAMES:
        for match in pattern.finditer(source):
            if name := " ".join(html.unescape(match[1]).split()):
                return name
    return ""
