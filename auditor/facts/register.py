"""What the whole register says, rows left out of this run included, whatever their state."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from auditor.facts.stored_run import StoredRun
from auditor.model import Subject, SubjectKind
from auditor.model.urls import host_port

DEFAULT_PORTS = frozenset({80, 443})


@dataclass(frozen=True, slots=True)
class RegisteredHosts:
    """The `host_name` of every url and source of the register. There is none without a register (an ad-hoc run)."""

    names: frozenset[str]

    @classmethod
    def read(cls, run: StoredRun, subject: str = "") -> Self | None:
        """Return the hosts of the register (docs/contract.md 4.1)."""
        return None if run.register is None else cls(registered_hosts(run.register))


@dataclass(frozen=True, slots=True)
class RegisteredAccounts:
    """The accounts of the register, closed ones included. There is none without a register (an ad-hoc run)."""

    accounts: tuple[Subject, ...]

    @classmethod
    def read(cls, run: StoredRun, subject: str = "") -> Self | None:
        """Return the accounts of the register."""
        if run.register is None:
            return None
        return cls(tuple(one for one in run.register if one.kind is SubjectKind.ACCOUNT))


@dataclass(frozen=True, slots=True)
class Canaries:
    """The ids of accounts known to post daily, whose silence is their bridge's fault."""

    ids: frozenset[str]

    @classmethod
    def read(cls, run: StoredRun, subject: str = "") -> Self:
        """Return the accounts that auditor.toml names."""
        return cls(run.canaries)


def registered_hosts(subjects: Iterable[Subject]) -> frozenset[str]:
    """Return the `host_name` of every url and source of the register's rows."""
    addresses = (address for one in subjects for address in (one.url, one.source))
    return frozenset(name for address in addresses if "://" in address and (name := host_name(address)))


def host_name(address: str) -> str:
    """Return the host of an absolute address without `www.`, with its port unless that is 80 or 443."""
    host, port = host_port(address)
    host = host.removeprefix("www.")
    return host if port in DEFAULT_PORTS or not host else f"{host}:{port}"
