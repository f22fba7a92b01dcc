"""The name by which a run asks: product, version, and how to reach those who run it (RFC 9110 section 10.1.5)."""

from urllib.parse import quote

from auditor import __version__
from auditor.fetch.pace.robots import PRODUCT_TOKEN

_PLAIN = "!#$%&'*+,-./:;=?@[]^_`{|}~ "


def agent_of(contact: str) -> str:
    """Return the User-Agent; what of the contact is not plain ASCII, or would end the comment, is percent-encoded."""
    said = quote(contact.strip(), safe=_PLAIN)
    return f"{PRODUCT_TOKEN}/{__version__}" + (f" (+{said})" if said else "")
