"""Sites without end: each is left after at most 600 requests."""

import asyncio
from collections.abc import Callable, Iterable, Mapping

from tests.hostile.pages import anchor, answer, article
from tests.hostile.plan import Plan, SiteTruth, always
from tests.hostile.server import Ask, Send

CATEGORY = "trap"
Links = Callable[[Ask], Iterable[str]]


OWN, DATED, SAME = "own", "dated", "same"
"""What the text of a trap's pages is: each its own, one but for numbers, one and the same."""


def add(plan: Plan) -> None:
    """Add one site a trap; its pages are articles."""
    for name, (text, links) in TRAPS.items():
        page = _page(name, links, text)
        site = plan.site(f"trap-{name}", SiteTruth(CATEGORY, "partial"), SiteTruth(CATEGORY), home=page)
        site.host.fallback = always(page)
        site.host.answers["/sitemap.xml"] = answer("no", "404 x")


def _page(name: str, links: Links, text: str) -> Send:
    async def send(ask: Ask, writer: asyncio.StreamWriter) -> None:
        body = " ".join(anchor(link, f"下一页{place}") for place, link in enumerate(links(ask)))
        dated = f"<p>{ask.path.replace('/', ' ')} 当日没有安排</p>" if text == DATED else ""
        writer.write(answer(article(f"{name}{ask.path if text == OWN else ''}", body=dated + body)))

    return send


def _number(ask: Ask) -> int:
    digits = "".join(letter if letter.isdigit() else " " for letter in ask.path).split()
    return int(digits[0]) if digits else 0


def _folder(ask: Ask) -> str:
    return ask.path.rpartition("/")[0] + "/"


def _calendar(ask: Ask) -> list[str]:
    parts = [int(part) for part in ask.path.strip("/").split("/") if part.isdigit()]
    year = parts[0] if parts else 2026
    if len(parts) < 2:
        return [f"/{year + 1}/", f"/{year - 1}/", *(f"/{year}/{month}/" for month in range(1, 13))]
    return [f"/{year}/{parts[1]}/{day}/" for day in range(1, 29)] if len(parts) == 2 else [f"/{year}/"]


TRAPS: Mapping[str, tuple[str, Links]] = {
    "pages-for-ever": (OWN, lambda ask: [f"/list/index_{_number(ask) + 1}.html"]),
    "query-for-ever": (OWN, lambda ask: [f"/list?page={_number(ask) + step}" for step in (1, 2, 7)]),
    "calendar": (DATED, _calendar),
    "calendar-empty": (SAME, _calendar),
    "calendar-query": (DATED, lambda ask: [f"/day?y={_number(ask) + 1}&m={month}" for month in range(12)]),
    "folders": (OWN, lambda ask: [f"{_folder(ask)}down/", f"{_folder(ask)}{len(ask.path)}/"]),
    "repeated": (OWN, lambda ask: [f"{_folder(ask)}a/b/", f"{_folder(ask)}b/a/"]),
    "wrong-base": (OWN, lambda ask: ["zwgk/tzgg/", "zwgk/gzdt/", "index.html"]),
    "session": (OWN, lambda ask: [f"/show{number};jsessionid={len(ask.path)}{number}X{_number(ask)}{ask.times}"
                                  for number in range(3)]),
    "session-query": (OWN, lambda ask: [f"/show{number}.html?sid={_number(ask) * 3 + number + 1}"
                                        for number in range(3)]),
    "facets": (OWN, lambda ask: [f"{ask.path}{'&' if '?' in ask.path else '?'}f{number}=1" for number in range(6)]),
    "equal": (SAME, lambda ask: [f"{_folder(ask)}x{number}/" for number in range(4)]),
    "equal-numbers": (DATED, lambda ask: [f"/{_number(ask) * 4 + number + 1}.html" for number in range(4)]),
    "search": (OWN, lambda ask: [f"/search?q={_number(ask) * 5 + number}&from={ask.path[-9:]}" for number in range(5)]),
}  # fmt: skip
