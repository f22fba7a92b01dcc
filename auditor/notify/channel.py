"""What channels have in common: secrets out of the environment, and a failure in words."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from auditor.collect.accounts.credentials import SHORTEST, Secret
from auditor.config.settings import NotifySettings
from auditor.logs import hide
from auditor.notify.message import Message

PREFIX = "AUDITOR_NOTIFY_"


class NotSent(Exception):
    """A message that was not taken, and why; `again` where it may be taken a moment later."""

    def __init__(self, words: str, *, again: bool = False) -> None:
        super().__init__(words)
        self.again = again


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to tell people. `send` raises NotSent."""

    name: str
    send: Callable[[Message, NotifySettings, Mapping[str, str]], None]


def secret(environ: Mapping[str, str], name: str) -> Secret | None:
    """Return the secret of a variable AUDITOR_NOTIFY_<name>, None where there is none; it is hidden from then on."""
    value = environ.get(PREFIX + name, "").strip()
    if not value:
        return None
    if len(value) >= SHORTEST:
        hide(base64.b64encode(value.encode()).decode())
    return Secret(value)


def webhook_address(environ: Mapping[str, str], name: str) -> Secret:
    """Return a webhook's address, its keys hidden on their own too; raises NotSent where it is missing or none."""
    found = secret(environ, f"{name}_URL")
    if found is None:
        raise NotSent(f"{PREFIX}{name}_URL is not set")
    try:
        parts = urlsplit(found.reveal())
        fine = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        fine = False
    if not fine or not found.reveal().isascii() or not found.reveal().isprintable():
        raise NotSent(f"{PREFIX}{name}_URL is no http(s) address")
    keys = [value for _, value in parse_qsl(parts.query)]
    Secret(parts.path.rpartition("/")[2])
    for key in keys:
        Secret(key)
    return found
