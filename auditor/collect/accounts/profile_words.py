"""What a platform's page of an account says in its own words: gone, blocked, or there, and under which name.

Only notices count: a page that shows an account, or holds as much text as a list of posts, may quote any of these
words (docs/accounts.md 2.1 to 2.3).
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from auditor.extract.parse import parse_html, pieces, visible_text
from auditor.extract.weixin_article import holds_article
from auditor.model import ReadingOutcome
from auditor.platforms import platforms, row_of

LONGEST_NOTICE: Final = 1_500
"""Letters of visible text up to which a page that shows no account can be a notice, the platform's menus included."""

LONGEST_NAME: Final = 60
SHORTEST_SUBJECT: Final = 4

_HERE = r"(?:该|此|这个?|您?访问的|你查看的)"
_NAME = r"(?:用户|公众号|[帐账]号|博主|UP主)"
_ALONE = r"(?:^| )[帐账]号{}(?= |$)"
"""Words that count where nothing is written before and behind them."""

_NOTICES: Final = tuple(
    (outcome, re.compile("|".join(forms), re.IGNORECASE))
    for outcome, forms in (
        (ReadingOutcome.DELETED, (
            rf"{_HERE}{_NAME}已(?:经)?(?:自主|被?系统|申请)?注销",
            rf"{_NAME}已被?系统回收|{_HERE}{_NAME}已被回收",
            _ALONE.format("已注销"),
        )),
        (ReadingOutcome.SUSPENDED, (
            rf"{_HERE}{_NAME}(?:已|因|由于)[^。！!]{{0,40}}被(?:屏蔽|封禁|封停|永久封禁|停止使用)",
            rf"{_HERE}{_NAME}因[^。]{{0,40}}(?:违反|违规)[^。]{{0,40}}无法查看",
            _ALONE.format("(?:已被封禁|已封禁|封禁中)"),
            r"account (?:has been |is )?(?:suspended|terminated)",
        )),
        (ReadingOutcome.MOVED, (rf"{_HERE}{_NAME}已(?:经)?迁移|{_HERE}{_NAME}处于[帐账]号迁移流程中",)),
        (ReadingOutcome.NOT_FOUND, (
            rf"{_NAME}不存在|没有找到{_HERE}{_NAME}",
            r"(?:account|channel|user) (?:does ?n[o'’]t|does not) exist|no such (?:user|account)",
        )),
        (ReadingOutcome.PRIVATE, (
            rf"{_HERE}{_NAME}已?(?:设置为|是)私密|(?:^| )私密[帐账]号(?= |$)",
            r"posts are protected|account is private",
        )),
    )
)  # fmt: skip
_GONE_NAME: Final = re.compile(r"(?:[帐账]号|用户)已注销|已注销(?:用户|[帐账]号)?")
"""What platforms call an account that is gone."""

_BLOCKS: Final = re.compile(
    r"环境异常|完成验证后|去验证|(?:安全|访问|人机|身份)验证|请(?:先)?完成(?:下方|以下|安全)?验证|验证码|拖动(?:下方)?滑块|"
    r"向右(?:滑动|拖动)|(?:访问|操作|请求)(?:过于)?频繁|请(?:先)?登录后?(?:查看|继续|再)|登录后(?:即可)?查看|扫码登录|"
    r"Sina Visitor System|verify (?:that )?you are (?:a )?human|are you a robot|unusual traffic|captcha|"
    r"请在微信(?:客户端)?中?打开|请使用微信(?:客户端)?打开|just a moment|attention required",
    re.IGNORECASE,
)
_BLOCKED_TITLE: Final = re.compile(
    r"Sina Visitor System|验证|登录|登陆|\b(?:log ?in|sign ?in|captcha)\b|just a moment|attention required|环境异常",
    re.IGNORECASE,
)
_BLOCKED_PATH: Final = re.compile(
    r"wappoc_appmsgcaptcha|/(?:login|signin|sign_in|passport|captcha|verify|sorry|visitor)\b|^https?://(?:passport|login)\.",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*[|_｜·—–-]\s+|\s+[|_｜·—–-]\s*|\|")
_SUBJECT: Final = re.compile(
    r"(?:认证主体|[帐账]号主体|主体名称|开办主体)\s?[:：]\s?([\w（）()·]{4,50})(?![\w（）()·])"
)


@dataclass(frozen=True, slots=True)
class PageWords:
    """What a page says. `outcome` is PARTIAL where it shows the account, a state in the platform's own words,
    CHALLENGE for a wall, else PARSE_ERROR; `words` are those it was told by. `name` and `subject` '' = not shown."""

    outcome: ReadingOutcome
    words: str = ""
    name: str = ""
    subject: str = ""
    verified: bool | None = None


@cache
def _certified() -> re.Pattern[str]:
    badges = "|".join(filter(None, (row.badge for row in platforms())))
    return re.compile(rf"(?:{badges}|官方|政务|机构|企业)认证\s?[:：]\s?\S|认证主体\s?[:：]\s?\S")


def read_words(body: bytes, final_url: str, platform: str, registered_name: str = "") -> PageWords:
    """Return what a rendered page (UTF-8) of a platform says of an account.

    `registered_name` only helps to find the name among the parts of a title whose form is not known; it is never
    taken for what the page shows.
    """
    if wall := _BLOCKED_PATH.search(final_url):
        return PageWords(ReadingOutcome.CHALLENGE, wall[0])
    tree, _ = parse_html(pieces(body)[0])
    titles = _titles(tree)
    name = _name(titles, platform, registered_name)
    if not name and (wall := next(filter(None, map(_BLOCKED_TITLE.search, titles)), None)):
        return PageWords(ReadingOutcome.CHALLENGE, wall[0])
    if _GONE_NAME.fullmatch(name):
        return PageWords(ReadingOutcome.DELETED, name)
    text = visible_text(body)
    if name:
        subject = _SUBJECT.search(text)
        return PageWords(
            ReadingOutcome.PARTIAL, "", name, subject[1] if subject else "", True if _certified().search(text) else None
        )
    if len(text) > LONGEST_NOTICE:
        return PageWords(ReadingOutcome.PARSE_ERROR, "the page shows no name of an account")
    if holds_article(body):
        return PageWords(ReadingOutcome.PARSE_ERROR, "the page is an article and shows no account")
    if wall := _BLOCKS.search(text):
        return PageWords(ReadingOutcome.CHALLENGE, wall[0])
    for outcome, notice in _NOTICES:
        if found := notice.search(text):
            return PageWords(outcome, found[0])
    return PageWords(ReadingOutcome.PARSE_ERROR, "the page shows neither an account nor a notice")


def _titles(tree: LexborHTMLParser) -> list[str]:
    found = []
    for selector, attribute in (('meta[property="og:title"]', "content"), ("title", "")):
        node = tree.css_first(selector)
        if node is not None:
            text = (node.attributes.get(attribute) or "") if attribute else node.text()
            found.append(" ".join(text.split())[:200])
    return [title for title in found if title]


def _name(titles: list[str], platform: str, registered: str) -> str:
    form = row_of(platform).title
    for title in titles:
        if form is not None and (match := form.fullmatch(title)):
            return match[1].strip()[:LONGEST_NAME]
    wanted = "".join(registered.split()).casefold()
    parts = [part for title in titles for part in (title, *_SPLIT.split(title))]
    return next((part for part in parts if wanted and "".join(part.split()).casefold() == wanted), "")[:LONGEST_NAME]
