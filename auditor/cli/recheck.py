"""auditor recheck: whether what was found open has been repaired."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.interrupt import run_to_end
from auditor.cli.inventory import register_of
from auditor.cli.options import JUDGE, PLACES, REACH, TALK, Options, progress_of, settings_of, shared
from auditor.cli.printing import rows, say
from auditor.cli.run import notify_of, tell
from auditor.cli.runs import require_store
from auditor.config.settings import Settings
from auditor.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from auditor.consolidate.rechecked import Recheck

LOG = logging.getLogger("auditor.recheck")
STYLES = {"repaired": "green", "standing": "red", "unseen": "dim"}


@click.command()
@click.argument("inventory", type=click.Path(path_type=Path), required=False, metavar="[INVENTORY]")
@shared("only", *PLACES, *JUDGE, *REACH, "wait", *TALK)
def recheck(options: Options, inventory: Path | None) -> ExitCode:
    """Look again at the open findings of the newest run, and at nothing else.

    Says which are repaired, still there, or could not be seen (these stay open), and writes report and ledger anew.
    INVENTORY is the register; that of the newest run when left out.
    """
    from auditor.report.catalogue import words as catalogue
    from auditor.store.network_share import refuse_share
    from auditor.store.run_lock import hold, lock_folders

    settings = settings_of(options)
    require_store(settings)
    refuse_share(settings.store)
    with hold(lock_folders(settings.store, settings.out), wait=options.wait):
        from auditor.engine.previous_run import newest_register
        from auditor.pipeline import recheck as look_again

        path = inventory or Path(newest_register(settings))
        if inventory is None and not path.exists():
            raise BadInput(f"{path}: the register of the newest run is not there; name it: auditor recheck FILE")
        settings = settings_of(options, {"inventory": path})
        register = register_of(settings)
        with progress_of(options, settings.lang) as progress:
            done = run_to_end(lambda: look_again(settings, register, progress))
    words = catalogue(settings.lang)
    if done is None or done.recheck is None:
        if not options.quiet:
            say(words("cli_recheck.nothing"))
        return ExitCode.DONE
    told = done.recheck
    notify_of(done, settings)
    _print(told, settings)
    counts = {"repaired": len(told.repaired), "standing": len(told.standing), "unseen": len(told.unseen)}
    line = words("cli_recheck.summary", sought=sum(counts.values()), **counts)
    LOG.info("%s", line)
    if not options.quiet or told.repaired:
        say(line)
    tell(done, settings, quiet=options.quiet)
    return done.exit_code


def _print(found: "Recheck", settings: Settings) -> None:
    from dataclasses import replace
    from zoneinfo import ZoneInfo

    from auditor.report.catalogue import words
    from auditor.report.report_model import report_of
    from auditor.rules.registry import load

    lang = settings.lang
    grouped = {"repaired": found.repaired, "standing": found.standing, "unseen": found.unseen}
    lines, styles = [], []
    for outcome, findings in grouped.items():
        shown = report_of(replace(found.audit, findings=findings), load().rules, lang, ZoneInfo(settings.zone))
        for one in shown.audit.findings:
            cells = (one.fingerprint, one.subject, one.rule, one.target, shown.sentence(one))
            lines.append((shown.words(f"cli_recheck.{outcome}"), *cells))
            styles.append(STYLES[outcome])
    rows(words(lang)("cli_recheck.titles").split("|"), lines, styles=styles)
