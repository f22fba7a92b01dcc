"""Sites without end, one function each: what a path is answered with. All is pure, so that a walk can be repeated."""

import random
import re
from collections.abc import Callable

from tests.site_server import Answer, SiteServer

LETTERS = "abcdefghijklmnopqrstuvwxyz"
HAN = "政府信息公开工作会议通知关于进一步加强区域经济发展安全生产管理办法实施方案街道社区服务群众建设项目"
MENU = "<ul><li><a href='/'>首页</a></li></ul>"


def page(title: str, links: list[str], text: str = "") -> str:
    """Return a page with links that are called by their address."""
    anchors = "".join(f"<li><a href='{link}'>{link}</a></li>" for link in links)
    return (
        f"<html><head><title>{title}</title></head><body>{MENU}<h1>{title}</h1>{text}<ul>{anchors}</ul></body></html>"
    )


def seeded(path: str) -> random.Random:
    """Return the same random numbers for the same path."""
    return random.Random(path)


def word(dice: random.Random, length: int = 8) -> str:
    """Return a made-up name."""
    return "".join(dice.choice(LETTERS) for _ in range(length))


def words(dice: random.Random, length: int) -> str:
    """Return a made-up Chinese text."""
    return "".join(dice.choice(HAN) for _ in range(length))


def _month(path: str) -> tuple[int, int]:
    found = re.search(r"(\d{4})\D(\d{1,2})", path) or re.search(r"y=(\d+)&m=(\d+)", path)
    return (int(found[1]), int(found[2])) if found else (2024, 5)


def calendar(path: str) -> str:
    """Months with a link to each day and to the months and years about them."""
    year, month = _month(path)
    after = (year + month // 12, month % 12 + 1)
    before = (year - (month == 1), (month - 2) % 12 + 1)
    days = [f"/cal/{year}/{month}/{day}/" for day in range(1, 31)]
    turns = [f"/cal/{y}/{m}/" for y, m in (after, before, (year + 1, month), (year - 1, month))]
    if re.fullmatch(r"/cal/\d+/\d+/\d+/", path):
        return page(f"{year}年{month}月{path.split('/')[4]}日", turns[:1], "没有日程")
    return page(f"{year}年{month}月", days + turns)


def calendar_query(path: str) -> str:
    """The same with queries and the months' English names."""
    year, month = _month(path)
    name = ["January", "February", "March", "April", "May", "June", "July"][month % 7]
    turns = [f"/cal.php?y={year + (month + d - 1) // 12}&m={(month + d - 1) % 12 + 1}" for d in (1, 2, 3, -1)]
    return page(f"{name} {year}", turns + [f"/day.php?y={year}&m={month}&d={day}" for day in range(1, 29)])


def session_path(path: str) -> str:
    """Ten pages under a new session id at every visit."""
    here = path.rsplit("/", 1)[-1] or "p0.html"
    token = f"{seeded(path).randrange(16**24):024x}"
    return page(
        f"专题 {'甲乙丙丁戊己庚辛壬癸'[int(here[1:2]) if here[1:2].isdigit() else 0]}",
        [f"/s/{token}/p{n}.html" for n in range(10)],
    )


def session_query(path: str) -> str:
    """Ten pages with a new token in the query, under a name no one knows."""
    here = re.search(r"p(\d)\.html", path)
    token = word(seeded(path), 20)
    return page(
        f"专题 {'甲乙丙丁戊己庚辛壬癸'[int(here[1]) if here else 0]}", [f"/p{n}.html?tk={token}" for n in range(10)]
    )


def jsessionid(path: str) -> str:
    """Ten pages with jsessionid in the path."""
    here = re.search(r"p(\d)\.do", path)
    token = word(seeded(path), 20)
    return page(
        f"专题 {'甲乙丙丁戊己庚辛壬癸'[int(here[1]) if here else 0]}",
        [f"/p{n}.do;jsessionid={token}" for n in range(10)],
    )


def segments(path: str) -> str:
    """Relative links that go a folder deeper at every step."""
    return page("栏目", ["a/", "b/", "./a/b/", "a/../c/"])


def segments_named(path: str) -> str:
    """Folders of new names, ever deeper."""
    dice = seeded(path)
    return page("栏目", [f"{word(dice)}/" for _ in range(10)])


def equal(path: str) -> str:
    """The same text under names without end."""
    dice = seeded(path)
    anchors = "".join(f"<a href='/x/{word(dice)}.html'>更多</a>" for _ in range(30))
    return f"<html><title>栏目</title><body>{anchors}<p>本栏目内容相同。</p></body></html>"


def counter(path: str) -> str:
    """The same text but for a counter and the time it took."""
    dice = seeded(path)
    anchors = "".join(f"<a href='/x/{dice.randrange(10**9)}.html'>更多</a>" for _ in range(30))
    text = f"<p>浏览 {dice.random():.4f} 次，用时 {dice.random():.3f} 秒</p>"
    return f"<html><title>栏目</title><body>{anchors}{text}</body></html>"


def facets(path: str) -> str:
    """Filters and orders of one list, all combinations of them."""
    query = path.partition("?")[2]
    chosen = dict(pair.partition("=")[::2] for pair in query.split("&") if pair)
    options = {"sort": "abc", "year": "123456789", "type": "xyzuvw", "unit": "123456", "order": "ud"}
    links = []
    for name, values in options.items():
        for value in values:
            pairs = {**chosen, name: value}
            links.append("/list?" + "&".join(f"{k}={v}" for k, v in pairs.items()))
    shown = [f"{k}为{v}" for k, v in chosen.items()]
    return page("检索", links, "、".join(shown))


def facets_paths(path: str) -> str:
    """The same written as folders."""
    links = [f"{path.rstrip('/')}/{name}-{value}/" for name in ("sort", "year", "unit") for value in range(5)]
    return page("检索", links)


def pagination(path: str) -> str:
    """A list without a last page, each with articles that differ in their number."""
    found = re.search(r"index_(\d+)", path)
    if path.startswith("/art/"):
        return page("新闻第" + re.sub(r"\D", "", path) + "号", [], "正文")
    number = int(found[1]) if found else 1
    rows = [f"/art/{number * 20 + n}.html" for n in range(20)]
    pages = "".join(f"<a href='index_{n}.html'>{n}</a>" for n in range(number + 1, number + 10))
    return page("新闻", rows, pages + f"<a href='index_{number + 1}.html'>下一页</a>")


def pagination_empty(path: str) -> str:
    """A list whose further pages are empty, without end."""
    number = int((re.search(r"page=(\d+)", path) or [0, "1"])[1])
    return page(
        "新闻", [], "没有更多了" + "".join(f"<a href='/list?page={n}'>{n}</a>" for n in range(number + 1, number + 20))
    )


def random_numbers(path: str) -> str:
    """Related links with numbers out of nowhere."""
    dice = seeded(path)
    return page("文章", [f"/content_{dice.randrange(10**8)}.html" for _ in range(15)], "相关链接")


def random_ids(path: str) -> str:
    """The same as numbered documents."""
    dice = seeded(path)
    return page("文章", [f"/show.jsp?id={dice.randrange(10**8)}" for _ in range(15)], "相关链接")


def languages(path: str) -> str:
    """Language prefixes put before whatever path there is."""
    return page("Welcome 欢迎", [f"/{language}{path}" for language in ("en", "zh", "fr", "ja", "ko", "ru")])


def redirects(path: str) -> Answer | str:
    """Links that are sent on to ever new addresses."""
    if path == "/":
        return page("栏目", [f"/go/{n}" for n in range(200)])
    return Answer(b"", 302, {"Location": f"/go/{seeded(path).randrange(10**12)}"})


def redirects_pages(path: str) -> Answer | str:
    """Links sent on to pages of new names with further such links."""
    dice = seeded(path)
    if path.startswith("/go/"):
        return Answer(b"", 302, {"Location": f"/at/{dice.randrange(10**12)}.html"})
    return page("栏目", [f"/go/{dice.randrange(10**12)}" for _ in range(20)])


def soft_404(path: str) -> str:
    """Every name answers 200 and 'not found', with new links."""
    dice = seeded(path)
    return page("页面不存在", [f"/{word(dice)}/{word(dice)}.html" for _ in range(20)], "您访问的页面不存在")


def maze(path: str) -> str:
    """Every name answers 200 with a text of its own and new links of made-up words."""
    dice = seeded(path)
    anchors = "".join(f"<li><a href='/{word(dice)}/{word(dice)}.html'>{words(dice, 12)}</a></li>" for _ in range(20))
    return f"<html><title>{words(dice, 8)}</title><body>{MENU}<p>{words(dice, 300)}</p><ul>{anchors}</ul></body></html>"


def maze_folder(path: str) -> Answer | str:
    """The same below one folder of an honest site only."""
    if path == "/":
        return page("首页", ["/m/"])
    dice = seeded(path)
    if not path.startswith("/m/"):
        return Answer(b"<title>404</title>404 Not Found", 404)
    anchors = "".join(f"<li><a href='/m/{dice.randrange(10**9)}.html'>{words(dice, 12)}</a></li>" for _ in range(20))
    return f"<html><title>{words(dice, 8)}</title><body>{MENU}<p>{words(dice, 300)}</p><ul>{anchors}</ul></body></html>"


def tags(path: str) -> str:
    """Tags that combine to further tags."""
    here = path.strip("/")
    return page("标签", [f"/tag:{here.removeprefix('tag:')}+{name}" for name in ("a", "b", "c", "d")])


def styles(path: str) -> Answer | str:
    """Style sheets that load style sheets."""
    if path == "/":
        return "<link rel=stylesheet href=/0.css><p>首页"
    loads = "".join(f"@import '/{seeded(path + str(n)).randrange(10**9)}.css';" for n in range(10))
    return Answer(loads.encode(), headers={"Content-Type": "text/css"})


def frames(path: str) -> str:
    """Frames within frames."""
    dice = seeded(path)
    inner = "".join(f"<iframe src='/{word(dice)}.html'></iframe>" for _ in range(2))
    return f"<html><title>{word(dice)}</title>{inner}</html>"


def refreshes(path: str) -> str:
    """Pages that send visitors on by themselves."""
    address = f"/{seeded(path).randrange(10**9)}.html"
    return f"<html><title>请稍候</title><meta http-equiv=refresh content='0;url={address}'></html>"


TRAPS: dict[str, Callable[[str], Answer | str]] = {
    made.__name__: made
    for made in (
        calendar, calendar_query, session_path, session_query, jsessionid, segments, segments_named, equal, counter,
        facets, facets_paths, pagination, pagination_empty, random_numbers, random_ids, languages, redirects,
        redirects_pages, soft_404, maze, maze_folder, tags, styles, frames, refreshes,
    )
}  # fmt: skip


class TrapServer(SiteServer):
    """Answers every path by one function; robots.txt and sitemap.xml are missing."""

    def __init__(self, trap: Callable[[str], Answer | str]) -> None:
        super().__init__({})
        self._trap = trap

    def _answer(self, path: str) -> Answer:
        if path in ("/robots.txt", "/sitemap.xml"):
            return self.default
        answer = self._trap(path)
        return answer if isinstance(answer, Answer) else Answer(answer.encode())
