"""The hosts that a register and auditor.toml name: they may be private, and are asked faster than hosts found."""

from collections.abc import Sequence

from auditor.config.settings import Settings
from auditor.fetch.http.guard import RegisteredHost, registered_host
from auditor.model import Subject
from auditor.platforms import default_endpoints


def registered_hosts(subjects: Sequence[Subject], settings: Settings) -> list[RegisteredHost]:
    """Return the host:port pairs of `url` and `source` of every row (docs/contract.md 4.1), and of the interfaces that
    auditor.toml names, such as a gateway inside the office.

    robots = "owner" of one row holds for its hosts, whatever other rows name them.
    """
    hosts: dict[tuple[str, int], RegisteredHost] = {}
    for address in endpoints_set(settings):
        host = registered_host(address, robots_owner=True)
        if host is not None:
            hosts[host.host, host.port] = host
    for subject in subjects:
        owner = subject.id in settings.sites and settings.sites[subject.id].robots == "owner"
        for address in (subject.url, subject.source):
            host = registered_host(address, robots_owner=owner) if address.startswith(("http://", "https://")) else None
            if host is not None and (owner or (host.host, host.port) not in hosts):
                hosts[host.host, host.port] = host
    return list(hosts.values())


def endpoints_set(settings: Settings) -> list[str]:
    """Return the base addresses of interfaces that differ from the platforms' own."""
    own = default_endpoints()
    return [address for name, address in settings.endpoints.items() if address != own.get(name)]
