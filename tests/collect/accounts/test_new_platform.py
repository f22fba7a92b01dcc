"""A platform is one row and one adapter: an invented one is audited end to end, and no other module names one."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from auditor.demo.server import Answer, Host, listening
from auditor.platforms import GROUP, PLATFORMS, Platform, row_named, row_of, rows_of
from tests.collect.accounts.feeds import item, rss
from tests.make import ZONE

ROOT = Path(__file__).parents[3]
PLUGIN = '''
"""The platform "example": accounts are feeds below one address."""

import re
from dataclasses import replace

from auditor.collect.accounts import feed
from auditor.collect.accounts.access import DEFAULT, Adapter
from auditor.platforms import HANDLE, Endpoint, Form, Platform, Way

EXAMPLE = Platform(
    "example", "示例平台", "Example", aliases=("示例", "示例号"), glyph="例", hosts=("example.test",),
    forms=(Form(re.compile(r"^/@([a-z]+)$"), HANDLE, "https://example.test/@{}"),),
    endpoints=(Endpoint("example", "https://api.example.test", "Example interface"),),
    ways=(Way("example_feed", "示例接口", "Example interface"),), export="export",
)


async def read(subject, access):
    address = f"{access.endpoints['example']}/{subject.account_id}.xml"
    seen = await feed.read(replace(subject, source=address), access)
    return replace(seen, adapter="example_feed")


ADAPTER = Adapter("example_feed", {DEFAULT: frozenset({"example"})}, read, platform=EXAMPLE)
'''
NOW = datetime.now(ZONE)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Path, Host]]:
    """Yield a folder with a register of two accounts on the invented platform, and its server."""
    (tmp_path / "example_platform.py").write_text(PLUGIN, "utf-8")
    info = tmp_path / "example_platform-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: example-platform\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\nexample = example_platform:ADAPTER\n")
    with listening([0]) as (host,):
        host.pages = {
            f"/{name}.xml": Answer(rss(item(0, (NOW - timedelta(days=days)).isoformat())), content_type="text/xml")
            for name, days in (("lively", 2), ("silent", 40))
        }
        settings = f'[endpoints]\nexample = "{host.address}"\n[crawl]\nbrowser = false\n[evidence]\nscreenshots = 0\n'
        (tmp_path / "auditor.toml").write_text(settings)
        rows = [
            f"{name},新媒体,{name},单位,示例号,https://example.test/@{name},{name}" for name in ("lively", "silent")
        ]
        (tmp_path / "inventory.csv").write_text(
            "\n".join(["id,kind,name,unit,platform,url,account_id", *rows]), "utf-8"
        )
        yield tmp_path, host


def auditor(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "auditor", *arguments], cwd=folder, capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT)))}, check=False,
    )  # fmt: skip


def test_an_invented_platform_is_audited_by_its_row_and_adapter(office: tuple[Path, Host]) -> None:
    folder, _ = office
    ran = auditor(folder, "run", "--allow-private", "--rate", "0", "--no-progress")
    assert ran.returncode == 0, ran.stderr
    report = json.loads((folder / "reports/latest/findings.json").read_text("utf-8"))
    (found,) = [one for one in report["findings"] if one["rule"] == "account-dormant"]
    assert (found["subject"], found["evidence"]["days"]) == ("silent", 40)
    assert (found["evidence"]["platform"], found["evidence"]["source"]) == ("example", "example_feed")
    page = (folder / "reports/latest/index.html").read_text("utf-8")
    assert "示例平台" in page
    assert ">例</text>" in page
    assert "example 2" in auditor(folder, "inventory", "check").stdout


def test_a_plug_in_brings_its_row_and_a_broken_one_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "example_platform_of_test.py").write_text(PLUGIN, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    points = [
        EntryPoint("example", "example_platform_of_test:ADAPTER", GROUP),
        EntryPoint("gone", "no_such_module_of_test:ADAPTER", GROUP),
        EntryPoint("rowless", "example_platform_of_test:read", GROUP),
    ]
    assert [row.code for row in rows_of(points)] == ["example"]


def test_every_row_is_whole() -> None:
    assert len({row.code for row in PLATFORMS}) == len(PLATFORMS)
    for one in (
        [word for row in PLATFORMS for word in (*row.aliases, *row.also)],
        [host for row in PLATFORMS for host in row.hosts],
        [end.name for row in PLATFORMS for end in row.endpoints],
    ):
        assert len(set(one)) == len(one)
    assert all(row.zh and row.en and row.cancelling for row in PLATFORMS)


def test_a_word_no_row_has_is_a_platform_all_the_same() -> None:
    assert row_of("某新平台") == Platform("某新平台")
    assert row_named("twitter").code == "x"
    assert (row_of("").has_accounts, row_of("feed").has_accounts, row_of("app").has_posts) == (False, False, False)


OWN = ("weixin", "weibo", "douyin", "kuaishou", "bilibili", "youtube", "bluesky", "fediverse", "appstore")
"""What the names of platforms' own modules in collect/accounts begin with."""

OF_OTHERS = {
    "auditor/demo": "the demo's district has accounts on real platforms",
    "auditor/extract/weixin_article.py": "articles of WeChat, which posts of every platform and sites lead to",
    "auditor/extract/main_text.py": "words in the frames of articles",
    "auditor/extract/link_collector.py": "words that lead away from a page's content",
    "auditor/extract/fragment_names.py": "fragments that editors leave behind",
    "auditor/extract/published.py": "a meta tag that several systems write",
    "auditor/text/post_marks.py": "marks of posts passed on, whatever platform they reach",
    "auditor/text/risk.py": "offers of trade in the words of swindlers",
    "auditor/collect/accounts/sheet_columns.py": "headings of the platforms' exports",
    "auditor/collect/accounts/posts.py": "the canonical form of WeChat articles",
    "auditor/collect/accounts/profile_words.py": "notices that any page may show",
    "auditor/collect/crawl/outside_addresses.py": "articles of WeChat that pages lead to",
    "auditor/config/setting_keys.py": "[plan]: how WeChat freezes accounts; a robot of 企业微信",
    "auditor/inventory/register_columns.py": "微信号 as a heading of the register",
    "auditor/inventory/template.py": "an example row",
    "auditor/inventory/web_address.py": "schemes of addresses",
    "checks/account_subject.py": "words in the names of certified subjects",
}
"""Where a platform's name is no list that a new platform belongs to."""


def names() -> frozenset[str]:
    """Return the words by which the rows' platforms are told, those aside that mean other things, too."""
    words = {word.lower() for row in PLATFORMS for word in (row.code, row.zh, row.en, *row.aliases, *row.also)}
    plain = {
        "app",
        "feed",
        "x",
        "channels",
        "threads",
        "移动客户端",
        "订阅源",
        "公众号",
        "订阅号",
        "服务号",
        "mini program",
    }
    return frozenset(words - plain)


def literals(path: Path) -> Iterator[str]:
    """Yield the texts in a module's code; docstrings stand alone and are none."""
    tree = ast.parse(path.read_text("utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value.lower()


def test_no_other_module_names_a_platform() -> None:
    words = names()
    told = {
        path.relative_to(ROOT).as_posix()
        for folder in ("auditor", "checks")
        for path in (ROOT / folder).rglob("*.py")
        if any(word in text for text in literals(path) for word in words)
    } - {"auditor/platforms.py"}
    others = {
        name
        for name in told
        if not (name.startswith("auditor/collect/accounts/") and Path(name).name.startswith(OWN))
        and not any(name.startswith(allowed) for allowed in OF_OTHERS)
    }
    assert others == set()
