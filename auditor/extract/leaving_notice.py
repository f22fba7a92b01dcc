"""Words by which a page or a script tells visitors that they are about to leave the site."""

import re
from typing import Final

from auditor.extract.encodings import decode
from auditor.extract.parse import UNSEEN, parse_html, pieces
from auditor.model import Outcome, Reply
from auditor.model.public_hosts import is_public
from auditor.model.urls import host_port
from auditor.text.risk import LONGEST_TEXT, Landing, Risk, judge_landing

_SCRIPT_TYPES: Final = ("javascript", "ecmascript", "text/plain", "octet-stream")
"""Types under which servers send scripts; a needless read costs one search."""

LONGEST: Final = 3_000_000
"""Bytes of a page or script that are searched."""

_STEMS: Final = tuple(
    """
    离开 跳出 跳转 访问的链接 您将 外部 外链 站外 第三方 非政府网站 非本 不属于 不是本 其他网站 其它网站 前往
    继续访问
    """.split()
)
_PHRASES = re.compile(
    '[将要]要?离开|正在离开|离开本(?!市|区|县|省|国|地|村|镇|人|单位|岗|公司|企业|职|行)|离开当前|(?:确定|是否)离开|离开[“"《「【]|[您已将]跳出|(?:即将|将|要)(?:为您)?跳转'
    "|(?:确认|确定|是否|允许)(?:要)?跳转|跳转(?:[到至](?:其他|其它|外部|第三方|站外)|提[示醒])|访问的链接|您将访问"
    "|外部(?:链接|网站|站点|页面|网址)|(?:当前|此|该|本)?(?:链接|网址)为?是?外链|站外(?:链接|网站|提示)|第三方(?:网站|页面|链接)"
    "|非政府网站|非本(?:网站|站链接)|不属于(?:本|政府|我)|不是本(?:网站|站)|(?:进入|打开|访问|前往)(?:的是)?其[他它]网站"
    "|(?:即将|将要)前往|是否继续(?:访问|前往)"
)
_HAN = re.compile(rb"[\xe4-\xe9]")
"""First bytes of Chinese characters in UTF-8."""

_ESCAPE = re.compile(r"\\u([0-9a-f]{4})", re.I)


def _escaped(word: str) -> bytes:
    return "".join(f"\\u{ord(letter):04x}" for letter in word).encode()


_UTF8 = tuple(word.encode() for word in _STEMS)
_GBK = tuple(word.encode("gb18030") for word in _STEMS)
_ESCAPED = tuple(_escaped(word) for word in _STEMS)


def leaving_words(utf8: bytes) -> str:
    """Return the first phrase of a page, given as UTF-8, that speaks of leaving the site, '' where there is none."""
    head = utf8[:LONGEST]
    if head.isascii() or _HAN.search(head) is None:
        return ""
    return _phrase(head.decode("utf-8", "replace")) if any(word in head for word in _UTF8) else ""


def leaving_words_of_reply(reply: Reply) -> str:
    """Return the same of an answer that is a script, '' for any other."""
    kind = reply.content_type
    script = reply.outcome is Outcome.OK and (not kind or any(word in kind for word in _SCRIPT_TYPES))
    return leaving_words_of_script(reply.body) if script else ""


def leaving_words_of_script(body: bytes) -> str:
    r"""Return the same of a script as it was fetched: UTF-8, GB 18030, or with \u escapes."""
    head = body[:LONGEST]
    if words := leaving_words(head):
        return words
    if any(word in head for word in _GBK):
        return _phrase(head.decode("gb18030", "replace"))
    lower = head.lower() if b"\\u" in head else b""
    if any(word in lower for word in _ESCAPED):
        return _phrase(_ESCAPE.sub(lambda match: chr(int(match[1], 16)), head.decode("latin-1")))
    return ""


def _phrase(text: str) -> str:
    match = _PHRASES.search(text)
    return match[0] if match else ""


# What a page on a foreign host is now: gambling, pornography, a parked domain.

LONGEST_PAGE: Final = 300_000
"""Bytes of a foreign page that are read."""

_PAGE_TYPES = frozenset(("text/html", "application/xhtml+xml", ""))
_TOLD = frozenset(("keywords", "description"))


def read_landing(reply: Reply) -> Risk:
    """Return what the page of an answer has become; nothing noticed where it is no page, failed or the government's.

    Only an answer without fault is read: an error page says nothing of what stands at the address.
    """
    host = host_port(reply.final_url or reply.url)[0]
    body = reply.body[:LONGEST_PAGE]
    if reply.outcome is not Outcome.OK or is_public(host) or reply.content_type not in _PAGE_TYPES or b"<" not in body:
        return Risk()
    return judge_landing(landing_of(body, reply.header("content-type"), host))


def landing_of(body: bytes, content_type: str, host: str) -> Landing:
    """Return what a visitor and a search engine see of a page: title, keywords, description and visible text."""
    tree, _ = parse_html(pieces(decode(body, content_type).utf8)[0])
    title = tree.css_first("title")
    told = [
        node.attributes.get("content") or ""
        for node in tree.css("meta[name]")[:200]
        if (node.attributes.get("name") or "").lower() in _TOLD
    ]
    name = title.text()[:500] if title is not None else ""
    tree.strip_tags(UNSEEN)
    text = tree.body.text(separator=" ") if tree.body is not None else ""
    return Landing(host, " ".join(name.split()), " ".join(told)[:2_000], " ".join(text.split())[:LONGEST_TEXT])
