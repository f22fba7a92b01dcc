"""What is installed: our own files against their recorded hashes, and the packages we need."""

import base64
import hashlib
import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, version
from pathlib import Path

DISTRIBUTION = "portal-auditor"
OURS = ("auditor", "checks")
REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*(?:\(?>=\s*([0-9][0-9.]*))?")


def ours() -> Distribution | None:
    """Return our own distribution, None when the program runs from a folder that was never installed."""
    try:
        return distribution(DISTRIBUTION)
    except PackageNotFoundError:
        return None


def altered_files(installed: Distribution) -> tuple[str, ...] | None:
    """Return what differs from the RECORD of the installation, as "changed: path" and the like.

    Foreign modules beside ours count too: another distribution may bring a `checks` package and overwrite
    ours without a word. None for a development install, whose files are not recorded.
    """
    recorded = {str(file): file for file in installed.files or () if file.parts[0] in OURS}
    if not recorded:
        return None
    faults = []
    for name, file in sorted(recorded.items()):
        try:
            data = Path(str(installed.locate_file(file))).read_bytes()
        except OSError:
            faults.append(f"missing: {name}")
            continue
        if file.hash and file.hash.mode in hashlib.algorithms_guaranteed:
            digest = hashlib.new(file.hash.mode, data).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
                faults.append(f"changed: {name}")
    return (*faults, *(f"foreign: {name}" for name in _modules(installed) if name not in recorded))


def _modules(installed: Distribution) -> Iterator[str]:
    root = Path(str(installed.locate_file("")))
    for package in OURS:
        for path in sorted((root / package).rglob("*.py")):
            yield path.relative_to(root).as_posix()


def lacking(installed: Distribution, extra: str = "") -> tuple[str, ...]:
    """Return the requirements that are absent or too old, those of an optional `extra` where one is named."""
    found = []
    for line in installed.requires or ():
        requirement, _, marker = line.partition(";")
        named = re.search(r"extra\s*==\s*['\"]([^'\"]+)", marker)
        if (named[1] if named else "") != extra:
            continue
        match = REQUIREMENT.match(requirement.strip())
        if match and (reason := _lack(match[1], match[2] or "")):
            found.append(reason)
    return tuple(found)


def _lack(name: str, least: str) -> str:
    try:
        present = version(name)
    except PackageNotFoundError:
        return f"{name} is not installed"
    return f"{name} {present} is older than {least}" if least and numbers(present) < numbers(least) else ""


def numbers(text: str) -> tuple[int, ...]:
    """Return the leading numbers of a version, for comparing."""
    match = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(int(part) for part in match[0].split(".")) if match else ()
