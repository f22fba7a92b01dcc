"""Whose host a name is: a government's, a public service's, a foreign one; and registrable and parent domains."""

import ipaddress
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from auditor.model.urls import host_port
from auditor.platforms import every

PROVINCES = frozenset(
    """
    bj tj he sx nm ln jl hl sh js zj ah fj jx sd ha hb hn gd gx hi cq sc gz yn xz sn gs qh nx xj hk mo tw
    """.split()
)
"""Labels below cn and gov.cn that belong to provinces (MIIT's list of .cn names); their cities lie one level lower."""

SECOND_LEVEL = frozenset({"ac", "com", "edu", "gov", "mil", "net", "org"} | PROVINCES)
_ANY_SECOND_LEVEL = SECOND_LEVEL | {"co", "or", "ne", "go"}
GOVERNMENT = (".gov.cn", ".mil.cn", ".政务", ".xn--zfr164b")
PUBLIC_SERVICES = (
    "conac.cn",  # 党政机关、事业单位网站标识
    "kaipuyun.cn",  # 我为政府网站找错
    "12377.cn",  # 网信部门举报中心
    "12321.cn",  # 不良信息举报
    "12315.cn",  # 消费者投诉
    "12380.cn",  # 组织部门举报
    "cyberpolice.cn",  # 公安机关网络违法举报
    "piyao.org.cn",  # 互联网联合辟谣平台
    "shjbzx.cn",  # 上海市互联网违法和不良信息举报中心
    "isc.org.cn",  # 适老化与无障碍标识
    "people.cn",  # 领导留言板(人民网)
    "xuexi.cn",  # 学习强国
)
"""Hosts, and those below them, that government pages must or should link to; no leaving notice is asked for them.

Kept short on purpose: what is missing here costs a line of advice, what is here too much hides one.
"""


SYSTEMS = frozenset(
    """
    mail webmail oa vpn sslvpn sso cas login auth passport uc api static img images file files upload download cdn
    res cms admin stat
    """.split()
)
"""First labels of hosts that are no sites of their own."""


def bare_host(address: str) -> str:
    """Return the host of an absolute address or of `host:port`, lower case, without `www.`, port and login.

    '' where there is none.
    """
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.rstrip(".").removeprefix("www.")


def is_local(host: str) -> bool:
    """Return whether a host is an IP literal, a name without a dot, or a loopback name: no public domain name."""
    if "." not in host or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def is_government(host: str) -> bool:
    """Return whether a host lies under .gov.cn, .mil.cn or .政务."""
    return f".{host}".endswith(GOVERNMENT)


def serves_staff(host: str) -> bool:
    """Return whether the first label of a host names mail, office, log-in or file service rather than a site."""
    return host.partition(".")[0].rstrip("0123456789") in SYSTEMS


def needs_no_notice(host: str) -> bool:
    """Return whether a link to this host needs no leaving notice: government, the few PUBLIC_SERVICES, and addresses
    that are no site (private, loopback, names without a dot), which no visitor can reach."""
    return is_government(host) or is_local(host) or any(f".{host}".endswith(f".{one}") for one in PUBLIC_SERVICES)


def parent_domain(host: str) -> str:
    """Return the domain a registered site lives under, '' where it has none of its own.

    It is the label above gov.cn, or above a province's part of gov.cn: hongkou.gov.cn for any host below it,
    hk.sh.gov.cn for hk.sh.gov.cn, sh.gov.cn for www.sh.gov.cn only. Outside gov.cn only the owner of a whole domain
    has one: its host is the domain itself or that with www.
    """
    host = host.lower().rstrip(".")
    labels = host.removeprefix("www.").split(".")
    if is_local(host) or len(labels) < 2 or labels == ["gov", "cn"]:
        return ""
    suffix = 1
    if labels[-1] == "cn" and labels[-2] in SECOND_LEVEL:
        suffix = 2
    if labels[-2:] == ["gov", "cn"]:
        suffix = 3 if len(labels) > 3 and labels[-3] in PROVINCES else 2
        return ".".join(labels[-suffix - 1 :])
    return ".".join(labels) if len(labels) == suffix + 1 else ""


_PUBLIC = frozenset(("gov", "edu", "mil", "int"))
SERVICES: Final = frozenset(
    "cnzz.com 51.la umeng.com baidu.com google-analytics.com google.com google.cn googletagmanager.com"
    " linezing.com gridsum.com webtrends.com qq.com sina.com.cn sina.cn sohu.com 163.com 126.com douban.com"
    " renren.com kaixin001.com zhihu.com jiathis.com bshare.cn sharethis.com addthis.com people.com.cn people.cn"
    " xinhuanet.com news.cn cctv.com cctv.cn cntv.cn chinanews.com chinanews.com.cn gmw.cn ce.cn cnr.cn"
    " china.com.cn youth.cn xuexi.cn 12377.cn 12371.cn 12380.cn 12321.cn conac.cn cyberpolice.cn ccdi.gov.cn"
    " cac.gov.cn microsoft.com mozilla.org firefox.com firefox.com.cn chrome.com opera.com apple.com 360.cn uc.cn"
    " adobe.com macromedia.com adobe.com.cn wps.cn foxitsoftware.cn alipay.com alicdn.com aliyun.com w3.org"
    " jquery.com bootcss.com amap.com tianditu.com creativecommons.org chinatax.com unionpay.com".split()
)
"""Statistics, sharing, state media, reporting centres, browsers, readers and maps."""


@lru_cache(maxsize=8_192)
def site_of(host: str) -> str:
    """Return the registrable part of a host name, an approximation good for .cn and the generic domains."""
    labels = host.split(".")
    count = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _ANY_SECOND_LEVEL else 2
    return ".".join(labels[-count:])


@lru_cache(maxsize=32_768)
def foreign_site(own: str, url: str) -> str:
    """Return the site of `url` where it is foreign to a page of the site `own`, '' where not.

    Not foreign are the page's own registrable domain, hosts of governments, schools and the military, hosts given
    by number, SERVICES, and those of platforms.
    """
    host = host_port(url)[0]
    site = site_of(host)
    if not host or "." not in host or host.replace(".", "").isdigit() or ":" in host:
        return ""
    return "" if site in SERVICES or site in every("services") or site == own or is_public(host) else site


def is_public(host: str) -> bool:
    """Return whether a host name belongs to a government, a school or the military."""
    return not _PUBLIC.isdisjoint(host.split(".")[-2:])
