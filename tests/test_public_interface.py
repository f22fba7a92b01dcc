"""The public interface: the names it exports, what importing it costs, and the example of docs/api.md as it runs."""

import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import pytest

import auditor
from auditor.demo.server import Answer, Host, listening
from auditor.errors import BadInput
from auditor.report import findings_file
from auditor.report.json_report import schema

ROOT = Path(__file__).parent.parent
PAGE = "<html><head><meta charset='utf-8'><title>晴川区</title></head><body>{}</body></html>"
QUICK = {
    "as_of": "2026-03-10", "lang": "en", "fetch.allow_private": True, "fetch.rate": 0, "fetch.second_look_s": 0,
    "crawl.browser": False, "evidence.screenshots": 0, "formats": ["json"],
}  # fmt: skip


@pytest.fixture
def host() -> Iterator[Host]:
    with listening([0]) as (one,):
        one.pages = {"/": Answer(PAGE.format("<a href='/gone.html'>下载附件说明</a>").encode())}
        yield one


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: Host) -> Path:
    monkeypatch.chdir(tmp_path)
    register = f"id,kind,name,unit,url\nportal,site,晴川区,办公室,{host.address}/\n"
    (tmp_path / "inventory.csv").write_text(register, encoding="utf-8")
    return tmp_path


def test_the_names_that_are_public() -> None:
    assert auditor.__all__ == ["__version__", "check", "load_findings", "run"]
    assert {name: list(inspect.signature(getattr(auditor, name)).parameters) for name in auditor.__all__[1:]} == {
        "check": ["urls", "config", "settings"],
        "load_findings": ["path"],
        "run": ["inventory", "config", "settings"],
    }
    assert [one.name for one in fields(findings_file.AuditResult)] == ["folder", "exit_code", "findings"]
    assert Path(auditor.__file__).with_name("py.typed").exists()


def test_importing_the_package_loads_nothing_else() -> None:
    code = "import sys, auditor; print(sorted(one for one in sys.modules if one.startswith(('auditor.', 'asyncio'))))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.strip() == "['auditor.version']"


def test_the_dataclasses_are_those_of_the_schema() -> None:
    shape = schema()
    defined = shape["$defs"]
    pairs = {
        "RunFacts": shape["properties"]["run"], "SubjectFacts": defined["subject"],
        "ReportedFinding": defined["finding"], "PageProposal": defined["item_3"], "SiteSheetFacts": defined["item_25"],
        "AccountProposalFacts": defined["item_27"], "Unseen": shape["properties"]["unknown"]["items"],
        "Findings": shape,
        "CheckLine": defined["item_25"]["properties"]["checks"]["items"],
    }  # fmt: skip
    for name, wanted in pairs.items():
        kind = getattr(findings_file, name)
        assert is_dataclass(kind)
        assert {one.name for one in fields(kind)} == set(wanted["properties"]), name


def test_the_example_of_the_page_runs(office: Path, host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.S)
    example = example.replace('"lang": "en"', '"lang": "en", **QUICK')
    example = example.replace("http://www.example.gov.cn/news/", f"{host.address}/")
    names: dict[str, object] = {"QUICK": QUICK}
    exec(example, names)
    result, page, last = names["result"], names["page"], names["last"]
    broken = {"link-broken"}
    assert broken <= {one.rule for one in result.findings.findings}
    assert broken <= {one.rule for one in page.findings.findings}
    assert (result.exit_code, page.folder, last) == (0, None, result.findings)
    assert (last.run.as_of, last.subjects[0].id) == (date(2026, 3, 10), "portal")
    assert "not judged" in capsys.readouterr().out
    assert not (office / "auditor.db").exists()


def test_a_report_without_json_still_gives_findings(office: Path) -> None:
    result = auditor.run("inventory.csv", settings={**QUICK, "formats": ["csv"], "store": "sqlite:///a.db"})
    assert result.findings.findings
    with pytest.raises(BadInput, match="with json among its formats"):
        auditor.load_findings(result.folder)


def test_limits_come_from_a_file_and_other_faults_are_named(office: Path) -> None:
    (office / "own.toml").write_text('[limits."link-broken"]\nlookz = 3\n')
    with pytest.raises(BadInput, match="looks"):
        auditor.check("http://127.0.0.1:9/", config="own.toml")
    with pytest.raises(BadInput, match=r"fetch.rates: no such setting; did you mean fetch.rate\?"):
        auditor.check("http://127.0.0.1:9/", settings={"fetch.rates": 3})


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("{", "no findings.json"),
        ("[]", "no findings.json"),
        ("{}", "schema_version is null, this auditor reads 1"),
        (json.dumps({"schema_version": 2}), "schema_version is 2, this auditor reads 1; print the run again"),
        (json.dumps({"schema_version": 1}), "no findings.json"),
    ],
)
def test_files_of_another_kind_are_refused_with_a_remedy(tmp_path: Path, body: str, says: str) -> None:
    (tmp_path / "findings.json").write_text(body)
    with pytest.raises(BadInput, match=says):
        auditor.load_findings(tmp_path)
