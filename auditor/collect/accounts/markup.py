"""Posts written in HTML: their text, and the addresses they lead to."""

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from auditor.collect.accounts.post_addresses import canonical
from auditor.collect.accounts.posts import LONGEST_TEXT, plain_text
from auditor.extract.parse import parse_html, pieces

LONGEST_MARKUP = 24_000
"""Letters of one post that are looked at; so few of them cost no parser much, however they are nested."""

MOST_LINKS = 50
_NAMING = frozenset({"mention", "hashtag", "u-url", "tag"})
"""Classes and relations of links to people and to words that posts are gathered under."""


def read_markup(html: str, base: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a post, single-spaced, and the http(s) addresses it links to, people and hashtags aside."""
    html = html[:LONGEST_MARKUP]
    text = plain_text(html)[:LONGEST_TEXT]
    if "<a" not in html and "<A" not in html:
        return text, ()
    tree, _ = parse_html(pieces(f"<body>{html}".encode("utf-8", "replace"))[0])
    links = dict.fromkeys(link for node in tree.css("a[href]") if (link := next(_address(node, base), "")))
    return text, tuple(links)[:MOST_LINKS]


def _address(node: LexborNode, base: str) -> Iterator[str]:
    marks = f"{node.attributes.get('class') or ''} {node.attributes.get('rel') or ''}".lower().split()
    if _NAMING.isdisjoint(marks):
        yield canonical(node.attributes.get("href") or "", base)
