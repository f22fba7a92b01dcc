"""The plan of a hostile web: registered sites, the columns that link to their cases, and what must be said of each."""

from collections.abc import Callable
from dataclasses import dataclass, field

from auditor.model.urls import join, mask_url
from tests.hostile.pages import anchor, answer, article, listing
from tests.hostile.server import Ask, Case, Host, Send, Web
from tests.hostile.truth import Truth

PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class SiteTruth:
    """What must be said of a registered site: its state, how its `why` begins, rules that fire on its address.

    `most` is how many requests it may get in one run.
    """

    category: str
    state: str = "observed"
    why: str = ""
    rules: frozenset[str] = frozenset()
    quiet: frozenset[str] = frozenset({"site-unreachable", "column-blank", "column-stale", "site-home-stale"})
    most: int = 600


@dataclass
class Site:
    """One row of the register. `home` replaces the page that links the columns; `truths`: any of them holds."""

    id: str
    host: Host
    truths: tuple[SiteTruth, ...]
    browser: tuple[SiteTruth, ...] = ()
    home: Send | None = None
    columns: dict[str, list[Case]] = field(default_factory=dict)
    robots_owner: bool = False

    @property
    def url(self) -> str:
        """Return the address of the home page."""
        return f"{self.host.url}/"


@dataclass
class Plan:
    """What is being built: call `site` and `case`, then `finish` once."""

    web: Web = field(default_factory=Web)
    sites: dict[str, Site] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    _finished: bool = False

    def site(
        self, name: str, *truths: SiteTruth, home: Send | None = None, scheme: str = "http", address: str = "",
        browser: tuple[SiteTruth, ...] = (), robots: Send | None = None,
    ) -> Site:  # fmt: skip
        """Return the registered site of that name, added where it is new."""
        if name not in self.sites:
            host = self.web.host(name, scheme, address)
            self.sites[name] = Site(name, host, truths, browser, home)
            if robots is not None:
                host.answers["/robots.txt"] = robots
        return self.sites[name]

    def case(
        self, category: str, name: str, send: Send | None, *truths: Truth, on: str = PORTAL, at: str = "",
        closes: bool = False, link: str = "", text: str = "", browser: tuple[Truth, ...] = (), unasked: bool = False,
        html: str = "", address: str = "", shown: str = "",
    ) -> Case:  # fmt: skip
        """Add one address: `at` is its path on the site `on`, or its whole address where it is elsewhere.

        `address` is what findings call it where that is not `at` read as a browser reads it.
        """
        site = self.site(on)
        column = category.replace(" ", "-")
        path = at or f"/{column}/{name.replace(' ', '-')}.html"
        here = address or mask_url(join(site.url, path) or path)
        if send is not None and "://" not in path:
            site.host.answers[path.partition("#")[0]] = send
            if closes:
                site.host.closing.add(path)
        case = Case(
            category,
            name,
            here,
            send,
            truths,
            link or path,
            text or name,
            closes,
            browser,
            unasked,
            html,
            shown,
            site.host.name,
        )
        site.columns.setdefault(column, []).append(case)
        self.cases.append(case)
        return case

    def finish(self) -> "Plan":
        """Give every site its home page and columns; a second call changes nothing."""
        if self._finished:
            return self
        self._finished = True
        for site in self.sites.values():
            columns = {f"/{name}/": name for name in site.columns}
            for path, name in columns.items():
                rows = [case.html or anchor(case.link, case.text) for case in site.columns[name]]
                site.host.answers.setdefault(path, answer(listing(f"工作动态{name}", rows)))
            links = [anchor(path, f"工作动态{name}") for path, name in columns.items()]
            site.host.answers.setdefault("/", site.home or answer(listing(f"{site.id} 首页", links)))
        return self

    def leave_out(self, beginnings: tuple[str, ...]) -> None:
        """Forget the sites whose names begin so, and what they link to; the register keeps them."""
        self.sites = {name: site for name, site in self.sites.items() if not name.startswith(beginnings)}
        self.cases = [case for case in self.cases if case.host in self.sites]

    def register(self) -> str:
        """Return the register as CSV."""
        rows = [f"{site.id},site,{site.id},区政府,{site.url}" for site in self.sites.values()]
        return "\n".join(["id,kind,name,unit,url", *rows]) + "\n"


def fine(name: str, **more: str) -> bytes:
    """Return the answer of a page without a fault."""
    return answer(article(name, **more))


def always(send: Send) -> Callable[[Ask], Send]:
    """Return a fallback that answers every path alike."""
    return lambda ask: send
