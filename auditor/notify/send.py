"""Send one message by every channel that is set up, side by side, within a bounded time."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from auditor.config.settings import NotifySettings
from auditor.logs import one_line
from auditor.notify import dingtalk, feishu, json_post, mail, wecom
from auditor.notify.channel import PREFIX, Channel, NotSent, secret, webhook_address
from auditor.notify.message import Message

WEBHOOKS = {one.name: one for one in (wecom.CHANNEL, dingtalk.CHANNEL, feishu.CHANNEL, json_post.CHANNEL)}
PAUSE_S = 3.0
LONGEST_S = 120.0


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one channel; `fault` '' = the message was taken."""

    channel: str
    fault: str = ""


def channels(settings: NotifySettings) -> list[Channel]:
    """Return the channels that are set up."""
    named = [WEBHOOKS[name] for name in settings.webhooks]
    return [mail.CHANNEL, *named] if settings.to else named


def lacking(settings: NotifySettings, environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the channels that are set up, each with what it lacks in the environment ('' = nothing)."""
    found = []
    for one in channels(settings):
        words = ""
        if one is not mail.CHANNEL:
            try:
                webhook_address(environ, one.name.upper())
            except NotSent as fault:
                words = str(fault)
        elif settings.smtp_user and not secret(environ, "SMTP_PASSWORD"):
            words = f"{PREFIX}SMTP_PASSWORD is not set"
        found.append((one.name, words))
    return found


def send_all(
    message: Message, settings: NotifySettings, environ: Mapping[str, str], *, pause_s: float = PAUSE_S,
    longest_s: float = LONGEST_S,
) -> list[Sent]:  # fmt: skip
    """Send the message by every channel and return what came of each; raises nothing.

    What may pass is tried once more after `pause_s`. A server that takes longer than `longest_s` in all is left.
    """
    wanted = channels(settings)
    faults: dict[str, str] = {}

    def work(channel: Channel) -> None:
        faults[channel.name] = _fault(channel, message, settings, environ, pause_s)

    threads = [threading.Thread(target=work, args=(one,), daemon=True, name=f"notify-{one.name}") for one in wanted]
    for thread in threads:
        thread.start()
    end = time.monotonic() + longest_s
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    late = f"not done within {longest_s:g} s"
    return [Sent(one.name, one_line(faults.get(one.name, late))) for one in wanted]


def _fault(
    channel: Channel, message: Message, settings: NotifySettings, environ: Mapping[str, str], pause_s: float
) -> str:
    for last in (False, True):
        try:
            channel.send(message, settings, environ)
        except NotSent as fault:
            if last or not fault.again:
                return str(fault) or "not sent"
            time.sleep(pause_s)
        except Exception as fault:  # telling people is worth having, the run is worth more
            return f"{type(fault).__name__}: {fault}"
        else:
            return ""
    return ""
