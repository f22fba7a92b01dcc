import asyncio
import os
import shutil
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.config import FetchSettings
from auditor.fetch.client import Client
from auditor.fetch.http.guard import RegisteredHost, Route
from auditor.fetch.http.target import parse_target
from auditor.model import Outcome, Validators
from tests.fetch.hostile import PAGE, Hostile

CONFIG = """
{user} daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off; gzip on; gzip_min_length 1; keepalive_requests 5;
  client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t;
  uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
  types {{ text/html html; }}
  server {{ listen 127.0.0.1:{port}; root {folder}/www; location = /old {{ return 301 /page.html; }} }}
}}
"""


@pytest.fixture
async def nginx(tmp_path: Path) -> AsyncIterator[RegisteredHost]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "page.html").write_bytes(PAGE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    user = "user root;" if os.geteuid() == 0 else ""
    (tmp_path / "nginx.conf").write_text(CONFIG.format(folder=tmp_path, port=port, user=user))
    process = await asyncio.create_subprocess_exec(program, "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path))
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        await asyncio.sleep(0.05)
    yield RegisteredHost("127.0.0.1", port)
    process.terminate()
    await process.wait()


@pytest.mark.nginx
async def test_a_real_server_is_read_compressed_kept_alive_and_conditionally(
    nginx: RegisteredHost, patient: FetchSettings, context: ssl.SSLContext
) -> None:
    home = f"http://127.0.0.1:{nginx.port}"
    async with Client(patient, [nginx], context=context) as client:
        replies = await asyncio.gather(*[client.get(f"{home}/page.html?{number}") for number in range(40)])
        assert {(reply.outcome, reply.body) for reply in replies} == {(Outcome.OK, PAGE)}
        assert replies[0].header("content-encoding") == "gzip"
        assert (await client.get(f"{home}/old")).final_url == f"{home}/page.html"
        assert (await client.get(f"{home}/none.html")).status == 404
        seen = Validators(replies[0].header("etag"), replies[0].header("last-modified"))
        assert (await client.get(f"{home}/page.html", validators=seen)).not_modified


async def route(client: Client, hostile: Hostile, *addresses: str) -> Route:
    found = await client.guard.route(parse_target(hostile.url))
    return replace(found, addresses=addresses)


async def test_the_next_address_is_tried_and_ipv6_goes_last_once_it_failed(hostile: Hostile, client: Client) -> None:
    both = await route(client, hostile, "::1", "127.0.0.1")
    assert (await client.transport.connect(both)).peer == "127.0.0.1"
    listener = await asyncio.start_server(lambda r, w: w.close(), "::1", hostile.port)
    assert (await client.transport.connect(both)).peer == "127.0.0.1"
    listener.close()
