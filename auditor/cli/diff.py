"""auditor diff: what changed between two runs."""

import click

from auditor.cli.options import PLACES, TALK, Options, settings_of, shared
from auditor.cli.printing import answer
from auditor.cli.runs import require_store
from auditor.errors import ExitCode


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="default text")
@shared(*PLACES, *TALK)
def diff(options: Options, before: str, after: str, form: str) -> ExitCode:
    """Print what run B found new, still open and resolved against run A.

    A and B are ids as `auditor runs` lists them.
    """
    from auditor.engine.previous_run import load_audit
    from auditor.report.difference import difference, difference_json, difference_markdown, difference_text
    from auditor.rules.registry import load

    settings = settings_of(options)
    require_store(settings)
    change = difference(load_audit(settings, before), load_audit(settings, after))
    write = {"text": difference_text, "json": difference_json, "markdown": difference_markdown}[form]
    answer(write(change, load().rules, settings.lang))
    return ExitCode.DONE
