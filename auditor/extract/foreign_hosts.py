"""Which hosts are foreign to a government's page, and no service that such pages commonly use."""

from functools import lru_cache
from typing import Final

from auditor.model.urls import host_port
from auditor.platforms import every

_SECOND_LEVEL = frozenset(
    "com net org edu gov ac mil co or ne go bj sh tj cq he sx nm ln jl hl js zj ah fj jx sd ha hb hn"
    " gd gx hi sc gz yn xz sn gs qh nx xj tw hk mo".split()
)
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
    count = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
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
