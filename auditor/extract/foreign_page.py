"""Read what a page on a foreign host has become."""

from typing import Final

from auditor.extract.encodings import decode
from auditor.extract.foreign_hosts import is_public
from auditor.extract.parse import parse_html, pieces
from auditor.extract.visible_text import UNSEEN
from auditor.model import Outcome, Reply
from auditor.model.urls import host_port
from auditor.text.risk import LONGEST_TEXT, Landing, Risk, judge_landing

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
