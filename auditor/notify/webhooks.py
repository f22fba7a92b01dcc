"""Group robots (企业微信, 钉钉, 飞书), and any service that takes JSON by POST.

Robots take plain text rather than Markdown, in which names could become links or mentions. A robot refuses with HTTP
200 and a code of its own (developer.work.weixin.qq.com, 群机器人配置说明).

The client is plain httpx, not the guarded one: that one guards against addresses that other people write, keeps a pace
for a crawl and does not reach the office's own network unasked. An operator writes a webhook's address, and it often
lies in that network.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import httpx

from auditor.collect.accounts.credentials import Secret
from auditor.config.settings import NotifySettings
from auditor.fetch.http.tls import tls_context
from auditor.notify.channel import Channel, NotSent, secret, webhook_address
from auditor.notify.message import Message, fitted, payload, text_lines

MOST_BYTES = {"wecom": 2_048, "dingtalk": 15_000, "feishu": 12_000}
"""Longest text sent to a robot, in bytes of UTF-8 (企业微信: the documented limit)."""

WIDE = str.maketrans({"<": "＜", ">": "＞", "@": "＠"})
"""Letters that chat services read as tags or mentions, and their wide forms."""

LOCALES = {"zh": "zh_cn", "en": "en_us"}
LONGEST_ANSWER = 64 * 1024
TOO_MANY, SERVER_FAULT = 429, 500
SHOWN = 200


def send_wecom(message: Message, settings: NotifySettings, environ: Mapping[str, str]) -> None:
    """Send the message to a group of 企业微信; raises NotSent."""
    body = {"msgtype": "text", "text": {"content": chat_text(message, MOST_BYTES["wecom"])}}
    verify_code(post(webhook_address(environ, "WECOM"), body, settings.timeout_s), "errcode")


def send_dingtalk(message: Message, settings: NotifySettings, environ: Mapping[str, str]) -> None:
    """Send the message to a group of 钉钉, signed (加签) where the robot has a secret; raises NotSent."""
    url, key = webhook_address(environ, "DINGTALK"), secret(environ, "DINGTALK_SECRET")
    if key:
        now = time.time_ns() // 1_000_000
        sign = _signature(key.reveal(), f"{now}\n{key.reveal()}")
        joint = "&" if "?" in url.reveal() else "?"
        url = Secret(f"{url.reveal()}{joint}{urlencode({'timestamp': now, 'sign': sign})}")
    text = {"content": chat_text(message, MOST_BYTES["dingtalk"])}
    body = {"msgtype": "text", "text": text, "at": {"isAtAll": False}}
    verify_code(post(url, body, settings.timeout_s), "errcode")


def send_feishu(message: Message, settings: NotifySettings, environ: Mapping[str, str]) -> None:
    """Send the message to a group of 飞书, signed (签名校验) where the robot has a secret; raises NotSent.

    A post is made of elements, so that no name can become a mention or a link. An old robot answers with StatusCode.
    """
    title, _, rest = chat_text(message, MOST_BYTES["feishu"]).partition("\n")
    lines = [[{"tag": "text", "text": line}] for line in rest.split("\n")]
    content = {"post": {LOCALES[message.lang]: {"title": title, "content": lines}}}
    body: dict[str, object] = {"msg_type": "post", "content": content}
    if key := secret(environ, "FEISHU_SECRET"):
        now = int(time.time())
        body |= {"timestamp": str(now), "sign": _signature(f"{now}\n{key.reveal()}", "")}
    verify_code(post(webhook_address(environ, "FEISHU"), body, settings.timeout_s), "code", "StatusCode")


def send_json(message: Message, settings: NotifySettings, environ: Mapping[str, str]) -> None:
    """Send the message as JSON to a service of the operator's; raises NotSent where it answers with no 2xx."""
    post(webhook_address(environ, "JSON"), payload(message), settings.timeout_s, token=secret(environ, "JSON_TOKEN"))


ROBOTS = {"wecom": send_wecom, "dingtalk": send_dingtalk, "feishu": send_feishu, "json": send_json}
WEBHOOKS = {name: Channel(name, send) for name, send in ROBOTS.items()}


def chat_text(message: Message, most: int) -> str:
    """Return the message as plain text of at most `most` bytes, in which nothing mentions or calls anybody."""
    return fitted([line.translate(WIDE) for line in text_lines(message)], most, message.lang)


def _signature(key: str, text: str) -> str:
    """Return base64(HMAC-SHA256(key, text)): what 钉钉 and 飞书 sign a moment with."""
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()


def post(url: Secret, body: object, seconds: float, token: Secret | None = None) -> bytes:
    """Return the answer to a POST of `body` as JSON; no redirect is followed. Raises NotSent where it is no 2xx."""
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "auditor"}
    if token:
        headers["Authorization"] = f"Bearer {token.reveal()}"
    content = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    host = urlsplit(url.reveal()).hostname
    try:
        with (
            httpx.Client(timeout=seconds, verify=tls_context()) as client,
            client.stream("POST", url.reveal(), content=content, headers=headers) as answer,
        ):
            status, taken = answer.status_code, answer.is_success
            said = _bounded(answer)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as fault:
        raise NotSent(f"{host}: {type(fault).__name__}: {fault}"[:SHOWN], again=True) from None
    if not taken:
        text = said[:SHOWN].decode(errors="replace")
        raise NotSent(f"{host} answered {status}: {text}", again=status == TOO_MANY or status >= SERVER_FAULT)
    return said


def verify_code(answer: bytes, *names: str) -> None:
    """Raise NotSent unless the answer is a JSON object in which the first of `names` that it has is 0.

    Robots refuse with HTTP 200 and a code of their own.
    """
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        told = None
    if isinstance(told, dict):
        for name in names:
            if name in told:
                if told[name] == 0 and not isinstance(told[name], bool):
                    return
                words = told.get("errmsg") or told.get("msg") or told.get("StatusMessage") or ""
                raise NotSent(f"refused with {name} {str(told[name])[:20]}: {str(words)[:SHOWN]}")
    raise NotSent(f"an answer that is none of a robot's: {answer[:SHOWN].decode(errors='replace')}")


def _bounded(answer: httpx.Response) -> bytes:
    said = b""
    for part in answer.iter_bytes():
        said += part
        if len(said) >= LONGEST_ANSWER:
            break
    return said[:LONGEST_ANSWER]
