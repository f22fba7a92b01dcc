"""What a run tells when it ends: at most one line on stderr where telling failed, never another exit code."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from auditor.config.settings import Settings
from auditor.errors import AuditorError, RunFailed
from auditor.model.audit import Audit
from auditor.notify.message import Message, failure_message, run_message
from auditor.notify.run_news import news, wanted
from auditor.notify.send import channels, send_all
from auditor.rules import Rule

LOG = logging.getLogger("auditor.notify")
FAILURE = "failure"


def tell_run(
    settings: Settings, audit: Audit, folder: Path | None, rules: Callable[[], Iterable[Rule]],
    before: Callable[[], Audit | None],
) -> None:  # fmt: skip
    """Tell people of a finished run if it has the news they want; `rules` and `before` are asked only then."""
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
def failures_told(settings: Settings) -> Iterator[None]:
    """Tell people, if they want it, of a run that fails (exit 5) within the block; the fault goes on its way."""
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
