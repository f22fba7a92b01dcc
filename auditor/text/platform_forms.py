"""How addresses of social platforms are built: hosts, forms of an account's address, and words that are no account.

Stop words as in the US Digital Registry, so that a share button is not taken for an account (docs/accounts.md 3).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

ID, HANDLE, NAME, BIZ, GHID, ALIAS = "id", "handle", "name", "biz", "ghid", "alias"
"""Sorts of keys: only keys of one sort can be compared. ALIAS is a WeChat id (微信号) or a number shown in an app."""


class Form(NamedTuple):
    """One form of an account's address: pattern of the path (or of path?query), sort of key, canonical address."""

    path: re.Pattern[str]
    sort: str
    address: str = ""


def _form(path: str, sort: str, address: str = "") -> Form:
    return Form(re.compile(path, re.I), sort, address)


_END = r"/?(?:[?#].{0,500})?$"
_WORD = r"([A-Za-z0-9_.-]{2,64})"
_TOKEN = r"([\w-]{20,120})"

HOSTS: Final[Mapping[str, str]] = {
    "weibo.com": "weibo", "www.weibo.com": "weibo", "e.weibo.com": "weibo", "weibo.cn": "weibo",
    "www.weibo.cn": "weibo", "m.weibo.cn": "weibo", "m.weibo.com": "weibo",
    "mp.weixin.qq.com": "weixin", "weixin.qq.com": "weixin", "open.weixin.qq.com": "weixin", "u.wechat.com": "weixin",
    "channels.weixin.qq.com": "channels",
    "douyin.com": "douyin", "www.douyin.com": "douyin", "m.douyin.com": "douyin", "www.iesdouyin.com": "douyin",
    "v.douyin.com": "douyin",
    "www.kuaishou.com": "kuaishou", "kuaishou.com": "kuaishou", "live.kuaishou.com": "kuaishou",
    "v.kuaishou.com": "kuaishou", "m.gifshow.com": "kuaishou",
    "www.toutiao.com": "toutiao", "toutiao.com": "toutiao", "m.toutiao.com": "toutiao",
    "space.bilibili.com": "bilibili", "www.bilibili.com": "bilibili", "m.bilibili.com": "bilibili",
    "bilibili.com": "bilibili", "b23.tv": "bilibili",
    "www.xiaohongshu.com": "xiaohongshu", "xiaohongshu.com": "xiaohongshu", "xhslink.com": "xiaohongshu",
    "www.youtube.com": "youtube", "youtube.com": "youtube", "m.youtube.com": "youtube", "youtu.be": "youtube",
    "x.com": "x", "www.x.com": "x", "twitter.com": "x", "www.twitter.com": "x", "mobile.twitter.com": "x",
    "facebook.com": "facebook", "www.facebook.com": "facebook", "m.facebook.com": "facebook",
    "zh-cn.facebook.com": "facebook", "www.instagram.com": "instagram", "instagram.com": "instagram",
    "www.threads.net": "threads", "threads.net": "threads", "www.threads.com": "threads",
    "bsky.app": "bluesky",
    "apps.apple.com": "app", "itunes.apple.com": "app", "play.google.com": "app", "app.mi.com": "app",
    "appgallery.huawei.com": "app", "appgallery.cloud.huawei.com": "app", "a.app.qq.com": "app", "sj.qq.com": "app",
}  # fmt: skip
PARENTS: Final = tuple(
    """
    .weibo.com .weibo.cn .douyin.com .kuaishou.com .toutiao.com .bilibili.com .xiaohongshu.com .weixin.qq.com
    """.split()
)
"""Domains all of whose other hosts are the platform's own machinery: share buttons, log-ins, searches, pictures."""

SHORTENERS: Final = frozenset(
    {"t.cn", "url.cn", "dwz.cn", "suo.im", "bit.ly", "t.co", "tinyurl.com", "goo.gl", "w.url.cn"}
)
"""Hosts of short links that may lead anywhere."""

SHORT_HOSTS = frozenset({"v.douyin.com", "v.kuaishou.com", "b23.tv", "xhslink.com"})
FORMS: Final[Mapping[str, Sequence[Form]]] = {
    "weibo": (
        _form(rf"^/(?:u|profile)/(\d{{5,12}}){_END}", ID, "https://weibo.com/u/{}"),
        _form(rf"^/(\d{{8,12}}){_END}", ID, "https://weibo.com/u/{}"),
        _form(r"^/p/100\d{3}(\d{10})(?:/(?:home|info|album)?)?(?:[?#].{0,500})?$", ID, "https://weibo.com/u/{}"),
        _form(rf"^/n/([^/?#]{{2,60}}){_END}", NAME, "https://weibo.com/n/{}"),
        _form(rf"^/(?:d/)?([a-z][a-z0-9_]{{3,30}})(?:/(?:home|profile))?{_END}", HANDLE, "https://weibo.com/{}"),
    ),
    "weixin": (
        _form(r"^/(?:mp/(?:profile_ext|getmasssendmsg|homepage))\?(?:.{0,400}&)?__biz=([A-Za-z0-9+/_-]{8,40}={0,2})",
              BIZ,
              "https://mp.weixin.qq.com/mp/profile_ext?action=home&__biz={}"),
        _form(r"^/qr/code/?\?(?:.{0,400}&)?username=(gh_[0-9a-f]{6,20})\b", GHID,
              "https://open.weixin.qq.com/qr/code?username={}"),
        _form(r"^/qr/code/?\?(?:.{0,400}&)?username=([A-Za-z][\w-]{5,30})", ALIAS,
              "https://open.weixin.qq.com/qr/code?username={}"),
    ),
    "douyin": (
        _form(rf"^/(?:share/)?user/(MS4w{_TOKEN[1:]}{_END}", ID, "https://www.douyin.com/user/{}"),
        _form(r"^/share/user/[^?#]{0,80}\?(?:.{0,400}&)?sec_uid=(MS4w[\w-]{20,120})", ID, "https://www.douyin.com/user/{}"),
    ),
    "kuaishou": (_form(rf"^/(?:profile|u|fw/user)/{_WORD}{_END}", ID, "https://www.kuaishou.com/profile/{}"),),
    "toutiao": (
        _form(rf"^/c/user/token/{_TOKEN}{_END}", ID, "https://www.toutiao.com/c/user/token/{}"),
        _form(rf"^/(?:c/user|user)/(\d{{5,20}}){_END}", ALIAS, "https://www.toutiao.com/c/user/{}/"),
    ),
    "bilibili": (_form(rf"^/(?:space/)?(\d{{1,20}})(?:/(?:dynamic|video|article|upload(?:/video)?))?{_END}", ID,
                       "https://space.bilibili.com/{}"),),
    "xiaohongshu": (_form(rf"^/user/profile/([0-9a-f]{{24}}){_END}", ID,
                          "https://www.xiaohongshu.com/user/profile/{}"),),
    "youtube": (
        _form(r"^/channel/(UC[\w-]{22})(?:/(?:videos|about|featured|streams|shorts)?)?(?:[?#].{0,500})?$", ID,
              "https://www.youtube.com/channel/{}"),
        _form(r"^/@([\w.-]{3,30})(?:/(?:videos|about|featured|streams|shorts)?)?(?:[?#].{0,500})?$", HANDLE,
              "https://www.youtube.com/@{}"),
        _form(rf"^/(?:c|user)/{_WORD}(?:/(?:videos|about|featured)?)?(?:[?#].{{0,500}})?$", ALIAS,
              "https://www.youtube.com/user/{}"),
    ),
    "x": (_form(rf"^/(?:#!/)?@?([A-Za-z0-9_]{{2,15}}){_END}", HANDLE, "https://x.com/{}"),),
    "facebook": (
        _form(r"^/profile\.php\?(?:.{0,400}&)?id=(\d{5,20})\b", ID, "https://www.facebook.com/profile.php?id={}"),
        _form(rf"^/(?:pages/(?:category/)?[^/?#]{{1,100}}|people/[^/?#]{{1,100}})/(\d{{5,20}}){_END}", ID,
              "https://www.facebook.com/profile.php?id={}"),
        _form(rf"^/([A-Za-z0-9.]{{5,50}}){_END}", HANDLE, "https://www.facebook.com/{}"),
    ),
    "instagram": (_form(rf"^/([\w.]{{2,30}}){_END}", HANDLE, "https://www.instagram.com/{}/"),),
    "threads": (_form(rf"^/@([\w.]{{2,30}}){_END}", HANDLE, "https://www.threads.net/@{}"),),
    "bluesky": (
        _form(rf"^/profile/(did:[a-z]{{3,10}}:[\w.:%-]{{5,100}}){_END}", ID, "https://bsky.app/profile/{}"),
        _form(rf"^/profile/([\w-]+(?:\.[\w-]{{1,63}}){{1,8}}){_END}", HANDLE, "https://bsky.app/profile/{}"),
    ),
    "app": (
        _form(r"^/(?:[a-z]{2}/)?app/(?:[^?#]{0,200}/)?id(\d{6,15})\b", ID, "https://apps.apple.com/app/id{}"),
        _form(r"^/(?:store/apps/)?details\?(?:.{0,400}&)?id=([\w.]{5,100})", HANDLE, ""),
        _form(r"^/o/simple\.jsp\?(?:.{0,400}&)?pkgname=([\w.]{5,100})", HANDLE, ""),
        _form(r"^/(?:#/)?app/(C\d{6,15})\b", ALIAS, "https://appgallery.huawei.com/app/{}"),
        _form(rf"^/appdetail/([\w.]{{5,100}}){_END}", HANDLE, ""),
    ),
}  # fmt: skip
MASTODON = _form(rf"^/@([A-Za-z0-9_]{{1,30}}){_END}", HANDLE)
NOT_MASTODON = re.compile(r"(?:^|\.)(?:medium|tiktok|substack|npmjs|odysee|rumble|kakao|naver|line|lin)\.\w{2,3}$")
POSTS = re.compile(
    r"^/(?:s(?:/|\?|$)|\d{8,12}/[A-Za-z0-9]{6,}|(?:detail|status|ttarticle|article|video|note|short-video|fw/photo|group|i\d|a\d"
    r"|explore|discovery|watch|shorts|w/)|[^/]{1,60}/(?:status|posts|photos|videos)/|profile/[^/]{1,100}/post/|p/(?!100\d{13})[\w-]{5,})",
    re.I,
)
STOP = frozenset(
    """
    login signup signin share sharer home hot tv discover search aj ajax newlogin k video at settings setting reg
    register message square apps page pages about help privacy client download mobile index welcome intent hashtag
    explore tos i dialog plugins groups watch events tr business policies l photo photos media marketplace reel
    reels accounts stories direct logout passport zhengfu gov favicon.ico public verify topic huati weibo sinaurl
    ttarticle status detail compose jobs
    """.split()
)
