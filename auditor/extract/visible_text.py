"""The text a visitor sees on a page."""

from auditor.extract.parse import parse_html, pieces

UNSEEN = ["script", "style", "noscript", "template", "title"]
MAX_CHARACTERS = 20_000


def visible_text(utf8: bytes) -> str:
    """Return the visible text of an HTML page given as UTF-8, single-spaced, at most MAX_CHARACTERS long."""
    tree, _ = parse_html(pieces(utf8)[0])
    tree.strip_tags(UNSEEN)
    body = tree.body
    return " ".join(body.text(separator=" ").split())[:MAX_CHARACTERS] if body is not None else ""
