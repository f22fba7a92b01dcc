"""Rules stand alone: no other module names one, and one added anywhere fails no answer key and no page."""

import asyncio
import json
import os
import re
import sys
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from auditor.rules.registry import PACKAGE, gather, load
from auditor.rules.rule_pages import INDEX, pages
from tests.demo import truth
from tests.demo.test_demo import NO_BROWSER, district, told_by_known_rules, unseen_by_known_rules
from tests.hostile.truth import differs, ok, said_by_target
from tests.rules.known import KNOWN

ROOT = Path(__file__).parents[2]
PAGES_OF_THE_MANUAL = frozenset({"auditor/config/settings_page.py"})
"""Modules that write a page of docs/, whose examples name rules."""

INVENTED = "page-invented"
PLUGIN = f'''
from auditor.model import SubjectKind
from auditor.rules import Finding, Rule, Severity, Source, Unknown, Words

WORDS = Words("Title", "Why", "Everything is wrong with {{target}}", "Do it again")


def check(view, limits):
    for subject in view.subjects():
        yield Finding(subject.id, subject.url or subject.id, {{}})
        yield Unknown(subject.id, subject.id + "/elsewhere", "timeout")


RULE = Rule(
    "{INVENTED}", 25, "page", Severity.ADVICE, Source("none"), check, {{"zh": WORDS, "en": WORDS}},
)
'''


def test_no_module_names_a_rule() -> None:
    ids = "|".join(re.escape(rule.id) for rule in load().rules)
    named = re.compile(rf"(?<![\w-])(?:{ids})(?![\w-])")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sorted((ROOT / "auditor").rglob("*"))
        if path.suffix in {".py", ".toml", ".html", ".css", ".js", ".json"}
        if str(path.relative_to(ROOT)) not in PAGES_OF_THE_MANUAL
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if named.search(line)
    ]
    assert not found, "let a field of Rule say it:\n" + "\n".join(found)


def test_no_module_goes_by_the_first_word_of_a_rule() -> None:
    first = {rule.id.partition("-")[0] for rule in load().rules}
    named = re.compile(rf"rule(?:\.id)?\.startswith\(|[\"'](?:{'|'.join(sorted(first))})-[\"']")
    lines = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "auditor").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if named.search(line) and "start)" not in line  # completion of ids on the command line
    ]
    assert not lines


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install the invented rule as an entry point of a distribution of its own; return the folder it lies in."""
    folder = tmp_path / "plugins"
    made = folder / "invented-1.dist-info"
    made.mkdir(parents=True)
    (folder / "invented_rule.py").write_text(PLUGIN)
    (made / "METADATA").write_text("Metadata-Version: 2.1\nName: invented\nVersion: 1\n")
    (made / "entry_points.txt").write_text(f"[auditor.checks]\n{INVENTED} = invented_rule:RULE\n")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "invented_rule", raising=False)
    return folder


def test_a_rule_that_finds_everything_fails_no_answer_key(plugin: Path, tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("AUDITOR_")} | NO_BROWSER
    paths = os.pathsep.join((str(plugin), str(ROOT)))
    told = asyncio.run(_demo(tmp_path, {**environ, "PYTHONPATH": paths}))
    assert {one["rule"] for one in told["findings"]} > {INVENTED}
    assert INVENTED in {rule for one in told["unknown"] for rule in one["rules"]}
    own = district(tmp_path / "out")
    day = date.fromisoformat(told["run"]["as_of"])
    assert sorted(told_by_known_rules(told)) == sorted(truth.findings(own, day))
    assert sorted(unseen_by_known_rules(told)) == sorted(truth.unknown(own))


async def _demo(folder: Path, environ: dict[str, str]) -> dict:
    command = ("-m", "auditor", "demo", "--out", str(folder / "out"), "--format", "json")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=folder, env=environ, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert process.returncode == 0, said.decode()
    return json.loads((folder / "out" / "latest" / "findings.json").read_text(encoding="utf-8"))


def test_it_is_not_told_of_hostile_addresses() -> None:
    finding = {"rule": INVENTED, "confidence": "confirmed", "evidence": {}, "target": "http://x/", "locations": []}
    unknown = {"target": "http://x/", "reason": "timeout", "detail": "", "rules": [INVENTED]}
    said = said_by_target({"findings": [finding], "unknown": [unknown]})
    assert said == {}
    known = said_by_target({"findings": [{**finding, "rule": "link-broken"}], "unknown": []})
    assert differs((ok(),), known["http://x/"])


def test_its_page_is_written_by_the_command_and_no_other_page_changes(plugin: Path) -> None:
    entry = EntryPoint(INVENTED, "invented_rule:RULE", "auditor.checks")
    ours, more = pages(gather(PACKAGE, ()).rules), pages(gather(PACKAGE, (entry,)).rules)
    assert set(more) - set(ours) == {f"{INVENTED}.md"}
    assert {name for name, text in ours.items() if more[name] != text} == {INDEX}


def test_the_readme_names_rules_that_there_are() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z]+-)[a-z0-9-]+)`", "\n".join(re.findall(r"(?m)^\| (?:3|25|27) .*$", table))))
    assert named
    assert named <= {rule.id for rule in load().rules}, "README.md: its table of rules; `auditor rules` lists them"


def test_the_answer_keys_know_rules_that_there_are() -> None:
    assert {rule.id for rule in load().rules} >= KNOWN
