"""Sites whose domain is not as prescribed, or whose register and pages disagree on name, domain or 标识码."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from auditor.facts.home import HomeReading
from auditor.model import Outcome, Subject, SubjectKind
from auditor.model.public_hosts import bare_host, is_government, is_local
from auditor.rules import (
    Clean,
    Confidence,
    Finding,
    Limit,
    Limits,
    Rule,
    Severity,
    Source,
    Unknown,
    Verdict,
    View,
    Words,
)
from auditor.rules.registered import running, target_of
from auditor.rules.undecided import not_seen, settled
from auditor.text.site_names import name_likeness

CLAUSE = Source("国办函〔2018〕55号《关于加强政府网站域名管理的通知》", seen=False)
OWN = Source("自定：名称相似度低于此值才列为疑似不一致 (own: names less alike than this are a suspicion)")
CERTAINTY = (Confidence.SUSPECTED, Confidence.CONFIRMED)
PORTAL = re.compile(r"[省市区县旗州盟](?:(?:人民)?政府(?:门户网站|网站|网)?|门户网站)$")


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Judge each address by the register, and what the home page says of itself against the register."""
    for site in running(view, SubjectKind.SITE):
        verdicts = [*_by_register(site)]
        home, least = view.get(HomeReading, site.id), limits.of(site.id)["likeness"]
        if home is None:
            verdicts.append(not_seen(view.standing(site.id), target_of(site)))
        elif (outcome := settled(home.outcome, home.status)) is not Outcome.OK:
            verdicts.append(Unknown(site.id, target_of(site), outcome.value, home.detail))
        else:
            verdicts += _by_home(site, home, least)
        yield from verdicts or [Clean(site.id, target_of(site))]


def _by_register(site: Subject) -> Iterator[Verdict]:
    host = (urlsplit(site.url).hostname or "").lower()
    if is_local(host):
        yield Unknown(site.id, target_of(site), "not_applicable", host)
    elif not is_government(host):
        yield _finding(site, "", host, ".gov.cn")
    elif PORTAL.search(site.name.strip()) and not host.startswith("www."):
        yield _finding(site, "portal", host, f"www.{host}")


def _by_home(site: Subject, home: HomeReading, least: float) -> Iterator[Verdict]:
    local = is_local(bare_host(site.url))
    shown = home.meta.get("sitename", "").strip()
    if not local and shown and max(name_likeness(shown, one) for one in (site.name, site.unit)) < least:
        yield _finding(site, "name", shown, site.name, sure=False)
    if not local and (shown := home.meta.get("sitedomain", "").strip()):
        own = _place(site.url)
        places = {_place(one) for one in domains_in(shown)}
        if places and not places & {own, bare_host(site.url)}:
            yield _finding(site, "domain", shown, own)
    yield from _codes(site, home)


def _codes(site: Subject, home: HomeReading) -> Iterator[Verdict]:
    tag, foot = home.meta.get("siteidcode", ""), home.footer.get("site_code", "")
    told = {"inventory": site.site_code, "tag": tag, "footer": foot}
    codes = {place: code for place, text in told.items() if (code := code_in(text))}
    if len(set(codes.values())) > 1:
        right, code = next(iter(codes.items()))
        others = {place: one for place, one in codes.items() if one != code}
        shown = " / ".join(dict.fromkeys(others.values()))
        yield _finding(site, "code", shown, code, written_in=list(others), expected_in=right)


def _place(address: str) -> str:
    """Return host, or host:port where a port is written, without scheme, path and `www.`."""
    parts = urlsplit(address if "://" in address else f"//{address}")
    port = parts.netloc.rpartition(":")[2]
    return bare_host(address) + (f":{port}" if port.isdigit() and port not in ("80", "443") else "")


def _finding(site: Subject, what: str, shown: str, expected: str, sure: bool = True, **more: object) -> Finding:
    values = {"shown": shown[:200], "expected": expected, **more}
    return Finding(site.id, target_of(site), values, confidence=CERTAINTY[sure], variant=what, part=what or "gov")


def _words(zh: str, en: str, fix_zh: str, fix_en: str) -> Mapping[str, Words]:
    why = "政府网站使用 .gov.cn 域名，门户网站用 www.…gov.cn；名称、域名、标识码与登记一致。"
    why_en = "Government sites use .gov.cn; their name, domain and site code agree with the register."
    title, title_en = "网站域名或名称不规范", "Domain or name not as prescribed"
    return {"zh": Words(title, why, zh, fix_zh), "en": Words(title_en, why_en, en, fix_en)}


RULE = Rule(
    id="site-domain", item=25, kind="site", severity=Severity.MINOR, source=CLAUSE, check=check,
    words=_words("域名 {shown} 不以 {expected} 结尾", "The domain {shown} is not under {expected}",
                 "申请 .gov.cn 域名并迁移。", "Apply for a .gov.cn name and move."),
    limits={"likeness": Limit(0.5, "ratio", OWN)},
    variants={
        "portal": _words("门户网站的域名是 {shown}，应为 {expected}", "The portal is at {shown}, not {expected}",
                         "启用 www 域名，原域名跳转过去。", "Use the www name and redirect the old one."),
        "name": _words("网页标签中的网站名称“{shown}”与登记的“{expected}”不同",
                       "The page calls itself {shown}, the register {expected}",
                       "核对 SiteName 和名录，改正错的一处。", "Correct SiteName or the register."),
        "domain": _words("网页标签中的域名 {shown} 与登记的 {expected} 不同",
                         "The page names the domain {shown}, the register {expected}",
                         "核对 SiteDomain 和名录，改正错的一处。", "Correct SiteDomain or the register."),
        "code": _words("{written_in}的网站标识码是 {shown}，与{expected_in}的 {expected} 不同",
                       "The site code in {written_in} is {shown}, in {expected_in} {expected}",
                       "以核发的标识码为准，改正名录、网页标签和页脚。", "Use the code that was issued."),
    },
    rests_on="site",
    screenshot="home",
)  # fmt: skip


# Site codes (网站标识码) and domains as registers, tags and footers write them.

SITE: Final = 10
"""Letters of the code of a site; twelve are that of a page or column below it, and begin with the site's."""

_CODE: Final = re.compile(r"(?<![a-z0-9])(?:bm\d{8}|\d{10}(?:\d\d)?)(?![a-z0-9])", re.ASCII)
_DOMAIN: Final = re.compile(r"[^\s,，;；|、{}$<>\"'()（）]{1,200}")


def code_in(text: str) -> str:
    """Return the code of a site a text holds, lower case and 10 letters long; '' where it holds none.

    Placeholders of a template and malformed codes are none: `page-tags` names them.
    """
    match = _CODE.search(unicodedata.normalize("NFKC", text[:200]).lower())
    return match[0][:SITE] if match else ""


def domains_in(text: str) -> Iterable[str]:
    """Return the addresses a tag names, separated by commas or spaces; words without a dot are none."""
    if "{" in text or "$" in text:
        return ()
    return [one for one in _DOMAIN.findall(text[:2_000]) if "." in one.strip(".")]
