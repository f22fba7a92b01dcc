"""Servers that take messages: SMTP by aiosmtpd with TLS and logins, and robots that answer as documented."""

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


@dataclass
class Inbox:
    """What an SMTP server took, and what it refuses: `refuse` maps an address to its answer, `down` counts refusals
    of a whole transaction before the first is taken."""

    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)
    secure: list[bool] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    down: int = 0
    port: int = 0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.down:
            self.down -= 1
            return "451 try again later"
        self.raw.append(envelope.content)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        self.to.append(envelope.rcpt_tos)
        self.secure.append(session.ssl is not None)
        return "250 OK"

    def login(self, server, session, envelope, mechanism, data):
        self.logins.append((data.login.decode(), data.password.decode()))
        fine = data.password == b"mail-password"
        told = None if fine else "535 5.7.8 wrong: " + data.password.decode()
        return AuthResult(success=fine, handled=False, message=told)


class Factory(Controller):
    """A controller on a free port that passes on what aiosmtpd's SMTP wants."""

    def factory(self):
        return SMTP(self.handler, **self.SMTP_kwargs)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def mail_server(inbox: Inbox, security: str, context: ssl.SSLContext | None, *, login: bool = True) -> Iterator[Inbox]:
    """Run an SMTP server that wants `security` ('starttls', 'tls' or 'none') before anything else."""
    more = {"authenticator": inbox.login, "auth_required": security == "starttls"} if login else {}
    if security == "starttls":
        more |= {"tls_context": context, "require_starttls": True}
    elif login:
        more["auth_require_tls"] = False
    inbox.port = free_port()
    controller = Factory(
        inbox, hostname="127.0.0.1", port=inbox.port, ssl_context=context if security == "tls" else None,
        decode_data=False, **more,
    )  # fmt: skip
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()


@dataclass
class Robot:
    """An HTTP server that takes POSTs: `answer` makes status and body of the path with query and the JSON sent."""

    answer: Callable[["Asked"], tuple[int, object]]
    asked: list["Asked"] = field(default_factory=list)
    url: str = ""


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: dict
    raw: bytes


@contextmanager
def robot(answer: Callable[[Asked], tuple[int, object]]) -> Iterator[Robot]:
    """Run a robot on loopback."""
    made = Robot(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.path, headers, json.loads(raw), raw)
            made.asked.append(asked)
            status, body = made.answer(asked)
            sent = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(sent)))
            if status in (301, 302, 307):
                self.send_header("Location", made.url + "/elsewhere")
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def wecom(asked: Asked) -> tuple[int, object]:
    """Answer as 企业微信 does (work.weixin.qq.com/api/doc/90000/90136/91770)."""
    if parse_qs(urlsplit(asked.path).query).get("key") != ["wecom-robot-key"]:
        return 200, {"errcode": 93000, "errmsg": "invalid webhook url, hint: [1], from ip: 127.0.0.1"}
    kind = asked.body.get("msgtype")
    if kind not in ("text", "markdown") or set(asked.body) != {"msgtype", kind}:
        return 200, {"errcode": 40008, "errmsg": "invalid message type"}
    content = asked.body[kind].get("content")
    if not isinstance(content, str) or not content:
        return 200, {"errcode": 44004, "errmsg": "empty content"}
    if len(content.encode()) > (2048 if kind == "text" else 4096):
        return 200, {"errcode": 45002, "errmsg": "content size out of limit"}
    return 200, {"errcode": 0, "errmsg": "ok"}


def dingtalk(asked: Asked) -> tuple[int, object]:
    """Answer as 钉钉 does to a robot with 加签."""
    query = parse_qs(urlsplit(asked.path).query)
    if query.get("access_token") != ["ding-token"]:
        return 200, {"errcode": 300005, "errmsg": "token is not exist"}
    said, secret = query.get("timestamp", ["0"])[0], "SECding-secret"
    sign = base64.b64encode(hmac.new(secret.encode(), f"{said}\n{secret}".encode(), hashlib.sha256).digest()).decode()
    if abs(time.time() * 1000 - int(said)) > 3_600_000 or query.get("sign") != [sign]:
        return 200, {"errcode": 310000, "errmsg": "sign not match"}
    if asked.body.get("msgtype") != "text" or not asked.body["text"]["content"]:
        return 200, {"errcode": 400105, "errmsg": "unsupported msgtype"}
    return 200, {"errcode": 0, "errmsg": "ok"}


def feishu(asked: Asked) -> tuple[int, object]:
    """Answer as 飞书 does to a robot with 签名校验."""
    if urlsplit(asked.path).path != "/open-apis/bot/v2/hook/feishu-hook":
        return 200, {"code": 19001, "msg": "param invalid: incoming webhook access token invalid", "data": {}}
    said, secret = asked.body.get("timestamp", "0"), "feishu-secret"
    sign = base64.b64encode(hmac.new(f"{said}\n{secret}".encode(), digestmod=hashlib.sha256).digest()).decode()
    if abs(time.time() - int(said)) > 3600 or asked.body.get("sign") != sign:
        return 200, {"code": 19021, "msg": "sign match fail or timestamp is not within one hour", "data": {}}
    posts = asked.body.get("content", {}).get("post", {})
    if asked.body.get("msg_type") != "post" or not posts:
        return 200, {"code": 19002, "msg": "params error, msg_type need", "data": {}}
    for post in posts.values():
        if not all(
            part["tag"] in ("text", "a") and part["text"] is not None for line in post["content"] for part in line
        ):
            return 200, {"code": 9499, "msg": "Bad Request", "data": {}}
    return 200, {"StatusCode": 0, "StatusMessage": "success", "code": 0, "data": {}, "msg": "success"}
