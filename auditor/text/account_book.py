"""The accounts of the register by platform, to tell whether an account met elsewhere is one of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from auditor.model import Subject
from auditor.text.account_names import is_named, names_unit
from auditor.text.platform_forms import NAME
from auditor.text.profile_links import Key, PlatformLink, keys_of_row, read_platform_link

ALIASES: Mapping[str, str] = {"twitter": "x", "wechat": "weixin", "微信": "weixin", "微博": "weibo"}
SHARES_NAMES = frozenset({"weixin", "channels", "miniprogram"})
"""Platforms whose QR codes look alike: a WeChat code may be that of an account, a channel or a mini-program."""


class Standing(StrEnum):
    """Whether an account is registered. UNTOLD: some row of its platform has no key that could be compared."""

    REGISTERED = "registered"
    STRANGER = "stranger"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class AccountBook:
    """The rows of the register's accounts by platform, each with its keys."""

    rows: Mapping[str, tuple[tuple[Subject, frozenset[Key]], ...]] = field(default_factory=dict)
    urls: frozenset[str] = frozenset()

    def of(self, platform: str) -> tuple[tuple[Subject, frozenset[Key]], ...]:
        """Return the rows of a platform; for WeChat those of its channels and mini-programs, too."""
        wanted = SHARES_NAMES if platform in SHARES_NAMES else {platform}
        return tuple(row for one in sorted(wanted) for row in self.rows.get(one, ()))

    def standing(self, link: PlatformLink) -> Standing:
        """Return whether the account a link leads to is registered, by keys and addresses; by a name only where that is
        the account's address (weibo.com/n/NAME)."""
        rows = self.rows.get(link.platform, ())
        if link.key and link.key.sort == NAME and any(link.key.value == subject.name for subject, _ in rows):
            return Standing.REGISTERED
        if link.url in self.urls or any(link.key in keys for _, keys in rows):
            return Standing.REGISTERED
        sort = link.key.sort if link.key else ""
        comparable = all(any(key.sort == sort for key in keys) for _, keys in rows)
        return Standing.STRANGER if comparable else Standing.UNTOLD

    def named(self, words: str, platform: str) -> bool:
        """Say whether words name an account registered on a platform."""
        return any(is_named(words, subject.name) for subject, _ in self.of(platform))

    def names_unit(self, words: str, platform: str) -> bool:
        """Say whether words name a unit that has an account registered on a platform."""
        return any(names_unit(words, subject.unit) for subject, _ in self.of(platform))


def account_book(accounts: Iterable[Subject]) -> AccountBook:
    """Return the book of accounts, whatever the register says of their state: a closed one is known, too."""
    rows: dict[str, list[tuple[Subject, frozenset[Key]]]] = {}
    urls: set[str] = set()
    for subject in accounts:
        platform = ALIASES.get(subject.platform, subject.platform)
        rows.setdefault(platform, []).append((subject, keys_of_row(platform, subject.url, subject.account_id)))
        link = read_platform_link(subject.url) if subject.url else None
        urls.update((subject.url, link.url if link else ""))
    return AccountBook({name: tuple(found) for name, found in rows.items()}, frozenset(urls - {""}))
