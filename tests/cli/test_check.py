"""auditor check: a site, a part of one, a page, a feed, and what is none of them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.demo.server import Answer, Host, listening
from tests.rules.known import KNOWN

FAST = ["--allow-private", "--rate", "0", "--as-of", "2026-03-10", "--lang", "en"]
RSS = "<rss version='2.0'><channel><title>t</title><item><title>a</title><pubDate>{}</pubDate></item></channel></rss>"
OLD, NEW = "Thu, 01 Jan 2026 10:00:00 +0800", "Mon, 09 Mar 2026 10:00:00 +0800"


def page(body: str) -> Answer:
    return Answer(f"<html><head><meta charset='utf-8'><title>晴川区</title></head><body>{body}</body></html>".encode())


def rows(day: str) -> str:
    return (
        "<ul>"
        + "".join(f"<li><span>{day}</span><a href='/{n}.html'>第{n}次活动报道</a></li>" for n in range(3))
        + "</ul>"
    )


@pytest.fixture
def host() -> Iterator[Host]:
    with listening([0]) as (one,):
        article = (
            "<h1>第{0}次活动报道</h1><p>发布时间：2026-01-05</p><p>活动{0}</p><a href='/gone.html'>下载附件说明</a>"
        )
        one.pages = {
            "/": page(rows("2026-01-05")),
            "/news/": page(rows("2026-01-05")),
            **{f"/{n}.html": page(article.format(n)) for n in range(3)},
            "/old.xml": Answer(RSS.format(OLD).encode(), content_type="application/rss+xml"),
            "/new.xml": Answer(RSS.format(NEW).encode(), content_type="application/rss+xml"),
        }
        yield one


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDITOR_FETCH_SECOND_LOOK_S", "0")
    monkeypatch.setenv("AUDITOR_CRAWL_BROWSER", "false")
    monkeypatch.setenv("AUDITOR_EVIDENCE_SCREENSHOTS", "0")


LACKING = ("page-tags", "site-footer", "site-annual-report")


def told(capsys: pytest.CaptureFixture[str], *urls: str, more: tuple[str, ...] = ()) -> dict[str, str]:
    """Return target → rule with severity of what was found; what all of these pages lack is left out."""
    assert run(["check", *urls, *FAST, *more]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    return {
        target: f"{rule} {severity}"
        for severity, _, rule, target, _ in lines
        if severity != "unknown" and rule in KNOWN and rule not in LACKING
    }


def test_a_site_is_judged_as_one(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    home = f"{host.address}/"
    assert told(capsys, home) == {home: "site-home-stale veto", f"{home}gone.html": "link-broken minor"}


@pytest.mark.parametrize("path", ["/1.html", "/news/"])
def test_a_page_or_part_of_a_site_is_not(host: Host, capsys: pytest.CaptureFixture[str], path: str) -> None:
    assert told(capsys, host.address + path) == {f"{host.address}/gone.html": "link-broken minor"}


def test_rules_about_sites_say_nothing_of_a_page(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    for path, rules in (("/", set(LACKING)), ("/1.html", {"page-tags"})):
        assert run(["check", host.address + path, *FAST]) == 0
        found = {line.split("\t")[2] for line in capsys.readouterr().out.splitlines() if line[:7] != "unknown"}
        assert found & {*LACKING, "site-domain"} == rules


def test_a_page_named_before_its_site_takes_nothing_from_it(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", f"{host.address}/1.html", f"{host.address}/", *FAST, "--format", "json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert {one["url"]: one["stats"]["pages"] for one in made["subjects"]}[f"{host.address}/"] >= 3


def test_a_page_that_is_not_there_is_a_broken_link(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, f"{host.address}/nothing.html") == {f"{host.address}/nothing.html": "link-broken minor"}


def test_a_feed_is_judged_as_an_account(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, f"{host.address}/old.xml") == {f"{host.address}/old.xml": "account-dormant veto"}
    assert told(capsys, f"{host.address}/new.xml") == {}


def test_what_could_not_be_seen_is_told_and_strict_says_so(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", f"{host.address}/old.xml", "--rate", "0", "--strict"]) == 3
    assert capsys.readouterr().out.startswith("unknown\t")


@pytest.mark.parametrize("word", ["nonsense", "", "mailto:a@b.example", "ftp://a.example/", "/etc/passwd", "list.csv",
                                  "http://", "http://u:p@a.example/"])  # fmt: skip
def test_what_is_no_address_is_bad_usage(host: Host, capsys: pytest.CaptureFixture[str], word: str) -> None:
    assert run(["check", f"{host.address}/", word, *FAST]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "is not an http or https address" in err


def test_every_address_that_is_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "nonsense", "list.csv", *FAST]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert "'nonsense'" in first
    assert "auditor run list.csv" in second


def test_nothing_is_kept_unless_asked(host: Host, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    told(capsys, f"{host.address}/old.xml")
    assert list(tmp_path.iterdir()) == []
    for status in ("new", "open"):
        assert run(["check", f"{host.address}/old.xml", *FAST, "--store", "sqlite:///kept.db", "--format", "json"]) == 0
        made = json.loads(capsys.readouterr().out)
        assert [one["status"] for one in made["findings"]] == [status]


def test_a_page_has_no_verdict_as_a_site(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", f"{host.address}/1.html", *FAST, "--format", "json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["plan"]["item_25"], [one["state"] for one in made["subjects"]]) == ([], ["observed"])
