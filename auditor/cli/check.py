"""auditor check: look at addresses now, without a register."""

import io
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from auditor.cli.interrupt import run_to_end
from auditor.cli.options import JUDGE, REACH, TALK, Options, progress_of, settings_of, shared
from auditor.cli.printing import answer, rows
from auditor.cli.run import tell
from auditor.config.settings import Settings
from auditor.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from auditor.model.audit import Audit, NotSeen
    from auditor.rules.registry import Registry

CODES = "veto major minor advice unknown confirmed suspected".split()
CHINESE = dict(zip(CODES, "单项否决 严重 一般 建议 未判断 确认 疑似".split(), strict=True))
COLOURS = {"veto": "bold red", "major": "red", "minor": "yellow", "advice": "", "unknown": "dim"}
PRINTED_FORMATS = ("json", "csv", "sarif", "junit")
Line = tuple[str, str, str, str, str]


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@shared("store", *JUDGE, *REACH, *TALK)
def check(options: Options, urls: tuple[str, ...]) -> ExitCode:
    """Check sites, pages or feeds now.

    Findings go to stdout. Nothing is kept unless --store is given. --format json, csv, sarif or junit
    prints that file instead.
    """
    form = options.formats
    if form is not None and form not in PRINTED_FORMATS:
        raise BadInput(
            f"--format {form}: check prints one of {', '.join(PRINTED_FORMATS)}; reports come from auditor run"
        )
    settings = settings_of(options)
    if options.store is None:
        settings = replace(settings, store="")
    from auditor.pipeline import ad_hoc
    from auditor.rules.registry import load
    from auditor.store.network_share import sqlite_file
    from auditor.store.run_lock import hold

    file = sqlite_file(settings.store) if settings.store else None
    with hold((file.parent.resolve(),) if file else ()), progress_of(options, settings.lang) as progress:
        done = run_to_end(lambda: ad_hoc(urls, settings, progress))
    if form:
        answer(_file(done.audit, load(), settings, form))
    else:
        _print(done.audit, load(), settings.lang)
    tell(done, settings, quiet=options.quiet)
    return done.exit_code


def _file(audit: "Audit", registry: "Registry", settings: Settings, form: str) -> str:
    from auditor.report.csv_report import write_csv
    from auditor.report.json_report import write_json
    from auditor.report.junit import write_junit
    from auditor.report.report_model import report_of
    from auditor.report.sarif import write_sarif

    buffer = io.StringIO()
    write = {"json": write_json, "csv": write_csv, "sarif": write_sarif, "junit": write_junit}[form]
    write(report_of(audit, registry.rules, settings.lang, ZoneInfo(settings.zone)), buffer)
    return buffer.getvalue()


def _print(audit: "Audit", registry: "Registry", lang: str) -> None:
    from auditor.report.catalogue import words

    lines = [*_findings(audit, registry, lang), *(_unknown(one, lang) for one in audit.unknown)]
    styles = [COLOURS[line[0]] for line in lines]
    if sys.stdout.isatty() and lang == "zh":
        lines = [(CHINESE[line[0]], CHINESE.get(line[1], ""), *line[2:]) for line in lines]
    rows(words(lang)("cli_check.titles").split("|"), lines, styles=styles)


def _findings(audit: "Audit", registry: "Registry", lang: str) -> Iterator[Line]:
    from auditor.rules import Severity
    from auditor.rules.sentences import sentence

    heaviest = {severity: number for number, severity in enumerate(Severity)}
    names = {standing.subject.id: standing.subject.name for standing in audit.standings}
    for one in sorted(audit.findings, key=lambda one: (heaviest[one.severity], one.rule, one.target)):
        text = sentence(registry.get(one.rule), one, lang, subject=names.get(one.subject, ""))
        yield one.severity.value, one.confidence.value, one.rule, one.target, text


def _unknown(one: "NotSeen", lang: str) -> Line:
    from auditor.model.code_words import reason

    words = reason(one.reason, lang) + (f" ({one.detail})" if one.detail else "")
    return "unknown", "", " ".join(one.rules), one.target, words
