"""钉钉自定义机器人: {"msgtype": "text"}, signed (加签) with a secret; a refusal is HTTP 200 with errcode ≠ 0."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from urllib.parse import urlencode

from auditor.collect.accounts.credentials import Secret
from auditor.config.settings import NotifySettings
from auditor.notify.channel import Channel, secret, webhook_address
from auditor.notify.chat import chat_text
from auditor.notify.message import Message
from auditor.notify.webhook import post, verify_code

MOST_BYTES = 15_000


def signature(key: Secret, milliseconds: int) -> str:
    """Return the sign of a moment: base64(HMAC-SHA256(secret, timestamp, line feed, secret))."""
    said = f"{milliseconds}\n{key.reveal()}".encode()
    return base64.b64encode(hmac.digest(key.reveal().encode(), said, hashlib.sha256)).decode()


def send(message: Message, settings: NotifySettings, environ: Mapping[str, str]) -> None:
    """Send the message to a group of 钉钉; raises NotSent."""
    url, key = webhook_address(environ, "DINGTALK"), secret(environ, "DINGTALK_SECRET")
    if key:
        now = time.time_ns() // 1_000_000
        query = urlencode({"timestamp": now, "sign": signature(key, now)})
        url = Secret(f"{url.reveal()}{'&' if '?' in url.reveal() else '?'}{query}")
    body = {"msgtype": "text", "text": {"content": chat_text(message, MOST_BYTES)}, "at": {"isAtAll": False}}
    verify_code(post(url, body, settings.timeout_s), "errcode")


CHANNEL = Channel("dingtalk", send)
