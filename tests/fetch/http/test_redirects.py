"""Redirects to a firewall's check, over a real server."""

import pytest

from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost
from auditor.model import Outcome
from tests.site_server import Answer, SiteServer

HTML = {"Content-Type": "text/html; charset=utf-8"}
SHORT = "<html><title>登录</title><form>用户名<input name=u>密码<input type=password></form></html>"
LONG = f"<html><title>挑战杯</title><p>{'网络安全宣传周活动在社区举行' * 20}</p></html>"


def moved(place: str, **fields: str) -> Answer:
    return Answer(b"", 302, HTML | {"Location": place} | fields)


ANSWERS = {
    "/to-gone-check": moved("/captcha/index.html"),
    "/to-check": moved("/security_check?from=/"),
    "/security_check?from=/": SHORT.replace("密码<input type=password>", ""),
    "/to-login": moved("/sso/login?service=/"),
    "/sso/login?service=/": SHORT,
    "/to-gone": moved("/moved.html"),
    "/to-cup": moved("/challenge/2026.html"),
    "/challenge/2026.html": LONG,
    "/challenge": moved("/challenge/"),
    "/self": moved("/self"),
    "/self-by-wall": lambda times: moved("/self-by-wall", **{"Set-Cookie": f"__jsl_clearance={times}; path=/"}),
    "/self-by-site": lambda times: moved("/self-by-site", **{"Set-Cookie": f"seen={times}; path=/"}),
}


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("to-gone-check", Outcome.CHALLENGE), ("to-check", Outcome.CHALLENGE), ("self-by-wall", Outcome.CHALLENGE),
        ("to-login", Outcome.OK), ("to-cup", Outcome.OK), ("to-gone", Outcome.HTTP_ERROR),
        ("challenge", Outcome.HTTP_ERROR), ("self", Outcome.REDIRECT_LOOP), ("self-by-site", Outcome.REDIRECT_LOOP),
    ],
)  # fmt: skip
async def test_a_redirect_to_a_check_says_nothing_of_the_address(path: str, outcome: Outcome) -> None:
    settings = FetchSettings(rate=0, allow_private=True)
    async with SiteServer(ANSWERS) as server:
        port = int(server.url.rsplit(":", 1)[1].strip("/"))
        async with Client(settings, [RegisteredHost("127.0.0.1", port)]) as client:
            reply = await client.get(server.url + path)
    assert reply.outcome is outcome, reply.detail
