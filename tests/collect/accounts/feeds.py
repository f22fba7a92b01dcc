"""One feed in every dialect, written for the tests: three posts, the newest not first, and a channel date of today."""

NEWEST = "2026-06-20"
DATES = ("Mon, 01 Jun 2026 08:00:00 +0800", "Sat, 20 Jun 2026 08:00:00 +0800", "Wed, 10 Jun 2026 08:00:00 +0800")
ISO = ("2026-06-01T08:00:00+08:00", "2026-06-20T08:00:00+08:00", "2026-06-10T08:00:00+08:00")
TODAY = "Tue, 30 Jun 2026 00:00:00 GMT"
LINKS = tuple(f"https://accounts.example.cn/p/{number}" for number in (1, 2, 3))
TITLES = ("停水通知", "办事大厅搬迁", "防汛提示")
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
ATOM_03 = "http://purl.org/atom/ns#"
ATOM = "http://www.w3.org/2005/Atom"


def rss(items: str, version: str = "2.0", prolog: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return (
        f'{prolog}<rss version="{version}" {DC}><channel><title>某区发布</title><link>https://accounts.example.cn/</link>'
        f"<pubDate>{TODAY}</pubDate><lastBuildDate>{TODAY}</lastBuildDate>{items}</channel></rss>"
    ).encode()


def item(number: int = 0, date: str | None = None, extra: str = "") -> str:
    shown = f"<pubDate>{DATES[number] if date is None else date}</pubDate>" if date != "" else ""
    return f"<item><title>{TITLES[number]}</title><link>{LINKS[number]}</link>{shown}{extra}</item>"


def atom(namespace: str, published: str, updated: str) -> bytes:
    entries = "".join(
        f'<entry><id>{link}</id><title>{title}</title><link rel="alternate" href="{link}"/>'
        f"<{published}>{date}</{published}><{updated}>2026-06-29T08:00:00Z</{updated}></entry>"
        for title, link, date in zip(TITLES, LINKS, ISO, strict=True)
    )
    return (
        f'<?xml version="1.0"?><feed xmlns="{namespace}" version="0.3"><title>某区发布</title>'
        f"<{updated}>2026-06-30T00:00:00Z</{updated}>{entries}</feed>"
    ).encode()


def rdf(namespace: str, dated: bool) -> bytes:
    items = "".join(
        f'<item rdf:about="{link}"><title>{title}</title><link>{link}</link>'
        + (f"<dc:date>{date}</dc:date>" if dated else "")
        + "</item>"
        for title, link, date in zip(TITLES, LINKS, ISO, strict=True)
    )
    return (
        f'<?xml version="1.0"?><rdf:RDF {RDF} xmlns="{namespace}" {DC}><channel rdf:about="x"><title>某区发布</title>'
        f"<dc:date>2026-06-30</dc:date></channel>{items}</rdf:RDF>"
    ).encode()


def json_feed(version: str) -> bytes:
    import json

    items = [
        {"id": link, "url": link, "title": title, "date_published": date, "content_text": "正文"}
        for title, link, date in zip(TITLES, LINKS, ISO, strict=True)
    ]
    feed = {"version": f"https://jsonfeed.org/version/{version}", "title": "某区发布", "items": items}
    return json.dumps(feed, ensure_ascii=False).encode()


ITEMS = "".join(item(number) for number in range(3))
NETSCAPE = (
    '<?xml version="1.0"?>\n<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
    '"http://my.netscape.com/publish/formats/rss-0.91.dtd">'
)
DATED = {
    "rss 0.91": rss(ITEMS, "0.91"),
    "rss 0.91 with its doctype": rss(ITEMS, "0.91", NETSCAPE),
    "rss 0.92": rss(ITEMS, "0.92"),
    "rss 0.94": rss(ITEMS, "0.94"),
    "rss 2.0": rss(ITEMS),
    "rss 2.0 with dc:date": rss("".join(item(n, "", f"<dc:date>{ISO[n]}</dc:date>") for n in range(3))),
    "rss 1.0": rdf("http://purl.org/rss/1.0/", True),
    "atom 0.3": atom(ATOM_03, "issued", "modified"),
    "atom 1.0": atom(ATOM, "published", "updated"),
    "json feed 1": json_feed("1"),
    "json feed 1.1": json_feed("1.1"),
}
UNDATED = {"rss 0.90": rdf("http://my.netscape.com/rdf/simple/0.9/", False), "rss 2.0": rss(item(0, "") + item(1, ""))}
