"""A working folder whose register is the hostile web, the command run in it, and the cases that came out wrong."""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile.pages import AS_OF
from tests.hostile.plan import Plan, Site, SiteTruth
from tests.hostile.truth import Said, differs, said_by_target

SECOND_LOOK_S = 0.6
SETTINGS = f"""
[fetch]
contact = "https://office.example.gov.cn/auditor"
connect_s = 5
headers_s = 5
whole_s = 8
page_bytes = 2000000
second_look_s = {SECOND_LOOK_S}
connections = 16
found_rate = 0
retry_after_s = 3
crawl_delay_s = 1
allow_networks = ["127.0.2.0/24"]
[crawl]
browser = {{browser}}
[evidence]
screenshots = 0
"""
RUN = ("run", "--rate", "0", "--allow-private", "--no-progress", "--as-of", AS_OF)


def prepare(plan: Plan, folder: Path, *, browser: bool) -> None:
    """Write register and settings."""
    (folder / "inventory.csv").write_text(plan.register(), encoding="utf-8")
    (folder / "auditor.toml").write_text(SETTINGS.format(browser=str(browser).lower()))


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of the command; the web's own authority is trusted where there is one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AUDITOR_")}
    authority = folder / "authority.pem"
    return kept | ({"SSL_CERT_FILE": str(authority)} if authority.exists() else {})


def report_of(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Return the newest findings.json."""
    return json.loads((folder / "reports/latest/findings.json").read_text(encoding="utf-8"))


@dataclass
class Score:
    """Cases by category, and what is wrong with those that came out wrong."""

    total: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def count(self, category: str, name: str, fault: str) -> None:
        """Count one case; `fault` says what is wrong with it, '' when nothing is."""
        self.total[category] += 1
        if fault:
            self.wrong[category].append(f"{category}/{name}: {fault}")

    @property
    def faults(self) -> list[str]:
        """Return what is wrong, one line a case."""
        return [line for lines in self.wrong.values() for line in lines]

    def rows(self) -> list[tuple[str, int, int]]:
        """Return (category, right, total), with the sum of all at the end."""
        rows = [(name, many - len(self.wrong.get(name, ())), many) for name, many in sorted(self.total.items())]
        return [*rows, ("all", sum(row[1] for row in rows), sum(row[2] for row in rows))]


def score(plan: Plan, report: Mapping[str, list[dict[str, object]]], *, browser: bool) -> Score:
    """Compare a report with the truth, case by case and site by site."""
    said = said_by_target(report)
    result = Score()
    for case in plan.cases:
        truths = case.browser if browser and case.browser else case.truths
        told = said.get(case.address, Said())
        fault = differs(truths, told)
        if case.shown and case.shown not in told.texts:
            fault = f"its link reads {told.texts} instead of {case.shown}"
        here = plan.web.hosts[case.host]
        if case.send is not None and case.address.startswith(f"{here.url}/"):
            path = case.address.removeprefix(here.url).partition("#")[0]
            fault = fault or ("" if here.seen.get(path) else "was never asked")
        result.count(case.category, case.name, fault)
    subjects = {str(one["id"]): one for one in report["subjects"]}
    for site in plan.sites.values():
        truths = site.browser if browser and site.browser else site.truths
        if truths:
            faults = [_site_fault(site, truth, subjects[site.id], report["findings"]) for truth in truths]
            result.count(truths[0].category, f"site {site.id}", "" if "" in faults else " / ".join(faults))
    return result


def _site_fault(
    site: Site, truth: SiteTruth, told: Mapping[str, object], findings: Iterable[Mapping[str, object]]
) -> str:
    rules = {str(one["rule"]) for one in findings if one["subject"] == site.id}
    at_home = {str(one["rule"]) for one in findings if one["subject"] == site.id and one["target"] == site.url}
    if told["state"] != truth.state or not str(told["why"] or "").startswith(truth.why):
        return f"{told['state']}: {told['why']} instead of {truth.state}: {truth.why}"
    if not truth.rules <= at_home:
        return f"{sorted(at_home)} instead of {sorted(truth.rules)}"
    if rules & (truth.quiet - truth.rules):
        return f"{sorted(rules & truth.quiet)} must not be said"
    if site.host.asked > truth.most:
        return f"{site.host.asked} requests instead of {truth.most} at most"
    return ""
