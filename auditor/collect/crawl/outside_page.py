"""What the answer of an address outside a site says beyond its status: WeChat's notices, short links, missing pages."""

from dataclasses import replace
from typing import Final

from auditor.extract.open_page import open_sheet
from auditor.extract.post_links import is_shortened
from auditor.extract.soft404 import ErrorKind, error_words
from auditor.extract.weixin_article import DEAD, ArticleState, is_weixin_article, read_weixin_article
from auditor.model import Outcome, Reply

ARTICLE_BYTES: Final = 1024 * 1024
"""What is read of a WeChat article: pages without an article are shorter, and say why at their end."""

PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", ""})
SAYS: Final = {
    ArticleState.BLOCKED: (Outcome.CHALLENGE, "WeChat asks for proof of a person"),
    ArticleState.IN_APP: (Outcome.UNSUPPORTED, "WeChat shows it in its app only"),
    ArticleState.MOVED: (Outcome.UNSUPPORTED, "the account has moved"),
    ArticleState.UNREAD: (Outcome.UNSUPPORTED, "a WeChat page with neither an article nor a reason"),
}


def bytes_wanted(url: str, usual: int) -> int:
    """Return how much is read of an address outside: `usual`, more of WeChat articles and of short links."""
    return max(usual, ARTICLE_BYTES) if is_weixin_article(url) or is_shortened(url) else usual


def told_by_page(reply: Reply, *, of_post: bool) -> tuple[Reply, str]:
    """Return a reply as it is to be recorded, and the words that say that its page does not exist ('' = none do).

    A WeChat article answers 200 whatever has become of it, and a short link may lead nowhere: these become what they
    are. Of other pages the words are looked for where posts lead to them (`of_post`).
    """
    final = reply.final_url or reply.url
    if is_shortened(reply.url) and reply.outcome is not Outcome.OK and reply.hops:
        reply = replace(reply, detail=f"leads to {final}: {reply.detail}" if reply.detail else f"leads to {final}")
    if reply.outcome is not Outcome.OK or reply.not_modified:
        return reply, ""
    if is_weixin_article(reply.url) or is_weixin_article(final):
        return _told_by_weixin(reply, final)
    if is_shortened(final):
        return replace(reply, outcome=Outcome.UNSUPPORTED, detail="the short link does not lead on by itself"), ""
    if of_post and reply.content_type in PAGE_TYPES and b"<" in reply.body[:2_000]:
        sheet = open_sheet(reply.body, final, reply.header("content-type"))
        found = error_words(sheet.head.title, sheet.visible, sheet.heading)
        if found.kind is ErrorKind.BLOCKED:
            return replace(reply, outcome=Outcome.CHALLENGE, detail=found.words), ""
        return reply, found.words if found.kind is ErrorKind.MISSING else ""
    return reply, ""


def _told_by_weixin(reply: Reply, final: str) -> tuple[Reply, str]:
    article = read_weixin_article(reply.body, final, truncated=reply.truncated)
    if article.state in DEAD:
        return reply, article.words
    if article.state is ArticleState.THERE or (article.state is ArticleState.MOVED and article.moved_to):
        return reply, ""
    outcome, detail = SAYS[article.state]
    return replace(reply, outcome=outcome, detail=f"{detail}: {article.words}" if article.words else detail), ""
