"""Credentials of official interfaces: from the environment, a keyring or a file only its owner reads, nowhere else.

The register names a place, never a value (docs/accounts.md 5): `api` is the environment by the row's own id,
`api:env=NAME`, `api:keyring=SERVICE/USER` and `api:file=PATH` are the three places by name.
"""

import asyncio
import hashlib
import json
import os
import re
import stat
import tomllib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import quote, quote_plus

from auditor.inventory.sources import api_place
from auditor.logs import hide, without_hidden
from auditor.model import Subject

# A value that no message, log line, traceback or report may show.

MASK = "***"
SHORTEST = 6
"""Letters from which a value is told apart from ordinary words."""


class Secret:
    """Hold a credential; whoever prints it sees `***`. `reveal` is called only where a request is put together.

    What is held is hidden from then on, in whichever way a platform or a fault may write it (`logs.hide`).
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        if len(value) >= SHORTEST:
            in_json = json.dumps(value)[1:-1]
            in_addresses = quote(value, safe=""), quote(value), quote_plus(value)
            hide(value, *in_addresses, in_json, in_json.replace("/", "\\/"))

    def reveal(self) -> str:
        """Return the value itself."""
        return self._value

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return MASK

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not stored")


def without_secrets(text: str) -> str:
    """Return a text in which every secret that the program has held, plain or as in an address, is `***`."""
    return without_hidden(text)


PREFIX = "MEDIA"
LARGEST_FILE = 64 * 1024
_NOT_IN_A_NAME = re.compile(r"[^A-Z0-9]+")
_PAIR = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)")

Keyring = Callable[[str, str], str | None]


class NoCredentials(Exception):
    """There are none, or they are kept where others can read them; the words say what to do, never a value."""

    def __init__(self, words: str, *, missing: bool = True) -> None:
        super().__init__(words)
        self.missing = missing


def system_keyring(service: str, user: str) -> str | None:
    """Return what the system's keyring holds, None for nothing; raises NoCredentials where none can be asked."""
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise NoCredentials("the keyring needs the package keyring: pip install 'portal-auditor[keyring]'") from None
    try:
        found: str | None = keyring.get_password(service, user)
    except keyring.errors.KeyringError as fault:
        raise NoCredentials(f"the keyring cannot be read: {type(fault).__name__}", missing=False) from None
    return found


@dataclass(frozen=True, slots=True)
class Credentials:
    """Where to look. `folder` is the register's, in which no credential may lie."""

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    folder: Path = Path()
    keyring: Keyring = system_keyring

    def of(self, subject: Subject, names: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Secret]:
        """Return the credentials of an account by the lower-case `names` its adapter asks for, all of them.

        Those named in `optional` are there only where they were found. Raises NoCredentials, whose words name the
        place looked at and the names wanted.
        """
        kind, place = api_place(subject.source)
        if kind == "file":
            found, where = self._in_file(place), f"the file {place}"
        elif kind == "keyring":
            found, where = self._in_keyring(place, names), f"the keyring entry {place}"
        else:
            found, where = self._in_environment(subject, place, (*names, *optional))
        missing = [name for name in names if not found.get(name)]
        if missing:
            wanted = ", ".join(missing)
            if kind not in ("file", "keyring"):
                wanted = ", ".join(variable(place or subject.id, name) for name in missing)
            raise NoCredentials(f"{where} lacks {wanted}")
        return {name: Secret(found[name]) for name in (*names, *optional) if found.get(name)}

    def there(self, subject: Subject, names: Sequence[str]) -> bool:
        """Say whether all of an account's credentials can be had."""
        try:
            return bool(self.of(subject, names))
        except NoCredentials:
            return False

    def _in_environment(self, subject: Subject, place: str, names: Sequence[str]) -> tuple[dict[str, str], str]:
        """Look under the name the register gives, else under the row's id, then under its platform's word."""
        owners = (place,) if place else (subject.id, subject.platform)
        found = {}
        for name in names:
            for owner in owners:
                value = self.environ.get(variable(owner, name), "").strip()
                if value:
                    found[name] = value
                    break
        return found, "the environment"

    def _in_keyring(self, place: str, names: Sequence[str]) -> dict[str, str]:
        service, _, user = place.partition("/")
        text = self.keyring(service, user) or ""
        if len(names) == 1 and not text.lstrip().startswith("{"):
            return {names[0]: text.strip()}
        return _pairs(text, f"the keyring entry {place}")

    def _in_file(self, place: str) -> dict[str, str]:
        path = Path(place).expanduser()
        path = path if path.is_absolute() else self.folder / path
        try:
            seen = path.stat()
            if not stat.S_ISREG(seen.st_mode):
                raise NoCredentials(f"{place}: is no file")
            if stat.S_IMODE(seen.st_mode) & 0o077:
                raise NoCredentials(f"{place}: others can read it; run: chmod 600 {place}", missing=False)
            if path.resolve().is_relative_to(self.folder.resolve()):
                words = "lies in the register's own folder, which is copied about; move it out, such as to ~/.config"
                raise NoCredentials(f"{place}: {words}", missing=False)
            if seen.st_size > LARGEST_FILE:
                raise NoCredentials(f"{place}: is larger than a file of credentials is", missing=False)
            return _pairs(path.read_text(encoding="utf-8-sig"), place)
        except OSError as fault:
            raise NoCredentials(f"{place}: {fault.strerror}") from None
        except UnicodeDecodeError:
            raise NoCredentials(f"{place}: is not UTF-8 text", missing=False) from None


def variable(owner: str, name: str) -> str:
    """Return the environment variable that holds `name` of an owner (a row's id, or a platform's word)."""
    return _NOT_IN_A_NAME.sub("_", f"{PREFIX}_{owner}_{name}".upper()).strip("_")


def _pairs(text: str, place: str) -> dict[str, str]:
    """Return names and values of JSON, TOML or NAME=VALUE lines, names in lower case."""
    try:
        told = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except ValueError:
        told = {match[1]: match[2] for line in text.splitlines() if (match := _PAIR.fullmatch(line))}
        if not told and text.strip():
            raise NoCredentials(f"{place}: holds neither JSON, TOML nor NAME=VALUE lines", missing=False) from None
    return {
        str(name).lower(): str(value).strip().strip("\"'")
        for name, value in told.items()
        if isinstance(value, str | int)
    }


# Access tokens of official interfaces, kept until they expire in files that only their owner reads.

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
