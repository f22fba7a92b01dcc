"""The platforms of accounts: one row each. A new platform is a row here and an adapter in auditor.collect.accounts.

A row holds what the rest of the program asks of a platform: its names, its addresses, its interfaces, how its accounts
are judged and closed. No other module names a platform. An installed plug-in brings its row with its adapter.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Final, NamedTuple

GROUP: Final = "auditor.platforms"
"""Entry points of plug-ins. Each names an Adapter; its `platform`, where it has one, is a row."""

Pair = tuple[str, str]

ID, HANDLE, NAME, BIZ, GHID, ALIAS = "id", "handle", "name", "biz", "ghid", "alias"
"""Sorts of keys. Only keys of one sort can be compared. BIZ and GHID are WeChat's; ALIAS is a WeChat id (微信号) or a
number that an app shows."""


class Kind(Enum):
    """What the register's accounts of a platform are. A FEED is a site's own news: it is on no platform."""

    POSTS = "posts"
    PROGRAM = "program"
    FEED = "feed"


class Form(NamedTuple):
    """One form of an account's address: pattern of the path (or of path?query), sort of key, canonical address.

    The pattern's first group is the key. An empty `address` keeps the address as it was met.
    """

    path: re.Pattern[str]
    sort: str
    address: str = ""


class Endpoint(NamedTuple):
    """An interface's base address, without a slash at the end: its name under [endpoints], the default, what it is."""

    name: str
    address: str
    words: str


class FeedForm(NamedTuple):
    """How an account's own feed follows from its account_id or url: the pattern whose first group is its key, the
    interface, and what follows the interface's address, the key at {}."""

    key: re.Pattern[str]
    endpoint: str
    query: str


class Way(NamedTuple):
    """What the report says of an adapter, by its id. `one_kind`: it sees one kind of posts where the platform has
    others, so silence is only suspected. `one_of_several`: it looks into one store of several, so absence is only
    suspected."""

    adapter: str
    zh: str
    en: str
    one_kind: bool = False
    one_of_several: bool = False


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform. Every field but `code` may be left out; empty means: nothing of the kind.

    Names: `code` stands in the register and the store, `zh` and `en` in reports ('' = the code), `glyph` in the
    matrix. `aliases` are the register's other words for it; `also` are words met elsewhere.

    Addresses: `hosts` are those of accounts and posts; any other host of `domains` is the platform's machinery.
    `short_hosts` and `short_paths` (host, start of path) hold short links, `code_paths` QR codes that name nobody.
    `forms` are those of an account's address, on `form_hosts` or under `form_paths` where these are given.
    `any_host`: the same forms hold on every host that `not_hosts` does not match. `post_hosts` are in so many posts
    that they tell no service from another. `stop` are first path segments that are no account's name.
    `services` are registered names that sites may name or link to without being taken over.

    Keys: `keys` are patterns of an `account_id` with their sorts; one that fits none is of sort `other_key`.

    Words: `words` may stand in an account's name and say nothing of whose it is; `captions` stand beside links and QR
    codes, `headings` in titles of pages that list accounts, `pictures` in file names of QR codes. `title` reads an
    account's name from the whole title of a page, `badge` is whose certification a page shows.

    Judgement: `kind`; `certifies`: it certifies organisations; `abroad`: CST is not China's time there; `own_feed`: the
    account's own address is or gives a feed, as `feed` tells; `shares_codes`: its QR codes look like those of
    others that share; `hides_links`: it shows a blank page for links to hosts it does not know.

    Closing: `export` and `cancelling` are ids of steps of the consolidation plan; `moves_followers`: followers can be
    moved into another account.
    """

    code: str
    zh: str = ""
    en: str = ""
    aliases: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    glyph: str = ""
    kind: Kind = Kind.POSTS
    hosts: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    short_hosts: tuple[str, ...] = ()
    short_paths: tuple[Pair, ...] = ()
    code_paths: tuple[Pair, ...] = ()
    forms: tuple[Form, ...] = ()
    form_hosts: tuple[str, ...] = ()
    form_paths: tuple[str, ...] = ()
    any_host: bool = False
    not_hosts: str = r"(?!)"
    post_hosts: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    keys: tuple[Pair, ...] = ()
    other_key: str = HANDLE
    words: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    title: re.Pattern[str] | None = None
    badge: str = ""
    endpoints: tuple[Endpoint, ...] = ()
    ways: tuple[Way, ...] = ()
    certifies: bool = False
    abroad: bool = False
    own_feed: bool = False
    feed: FeedForm | None = None
    shares_codes: bool = False
    hides_links: bool = False
    export: str = "export"
    cancelling: tuple[str, ...] = ("apply", "check_gone")
    moves_followers: bool = False

    @property
    def by_release(self) -> bool:
        """Say whether its accounts are judged by their last release, never by posts (docs/contract.md 4.14)."""
        return self.kind is Kind.PROGRAM

    @property
    def has_accounts(self) -> bool:
        """Say whether it is a platform with accounts of units: neither a feed nor an empty cell of the register."""
        return self.kind is not Kind.FEED and bool(self.code)

    @property
    def has_posts(self) -> bool:
        """Say whether its accounts are a unit's own and post."""
        return self.kind is Kind.POSTS and bool(self.code)

    def sort_of(self, account_id: str) -> str:
        """Return the sort of key that an `account_id` of the register is."""
        return next((sort for form, sort in self.keys if re.fullmatch(form, account_id)), self.other_key)


def _form(path: str, sort: str, address: str = "") -> Form:
    return Form(re.compile(path, re.I), sort, address)


def _w(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_QUERY = r"(?:[?#].{0,500})?$"
_END = rf"/?{_QUERY}"
_WORD = r"([A-Za-z0-9_.-]{2,64})"
_TOKEN = r"([\w-]{20,120})"

PLATFORMS: Final = (
    Platform(
        "weixin", "微信公众号", "WeChat", glyph="微", also=("wechat",),
        aliases=_w("微信公众号 微信 公众号 微信公众平台 微信订阅号 微信服务号 订阅号 服务号"),
        hosts=_w("mp.weixin.qq.com weixin.qq.com open.weixin.qq.com u.wechat.com"),
        domains=("weixin.qq.com",), services=("weixin.com",), post_hosts=("mp.weixin.qq.com",),
        short_paths=(("weixin.qq.com", "/is/"), ("weixin.qq.com", "/sph/")),
        code_paths=(("u.wechat.com", ""), ("weixin.qq.com", r"/r/[\w-]+")),
        forms=(
            _form(r"^/(?:mp/(?:profile_ext|getmasssendmsg|homepage))\?(?:.{0,400}&)?__biz=([A-Za-z0-9+/_-]{8,40}={0,2})",
                  BIZ, "https://mp.weixin.qq.com/mp/profile_ext?action=home&__biz={}"),
            _form(r"^/qr/code/?\?(?:.{0,400}&)?username=(gh_[0-9a-f]{6,20})\b", GHID,
                  "https://open.weixin.qq.com/qr/code?username={}"),
            _form(r"^/qr/code/?\?(?:.{0,400}&)?username=([A-Za-z][\w-]{5,30})", ALIAS,
                  "https://open.weixin.qq.com/qr/code?username={}"),
        ),
        keys=((r"gh_.*", GHID), (r"M[A-Za-z0-9+/]{8,30}={1,2}", BIZ)), other_key=ALIAS,
        words=_w("微信号 微信 公众号 订阅号 服务号 weixin wechat"), captions=_w("微信 公众号"),
        headings=_w("微信 公众号"), pictures=_w("wxgzh weixin wechat wx gzh"),
        endpoints=(Endpoint("weixin", "https://api.weixin.qq.com", "微信公众号 interface"),),
        ways=(Way("weixin_mp", "公众号接口", "WeChat interface"),), certifies=True, shares_codes=True,
        export="export_weixin", cancelling=("apply_weixin", "freeze", "confirm_weixin"), moves_followers=True,
    ),
    Platform(
        "weibo", "微博", "Weibo", glyph="博", aliases=_w("微博 新浪微博"),
        hosts=_w("weibo.com www.weibo.com e.weibo.com weibo.cn www.weibo.cn m.weibo.cn m.weibo.com"),
        domains=("weibo.com", "weibo.cn"), services=("weibo.com", "weibo.cn"),
        post_hosts=("weibo.com", "m.weibo.cn", "t.cn"), stop=_w("weibo huati zhengfu sinaurl ttarticle"),
        forms=(
            _form(rf"^/(?:u|profile)/(\d{{5,12}}){_END}", ID, "https://weibo.com/u/{}"),
            _form(rf"^/(\d{{8,12}}){_END}", ID, "https://weibo.com/u/{}"),
            _form(rf"^/p/100\d{{3}}(\d{{10}})(?:/(?:home|info|album)?)?{_QUERY}", ID, "https://weibo.com/u/{}"),
            _form(rf"^/n/([^/?#]{{2,60}}){_END}", NAME, "https://weibo.com/n/{}"),
            _form(rf"^/(?:d/)?([a-z][a-z0-9_]{{3,30}})(?:/(?:home|profile))?{_END}", HANDLE, "https://weibo.com/{}"),
        ),
        keys=((r"\d{5,12}", ID),), words=_w("微博 weibo"), captions=("微博",), headings=("微博",), pictures=("weibo",),
        title=re.compile(r"@?(.{1,60}?)的(?:个人主页|微博)(?:[ _|-]{1,3}微博.{0,20})?"), badge="微博",
        endpoints=(
            Endpoint("weibo", "https://api.weibo.com", "微博 interface"),
            Endpoint("weibo_commercial", "https://c.api.weibo.com", "微博 commercial interface"),
        ),
        certifies=True, hides_links=True,
    ),
    Platform(
        "douyin", "抖音", "Douyin", glyph="抖", aliases=_w("抖音 抖音号"),
        hosts=_w("douyin.com www.douyin.com m.douyin.com www.iesdouyin.com v.douyin.com"),
        short_hosts=("v.douyin.com",),
        domains=("douyin.com",), services=("douyin.com",), post_hosts=("v.douyin.com", "www.douyin.com"),
        forms=(
            _form(rf"^/(?:share/)?user/(MS4w{_TOKEN[1:]}{_END}", ID, "https://www.douyin.com/user/{}"),
            _form(r"^/share/user/[^?#]{0,80}\?(?:.{0,400}&)?sec_uid=(MS4w[\w-]{20,120})", ID,
                  "https://www.douyin.com/user/{}"),
        ),
        keys=((r"MS4w[\w-]{20,}", ID),), other_key=ALIAS, words=_w("抖音号 抖音 douyin"), captions=("抖音",),
        headings=("抖音",), pictures=("douyin",), badge="抖音",
        title=re.compile(r"(.{1,60}?)的抖音(?:号|主页)?(?: ?- ?抖音.{0,20})?"),
        endpoints=(Endpoint("douyin", "https://open.douyin.com", "抖音 open platform"),),
        ways=(Way("douyin_open", "抖音开放平台", "Douyin open platform"),), certifies=True,
    ),
    Platform(
        "kuaishou", "快手", "Kuaishou", glyph="快", aliases=_w("快手 快手号"),
        hosts=_w("www.kuaishou.com kuaishou.com live.kuaishou.com v.kuaishou.com m.gifshow.com"),
        short_hosts=("v.kuaishou.com",), domains=("kuaishou.com",), services=("kuaishou.com",),
        forms=(_form(rf"^/(?:profile|u|fw/user)/{_WORD}{_END}", ID, "https://www.kuaishou.com/profile/{}"),),
        keys=((r"[\w-]{2,64}", ID),), words=_w("快手号 快手"), captions=("快手",), pictures=("kuaishou",), badge="快手",
        title=re.compile(r"(.{1,60}?)(?:的快手.{0,10})?[ _|-]{1,3}快手.{0,20}"),
        endpoints=(Endpoint("kuaishou", "https://open.kuaishou.com", "快手 open platform"),),
        ways=(Way("kuaishou_open", "快手开放平台", "Kuaishou open platform"),), certifies=True,
    ),
    Platform(
        "toutiao", "今日头条", "Toutiao", glyph="头", aliases=_w("头条号 今日头条 今日头条号"),
        hosts=_w("www.toutiao.com toutiao.com m.toutiao.com"), short_paths=(("m.toutiao.com", "/is/"),),
        domains=("toutiao.com",), services=("toutiao.com",),
        forms=(
            _form(rf"^/c/user/token/{_TOKEN}{_END}", ID, "https://www.toutiao.com/c/user/token/{}"),
            _form(rf"^/(?:c/user|user)/(\d{{5,20}}){_END}", ALIAS, "https://www.toutiao.com/c/user/{}/"),
        ),
        keys=((r"MS4w[\w-]{20,}", ID),), other_key=ALIAS, words=_w("头条号 今日头条"), captions=("头条号",),
        title=re.compile(r"(.{1,60}?)(?:的?头条主页|的主页)?[ _|-]{1,3}今日头条.{0,30}"), badge="头条", certifies=True,
    ),
    Platform(
        "bilibili", "哔哩哔哩", "Bilibili", glyph="B", aliases=_w("B站 哔哩哔哩"),
        hosts=_w("space.bilibili.com www.bilibili.com m.bilibili.com bilibili.com b23.tv"), short_hosts=("b23.tv",),
        domains=("bilibili.com",), services=("bilibili.com",), post_hosts=("b23.tv",),
        forms=(_form(rf"^/(?:space/)?(\d{{1,20}})(?:/(?:dynamic|video|article|upload(?:/video)?))?{_END}", ID,
                     "https://space.bilibili.com/{}"),),
        form_hosts=("space.bilibili.com",), form_paths=("/space/",), keys=((r"\d{1,20}", ID),), other_key=ALIAS,
        words=_w("哔哩哔哩 b站 bilibili"), title=re.compile(r"(.{1,60}?)的个人空间.{0,90}"),
        endpoints=(
            Endpoint("bilibili", "https://member.bilibili.com", "哔哩哔哩 open platform"),
            Endpoint("bilibili_login", "https://api.bilibili.com", "哔哩哔哩 renewal of tokens"),
        ),
        ways=(Way("bilibili_open", "哔哩哔哩开放平台", "Bilibili open platform", one_kind=True),), certifies=True,
    ),
    Platform(
        "xiaohongshu", "小红书", "Xiaohongshu", glyph="红", aliases=("小红书",),
        hosts=_w("www.xiaohongshu.com xiaohongshu.com xhslink.com"), short_hosts=("xhslink.com",),
        domains=("xiaohongshu.com",),
        forms=(_form(rf"^/user/profile/([0-9a-f]{{24}}){_END}", ID, "https://www.xiaohongshu.com/user/profile/{}"),),
        keys=((r"[0-9a-f]{24}", ID),), other_key=ALIAS, words=("小红书",),
        title=re.compile(r"(.{1,60}?)(?:的个人主页)? ?[_|-] ?小红书.{0,20}"), certifies=True,
    ),
    Platform(
        "channels", "视频号", "WeChat Channels", glyph="视", aliases=_w("视频号 微信视频号"),
        hosts=("channels.weixin.qq.com",), words=("视频号",), captions=("视频号",), certifies=True, shares_codes=True,
    ),
    Platform(
        "miniprogram", "小程序", "mini program", glyph="程", aliases=_w("小程序 微信小程序"), kind=Kind.PROGRAM,
        captions=("小程序",), pictures=("xcx",), shares_codes=True, cancelling=("close_miniprogram",),
    ),
    Platform(
        "app", "移动客户端", "app", glyph="A", aliases=_w("移动客户端 政务APP"), kind=Kind.PROGRAM,
        hosts=_w("apps.apple.com itunes.apple.com play.google.com app.mi.com appgallery.huawei.com"
                 " appgallery.cloud.huawei.com a.app.qq.com sj.qq.com"),
        forms=(
            _form(r"^/(?:[a-z]{2}/)?app/(?:[^?#]{0,200}/)?id(\d{6,15})\b", ID, "https://apps.apple.com/app/id{}"),
            _form(r"^/(?:store/apps/)?details\?(?:.{0,400}&)?id=([\w.]{5,100})", HANDLE),
            _form(r"^/o/simple\.jsp\?(?:.{0,400}&)?pkgname=([\w.]{5,100})", HANDLE),
            _form(r"^/(?:#/)?app/(C\d{6,15})\b", ALIAS, "https://appgallery.huawei.com/app/{}"),
            _form(rf"^/appdetail/([\w.]{{5,100}}){_END}", HANDLE),
        ),
        keys=((r"\d{6,15}", ID),), captions=("客户端", "APP"), headings=("移动客户端",), pictures=("khd",),
        endpoints=(Endpoint("appstore", "https://itunes.apple.com", "App Store look-up"),),
        ways=(Way("appstore", "应用商店", "App Store", one_of_several=True),), cancelling=("take_down_app",),
    ),
    Platform(
        "mastodon", "Mastodon", "Mastodon", glyph="M", words=("mastodon",), abroad=True, any_host=True,
        forms=(_form(rf"^/@([A-Za-z0-9_]{{1,30}}){_END}", HANDLE),),
        not_hosts=r"(?:^|\.)(?:medium|tiktok|substack|npmjs|odysee|rumble|kakao|naver|line|lin)\.\w{2,3}$",
        title=re.compile(r"(.{1,60}?) \(@[\w.@-]{1,100}\)(?: - .{1,60})?"),
        ways=(Way("fediverse", "Mastodon 接口", "Mastodon interface"),),
    ),
    Platform(
        "bluesky", "Bluesky", "Bluesky", glyph="b", hosts=("bsky.app",), words=("bluesky",), abroad=True,
        forms=(
            _form(rf"^/profile/(did:[a-z]{{3,10}}:[\w.:%-]{{5,100}}){_END}", ID, "https://bsky.app/profile/{}"),
            _form(rf"^/profile/([\w-]+(?:\.[\w-]{{1,63}}){{1,8}}){_END}", HANDLE, "https://bsky.app/profile/{}"),
        ),
        keys=((r"did:.+", ID),), title=re.compile(r"@?(.{1,60}?) \(@[\w.-]{1,100}\).{0,30}"),
        endpoints=(
            Endpoint("bluesky", "https://public.api.bsky.app", "Bluesky AppView"),
            Endpoint("bluesky_directory", "https://plc.directory", "directory of Bluesky identities (PLC)"),
        ),
    ),
    Platform(
        "youtube", "YouTube", "YouTube", glyph="Y", services=("youtube.com",), words=("youtube",),
        hosts=_w("www.youtube.com youtube.com m.youtube.com youtu.be"), abroad=True, own_feed=True,
        forms=(
            _form(rf"^/channel/(UC[\w-]{{22}})(?:/(?:videos|about|featured|streams|shorts)?)?{_QUERY}", ID,
                  "https://www.youtube.com/channel/{}"),
            _form(rf"^/@([\w.-]{{3,30}})(?:/(?:videos|about|featured|streams|shorts)?)?{_QUERY}", HANDLE,
                  "https://www.youtube.com/@{}"),
            _form(rf"^/(?:c|user)/{_WORD}(?:/(?:videos|about|featured)?)?{_QUERY}", ALIAS,
                  "https://www.youtube.com/user/{}"),
        ),
        keys=((r"UC[\w-]{22}", ID),), title=re.compile(r"(.{1,90}?) - YouTube"),
        feed=FeedForm(re.compile(r"(?:^|/channel/)(UC[\w-]{22})(?:[/?#]|$)"), "youtube_feed", "?channel_id={}"),
        endpoints=(
            Endpoint("youtube", "https://www.googleapis.com/youtube/v3", "YouTube Data API"),
            Endpoint("youtube_feed", "https://www.youtube.com/feeds/videos.xml", "YouTube feeds"),
        ),
    ),
    Platform("feed", "订阅源", "feed", glyph="R", kind=Kind.FEED, own_feed=True),
    Platform(
        "x", "X", "X", glyph="X", also=("twitter",), services=("twitter.com", "x.com"), words=("twitter",), abroad=True,
        hosts=_w("x.com www.x.com twitter.com www.twitter.com mobile.twitter.com"),
        forms=(_form(rf"^/(?:#!/)?@?([A-Za-z0-9_]{{2,15}}){_END}", HANDLE, "https://x.com/{}"),),
        title=re.compile(r"(.{1,60}?) \(@\w{1,20}\)(?: (?:/|on) (?:X|Twitter))?"),
    ),
    Platform(
        "facebook", "Facebook", "Facebook", glyph="F", services=("facebook.com",), words=("facebook",), abroad=True,
        hosts=_w("facebook.com www.facebook.com m.facebook.com zh-cn.facebook.com"),
        forms=(
            _form(r"^/profile\.php\?(?:.{0,400}&)?id=(\d{5,20})\b", ID, "https://www.facebook.com/profile.php?id={}"),
            _form(rf"^/(?:pages/(?:category/)?[^/?#]{{1,100}}|people/[^/?#]{{1,100}})/(\d{{5,20}}){_END}", ID,
                  "https://www.facebook.com/profile.php?id={}"),
            _form(rf"^/([A-Za-z0-9.]{{5,50}}){_END}", HANDLE, "https://www.facebook.com/{}"),
        ),
        keys=((r"\d{5,20}", ID),), title=re.compile(r"(.{1,90}?) [|-] Facebook"),
    ),
    Platform(
        "instagram", "Instagram", "Instagram", hosts=_w("www.instagram.com instagram.com"), words=("instagram",),
        forms=(_form(rf"^/([\w.]{{2,30}}){_END}", HANDLE, "https://www.instagram.com/{}/"),), abroad=True,
        title=re.compile(r"(.{1,60}?) \(@[\w.]{1,40}\).{0,40}Instagram.{0,40}"),
    ),
    Platform(
        "threads", "Threads", "Threads", glyph="T", hosts=_w("www.threads.net threads.net www.threads.com"),
        forms=(_form(rf"^/@([\w.]{{2,30}}){_END}", HANDLE, "https://www.threads.net/@{}"),), abroad=True,
        title=re.compile(r"(.{1,60}?) \(@[\w.]{1,40}\).{0,40}Threads.{0,20}"),
    ),
)  # fmt: skip
"""The platforms known without plug-ins, those of the register's own words (docs/contract.md 1) first."""


@cache
def platforms() -> tuple[Platform, ...]:
    """Return every row: those above, and those that installed plug-ins bring. A plug-in's row replaces one of its code.

    Plug-ins are loaded once, on the first call; call it from functions, never while a module is imported.
    """
    rows = {row.code: row for row in (*PLATFORMS, *rows_of(entry_points(group=GROUP)))}
    return tuple(rows.values())


def rows_of(plugins: Iterable[EntryPoint]) -> Iterator[Platform]:
    """Yield the rows that plug-ins bring. One that cannot be loaded brings none; the doctor command names it."""
    for plugin in sorted(plugins, key=lambda one: (one.name, one.value)):
        try:
            row = getattr(plugin.load(), "platform", None)
        except (Exception, SystemExit):  # whatever a stranger's module does on import
            row = None
        if isinstance(row, Platform):
            yield row


@cache
def _by_code() -> Mapping[str, Platform]:
    return {row.code: row for row in platforms()}


@cache
def _by_word() -> Mapping[str, Platform]:
    return {word: row for row in platforms() for word in (*row.also, *row.aliases, row.code)}


def row_of(code: str) -> Platform:
    """Return a platform's row, and for a word that no row has a row of nothing but that word."""
    return _by_code().get(code) or Platform(code)


def row_named(word: str) -> Platform:
    """Return the row that a code, an alias or another word for a platform stands for, as `row_of` does."""
    return _by_word().get(word) or Platform(word)


@cache
def way(adapter: str) -> Way:
    """Return what is to be known of an adapter's readings, for an unknown one its id alone."""
    found = (one for row in platforms() for one in row.ways if one.adapter == adapter)
    return next(found, Way(adapter, "", ""))


@cache
def endpoints() -> tuple[Endpoint, ...]:
    """Return the interfaces of every platform, as [endpoints] of auditor.toml names them."""
    return tuple(one for row in platforms() for one in row.endpoints)


@cache
def code_sharers() -> tuple[str, ...]:
    """Return the platforms whose QR codes look alike, sorted."""
    return tuple(sorted(row.code for row in platforms() if row.shares_codes))


def default_endpoints() -> dict[str, str]:
    """Return the base address of every interface by its name."""
    return {one.name: one.address for one in endpoints()}


@cache
def every(name: str) -> tuple[str, ...]:
    """Return the words of all rows in one field of words, each once, the longest first."""
    found = dict.fromkeys(word for row in platforms() for word in getattr(row, name))
    return tuple(sorted(found, key=len, reverse=True))


def any_of(*names: str) -> str:
    """Return an alternation, for a regular expression, of the words of all rows in these fields."""
    words = dict.fromkeys(re.escape(word) for name in names for word in every(name))
    return "|".join(sorted(words, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class _Names(Mapping[str, Pair]):
    """Names in Chinese and English by code, and of adapters by id where `adapters`; plug-ins are asked on first use."""

    adapters: bool = False

    def __getitem__(self, code: str) -> Pair:
        row = _by_code().get(code)
        if row is not None and row.zh:
            return row.zh, row.en or row.zh
        if self.adapters and (found := way(code)).zh:
            return found.zh, found.en
        raise KeyError(code)

    def __iter__(self) -> Iterator[str]:
        yield from (row.code for row in platforms() if row.zh)
        if self.adapters:
            yield from (one.adapter for row in platforms() for one in row.ways)

    def __len__(self) -> int:
        return sum(1 for _ in self)


NAMES: Final[Mapping[str, Pair]] = _Names()
"""Code → names of a platform in Chinese and English."""

SOURCES: Final[Mapping[str, Pair]] = _Names(adapters=True)
"""The same, with the adapters that have words of their own."""
