"""The accounts of the sample district: feeds a bridge serves, and files of posts that offices export."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import format_datetime
from html import escape

from auditor.demo.content import days_before
from auditor.demo.server import Answer

CHINA = timezone(timedelta(hours=8))
ANNOUNCEMENT = (
    "滨河步道二期建成开放",
    "滨河步道二期工程建成开放，沿线居民可以从老码头一直走到青石桥。步道全长三点二公里，新建驿站两处、休息座椅一百二十个，"
    "两侧保留了四十多棵老柳树。驿站每天早上六点到晚上十点开放，备有饮水机、应急药箱和充电插座。",
)
REMINDER = (
    "周六延时服务预约提醒",
    "区政务服务大厅每周六上午九点至十一点半提供延时服务，社会保险、医疗保险、不动产登记、户籍四个窗口照常受理。"
    "请提前在网上预约，每个窗口每小时安排六个号，没有预约的居民可以现场取剩余的号。",
)


@dataclass(frozen=True, slots=True)
class Post:
    """A post of the sample: age in days, title, text."""

    age: int
    title: str
    text: str = ""


def series(ages: Sequence[int], subject: str, *more: Post) -> tuple[Post, ...]:
    """Return one invented post a given age, after `more`."""
    return (*more, *(Post(age, _title(subject, age), _text(subject, age)) for age in ages))


def _title(subject: str, age: int) -> str:
    return f"{subject}：{_THINGS[age % len(_THINGS)][0]}"


def _text(subject: str, age: int) -> str:
    return f"{subject}为您介绍。{_THINGS[age % len(_THINGS)][1]}"


_THINGS = (
    ("夏季用水小提示", "天气炎热，储水不要超过两天，老旧水管首次用水请先放一分钟。"),
    ("楼道充电隐患排查", "志愿者走访三十个楼组，劝离违规停放的电动车，新增充电棚四处。"),
    ("周末亲子阅读会", "图书馆儿童区每周日下午有绘本讲读，免费入场，名额二十组家庭。"),
    ("流动体检车进社区", "体检车停在广场东侧，项目包括血压、血糖和骨密度，空腹前来。"),
    ("老年人防骗课堂", "民警用三个案例讲解冒充熟人、虚假理财和保健品推销的套路。"),
    ("河道打捞志愿行动", "六十名志愿者乘船打捞漂浮物，一上午清理水草和垃圾两吨多。"),
    ("非遗剪纸进课堂", "剪纸传承人走进小学，教孩子们用一张红纸剪出老街的门楼。"),
)


def _at(as_of: date, age: int) -> datetime:
    return datetime.combine(days_before(as_of, age), time(9, 30), CHINA)


def rss(name: str, address: str, posts: Sequence[Post], as_of: date, *, dated: bool = True) -> Answer:
    """Return an RSS 2.0 feed; the channel's own date is the time of asking, as bridges write it."""
    items = "".join(
        f"<item><title>{escape(post.title)}</title><link>{address}/p/{number}</link><guid>{address}/p/{number}</guid>"
        f"<description>{escape(post.text)}</description>"
        + (f"<pubDate>{format_datetime(_at(as_of, post.age))}</pubDate>" if dated else "")
        + "</item>"
        for number, post in _numbered(posts)
    )
    now = format_datetime(datetime.now(UTC))
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{escape(name)}</title><link>{address}</link><description>{escape(name)}</description>"
        f"<lastBuildDate>{now}</lastBuildDate>{items}</channel></rss>"
    )
    return Answer(text.encode(), content_type="application/rss+xml; charset=utf-8")


def atom(name: str, address: str, posts: Sequence[Post], as_of: date) -> Answer:
    """Return an Atom feed (RFC 4287)."""
    entries = "".join(
        f"<entry><title>{escape(post.title)}</title><id>{address}/p/{number}</id>"
        f'<link href="{address}/p/{number}"/><published>{_at(as_of, post.age).isoformat()}</published>'
        f"<updated>{_at(as_of, post.age).isoformat()}</updated><content>{escape(post.text)}</content></entry>"
        for number, post in _numbered(posts)
    )
    text = (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{escape(name)}</title><id>{address}</id><updated>{datetime.now(UTC).isoformat()}</updated>"
        f"{entries}</feed>"
    )
    return Answer(text.encode(), content_type="application/atom+xml; charset=utf-8")


def json_feed(name: str, address: str, posts: Sequence[Post], as_of: date) -> Answer:
    """Return a JSON Feed 1.1."""
    items = [
        {
            **dict.fromkeys(("id", "url"), f"{address}/p/{number}"),
            "title": post.title,
            "content_text": post.text or post.title,
            "date_published": _at(as_of, post.age).isoformat(),
        }
        for number, post in _numbered(posts)
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": name, "home_page_url": address, "items": items}
    return Answer(json.dumps(feed, ensure_ascii=False).encode(), content_type="application/feed+json")


def posts_csv(address: str, posts: Sequence[Post], as_of: date) -> bytes:
    """Return an export of posts as CSV, as a platform's back office writes it."""
    return _csv([list(row) for row in _rows(address, posts, as_of)], encoding="gb18030")


def posts_xlsx(address: str, posts: Sequence[Post], as_of: date) -> bytes:
    """Return the same as a spreadsheet, with a title above the header."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("发表记录")
    sheet.append(["发表记录导出"])
    for row in _rows(address, posts, as_of):
        sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _rows(address: str, posts: Sequence[Post], as_of: date) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("标题", "链接", "发布时间", "正文", "阅读量")]
    for number, post in _numbered(posts):
        published = f"{_at(as_of, post.age):%Y-%m-%d %H:%M}"
        rows.append((post.title, f"{address}/p/{number}", published, post.text, str(100 + number)))
    return rows


def notices_csv(sheets: Sequence[Mapping[str, str]]) -> bytes:
    """Return the list of a notice board."""
    titles = ("标题", "张贴时间", "到期时间", "网址", "巡查时间")
    return _csv([list(titles), *([sheet.get(title, "") for title in titles] for sheet in sheets)], encoding="utf-8-sig")


def checks_csv(checks: Sequence[Mapping[str, str]]) -> bytes:
    """Return a table of persons' checks of accounts."""
    titles = list(checks[0])
    return _csv([titles, *([one[title] for title in titles] for one in checks)], encoding="utf-8-sig")


def _csv(rows: Sequence[Sequence[str]], *, encoding: str) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode(encoding)


def _numbered(posts: Sequence[Post]) -> list[tuple[int, Post]]:
    """Return posts with numbers that stay theirs from day to day."""
    return [(len(posts) - place, post) for place, post in enumerate(posts)]
