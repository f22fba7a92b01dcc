"""Whole audits of five mirrored government sites served by nginx: broken links against the answer key."""

import asyncio
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest

from auditor.config.settings import FetchSettings, Settings
from auditor.inventory import read_register
from auditor.model.audit import Audit
from auditor.model.progress import Silent
from auditor.pipeline import nightly
from tests.nginx import free_port, nginx
from tests.realdata.mirrors import lay_out, met, targets

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.nginx,
    pytest.mark.skipif(not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()), reason="no nginx"),
]

AS_OF = {
    "mirror_atxlyj": date(2021, 6, 10),
    "mirror_gxpopss": date(2019, 6, 1),
    "mirror_gzdzhrss": date(2020, 12, 20),
    "mirror_lgedu": date(2020, 12, 31),
    "mirror_stwgd": date(2020, 12, 20),
}
RECALL_FLOOR = 0.98
REMOVED, LINKED_FROM, TAKEN_FLOOR = 20, 3, 0.95


@dataclass(frozen=True)
class Audited:
    """One mirror after its audit."""

    name: str
    folder: Path
    home: str
    audit: Audit


@pytest.fixture(scope="module", params=sorted(AS_OF))
def audited(request, data, tmp_path_factory) -> Audited:
    return audit(data / request.param, tmp_path_factory.mktemp(request.param))


def audit(mirror: Path, work: Path, removed: Iterable[str] = ()) -> Audited:
    """Serve a mirror without the pages removed, audit it, and return what came of it."""
    for folder in (work, *work.parents[:2]):
        folder.chmod(0o755)
    port = free_port()
    root = lay_out(mirror, work / "root", f"http://127.0.0.1:{port}/")
    for target in removed:
        (root / target.lstrip("/")).unlink()
    register = work / "inventory.csv"
    with nginx(root, work / "nginx", port=port) as url:
        register.write_text(f"kind,name,unit,url\nsite,{mirror.name},某单位,{url}\n", encoding="utf-8")
        settings = Settings(
            inventory=register,
            store=f"sqlite:///{work}/a.db",
            out=work / "reports",
            as_of=AS_OF[mirror.name],
            formats=("json",),
            fetch=replace(FetchSettings(), rate=0, second_look_s=0.2, allow_private=True),
        )
        done = asyncio.run(nightly(settings, read_register(register), Silent()))
    return Audited(mirror.name, mirror, url, done.audit)


def some_pages(mirror: Path) -> list[str]:
    """Return pages of a mirror that several pages link to, to be taken away."""
    linked = [
        row.target
        for row in targets(mirror)
        if row.exists and row.kind == "a" and row.pages_linking >= LINKED_FROM and row.target.endswith(".html")
        and row.target != "/index.html" and (mirror / "www" / row.target.lstrip("/")).exists()
    ]  # fmt: skip
    return linked[:: max(1, len(linked) // REMOVED)][:REMOVED]


def address(home: str, target: str) -> str:
    """Return a target of the answer key as an absolute address."""
    return home.rstrip("/") + quote(target, safe="/?=&%:;,+@!$'()*~#[]")


def test_broken_links(audited):
    found = {
        finding.target
        for finding in audited.audit.findings
        if finding.rule in ("link-broken", "link-soft-404") and finding.target.startswith(audited.home)
    }
    key = {address(audited.home, row.target): row.exists for row in targets(audited.folder)}
    missing = {url for url, exists in key.items() if not exists}
    false = {url for url in found if key.get(url) is True}
    print(f"\n{audited.name}: {len(found & missing)} of {len(missing)} missing targets found, {len(false)} false, "
          f"{len(found - set(key))} beyond the key, {audited.audit.run.pages} pages")  # fmt: skip
    for name, urls in (("missed", missing - found), ("beyond", found - set(key)), ("false", false)):
        print(f"  {name}:", sorted(url.removeprefix(audited.home) for url in urls)[:10])
    assert not false
    assert len(found & missing) >= RECALL_FLOOR * len(missing)


def test_no_fault_is_called_confirmed_on_one_look(audited):
    for finding in audited.audit.findings:
        if finding.rule == "link-broken" and finding.confidence == "confirmed":
            assert finding.values["looks"] >= 2


def test_sites_that_show_no_account_are_said_to_show_none(audited):
    """No page of the mirrors leads to an account in its frame; an article of one quotes an account's address."""
    found = [one.target for one in audited.audit.findings if one.rule == "account-unregistered"]
    assert found == [], audited.name


@pytest.mark.parametrize("name", sorted(AS_OF))
def test_pages_taken_away(data, tmp_path_factory, name):
    mirror = data / name
    removed = some_pages(mirror)
    work = tmp_path_factory.mktemp(name)
    audited = audit(mirror, work, removed)
    met_again = met(work / "root", audited.home, set(removed))
    found = {finding.target for finding in audited.audit.findings if finding.rule == "link-broken"}
    gone = {address(audited.home, target) for target in met_again}
    standing = {address(audited.home, row.target) for row in targets(mirror) if row.exists}
    standing -= {address(audited.home, target) for target in removed}
    print(f"\n{name}: {len(found & gone)} of {len(gone)} pages taken away found, {len(found & standing)} false")
    assert gone
    assert not found & standing
    assert len(found & gone) >= TAKEN_FLOOR * len(gone)
