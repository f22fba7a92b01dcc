"""Two registered hosts and many found ones, with all on them that makes a run ask: what the pace is proved on."""

from collections.abc import Callable

from tests.politeness.watched import Answer, Site

TEXT = ("Content-Type: text/plain",)
ONE, TWO, THREE = "127.0.0.1", "127.0.0.2", "127.0.0.3"
OFTEN, SLOW, HOPS, AWAY, BUSY = "127.0.0.11", "127.0.0.12", "127.0.0.13", "127.0.0.14", "127.0.0.15"
MANY = tuple(f"127.0.0.{number}" for number in range(21, 36))
"""Found hosts that one page each names."""
PAGES, SCRIPTS = 15, 10
STORY = "本区推进相关工作的具体做法和下一步安排，分为三个阶段，各部门按照分工抓好落实。" * 9


def page(title: str, *links: str, more: str = "") -> bytes:
    rows = "".join(f'<li><a href="{link}">关于第{number}号事项的通知</a>' for number, link in enumerate(links))
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><ul>{rows}</ul>{more}</body></html>".encode()
    )


def table(answers: dict[str, Answer]) -> Site:
    return answers.get


def registered(at: Callable[[str, str], str]) -> Site:
    """Return a host of two registered sites, /a/ and /b/."""
    answers = {
        "/robots.txt": Answer(f"User-agent: *\nDisallow: /b/no\nSitemap: {at(ONE, '/map.xml')}".encode(), headers=TEXT),
        "/map.xml": Answer(
            f"<sitemapindex><sitemap><loc>{at(ONE, '/map-1.xml')}</loc></sitemap></sitemapindex>".encode(),
            headers=("Content-Type: text/xml",),
        ),
        "/map-1.xml": Answer(
            f"<urlset><url><loc>{at(ONE, '/a/hidden.html')}</loc></url></urlset>".encode(),
            headers=("Content-Type: text/xml",),
        ),
        "/a/hidden.html": Answer(page("没有链接的页面", more=STORY)),
        "/b/door": Answer(status=302, headers=(f"Location: {at(HOPS, '/hop')}",)),
        "/feed.xml": Answer(
            b"<rss version='2.0'><channel><title>x</title><link>http://x.test/</link><item><title>t</title>"
            b"<link>http://x.test/1</link><pubDate>Mon, 29 Jun 2026 08:00:00 +0800</pubDate></item></channel></rss>",
            headers=("Content-Type: application/rss+xml",),
        ),
    }
    scripts = "".join(f"<script src='/s{number}.js'></script>" for number in range(SCRIPTS))
    frame = f"<iframe src='/b/frame.html'></iframe><img src='/a/qr-code.png' alt='微信公众号二维码'>{scripts}"
    for number in range(SCRIPTS):
        answers[f"/s{number}.js"] = Answer(b"window.x = 1;", headers=("Content-Type: text/javascript",))
    answers["/b/frame.html"] = Answer(page("框"))
    for site in "ab":
        pages = [f"/{site}/{number}.html" for number in range(PAGES)]
        answers[f"/{site}/"] = Answer(page(f"门户{site}", *pages, "/b/no.html", "/b/door", more=frame + STORY))
        for number, path in enumerate(pages):
            found = [at(host, "/") for host in MANY[number::PAGES]] if site == "a" else [at(BUSY, f"/{number}")]
            links = [at(OFTEN, f"/{site}{number % 3}"), at(SLOW, f"/{number % 2}"), at(AWAY, "/"), *found]
            dead = [f"/{site}/dead-{number}.html", f"/{site}/file-{number}.pdf"] if number % 10 == 0 else []
            answers[path] = Answer(page(f"{site}第{number}篇", *links, *dead, more=f"{number}{STORY}"))
    return table(answers)


def sites(at: Callable[[str, str], str]) -> dict[str, Site]:
    """Return every host's site."""
    fine = Answer(page("友好单位", more=STORY))
    own = registered(at)
    return {
        ONE: own,
        TWO: table({"/robots.txt": Answer(b"User-agent: *\nDisallow: /1\nCrawl-delay: 600", headers=TEXT)}
                   | {"/": Answer(page("街道", *(f"/{n}.html" for n in range(12)), more=STORY), after_s=0.05)}
                   | {f"/{n}.html": Answer(page(f"第{n}篇", more=STORY + str(n)), after_s=0.05) for n in range(12)}),
        THREE: lambda path: Answer(page("自管网站", more=STORY)) if path == "/" else None,
        OFTEN: lambda path: Answer(b"x", 503) if path == "/a1" else fine if path != "/robots.txt" else None,
        SLOW: lambda path: Answer(fine.body, after_s=0.3),
        HOPS: table({"/hop": Answer(status=302, headers=(f"Location: {at(AWAY, '/landed')}",))}),
        AWAY: table({"/landed": fine, "/": Answer(status=302, headers=(f"Location: {at(HOPS, '/hop')}",))}),
        BUSY: lambda path: None if path == "/robots.txt" else Answer(b"", 429),
        **dict.fromkeys(MANY, lambda path: fine if path == "/" else None),
    }  # fmt: skip
