"""Two accounts and what both of them posted, as checks read it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OverlapTerms:
    """What makes posts of two accounts equal, and which posts count (ACCOUNTS.md 8).

    Posts of the last `days` days up to the day judged by. Two are near where their 3-grams reach `jaccard` or the
    longer holds `contained` of the shorter (both inclusive); the number guard then decides. One account follows the
    other where its post is at most `hours` hours older, or newer. A text that accounts of `units` units or more carry
    was sent out to them by order.
    """

    days: float
    jaccard: float
    contained: float
    hours: float
    units: float


@dataclass(frozen=True, slots=True)
class SamePost:
    """One text that both accounts posted: its title, and where and when each of them did."""

    title: str
    first: str
    second: str
    first_day: date
    second_day: date


@dataclass(frozen=True, slots=True)
class AccountOverlap:
    """Two accounts, by id in register order, and how many of their posts are equal.

    `first_posts` and `second_posts` count what was read of each in the window, ordered reposts left out; so does
    `equal`. Unless one of the two is a declared main account (`with_main`), what a main account posted as well is left
    out too: it is syndication. `first_follows` counts the posts of the first that the second published before or within
    the hours after, `second_follows` the other way. `services` is the share of the hosts and paths linked by the
    one with fewer that the other links too, None where one of them links none. `examples` are at most twenty of the
    equal posts, oldest first.
    """

    first: str
    second: str
    first_posts: int
    second_posts: int
    equal: int
    first_follows: int = 0
    second_follows: int = 0
    with_main: bool = False
    services: float | None = None
    examples: tuple[SamePost, ...] = ()

    @property
    def share(self) -> float:
        """Return equal posts ÷ posts of the account with fewer, 0..1 (CONTRACT 4.11)."""
        return self.equal / max(1, min(self.first_posts, self.second_posts))

    def other(self, account: str) -> str:
        """Return the id of the other account."""
        return self.second if account == self.first else self.first

    def posts(self, account: str) -> int:
        """Return how many posts of an account of the two count."""
        return self.first_posts if account == self.first else self.second_posts

    def posts_of(self, account: str) -> list[tuple[str, str, date]]:
        """Return address, title and day of the examples as an account of the two posted them."""
        first = account == self.first
        return [
            (one.first if first else one.second, one.title, one.first_day if first else one.second_day)
            for one in self.examples
        ]

    def follows(self, account: str) -> float:
        """Return the share of an account's posts that the other published before, or within the hours after, 0..1."""
        told = self.first_follows if account == self.first else self.second_follows
        return told / max(1, self.posts(account))
