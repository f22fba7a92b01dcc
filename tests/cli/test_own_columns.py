"""auditor.toml's words on classes, sites and single columns, from the file to the report."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.demo.server import Answer, Host, listening

AS_OF = date(2026, 3, 10)


def page(title: str, body: str) -> Answer:
    return Answer(f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>".encode())


def column(name: str, folder: str, age: int) -> dict[str, Answer]:
    days = [AS_OF - timedelta(age + n) for n in range(6)]
    rows = "".join(f"<li><span>{day}</span><a href='{n}.html'>第{n}次{name}报道</a></li>" for n, day in enumerate(days))
    trail = f"<div>当前位置：<a href='/'>首页</a> &gt; <a href='/{folder}/'>{name}</a></div>"
    texts = {
        f"/{folder}/{n}.html": page(
            f"第{n}次{name}报道", f"<h1>第{n}次{name}</h1><p>发布时间：{day}</p>" + "街道办" * n
        )
        for n, day in enumerate(days)
    }
    return {f"/{folder}/": page(f"{name}_晴川区", f"{trail}<ul>{rows}</ul>"), **texts}


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDITOR_FETCH_SECOND_LOOK_S", "0")
    monkeypatch.setenv("AUDITOR_CRAWL_BROWSER", "false")
    monkeypatch.setenv("AUDITOR_EVIDENCE_SCREENSHOTS", "0")
    with listening([0]) as (host,):
        host: Host
        links = "".join(f"<a href='/{one}/'>{name}</a>" for one, name in FOLDERS.items())
        host.pages = {"/": page("晴川区", links)}
        for folder, name in FOLDERS.items():
            host.pages |= column(name, folder, 10)
        (tmp_path / "inventory.csv").write_text(f"id,name,unit,url\nportal,门户,办公室,{host.address}/\n", "utf-8")

        def audited(settings: str, lang: str = "en") -> tuple[set[str], dict[str, dict[str, str]]]:
            (tmp_path / "auditor.toml").write_text(settings, "utf-8")
            words = ["run", "--allow-private", "--rate", "0", "--as-of", AS_OF.isoformat(), "--lang", lang, "-q"]
            assert run(words) == 0
            found = json.loads(Path("reports/latest/findings.json").read_text("utf-8"))["findings"]
            with Path("reports/latest/evidence/columns.csv").open(encoding="utf-8-sig", newline="") as file:
                columns = {row["name"]: row for row in csv.DictReader(file)}
            return {one["target"].split("/")[3] for one in found if one["rule"] == "column-stale"}, columns

        yield audited


FOLDERS = {"gzdt": "工作动态", "tzgg": "通知公告", "fc": "晴川风采"}


def test_without_settings_the_class_decides(audit) -> None:
    stale, columns = audit("")
    assert stale == set()
    known = {name: (row["class"], row["limit_days"], row["class_source"], row["limit_source"])
             for name, row in columns.items()}  # fmt: skip
    assert known == {
        "工作动态": ("news", "14", "trail", "news"),
        "通知公告": ("notice", "180", "trail", "notice"),
        "晴川风采": ("", "", "", ""),
    }


@pytest.mark.parametrize(
    ("settings", "stale"),
    [
        ("[limits.column-stale]\nnews = 7", {"gzdt"}),
        ("[limits.column-stale]\nnews = 11", set()),
        ("[sites.portal.limits.column-stale]\nnotice = 10", {"tzgg"}),
        ("[limits.column-stale]\nnews = 7\n[sites.portal.limits.column-stale]\nnews = 11", set()),
        ('[limits.column-stale]\nnews = 7\n[sites.portal.columns]\n"工作动态" = { days = 11 }', set()),
        ('[sites.portal.columns]\n"晴川风采" = { days = 10 }', {"fc"}),
        ('[sites.portal.columns]\n"/fc/" = { class = "news" }', set()),
        ('[limits.column-stale]\nnews = 7\n[sites.portal.columns]\n"/fc/" = { class = "news" }', {"gzdt", "fc"}),
        ('[limits.column-stale]\nnews = 7\n[sites.portal.columns]\n"工作动态" = { class = "no_limit" }', set()),
    ],
)
def test_what_auditor_toml_says_holds(audit, settings: str, stale: set[str]) -> None:
    assert audit(settings)[0] == stale


def test_the_report_says_which_limit_holds_and_where_the_class_is_from(audit) -> None:
    _, columns = audit('[sites.portal.columns]\n"工作动态" = { days = 7 }\n"/fc/" = { class = "plans" }')
    assert (columns["工作动态"]["limit_days"], columns["工作动态"]["limit_source"]) == ("7", "auditor.toml")
    assert (columns["晴川风采"]["class"], columns["晴川风采"]["class_source"]) == ("plans", "auditor.toml")
    shown = Path("reports/latest/index.html").read_text("utf-8")
    assert '7 days <span class="quiet">(set in auditor.toml)</span>' in shown
    assert '<span class="quiet">auditor.toml</span>' in shown


@pytest.mark.parametrize(("lang", "words"), [("en", "the nearest is"), ("zh", "最接近的是")])
def test_an_entry_that_fits_no_column_is_told(audit, lang: str, words: str) -> None:
    audit('[sites.portal.columns]\n"工作动太" = { days = 7 }\n"通知公告" = { days = 90 }', lang)
    shown = Path("reports/latest/index.html").read_text("utf-8")
    assert "工作动太" in shown
    assert words in shown
    assert shown.count(".columns]") == 1
