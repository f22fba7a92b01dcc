"""The three open platforms as they document themselves, on loopback: lists, profiles, renewals, errors."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from tests.collect.accounts.api_server import Request

TOKEN, REFRESH = "act.5f0first0token", "rft.5f0first0refresh"


@dataclass
class Video:
    """One video; `more` are further fields of its entry in the list."""

    id: str
    at: datetime | None
    title: str = ""
    more: dict = field(default_factory=dict)

    @property
    def seconds(self) -> int:
        return int(self.at.timestamp()) if self.at else 0


def videos(now: datetime, *days: float) -> list[Video]:
    """Return videos of so many days ago, newest first, their ids as large as they are new."""
    return [
        Video(f"v{1000 - number:05d}", now - timedelta(days=back), f"停水通知 {number}")
        for number, back in enumerate(days)
    ]


@dataclass
class Platform:
    """What all three have: `pages` counts list calls, `faults` maps such a number to an answer given instead.

    A renewal gives `new` tokens in turn, and takes only the refresh token given last.
    """

    videos: list[Video] = field(default_factory=list)
    valid: set[str] = field(default_factory=lambda: {TOKEN})
    refresh: str = REFRESH
    faults: dict[int, object] = field(default_factory=dict)
    pages: int = 0
    renewals: int = 0
    profile_fails: bool = False
    count: int | None = None

    def respond(self, request: Request) -> object:
        if request.path == self.list_path:
            self.pages += 1
            if self.pages in self.faults:
                return self.faults[self.pages]
        return self.answer(request)

    def renewed(self, request: Request) -> dict | None:
        if request.method != "POST" or request.form.get("refresh_token") != self.refresh:
            return None
        self.renewals += 1
        self.refresh = f"rft.5f{self.renewals}next0refresh"
        token = f"act.5f{self.renewals}next0token"
        self.valid = {token}
        return {"access_token": token, "refresh_token": self.refresh, "expires_in": 1_296_000}


class Douyin(Platform):
    """open.douyin.com"""

    platform, endpoint, list_path = "douyin", "douyin", "/api/douyin/v1/video/video_list/"
    credentials: ClassVar = {"access_token": TOKEN, "open_id": "open-id-of-this-app"}
    renewing: ClassVar = {"refresh_token": REFRESH, "client_key": "awclientkey"}

    def error(self, code: int, words: str = "") -> dict:
        return {"data": {"error_code": code, "description": words}, "extra": {"error_code": code, "logid": "x"}}

    expired = property(lambda self: self.error(2190008, "access_token过期,请刷新或重新授权"))

    def answer(self, request: Request) -> object:
        if request.path == "/oauth/refresh_token/":
            told = self.renewed(request) if request.form.get("client_key") == "awclientkey" else None
            return {"data": {**told, "error_code": 0}} if told else self.error(10010, "refresh_token过期")
        token = request.fields.get("access-token") or request.form.get("access_token")
        if token not in self.valid:
            return self.expired
        if request.path == "/oauth/userinfo/":
            return self.error(2190003) if self.profile_fails else {"data": {"error_code": 0, "nickname": "某区发布"}}
        assert request.query["open_id"] == "open-id-of-this-app"
        cursor, count = int(request.query["cursor"]), int(request.query["count"])
        assert 0 < count <= 20
        rest = [one for one in self.videos if not cursor or one.seconds * 1000 < cursor]
        shown = rest[:count]
        return {
            "data": {
                "error_code": 0,
                "description": "",
                "cursor": shown[-1].seconds * 1000 if shown else 0,
                "has_more": len(rest) > count,
                "list": [self.entry(one) for one in shown],
            },
            "extra": {"error_code": 0, "description": "", "logid": "20261120", "now": 1795300000},
        }

    def entry(self, video: Video) -> dict:
        return {
            "item_id": video.id,
            "title": video.title,
            "create_time": video.seconds,
            "share_url": f"https://www.iesdouyin.com/share/video/{video.id}/?utm_source=x",
            "is_top": False,
            "is_reviewed": True,
            "media_type": 4,
            "statistics": {"play_count": 41, "digg_count": 3, "comment_count": 2, "share_count": 1},
            **video.more,
        }


class Kuaishou(Platform):
    """open.kuaishou.com"""

    platform, endpoint, list_path = "kuaishou", "kuaishou", "/openapi/photo/list"
    credentials: ClassVar = {"access_token": TOKEN, "app_id": "ks0000000000"}
    renewing: ClassVar = {"refresh_token": REFRESH, "app_secret": "ks-app-secret-1"}

    def error(self, code: int, words: str = "") -> dict:
        return {"result": code, "error": "error", "error_msg": words}

    expired = property(lambda self: self.error(100200100, "access_token expired"))

    def answer(self, request: Request) -> object:
        if request.path == "/oauth2/refresh_token":
            told = self.renewed(request) if request.form.get("app_secret") == "ks-app-secret-1" else None
            return {"result": 1, **told} if told else self.error(100200101, "refresh_token invalid")
        assert request.query["app_id"] == "ks0000000000"
        if request.query["access_token"] not in self.valid:
            return self.expired
        if request.path == "/openapi/user_info":
            return (
                self.error(1, "")
                if self.profile_fails
                else {"result": 1, "user_info": {"name": "某区发布", "fan": 1200}}
            )
        if request.path == "/openapi/photo/count":
            total = len(self.videos) if self.count is None else self.count
            return {"result": 1, "all_count": total, "public_count": total, "private_count": 0, "friend_count": 0}
        cursor, count = request.query.get("cursor", ""), int(request.query["count"])
        assert 0 < count <= 200
        rest = [one for one in self.videos if not cursor or one.id < cursor]
        return {"result": 1, "video_list": [self.entry(one) for one in rest[:count]]}

    def entry(self, video: Video) -> dict:
        return {
            "photo_id": video.id,
            "caption": video.title,
            "cover": "https://example.cn/c.jpg",
            "create_time": video.seconds * 1000,
            "like_count": 3,
            "comment_count": 2,
            "view_count": 41,
            "pending": False,
            **video.more,
        }


class Bilibili(Platform):
    """member.bilibili.com; every call has to be signed as the platform documents it."""

    platform, endpoint, list_path = "bilibili", "bilibili", "/arcopen/fn/archive/viewlist"
    credentials: ClassVar = {
        "access_token": TOKEN,
        "client_id": "bili-id",
        "client_secret": "bili-secret-of-app",
    }
    renewing: ClassVar = {"refresh_token": REFRESH}

    def error(self, code: int, words: str = "") -> dict:
        return {"code": code, "message": words, "ttl": 1, "request_id": "35f4a1e0"}

    expired = property(lambda self: self.error(-101, "账号未登录"))

    def answer(self, request: Request) -> object:
        if request.path == "/x/account-oauth2/v1/refresh_token":
            told = self.renewed(request) if request.form.get("client_secret") == "bili-secret-of-app" else None
            return {"code": 0, "data": told} if told else self.error(-400, "refresh_token invalid")
        if not self.signed(request):
            return self.error(4002, "签名异常")
        if request.fields["access-token"] not in self.valid:
            return self.expired
        if request.path == "/arcopen/fn/user/account/info":
            return self.error(-403) if self.profile_fails else {"code": 0, "data": {"name": "某区发布", "openid": "o"}}
        if request.path == "/arcopen/fn/data/user/stat":
            return {"code": 0, "data": {"follower": 1200, "following": 3, "arc_passed_total": len(self.videos)}}
        number, count = int(request.query["pn"]), int(request.query["ps"])
        assert (0 < count <= 50, request.query["status"]) == (True, "pubed")
        shown = self.videos[(number - 1) * count : number * count]
        total = len(self.videos) if self.count is None else self.count
        page = {"pn": number, "ps": count, "total": total}
        return {"code": 0, "message": "0", "data": {"page": page, "list": [self.entry(one) for one in shown]}}

    def signed(self, request: Request) -> bool:
        """Check the signature anew, from the fields as they came."""
        names = sorted(name for name in request.fields if name.startswith("x-bili-"))
        text = "\n".join(f"{name}:{request.fields[name]}" for name in names)
        wanted = hmac.new(b"bili-secret-of-app", text.encode(), hashlib.sha256).hexdigest()
        return (
            len(names) == 6
            and request.fields["x-bili-content-md5"] == hashlib.md5(request.body).hexdigest()
            and request.fields["x-bili-signature-version"] == "2.0"
            and abs(int(request.fields["x-bili-timestamp"]) - datetime.now().timestamp()) < 600
            and hmac.compare_digest(request.fields["authorization"], wanted)
        )

    def entry(self, video: Video) -> dict:
        return {
            "resource_id": video.id,
            "title": video.title,
            "ctime": video.seconds - 60,
            "ptime": video.seconds,
            "desc": "说明",
            "addit_info": {"state": 0, "state_desc": "开放浏览", "reject_reason": ""},
            "video_info": {"share_url": f"https://www.bilibili.com/video/{video.id}", "duration": 5},
            **video.more,
        }


ALL = (Douyin, Kuaishou, Bilibili)
