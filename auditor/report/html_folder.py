"""The pages of a report folder: index.html, the same in the other language beside it, and one page a unit."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from auditor.report.catalogue import LANGUAGES, words
from auditor.report.csv_report import ENCODING, write_table
from auditor.report.html_report import write_html
from auditor.report.printable import Edition
from auditor.report.unit_pages import FOLDER, LIST, UnitPage, unit_editions, unit_file, unit_pages

PAGE = "index.html"
UNITS = ("file", "unit", "findings")


def write_pages(edition: Edition, folder: Path) -> None:
    """Write every page into `folder`: index.html in the edition's language, index.<other>.html, units/.

    Each language leads to its own units' pages, which lead to nothing: each may be sent alone.
    """
    units = unit_pages(edition)
    other = next(lang for lang in LANGUAGES if lang != edition.lang)
    beside = f"index.{other}.html"
    translated = replace(edition, words=words(other))
    abroad = tuple(replace(one, file=unit_file(one.unit, other)) for one in units)
    _save(folder / PAGE, edition, beside, units)
    _save(folder / beside, translated, PAGE, abroad)
    place = folder / FOLDER
    place.mkdir()
    for said, pages in ((edition, units), (translated, abroad)):
        for page, own in zip(pages, unit_editions(said), strict=True):
            _save(place / page.file, own)
    with (place / LIST).open("w", encoding=ENCODING, newline="") as out:
        write_table(out, UNITS, ((page.file, page.unit, page.findings) for page in units))


def _save(path: Path, edition: Edition, other: str = "", units: Sequence[UnitPage] = ()) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.writelines(write_html(edition, other, units))


def is_html(path: Path) -> bool:
    """Return whether a path within the report's folder is one of these pages."""
    return path.parts[0] == FOLDER or (path.name.startswith("index.") and path.suffix == ".html")
