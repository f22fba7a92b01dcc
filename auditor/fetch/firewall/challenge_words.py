"""Words of firewalls' pages: what they say to visitors, how their pages are titled, and what only a refusal says."""

import re

from auditor.fetch.firewall.challenge_marks import BLOCK, CAPTCHA, SLIDER, Marks

WIDGET_MARKS: Marks = tuple(
    (mark.encode(), product)
    for product, marks in {
        SLIDER: ("nc_1_wrapper", "nocaptcha", "geetest", "tencentcaptcha", "aliyuncaptcha", "dx-captcha", "yidun",
        "wappoc_appmsgcaptcha", "secitptpage/verify"),
        "AWS WAF": ("awswaf", "aws-waf-token"),
        "Kasada": ("kpsdk",),
        CAPTCHA: (
            "cf-turnstile", "challenges.cloudflare.com", "hcaptcha", "g-recaptcha", "recaptcha/api", "not a robot",
            "verify you are human", "are you human", "are you a robot", "solve captcha", "solve the captcha",
        ),
    }.items()
    for mark in marks
)  # fmt: skip
"""Marks that ask for proof of a person. A site's own forms hold them, too: they count where nothing else is asked."""

_CHINESE = {
    "Chuangyu (创宇盾)": ("创宇盾",),
    "Jiasule (加速乐)": ("加速乐",),
    "DBAPPSecurity (玄武盾)": ("玄武盾",),
    "Baidu Yunjiasu (百度云加速)": ("百度云加速",),
    "Safedog (安全狗)": ("安全狗",),
    "Yunsuo (云锁)": ("云锁",),
    "D-Safe (D盾)": ("d盾",),
    "Huweishen (护卫神)": ("护卫神",),
    "BT WAF (宝塔)": ("宝塔网站防火墙", "宝塔防火墙", "宝塔云waf"),
    "Chaitin SafeLine (长亭雷池)": ("长亭雷池", "雷池waf", "雷池 waf", "雷池社区版"),
    "G01 (网防G01)": ("网防g01",),
    "NSFOCUS (绿盟)": ("绿盟web",),
    "Tencent (腾讯云)": ("腾讯云web应用防火墙", "腾讯t-sec"),
    BLOCK: (
        "网站防火墙", "应用防火墙", "web防火墙", "被拦截", "被阻断", "被防火墙", "拦截提示", "请求拦截", "访问拦截",
        "恶意访问", "恶意请求", "疑似攻击", "疑似黑客攻击", "黑客攻击行为", "网络攻击行为", "非法请求", "不合法参数",
        "不合法的参数", "含有非法参数", "包含非法字符", "触发了安全", "触发安全", "触发网站", "违反安全策略",
        "网站安全策略",
        "访问过于频繁", "访问频率过高", "访问太频繁", "请求过于频繁", "请求频率过高", "访问行为异常", "异常访问行为",
        "访问存在异常", "当前访问异常", "ip存在异常", "ip地址异常", "ip已被限制", "ip被限制", "ip已被封", "ip被封禁",
    ),
}  # fmt: skip
_PROOF = {
    SLIDER: ("滑块", "向右滑动", "滑动验证", "拖动滑块"),
    CAPTCHA: (
        "安全验证", "人机验证", "人机识别", "请完成验证", "请完成以下验证", "完成验证后", "验证后继续", "验证码后继续",
        "验证码以继续", "验证码继续访问", "点击按钮进行验证", "点击进行验证", "需要您协助验证", "是否为真人",
        "不是机器人",
        "浏览器安全检查", "正在进行安全检测", "正在检查您的浏览器", "正在验证您的", "当前环境异常", "访问验证",
    ),
}  # fmt: skip


def _both(words: dict[str, tuple[str, ...]]) -> Marks:
    return tuple(
        (form, product)
        for product, among in words.items()
        for word in among
        for form in (word.encode("utf-8"), word.encode("gb18030"))
    )


WORD_MARKS = _both(_CHINESE)
ASKED_MARKS = _both({CAPTCHA: ("您的访问过于频繁", "需要您协助验证", "您的访问出现异常", "确认您不是机器人")})
"""Words to a visitor who must prove to be a person, among any number of links."""

PROOF_MARKS = _both(_PROOF)
"""Words in both encodings, sought where there is hardly any other text; PROOF_MARKS as WIDGET_MARKS."""

TITLES = re.compile(
    rb"<(?:title|h[12])\b[^>]{0,99}>[\s\[(]*+(?:error |http |http error )?(?:"
    rb"(?:403|405|406|493)(?:[ :.-]{0,4}(?:forbidden|not allowed|method not allowed|not acceptable|access denied))?"
    rb"|forbidden|access denied|access to this page has been denied|(?:request|url) (?:rejected|blocked|denied)|blocked"
    rb"|just a moment|attention required|one moment, please|checking your browser|ddos protection|security alert"
    rb"|(?:security|human|browser|bot|robot|captcha) (?:check|challenge|verification)|captcha|pardon our interruption"
    rb"|verify yourself|verify (?:that )?you are (?:a )?human"
    + b"".join(
        b"|" + re.escape(form)
        for word in ("安全验证", "访问验证", "滑动验证", "滑动验证页面", "滑块验证", "人机验证", "访问拦截", "拦截提示",
                     "访问被拒绝", "拒绝访问", "禁止访问", "访问受限", "网站防火墙", "访问异常", "安全拦截",
                     "安全检查中")
        for form in (word.encode("utf-8"), word.encode("gb18030"))
    )
    + rb")[\s\])!.:|]*+(?:please wait|cloudflare)?(?:\.|\xe2\x80\xa6|\xa1\xad)*+\s*+</(?:title|h[12])"
)  # fmt: skip
"""Titles and headings that are nothing but a refusal: all that a page with little text says."""

STATUS_TITLES = re.compile(
    rb"<(?:title|h[12])\b[^>]{0,99}>[^<]{0,20}(?:403|405|406|493|forbidden|denied|not allowed|not acceptable|"
    + b"|".join(re.escape(word.encode(coding)) for word in ("禁止", "拒绝") for coding in ("utf-8", "gb18030"))
    + rb")"
)
"""Titles that only name the status of an error, as those of every server."""

REFUSAL_WORDS = re.compile(
    rb"\bwaf\b|waf[_/-]|[_/-]waf|firewall|captcha|(?<!name=[\"'])(?<!name=)\brobot|\bbots?\b|\bblocked\b|suspicious|malicious|\battack"
    rb"|intrusion|hacking|\bddos|(?:sql|code|command) injection|illegal (?:request|access|parameter)"
    rb"|potentially dangerous"
    rb"|security (?:policy|polic|rule|servic|system|check|reason|module|filter|event|incident|solution)"
    rb"|(?:incident|support|event|ray|case|block|attack|log|violation) (?:id|number|identifier)\b"
    rb"|reference ?(?:id|#|number)|protected by|automated (?:request|tool|access)|unusual (?:activity|traffic|behavio)"
    rb"|\bviolat(?:es|ed|ion)\b|\bintercepted\b|denied by|content=\"request is denied|rewritemodule"
    rb"|security.alert|wordfence|sophos|ucloud\.cn|hwclouds|yunaq\.com|perimeterx|hesitate to contact us"
    + b"".join(
        b"|" + re.escape(form)
        for word in ("拦截", "阻断", "防火墙", "防护系统", "安全防护", "网站防护", "攻击", "恶意", "非法请求",
                     "非法访问",
                     "频繁", "验证码", "安全策略", "安全规则", "安全网关", "访问异常", "异常访问", "风险", "黑名单",
                     "深信服", "绿盟", "铱迅", "天融信", "明御", "知道创宇", "腾讯云安全", "安恒", "奇安信",
                     "启明星辰", "盛邦",
                     "威胁")
        for form in (word.encode("utf-8"), word.encode("gb18030"))
    )
)  # fmt: skip
"""Words by which a short page with a refusing status is a firewall's and not the site's own."""

EDGE_WORDS = re.compile(rb"microsoft-azure-application-gateway|by cloudfront|<pre>request.id|viewed remotely")
"""Words of caches with a firewall on every fault; a 503 with them may be the site's own."""

FORMS = (
    (re.compile(rb"\b(?:\d{1,6}\.){3}\d{1,6}/[0-9a-f]{7} \[\d{1,9}\]"), "Chuangyu (创宇盾)"),
    (re.compile(rb"\s\br=[\"']m[\"']"), "RiverSecurity (瑞数)"),
    (re.compile(rb"\b18\.[0-9a-f]{8}\.1\d{9}\.[0-9a-f]{6,8}\b"), "Akamai"),
    (re.compile(rb"^forbidden - id: [0-9a-f]{32}\s*$"), "ThreatX"),
    (re.compile(rb"\bdb.?waf\b"), "DBAPPSecurity (玄武盾)"),
    (re.compile(rb"<title>493</title"), "360 (网站卫士)"),
    (re.compile(rb"\bmod.security\b"), "ModSecurity"),
    (re.compile(rb"\bbrick-\d\d\b"), "Squarespace"),
    (re.compile(rb"\bpenta.?waf"), "PentaWAF"),
)
"""Forms by which a page shows its product."""
