"""A fault nobody foresaw never ends a run: it is one row with an id, the rest is read, and the exit code says so."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from auditor.cli.main import run
from auditor.collect.crawl import outside_addresses as outside
from auditor.collect.crawl import reply_reading as reading
from auditor.collect.crawl import site_walk as site
from auditor.collect.crawl.frontier import Waiting
from auditor.config import Settings
from auditor.demo.server import Host
from auditor.errors import ExitCode, surprise
from auditor.model import Outcome, Reply
from auditor.store.recorder import What
from tests.cli.test_run import FAST, host, office, page  # noqa: F401 - fixtures

TOLD = r"internal error [0-9a-f]{8}: ZeroDivisionError"


def surprised(*_: object, **__: object) -> None:
    raise ZeroDivisionError("secret words of the page")


def unknown_because_of_us() -> list[dict[str, object]]:
    report = json.loads(Path("reports/latest/findings.json").read_text(encoding="utf-8"))
    assert not [one for one in report["findings"] if one["target"].endswith("/1.html")]
    return [one for one in report["unknown"] if one["reason"] == "internal"]


@pytest.fixture(params=["parser", "walk"])
def broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name = {"parser": (reading, "extract"), "walk": (site, "leaving_words_of_reply")}[request.param]
    honest = getattr(where, name)

    def breaking(first, *rest, **named):
        address = first.url if request.param == "walk" else rest[0]
        return surprised() if address.endswith("/1.html") else honest(first, *rest, **named)

    monkeypatch.setattr(where, name, breaking)


@pytest.mark.usefixtures("broken")
def test_a_page_that_surprises_us_is_one_row(host: Host) -> None:  # noqa: F811
    assert run(["run", *FAST, "--strict"]) == ExitCode.NOT_OBSERVED
    rows = unknown_because_of_us()
    assert {row["target"] for row in rows} == {f"{host.address}/1.html"}
    assert re.search(TOLD, str(rows[0]["detail"]))
    assert json.loads(Path("reports/latest/findings.json").read_text(encoding="utf-8"))["run"]["pages"] >= 3
    assert "secret words" not in Path("reports/latest/findings.json").read_text(encoding="utf-8")


async def test_a_foreign_page_that_surprises_us_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    async def get(url: str, **_: object) -> Reply:
        return Reply(url, Outcome.OK, datetime.now(UTC), 200)

    monkeypatch.setattr(outside, "told_by_page", surprised)
    trip = SimpleNamespace(settings=Settings(), client=SimpleNamespace(get=get))
    reply, _ = await outside._ask(trip, Waiting(1, "http://other.example/", 1, What.EXTERNAL))
    assert reply.outcome is Outcome.INTERNAL
    assert re.fullmatch(f"page not read: {TOLD}", reply.detail)


def test_the_same_fault_has_one_id_and_another_has_its_own() -> None:
    def told(divide: bool) -> str:
        try:
            1 // 0 if divide else {}["x"]
        except Exception as fault:
            return surprise(fault)
        return ""

    assert told(True) == told(True) != told(False)
