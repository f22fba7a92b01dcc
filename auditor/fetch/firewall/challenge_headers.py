"""Headers by which an answer shows that a firewall, not the site, refused (RELIABILITY.md 4): our own list of facts."""

import re

WAF_SERVERS = (
    "waf", "safedog", "jiasule", "wzws", "panyun", "newdefend", "nsfocus", "yxlink", "safe3", "wts/", "mod_security",
    "noyb", "naxsi", "imunify360", "greywizard", "binarysec", "f5-trafficshield", "profense", "reblaze", "scutum",
    "secking", "secure entry server", "sonicwall", "watchguard", "webland", "webseal", "zenedge", "zscaler", "blockdos",
    "dosarrest", "ddos-guard", "nullddos", "qrator", "variti", "wallarm", "ace xml gateway", "rhino-core-shield",
    "application shield", "baffin-bay", "webray", "yunsuo", "anquanbao", "cloudbric", "barracuda", "fortiweb",
)  # fmt: skip
"""Parts of a Server header that name a firewall. Beside any status that refuses, 503 among them."""

EDGE_SERVERS = (
    "yunjiasu", "yundun", "sucuri", "arvancloud", "airee", "cloudfloordns", "cloudflare", "cloudfront", "akamai",
    "awselb", "beluga", "ecs (", "ecd (", "ecacc", "keycdn", "squarespace", "big-ip", "bigip", "big_ip", "edgeone",
    "chinanetcenter", "cdn", "squid",
)  # fmt: skip
"""Parts of a Server header that firewalls with a cache put on every answer: a 503 may be the site's own."""

WAF_HEADERS = frozenset(
    {
        "aesecure-code", "x-403-status-by", "x-amzn-waf-action", "x-blocked-by-waf", "x-cachewall-action",
        "x-cachewall-reason", "x-datadome", "x-dd-b", "x-denied-reason", "x-dotdefender-denied",
        "x-panyun-error-reason", "x-panyun-error-step", "x-px-blocked", "x-sucuri-block",
        "x-urlmaster-debug", "x-urlmaster-ex", "x-vercel-challenge-token", "x-vercel-mitigated", "x-waf-action",
        "x-firewall", "x-waf-block", "x-waf-event-info", "x-waf-rule-id", "x-waf-status", "x-wallarm-block",
        "x-zen-fury",
    }
)  # fmt: skip
"""Headers of a refusal alone."""

EDGE_HEADERS = frozenset(
    {
        "aspa-cache-status", "drivedby", "secured", "wzws-ray", "x-binarysec-nocache", "x-binarysec-via",
        "x-dis-request-id", "x-engine", "x-panyun-request-id", "x-pint", "x-powered-by-360wzb",
        "x-powered-by-anquanbao", "x-sl-compstate", "x-sucuri-cache", "x-sucuri-id", "cf-ray", "x-amz-cf-id",
        "x-azion-edge-pop", "x-azion-request-id", "x-azure-ref", "x-fastly-request-id", "x-instart-request-id",
        "x-instart-cache", "x-instart-wl", "x-backside-transport", "x-cnection", "cneonction", "nncoection", "bestcdn",
        "powered-by-chinacache", "x-qiniu-cdn", "x-nws-log-uuid", "eo-log-uuid", "eagleid", "x-ws-request-id",
        "x-via-jsl", "x-cdn-provider", "x-iinfo",
    }
)  # fmt: skip
"""Headers that firewalls put on every answer."""

EDGE_COOKIES = (
    "__jsl", "jsl_tracking", "acw_", "aliyungf_", "hwwafses", "safedog", "yunsuo", "security_session", "yd_cookie",
    "yx_ci_session", "yx_language", "wzws", "__tst_status", "eo_bot_ssid", "sl-session", "btwaf", "incap_ses",
    "visid_incap",
    "datadome", "_px", "barra_counter", "bni_", "bnes_", "bne_", "fortiwafsid", "crawlprotect", "cz_astra", "al_sess",
    "al-sess", "al_lb", "al-lb", "alsess", "allb", "f5_", "lastmrh", "mrhsession", "asinfo", "ns_af", "citrix_ns",
    "nci__session", "wodsession", "rbzid", "st8id", "__ddg", "navajo", "np_id", "plbsid", "aws-waf-token", "reese84",
    "_abck", "ak_bmsc",
    "bm_sz", "__cf", "cf_clearance", "awsalb", "bigip", "beluga_", "cfly_", "limelight", "lm_sessid", "lg_sessid",
    "techaro", "-anubis", "ss_mid", "ss_mattr", "ss_cvt", "ss_analytics",
)  # fmt: skip
"""How names of cookies begin that firewalls set on every answer, lower-case."""

F5_COOKIE = re.compile(r"ts[0-9a-f]{6,8}=")

EDGE_VALUES = {
    "x-powered-by": ("safe3waf",), "x-cdn": ("",), "x-data-origin": ("naxsi",),
    "x-cache": ("yundun", "airee", "cloudfront", "powercdn", "wst263cdn", "ws263cdn"), "x-waf": ("block", "deny"),
    "x-protected-by": ("",),
    "x-served-by": ("cache-",),
    "via": ("ns-cache", "cloudfront", "google", "powercdn", "kunlun", "cdn"),
}  # fmt: skip
"""Parts of values by which a header shows a firewall."""
