"""The sample district: its register, its files, and what each of its three hosts serves."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from auditor.demo.accounts import (
    ANNOUNCEMENT,
    REMINDER,
    Post,
    atom,
    checks_csv,
    json_feed,
    notices_csv,
    posts_csv,
    posts_xlsx,
    rss,
    series,
)
from auditor.demo.content import days_before
from auditor.demo.server import Answer, listening
from auditor.demo.sites import CHALLENGE, bureau_pages, portal_pages

PORTS = (18431, 18432, 18433)
"""Of the portal, the bureau's site and the feeds; always the same, so that findings keep their fingerprints."""


@dataclass(frozen=True, slots=True)
class District:
    """The district while it is served: its register and the addresses of its hosts."""

    register: Path
    portal: str
    bureau: str
    feeds: str


@contextmanager
def serving(folder: Path, as_of: date, ports: tuple[int, int, int] = PORTS) -> Iterator[District]:
    """Write register and imports into `folder` and serve the district on loopback while the block runs.

    Every date is counted back from `as_of`, so the sample never ages. Raises OSError where `folder` cannot
    be written.
    """
    with listening(ports) as (portal, bureau, feeds):
        portal.pages = portal_pages(portal.address, as_of)
        bureau.pages = bureau_pages(bureau.address, portal.address, as_of)
        feeds.pages = _feeds(feeds.address, portal.address, as_of)
        register = folder / "inventory.csv"
        for name, data in _files(feeds.address, portal.address, as_of).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        register.write_bytes(_register(portal.address, bureau.address, feeds.address))
        yield District(register, portal.address, bureau.address, feeds.address)


def _feeds(address: str, portal: str, as_of: date) -> Mapping[str, Answer]:
    announced = Post(1, *ANNOUNCEMENT)
    reminded = (Post(2, *REMINDER), Post(3, *REMINDER))
    guided = Post(5, "新生儿落户怎么办", f"材料清单和窗口见 {portal}/bsfw/xselh.html ，一次告知、一窗受理。")
    return {
        "/qcfb-weixin.xml": rss("晴川发布", f"{address}/qcfb", series((2, 3, 5), "晴川发布", announced), as_of),
        "/qcfb-weibo.xml": atom("晴川发布", f"{address}/qcfb-weibo", series((1, 2, 4), "晴川微播报"), as_of),
        "/jy-weixin.xml": rss("晴川教育", f"{address}/jy", series((20, 31, 40), "晴川教育"), as_of),
        "/jy-douyin.json": json_feed("晴川教育", f"{address}/jy-douyin", series((13, 15, 19), "校园一分钟"), as_of),
        "/wj-weixin.xml": rss("晴川卫健", f"{address}/wj", series((120, 131, 146), "晴川卫健"), as_of),
        "/cg-weibo.xml": Answer(CHALLENGE.encode(), 412),
        "/wl-xiaohongshu.xml": rss("晴川文旅", f"{address}/wl", (), as_of),
        "/sw-kuaishou.xml": rss("晴川水务", f"{address}/sw", series((1, 2), "晴川水务"), as_of, dated=False),
        "/zwfw-weixin.json": json_feed(
            "晴川政务服务", f"{address}/zwfw", series((6,), "政务服务", *reminded, guided), as_of
        ),
    }


def _files(feeds: str, portal: str, as_of: date) -> Mapping[str, bytes]:
    reposted = Post(1, *ANNOUNCEMENT)
    return {
        "posts/hz-weixin.csv": posts_csv(f"{feeds}/hz", series((2, 4, 6), "河洲街道", reposted), as_of),
        "posts/hzdj-weixin.xlsx": posts_xlsx(f"{feeds}/hzdj", series((3, 5, 9), "河洲党建"), as_of),
        "notices/hall.csv": notices_csv(_sheets(portal, as_of)),
        "checks/accounts.csv": checks_csv(_checks(as_of)),
    }


def _checks(as_of: date) -> list[dict[str, str]]:
    """Return what a person saw of accounts that no interface reads."""
    return [
        {
            "账号ID": "sample-ga-channels",
            "名称": "平安晴川",
            "状态": "正常",
            "最近发布时间": days_before(as_of, 41).isoformat(),
            "认证主体": "晴川安防服务有限公司",
            "评论": "关",
            "私信": "关",
            "菜单": "关",
            "核查人": "王敏",
            "核查时间": f"{days_before(as_of, 1).isoformat()} 09:00",
            "核查情况": "账号可以打开，认证主体为企业",
        }
    ]


def _sheets(portal: str, as_of: date) -> list[dict[str, str]]:
    def sheet(title: str, posted: int, ends: int | None, page: str) -> dict[str, str]:
        return {
            "标题": title,
            "张贴时间": days_before(as_of, posted).isoformat(),
            "到期时间": "" if ends is None else days_before(as_of, ends).isoformat(),
            "网址": f"{portal}/zwgk/tzgg/{page}.html",
            "巡查时间": days_before(as_of, 3).isoformat(),
        }

    return [
        sheet("关于举办社区志愿者急救培训的通知", 2, None, "content_1101"),
        sheet("关于老码头片区供水管道更新期间临时停水的通知", 41, 10, "content_1103"),
        sheet("晴川区行政许可事项公示（一）", 20, 0, "content_1104"),
        sheet("晴川区行政许可事项公示（二）", 20, 0, "content_1105"),
        sheet("关于调整青石路临时停车时段的公告", 60, None, "content_1106"),
        sheet("关于调整青石路临时停车时段的公告", 60, None, "content_1106"),
    ]


def _register(portal: str, bureau: str, feeds: str) -> bytes:
    text = files("auditor.demo").joinpath("register.csv").read_text(encoding="utf-8")
    for blank, address in (("{portal}", portal), ("{bureau}", bureau), ("{feeds}", feeds)):
        text = text.replace(blank, address)
    return text.encode("utf-8-sig")
