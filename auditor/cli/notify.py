"""auditor notify: tell people of a run now, or see whether messages arrive."""

import os

import click

from auditor.cli.options import PLACES, TALK, Options, settings_of, shared
from auditor.cli.printing import rows
from auditor.cli.runs import require_store
from auditor.config.settings import Settings
from auditor.errors import BadInput, ExitCode
from auditor.notify.message import Message

COLOURS = {"sent": "", "failed": "bold red"}


@click.command()
@click.argument("run", required=False, metavar="[RUN]")
@click.option("--test", "trial", is_flag=True, help="send a trial message that says only that it arrives")
@shared(*PLACES, *TALK)
def notify(options: Options, run: str | None, trial: bool) -> ExitCode:
    """Tell people of a finished run now, whether or not it has news.

    RUN is an id as `auditor runs` lists it; the newest finished run when left out. One line a channel; exit 5 when
    one of them did not take the message.
    """
    from auditor.notify.message import trial_message
    from auditor.notify.send import channels, send_all

    settings = settings_of(options)
    if trial and run:
        raise click.UsageError("--test tells of no run")
    if not channels(settings.notify):
        raise BadInput("nobody is to be told: set [notify] to (mail) or [notify] webhooks in auditor.toml")
    message = trial_message(settings.lang) if trial else _of_run(settings, run)
    sent = send_all(message, settings.notify, os.environ)
    lines = [(one.channel, "failed" if one.fault else "sent", one.fault) for one in sent]
    rows(("channel", "state", "why"), lines, styles=[COLOURS[line[1]] for line in lines])
    return ExitCode.FAILED if any(one.fault for one in sent) else ExitCode.DONE


def _of_run(settings: Settings, run: str | None) -> Message:
    from auditor.engine.previous_run import load_audit
    from auditor.notify.message import run_message
    from auditor.rules.registry import load

    require_store(settings)
    audit = load_audit(settings, run)
    before = load_audit(settings, audit.previous.id) if audit.previous else None
    folder = settings.out / audit.run.id
    return run_message(audit, before, load().rules, settings.lang, folder, settings.notify.report_url)
