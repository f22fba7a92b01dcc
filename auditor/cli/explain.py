"""auditor explain: how pages and columns of the newest run were read, and why."""

import csv
import io
import json
from collections.abc import Iterator, Mapping

import click

from auditor.cli.options import PLACES, TALK, Options, settings_of, shared
from auditor.cli.printing import answer
from auditor.cli.runs import require_store
from auditor.errors import ExitCode

INDENT = "  "
ONE_KIND = "one kind of evidence: "


@click.command()
@click.argument("address", required=False, metavar="[URL]")
@click.option("--site", metavar="ID", help="list all pages of this site instead")
@click.option("--columns", is_flag=True, help="with --site: list its columns")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", help="of the list; default csv")
@click.option("--json", "as_json", is_flag=True, help="print what was read of URL as JSON")
@shared(*PLACES, *TALK)
def explain(
    options: Options, address: str | None, site: str | None, columns: bool, form: str, as_json: bool
) -> ExitCode:
    """Say what a page of the newest run was read as, and why.

    Kind, headline, date and column of URL with what spoke for each and against it; for a column its rows.
    """
    if (address is None) == (site is None):
        raise click.UsageError("give one of URL and --site ID")
    from auditor.engine import explained as why

    settings = settings_of(options)
    require_store(settings)
    with why.newest_view(settings) as view:
        if site is not None:
            why.check_site(view, site)
            listed = list(why.column_rows(view, site) if columns else why.page_rows(view, site))
            fields = why.COLUMN_FIELDS if columns else why.PAGE_FIELDS
            answer(json.dumps(listed, ensure_ascii=False, indent=1) if form == "json" else _csv(fields, listed))
        else:
            told = why.explained(view, why.site_of(view, str(address)), str(address))
            text = json.dumps(told, ensure_ascii=False, indent=1) if as_json else _text(told, settings.lang)
            answer(text)
    return ExitCode.DONE


def _csv(fields: list[str], listed: list[dict[str, object]]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, fields, lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return buffer.getvalue()


def _text(told: Mapping[str, object], lang: str) -> str:
    return "\n".join(_lines(told, lang))


def _lines(told: Mapping[str, object], lang: str, before: str = "") -> Iterator[str]:
    from auditor.report.catalogue import words

    texts = words(lang).texts

    def word(code: str) -> str:
        start, kind, rest = code.partition(ONE_KIND)
        if kind and not start:
            return texts.get("cli_explain.one_kind", ONE_KIND) + word(rest)
        head, colon, rest = code.partition(": ")
        return texts.get(f"cli_explain.{head}", head) + colon + rest

    for name, value in told.items():
        if value in ("", None, [], ()):
            continue
        if isinstance(value, Mapping):
            yield f"{before}{word(name)}:"
            yield from _lines(value, lang, before + INDENT)
        elif name == "evidence" and isinstance(value, list):
            for each in value:
                sign = "-" if each["against"] else "+"
                detail = f" ({each['detail']})" if each["detail"] else ""
                yield f"{before}{sign} {word(each['about'])}: {word(each['what'])}{detail}"
        elif isinstance(value, list):
            yield f"{before}{word(name)}:"
            for each in value:
                yield (
                    before + INDENT + ("  ".join(filter(None, each.values())) if isinstance(each, dict) else word(each))
                )
        else:
            yield f"{before}{word(name)}: {value if name in ('url', 'headline', 'name') else word(str(value))}"
