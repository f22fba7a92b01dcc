"""Read the settings of [notify]: addresses of mail, of a server, of the folder of reports, and what goes with what."""

import re
from collections.abc import Iterable
from email.errors import MessageError
from email.headerregistry import Address
from urllib.parse import urlsplit

from auditor.config.settings import NotifySettings

HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[?[0-9A-Fa-f:.]{2,45}\]?")
EXPECTED = "is no mail address such as office@example.gov.cn or 政府办 <office@example.gov.cn>"
SPEC = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}"
WRITTEN = re.compile(rf"(?:([^<>@\"\\]{{0,100}})<)?({SPEC})(>)?")
MOST_ADDRESSES = 100


def mail_address(text: str) -> Address:
    """Return a written address, its name included; raises ValueError for what is none, or holds a line break."""
    found = WRITTEN.fullmatch(text)
    if not found or (found[1] is None) != (found[3] is None) or not text.isprintable():
        raise ValueError(f"{text!r} {EXPECTED}")
    try:
        return Address(display_name=(found[1] or "").strip(), addr_spec=found[2])
    except (ValueError, IndexError, MessageError):
        raise ValueError(f"{text!r} {EXPECTED}") from None


def verify_addresses(words: Iterable[str]) -> None:
    """Raise ValueError for the first word that is no mail address, or where there are more than MOST_ADDRESSES."""
    listed = list(words)
    if len(listed) > MOST_ADDRESSES:
        raise ValueError(f"names more than {MOST_ADDRESSES} addresses; send to a mailing list")
    for word in listed:
        mail_address(word)


def verify_notify(name: str, value: str) -> None:
    """Raise ValueError where a text of [notify] is not what its setting wants; '' is always allowed."""
    if not value:
        return
    if name == "sender":
        mail_address(value)
    elif name == "smtp_host" and not HOST.fullmatch(value):
        raise ValueError("must be the name or address of a server, without a port")
    elif name == "report_url":
        parts = urlsplit(value)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.username
            or parts.query
            or parts.fragment
        ):
            raise ValueError("must be an http(s) address without a login, a query and a #fragment")


def notify_faults(settings: NotifySettings) -> list[str]:
    """Return what is missing for mail to be sent, and a login that would be sent in the clear."""
    faults = []
    if settings.to:
        faults += [
            f"[notify] to names somebody: {name} is needed as well"
            for name in ("sender", "smtp_host")
            if not getattr(settings, name)
        ]
    if settings.smtp_user and settings.security == "none":
        faults.append("[notify] smtp_user with security = 'none': a password is not sent in the clear")
    return faults
