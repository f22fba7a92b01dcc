"""What addresses on pages hold is asked as it stands, and shown masked in every report, excerpt and log."""

import sqlite3
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.forked import forked
from tests.office import SETTINGS, environment
from tests.site_server import Answer, SiteServer

SECRET = "S3cret-0123456789abcdef"
ADDRESSES = (
    "/gone.html?access_token={}", "/gone.html?id=1&sign={}", "/gone.html;jsessionid={}?a=1", "/moved.html?token={}",
    "/page.html?appsecret={}", "http://192.168.7.7/x?api_key={}", "http://none.invalid/?password={}",
    "http://10.0.0.1/?x=1&client_secret={}", "http://10.0.0.1/?pass_ticket={}", "http://10.0.0.1/?OSSAccessKeyId={}",
    "http://10.0.0.1/?X-Amz-Signature={}", "http://10.0.0.1/?key={}",
)  # fmt: skip


@pytest.mark.parametrize("form", ["html,xlsx,json,csv,sarif,junit"])
async def test_no_file_but_the_store_holds_a_secret_of_an_address(tmp_path: Path, form: str) -> None:
    links = "".join(f'<a href="{one.format(SECRET)}">事项{number}</a>' for number, one in enumerate(ADDRESSES))
    home = f"<html><head><title>首页</title></head><body>{links}</body></html>"
    async with SiteServer({"/": home, "/robots.txt": Answer(b"", 404)}) as server:
        login = f'<a href="http://user:{SECRET}@{server.url[7:]}login.html">登录</a>'
        cookie = {"Content-Type": "text/html; charset=utf-8", "Set-Cookie": f"session={SECRET}"}
        server.answers["/"] = Answer(home.replace("</body>", f"{login}</body>").encode(), 200, cookie)
        away = {"Location": f"/gone.html?token={SECRET}&x=2"}
        server.answers[f"/moved.html?token={SECRET}"] = Answer(b"", 302, away)
        server.answers[f"/page.html?appsecret={SECRET}"] = f"<title>页</title>正文 ?access_token={SECRET}"
        (tmp_path / "inventory.csv").write_text(f"id,name,unit,url\nportal,门户,区政府,{server.url}\n")
        (tmp_path / "auditor.toml").write_text(SETTINGS)
        command = ("run", "--allow-private", "--rate", "0", "--format", form, "--log-file", "run.log", "-v")
        code, out, told = await forked(command, tmp_path, environment(), longest_s=60)
    assert code == 0, told
    asked = [path for path in server.asked if SECRET in path]
    assert {path.partition(SECRET)[0] for path in asked} >= {
        "/gone.html?access_token=", "/gone.html?id=1&sign=", "/moved.html?token=", "/page.html?appsecret=",
    }  # fmt: skip
    assert not [head for _, head in server.requests if "authorization" in head or "referer" in head]
    assert not [path for path, head in server.requests if SECRET in head.get("cookie", "")]
    assert SECRET.encode() not in out + told
    assert {name for name in holders(tmp_path) if not name.startswith("auditor.db")} == set()
    assert where_in(tmp_path / "reports" / "auditor.db") == {"url"}


def holders(folder: Path) -> set[str]:
    """Return the names of the files that hold the secret as it stands."""
    return {path.name for path in folder.rglob("*") if path.is_file() and SECRET.encode() in unpacked(path)}


def unpacked(path: Path) -> bytes:
    """Return a file's bytes, of a workbook those of its parts."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with ZipFile(path) as book:
        return b"".join(map(book.read, book.namelist()))


def where_in(store: Path) -> set[str]:
    """Return the tables that hold the secret as it stands."""
    found = set()
    with sqlite3.connect(store) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in connection.execute(f"SELECT * FROM {table}"):
                if any(SECRET in (value if isinstance(value, str) else repr(value)) for value in row):
                    found.add(table)
    connection.close()
    return found
