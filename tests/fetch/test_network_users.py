"""The few files of the program that could reach the network, and why each may."""

import ast
from pathlib import Path

import auditor
import checks

NETWORK = {
    "httpx", "httpcore2", "socket", "smtplib", "urllib.request", "http.client", "ftplib", "aiohttp", "requests",
    "urllib3", "telnetlib", "xmlrpc", "anyio",
}  # fmt: skip
OPENS = {"open_connection", "create_connection", "getaddrinfo", "sock_connect", "create_datagram_endpoint", "urlopen"}
KNOWN = {
    "auditor/fetch/http/classify.py": "names exceptions of httpx",
    "auditor/fetch/http/connection.py": "reads what the transport connected",
    "auditor/fetch/http/exchange.py": "sends through a transport it is given",
    "auditor/fetch/http/tls.py": "connects to an address of a guard's route",
    "auditor/fetch/http/lenient.py": "connects to a guard's route",
    "auditor/fetch/http/look.py": "reads answers of httpx",
    "auditor/fetch/browser/proxy.py": "connects to a guard's route",
    "auditor/fetch/http/resolve.py": "asks the name service, for the guard",
    "auditor/fetch/http/target.py": "names a URL and an exception of httpx",
    "auditor/fetch/http/transport.py": "connects to a guard's route",
    "auditor/cli/machine_checks.py": "asks the name service, and connects to nobody",
    "auditor/notify/webhooks.py": "the operator's own address",
    "auditor/notify/mail.py": "the operator's own server",
}
"""Files that could reach the network without the client, and why they may."""


def reaches_out(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    if not any(name.partition(".")[0] in text for name in NETWORK | OPENS):
        return False
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import) and any(name.name in NETWORK for name in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and node.module in NETWORK:
            return True
        if isinstance(node, ast.Attribute) and node.attr in OPENS:
            return True
    return False


def test_nothing_else_in_the_program_can_reach_the_network() -> None:
    found = set()
    for package in (auditor, checks):
        root = Path(package.__path__[0])
        found |= {str(path.relative_to(root.parent)) for path in root.rglob("*.py") if reaches_out(path)}
    assert {path for path in found if not path.startswith("auditor/demo/")} == set(KNOWN)
