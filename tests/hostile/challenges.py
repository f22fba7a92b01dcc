"""Firewalls and script challenges: of such a page nothing is known; an article about them is an article."""

import asyncio

from tests.hostile.pages import Later, answer, article, moved
from tests.hostile.plan import Plan, SiteTruth, fine
from tests.hostile.server import Ask
from tests.hostile.truth import CHALLENGE, ok, unknown

CATEGORY = "challenge"
INNOCENT = "challenge innocent"
RIVER = '<html><head><meta id="9DhefwqGPrzGxEp9" content="{}" r="m"><script>{}</script></head><body></body></html>'
TS = "$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=83756;$_ts.cd=\"qhqrrAqWr\";"
JSL = "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_clearance_s=1;Max-age=3600;path=/');location.href=location.pathname+location.search</script>"  # noqa: E501
SLIDER = "<html><head><title>安全验证</title></head><body><div id='nc_1_wrapper' class='nc_wrapper'></div>请拖动滑块完成验证</body></html>"  # noqa: E501
ALIYUN = '<html><head><meta charset="utf-8"><title>405</title></head><body><a href="https://errors.aliyun.com/">很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</a></body></html>'
YUNSUO = '<html><head><script type="text/javascript">function stringToHex(str){var v="";return v;}function YunSuoAutoJump(){self.location=self.location+"?security_verify_data="+stringToHex("1,1");}</script><script>setTimeout("YunSuoAutoJump()",50);</script></head></html>'  # noqa: E501

PAGES = {
    "river-412": answer(RIVER.format("x" * 300, TS), "412 Precondition Failed", "Set-Cookie: aBcDeFO=1; path=/"),
    "river-202": answer(RIVER.format("y" * 300, TS), "202 Accepted", "Set-Cookie: aBcDeFS=1; path=/"),
    "river-200": answer(RIVER.format("z" * 300, TS), "200 OK", "Set-Cookie: kKkT=1; path=/"),
    "river-400": answer(RIVER.format("w" * 300, TS), "400 Bad Request", "Set-Cookie: kKkP=1; path=/"),
    "jiasule-521": answer(JSL, "521 x", "Set-Cookie: __jsluid_h=abc; max-age=31536000; path=/; HttpOnly"),
    "jiasule-200": answer(JSL),
    "jiasule-403": answer("<html><head><title>403</title><script src='//static.jiasule.com/static/js/http_error.js'></script></head></html>", "403 Forbidden"),  # noqa: E501
    "chuangyu-403": answer("<html><head><title>创宇盾</title></head><body>您的请求已被创宇盾拦截，如误拦请联系管理员</body></html>", "403 x"),  # noqa: E501
    "chuangyu-200": answer("<html><head><title>提示</title></head><body>当前访问疑似黑客攻击，已被创宇盾拦截</body></html>"),  # noqa: E501
    "wzws-493": answer("<html><body><img src='/wzws-waf-cgi/x.png'>访问被拦截</body></html>", "493 x"),
    "wzws-200": answer("<html><head><script src='/WZWSREL3d3dy8=?wzwschallenge=1'></script></head><body>/wzws-waf-cgi/</body></html>"),  # noqa: E501
    "aliyun-405": answer(ALIYUN, "405 Not Allowed"),
    "aliyun-405-tengine": answer(ALIYUN, "405 Method Not Allowed", "Server: Tengine"),
    "yunsuo-200": answer(YUNSUO, "200 OK", "Set-Cookie: security_session_verify=1; path=/"),
    "yunsuo-403": answer("<html><body>您的访问行为异常，云锁已拦截</body></html>", "403 x", "Server: yunsuo"),
    "safedog-403": answer("<html><head><title>网站防火墙</title></head><body>您的请求带有不合法参数，已被网站管理员设置拦截！</body></html>", "403 x", "Server: Safedog/4.0"),  # noqa: E501
    "safedog-200": answer("<html><head><title>网站防火墙</title></head><body>您的请求带有不合法参数，已被网站管理员设置拦截！<a href='http://bbs.safedog.cn'>safedog</a></body></html>"),  # noqa: E501
    "anquanbao-405": answer("<html><body>您的访问被阻断 www.anquanbao.com</body></html>", "405 x", "X-Powered-By-Anquanbao: MISS from x"),  # noqa: E501
    "yunjiasu-403": answer("<html><head><title>百度云加速</title></head><body>yunjiasu-nginx 访问被拦截</body></html>", "403 x", "Server: yunjiasu-nginx"),  # noqa: E501
    "tencent-403": answer("<html><head><title>405</title></head><body><img src='https://waf.tencent-cloud.com/x.png'>您的请求可能存在威胁，已被拦截</body></html>", "405 x"),  # noqa: E501
    "slider-200": answer(SLIDER),
    "slider-202": answer(SLIDER, "202 Accepted"),
    "slider-403": answer(SLIDER, "403 Forbidden"),
    "captcha-200": answer("<html><head><title>访问验证</title></head><body>请输入验证码后继续访问<img src='/captcha.png'><form><input name='captcha'></form></body></html>"),  # noqa: E501
    "captcha-gbk": answer("<html><head><title>安全验证</title></head><body>请完成安全验证后继续访问</body></html>".encode("gbk"), "200 OK", "Content-Type: text/html; charset=gbk"),  # noqa: E501
    "browser-check-503": answer("<html><head><title>Just a moment...</title></head><body>Checking your browser before accessing<script>window._cf_chl_opt={}</script></body></html>", "503 x", "Server: cloudflare"),  # noqa: E501
    "cloudflare-403": answer("<html><head><title>Just a moment...</title></head></html>", "403 x", "cf-mitigated: challenge"),  # noqa: E501
    "cloudflare-503-bare": answer("<html>wait</html>", "503 x", "cf-mitigated: challenge"),
    "cookie-script-200": answer("<html><script>document.cookie='acw_sc__v2='+'5f'+';path=/';document.location.reload();</script></html>"),  # noqa: E501
    "empty-202": answer("<html><head></head><body></body></html>", "202 Accepted"),
    "geetest-200": answer("<html><head><title>滑动验证页面</title><script src='https://static.geetest.com/static/tools/gt.js'></script></head><body><div id='captcha'></div></body></html>"),  # noqa: E501
}  # fmt: skip


def add(plan: Plan) -> None:
    """Add every challenge as a page of a site, some as a home page, and innocents."""
    for number, (name, page) in enumerate(PAGES.items()):
        plan.case(CATEGORY, name, page, CHALLENGE, on=f"walls-{number % 4}")
        plan.case(CATEGORY, f"between-{name}", fine(f"between-{name}"), ok(), on=f"walls-{number % 4}")
    plan.case(CATEGORY, "moved-to-river", moved("/challenge/river-412.html"), CHALLENGE, on="walls-0")
    plan.case(CATEGORY, "jiasule-solved", passes("jiasule-solved", "521 x"), CHALLENGE, on="walls-1",
              browser=(ok(), CHALLENGE))  # fmt: skip
    unseen = SiteTruth(CATEGORY, "unknown", "challenge")
    seen = SiteTruth(CATEGORY, "observed", quiet=unseen.quiet)
    for name, status in {"521": "521 x", "412": "412 x", "200": "200 OK", "202": "202 Accepted"}.items():
        site = plan.site(f"home-{name}", unseen, home=passes(f"home-{name}", status), browser=(seen, unseen))
        site.host.answers["/robots.txt"] = answer("", "404 x")
    for name in ("river-412", "aliyun-405", "slider-200", "chuangyu-403", "browser-check-503"):
        plan.site(f"home-{name}", unseen, home=PAGES[name])
    _innocents(plan)


def passes(name: str, status: str) -> Later:
    """Show a script that sets a cookie and loads the page again; with the cookie, the page."""
    script = "<script>var v=('_')+'_jsl_clearance_s=1';document.cookie=v+';path=/';location.reload()</script>"

    async def send(ask: Ask, writer: asyncio.StreamWriter) -> None:
        wall = answer(f"<html><head>{script}</head></html>", status)
        writer.write(fine(name) if "_jsl_clearance_s=1" in ask.headers.get("cookie", "") else wall)

    return send


def _innocents(plan: Plan) -> None:
    for name, title, text in (
        ("about-captchas", "什么是滑块验证", "安全验证、滑块验证码和人机验证是常见的防护手段，请拖动滑块完成验证。"),
        (
            "about-firewalls",
            "网站防火墙采购公告",
            "本次采购创宇盾、加速乐、云锁、安全狗、阿里云盾等产品，访问被拦截的请联系我们。",
        ),
        ("about-codes", "短信验证码使用须知", "请输入验证码后继续访问，验证码五分钟内有效。"),
        ("about-requests", "答复：您的访问被阻断怎么办", "网页提示“您的访问被阻断”的，请更换网络后重试。"),
        ("about-script", "开发指南", "document.cookie、location.reload 和 __jsl_clearance 的用法。"),
    ):
        plan.case(INNOCENT, name, answer(article(name, title=title, body=f"<p>{text}</p>" * 2)), ok())
    login = "<form><input name='user'><input name='captcha'><img src='/innocent/code.png'>请输入验证码</form>"
    plan.site("portal").host.answers["/innocent/code.png"] = answer(b"\x89PNG", "200 OK", "Content-Type: image/png")
    plan.case(INNOCENT, "form-with-captcha", answer(article("form", title="网上信访", body=login)), ok())
    waf_header = answer(article("waf-header"), "200 OK", "X-Powered-By-Anquanbao: HIT", "Server: yunjiasu-nginx")
    plan.case(INNOCENT, "behind-a-firewall", waf_header, ok())
    jsl = answer(article("jsl-cookie"), "200 OK", "Set-Cookie: __jsluid_h=abc; path=/", "X-Via-JSL: 1")
    plan.case(INNOCENT, "behind-jiasule", jsl, ok())
    river = answer(article("river", more=f"<script>{TS}</script>"), "200 OK", "Set-Cookie: aBcDeFO=1; path=/")
    plan.case(INNOCENT, "behind-river", river, ok())
    plan.case(INNOCENT, "accepted", answer(article("accepted"), "202 Accepted"), ok())
    plan.case(INNOCENT, "auth-wall", answer("<html><title>401</title>login</html>", "401 x",
                                            "WWW-Authenticate: Basic realm=x"), unknown("auth"))  # fmt: skip
