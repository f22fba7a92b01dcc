"""Honest sites with many pages of the addresses that traps have, too: every article has a text of its own."""

from collections.abc import Callable

from tests.collect.crawl.traps import MENU, seeded, words
from tests.site_server import Answer

Archive = tuple[dict[str, str | Answer], list[str]]
"""What paths are answered with, and the paths of all articles."""


def _article(number: int, back: str) -> str:
    dice = seeded(f"article {number}")
    title = words(dice, 14)
    body = f"{MENU}<a href='{back}'>返回</a><h1>{title}</h1><p>{words(dice, 200)}</p>"
    return f"<html><title>{title}</title><body>{body}</body></html>"


def _list(name: str, rows: list[tuple[int, str]], following: str) -> str:
    items = "".join(
        f"<li><a href='{url}'>{words(seeded(f'article {n}'), 14)}</a><span>2024-01-{n % 28 + 1:02}</span></li>"
        for n, url in rows
    )
    turn = f"<a href='{following}'>下一页</a>" if following else ""
    return f"<html><title>{name}</title><body>{MENU}<h1>{name}</h1><ul>{items}</ul><div>{turn}</div></body></html>"


def archive(articles: int, a_page: int, name_of: Callable[[int], str], list_of: Callable[[int], str]) -> Archive:
    """Return a site with a list of so many articles a page, each list page leading to the next one only."""
    paths = [name_of(number) for number in range(articles)]
    pages = -(-articles // a_page)
    answers: dict[str, str | Answer] = {"/": f"<html><title>首页</title><a href='{list_of(0)}'>工作动态</a></html>"}
    for at in range(pages):
        rows = [(n, paths[n]) for n in range(at * a_page, min(articles, (at + 1) * a_page))]
        answers[list_of(at)] = _list("工作动态", rows, list_of(at + 1) if at + 1 < pages else "")
    answers |= {path: _article(number, list_of(number // a_page)) for number, path in enumerate(paths)}
    return answers, paths


def index_names(number: int) -> str:
    """Name a page of a list as most systems do: index.html, index_1.html, …"""
    return f"/col/col12/index_{number}.html" if number else "/col/col12/index.html"


ARCHIVES: dict[str, tuple[Callable[[int], str], Callable[[int], str]]] = {
    "dated folders": (lambda n: f"/art/{2000 + n % 25}/{n % 12 + 1}/{n % 28 + 1}/art_12_{n}.html", index_names),
    "numbered names": (lambda n: f"/content/content_{10_000 + n}.html", index_names),
    "numbered documents": (lambda n: f"/show.jsp?id={n + 1}", lambda n: f"/list.jsp?cid=5&page={n + 1}"),
    "two numbers": (lambda n: f"/show.aspx?cid=7&id={n + 1}", lambda n: f"/list/{n + 1}.html"),
}
"""How an archive names its articles and the pages of its list."""
