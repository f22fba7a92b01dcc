"""Which registered site an address belongs to."""

from collections.abc import Iterable

from auditor.model import Subject, SubjectKind
from auditor.model.urls import host_port

TWIN_PORTS = {80: 443, 443: 80}


class Scopes:
    """The addresses of every registered site.

    A site owns its host (on both default ports, with and without `www.`) less the folders of other sites
    registered on the same host; the longest folder wins.
    """

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._owners: dict[tuple[str, int], list[tuple[str, str]]] = {}
        sites = [subject for subject in subjects if subject.kind is SubjectKind.SITE and subject.url]
        for site in sites:
            host, port = host_port(site.url)
            for place in {(host, port), (host, TWIN_PORTS.get(port, port))}:
                self._owners.setdefault(place, []).append((folder_of(site.url), site.id))
        for site in sites:
            host, port = host_port(site.url)
            twin = host[4:] if host.startswith("www.") else f"www.{host}"
            for place in {(twin, port), (twin, TWIN_PORTS.get(port, port))} if port in TWIN_PORTS else ():
                self._owners.setdefault(place, self._owners[host, port])
        for place, owners in self._owners.items():
            whole = [(("/" if len(owners) == 1 else folder), name) for folder, name in owners]
            self._owners[place] = sorted(whole, key=lambda pair: -len(pair[0]))

    def owner(self, url: str) -> str | None:
        """Return the id of the site an absolute address belongs to, None where it is nobody's."""
        owners = self._owners.get(host_port(url))
        if not owners:
            return None
        path = path_of(url)
        for folder, name in owners:
            if path.startswith(folder):
                return name
        return owners[-1][1] if owners[-1][0] == "/" else None

    def own(self, site: str, urls: Iterable[str]) -> list[str]:
        """Return those of the addresses that belong to a site, in order."""
        return [url for url in urls if self.owner(url) == site]


def path_of(url: str) -> str:
    """Return the path of an absolute address, without query; '/' where it has none."""
    start = url.find("/", url.find("//") + 2)
    if start < 0:
        return "/"
    end = url.find("?", start)
    return url[start:] if end < 0 else url[start:end]


def folder_of(url: str) -> str:
    """Return the folder of an address's path, with its closing slash."""
    path = path_of(url)
    return path[: path.rfind("/") + 1]
