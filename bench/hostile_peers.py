"""What LinkChecker, linkinator and lychee say of the hostile web's links, in the words of our truth."""

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import ada_url

from tests.hostile.plan import Plan
from tests.hostile.truth import Truth

LONGEST_S = 300
PATIENCE_S = 10
Saying = tuple[str, str]
"""An address, and 'ok', 'broken' or 'unknown' (skipped, excluded, given up for time)."""
Reading = Callable[[bytes], Iterator[Saying]]


def right(truths: Iterable[Truth], said: str | None) -> bool:
    """Return whether what a peer said of a link, None where it said nothing, fits one of the truths.

    Peers know neither soft 404s nor private addresses by name: for the first 'broken' is right, for the second
    whatever is neither 'ok' nor 'broken', which both take a request. The same holds for what cannot be known.
    """
    wanted = {"ok": {"ok"}, "broken": {"broken"}, "soft_404": {"broken"}, "nothing": {"unknown", None, "ok"}}
    return any(said in wanted.get(truth.says, {"unknown", None}) for truth in truths)


def pages_of(plan: Plan) -> list[str]:
    """Return the pages that hold links, for a tool that does not crawl and ends where one of them does not open."""
    pages = [f"{site.host.url}/{column}/" for site in plan.sites.values() for column in site.columns]
    inside = ("charset", "inside", "inject")
    pages += [
        case.address
        for case in plan.cases
        if case.category in inside and {truth.says for truth in case.truths} == {"ok"}
    ]
    return pages


def linkchecker(plan: Plan, folder: Path) -> tuple[list[list[str]], Reading]:
    """Crawl from every home page, outside links too, every result told."""
    (folder / "linkcheckerrc").write_text(
        f"[checking]\nmaxrequestspersecond=10000\nthreads=40\ntimeout={PATIENCE_S}\nsslverify={folder}/authority.pem\n"
        "[filtering]\ncheckextern=1\n"
    )
    command = ["linkchecker", "-f", "linkcheckerrc", "--no-status", "-v", "-o", "csv", *_homes(plan)]
    return [command], _told_by_linkchecker


def _told_by_linkchecker(out: bytes) -> Iterator[Saying]:
    lines = [line for line in out.decode("utf-8", "replace").splitlines() if not line.startswith("#")]
    for row in csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";"):
        address, result = _as_linked(row), (row.get("result") or "").lower()
        said = "ok" if row.get("valid") == "True" else "broken"
        if said == "broken" and ("timeout" in result or "timed out" in result):
            said = "unknown"
        if "denied" in (row.get("warningstring") or "").lower() or "robots" in result:
            said = "unknown"
        yield address, said


def _as_linked(row: dict[str, str]) -> str:
    """Return the address that a page links to; the column `url` holds where redirects from it end."""
    try:
        return ada_url.join_url(row.get("parentname") or "", row.get("urlname") or "")
    except ValueError:
        return row.get("url") or ""


def linkinator(plan: Plan, folder: Path) -> tuple[list[list[str]], Reading]:
    """Check the links of one column after another: a page that ends the program costs one column."""
    options = ["--format", "json", "--timeout", str(PATIENCE_S * 1000), "--retry-errors-count", "1"]
    return [["linkinator", page, *options] for page in pages_of(plan)], _told_by_linkinator


def _told_by_linkinator(out: bytes) -> Iterator[Saying]:
    start = out.find(b"{")
    try:
        links = json.loads(out[start:])["links"] if start >= 0 else []
    except ValueError:
        return
    for link in links:
        yield link["url"], {"OK": "ok", "BROKEN": "broken"}.get(link["state"], "unknown")


def lychee(plan: Plan, folder: Path) -> tuple[list[list[str]], Reading]:
    """Check the links of every page given; lychee does not crawl."""
    (folder / "pages.txt").write_text("\n".join(pages_of(plan)))
    options = ["--no-progress", "--format", "json", "-vv", "--timeout", str(PATIENCE_S), "--max-retries", "1"]
    return [["lychee", *options, "--files-from", "pages.txt"]], _told_by_lychee


def _told_by_lychee(out: bytes) -> Iterator[Saying]:
    start = out.find(b"{")
    told = json.loads(out[start:]) if start >= 0 else {}
    words = {"success_map": "ok", "redirect_map": "ok", "error_map": "broken", "timeout_map": "unknown",
             "excluded_map": "unknown"}  # fmt: skip
    for name, said in words.items():
        for rows in told.get(name, {}).values():
            for row in rows:
                yield row.get("url", ""), said


def _homes(plan: Plan) -> list[str]:
    return [site.url for site in plan.sites.values()]


PEERS = {"linkchecker": linkchecker, "linkinator": linkinator, "lychee": lychee}


def found() -> dict[str, str]:
    """Return where each peer is, by name, '' for those not on PATH."""
    return {name: shutil.which(name) or "" for name in PEERS}
