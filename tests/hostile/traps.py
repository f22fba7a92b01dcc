"""Sites without end: each is left after at most 600 requests."""

from collections.abc import Callable, Iterable

from tests.hostile.pages import anchor, answer, article
from tests.hostile.plan import Plan, SiteTruth
from tests.hostile.server import Ask, Send

CATEGORY = "trap"
Links = Callable[[Ask], Iterable[str]]


def add(plan: Plan) -> None:
    """Add one site a trap; its pages are articles, each with a text of its own unless the trap says otherwise."""
    for name, links, varied in (
        ("pages-for-ever", lambda ask: [f"/list/index_{_number(ask) + 1}.html"], True),
        ("query-for-ever", lambda ask: [f"/list?page={_number(ask) + step}" for step in (1, 2, 7)], True),
        ("calendar", _calendar, True),
        ("calendar-empty", _calendar, False),
        ("folders", lambda ask: [f"{_folder(ask)}down/", f"{_folder(ask)}{len(ask.path)}/"], True),
        ("repeated", lambda ask: [f"{_folder(ask)}a/b/", f"{_folder(ask)}b/a/"], True),
        ("wrong-base", lambda ask: ["zwgk/tzgg/", "zwgk/gzdt/", "index.html"], True),
        ("session", lambda ask: [f"/show{number};jsessionid={ask.times}{number}{len(ask.path)}X{_number(ask)}"
                                 for number in range(3)], True),
        ("session-query", lambda ask: [f"/show{number}.html?sid={_number(ask) * 3 + number + 1}"
                                       for number in range(3)], True),
        ("facets", lambda ask: [f"{ask.path}{'&' if '?' in ask.path else '?'}f{number}=1" for number in range(6)], True),
        ("equal", lambda ask: [f"{_folder(ask)}x{number}/" for number in range(4)], False),
        ("equal-numbers", lambda ask: [f"/{_number(ask) * 4 + number + 1}.html" for number in range(4)], False),
        ("search", lambda ask: [f"/search?q={_number(ask) * 5 + number}&from={ask.path[-9:]}" for number in range(5)], True),
        ("random", lambda ask: [f"/{_number(ask) * 20 + number + 1}/a.html" for number in range(20)], True),
    ):  # fmt: skip
        site = plan.site(
            f"trap-{name}", SiteTruth(CATEGORY, "partial"), SiteTruth(CATEGORY), home=_page(name, links, varied)
        )
        site.host.fallback = _served(name, links, varied)
        site.host.answers["/sitemap.xml"] = answer("no", "404 x")


def _served(name: str, links: Links, varied: bool) -> Callable[[Ask], Send]:
    page = _page(name, links, varied)
    return lambda ask: page


def _page(name: str, links: Links, varied: bool) -> Send:
    async def send(ask: Ask, writer: object) -> None:
        body = " ".join(anchor(link, f"下一页{place}") for place, link in enumerate(links(ask)))
        writer.write(answer(article(f"{name}{ask.path if varied else ''}", body=body)))

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
