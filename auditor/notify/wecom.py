"""企业微信群机器人: {"msgtype": "text"}; text of at most 2,048 bytes; a refusal is HTTP 200 with errcode ≠ 0.

Plain text rather than Markdown: whatever a name holds stays a name (developer.work.weixin.qq.com, 群机器人配置说明).
"""

from collections.abc import Mapping

from auditor.config.settings import NotifySettings
from auditor.notify.channel import Channel, webhook_address
from auditor.notify.chat import chat_text
from auditor.notify.message import Message
from auditor.notify.webhook import post, verify_code

MOST_BYTES = 2_048


def send(message: Message, settings: NotifySettings, environ: Mapping[str, str]) -> None:
    """Send the message to a group of 企业微信; raises NotSent."""
    body = {"msgtype": "text", "text": {"content": chat_text(message, MOST_BYTES)}}
    verify_code(post(webhook_address(environ, "WECOM"), body, settings.timeout_s), "errcode")


CHANNEL = Channel("wecom", send)
