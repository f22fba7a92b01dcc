"""A small web server on loopback that answers from a table of pages."""

import hashlib
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Thread

LOOPBACK = "127.0.0.1"
IDLE_S = 30
LOG = logging.getLogger("auditor.demo")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered for one path. `location` makes it a redirect."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    location: str = ""


NOT_FOUND = Answer(b"<html><head><title>404</title></head><body><h1>404 Not Found</h1></body></html>", 404)


class Host(ThreadingHTTPServer):
    """One host; `pages` maps paths, without query, to answers and may be filled after it has started."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        self.pages: Mapping[str, Answer] = {}
        super().__init__((LOOPBACK, port), Handler)

    def server_bind(self) -> None:
        """Bind without looking up a name for the address, as the parent would."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet about clients that go away; anything else goes to the log, never straight to stderr."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            LOG.warning("the sample's server failed", exc_info=True)

    @property
    def address(self) -> str:
        """Return the address of the root, without a slash at its end."""
        return f"http://{LOOPBACK}:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD, conditional requests too (RFC 9110, section 13.1.2)."""

    protocol_version = "HTTP/1.1"
    server_version = "sample"
    sys_version = ""
    timeout = IDLE_S
    wbufsize = -1  # headers and body leave together: two small writes would wait for the other side's delayed ACK

    def do_GET(self) -> None:
        """Answer with headers and body."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer with headers alone."""
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        pages = self.server.pages if isinstance(self.server, Host) else {}
        found = pages.get(self.path.partition("?")[0], NOT_FOUND)
        tag = f'"{hashlib.sha256(found.body).hexdigest()[:16]}"'
        if found.status == 200 and self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
            return
        self.send_response(found.status)
        self.send_header("Content-Type", found.content_type)
        self.send_header("Content-Length", str(len(found.body)))
        if found.status == 200:
            self.send_header("ETag", tag)
        if found.location:
            self.send_header("Location", found.location)
        self.end_headers()
        if with_body:
            self.wfile.write(found.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing; stderr belongs to the audit."""


@contextmanager
def listening(ports: Sequence[int]) -> Iterator[tuple[Host, ...]]:
    """Serve one host a port while the block runs; a port that is taken is replaced by a free one."""
    with ExitStack() as stack:
        hosts = []
        for port in ports:
            host = _bound(port)
            stack.callback(host.server_close)
            thread = Thread(target=host.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
            thread.start()
            stack.callback(host.shutdown)
            hosts.append(host)
        yield tuple(hosts)


def _bound(port: int) -> Host:
    try:
        return Host(port)
    except OSError:
        return Host(0)
