"""Whether the tags that name a site name this one, by the register and by what most of its pages say."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from auditor.model import Subject, SubjectKind
from auditor.rules import View
from auditor.text.tags import judged_kinds

LEAST_PAGES = 3
NAMES = ("SiteName", "SiteDomain", "SiteIDCode")
_SPLIT = re.compile(r"[,，;；、|\s]+")
_NOT_NAME = re.compile(r"[^一-鿿]+")
_GENERIC = re.compile(r"门户|政府|人民|官方|官网|网站|政务|中国|主站|委员会|管理|[网局厅部委办]")


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a site from others: `hosts` it is registered at, `names` and `code` of the register, `most` what
    the tags of most of its pages say, `others` the names, hosts and codes of the other registered sites.

    `assessable` is False where the registered host is an IP address or loopback (CONTRACT 4.16).
    """

    hosts: frozenset[str]
    names: tuple[str, ...]
    code: str
    most: Mapping[str, str]
    others: Mapping[str, frozenset[str]]
    assessable: bool

    def foreign(self, tag: str, value: str) -> bool:
        """Return whether the value of SiteName, SiteDomain or SiteIDCode names another site; False for other tags."""
        value = _plain(tag, value)
        most = self.most.get(tag, "")
        if tag not in NAMES or not value:
            return False
        if tag == "SiteName" and value in self.others[tag]:
            return True
        if self._own(tag, value):
            return False
        if value in self.others[tag]:
            return True
        if most:
            return not _alike(tag, value, most) or (value == most and self._registered_differs(tag))
        return self._registered_differs(tag)

    def _registered_differs(self, tag: str) -> bool:
        """Return whether the register says what the tag should be; a SiteName may be worded freely."""
        return (tag == "SiteDomain" and self.assessable) or (tag == "SiteIDCode" and bool(self.code))

    def _own(self, tag: str, value: str) -> bool:
        if tag == "SiteDomain":
            return any(_host(part) in self.hosts for part in _SPLIT.split(value))
        if tag == "SiteIDCode":
            return bool(self.code) and (value == self.code or (len(value) == 12 and value.startswith(self.code)))
        return any(_pieces(value) & _pieces(name) for name in self.names)

    def expected(self, tag: str) -> str:
        """Return what the tag should say, by the register, else by most pages."""
        if tag == "SiteDomain":
            return min(self.hosts, default="") if self.assessable else self.most.get(tag, min(self.hosts, default=""))
        if tag == "SiteIDCode":
            return self.code or self.most.get(tag, "")
        most = self.most.get(tag, "")
        return most if most and not self.foreign(tag, most) else self.names[0]

    def sure(self, tag: str) -> bool:
        """Return whether most pages say what the register says, so that a copied value stands out for certain."""
        return tag != "SiteName" and self._own(tag, self.most.get(tag, ""))


def identity(view: View, site: Subject, share: float) -> Identity:
    """Return what tells a site; `share` (inclusive) of the pages that bear a tag must agree to be the site's own."""
    counts: dict[str, Counter[str]] = {tag: Counter() for tag in NAMES}
    for page in view.pages(site.id):
        if judged_kinds(page):
            for tag in NAMES:
                if value := _plain(tag, page.meta.get(tag.lower(), "")):
                    counts[tag][value] += 1
    others = [one for one in view.subjects() if one.kind is SubjectKind.SITE and one.id != site.id]
    return Identity(
        hosts=_hosts(site.url),
        names=(site.name, site.unit),
        code=_plain("SiteIDCode", site.site_code),
        most={tag: value for tag, found in counts.items() if (value := _most(found, share))},
        others={
            "SiteName": frozenset(_plain("SiteName", one.name) for one in others if one.unit != site.unit)
            - {_plain("SiteName", name) for name in (site.name, site.unit)},
            "SiteDomain": frozenset(host for one in others for host in _hosts(one.url)) - _hosts(site.url),
            "SiteIDCode": frozenset(_plain("SiteIDCode", one.site_code) for one in others) - {""},
        },
        assessable=not _is_address(site.url),
    )


def _most(found: Counter[str], share: float) -> str:
    value, count = next(iter(found.most_common(1)), ("", 0))
    return value if count >= max(LEAST_PAGES, share * found.total()) else ""


def _plain(tag: str, value: str) -> str:
    value = value.strip().lower()[:200]
    return _host(value) if tag == "SiteDomain" and not _SPLIT.search(value) else value


def _host(value: str) -> str:
    """Return host[:port] of an address or bare host, without scheme, path and `www.`."""
    return value.strip().lower().rpartition("://")[2].split("/")[0].removeprefix("www.").rstrip(".")


def _hosts(url: str) -> frozenset[str]:
    host = _host(url)
    return frozenset({host, host.rsplit(":", 1)[0]}) - {""}


def _is_address(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or bool(ip_address(host))
    except ValueError:
        return False


def _alike(tag: str, a: str, b: str) -> bool:
    """Return whether two values may name one site: equal, or names that share two characters in a row."""
    if tag != "SiteName":
        return a == b
    pieces_a, pieces_b = _pieces(a), _pieces(b)
    return a == b or not pieces_a or not pieces_b or bool(pieces_a & pieces_b)


def _pieces(name: str) -> frozenset[str]:
    parts: Iterable[str] = _GENERIC.sub(" ", _NOT_NAME.sub(" ", name)).split()
    return frozenset(part[at : at + 2] for part in parts for at in range(len(part) - 1))
