"""The report's pages: index.html, the same in the other language, and one page a unit.

Each is one file that opens from disk, reads whole without script, and can run no script but its own.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from auditor.report.catalogue import LANGUAGES, number, words
from auditor.report.chapter_3 import chapter_three
from auditor.report.chapter_25 import chapter_twenty_five
from auditor.report.chapter_27 import chapter_twenty_seven
from auditor.report.closing_chapters import method, unseen
from auditor.report.csv_report import ENCODING, write_table
from auditor.report.finding_rows import table
from auditor.report.first_screen import first_screen
from auditor.report.report_model import Report
from auditor.report.svg import sparkline
from auditor.report.unit_pages import FOLDER, LIST, UnitPage, unit_file, unit_pages, unit_reports

TEMPLATE = "index.html.j2"
PAGE = "index.html"
UNITS = ("file", "unit", "findings")
CHAPTERS = ("item-3", "item-25", "item-27", "unseen", "method", "accepted")
ORDINALS = {"zh": "一二三四五六", "en": "123456"}
FILES = ("csv", "json", "xlsx", "pdf", "sarif", "junit")


def write_pages(report: Report, folder: Path) -> None:
    """Write every page into `folder`: index.html in the report's language, index.<other>.html, units/.

    Each language leads to its own units' pages, which lead to nothing: each may be sent alone.
    """
    units = unit_pages(report)
    other = next(lang for lang in LANGUAGES if lang != report.lang)
    beside = f"index.{other}.html"
    translated = replace(report, words=words(other))
    abroad = tuple(replace(one, file=unit_file(one.unit, other)) for one in units)
    _save(folder / PAGE, report, beside, units)
    _save(folder / beside, translated, PAGE, abroad)
    place = folder / FOLDER
    place.mkdir()
    for said, pages in ((report, units), (translated, abroad)):
        for page, own in zip(pages, unit_reports(said), strict=True):
            _save(place / page.file, own)
    with (place / LIST).open("w", encoding=ENCODING, newline="") as out:
        write_table(out, UNITS, ((page.file, page.unit, page.findings) for page in units))


def _save(path: Path, report: Report, other: str = "", units: Sequence[UnitPage] = ()) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.writelines(write_html(report, other, units))


def is_html(path: Path) -> bool:
    """Return whether a path within the report's folder is one of these pages."""
    return path.parts[0] == FOLDER or (path.name.startswith("index.") and path.suffix == ".html")


def write_html(report: Report, other: str = "", units: Sequence[UnitPage] = ()) -> Iterator[str]:
    """Yield the page in pieces, to be written one after the other as UTF-8.

    `other` is the file of the same page in the other language ('' = there is none), `units` are the units' pages
    that it leads to.
    """
    script = _asset("report.js")
    sites, accounts = chapter_twenty_five(report), chapter_twenty_seven(report)
    absent = {"item-25": sites.sites or sites.elsewhere.rows, "item-27": accounts.accounts or accounts.table.rows}
    left_out = {name for name, found in absent.items() if report.unit and not found}
    values = {
        "report": report,
        "words": report.words,
        "run": report.audit.run,
        "other": other,
        "units": units,
        "files": _files(report),
        "first_screen": first_screen(report),
        "item_3": chapter_three(report),
        "item_25": sites,
        "item_27": accounts,
        "absent": left_out,
        "ordinals": dict(zip((one for one in CHAPTERS if one not in left_out), ORDINALS[report.lang], strict=False)),
        "unseen": unseen(report),
        "accepted": table(report, report.accepted),
        "waivers": {one.fingerprint: one for one in report.accepted},
        "method": method(report),
        "policy": policy(script),
        # Our own files, not observed text: markup on purpose.
        "style": Markup(_asset("report.css")),  # noqa: S704
        "script": Markup(script),  # noqa: S704
    }
    yield from _environment().get_template(TEMPLATE).generate(values)


def _files(report: Report) -> str:
    """Return what else lies in the folder, '' for a unit's page, which travels alone."""
    if report.unit:
        return ""
    named = [report.words(f"foot.file_{name}") for name in FILES if name in report.formats]
    return report.words.joined([*named, report.words("foot.file_units"), report.words("foot.file_evidence")])


def policy(script: str) -> str:
    """Return the Content-Security-Policy that lets the page's own script run and nothing else."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "img-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _asset(name: str) -> str:
    return files("auditor.report").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    made = Environment(
        autoescape=True,
        loader=FunctionLoader(_asset),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["number"] = number
    made.globals["sparkline"] = sparkline
    return made
