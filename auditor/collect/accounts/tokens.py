"""Access tokens of official interfaces, kept until they expire in files that only their owner reads."""

import asyncio
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from auditor.collect.accounts.credentials import Secret

SPARE_S = 300
"""Seconds before its end from which a token is not used any more: a run may be long."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token and the second (since the epoch) at which it expires; `refresh` renews it where there is one."""

    value: Secret
    expires: float
    refresh: Secret = field(default_factory=lambda: Secret(""))


Ask = Callable[[], Awaitable[Token]]


class Tokens:
    """One token a key, asked for once however many want it. `folder` None: kept in memory only."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._known: dict[str, Token] = {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, key: str, now: float, ask: Ask, *, spent: Secret | None = None) -> Token:
        """Return the token of `key`, from `ask` where none is kept, it ends within SPARE_S, or it is the `spent` one.

        `key` names the account and may hold its id, never its secret. What `ask` raises passes on.
        """
        async with self._asking[key]:
            token = self._known.get(key) or self._kept(key)
            if token is None or token.expires - SPARE_S <= now or token.value == spent:
                token = await ask()
                self._keep(key, token)
            self._known[key] = token
            return token

    def last(self, key: str) -> Token | None:
        """Return the token kept last, expired or not; None without one."""
        return self._known.get(key) or self._kept(key)

    def _path(self, key: str) -> Path | None:
        return self._folder / hashlib.sha256(key.encode()).hexdigest()[:32] if self._folder else None

    def _kept(self, key: str) -> Token | None:
        path = self._path(key)
        if path is None:
            return None
        try:
            if path.stat().st_mode & 0o077:
                return None
            told = json.loads(path.read_text(encoding="utf-8"))
            return Token(Secret(str(told["token"])), float(told["expires"]), Secret(str(told.get("refresh", ""))))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _keep(self, key: str, token: Token) -> None:
        """Write a token whole or not at all; where the folder cannot be written it lives in memory."""
        path = self._path(key)
        if path is None:
            return
        told = {"token": token.value.reveal(), "expires": token.expires, "refresh": token.refresh.reveal()}
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.parent.chmod(0o700)
            with NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:  # made 0600
                json.dump(told, file)
            Path(file.name).replace(path)


def token_folder() -> Path | None:
    """Return the user's own folder of tokens (XDG Base Directory Specification), None where there is no home."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if base and Path(base).is_absolute():
        return Path(base) / "auditor" / "tokens"
    try:
        return Path.home() / ".cache" / "auditor" / "tokens"
    except RuntimeError:
        return None
