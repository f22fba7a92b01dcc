"""Nights of whole runs over WeChat's interface: what is asked again, what is judged, and what is not."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.collect.accounts.weixin_server import DETAILS, Account, WeixinServer, article
from tests.forked import forked

SETTINGS = "[crawl]\nbrowser = false\ncheck_external = false\n[fetch]\nrate = 0\nsecond_look_s = 0.2\n"
KINDS = ("busy", "silent", "empty", "late", "barred")


async def night(folder: Path, server: WeixinServer, accounts: dict[str, Account]) -> dict[str, object]:
    """Run the audit once; return its report."""
    own = {"HOME": str(folder / "home"), "XDG_CACHE_HOME": str(folder / "cache")}
    for name, known in accounts.items():
        own |= {f"MEDIA_{name.upper()}_APPID": known.appid, f"MEDIA_{name.upper()}_SECRET": known.secret}
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("AUDITOR_", "MEDIA_"))} | own
    server.calls.clear()
    command = ("run", "--allow-private", "--no-progress", "--format", "json")
    code, _, err = await forked(command, folder, environ, longest_s=120)
    assert code == 0, err.decode()
    return json.loads((folder / "reports" / "latest" / "findings.json").read_text())


def dormant(report: dict) -> dict[str, tuple[str, object]]:
    return {
        one["subject"]: (one["confidence"], one["evidence"].get("days"))
        for one in report["findings"]
        if one["rule"] == "account-dormant"
    }


async def test_three_nights(tmp_path):
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    day = timedelta(days=1)
    accounts = {name: Account(today, appid=f"wx{number:016}") for number, name in enumerate(KINDS)}
    accounts["busy"].articles = [article(today - back * day, 100 + back, f"第{back}天的消息") for back in (1, 4, 30)]
    for name in ("silent", "late", "barred"):
        accounts[name].articles = [article(today - 20 * day, 5, "最后一篇")]
    accounts["late"].late = {today - 9 * day}
    accounts["barred"].whitelist = False
    async with WeixinServer(*accounts.values()) as server:
        rows = [f"{name},account,{name},某局,weixin,gh_{name},api" for name in KINDS]
        (tmp_path / "inventory.csv").write_text("\n".join(["id,kind,name,unit,platform,account_id,source", *rows]))
        (tmp_path / "auditor.toml").write_text(f'{SETTINGS}[endpoints]\nweixin = "{server.url}"\n')
        first = await night(tmp_path, server, accounts)
        asked_first = server.times()[DETAILS]
        accounts["silent"].articles.append(article(today - 1 * day, 6, "又发了一篇"))
        accounts["late"].late.clear()
        second = await night(tmp_path, server, accounts)
        asked_second = server.times()[DETAILS]
        accounts["barred"].whitelist = True
        third = await night(tmp_path, server, accounts)
        asked_third = server.times()[DETAILS]
    assert dormant(first) == {"silent": ("confirmed", 19), "empty": ("suspected", None)}
    why = {(one["subject"], one["reason"]) for one in first["unknown"]}
    assert why >= {("late", "partial"), ("barred", "auth_config")}
    assert "203.0.113.7" in json.dumps(first["unknown"])
    assert dormant(second) == {"late": ("confirmed", 19), "empty": ("suspected", None)}
    assert dormant(third) == {"late": ("confirmed", 19), "barred": ("confirmed", 19), "empty": ("suspected", None)}
    assert asked_first == 4 * 90
    assert asked_second == 3 * 3 + 90, "what was not whole is asked as a whole"
    assert asked_third == 4 * 3 + 90
    states = {one["id"]: one["state"] for one in third["subjects"]}
    assert set(states.values()) == {"observed"}


async def test_articles_known_from_the_night_before_are_kept(tmp_path):
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    known = Account(today)
    known.articles = [article(today - timedelta(days=back), back, f"第{back}天") for back in (2, 20, 60)]
    async with WeixinServer(known) as server:
        (tmp_path / "inventory.csv").write_text(
            "id,kind,name,unit,platform,account_id,source\nbusy,account,甲,某局,weixin,gh_a,api"
        )
        (tmp_path / "auditor.toml").write_text(f'{SETTINGS}[endpoints]\nweixin = "{server.url}"\n')
        first = await night(tmp_path, server, {"busy": known})
        known.articles = known.articles[:1]
        second = await night(tmp_path, server, {"busy": known})
    assert first["run"]["posts"] == second["run"]["posts"] == 3
    assert server.times()[DETAILS] == 3
