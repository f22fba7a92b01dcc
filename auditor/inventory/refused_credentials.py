"""Credentials don't belong into a register: what looks like one is refused by its cell's name, never printed."""

import re

from auditor.inventory.tables import fold

NAMES = ("secret", "token", "cookie", "password", "passwd", "密码", "口令", "密钥")

_NAMED = re.compile(
    r"(?:token|secret|passw(?:or)?d|pwd|cookie|api_?key|密码|口令|密钥)[\"'\s]{0,3}[=:：][\"'\s]{0,3}[^\s\"']{4}",
    re.IGNORECASE,
)
_SHAPED = re.compile(
    r"(?<![\w-])(?:eyJ[\w-]{8,}\.[\w-]{8,}\.|(?i:bearer)\s{1,3}[\w.~+/-]{16}|AKIA[0-9A-Z]{16}|gh[pousr]_\w{20}"
    r"|sk-[\w-]{20}|xox[abprs]-[\w-]{10}|SUB=_2A)|-----BEGIN [A-Z ]{0,20}PRIVATE KEY"
)
_SECRET_OF_WEIXIN = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)


def is_credential_column(title: str) -> bool:
    """Say whether a column is named for a credential (ACCOUNTS.md 5)."""
    return any(name in fold(title) for name in NAMES)


def looks_like_credential(text: str, *, is_key: bool = False) -> bool:
    """Say whether a cell holds what looks like a credential: a named one, a known shape, a lone 32-digit hex number.

    `is_key` says that the column holds names of accounts, where a lone hex number is no secret.
    """
    return bool(
        _NAMED.search(text) or _SHAPED.search(text) or (not is_key and _SECRET_OF_WEIXIN.fullmatch(text.strip()))
    )
