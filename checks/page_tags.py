"""Required meta tags that are missing, empty, malformed or copied from another site."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from auditor.facts.pages import PageReading
from auditor.model import ListState, Location, PageKind, Subject, SubjectKind
from auditor.rules import Clean, Confidence, Finding, Limit, Limits, Rule, Severity, Source, Verdict, View, Words
from auditor.rules.registered import each_seen

# Which meta tags a page of each kind owes, and what is wrong with those it bears.

TAGS = {
    "page": ("SiteName", "SiteDomain", "SiteIDCode"),
    "column": ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"),
    "article": ("ArticleTitle", "PubDate", "ContentSource"),
}
MISSING, EMPTY, MALFORMED, COPIED = "missing", "empty", "malformed", "copied"
LEAST_ITEMS = 3
LONGEST_SHOWN = 80

_DASH = r"[-–—―－]{1,4}"
_PUB_DATE = re.compile(
    rf"(?:19|20)\d\d{_DASH}(?:0[1-9]|1[0-2]){_DASH}(?:0[1-9]|[12]\d|3[01])(?:\s{{1,4}}\d\d[:：]\d\d(?:[:：]\d\d(?:\.\d{{1,6}})?)?)?"
)
_ROOT_INDEX = re.compile(r"[^/]*/(?:(?:index|default|main|home)\w{0,8}(?:\.\w{2,5})?)?(?:[?#].*)?", re.I | re.S)
_CODE = re.compile(r"(?:bm\d{8}|\d{10}|\d{12})", re.I)


class Fault(NamedTuple):
    """One fault of one tag on pages of one kind (page: all pages)."""

    kind: str
    tag: str
    fault: str


def judged_kinds(page: PageReading) -> tuple[str, ...]:
    """Return the kinds whose tags a page owes, () where it is not judged.

    Error pages, pages of no kind and fragments without title and tags are not. Of a page whose kind is unsure only the
    tags of every page are, as where the page alone shows another kind than in the light of its site:
    columns must list something or name themselves and be no second home page, articles must
    bear a date, a source or a tag of articles and not only those of a column.
    """
    if page.kind is PageKind.OTHER or page.soft_404 or not (page.title or page.meta):
        return ()
    if page.alone is PageKind.OTHER:
        return ()
    if page.kind is PageKind.HOME or page.alone not in (None, page.kind):
        return ("page",)
    if page.kind is PageKind.COLUMN:
        return ("page", "column") if "columnname" in page.meta or _lists(page) else ("page",)
    return ("page", "article") if _is_article(page) else ("page",)


def _is_article(page: PageReading) -> bool:
    if page.meta.get("articletitle") or page.meta.get("pubdate"):
        return True
    if page.meta.get("columnname") or page.meta.get("columntype"):
        return False
    return bool(page.origin) or any(found.source == "shown" for found in page.dates)


def _lists(page: PageReading) -> bool:
    home_like = _ROOT_INDEX.fullmatch(page.url.partition("://")[2])
    return page.list_state is ListState.FILLED and page.listed >= LEAST_ITEMS and not home_like


def faults_of(page: PageReading, kind: str, foreign: Callable[[str, str], bool]) -> Iterator[tuple[Fault, str]]:
    """Yield the faults of a page's tags of one kind, each with the value at fault ('' for none).

    `foreign(tag, value)` says whether a value names another site. PubDate is YYYY-MM-DD[ HH:MM[:SS]], long dashes
    allowed; SiteIDCode bm and 8 digits, 10 or 12 digits (国办发〔2017〕47号 附件).
    """
    for tag in TAGS[kind]:
        value = page.meta.get(tag.lower())
        if value is None:
            yield Fault(kind, tag, MISSING), ""
        elif not value.strip():
            yield Fault(kind, tag, EMPTY), ""
        elif _malformed(tag, value.strip()):
            yield Fault(kind, tag, MALFORMED), value[:LONGEST_SHOWN]
        elif foreign(tag, value):
            yield Fault(kind, tag, COPIED), value[:LONGEST_SHOWN]


def _malformed(tag: str, value: str) -> bool:
    if tag == "PubDate":
        return not _PUB_DATE.fullmatch(value)
    return tag == "SiteIDCode" and not _CODE.fullmatch(value)


# Whether the tags that name a site name this one, by the register and by what most of its pages say.

LEAST_PAGES = 3
NAMES = ("SiteName", "SiteDomain", "SiteIDCode")
_SPLIT = re.compile(r"[,，;；、|\s]+")
_NOT_NAME = re.compile(r"[^一-鿿]+")
_GENERIC = re.compile(r"门户|政府|人民|官方|官网|网站|政务|中国|主站|委员会|管理|[网局厅部委办]")


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a site from others: `hosts` it is registered at, `names` and `code` of the register, `most` what
    the tags of most of its pages say, `others` the names, hosts and codes of the other registered sites.

    `assessable` is False where the registered host is an IP address or loopback (docs/contract.md 4.16).
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
    for page in view.each(PageReading, site.id):
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


CLAUSE = Source("国办发〔2017〕47号《政府网站发展指引》附件：网页标签规范")
OWN = Source("自定：此比例的页面一致才视为本站的写法 (own: so many pages must agree to be the site's own)", seen=False)
PLACES = 20


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find pages without the tags of their kind: one finding a site, kind, tag and fault.

    Every page bears SiteName, SiteDomain, SiteIDCode, columns and articles their own (names without case). Error pages,
    fragments and pages of no sure kind are not judged. A site code of 12 digits is no finding.
    """
    return each_seen(view, SubjectKind.SITE, partial(_tags, view, limits))


def _tags(view: View, limits: Limits, site: Subject) -> Iterator[Verdict]:
    known = identity(view, site, limits.of(site.id)["own_share"])
    counts: dict[Fault, int] = {}
    places: dict[Fault, list[Location]] = {}
    judged = dict.fromkeys(("page", "column", "article"), 0)
    for page in view.each(PageReading, site.id):
        kinds = judged_kinds(page)
        for kind in kinds:
            judged[kind] += 1
        faults = [found for kind in kinds for found in faults_of(page, kind, known.foreign)]
        for fault, value in faults:
            counts[fault] = counts.get(fault, 0) + 1
            shown = places.setdefault(fault, [])
            if len(shown) < PLACES:
                shown.append(Location(page.url, page.title, value))
        if kinds and not faults:
            yield Clean(site.id, page.url)
    for fault, count in counts.items():
        yield _finding(site, fault, count, judged[fault.kind], tuple(places[fault]), known)


def _finding(
    site: Subject, fault: Fault, count: int, judged: int, places: tuple[Location, ...], known: Identity
) -> Finding:
    copied = fault.fault == COPIED
    return Finding(
        subject=site.id,
        target=places[0].url,
        values={
            "tag": fault.tag,
            "page_kind": fault.kind,
            "fault": fault.fault,
            "pages": count,
            "judged": judged,
            "value": places[0].context,
            "expected": known.expected(fault.tag) if copied else "",
        },
        locations=places,
        location_count=count,
        confidence=Confidence.SUSPECTED if copied and not known.sure(fault.tag) else Confidence.CONFIRMED,
        action="fill",
        variant="" if fault.fault == "missing" else fault.fault,
        part=f"{fault.kind} {fault.tag} {fault.fault}",
    )


ZH = Words(
    title="网页标签缺失或有误",
    why="网页标签供检查平台识别网站、栏目和文章；缺失、不规范或照搬他站都会影响识别。",
    summary="{pages} 个页面（{page_kind}，共查 {judged} 个）缺少 {tag} 标签",
    suggestion="按《政府网站发展指引》附件在模板中补齐 {tag} 标签。",
)
EN = Words(
    title="Meta tags missing or faulty",
    why="Inspectors tell site, column and article by these tags; absent, malformed or copied ones mislead them.",
    summary="The tag {tag} is missing on {pages} of {judged} pages ({page_kind})",
    suggestion="Add the tag {tag} to the template, as the annex of the guideline lays down.",
)
VARIANTS = {
    "empty": {
        "zh": replace(ZH, summary="{pages} 个页面（{page_kind}，共查 {judged} 个）的 {tag} 标签没有内容"),
        "en": replace(EN, summary="The tag {tag} is empty on {pages} of {judged} pages ({page_kind})"),
    },
    "malformed": {
        "zh": replace(ZH, summary="{pages} 个页面的 {tag} 标签格式不规范，如“{value}”"),
        "en": replace(EN, summary="The tag {tag} is malformed on {pages} pages, as in “{value}”"),
    },
    "copied": {
        "zh": replace(ZH, summary="{pages} 个页面的 {tag} 标签为“{value}”，与本站（{expected}）不符"),
        "en": replace(EN, summary="The tag {tag} on {pages} pages is “{value}”, not that of this site ({expected})"),
    },
}
RULE = Rule(
    id="page-tags",
    item=25,
    kind="page",
    severity=Severity.MINOR,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={"own_share": Limit(0.6, "ratio", OWN)},
    variants=VARIANTS,
    asks_places=True,
)
