"""Read one written value as the type its setting has."""

import ipaddress
import math
import os
import re
from collections.abc import Iterable
from datetime import date
from email.errors import MessageError
from email.headerregistry import Address
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from auditor.config.setting_keys import FORMATS, Key, bounds
from auditor.config.settings import NotifySettings

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})


def convert(key: Key, value: object) -> object:
    """Return `value` as the setting's type; text is read where the type is not text.

    Raises ValueError whose words say what is expected.
    """
    if key.type is bool:
        result: object = _flag(value)
    elif key.type in (int, float):
        result = _number(key, value)
    elif key.type is date:
        result = _day(value)
    elif key.type is tuple:
        result = _words(key, value)
    else:
        result = _text(key, value)
    return result


def _flag(value: object) -> bool:
    word = str(value).strip().lower() if isinstance(value, str | bool) else ""
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ValueError("must be true or false")


def _number(key: Key, value: object) -> int | float:
    kind = "a whole number" if key.type is int else "a number"
    expected = f"must be {kind}, {bounds(key.spec)}".removesuffix(", ")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(expected)
    try:
        number = float(value)
    except ValueError:
        raise ValueError(expected) from None
    if not math.isfinite(number) or (key.type is int and not number.is_integer()):
        raise ValueError(expected)
    if number < (key.spec.low or 0) or (key.spec.high is not None and number > key.spec.high):
        raise ValueError(expected)
    return int(number) if key.type is int else number


def _day(value: object) -> date:
    if type(value) is date:
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip(), re.ASCII):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            raise ValueError("must be a date that exists") from None
    raise ValueError("must be a date, YYYY-MM-DD")


def _words(key: Key, value: object) -> tuple[str, ...]:
    parts: Iterable[object] = re.split("[,、，]", value) if isinstance(value, str) else ()
    if isinstance(value, list | tuple):
        parts = value
    elif not isinstance(value, str):
        raise ValueError("must be a list of words")
    words = []
    for part in parts:
        if not isinstance(part, str):
            raise ValueError("must be a list of words")
        if word := part.strip():
            words.append(_choice(key, word))
    if (key.section, key.name) == ("notify", "to"):
        verify_addresses(words)
    if key.name == "allow_networks":
        _verify_networks(words)
    if key.name == "sentinels":
        _verify_sentinels(words)
    if key.name == "formats" and not words:
        raise ValueError(f"must name at least one of {', '.join(FORMATS)}")
    return tuple(dict.fromkeys(words))


def _choice(key: Key, word: str) -> str:
    if key.spec.choices and word not in key.spec.choices:
        raise ValueError(f"{word!r} is not one of {', '.join(key.spec.choices)}")
    return word


def _verify_networks(words: Iterable[str]) -> None:
    for word in words:
        try:
            ipaddress.ip_network(word)
        except ValueError as error:
            raise ValueError(f"{word!r} is no CIDR: {error}; write it like {_network_of(word)}") from None


def _verify_sentinels(words: Iterable[str]) -> None:
    for word in words:
        if not re.fullmatch(r"https?://[^\s/?#@]{1,260}(?:[/?#]\S{0,2000})?", word, re.I | re.ASCII):
            raise ValueError(f"{word!r} is no address of http or https; write it like https://www.example.cn/")


def _network_of(word: str) -> str:
    """Return the network that an address with a length lies in, an example for what is neither."""
    try:
        return str(ipaddress.ip_network(word, strict=False))
    except ValueError:
        return "10.20.0.0/16"


def _text(key: Key, value: object) -> str | Path:
    if isinstance(value, Path):
        value = str(value)
    if not isinstance(value, str):
        raise ValueError("must be text")
    if not value.isprintable():
        raise ValueError("holds a line break or control character")
    if not value.strip() and key.default:
        raise ValueError("must not be empty")
    if key.name == "zone":
        _verify_zone(value)
    if key.name == "store":
        _verify_store(value)
    if key.name == "executable" and value.strip():
        _verify_program(value)
    if key.section == "endpoints":
        return _endpoint(value)
    if key.section == "notify":
        verify_notify(key.name, value)
    return Path(value) if key.type is Path else _choice(key, value)


def _verify_program(value: str) -> None:
    if not Path(value).is_file() or not os.access(value, os.X_OK):
        why = "there is no such file" if not Path(value).exists() else "it is no program that can be run"
        raise ValueError(
            f"{why}; name Chromium's program, such as /usr/bin/chromium, or leave it out and one is found by itself"
        )


def _endpoint(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("must be an http(s) address without a login, a query and a #fragment")
    return value.rstrip("/")


def _verify_zone(value: str) -> None:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{value!r} is no time zone, such as Asia/Shanghai") from None


def _verify_store(value: str) -> None:
    expected = "must be sqlite:///PATH or postgresql://HOST/DATABASE"
    scheme, found, rest = value.partition("://")
    if not found or scheme not in ("sqlite", "postgresql", "postgresql+psycopg"):
        raise ValueError(expected)
    if scheme == "sqlite" and (not rest.startswith("/") or not rest[1:]):
        raise ValueError(f"{expected}; a file takes three slashes")


def holds_password(store: str) -> bool:
    """Return whether the store's address holds a password."""
    try:
        parts = urlsplit(store)
        return bool(parts.password) or "password=" in parts.query
    except ValueError:
        return True


# [notify]: addresses of mail, of a server and of the folder of reports, and settings that need each other.

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
        _endpoint(value)


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
