import asyncio
import json
import os
import re
import sqlite3
import stat
import textwrap
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from auditor.collect.accounts.access import API
from auditor.collect.accounts.adapters import adapters
from auditor.collect.accounts.credentials import variable
from auditor.inventory.register_rows import is_credential_column, looks_like_credential
from auditor.platforms import default_endpoints
from auditor.store.packing import pack
from tests.collect.accounts.leaks import leaks, secret, ways
from tests.collect.accounts.weixin_server import DETAILS, FOLLOWERS, PUBLISHED, TOKEN, Account, WeixinServer, article
from tests.forked import forked
from tests.make import post, reading

SETTINGS = """
[crawl]
browser = false
check_external = false
[fetch]
rate = 0
second_look_s = 0.2
[evidence]
screenshots = 0
"""
FORMATS = "html,xlsx,json,csv,sarif,junit"
KEYRING = """
import json, os
from keyring import errors
def get_password(service, user):
    return json.loads(os.environ["FAKE_KEYRING"]).get(f"{service}/{user}")
"""
CRASHING = """
from auditor.collect.accounts.access import API, Adapter
from auditor.collect.accounts.weixin_calls import WeixinCalls
async def read(subject, access):
    held = access.credentials.of(subject, ("secret",))
    try:
        {}[held["secret"].reveal()]
    except KeyError as fault:
        raise ValueError("cannot use " + held["secret"].reveal() * 2) from fault
async def crash(self, path, token, body):
    raise RuntimeError(f"https://h/{path}?access_token={token.value.reveal()} {self._secret.reveal()}")
if __import__("os").environ.get("CRASH"):
    WeixinCalls._ask = crash
ADAPTER = Adapter("crashing", {API: frozenset({"crashing"})}, read, needs=("secret",))
"""


def set_up(folder: Path, rows: list[str], endpoints: dict[str, str]) -> Path:
    """Make a work folder with a register, and beside it a home, a fake keyring and a plug-in."""
    office, plug = folder / "office", folder / "plug"
    for path in (office, folder / "home", plug / "keyring", plug / "crashing-1.dist-info"):
        path.mkdir(parents=True)
    (office / "inventory.csv").write_text("\n".join(["id,kind,name,unit,platform,account_id,url,source", *rows]) + "\n")
    named = "".join(f'{name} = "{address}"\n' for name, address in endpoints.items())
    (office / "auditor.toml").write_text(f"{SETTINGS}[endpoints]\n{named}")
    (plug / "keyring" / "__init__.py").write_text(KEYRING)
    (plug / "keyring" / "errors.py").write_text("class KeyringError(Exception):\n    pass\n")
    (plug / "crashing.py").write_text(textwrap.dedent(CRASHING))
    (plug / "crashing-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: crashing\nVersion: 1\n")
    (plug / "crashing-1.dist-info" / "entry_points.txt").write_text(
        "[auditor.platforms]\ncrashing = crashing:ADAPTER\n"
    )
    return office


async def run(folder: Path, environ: dict[str, str]) -> None:
    """Run the audit, and write what it says beside what it makes."""
    office = folder / "office"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AUDITOR_", "MEDIA_"))}
    own = {"HOME": str(folder / "home"), "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": str(folder / "plug")}
    options = ["-v", "--log-file", "run.log", "--allow-private", "--no-progress", "--format", FORMATS]
    code, out, err = await forked(("run", *options), office, {**kept, **own, **environ}, longest_s=120)
    (office / "stdout.txt").write_bytes(out)
    (office / "stderr.txt").write_bytes(err)
    assert code == 0, err.decode()


def states(office: Path) -> dict[str, str]:
    """Return how each subject of the newest report was seen."""
    report = json.loads((office / "reports" / "latest" / "findings.json").read_text())
    return {one["id"]: one["state"] for one in report["subjects"]}


FAULTS = {
    "good": {},
    "echo-token": {TOKEN: 40125},
    "echo-data": {DETAILS: 48001, PUBLISHED: 50002, FOLLOWERS: 48001},
    "echo-unknown": {DETAILS: 99999, PUBLISHED: 99998},
    "spent": {DETAILS: 40001},
    "reset": {DETAILS: WeixinServer.RESET, PUBLISHED: WeixinServer.RESET},
    "broken": {DETAILS: b'{"list":[', PUBLISHED: b"<html>"},
    "crash": {},
}


@pytest.mark.parametrize("mode", FAULTS)
async def test_no_secret_is_left_anywhere(tmp_path, mode):
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    places = [Account(today, appid=f"wx{number:016}", secret=secret()) for number in range(3)]
    for known in places:
        known.articles.append(article(today - timedelta(days=20), 5, "旧文"))
    async with WeixinServer(*places) as server:
        server.always, server.echo = FAULTS[mode], True
        rows = [
            "a-env,account,甲,甲局,weixin,gh_a,,api",
            "a-ring,account,乙,乙局,weixin,gh_b,,api:keyring=office/two",
            "a-file,account,丙,丙局,weixin,gh_c,,api:file=~/three.env",
            "a-odd,account,丁,丁局,crashing,x,,api",
        ]
        office = set_up(tmp_path, rows, {"weixin": server.url})
        file = tmp_path / "home" / "three.env"
        file.write_text(f"APPID={places[2].appid}\nSECRET={places[2].secret}\n")
        file.chmod(0o600)
        odd = secret()
        environ = {
            "MEDIA_A_ENV_APPID": places[0].appid, "MEDIA_A_ENV_SECRET": places[0].secret, "MEDIA_A_ODD_SECRET": odd,
            "FAKE_KEYRING": json.dumps(
                {"office/two": json.dumps({"appid": places[1].appid, "secret": places[1].secret})}
            ),
            "CRASH": "yes" if mode == "crash" else "",
        }  # fmt: skip
        await run(tmp_path, environ)
    sent = {body.get("secret") for _, body in server.calls}
    assert {one.secret for one in places} <= sent, "each secret reached the platform"
    values = [odd, *(one.secret for one in places), *(token for one in places for token in one.tokens)]
    assert leaks(office, values) == []
    assert leaks(tmp_path / "plug", values) == []
    seen = states(office)
    assert seen["a-odd"] == "unknown"
    assert {seen["a-env"] == "observed", seen["a-ring"] == "observed", seen["a-file"] == "observed"} == {mode == "good"}
    kept = list((tmp_path / "cache" / "auditor" / "tokens").rglob("*")) if mode != "echo-token" else []
    assert len(kept) == (0 if mode == "echo-token" else 3)
    assert {stat.S_IMODE(token.stat().st_mode) for token in kept} <= {0o600}
    assert all(stat.S_IMODE(token.parent.stat().st_mode) == 0o700 for token in kept)
    assert leaks(tmp_path / "cache", [one.secret for one in places]) == []
    log = (office / "run.log").read_text()
    assert re.search(r"a-odd: internal error [0-9a-f]{8}: ValueError", log)


class Echo:
    """A server that gives back all it is sent, as a platform in trouble may."""

    def __init__(self, status: int, page: bool) -> None:
        self.status, self.page = status, page
        self.asked: set[str] = set()
        self.sent = b""
        self.url = ""

    async def __aenter__(self) -> "Echo":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
                body = await reader.readexactly(int(length[1])) if length else b""
                self.sent += head + body
                self.asked.add(head.split(b" ")[1].decode().split("/")[1])
                said = (head + body).decode("latin-1")
                codes = dict.fromkeys(("errmsg", "error", "message", "msg", "description", "error_description"), said)
                told = json.dumps(
                    {**codes, "errcode": 40013, "code": -1, "result": 0, "data": {"error_code": 7, **codes}}
                )
                answer = f"<html><title>{said}</title>{said}</html>" if self.page else told
                line = head.split(b"\r\n")[0].split(b" ")[1]
                writer.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n" % (self.status, len(answer.encode())))
                writer.write(b"Content-Type: text/html; charset=utf-8\r\nX-Echo: " + line + b"\r\n")
                writer.write((b"Location: " + line + b"#moved\r\n" if self.status == 302 else b"") + b"\r\n")
                writer.write(answer.encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@pytest.mark.parametrize(("status", "page"), [(200, False), (400, False), (401, False), (500, True), (302, False)])
async def test_every_adapter_with_credentials_keeps_them_to_itself(tmp_path, status, page):
    with_needs = [one for one in adapters().found if one.needs]
    more = ("refresh_token", "client_secret", "client_key", "app_secret", "app_key", "token", "access_token", "secret")
    rows, environ = [], {}
    for adapter in with_needs:
        for platform in sorted(adapter.routes[API]):
            row = f"{adapter.id}-{platform}".replace("_", "-")
            rows.append(f"{row},account,{row},某局,{platform},1234567890,https://www.example.cn/u/1234567890,api")
            environ |= {variable(row, name): secret() for name in (*adapter.needs, *more)}
    async with Echo(status, page) as server:
        office = set_up(tmp_path, rows, {name: f"{server.url}/{name}" for name in default_endpoints()})
        await run(tmp_path, environ)
    reached = {value for value in environ.values() if any(way in server.sent for way in ways(value))}
    assert len(server.asked) >= 2
    assert len(reached) >= len(server.asked)
    assert leaks(office, environ.values()) == []
    assert set(states(office).values()) <= {"unknown", "partial"}
    assert len(states(office)) == len(rows)


def test_the_search_finds_what_is_packed(tmp_path):
    value = secret()
    (tmp_path / "plain.txt").write_text(f"x{value}y")
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("sheet.xml", json.dumps(value))
    database = sqlite3.connect(tmp_path / "store.db")
    database.execute("CREATE TABLE observation (blob BLOB)")
    database.execute("INSERT INTO observation VALUES (?)", [pack(reading(post(key="x", text=value)))])
    database.commit()
    database.close()
    assert {place.partition("!")[0] for place in leaks(tmp_path, [value])} == {"plain.txt", "book.xlsx", "store.db"}
    assert leaks(tmp_path, [secret()]) == []


SHAPES = {
    "hex": lambda: os.urandom(16).hex(),
    "HEX": lambda: os.urandom(16).hex().upper(),
    "named": lambda: f"appsecret={secret()[:12]}",
    "colon": lambda: f"token：{os.urandom(6).hex()}",
    "json": lambda: f'{{"secret": "{os.urandom(6).hex()}"}}',
    "jwt": lambda: f"eyJ{os.urandom(9).hex()}.{os.urandom(9).hex()}.x",
    "bearer": lambda: f"Bearer {os.urandom(12).hex()}",
    "aws": lambda: f"AKIA{os.urandom(8).hex().upper()}",
    "github": lambda: f"ghp_{os.urandom(18).hex()}",
    "sk": lambda: f"sk-{os.urandom(18).hex()}",
    "weibo": lambda: f"SUB=_2A{os.urandom(12).hex()}",
    "chinese": lambda: f"密码：{os.urandom(4).hex()}",
    "key": lambda: "-----BEGIN RSA PRIVATE KEY-----",
}


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_cell_with_a_credential_is_refused_by_its_name(tmp_path, shape):
    for round in range(20):
        assert looks_like_credential(SHAPES[shape]()), round
    value = SHAPES[shape]()
    cell = '"' + value.replace('"', '""') + '"'
    office = set_up(tmp_path, [], {})
    (office / "inventory.csv").write_text(
        f"id,kind,name,unit,platform,account_id,source,备注\nw1,account,甲,甲局,weixin,gh_a,api,正常\n"
        f"w2,account,乙,乙局,weixin,gh_b,api,{cell}\n"
    )
    code, out, err = await forked(("run", "-v"), office, os.environ, longest_s=60)
    said = (out + err).decode()
    assert code == 2
    assert "备注" in said
    assert "3" in said
    assert value not in said
    assert not (office / "reports").exists()


@pytest.mark.parametrize(
    "title", ["secret", "AppSecret", "access_token", "Cookie", "密码", "登录口令", "password", "密钥"]
)
def test_a_column_for_credentials_is_refused(title):
    assert is_credential_column(title)


@pytest.mark.parametrize("text", ["浦东发布", "gh_3a5b1c", "https://weibo.com/u/1234567890", "2026-11-24", "api:env=XC",
                                  "api:keyring=office/two", "MS4wLjABAAAA" + "x" * 40])  # fmt: skip
def test_ordinary_cells_are_no_credentials(text):
    assert not looks_like_credential(text)
