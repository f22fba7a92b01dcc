"""Every setting by name: its type, bounds, environment variable and one line of words."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from types import NoneType, UnionType
from typing import get_args, get_type_hints

from auditor.config.settings import (
    AccountSettings,
    BrowserSettings,
    CrawlSettings,
    EvidenceSettings,
    FetchSettings,
    NotifySettings,
    PlanSettings,
    Settings,
)
from auditor.platforms import endpoints

LANGS = ("zh", "en")
FORMATS = ("html", "pdf", "xlsx", "json", "csv", "sarif", "junit")
FAIL_ON = ("veto", "major", "minor", "never")
ROBOTS = ("obey", "owner")
WHEN = ("veto", "new", "unseen", "always", "failure")
SECURITY = ("starttls", "tls", "none")
WEBHOOKS = ("wecom", "dingtalk", "feishu", "json")
SECRETS = {
    "AUDITOR_NOTIFY_SMTP_PASSWORD": "password of `[notify] smtp_user`",
    "AUDITOR_NOTIFY_WECOM_URL": "address of the 企业微信 group robot, its key included",
    "AUDITOR_NOTIFY_DINGTALK_URL": "address of the 钉钉 robot, its access_token included",
    "AUDITOR_NOTIFY_DINGTALK_SECRET": "its signing secret (加签), where it has one",
    "AUDITOR_NOTIFY_FEISHU_URL": "address of the 飞书 robot",
    "AUDITOR_NOTIFY_FEISHU_SECRET": "its signing secret (签名校验), where it has one",
    "AUDITOR_NOTIFY_JSON_URL": "address that takes the message as JSON by POST",
    "AUDITOR_NOTIFY_JSON_TOKEN": "sent to it as `Authorization: Bearer …`, where there is one",
}
"""Variables that are read where a message is sent, and are no settings."""

SECTIONS: Mapping[str, type | None] = {
    "": Settings,
    "fetch": FetchSettings,
    "crawl": CrawlSettings,
    "browser": BrowserSettings,
    "evidence": EvidenceSettings,
    "accounts": AccountSettings,
    "endpoints": None,
    "plan": PlanSettings,
    "notify": NotifySettings,
}
"""Tables of auditor.toml with the dataclass that holds each; None: one address for each interface of a platform."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What may be written for a setting. `low` and `high` are inclusive; None = no bound."""

    words: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """One setting. `section` is '' for the top of the file. `type` is bool, int, float, str, date, Path or tuple."""

    section: str
    name: str
    type: type
    default: object
    spec: Spec

    @property
    def variable(self) -> str:
        """Return the environment variable that sets it."""
        return "_".join(part for part in ("AUDITOR", self.section, self.name) if part).upper()

    @property
    def place(self) -> str:
        """Return how messages name it: `[fetch] rate` or `out`."""
        return f"[{self.section}] {self.name}" if self.section else self.name


SPECS: Mapping[tuple[str, str], Spec] = {
    ("", "inventory"): Spec("the register"),
    ("", "store"): Spec("where runs are kept: sqlite:///PATH or postgresql://HOST/DATABASE; a password belongs in "
                        "AUDITOR_STORE or ~/.pgpass, never in a file of settings"),
    ("", "out"): Spec("folder of the reports"),
    ("", "lang"): Spec("language of reports", choices=LANGS),
    ("", "zone"): Spec("time zone of the office; days are counted in it"),
    ("", "as_of"): Spec("the day the audit judges by, at its end; unset = today in `zone`"),
    ("", "only"): Spec("ids of the subjects to audit; empty = all"),
    ("", "full"): Spec("ignore what earlier runs know and read every page again"),
    ("", "strict"): Spec("exit 3 when a subject could not be observed"),
    ("", "fail_on"): Spec("exit 1 when there are findings of this severity or worse", choices=FAIL_ON),
    ("", "formats"): Spec("files of the report", choices=FORMATS),
    ("fetch", "contact"): Spec("address or telephone of the operator, sent in the User-Agent"),
    ("fetch", "connect_s"): Spec("seconds to connect", 0.1, 300),
    ("fetch", "headers_s"): Spec("seconds to the end of the headers", 0.1, 600),
    ("fetch", "whole_s"): Spec("seconds for a whole request, redirects and body included", 0.1, 3600),
    ("fetch", "header_bytes"): Spec("largest header block read, bytes", 1024, 2**20),
    ("fetch", "page_bytes"): Spec("largest page read, bytes after decoding", 1024, 2**30),
    ("fetch", "file_bytes"): Spec("what is read of a file that is no page, bytes", 0, 2**30),
    ("fetch", "sitemap_bytes"): Spec("largest sitemap read, bytes after decoding", 1024, 2**30),
    ("fetch", "robots_bytes"): Spec("largest robots.txt read, bytes (RFC 9309: at least 500 KiB)", 1024, 2**30),
    ("fetch", "redirects"): Spec("redirects followed", 0, 50),
    ("fetch", "connections"): Spec("connections at a time to one registered host", 1, 256),
    ("fetch", "rate"): Spec("requests a second to one registered host; 0 = no limit", 0, 10_000),
    ("fetch", "found_connections"): Spec("connections at a time to one host found on pages", 1, 64),
    ("fetch", "found_rate"): Spec("requests a second to one host found on pages; 0 = no limit", 0, 10_000),
    ("fetch", "found_total"): Spec("connections at a time to all hosts found on pages", 1, 1024),
    ("fetch", "crawl_delay_s"): Spec("longest Crawl-delay obeyed, seconds", 0, 3600),
    ("fetch", "retry_after_s"): Spec("longest Retry-After waited for, seconds; longer = the host is left", 0, 3600),
    ("fetch", "second_look_s"): Spec("pause before a fault is looked at again, seconds", 0, 3600),
    ("fetch", "sentinels"): Spec("addresses (http, https) whose answer proves that our own line works; empty = hosts "
                                 "that have answered in the run"),
    ("fetch", "outage_share"): Spec("share of the hosts of one window that may fail alike before the run pauses: our "
                                    "own line is suspect above it", 0.01, 1),
    ("fetch", "outage_hosts"): Spec("fewest hosts of a window that such a share is taken of", 2, 100_000),
    ("fetch", "outage_all"): Spec("fewest hosts that had answered of which all must fail for the run to pause, where "
                                  "there are not that many", 2, 100_000),
    ("fetch", "outage_window_s"): Spec("seconds of that window", 1, 3600),
    ("fetch", "outage_ask_s"): Spec("seconds after which a paused run asks again whether the line works", 0.05, 3600),
    ("fetch", "outage_wait_s"): Spec("longest pause; after it the run is invalid and ends with exit code 5", 0, 86_400),
    ("fetch", "allow_private"): Spec("registered hosts may resolve to private or loopback addresses"),
    ("fetch", "allow_networks"): Spec("CIDRs that hosts found on pages may resolve to although private"),
    ("crawl", "max_pages"): Spec("pages of one site", 1, 100_000_000),
    ("crawl", "max_minutes"): Spec("minutes for one site", 0.01, 10_080),
    ("crawl", "max_depth"): Spec("clicks from the home page", 0, 1000),
    ("crawl", "repeated_segments"): Spec("times one path segment may occur in an address", 1, 100),
    ("crawl", "query_variants"): Spec("query strings followed of one path", 0, 1_000_000),
    ("crawl", "document_ids"): Spec("the same, where they only number documents (?id=123)", 0, 1_000_000),
    ("crawl", "equal_bodies"): Spec("pages of one equal body whose links are followed", 1, 1_000_000),
    ("crawl", "repeating_pages"): Spec("pages read that only pages saying nothing new lead to", 0, 1_000_000),
    ("crawl", "url_length"): Spec("longest address followed, letters", 100, 100_000),
    ("crawl", "sitemap_urls"): Spec("addresses read of one sitemap", 0, 10_000_000),
    ("crawl", "check_external"): Spec("look once at links to other hosts"),
    ("crawl", "external_per_host"): Spec("addresses looked at on one other host", 0, 1_000_000),
    ("crawl", "browser"): Spec("open in a browser, where one is installed, home pages and what only scripts show"),
    ("crawl", "browser_pages"): Spec("pages of one site opened in the browser, the home page included", 0, 1_000_000),
    ("crawl", "browser_minutes"): Spec("minutes the browser spends on one site", 0, 10_080),
    ("crawl", "qr_pictures"): Spec("pictures of one site that are looked into for the QR codes of accounts", 0, 10_000),
    ("crawl", "attachments"): Spec("documents of one site read anew for personal data and marks of secrecy in one run",
                                   0, 1_000_000),
    ("crawl", "attachment_bytes"): Spec("largest document read for them, bytes", 1024, 2**30),
    ("crawl", "sites_at_once"): Spec("sites walked side by side", 1, 10_000),
    ("crawl", "accounts_at_once"): Spec("accounts read side by side", 1, 10_000),
    ("browser", "executable"): Spec("path of Chromium; empty = the system's is found by itself"),
    ("browser", "look_s"): Spec("longest look at one page, seconds", 1, 600),
    ("browser", "memory_mb"): Spec("most memory of its own that one tab may hold, MB; one that takes more is ended",
                                   200, 1_000_000),
    ("browser", "restarts"): Spec("times one run starts the browser again after it has crashed or hung", 0, 1000),
    ("browser", "sandbox"): Spec("run pages in Chromium's sandbox; `false` only where the machine has none: pages then "
                                 "act with all rights of the user. Root's browser has none in any case"),
    ("accounts", "window_days"): Spec("days of posts wanted of an account", 1, 3660),
    ("accounts", "most_posts"): Spec("posts read of one account", 1, 1_000_000),
    ("accounts", "checks"): Spec("files of persons' checks of accounts (CSV, XLSX or JSON), relative to the register"),
    ("accounts", "check_days"): Spec("days after which a person's check is only noted", 1, 3660),
    ("accounts", "canaries"): Spec("ids of accounts known to post daily: where one falls silent its bridge has failed"),
    ("plan", "notice_days"): Spec("days of public notice before an account is closed or merged (the office's own)",
                                  0, 365),
    ("plan", "weixin_movable_followers"): Spec("followers up to which WeChat lets an account take over another's", 0),
    ("plan", "weixin_freeze_to_1000"): Spec("days WeChat freezes an account of up to 1,000 followers", 0, 365),
    ("plan", "weixin_freeze_to_10000"): Spec("the same, up to 10,000 followers", 0, 365),
    ("plan", "weixin_freeze_to_100000"): Spec("the same, up to 100,000 followers", 0, 365),
    ("plan", "weixin_freeze_above"): Spec("the same, with more followers", 0, 365),
    ("notify", "when"): Spec("what is news: `veto` a veto not confirmed the run before, `new` any new finding, "
                             "`unseen` more could not be judged than the run before, `always` every run that ends, "
                             "`failure` a run that failed (exit 5)", choices=WHEN),
    ("notify", "to"): Spec("addresses that mail goes to; empty = no mail"),
    ("notify", "sender"): Spec("address that mail comes from"),
    ("notify", "smtp_host"): Spec("server that takes the mail"),
    ("notify", "smtp_port"): Spec("its port; 0 = 587, 465 or 25, as `security` says", 0, 65_535),
    ("notify", "smtp_user"): Spec("login; its password is in AUDITOR_NOTIFY_SMTP_PASSWORD"),
    ("notify", "security"): Spec("`tls` from the start, `starttls` before anything is said, or `none` (a relay of the "
                                 "office; no login is sent so)", choices=SECURITY),
    ("notify", "attach_mb"): Spec("largest ledger attached to the mail, MB; a larger one is only named; 0 = none",
                                  0, 50),
    ("notify", "webhooks"): Spec("group robots and services told: 企业微信, 钉钉, 飞书, any that takes JSON",
                                 choices=WEBHOOKS),
    ("notify", "report_url"): Spec("address at which the folder of reports is served, for a link in the message"),
    ("notify", "timeout_s"): Spec("seconds to wait for a server at each step", 1, 120),
    ("evidence", "screenshots"): Spec("screenshots of veto and major findings in one run; 0 = none", 0, 10_000),
}  # fmt: skip


def _plain_type(hint: object) -> type:
    """Return the type behind an annotation: `date | None` is date, `tuple[str, ...]` is tuple."""
    if isinstance(hint, UnionType):
        hint = next(part for part in get_args(hint) if part is not NoneType)
    kind = getattr(hint, "__origin__", hint)
    if not isinstance(kind, type):
        raise TypeError(f"no plain type behind {hint!r}")
    return kind


def keys() -> tuple[Key, ...]:
    """Return every setting in the order of the dataclasses, `limits` and `sites` left out."""
    found = []
    for section, owner in SECTIONS.items():
        if owner is None:
            found += [Key(section, one.name, str, one.address, Spec(one.words)) for one in endpoints()]
            continue
        hints = get_type_hints(owner)
        for field in fields(owner):
            if field.default is MISSING:
                continue
            spec = SPECS.get((section, field.name)) or Spec(field.name.replace("_", " "), 0)
            found.append(Key(section, field.name, _plain_type(hints[field.name]), field.default, spec))
    return tuple(found)


def bounds(spec: Spec) -> str:
    """Return the bounds in words, '' when there are none."""
    if spec.low is not None and spec.high is not None:
        return f"{spec.low:,.15g} to {spec.high:,.15g}"
    return f"{spec.low:,.15g} or more" if spec.low is not None else ""
