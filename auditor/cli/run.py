"""auditor run: the nightly audit."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.interrupt import run_to_end
from auditor.cli.inventory import register_of
from auditor.cli.options import JUDGE, PLACES, REACH, TALK, Options, progress_of, settings_of, shared
from auditor.cli.printing import say
from auditor.config.settings import Settings
from auditor.errors import ExitCode

if TYPE_CHECKING:
    from auditor.pipeline import Done

LOG = logging.getLogger("auditor.run")


@click.command()
@click.argument("inventory", type=click.Path(path_type=Path), required=False, metavar="[INVENTORY]")
@shared("only", *PLACES, *JUDGE, *REACH, "wait", *TALK)
def run(options: Options, inventory: Path | None) -> ExitCode:
    """Audit every subject of the register and write the report.

    INVENTORY is a CSV or XLSX file, inventory.csv in the working folder when left out.
    """
    from auditor.store.network_share import refuse_share
    from auditor.store.run_lock import hold, lock_folders

    settings = settings_of(options, {"inventory": inventory})
    register = register_of(settings)
    refuse_share(settings.store)
    for note in register.notes:
        LOG.info("%s", note.text("en", str(register.path)))
    with hold(lock_folders(settings.store, settings.out), wait=options.wait):
        from auditor.notify.send import notify_failure
        from auditor.pipeline import nightly

        with notify_failure(settings), progress_of(options, settings.lang) as progress:
            done = run_to_end(lambda: nightly(settings, register, progress))
    notify_of(done, settings)
    tell(done, settings, quiet=options.quiet)
    return done.exit_code


def notify_of(done: "Done", settings: Settings) -> None:
    """Tell the people named in [notify] of a finished run, after the lock is free: a slow server holds up no run."""
    from auditor.engine.previous_run import load_audit
    from auditor.notify.send import notify_finished
    from auditor.rules.registry import load

    previous = done.audit.previous
    notify_finished(
        settings,
        done.audit,
        done.folder,
        rules=lambda: load().rules,
        before=lambda: load_audit(settings, previous.id) if previous else None,
    )


def tell(done: "Done", settings: Settings, *, quiet: bool) -> None:
    """Print the summary line on stderr; when `quiet` only if there is news."""
    from auditor.report.summary import summary_line

    line = summary_line(done.audit, done.folder, settings.lang)
    LOG.info("%s", line)
    if not quiet or is_news(done, settings):
        say(line)


def is_news(done: "Done", settings: Settings) -> bool:
    """Return whether something is new, more is unknown than in the run before, or the exit code is not 0."""
    from auditor.engine.previous_run import load_audit
    from auditor.model.audit import FindingStatus

    audit = done.audit
    if done.exit_code or any(finding.status is FindingStatus.NEW for finding in audit.findings):
        return True
    if audit.previous is None:
        return bool(audit.unknown)
    return len(audit.unknown) > len(load_audit(settings, audit.previous.id).unknown)
