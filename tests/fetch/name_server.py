"""A name server in a few lines, and a look at names through it: run as a program in a namespace of its own.

    unshare --net --mount python -m tests.fetch.name_server FOLDER NAME...

prints one line a name: what the product's own resolver came to, and its words.
"""

import asyncio
import struct
import subprocess
import sys
from pathlib import Path

from auditor.fetch.http.resolve import Resolver
from auditor.fetch.http.target import Refused

A, AAAA, CNAME, SOA = 1, 28, 5, 6
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED = range(6)
ANSWERS = {"there": NOERROR, "formerr": FORMERR, "servfail": SERVFAIL, "gone": NXDOMAIN, "notimp": NOTIMP,
           "refused": REFUSED, "nodata": NOERROR, "v4-only": NOERROR, "alias": NOERROR,
           "alias-gone": NXDOMAIN, "lies": NXDOMAIN}  # fmt: skip


def answer(query: bytes) -> bytes | None:
    """Return what the name's first label says is to be answered, None for silence."""
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]])
        at += query[at] + 1
    question = query[12 : at + 5]
    kind = struct.unpack(">H", query[at + 1 : at + 3])[0]
    name = labels[0].decode()
    if "-and-" in name:  # the one of A, the other of AAAA
        name = name.split("-and-")[kind == AAAA]
    if name == "silent":
        return None
    code, rows = ANSWERS.get(name, NXDOMAIN), b""
    count = 0
    if name in ("there", "v4-only") and kind == A:
        rows, count = b"\xc0\x0c" + struct.pack(">HHIH", A, 1, 60, 4) + bytes([203, 0, 113, 7]), 1
    if name == "there" and kind == AAAA:
        rows, count = b"\xc0\x0c" + struct.pack(">HHIH", AAAA, 1, 60, 16) + bytes([0x20, 1] + [0] * 14), 1
    if name in ("alias", "alias-gone"):
        rows, count = b"\xc0\x0c" + struct.pack(">HHIH", CNAME, 1, 60, 2) + b"\xc0\x12", 1
    identity = b"\0\0" if name == "lies" else query[:2]
    flags = struct.pack(">HHHHH", 0x8180 | code, 1, count, 0, 0)
    return identity + flags + question + rows


class NameServer(asyncio.DatagramProtocol):
    """Answers over UDP."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer one question."""
        if reply := answer(data):
            self.transport.sendto(reply, addr)


async def look(names: list[str]) -> None:
    """Look every name up as the product does and print what came of it."""
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(NameServer, local_addr=("127.0.0.1", 53))
    resolver = Resolver(1.2)

    async def one(name: str) -> str:
        try:
            return f"{name} ok {','.join(await resolver.addresses(name))}"
        except Refused as refusal:
            return f"{name} {refusal.outcome} {refusal.detail}"

    for line in await asyncio.gather(*map(one, names)):
        print(line)
    resolver.close()


def main(folder: Path, names: list[str]) -> None:
    """Give this namespace its own resolver and look."""
    for name, text in {"resolv.conf": "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n",
                       "nsswitch.conf": "hosts: files dns\n"}.items():  # fmt: skip
        (folder / name).write_text(text)
        subprocess.run(["mount", "--bind", folder / name, f"/etc/{name}"], check=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    asyncio.run(look(names))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
