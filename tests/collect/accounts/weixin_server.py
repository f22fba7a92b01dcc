"""WeChat's interfaces on loopback, in the documented shapes: tokens, articles by day, freepublish, followers, errors.

Always HTTP 200, as WeChat answers; what is wrong is in `errcode`.
"""

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = dict[str, Any]
OPENS = date(2025, 11, 1)
TOKEN = "/cgi-bin/stable_token"
DETAILS = "/datacube/getarticletotaldetail"
PUBLISHED = "/cgi-bin/freepublish/batchget"
FOLLOWERS = "/datacube/getusercumulate"
MENU = "/cgi-bin/get_current_selfmenu_info"
WORDS = {
    -1: "system error", 40001: "invalid credential, access_token is invalid or not latest", 40013: "invalid appid",
    40014: "invalid access_token", 40097: "invalid args", 40125: "invalid appsecret", 41004: "appsecret missing",
    42001: "access_token expired", 43002: "require POST method", 45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute", 47001: "data format error",
    47009: "this api is offline", 48001: "api unauthorized", 48004: "api forbidden", 50002: "user limited",
    61500: "date format error", 61501: "date range error",
}  # fmt: skip


@dataclass
class Account:
    """What WeChat knows of one account. `today` is its own day, in China."""

    today: date
    appid: str = "wx0123456789abcdef"
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    articles: list[Answer] = field(default_factory=list)
    published: list[Answer] = field(default_factory=list)
    late: set[date] = field(default_factory=set)
    followers: int = 1217056
    whitelist: bool = True
    menu: int = 1
    tokens: list[str] = field(default_factory=list)


def article(day: date, mid: int, title: str, idx: int = 1, kind: int = 0, reads: int = 41) -> Answer:
    """Return an article as getarticletotaldetail has it."""
    url = f"http://mp.weixin.qq.com/s?__biz=MzA5&mid={mid}&idx={idx}&sn=f{mid}&chksm=84ab#rd"
    details = [
        {"stat_date": (day + timedelta(days=age)).isoformat(), "read_user": reads * (age + 1) // 2, "share_user": 3,
         "like_user": 2, "zaikan_user": 1, "comment_count": 0, "collection_user": 1}
        for age in range(2)
    ]  # fmt: skip
    return {"ref_date": day.isoformat(), "msgid": f"{mid}_{idx}", "publish_type": kind, "title": title,
            "content_url": url, "detail_list": details}  # fmt: skip


def published(article_id: str, at: int, *articles: tuple[str, str], **more: Any) -> Answer:
    """Return an item of freepublish, updated `at`, with articles of (title, address)."""
    news = [
        {"title": title, "author": "", "digest": "", "content": "", "content_source_url": "", "thumb_media_id": "t",
         "show_cover_pic": 0, "need_open_comment": 0, "only_fans_can_comment": 0, "url": url, "is_deleted": False,
         **more}
        for title, url in articles
    ]  # fmt: skip
    return {"article_id": article_id, "update_time": at, "content": {"news_item": news}}


class WeixinServer:
    """Serve accounts, the first of which is `account`.

    `faults` maps a path to error codes (or raw bodies, or RESET) to give before good answers; `always` does so for
    every call, `on_day` for the daily list of one day. `echo` puts what was sent into the words of errors.
    """

    RESET = "reset"

    def __init__(self, account: Account, *others: Account) -> None:
        self.account = account
        self.tokens = account.tokens
        self.accounts = {one.appid: one for one in (account, *others)}
        self.faults: dict[str, list[int | bytes | str]] = {}
        self.always: dict[str, int | bytes | str] = {}
        self.on_day: dict[str, int | bytes | str] = {}
        self.echo = False
        self.calls: list[tuple[str, Answer]] = []
        self.forced = 0
        self.expires_in = 7200
        self.url = ""
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> "WeixinServer":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()

    def times(self) -> Counter[str]:
        """Return how often each path was asked."""
        return Counter(path for path, _ in self.calls)

    def days(self) -> list[str]:
        """Return the days asked of the daily lists, in order."""
        return [body["begin_date"] for path, body in self.calls if path == DETAILS]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, target, _ = head[0].split(" ")
                fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
                sent = await reader.readexactly(int(fields.get("content-length", "0")))
                body = self._answer(method, target, sent)
                if body is None:
                    writer.transport.abort()
                    return
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json; encoding=utf-8\r\n")
                writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, method: str, target: str, sent: bytes) -> bytes | None:
        path, query = urlsplit(target).path, parse_qs(urlsplit(target).query)
        try:
            body = json.loads(sent) if sent else {}
        except ValueError:
            body = {}
        self.calls.append((path, body))
        fault = self._fault(path, body)
        if fault == self.RESET:
            return None
        if isinstance(fault, bytes):
            return fault
        if isinstance(fault, int):
            return self._coded(fault, target, sent)
        found = 43002 if method != "POST" and path != MENU else self._good(path, query, body)
        return self._coded(found, target, sent) if isinstance(found, int) else json.dumps(found).encode()

    def _fault(self, path: str, body: Answer) -> int | bytes | str | None:
        if path == DETAILS and body.get("begin_date") in self.on_day:
            return self.on_day[body["begin_date"]]
        waiting = self.faults.get(path)
        return waiting.pop(0) if waiting else self.always.get(path)

    def _coded(self, code: int, target: str, sent: bytes) -> bytes:
        words = (
            "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist"
            if code == 40164
            else WORDS.get(code, "error")
        )
        if self.echo:
            words += f" {target} {sent.decode()}"
        return json.dumps({"errcode": code, "errmsg": f"{words} rid: 692404c2-7a1b2c3d-4e5f6a7b"}).encode()

    def _good(self, path: str, query: dict[str, list[str]], body: Answer) -> Answer | int:
        if path == TOKEN:
            return self._token(body)
        shown = query.get("access_token")
        asking = next((one for one in self.accounts.values() if one.tokens and shown == [one.tokens[-1]]), None)
        if asking is None:
            return 40001
        if not asking.whitelist:
            return 40164
        good: dict[str, Callable[[Account, Answer], Answer | int]] = {
            DETAILS: self._details, PUBLISHED: self._published, FOLLOWERS: self._followers, MENU: self._menu,
        }  # fmt: skip
        return good[path](asking, body) if path in good else {"errcode": 404, "errmsg": "no such path"}

    def _token(self, body: Answer) -> Answer | int:
        asking = self.accounts.get(body.get("appid", ""))
        if body.get("grant_type") != "client_credential" or asking is None:
            return 40013
        if body.get("secret") != asking.secret:
            return 40125
        if not asking.whitelist:
            return 40164
        self.forced += body.get("force_refresh") is True
        if body.get("force_refresh") or not asking.tokens:
            asking.tokens.append("98_" + secrets.token_urlsafe(96))
        return {"access_token": asking.tokens[-1], "expires_in": self.expires_in}

    def _bounds(self, body: Answer, most: int) -> tuple[date, date] | int:
        try:
            first, last = date.fromisoformat(body["begin_date"]), date.fromisoformat(body["end_date"])
        except (KeyError, ValueError):
            return 61500
        if first > last or last >= self.account.today or (last - first).days >= most:
            return 61501
        return first, last

    def _details(self, asking: Account, body: Answer) -> Answer | int:
        bounds = self._bounds(body, 1)
        if isinstance(bounds, int) or bounds[0] < OPENS:
            return bounds if isinstance(bounds, int) else 61501
        day = bounds[0]
        late = day in asking.late
        there = [one for one in asking.articles if one["ref_date"] == day.isoformat()]
        return {"list": [] if late else there, "is_delay": late}

    def _published(self, asking: Account, body: Answer) -> Answer | int:
        offset, count = body.get("offset"), body.get("count")
        if not isinstance(offset, int) or not isinstance(count, int) or not 1 <= count <= 20:
            return 40097
        page = asking.published[offset : offset + count]
        return {"item": page, "total_count": len(asking.published), "item_count": len(page)}

    def _followers(self, asking: Account, body: Answer) -> Answer | int:
        bounds = self._bounds(body, 7)
        if isinstance(bounds, int):
            return bounds
        days = [bounds[0] + timedelta(days=more) for more in range((bounds[1] - bounds[0]).days + 1)]
        return {
            "list": [{"ref_date": day.isoformat(), "user_source": 0, "cumulate_user": asking.followers - back}
                     for back, day in enumerate(reversed(days))]
        }  # fmt: skip

    def _menu(self, asking: Account, _body: Answer) -> Answer:
        return {"is_menu_open": asking.menu, "selfmenu_info": {"button": [{"type": "view", "name": "办事"}]}}
