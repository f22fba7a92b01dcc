"""auditor report: a stored run printed again."""

import click

from auditor.cli.options import PLACES, TALK, Options, settings_of, shared
from auditor.cli.printing import answer
from auditor.cli.runs import require_store
from auditor.errors import ExitCode


@click.command()
@click.argument("run", required=False, metavar="[RUN]")
@shared("formats", *PLACES, *TALK)
def report(options: Options, run: str | None) -> ExitCode:
    """Write the report of a stored run again.

    In another language or format, without any request. RUN is an id as `auditor runs` lists it; the newest
    finished run when left out.
    """
    from auditor.follow_up.stored_report import rerender

    settings = settings_of(options)
    require_store(settings)
    answer(str(rerender(settings, run)))
    return ExitCode.DONE
