"""TLS: faults that a browser shows as faults, those it mends, and servers that no ordinary client can speak to."""

import asyncio
import ssl
import warnings
from pathlib import Path

from tests.fetch.certificates import DAY, NOW, Issuer
from tests.hostile.pages import answer, moved
from tests.hostile.plan import Plan, always, fine
from tests.hostile.server import Host
from tests.hostile.truth import Truth, broken, ok, unknown

CATEGORY = "tls"
NO_CIPHER = b"\x15\x03\x01\x00\x02\x02\x28"
"""The alert handshake_failure, as a server that only speaks 国密 answers."""


def add(plan: Plan, folder: Path) -> None:
    """Add one host a fault; the root that the command trusts goes to `folder`."""
    root = Issuer("root of the tests")
    root.pem(folder / "authority.pem")
    made = _Hosts(plan, folder, root)
    maybe = broken("tls", suspected=True)
    made.add("good", ok())
    made.add("expired", broken("tls"), start=NOW - 90 * DAY, end=NOW - 2 * DAY)
    made.add("not-yet", broken("tls"), start=NOW + 2 * DAY, end=NOW + 90 * DAY)
    made.add("expires-soon", ok(), end=NOW + DAY)
    made.add("self-signed", broken("tls"), self_signed=True)
    made.add("wrong-host", broken("tls"), names=("other.example",))
    made.add("wrong-address", broken("tls"), names=("127.0.0.9",))
    made.add("no-names", broken("tls"), names=())
    made.add("unknown-root", broken("tls"), maybe, issuer=Issuer("a root nobody knows"))
    middle = Issuer("between", root)
    shelf = plan.web.host("shelf")
    shelf.answers["/between.der"] = answer(middle.der(), "200 OK", "Content-Type: application/pkix-cert")
    made.add("chain-completed", ok(), issuer=middle, issuer_url=f"{shelf.url}/between.der")
    made.add("chain-incomplete", broken("tls"), maybe, unknown("unsupported"), issuer=middle)
    made.add("chain-inside", broken("tls"), maybe, unknown("unsupported"), issuer=middle,
             issuer_url=f"http://{plan.web.canary}/between.der")  # fmt: skip
    old = made.add("old-version", broken("tls"))
    old.tls = _old(folder / "old-version")
    made.raw("no-cipher", NO_CIPHER, unknown("unsupported"))
    made.raw("speaks-http", fine("speaks-http"), broken("tls"))
    made.raw("closes", b"", broken("refused", "tls", "protocol"), unknown("unsupported"))
    made.raw("silent", None, unknown("timeout"))
    down = plan.web.host("plain")
    down.answers["/"] = fine("plain")
    host = made.add("downgrades", ok("redirect-chain"))
    host.fallback = always(moved(f"{down.url}/"))


class _Hosts:
    """Hosts with a certificate each."""

    def __init__(self, plan: Plan, folder: Path, root: Issuer) -> None:
        self._plan = plan
        self._folder = folder
        self._root = root

    def add(
        self, name: str, *truths: Truth, names: tuple[str, ...] | None = None, issuer: Issuer | None = None,
        **more: object,
    ) -> Host:  # fmt: skip
        """Add a host whose certificate names its address, or `names`, and is otherwise as `more` says."""
        host = self._plan.web.host(f"tls-{name}", "https")
        folder = self._folder / name
        folder.mkdir()
        address = host.url.partition("://")[2].partition(":")[0]
        host.tls = (issuer or self._root).serve(folder, *((address,) if names is None else names), **more)
        host.fallback = always(fine(f"tls-{name}"))
        self._plan.case(CATEGORY, name, None, *truths, at=f"{host.url}/page.html")
        return host

    def raw(self, name: str, sent: bytes | None, *truths: Truth) -> None:
        """Add a host that sends `sent` to whoever connects, None: says nothing."""
        host = self._plan.web.host(f"tls-{name}", "https")

        async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1)
            if sent is None:
                await asyncio.sleep(30)
            writer.write(sent or b"")

        host.raw = say
        self._plan.case(CATEGORY, name, None, *truths, at=f"{host.url}/page.html")


def _old(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context
