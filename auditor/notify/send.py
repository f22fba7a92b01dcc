"""Tell people of a run: whether there is news for them, and one message by every channel that is set up.

Channels send side by side, within a bounded time.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from auditor.config.settings import NotifySettings, Settings
from auditor.errors import AuditorError, RunFailed
from auditor.logs import one_line
from auditor.model.audit import Audit
from auditor.notify.channel import PREFIX, Channel, NotSent, secret, webhook_address
from auditor.notify.mail import MAIL
from auditor.notify.message import Message, failure_message, run_message
from auditor.notify.run_news import news, wanted
from auditor.notify.webhooks import WEBHOOKS
from auditor.rules import Rule

LOG = logging.getLogger("auditor.notify")
FAILURE = "failure"
PAUSE_S = 3.0
LONGEST_S = 120.0


def notify_finished(
    settings: Settings,
    audit: Audit,
    folder: Path | None,
    rules: Callable[[], Iterable[Rule]],
    before: Callable[[], Audit | None],
) -> None:
    """Tell people of a finished run if it has the news they want; `rules` and `before` are called only then.

    A message that is not sent is one line on stderr and changes no exit code.
    """
    if not channels(settings.notify) or not set(settings.notify.when) - {FAILURE}:
        return
    try:
        earlier = before()
        if wanted(news(audit, earlier), settings.notify.when):
            report_url = settings.notify.report_url
            _send(run_message(audit, earlier, rules(), settings.lang, folder, report_url), settings)
    except Exception as fault:  # the report is written; telling of it may fail
        LOG.error("nobody was told of the run: %s: %s", type(fault).__name__, fault)


@contextmanager
def notify_failure(settings: Settings) -> Iterator[None]:
    """Tell people, if they want it, of a run that fails (exit 5) within the block; the exception is raised again."""
    try:
        yield
    except Exception as fault:
        if not isinstance(fault, AuditorError) or isinstance(fault, RunFailed):
            _tell_failure(settings, fault)
        raise


def _tell_failure(settings: Settings, fault: Exception) -> None:
    if FAILURE not in settings.notify.when or not channels(settings.notify):
        return
    try:
        words = str(fault) if isinstance(fault, AuditorError) else f"{type(fault).__name__}: {fault}"
        _send(failure_message(words, settings.lang), settings)
    except Exception as second:
        LOG.error("nobody was told that the run failed: %s: %s", type(second).__name__, second)


def _send(message: Message, settings: Settings) -> None:
    """Send; what failed is one line, which --quiet shows too: cron's own mail is then the last way to tell."""
    sent = send_all(message, settings.notify, os.environ)
    if failed := [f"{one.channel}: {one.fault}" for one in sent if one.fault]:
        LOG.error("the notification was not sent by %s", "; ".join(failed))
    for one in sent:
        if not one.fault:
            LOG.info("notification sent by %s", one.channel)


@dataclass(frozen=True, slots=True)
class Sent:
    """Whether one channel took the message; `fault` '' = it did."""

    channel: str
    fault: str = ""


def channels(settings: NotifySettings) -> list[Channel]:
    """Return the channels that are set up."""
    named = [WEBHOOKS[name] for name in settings.webhooks]
    return [MAIL, *named] if settings.to else named


def lacking(settings: NotifySettings, environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the channels that are set up, each with what it lacks in the environment ('' = nothing)."""
    found = []
    for one in channels(settings):
        words = ""
        if one is not MAIL:
            try:
                webhook_address(environ, one.name.upper())
            except NotSent as fault:
                words = str(fault)
        elif settings.smtp_user and not secret(environ, "SMTP_PASSWORD"):
            words = f"{PREFIX}SMTP_PASSWORD is not set"
        found.append((one.name, words))
    return found


def send_all(
    message: Message,
    settings: NotifySettings,
    environ: Mapping[str, str],
    *,
    pause_s: float = PAUSE_S,
    longest_s: float = LONGEST_S,
) -> list[Sent]:
    """Send the message by every channel and return the outcome of each; raises nothing.

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
