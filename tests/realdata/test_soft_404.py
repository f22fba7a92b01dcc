"""Whole audits of the mirrored sites behind an nginx that answers missing pages softly, against the answer key."""

import asyncio
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.config.settings import CrawlSettings, EvidenceSettings, FetchSettings, Settings
from auditor.inventory import read_register
from auditor.model.progress import Silent
from auditor.pipeline import nightly
from tests.nginx import free_port, nginx
from tests.realdata.mirrors import lay_out, met, targets
from tests.realdata.test_mirrors import AS_OF, address, some_pages

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.nginx,
    pytest.mark.skipif(not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()), reason="no nginx"),
]

WAYS = {
    "words": "error_page 404 =200 /zz_missing.html;",
    "frame": "error_page 404 =200 /zz_missing.html;",
    "refresh": "error_page 404 =200 /zz_missing.html;",
    "sent_home": "error_page 404 = @gone; location @gone { return 302 /; }",
    "sent_to_a_page": "error_page 404 = @gone; location @gone { return 302 /zz_missing.html?from=$uri; }",
    "home_page": "try_files $uri $uri/ /index.html;",
}
HEAD = "<html><head><meta charset='utf-8'><title>提示</title></head><body>"
PAGES = {
    "words": HEAD + "<p>您访问的页面不存在</p></body></html>",
    "refresh": "<html><head><meta http-equiv='refresh' content='0;url=/'></head><body></body></html>",
    "sent_to_a_page": HEAD + "请从首页重新查找</body></html>",
}
RECALL_FLOOR = 0.95


def missing_page(root: Path, way: str) -> bytes:
    """Return what missing pages are answered with: for 'frame' the home page's own frame, with a line that says no
    word of an error."""
    if way in PAGES:
        return PAGES[way].encode()
    home = (root / "index.html").read_bytes()
    line = "请从首页重新查找".encode("ascii", "xmlcharrefreplace")
    return re.sub(rb"(<body[^>]{0,500}>)", rb"\1<p>" + line + b"</p>", home, count=1)


@pytest.mark.parametrize("way", sorted(WAYS))
@pytest.mark.parametrize("name", sorted(AS_OF))
def test_soft_answers(data, tmp_path_factory, name, way):
    mirror, work = data / name, tmp_path_factory.mktemp(f"{name}_{way}")
    for folder in (work, *work.parents[:2]):
        folder.chmod(0o755)
    port = free_port()
    root = lay_out(mirror, work / "root", f"http://127.0.0.1:{port}/")
    (root / "zz_missing.html").write_bytes(missing_page(root, way))
    removed = some_pages(mirror)
    for target in removed:
        (root / target.lstrip("/")).unlink()
    register = work / "inventory.csv"
    with nginx(root, work / "nginx", port=port, extra=WAYS[way]) as url:
        register.write_text(f"kind,name,unit,url\nsite,{name},某单位,{url}\n", encoding="utf-8")
        settings = Settings(
            inventory=register, store=f"sqlite:///{work}/a.db", out=work / "reports", as_of=AS_OF[name],
            formats=("json",), fetch=replace(FetchSettings(), rate=0, second_look_s=0.2, allow_private=True),
            crawl=replace(CrawlSettings(), browser=False), evidence=EvidenceSettings(screenshots=0),
        )  # fmt: skip
        audit = asyncio.run(nightly(settings, read_register(register), Silent())).audit
    found = {one.target for one in audit.findings if one.rule in ("link-broken", "link-soft-404")}
    key = {address(url, row.target): row.exists and row.target not in removed for row in targets(mirror)}
    taken = {address(url, target) for target in met(root, url, set(removed))}
    missing = {at for at, exists in key.items() if not exists} - {address(url, target) for target in removed} | taken
    false = {at for at in found if key.get(at)}
    beyond = {at for at in found if at.startswith(url) and at not in key}
    print(f"\n{name} {way}: {len(found & missing)} of {len(missing)} missing targets found ({len(found & taken)} of "
          f"{len(taken)} pages taken away), {len(false)} false, {len(beyond)} beyond the key")  # fmt: skip
    by = {one.target: [place.url for place in one.locations][:2] for one in audit.findings}
    print("  linked by:", {at.removeprefix(url): by[at] for at in sorted(beyond)[:3]})
    for what, urls in (("missed", missing - found), ("false", false), ("beyond", beyond)):
        print(f"  {what}:", sorted(at.removeprefix(url) for at in urls)[:12])
    assert not false
    assert len(found & taken) >= RECALL_FLOOR * len(taken)
