"""Know the pages that firewalls show instead of a site's own (RELIABILITY.md 4; marks of identYwaf and wafw00f)."""

from collections.abc import Sequence

_HEAD_BYTES = 64 * 1024
_SHORT_PAGE_BYTES = 4096
_FEW_LINKS = 3
_LITTLE_TEXT = 200
_QUOTED_TEXT = 500

Headers = Sequence[tuple[str, str]]

_SCRIPT_MARKS = (
    (b"$_ts", "RiverSecurity (瑞数)"),
    (b"__jsl_clearance", "Jiasule (加速乐)"),
    (b"__jsluid", "Jiasule (加速乐)"),
    (b"jiasule.com", "Jiasule (加速乐)"),
    (b"ks-waf-error", "Chuangyu (创宇盾)"),
    (b"wzws-waf-cgi", "360 (网站卫士)"),
    (b"wangzhan.360.cn", "360 (网站卫士)"),
    (b"errors.aliyun.com", "Aliyun (阿里云盾)"),
    (b"acw_sc__v", "Aliyun (阿里云盾)"),
    (b"aliyun_waf", "Aliyun (阿里云盾)"),
    (b"yunsuoautojump", "Yunsuo (云锁)"),
    (b"security_session_verify", "Yunsuo (云锁)"),
    (b"safedog", "Safedog (安全狗)"),
    (b"yunjiasu", "Baidu Yunjiasu (百度云加速)"),
    (b"anquanbao", "Anquanbao (安全宝)"),
    (b"waf.tencent-cloud.com", "Tencent WAF (腾讯云)"),
    (b"__tst_status", "Tencent EdgeOne (腾讯云)"),
    (b"hwwafsesid", "Huawei WAF (华为云)"),
    (b"safeline", "Chaitin SafeLine (长亭雷池)"),
    (b"nsfocus", "NSFOCUS (绿盟)"),
    (b"sangfor", "Sangfor (深信服)"),
    (b"btwaf", "BT WAF (宝塔)"),
    (b"nc_1_wrapper", "slider"),
    (b"nocaptcha", "slider"),
    (b"geetest", "slider"),
    (b"tencentcaptcha", "slider"),
    (b"_cf_chl_opt", "Cloudflare"),
    (b"cf-browser-verification", "Cloudflare"),
    (b"cf-error-details", "Cloudflare"),
    (b"_incapsula_resource", "Imperva"),
    (b"awswaf", "AWS WAF"),
    (b"errors.edgesuite.net", "Akamai"),
    (b"captcha-delivery.com", "DataDome"),
    (b"px-captcha", "HUMAN"),
    (b"the requested url was rejected. please consult", "F5"),
)
_WORD_MARKS = tuple(
    (form, product)
    for word, product in (
        ("创宇盾", "Chuangyu (创宇盾)"),
        ("加速乐", "Jiasule (加速乐)"),
        ("网站防火墙", "website firewall (网站防火墙)"),
        ("安全验证", "captcha (安全验证)"),
        ("人机验证", "captcha (人机验证)"),
        ("拖动滑块", "slider (滑块)"),
        ("滑块验证", "slider (滑块)"),
        ("请完成验证", "captcha (验证)"),
        ("访问被拦截", "block page (访问被拦截)"),
        ("请求被拦截", "block page (请求被拦截)"),
        ("已被拦截", "block page (已被拦截)"),
        ("恶意访问", "block page (恶意访问)"),
        ("访问过于频繁", "block page (访问过于频繁)"),
        ("玄武盾", "DBAPPSecurity (玄武盾)"),
        ("百度云加速", "Baidu Yunjiasu (百度云加速)"),
        ("安全狗", "Safedog (安全狗)"),
    )
    for form in (word.encode("utf-8"), word.encode("gb18030"))
)
_HIDDEN = ((b"<script", b"</script"), (b"<style", b"</style"), (b"<!--", b"-->"))
_SERVER_MARKS = (
    ("yunjiasu", "Baidu Yunjiasu (百度云加速)"),
    ("safedog", "Safedog (安全狗)"),
    ("jiasule", "Jiasule (加速乐)"),
    ("wzws", "360 (网站卫士)"),
    ("yundun", "Yundun (云盾)"),
    ("waf", "firewall"),
)


def is_html(content_type: str, head: bytes) -> bool:
    """Tell whether a body is a page: by its type, or by its first bytes where no type is given."""
    if content_type:
        return "html" in content_type
    return head.lstrip()[:1] == b"<"


def challenge_page(body: bytes) -> str:
    """Return the product whose challenge or block page this is, '' when it is a page of the site's own.

    Only short pages, or pages with scripts and next to no links, are looked into, and the marks count only
    where there is little other text: an article that quotes the words is no challenge.
    """
    if len(body) > _SHORT_PAGE_BYTES and _has_links(body):
        return ""
    lower = body[:_HEAD_BYTES].lower()
    letters = visible_letters(lower, _QUOTED_TEXT)
    if letters >= _QUOTED_TEXT:
        return ""
    for mark, product in _SCRIPT_MARKS:
        if mark in lower:
            return product
    if letters >= _LITTLE_TEXT:
        return ""
    for mark, product in _WORD_MARKS:
        if mark in lower:
            return product
    return "script that sets a cookie and loads again" if _is_cookie_script(lower) else ""


def _has_links(body: bytes) -> bool:
    at = -1
    for _ in range(_FEW_LINKS):
        at = body.find(b"href=", at + 1, _HEAD_BYTES)
        if at < 0:
            return False
    return True


def challenge_headers(headers: Headers) -> str:
    """Return the product whose refusal these headers show, '' for none; only for statuses that refuse."""
    for name, value in headers:
        if name == "server":
            lower = value.lower()
            for mark, product in _SERVER_MARKS:
                if mark in lower:
                    return product
        elif name == "set-cookie" and value.startswith(("__jsl", "acw_sc__v", "HWWAFSES", "safedog", "yunsuo")):
            return "firewall cookie " + value.partition("=")[0][:20]
    return ""


def visible_letters(lower: bytes, enough: int) -> int:
    """Return about how many letters of a lower-case page a reader sees, counted until `enough` are found."""
    letters = at = 0
    while at < len(lower) and letters < enough:
        start = lower.find(b"<", at)
        end = len(lower) if start < 0 else start
        text = lower[at : min(end, at + 8 * enough)].decode("utf-8", "replace")
        letters += len("".join(text.split()))
        at = _element_end(lower, end)
    return letters


def _element_end(lower: bytes, start: int) -> int:
    """Return the index behind the tag at `start`, with the content of scripts, styles and comments."""
    for opening, closing in _HIDDEN:
        if lower.startswith(opening, start):
            start = lower.find(closing, start + len(opening))
            break
    end = lower.find(b">", start) if start >= 0 else -1
    return end + 1 if end >= 0 else len(lower)


def _is_cookie_script(lower: bytes) -> bool:
    if b"document.cookie" not in lower or b"<script" not in lower or b"<title>" in lower:
        return False
    reloads = b"location.reload" in lower or b"location.href" in lower or b"location.replace" in lower
    return reloads and b"<a " not in lower
