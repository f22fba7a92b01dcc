"""Recorded exchanges with a server (VCR cassettes, YAML): what was asked for and what it answered."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

_EXCHANGE = re.compile(
    r"    method: (?P<method>[A-Z]+)\n    uri: (?P<uri>\S+)\n"
    r"  response:\n    body:\n      string: '(?P<body>(?:[^']|'')*)'\n"
    r"    headers:\n(?P<headers>(?:      .*\n)*)    status:\n      code: (?P<status>\d+)\n"
)
_LINK = re.compile(r"      link:\n      - (?P<link>.*\n(?:        .*\n)*)")


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. `link` is the answer's header of that name, '' without one."""

    method: str
    uri: str
    status: int
    answer: object
    link: str


def exchanges(path: Path) -> list[Exchange]:
    """Return the exchanges of a cassette whose bodies are JSON in single-quoted YAML strings, in order."""
    found = []
    for match in _EXCHANGE.finditer(path.read_text("utf-8")):
        body = re.sub(r"\n *", " ", match["body"]).replace("''", "'")
        link = _LINK.search(match["headers"])
        text = " ".join(link["link"].split()) if link else ""
        found.append(Exchange(match["method"], match["uri"], int(match["status"]), json.loads(body), text))
    return found
