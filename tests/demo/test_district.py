"""The sample district itself: it is what its answer key says, on any day."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from auditor.demo.content import read_content, report_year
from auditor.demo.district import District, serving
from auditor.demo.sites import PLANTED
from auditor.inventory import read_register
from auditor.model import SubjectKind
from tests.demo import truth

AS_OF = date(2026, 3, 10)


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with serving(tmp_path, AS_OF, (0, 0, 0)) as one:
        yield one


def test_the_register_has_two_sites_thirteen_accounts_and_a_board(district: District) -> None:
    register = read_register(district.register)
    kinds = [subject.kind for subject in register.subjects]
    assert [kinds.count(kind) for kind in SubjectKind] == [2, 13, 1]
    assert register.notes == ()


def test_links_that_fail_are_those_of_the_answer_key(district: District) -> None:
    answers: dict[str, int] = {}
    waiting = [f"{district.portal}/", f"{district.bureau}/"]
    with httpx.Client() as client:
        while waiting:
            url = waiting.pop()
            if url in answers or "10.20.30.40" in url or url == PLANTED:
                continue
            reply = client.get(url)
            answers[url] = reply.status_code
            if reply.headers["content-type"].startswith("text/html"):
                text = reply.content.decode("gbk" if b"charset=gb2312" in reply.content else "utf-8")
                found = re.findall(r'(?:href|src)="([^"]+)"|url=([^"]+)"', text)
                waiting += [urljoin(url, unescape(a or b)) for a, b in found]
    failed = {url for url, status in answers.items() if status >= 400}
    key = truth.findings(district, AS_OF) | truth.unknown(district)
    said = {one.target for one in key if one.says.startswith("link-broken") or one.says in ("challenge", "auth")}
    assert failed == {url for url in said if url.startswith("http")}
    assert len(answers) > 50


def test_it_never_ages(tmp_path: Path) -> None:
    for day in (date(2026, 1, 2), date(2026, 1, 31), date(2028, 2, 29), date(2030, 12, 31)):
        content = read_content("portal", day)
        newest = {column.path: max((one.on for one in content.of(column)), default=None) for column in content.columns}
        assert newest["qcxw"] == day - timedelta(days=1)
        assert newest["bmdt"] == day - timedelta(days=41)
        assert all(one.on < day for one in content.articles)
        assert "{" not in "".join(text for one in content.articles for text in (one.title, *one.text))


def test_addresses_do_not_depend_on_the_day(tmp_path: Path) -> None:
    paths = []
    for day in (date(2026, 1, 2), date(2030, 12, 31)):
        content = read_content("portal", day)
        paths.append(sorted(one.path for one in content.articles))
    assert paths[0] == paths[1]


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 1, 10), 2024), (date(2026, 1, 26), 2025), (date(2026, 12, 1), 2025)]
)
def test_annual_reports_are_those_of_the_last_year_that_is_due(day: date, year: int) -> None:
    assert report_year(day) == year
