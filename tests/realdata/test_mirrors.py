"""Whole audits of five mirrored government sites served by nginx: broken links against the answer key."""

import asyncio
import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest

from auditor.audit import Audit
from auditor.config.settings import FetchSettings, Settings
from auditor.inventory import read_register
from auditor.pipeline import nightly
from auditor.progress import Silent
from tests.nginx import free_port, nginx
from tests.realdata.mirrors import lay_out, targets

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


@dataclass(frozen=True)
class Audited:
    """One mirror after its audit."""

    name: str
    folder: Path
    home: str
    audit: Audit


@pytest.fixture(scope="module", params=sorted(AS_OF))
def audited(request, data, tmp_path_factory) -> Audited:
    work = tmp_path_factory.mktemp(request.param)
    work.chmod(0o755)
    for parent in work.parents[:2]:
        parent.chmod(0o755)
    port = free_port()
    root = lay_out(data / request.param, work / "root", f"http://127.0.0.1:{port}/")
    register = work / "inventory.csv"
    with nginx(root, work / "nginx", port=port) as url:
        register.write_text(f"kind,name,unit,url\nsite,{request.param},某单位,{url}\n", encoding="utf-8")
        settings = Settings(
            inventory=register,
            store=f"sqlite:///{work}/a.db",
            out=work / "reports",
            as_of=AS_OF[request.param],
            formats=("json",),
            fetch=replace(FetchSettings(), rate=0, second_look_s=0.2, allow_private=True),
        )
        done = asyncio.run(nightly(settings, read_register(register), Silent()))
    return Audited(request.param, data / request.param, url, done.audit)


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
