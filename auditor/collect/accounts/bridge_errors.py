"""What a bridge says of its own failure, fit for a report: JSON errors, and the error page of RSSHub."""

import html
import json
import re

from auditor.collect.accounts.json_feed import message_of
from auditor.collect.accounts.posts import plain_text
from auditor.collect.accounts.secret import without_secrets
from auditor.fetch.http.address_mask import mask_url

LONGEST = 200
SEARCHED = 64 * 1024
_PAGE = re.compile(r"Error Message:\s{0,9}<br ?/?>\s{0,9}<code[^<>]{0,300}>([^<]{1,2000})")


def error_in(body: bytes) -> str:
    """Return the message of an error that a bridge answers as JSON or as a page, '' for anything else.

    One line without markup, at most 200 letters; secrets that this run knows, and those of addresses, are masked.
    """
    if body.lstrip().startswith(b"{"):
        try:
            message = message_of(json.loads(body.decode("utf-8-sig")))
        except (ValueError, RecursionError):
            return ""
    else:
        found = _PAGE.search(body[:SEARCHED].decode("utf-8", "replace"))
        message = html.unescape(found[1]) if found else ""
    return mask_url(without_secrets(plain_text(message)))[:LONGEST].rstrip()
