"""Render the report of a large audit and open it in Chromium; print seconds and memory.

    python bench/report.py [--findings 20000] [--sites 40] [--units 200] [--formats html,xlsx,json,csv]

The audit is the invented one of the tests, multiplied. Rendering runs in a process of its own; its memory is the peak
above what the audit itself takes. The page is timed in the system's Chromium until it has loaded and until it has
answered a filter.
"""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from auditor.fetch.browser.chromium import chromium
from auditor.model import Location
from auditor.model.audit import Audit, StandingFinding
from auditor.report.folder import write_report
from tests.report.invented import PORTAL, rich_audit
from tests.report.rules import RULES

SECONDS, MEGABYTES, OPENING_S = 20, 500, 3


def large_audit(findings: int, sites: int, units: int) -> Audit:
    """Return an audit of so many findings, shared out among so many sites and accounts of so many units."""
    made = rich_audit()
    standings, sheets, plans = [], [], []
    site, account = made.standings[0], next(one for one in made.standings if one.subject.platform)
    plan = {one.subject: one for one in made.item_27}[account.subject.id]
    for number in range(units):
        unit = f"第{number}单位"
        if number < sites:
            url = f"https://s{number}.example.gov.cn/"
            subject = replace(site.subject, id=f"site-{number}", name=f"{unit}网站", unit=unit, url=url)
            standings.append(replace(site, subject=subject))
            sheets.append(replace(made.item_25[0], subject=subject.id))
        subject = replace(account.subject, id=f"account-{number}", name=f"{unit}发布", unit=unit)
        standings.append(replace(account, subject=subject))
        plans.append(replace(plan, subject=subject.id))
    return replace(
        made, standings=tuple(standings), findings=tuple(_findings(made, findings, sites)), item_25=tuple(sheets),
        item_27=tuple(plans), item_3=(), resolved=(), unknown=(),
    )  # fmt: skip


def _findings(made: Audit, findings: int, sites: int) -> Iterator[StandingFinding]:
    kinds = [one for one in made.findings if one.item != 27]
    for number in range(findings):
        one, site = kinds[number % len(kinds)], number % sites
        yield replace(
            one, fingerprint=f"{number:016x}", subject=f"site-{site}", unit=f"第{site}单位",
            target=f"https://s{site}.example.gov.cn/zwgk/{number}.html",
            values={**one.values, "title": f"第{number}号文"},
            locations=tuple(Location(f"{PORTAL}c{n}/{number}-{n}.html", f"第{number}号文") for n in range(5)),
            location_count=5,
        )  # fmt: skip


def render(audit: Audit, out: Path, formats: tuple[str, ...], answer: "object") -> None:
    """Write the report and answer with seconds, peak MB above the start, and the folder."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.monotonic()
    folder = write_report(audit, RULES.values(), out, "zh", formats)
    took = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer.send((took, peak - before, peak, folder))  # type: ignore[attr-defined]


def opened(page: Path) -> tuple[float, float]:
    """Return seconds until a page has loaded in Chromium and until it has answered a filter."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        options = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
        browser = play.chromium.launch(executable_path=chromium(), args=options)
        tab = browser.new_page()
        started = time.monotonic()
        tab.goto(page.as_uri())
        tab.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        loaded = time.monotonic() - started
        started = time.monotonic()
        tab.locator("input[name=q]").fill("404")
        tab.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        filtered = time.monotonic() - started
        browser.close()
    return loaded, filtered


def main() -> None:
    """Print the figures beside their limits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--findings", type=int, default=20_000)
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--units", type=int, default=200)
    parser.add_argument("--formats", default="html,xlsx,json,csv")
    told = parser.parse_args()
    audit = large_audit(told.findings, told.sites, told.units)
    with tempfile.TemporaryDirectory() as place:
        fork = get_context("fork")
        here, there = fork.Pipe()
        worker = fork.Process(target=render, args=(audit, Path(place), tuple(told.formats.split(",")), there))
        worker.start()
        took, more, peak, folder = here.recv()
        worker.join()
        pages = list((folder / "units").glob("*.html"))
        size = (folder / "index.html").stat().st_size / 1e6
        print(f"{told.findings:,} findings, {told.sites} sites, {told.units} units, {told.formats}")
        print(f"rendered  {took:6.1f} s  (limit {SECONDS})")
        print(f"memory    {peak:6.0f} MB (limit {MEGABYTES}; {more:.0f} MB above the audit)")
        print(f"page      {size:6.2f} MB, {len(pages)} units' pages")
        if chromium():
            loaded, filtered = opened(folder / "index.html")
            print(f"opened    {loaded:6.2f} s  (limit {OPENING_S}); a filter {filtered:.2f} s")


if __name__ == "__main__":
    main()
