"""robots.txt as RFC 9309 says: what a fetched, missing or failing file means, and which addresses it forbids."""

from dataclasses import dataclass

from auditor.fetch.firewall.challenge import is_html
from auditor.fetch.pace.robots_text import RobotsText, read_robots
from auditor.model import Outcome

PRODUCT_TOKEN = "auditor"
FORBIDDEN = "forbidden by robots.txt"
"""Detail of a look that robots.txt forbids."""

REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """What one host's robots.txt means for us in this run.

    `closed` is '' or why nothing may be asked. `fault` is the outcome of the host itself where it could not
    even be connected to: then that, not robots.txt, is what is known of its pages. `crawl_delay_s` 0: none.
    """

    parsed: RobotsText | None = None
    closed: str = ""
    fault: Outcome | None = None
    sitemaps: tuple[str, ...] = ()
    crawl_delay_s: float = 0.0

    def allows(self, url: str) -> bool:
        """Tell whether our product token may ask an absolute URL."""
        if self.closed:
            return False
        if self.parsed is None:
            return True
        _, slash, path = url.partition("://")[2].partition("/")
        path = (slash + path).partition("#")[0] or "/"
        return path == "/robots.txt" or self.parsed.allows(path)


ALLOW_ALL = RobotsRules()


def rules_of_answer(status: int, content_type: str, body: bytes, *, cut: bool = False) -> RobotsRules:
    """Return the rules of a final (not redirecting) answer to /robots.txt; of a body that was cut, its whole lines.

    4xx: everything is allowed (RFC 9309 section 2.3.1.3), 401 and 403 too. 5xx, and 429, which asks us to stay
    away: nothing is (2.3.1.4). A page served as robots.txt holds no rules.
    """
    if status == 429 or status >= 500:
        return RobotsRules(closed=f"robots.txt answers {status}")
    if not 200 <= status < 300:
        return ALLOW_ALL
    if _is_page(content_type, body):
        return ALLOW_ALL
    return parse_robots(body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1] if cut else body)


def parse_robots(body: bytes) -> RobotsRules:
    """Return the rules of a robots.txt body."""
    parsed = read_robots(body, PRODUCT_TOKEN)
    return RobotsRules(parsed=parsed, sitemaps=tuple(parsed.sitemaps), crawl_delay_s=parsed.crawl_delay_s)


def _is_page(content_type: str, body: bytes) -> bool:
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype", b"<html", b"<head", b"<script", b"<!--", b"<?xml", b"<body")) or (
        is_html(content_type.lower(), b"") and start.startswith(b"<")
    )
