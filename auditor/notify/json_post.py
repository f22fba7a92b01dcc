"""Any service that takes JSON by POST and answers 2xx."""

from collections.abc import Mapping

from auditor.config.settings import NotifySettings
from auditor.notify.channel import Channel, secret, webhook_address
from auditor.notify.message import Message, payload
from auditor.notify.webhook import post


def send(message: Message, settings: NotifySettings, environ: Mapping[str, str]) -> None:
    """Send the message to a service of the operator's; raises NotSent."""
    url = webhook_address(environ, "JSON")
    post(url, payload(message), settings.timeout_s, token=secret(environ, "JSON_TOKEN"))


CHANNEL = Channel("json", send)
