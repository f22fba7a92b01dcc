"""Accounts looked at as a visitor does: their page in a browser. It tells name and existence, and never of silence.

A page shows the posts its scripts fetch, as many as it likes and to whom it likes, so nothing is concluded from what
is not on it: the best outcome is PARTIAL (docs/accounts.md 4.4). Where the office says in auditor.toml how posts
are found on the page, it is read as a feed is.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.collect.accounts.access import EVERY, PAGE, Access, Adapter
from auditor.collect.accounts.feed import CAPTCHAS, FAILURES, REMEDIES
from auditor.collect.accounts.interface_answers import told
from auditor.collect.accounts.posts import PUBLISHED, Clock, Item, post_of, verdict_on, with_unique_keys
from auditor.collect.accounts.profile_words import PageWords, read_words
from auditor.collect.accounts.weibo_posts import moment_of
from auditor.config.settings import PageRecipe
from auditor.extract.parse import parse_html, pieces
from auditor.extract.weixin_article import ArticleState, WeixinArticle, is_weixin_article, read_weixin_article
from auditor.model import AccountReading, Outcome, Post, ReadingOutcome, Reply, Subject
from auditor.model.urls import host_port, key, mask_url
from auditor.rules.undecided import settled

NO_BROWSER = "a page needs a browser, and none is here: 'auditor doctor' says how to install one"
NOT_POSTS = "the page tells name and existence, not posts; name a feed, an export or the interface under source"
GONE_STATUS = {404: ReadingOutcome.NOT_FOUND, 410: ReadingOutcome.NOT_FOUND}
STATES = frozenset(
    {ReadingOutcome.NOT_FOUND, ReadingOutcome.DELETED, ReadingOutcome.SUSPENDED, ReadingOutcome.MOVED,
     ReadingOutcome.PRIVATE}
)  # fmt: skip
"""What only words can tell, so that an error page may tell it too."""

READABLE = frozenset({ReadingOutcome.PARTIAL, ReadingOutcome.PARSE_ERROR})
"""Outcomes of pages that an office's recipe may know how to read."""

SECOND_LEVEL = frozenset({"com", "co", "gov", "gob", "org", "net", "edu", "ac", "or"})
"""Labels under which country domains register names, as in gov.cn."""


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return what an account's page shows in a browser: whether it is there, and under which name."""
    blank = AccountReading(
        subject.id, ADAPTER.id, ReadingOutcome.NO_SOURCE, access.now, complete=False,
        source_url=mask_url(subject.url),
    )  # fmt: skip
    if not subject.url.startswith(("http://", "https://")):
        return replace(blank, detail="the register has no address (url) of the account's page")
    if access.render is None:
        return replace(blank, outcome=ReadingOutcome.UNSUPPORTED, detail=NO_BROWSER)
    reply = await access.render(subject.url)
    seen = await asyncio.to_thread(judged, subject, reply, blank)
    recipe = recipe_for(access.settings.pages, reply.final_url or reply.url)
    if recipe is None or reply.outcome is not Outcome.OK or seen.outcome not in READABLE:
        return seen
    return await asyncio.to_thread(with_posts, seen, reply, recipe, Clock(access.now, access.zone))


def with_posts(seen: AccountReading, reply: Reply, recipe: PageRecipe, clock: Clock) -> AccountReading:
    """Return a reading with the posts that a recipe finds on the page: the newest are in it, as in a feed.

    A recipe that fits nothing proves nothing: the page may have changed. A page cut off is PARTIAL.
    """
    posts = read_posts(reply.body, reply.final_url or reply.url, recipe, clock)
    if not posts:
        return replace(seen, detail=f"the recipe under [accounts.pages] finds no post on the page; {seen.detail}")
    outcome, detail = verdict_on(posts, clock)
    if reply.truncated and outcome is ReadingOutcome.OK:
        outcome, detail = ReadingOutcome.PARTIAL, "the page is larger than is read"
    return replace(
        seen, outcome=outcome, detail=detail, posts=posts, as_of=clock.now.astimezone(clock.zone),
        complete=outcome is not ReadingOutcome.PARTIAL,
    )  # fmt: skip


def judged(subject: Subject, reply: Reply, blank: AccountReading) -> AccountReading:
    """Return `blank` with what the page of a reply tells.

    Only the registered site's own page is believed; 404 and 410 only where the registered address itself gave them.
    """
    final = reply.final_url or reply.url
    if not reply.rendered:
        return _failed(reply, blank)
    if not same_platform(subject.url, final):
        detail = f"the address leads to another site: {told(host_port(final)[0])}"
        return replace(blank, outcome=ReadingOutcome.HTTP_ERROR, detail=detail)
    if is_weixin_article(subject.url) and reply.outcome is Outcome.OK:
        return _of_article(read_weixin_article(reply.body, final, truncated=reply.truncated), blank)
    seen = read_words(reply.body, final, subject.platform, subject.name)
    if reply.outcome is Outcome.OK or seen.outcome in STATES:
        return _of_words(seen, blank)
    gone = GONE_STATUS.get(reply.status or 0)
    if gone and reply.outcome is Outcome.HTTP_ERROR and _same_address(subject.url, final):
        return replace(blank, outcome=gone, code=str(reply.status), detail=f"{reply.status} at the registered address")
    return _failed(reply, blank)


def same_platform(one: str, other: str) -> bool:
    """Say whether two addresses are of one site: of one host, or of hosts under one registered domain."""
    first, second = host_port(one)[0], host_port(other)[0]
    return bool(first) and _domain(first) == _domain(second)


def _domain(host: str) -> str:
    labels = host.split(".")
    if len(labels) == 1 or labels[-1].isdigit() or ":" in host:
        return host
    return ".".join(labels[-3:] if len(labels[-1]) == 2 and labels[-2] in SECOND_LEVEL else labels[-2:])


def _same_address(one: str, other: str) -> bool:
    """Say whether two addresses are one but for scheme, `www.` and a slash at the end."""
    return _bare(one) == _bare(other)


def _bare(url: str) -> str:
    return key(url).partition("://")[2].removeprefix("www.").rstrip("/")


def _failed(reply: Reply, blank: AccountReading) -> AccountReading:
    outcome = Outcome.CHALLENGE if reply.status in CAPTCHAS else settled(reply.outcome, reply.status)
    detail = REMEDIES.get(outcome) or told(reply.detail or str(reply.status or ""))
    if outcome is Outcome.UNSUPPORTED:
        detail += "; see 'auditor doctor'"
    return replace(blank, outcome=FAILURES[outcome], detail=detail, code=str(reply.status or ""))


def _of_words(seen: PageWords, blank: AccountReading) -> AccountReading:
    if seen.outcome is ReadingOutcome.PARTIAL:
        return replace(
            blank, outcome=seen.outcome, detail=NOT_POSTS, display_name=seen.name, subject_seen=seen.subject,
            verified=seen.verified,
        )  # fmt: skip
    if seen.outcome is ReadingOutcome.PARSE_ERROR:
        return replace(blank, outcome=seen.outcome, detail=seen.words)
    return replace(blank, outcome=seen.outcome, detail=f"the page says: {told(seen.words)}")


def _of_article(seen: WeixinArticle, blank: AccountReading) -> AccountReading:
    """Return what an article's page tells of its account: one that is there, or was taken away, shows a live one."""
    if seen.state is ArticleState.THERE:
        return replace(blank, outcome=ReadingOutcome.PARTIAL, detail=NOT_POSTS, display_name=seen.account_name)
    said = f"the page says: {told(seen.words)}"
    if seen.account is ReadingOutcome.OK:
        return replace(blank, outcome=ReadingOutcome.PARTIAL, detail=f"{said}; {NOT_POSTS}")
    if seen.account is not None:
        return replace(blank, outcome=seen.account, detail=said, moved_to=seen.moved_to)
    if seen.state in (ArticleState.BLOCKED, ArticleState.IN_APP):
        return replace(blank, outcome=ReadingOutcome.CHALLENGE, detail=said)
    detail = said if seen.words else "the page shows neither an article nor a notice"
    return replace(blank, outcome=ReadingOutcome.PARSE_ERROR, detail=detail)


ADAPTER = Adapter("page", {PAGE: EVERY}, read)


# Posts on a rendered page by an office's own recipe: CSS selectors in auditor.toml (`[accounts.pages."HOST"]`).

MOST_ITEMS = 500
LONGEST_DATE = 200
DATE_ATTRIBUTES = ("datetime", "data-time", "data-date", "title", "content")
"""Where an element may carry its date beside its text."""


def recipe_for(recipes: Mapping[str, PageRecipe], url: str) -> PageRecipe | None:
    """Return the recipe for an address: of its host with port, else of its host, None where there is none."""
    host, port = host_port(url)
    return recipes.get(f"{host}:{port}") or recipes.get(host) or recipes.get(host.removeprefix("www."))


def read_posts(body: bytes, url: str, recipe: PageRecipe, clock: Clock) -> tuple[Post, ...]:
    """Return the posts of a rendered page (UTF-8) in its order, at most MOST_ITEMS; () where the item fits nothing.

    A date is the element's text, else one of its DATE_ATTRIBUTES; what people say (昨天 08:00) counts from now. Text
    and links are those within the item.
    """
    tree, _ = parse_html(pieces(body)[0])
    items = _nodes(tree, recipe.item)
    return with_unique_keys(_post(item, url, recipe, clock) for item in items)


def _post(item: LexborNode, url: str, recipe: PageRecipe, clock: Clock) -> Post:
    dated = item.css_first(recipe.date)
    words = [_text(dated), *((dated.attributes.get(name) or "").strip() for name in DATE_ATTRIBUTES)] if dated else []
    raws = [word[:LONGEST_DATE] for word in words if word]
    moments = [(raw, moment_of(raw, "", clock, clock.now)) for raw in raws]
    raw, moment = next((one for one in moments if one[1].at), moments[0] if moments else ("", None))
    link = item.css_first(recipe.link) if recipe.link else item.css_first("a[href]")
    title = item.css_first(recipe.title) if recipe.title else None
    text = _text(item)
    read = Item(
        title=_text(title) or text[:100],
        link=(link.attributes.get("href") or "") if link is not None else "",
        body=item.html or "",
    )
    post = post_of(read, url, clock)
    return replace(
        post,
        text=text,
        published_at=moment.at if moment else None,
        date_raw=raw,
        time_basis=PUBLISHED if moment and moment.at else "",
        bad_date=moment.bad if moment else "",
    )


def _nodes(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    return tree.css(selector)[:MOST_ITEMS]


def _text(node: LexborNode | None) -> str:
    return " ".join(node.text(separator=" ").split()) if node is not None else ""
