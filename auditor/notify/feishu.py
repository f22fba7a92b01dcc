"""飞书自定义机器人: {"msg_type": "post"}, signed (签名校验) where it has a secret; a refusal is HTTP 200 with code ≠ 0.

A post is made of elements, so that no name can become a mention or a link; an old robot answers with StatusCode.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping

from auditor.collect.accounts.credentials import Secret
from auditor.config.settings import NotifySettings
from auditor.notify.channel import Channel, secret, webhook_address
from auditor.notify.chat import chat_text
from auditor.notify.message import Message
from auditor.notify.webhook import post, verify_code

MOST_BYTES = 12_000
LOCALES = {"zh": "zh_cn", "en": "en_us"}


def signature(key: Secret, seconds: int) -> str:
    """Return the sign of a moment: base64(HMAC-SHA256(key: timestamp, line feed, secret; text: nothing))."""
    return base64.b64encode(hmac.digest(f"{seconds}\n{key.reveal()}".encode(), b"", hashlib.sha256)).decode()


def send(message: Message, settings: NotifySettings, environ: Mapping[str, str]) -> None:
    """Send the message to a group of 飞书; raises NotSent."""
    title, _, rest = chat_text(message, MOST_BYTES).partition("\n")
    lines = [[{"tag": "text", "text": line}] for line in rest.split("\n")]
    body: dict[str, object] = {
        "msg_type": "post",
        "content": {"post": {LOCALES[message.lang]: {"title": title, "content": lines}}},
    }
    if key := secret(environ, "FEISHU_SECRET"):
        now = int(time.time())
        body |= {"timestamp": str(now), "sign": signature(key, now)}
    verify_code(post(webhook_address(environ, "FEISHU"), body, settings.timeout_s), "code", "StatusCode")


CHANNEL = Channel("feishu", send)
