"""auditor check: look at addresses now, without a register."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from auditor.commands.interrupt import run_to_end
from auditor.commands.options import JUDGE, REACH, TALK, Options, progress_of, settings_of, shared
from auditor.commands.printing import answer, rows
from auditor.commands.run import tell
from auditor.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from auditor.audit import Audit, NotSeen, StandingFinding
    from auditor.registry import Registry

TITLES = {
    "zh": ("程度", "把握", "规则", "对象", "结论"),
    "en": ("severity", "confidence", "rule", "target", "what was found"),
}
COLOURS = {"veto": "bold red", "major": "red", "minor": "yellow", "advice": "", "unknown": "dim"}
PRINTED_FORMATS = ("json", "csv")


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@shared("store", *JUDGE, *REACH, *TALK)
def check(options: Options, urls: tuple[str, ...]) -> ExitCode:
    """Check sites, pages or feeds now; findings go to stdout.

    Nothing is kept unless --store is given. --format json or csv prints findings.json or findings.csv.
    """
    form = options.formats
    if form is not None and form not in PRINTED_FORMATS:
        raise BadInput(f"--format {form}: check prints {' or '.join(PRINTED_FORMATS)}; reports come from auditor run")
    settings = settings_of(options)
    if options.store is None:
        settings = replace(settings, store="")
    from auditor.pipeline import ad_hoc
    from auditor.registry import load

    with progress_of(options, settings.lang) as progress:
        done = run_to_end(lambda: ad_hoc(urls, settings, progress))
    if form:
        pass
    else:
        _print(done.audit, load(), settings.lang)
    sys.stdout.flush()
    tell(done, settings, quiet=options.quiet)
    return done.exit_code


def _print(audit: "Audit", registry: "Registry", lang: str) -> None:
    lines = list(_findings(audit, registry, lang)) + [_unknown(one, lang) for one in audit.unknown]
    rows(TITLES[lang], [line for _, line in lines], styles=[COLOURS[code] for code, _ in lines])


def _findings(audit: "Audit", registry: "Registry", lang: str) -> Iterator[tuple[str, tuple[object, ...]]]:
    from auditor.code_words import SEVERITIES, word
    from auditor.rule import Severity
    from auditor.rule_text import sentence

    heaviest = {severity: number for number, severity in enumerate(Severity)}

    def order(one: "StandingFinding") -> tuple[object, ...]:
        return heaviest[one.severity], one.rule, one.target

    names = {standing.subject.id: standing.subject.name for standing in audit.standings}
    for one in sorted(audit.findings, key=order):
        text = sentence(registry.get(one.rule), one, lang, subject=names.get(one.subject, ""))
        sure = {"confirmed": "确认", "suspected": "疑似"}[one.confidence] if lang == "zh" else one.confidence.value
        yield one.severity.value, (word(SEVERITIES, one.severity, lang), sure, one.rule, one.target, text)


def _unknown(one: "NotSeen", lang: str) -> tuple[str, tuple[object, ...]]:
    from auditor.code_words import reason

    words = reason(one.reason, lang) + (f" ({one.detail})" if one.detail else "")
    return "unknown", ("未判断" if lang == "zh" else "unknown", "", " ".join(one.rules), one.target, words)
