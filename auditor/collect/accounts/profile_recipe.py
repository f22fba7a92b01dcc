"""Posts on a rendered page by an office's own recipe: CSS selectors in auditor.toml (`[accounts.pages."HOST"]`).

Nothing is guessed: what a recipe does not name is not read, and a date that is not plainly written is none.
"""

from collections.abc import Mapping
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.collect.accounts.posts import PUBLISHED, Clock, Item, post_of, with_unique_keys
from auditor.collect.accounts.weibo_posts import moment_of
from auditor.config.settings import PageRecipe
from auditor.extract.parse import parse_html, pieces
from auditor.model import Post
from auditor.model.urls import host_port

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
