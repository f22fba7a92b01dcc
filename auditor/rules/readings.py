"""What a run saw, as checks read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from auditor.model import ColumnClass, FoundDate, Leak, Link, ListState, Location, Message, Outcome, PageKind

NOT_SHOWN = "address"
"""`newest_source` of a date that no page shows: read off an address, or off the day a document was signed."""


@dataclass(frozen=True, slots=True)
class TargetReading:
    """One link target of a site that is not plainly fine, with everything known of it this run.

    `looks` counts looks that agreed on `outcome`, spread in time (this run and earlier ones).
    `soft_404` holds the words or the reason that say a page answered 200 does not exist ('' = none).
    `internal` is True for targets on the site itself. `referrers` are at most 20 of `referrer_count`.
    `risk` is what a page of a foreign host has become ('' = nothing noticed), `risk_words` what says so.
    `kinds` are the LinkKind values it is linked by. `on_home` is True when the home page holds it.
    `rendered`: the last look was a browser's.
    """

    url: str
    outcome: Outcome
    status: int | None = None
    detail: str = ""
    final_url: str = ""
    looks: int = 1
    soft_404: str = ""
    internal: bool = True
    on_home: bool = False
    referrers: tuple[Location, ...] = ()
    referrer_count: int = 0
    kinds: frozenset[int] = frozenset()
    risk: str = ""
    risk_words: tuple[str, ...] = ()
    rendered: bool = False


@dataclass(frozen=True, slots=True)
class EmptyLinks:
    """One page with links to content that lead nowhere: how many there are, and their first texts."""

    url: str
    count: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HiddenTarget:
    """A foreign address that pages of a site link to where nobody sees it.

    `how` are the ways it is hidden, sorted; `referrers` are at most 20 of `referrer_count` pages.
    """

    url: str
    texts: tuple[str, ...]
    how: tuple[str, ...]
    referrers: tuple[Location, ...]
    referrer_count: int


@dataclass(frozen=True, slots=True)
class LostFragment:
    """A place that links name and their page does not have. `url` is the page without it.

    `referrers` are at most 20 of `referrer_count` pages that link to it, the page itself among them. `scripted`: the
    page loads scripts from files, which may make the place or catch the link.
    """

    url: str
    fragment: str
    referrers: tuple[Location, ...]
    referrer_count: int
    scripted: bool = False


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """One column of a site, its list pages joined.

    `newest` is the newest date among its items (shown in the list, or on the articles where the list
    shows none), never later than the day judged by; `newest_source` is 'list', 'article' or
    NOT_SHOWN.
    `dated` of `items` carry a date. `complete` is False when pages of the list or undated articles
    were not seen. `outcome` other than OK means the first page itself was not seen.
    `level` counts clicks from the home page. `archived` holds the words that say so ('' = not).
    `undated_articles` counts items whose article was seen and bears no date either.
    `future` counts items dated after the day judged by. `messages` are the messages of visitors that its pages
    list with a state or the time of a reply.
    """

    url: str
    name: str
    column_class: ColumnClass | None
    class_source: str
    list_state: ListState
    outcome: Outcome = Outcome.OK
    newest: date | None = None
    newest_url: str = ""
    newest_source: str = ""
    items: int = 0
    dated: int = 0
    undated_articles: int = 0
    future: int = 0
    complete: bool = True
    level: int = 1
    archived: str = ""
    pages: tuple[str, ...] = ()
    detail: str = ""
    rendered: bool = False
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class InterpretationReading:
    """One page that explains a policy, with what it and the policy's page lead to.

    `policies` are the names its title quotes. `policy_url` and `policy_title` are the policy's page on the same
    site ('' where it was not seen), `loose` says that years, numbers or brackets were left out to match it.
    `linked`: the page leads to the policy or to an attachment of it; `back_linked`: the policy's page leads to
    it. `leads_to_government`: it leads to another government site. `complete` False: not all links are known.
    """

    url: str
    title: str
    policies: tuple[str, ...]
    policy_url: str = ""
    policy_title: str = ""
    loose: bool = False
    linked: bool = False
    back_linked: bool = False
    leads_to_government: bool = False
    complete: bool = True


@dataclass(frozen=True, slots=True)
class HomeReading:
    """A site's home page. `newest` is the newest item date on it, or for a pure navigation home page
    (`navigation_only`) on any second-level page. `outcome` other than OK: the home was not seen.
    `looks` counts looks that agreed on `outcome`, spread in time.

    `title`, `meta` (lower-case names), `links` and `footer` are those of the page and its frames together;
    `footer` maps footer elements to what was seen of each (`extract/site_marks.py`). `written_by` says what may write
    more on the page that was not seen: 'scripts', a 'footer_script', an unread 'frame', '' nothing.
    `rendered`: what a browser showed once scripts had run is in it."""

    url: str
    outcome: Outcome
    status: int | None = None
    detail: str = ""
    newest: date | None = None
    newest_url: str = ""
    newest_source: str = ""
    dated: int = 0
    items: int = 0
    navigation_only: bool = False
    script_filled: bool = False
    complete: bool = True
    looks: int = 1
    title: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    footer: Mapping[str, str] = field(default_factory=dict)
    written_by: str = ""
    rendered: bool = False


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What one page of a site links to. `script_filled`: a script fills its list, which was not seen."""

    url: str
    title: str
    links: tuple[Link, ...] = ()
    script_filled: bool = False


@dataclass(frozen=True, slots=True)
class HostReading:
    """One host outside a site that its pages link to by anchors, with what this run's looks at it came to.

    `host` is the name without `www.`, with its port unless that is a default one. `url` is the first address linked.
    `answered` says that some address of it answered, `page` that one answered 200 with a page of that host itself;
    `final_url` is where the best look ended. `targets` counts its addresses, `location_count` the pages that hold
    them, of which at most 20 are `locations`. `silent` are such pages that tell nobody of leaving the site, at most 20
    of `silent_count`, `silent_url` the first address so linked; `undecided` counts pages whose scripts were not all
    seen. The last four are empty for hosts that need no leaving notice.
    """

    host: str
    url: str
    answered: bool = False
    page: bool = False
    outcome: Outcome = Outcome.OK
    final_url: str = ""
    targets: int = 1
    locations: tuple[Location, ...] = ()
    location_count: int = 0
    silent: tuple[Location, ...] = ()
    silent_count: int = 0
    silent_url: str = ""
    undecided: int = 0


@dataclass(frozen=True, slots=True)
class SampleDay:
    """The availability samples of a site on one day that say something of it, and in how many it did not open."""

    on: date
    taken: int
    failed: int


@dataclass(frozen=True, slots=True)
class Copy:
    """One page or post among copies of a text. `published` is the date shown; `links_in` counts pages
    that link to it; `disclosure` marks the 政府信息公开 area; `origin` is its 来源 as written.

    `similarity` is its likeness to the page to keep: exact Jaccard, or with `contained` the share of the shorter text
    that the longer one holds. `differences` are at most three snippets of what differs from the page to keep, as
    “before[there→here]after”, of at most 40 characters, persons masked.
    """

    url: str
    title: str
    published: FoundDate | None = None
    links_in: int = 0
    disclosure: bool = False
    origin: str = ""
    key: str = ""
    similarity: float = 1.0
    contained: bool = False
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyTerms:
    """How near two texts of a site are copies: Jaccard at or above `jaccard`; or the longer holds `contained` of the
    shorter (inclusive), is at most `longer` times as long (inclusive) and bears a title alike."""

    jaccard: float
    contained: float
    longer: float


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Copies of one text within one site or account, verified and past the number guard.

    `similarity` is the least of its members', 0..1. The page to keep is first: of a site one in the 政府信息公开 area
    before others, then the earliest, then the one most linked.
    """

    copies: tuple[Copy, ...]
    similarity: float
    characters: int


@dataclass(frozen=True, slots=True)
class LeakReading:
    """What one page of a site, or a document on it, shows and must not; everything is masked.

    `attachment` is the kind of the document ('' = a page). `unread` is why it was not read, or not to its end ('' =
    it was), `detail` one line on that. `locations` are at most 20 of `location_count` pages that link to a document.
    """

    url: str
    title: str
    leaks: tuple[Leak, ...] = ()
    attachment: str = ""
    unread: str = ""
    detail: str = ""
    locations: tuple[Location, ...] = ()
    location_count: int = 0


@dataclass(frozen=True, slots=True)
class PageLoad:
    """How one page came: `size` in bytes, content-encoding undone (at most the cap); 0 = not known.

    `elapsed_ms` is the time of its own answer on the network, without waiting for the host's pace; `earlier_ms` the
    same of the finished run before. None: not timed.
    """

    url: str
    size: int = 0
    elapsed_ms: int | None = None
    earlier_ms: int | None = None


@dataclass(frozen=True, slots=True)
class RedirectReading:
    """A link of a site that opened after redirects. `way` are the addresses that redirected, as many as `hops`.

    `downgraded`: the way led from https to http. `kinds` are the LinkKind values it is linked by; `referrers` are at
    most 20 of `referrer_count` pages.
    """

    url: str
    final_url: str
    hops: int
    way: tuple[str, ...] = ()
    downgraded: bool = False
    referrers: tuple[Location, ...] = ()
    referrer_count: int = 0
    kinds: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page as the store remembers it (no text, no links).

    `depth` counts clicks from the home page. `name` is the page's column, `trail` its breadcrumb, `origin` its 来源 as
    written. `characters` counts its main text. `soft_404` holds the words that say the page does not exist. `listed`
    counts the items of its own list. `date_doubt` as in PageFacts.
    """

    url: str
    kind: PageKind
    title: str
    published: FoundDate | None
    dates: tuple[FoundDate, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0
    heading: str = ""
    name: str = ""
    column_class: ColumnClass | None = None
    list_state: ListState = ListState.NONE
    listed: int = 0
    trail: tuple[str, ...] = ()
    origin: str = ""
    characters: int = 0
    soft_404: str = ""
    date_doubt: str = ""


@dataclass(frozen=True, slots=True)
class AccountLink:
    """What a site's frame (its home page, its pages of accounts) leads to on a social platform, by link or QR code.

    `final_url` and `outcome` are those of the look at a short link ('' and NOT_REACHED: none). `text` are the link's
    words, or those beside the code. `picture` is the code's picture ('' = a plain link); where `state` is not 'read'
    its code was not read, `url` is the picture, and `state` says why. `locations` are at most 20 of `location_count`.
    """

    url: str
    final_url: str = ""
    outcome: Outcome = Outcome.NOT_REACHED
    text: str = ""
    picture: str = ""
    state: str = "read"
    locations: tuple[Location, ...] = ()
    location_count: int = 0


@dataclass(frozen=True, slots=True)
class PostTarget:
    """An address that posts of an account lead to and that is not plainly fine, as in TargetReading.

    `days` counts the days judged by on which looks agreed on a fault, this run's included. `posts` are at most 20 of
    `post_count` posts that hold it, the oldest first: address or key, title, day. `own`: it is that post's own page.
    """

    url: str
    outcome: Outcome
    status: int | None = None
    detail: str = ""
    final_url: str = ""
    looks: int = 1
    days: int = 1
    soft_404: str = ""
    rendered: bool = False
    posts: tuple[Location, ...] = ()
    post_count: int = 0
    own: bool = False
