"""A real nginx on loopback over a folder, for tests and benchmarks."""

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

CONFIGURATION = """
worker_processes 1;
daemon off;
master_process off;
pid {work}/nginx.pid;
error_log {work}/error.log warn;
events {{ worker_connections 1024; }}
http {{
  types {{
    text/html html htm shtml; text/css css; application/javascript js; image/png png; image/gif gif;
    image/jpeg jpg jpeg; image/svg+xml svg; image/x-icon ico; application/pdf pdf; application/xml xml;
    application/rss+xml rss; application/json json; text/plain txt; font/woff2 woff2;
  }}
  default_type application/octet-stream;
  access_log {access};
  client_body_temp_path {work}/body;
  proxy_temp_path {work}/proxy;
  fastcgi_temp_path {work}/fastcgi;
  uwsgi_temp_path {work}/uwsgi;
  scgi_temp_path {work}/scgi;
  keepalive_requests 100000;
  charset off;
  server {{
    listen 127.0.0.1:{port};
    root {root};
    index index.html index.htm;
    {extra}
  }}
}}
"""


def free_port() -> int:
    """Return a port of loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def nginx(root: Path, work: Path, *, port: int = 0, extra: str = "", access_log: bool = False) -> Iterator[str]:
    """Serve `root` and yield the address; the process is ended by its own id."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    port = port or free_port()
    work.mkdir(parents=True, exist_ok=True)
    access = f"{work}/access.log" if access_log else "off"
    configuration = work / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(work=work, port=port, root=root, extra=extra, access=access))
    process = subprocess.Popen(
        [program, "-e", f"{work}/start.log", "-p", str(work), "-c", str(configuration)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, port, work)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(process: "subprocess.Popen[bytes]", port: int, work: Path) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    log = work / "error.log"
    raise RuntimeError(f"nginx did not start: {log.read_text() if log.exists() else 'no log'}")
