"""index.html: one file that opens from disk, reads whole without script, and can run nothing but its own."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from auditor.report.catalogue import number
from auditor.report.chapter_3 import chapter_three
from auditor.report.chapter_25 import chapter_twenty_five
from auditor.report.chapter_27 import chapter_twenty_seven
from auditor.report.finding_rows import table
from auditor.report.first_screen import front
from auditor.report.method import method
from auditor.report.printable import Edition
from auditor.report.unit_pages import UnitPage
from auditor.report.unseen import unseen

PAGE = "index.html.j2"
CHAPTERS = ("item-3", "item-25", "item-27", "unseen", "method", "accepted")
ORDINALS = {"zh": "一二三四五六", "en": "123456"}
FILES = ("csv", "json", "xlsx", "pdf", "sarif", "junit")


def write_html(edition: Edition, other: str = "", units: Sequence[UnitPage] = ()) -> Iterator[str]:
    """Yield the page in pieces, to be written one after the other as UTF-8.

    `other` is the file of the same page in the other language ('' = there is none), `units` are the units' pages
    that it leads to.
    """
    script = _asset("report.js")
    sites, accounts = chapter_twenty_five(edition), chapter_twenty_seven(edition)
    absent = {"item-25": sites.sites or sites.elsewhere.rows, "item-27": accounts.accounts or accounts.table.rows}
    left_out = {name for name, found in absent.items() if edition.unit and not found}
    values = {
        "edition": edition,
        "words": edition.words,
        "run": edition.audit.run,
        "other": other,
        "units": units,
        "files": _files(edition),
        "front": front(edition),
        "item_3": chapter_three(edition),
        "item_25": sites,
        "item_27": accounts,
        "absent": left_out,
        "ordinals": dict(zip((one for one in CHAPTERS if one not in left_out), ORDINALS[edition.lang], strict=False)),
        "unseen": unseen(edition),
        "accepted": table(edition, edition.accepted),
        "waivers": {one.fingerprint: one for one in edition.accepted},
        "method": method(edition),
        "policy": policy(script),
        # Our own files, not observed text: markup on purpose.
        "style": Markup(_asset("report.css")),  # noqa: S704
        "script": Markup(script),  # noqa: S704
    }
    yield from _environment().get_template(PAGE).generate(values)


def _files(edition: Edition) -> str:
    """Return what else lies in the folder, '' for a unit's page, which travels alone."""
    if edition.unit:
        return ""
    named = [edition.words(f"foot.file_{name}") for name in FILES if name in edition.formats]
    return edition.words.joined([*named, edition.words("foot.file_units"), edition.words("foot.file_evidence")])


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


# Small charts as inline SVG that read in print and without colour.

WIDTH, HEIGHT = 120, 24
BARS = 30


def sparkline(values: Sequence[int], label: str) -> Markup:
    """Return a bar a value, oldest first, the last one darker, with room for BARS; '' for no values.

    `label` is read out in its place.
    """
    if not values:
        return Markup()
    top = max(*values, 1)
    step = WIDTH / max(len(values), BARS)
    bars = Markup().join(
        Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"{}/>').format(
            place * step,
            HEIGHT - _height(value, top),
            max(1.0, step - 1),
            _height(value, top),
            Markup(' class="now"') if place == len(values) - 1 else Markup(),
        )
        for place, value in enumerate(values)
    )
    return Markup(
        '<svg class="spark" viewBox="0 0 {} {}" preserveAspectRatio="xMinYMax" role="img" aria-label="{}">{}</svg>'
    ).format(WIDTH, HEIGHT, label, bars)


def _height(value: int, top: int) -> float:
    return max(1.0, value / top * HEIGHT)
