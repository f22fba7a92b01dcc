"""Accounts that registered sites lead their visitors to and that the register lacks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from auditor.facts.account_links import AccountLink
from auditor.facts.register import RegisteredAccounts
from auditor.model import FAULTS, Outcome, Subject, SubjectKind, SubjectState
from auditor.platforms import NAME, code_sharers, row_named, row_of
from auditor.rules import Clean, Confidence, Finding, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import running, target_of
from auditor.rules.undecided import not_seen
from auditor.text.account_names import Places, is_named, is_of_others, is_of_ours, names_nobody, names_unit, places_of
from auditor.text.profile_links import CODE, PROFILE, SHORT, Key, PlatformLink, keys_of_row, read_platform_link

# The accounts of the register by platform, to tell whether an account met elsewhere is one of them.


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
        """Return the rows of a platform, and of those whose QR codes look like its own."""
        wanted = code_sharers() if row_of(platform).shares_codes else (platform,)
        return tuple(row for one in wanted for row in self.rows.get(one, ()))

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
        platform = row_named(subject.platform).code
        rows.setdefault(platform, []).append((subject, keys_of_row(platform, subject.url, subject.account_id)))
        link = read_platform_link(subject.url) if subject.url else None
        urls.update((subject.url, link.url if link else ""))
    return AccountBook({name: tuple(found) for name, found in rows.items()}, frozenset(urls - {""}))


CLAUSE = Source("河南省商丘市 2020 年第四季度政府网站与政务新媒体检查通报")
UNREAD = frozenset(outcome.value for outcome in FAULTS)


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Compare the accounts in the frames of sites with the whole register, by the platforms' own keys.

    A frame is the home page and the pages that list accounts; what articles lead to is not looked at. Accounts of the
    state, the city or other places are nobody's here. Where only names could be compared the answer is suspected or
    unknown. An account the register calls closed is registered. Without a register nothing is said.
    """
    register = view.get(RegisteredAccounts)
    if register is None:
        return
    registered = register.accounts
    sites = [one for one in view.subjects() if one.kind is SubjectKind.SITE]
    places = places_of([*(one.unit for one in (*registered, *sites)), *(one.name for one in sites)])
    book, told = account_book(registered), set[str]()
    for site in running(view, SubjectKind.SITE):
        standing, target = view.standing(site.id), target_of(site)
        if standing.state is SubjectState.UNKNOWN:
            yield not_seen(standing, target)
            continue
        verdicts = [*_links(view, site, book, places, told)]
        if standing.state is SubjectState.PARTIAL:
            verdicts.append(not_seen(standing, target))
        yield from verdicts or [Clean(site.id, target)]


def _links(view: View, site: Subject, book: AccountBook, places: Places, told: set[str]) -> Iterator[Verdict]:
    unread: Counter[str] = Counter()
    for seen in view.each(AccountLink, site.id):
        followed = seen.final_url if seen.final_url and seen.outcome is Outcome.OK else seen.url
        link = read_platform_link(followed)
        target = link.url if link is not None and link.what in (PROFILE, CODE) else seen.url
        if target in told or is_of_others(seen.text, places):
            continue
        if seen.state != "read":
            unread[seen.state] += seen.state not in UNREAD and not book.named(seen.text, code_sharers()[0])
            continue
        verdict = _judge(site, seen, link, book) if link is not None else None
        if isinstance(verdict, Finding):
            told.add(target)
            verdict = verdict if is_of_ours(seen.text, places) else replace(verdict, confidence=Confidence.SUSPECTED)
        if verdict is not None:
            yield verdict
    for state in sorted(+unread):
        yield Unknown(site.id, target_of(site), state, f"pictures that may be codes of accounts: {unread[state]}")


def _judge(site: Subject, seen: AccountLink, link: PlatformLink, book: AccountBook) -> Verdict | None:
    if link.what == SHORT:
        known = not link.platform or book.named(seen.text, link.platform) or seen.outcome is Outcome.OK
        return None if known else Unknown(site.id, seen.url, seen.outcome.value, seen.text)
    if link.what == CODE:
        return _untold(site, seen, link, book)
    if link.what != PROFILE:
        return None
    standing = book.standing(link)
    if standing is Standing.REGISTERED:
        return Clean(site.id, link.url)
    if standing is Standing.STRANGER:
        return _finding(site, seen, link, Confidence.CONFIRMED)
    return _untold(site, seen, link, book)


def _untold(site: Subject, seen: AccountLink, link: PlatformLink, book: AccountBook) -> Verdict:
    """Judge by its words what no key can tell, such as a code of WeChat: never more than a suspicion."""
    words = seen.text
    if book.named(words, link.platform):
        return Clean(site.id, link.url)
    if (names_nobody(words) and book.of(link.platform)) or book.names_unit(words, link.platform):
        return Unknown(site.id, link.url, "not_comparable", words)
    return _finding(site, seen, link, Confidence.SUSPECTED)


def _finding(site: Subject, seen: AccountLink, link: PlatformLink, confidence: Confidence) -> Finding:
    values: Mapping[str, object] = {
        "platform": link.platform,
        "account_key": link.key.value if link.key else "",
        "name": seen.text or link.platform,
        "written_as": seen.url if seen.url != link.url else "",
        "picture": seen.picture,
        "pages": seen.location_count,
    }
    return Finding(
        site.id, link.url, values, locations=seen.locations, location_count=seen.location_count,
        confidence=confidence, action="register", variant="code" if seen.picture else "",
    )  # fmt: skip


ZH = Words(
    title="名录中没有的账号（身份未核实）",
    why="网站向公众推荐的账号都应登记在册；不在册的可能是漏报，也可能是仿冒。",
    summary="网站链接到账号 {target}（“{name}”），名录中没有；{pages} 个页面引用，身份未核实",
    suggestion="核实账号主体：是本单位的，补充登记；不是的，撤下链接并向平台举报仿冒。",
)
EN = Words(
    title="An account that is not registered (identity not verified)",
    why="Every account that sites recommend is registered; one that is not was forgotten, or is an impostor.",
    summary="The site leads to the account {target} (“{name}”), which the register lacks; pages that hold it: {pages}",
    suggestion="Find out whose it is: register it, or take the link away and report an impostor to the platform.",
)
CODE_ZH = replace(
    ZH, summary="网站上的二维码（旁注“{name}”）指向 {target}，名录中对不上；{pages} 个页面引用，身份未核实"
)
CODE_EN = replace(
    EN, summary="The QR code beside “{name}” leads to {target}, which fits nobody in the register; pages: {pages}"
)
RULE = Rule(
    id="account-unregistered",
    item=27,
    kind="account",
    severity=Severity.MINOR,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    variants={"code": {"zh": CODE_ZH, "en": CODE_EN}},
    role="unregistered_account",
    rests_on="holders",
    asks_places=True,
)
