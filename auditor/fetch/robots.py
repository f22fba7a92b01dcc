"""robots.txt as RFC 9309 says: what a fetched, missing or failing file means, and which addresses it forbids."""

import re
from dataclasses import dataclass

from protego import Protego

from auditor.fetch.challenge import is_html
from auditor.model import Outcome

PRODUCT_TOKEN = "auditor"
FORBIDDEN = "forbidden by robots.txt"
"""Detail of a look that robots.txt forbids."""

REDIRECTS = 5
_LINE_END = re.compile(r"\r\n|\r|\n")
_GROUP_NAME = re.compile(r"[ \t]*user[- ]?agent(?:[ \t]*:[ \t]*|[ \t]+)(\*(?=\s|$|#)|[a-zA-Z_-]*)", re.IGNORECASE)
_ODD_BREAKS = dict.fromkeys(map(ord, "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\x00"), " ")


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """What one host's robots.txt means for us in this run.

    `closed` is '' or why nothing may be asked. `fault` is the outcome of the host itself where it could not
    even be connected to: then that, not robots.txt, is what is known of its pages. `crawl_delay_s` 0: none.
    """

    parsed: Protego | None = None
    closed: str = ""
    fault: Outcome | None = None
    sitemaps: tuple[str, ...] = ()
    crawl_delay_s: float = 0.0

    def allows(self, url: str) -> bool:
        """Tell whether our product token may ask an absolute URL."""
        if self.closed:
            return False
        return self.parsed is None or self.parsed.can_fetch(url, PRODUCT_TOKEN)


ALLOW_ALL = RobotsRules()


def rules_of_answer(status: int, content_type: str, body: bytes) -> RobotsRules:
    """Return the rules of a final (not redirecting) answer to /robots.txt.

    4xx: everything is allowed (RFC 9309 section 2.3.1.3), 401 and 403 too. 5xx, and 429, which asks us to stay
    away: nothing is (2.3.1.4). A page served as robots.txt holds no rules.
    """
    if status == 429 or status >= 500:
        return RobotsRules(closed=f"robots.txt answers {status}")
    if not 200 <= status < 300:
        return ALLOW_ALL
    return parse_robots(body) if not _is_page(content_type, body) else ALLOW_ALL


def parse_robots(body: bytes) -> RobotsRules:
    """Return the rules of a robots.txt body (UTF-8, with or without BOM; other bytes are replaced)."""
    text = body.decode("utf-8-sig", "replace").translate(_ODD_BREAKS)
    text = "\n".join(_group_name(line) for line in _LINE_END.split(text))
    parsed = Protego.parse(text)
    delay = parsed.crawl_delay(PRODUCT_TOKEN)
    return RobotsRules(
        parsed=parsed,
        sitemaps=tuple(parsed.sitemaps),
        crawl_delay_s=delay if delay is not None and delay > 0 else 0.0,
    )


def _group_name(line: str) -> str:
    """Reduce a group's name to whether it is ours: `Auditor/1.0` is, `audit` is not (RFC 9309 section 2.2.1).

    All others get one name, so that a file of many names and many rules is no work of names times rules.
    """
    match = _GROUP_NAME.match(line)
    if match is None:
        return line
    name = match[1].lower()
    return f"User-agent: {name if name in ('*', PRODUCT_TOKEN) else 'another'}"


def _is_page(content_type: str, body: bytes) -> bool:
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype", b"<html", b"<head", b"<script", b"<!--", b"<?xml", b"<body")) or (
        is_html(content_type.lower(), b"") and start.startswith(b"<")
    )
