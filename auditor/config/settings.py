"""Settings: what a run is told; auditor.config.load fills them in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from auditor.model import ColumnClass
from auditor.model.limits import OFFICE_ZONE_NAME
from auditor.platforms import default_endpoints


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How the network is used. Seconds and bytes; rates are requests a second and host, 0 = no limit.

    Defaults: docs/reliability.md 2. `outage_*` say when our own line is suspect: more
    than that share of at least so many hosts failing alike within the window, or all of at least `outage_all` hosts
    that had answered; then `sentinels`, or hosts that had answered, are asked every `outage_ask_s` seconds, for
    `outage_wait_s` seconds at most (docs/reliability.md 2; it names the share and the minute, the rest is ours).
    """

    contact: str = ""
    connect_s: float = 10.0
    headers_s: float = 20.0
    whole_s: float = 45.0
    header_bytes: int = 64 * 1024
    page_bytes: int = 10 * 1024 * 1024
    file_bytes: int = 64 * 1024
    sitemap_bytes: int = 50 * 1024 * 1024
    robots_bytes: int = 500 * 1024
    redirects: int = 10
    connections: int = 4
    rate: float = 8.0
    found_connections: int = 1
    found_rate: float = 1.0
    found_total: int = 32
    crawl_delay_s: float = 30.0
    retry_after_s: float = 60.0
    second_look_s: float = 60.0
    sentinels: tuple[str, ...] = ()
    outage_share: float = 0.3
    outage_hosts: int = 10
    outage_all: int = 3
    outage_window_s: float = 60.0
    outage_ask_s: float = 20.0
    outage_wait_s: float = 300.0
    allow_private: bool = False
    allow_networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """Budgets of one site's walk (docs/reliability.md 2, traps and limits). All bounds are inclusive."""

    max_pages: int = 20_000
    max_minutes: float = 240.0
    max_depth: int = 10
    repeated_segments: int = 3
    query_variants: int = 30
    document_ids: int = 500
    equal_bodies: int = 20
    repeating_pages: int = 300
    url_length: int = 2_083
    sitemap_urls: int = 50_000
    check_external: bool = True
    external_per_host: int = 300
    sites_at_once: int = 16
    browser: bool = True
    browser_pages: int = 30
    browser_minutes: float = 15.0
    qr_pictures: int = 20
    attachments: int = 500
    attachment_bytes: int = 20 * 1024 * 1024
    accounts_at_once: int = 8


@dataclass(frozen=True, slots=True)
class BrowserSettings:
    """The browser, where one is used. `executable` '' = the system's Chromium is found by itself.

    `look_s` is the most one page may take, `memory_mb` the most memory of its own (10^6 bytes) one tab may hold, and
    `restarts` how often one run starts it again after it has crashed. Without `sandbox` a page that breaks out of
    the browser acts as the user who runs the audit; root's has none in any case.
    """

    executable: str = ""
    look_s: float = 45.0
    memory_mb: int = 600
    restarts: int = 5
    sandbox: bool = True


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """What is kept to show findings: the most screenshots one run takes, 0 = none."""

    screenshots: int = 100


@dataclass(frozen=True, slots=True)
class PageRecipe:
    """Where on a platform's page its posts stand: CSS selectors of a post, and within it of its date, title and link
    ('' = the post's own text and first link)."""

    item: str
    date: str
    title: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """How accounts are read: days of posts wanted, the most posts of one, files of persons' checks that hold for
    every account, the days such a check holds, accounts known to post daily, by id, whose silence shows that their
    bridge has failed, and recipes for pages of accounts by host."""

    window_days: int = 90
    most_posts: int = 2_000
    checks: tuple[str, ...] = ()
    check_days: int = 180
    canaries: tuple[str, ...] = ()
    pages: Mapping[str, PageRecipe] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """Days and followers in the steps of the consolidation plan (item 27).

    The days of notice are the office's own. WeChat's freeze before an account is cancelled goes by its followers,
    bounds inclusive, and followers are moved only into an account of few (Tencent's rules on cancelling and moving
    official accounts, from memory: docs/sources.md 6.11).
    """

    notice_days: int = 15
    weixin_movable_followers: int = 1_000
    weixin_freeze_to_1000: int = 7
    weixin_freeze_to_10000: int = 15
    weixin_freeze_to_100000: int = 30
    weixin_freeze_above: int = 60


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """Who is told at the end of a run, and when. Mail is sent where `to` names somebody; `smtp_port` 0 = the usual one
    of `security`; `attach_mb` is the largest ledger attached (10^6 bytes, inclusive; 0 = none). `report_url` is where
    the folder of reports is served ('' = nowhere). Passwords and the webhooks' addresses are in the environment."""

    when: tuple[str, ...] = ("new", "failure")
    to: tuple[str, ...] = ()
    sender: str = ""
    smtp_host: str = ""
    smtp_port: int = 0
    smtp_user: str = ""
    security: str = "starttls"
    attach_mb: float = 5.0
    webhooks: tuple[str, ...] = ()
    report_url: str = ""
    timeout_s: float = 15.0


@dataclass(frozen=True, slots=True)
class ColumnSettings:
    """What auditor.toml says of one column: days it may go without news (None: as its class), its class (None: as
    the page says)."""

    days: float | None = None
    column_class: ColumnClass | None = None


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What auditor.toml says of one subject: robots 'obey' or 'owner', limits of its own, its columns by name or
    address, and by whose word and since when robots.txt does not bind."""

    robots: str = "obey"
    limits: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    columns: Mapping[str, ColumnSettings] = field(default_factory=dict)
    robots_by: str = ""
    robots_since: date | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run is told. `as_of` None = today in `zone`; `only` empty = every subject.

    `endpoints` are base addresses of the platforms' interfaces by name, no slash at the end (docs/accounts.md 2).
    `limits` maps a rule id to its limits' values by name; `sites` maps a subject id to its own.
    """

    inventory: Path = Path("inventory.csv")
    store: str = "sqlite:///reports/auditor.db"
    out: Path = Path("reports")
    lang: str = "zh"
    zone: str = OFFICE_ZONE_NAME
    as_of: date | None = None
    only: tuple[str, ...] = ()
    full: bool = False
    strict: bool = False
    fail_on: str = "never"
    formats: tuple[str, ...] = ("html", "json", "csv", "xlsx")
    fetch: FetchSettings = field(default_factory=FetchSettings)
    crawl: CrawlSettings = field(default_factory=CrawlSettings)
    browser: BrowserSettings = field(default_factory=BrowserSettings)
    evidence: EvidenceSettings = field(default_factory=EvidenceSettings)
    accounts: AccountSettings = field(default_factory=AccountSettings)
    endpoints: Mapping[str, str] = field(default_factory=default_endpoints)
    plan: PlanSettings = field(default_factory=PlanSettings)
    notify: NotifySettings = field(default_factory=NotifySettings)
    limits: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    sites: Mapping[str, SiteSettings] = field(default_factory=dict)
