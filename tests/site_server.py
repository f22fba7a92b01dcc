"""A small site on loopback: a table of paths and answers, and a log of what was asked."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType


@dataclass
class Answer:
    """One canned answer."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


Answers = dict[str, "str | bytes | Answer | Callable[[int], Answer]"]


class SiteServer:
    """Serve `answers` (path with query → body or Answer, or a function of how often it was asked)."""

    def __init__(self, answers: Answers, default: Answer | None = None) -> None:
        self.answers = answers
        self.default = default or Answer(b"<html><title>404</title>404 Not Found</html>", 404)
        self.asked: list[str] = []
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.url = ""
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> "SiteServer":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()

    def times(self, path: str) -> int:
        """Return how often a path was asked for."""
        return self.asked.count(path)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.decode("latin-1").split("\r\n")
                path = lines[0].split(" ")[1]
                headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:] if line)}
                self.asked.append(path)
                self.requests.append((path, headers))
                answer = self._answer(path)
                etag = answer.headers.get("ETag")
                if etag and headers.get("if-none-match") == etag:
                    answer = Answer(b"", 304, {"ETag": etag})
                writer.write(self._wire(answer))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, path: str) -> Answer:
        found = self.answers.get(path)
        if found is None:
            return self.default
        if callable(found):
            return found(self.times(path))
        if isinstance(found, Answer):
            return found
        return Answer(found.encode() if isinstance(found, str) else found)

    def _wire(self, answer: Answer) -> bytes:
        headers = {"Content-Length": str(len(answer.body)), **answer.headers}
        lines = [f"HTTP/1.1 {answer.status} X", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (b"" if answer.status == 304 else answer.body)
