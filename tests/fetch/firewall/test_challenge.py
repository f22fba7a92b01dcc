"""Pages of firewalls as visitors meet them, and pages of a site's own that look alike."""

import pytest

from auditor.fetch.http.classify import classify_answer
from auditor.model import FAULTS, Outcome
from auditor.rules.undecided import differs_by_browser

HTML = ("content-type", "text/html; charset=utf-8")
BEHIND = (("server", "cloudflare"), ("cf-ray", "1"), ("set-cookie", "__jsluid_s=1; path=/"), ("eagleid", "1"))
STATUSES = (200, 202, 403, 405, 412, 503)


def outcome(page: str | bytes, status: int = 200, *headers: tuple[str, str]) -> Outcome:
    return classify_answer(status, (HTML, *headers), page if isinstance(page, bytes) else page.encode())[0]


def shown(title: str, text: str = "") -> str:
    return f"<html><head><title>{title}</title></head><body><div>{text}</div></body></html>"


CHALLENGES: dict[str, str | bytes] = {
    "aliyun": "<script>var arg1='A';function go(x){document.cookie='acw_sc__v2='+x;location.reload()}go(1)</script>",
    "river of today": "<html><head><meta content='xxxx' r='m'><script src='/a/b.js' r='m'></script></head></html>",
    "jiasule": "<script>document.cookie=('_')+('j')+('s');location.href=location.pathname+location.search</script>",
    "nothing but a script": "<script>function go(a){var b=a}go({})</script>",
    "titled script": "<title>loading</title><script>document.cookie='x='+f();location.reload()</script>",
    "script beside an empty frame": "<div id=x></div><script>document.cookie='a='+b;location.reload()</script>",
    "patience": "Please wait while we verify your request. You will be let in in a moment."
    "<script>document.cookie='k='+f();location.reload()</script>",
    "f5": "<script>(function(){window['bobcmn']='1'})()</script><noscript>Please enable JavaScript</noscript>",
    "imperva": "<iframe src='/_Incapsula_Resource?a=1'></iframe>",
    "safeline": shown("提示", "<!-- event_id: 0123456789abcdef0123456789abcdef -->"),
    "bt": shown("提示", "您的请求带有不合法参数，已被网站管理员设置拦截！"),
    "d-safe": "<script>var s='?WebShieldSessionVerify=a';self.location=s</script>",
    "dbapp": shown("WEB应用防火墙", "您的访问已被阻断"),
    "nsfocus": shown("提示", "绿盟WEB应用防护系统"),
    "sangfor": shown("Sangfor", "事件编号 123"),
    "edgeone": shown("Security Verification"),
    "huawei": shown("提示", "您的请求疑似攻击行为，事件编号 1"),
    "huweishen": shown("护卫神.入侵防护系统"),
    "g01": shown("网防G01"),
    "wechat": shown("", "当前环境异常，完成验证后即可继续访问。"),
    "entities": shown("提示", "&#24744;&#30340;&#35775;&#38382;&#34987;&#25318;&#25130;"),
    "moment": shown("Just a moment..."),
    "slider": shown("滑动验证页面"),
    "gbk slider": shown("安全验证", "请拖动滑块").encode("gbk"),
    "code": shown("访问验证", "请输入验证码后继续访问<form><input name=c></form>"),
    "check": shown("", "正在进行安全检测<script>setTimeout('location.reload()',5000)</script>"),
    "code among links": "<a href=/>首页</a>" * 11
    + "您的访问过于频繁，需要您协助验证。<input name=c>"
    + "<p></p>" * 600,
}


@pytest.mark.parametrize("page", CHALLENGES.values(), ids=CHALLENGES)
def test_pages_of_firewalls_are_known_whatever_their_status(page: str | bytes) -> None:
    assert {outcome(page, status) for status in STATUSES} == {Outcome.CHALLENGE}


OWN = {
    "login": shown("登录", "<form><input name=u><input type='password'>验证码<input name=c>请完成安全验证</form>"),
    "login with slider": "<title>登录</title><script src='//static.geetest.com/gt.js'></script><input type=password>",
    "login of a gateway": shown("EasyConnect", "Sangfor SSL VPN<input type='password'>"),
    "letter box": shown("网上信访", "内容<textarea></textarea>验证码<input name=c>拖动滑块完成安全验证"),
    "request for information": shown("依申请公开查询", "编号<input name=a>验证码<input name=c>请完成验证"),
    "one code": shown("成绩查询", "验证码<input name=c>"),
    "filled by script": "<title>政务服务</title><script src=/a.js></script><div id=app></div>",
    "filled by script, untitled": "<script src=/a.js></script><div id='root'></div>",
    "filled by script, with slider": "<title>大厅</title><script src=//geetest.com/gt.js></script><div id='app'></div>",
    "component": "<script src=a.js></script><app-root></app-root>",
    "frames": "<frameset rows='*,*'><frame src=a.html></frameset>",
    "frame": "<iframe src=a.html></iframe><script>var a</script>",
    "refresh": "<meta http-equiv=refresh content='0;url=/i.html'><script>document.cookie='a=1'</script>",
    "leads on": "<script>location.href='/index.html'</script>",
    "leads on in one line": "<script>top.location.replace('http://www.example.gov.cn/')</script>",
    "language": "<script>document.cookie='lang=zh';location.href='/zh/index.html';</script>",
    "phone or desk": "<script>if(/Mobile/.test(navigator.userAgent)){location.href='/m/index.html';}</script>",
    "piece of a page": "<script src=/count.js></script>共 5 条",
    "few words": "<p>ok</p>",
    "picture": "<img src=a.png>",
    "news": shown("区应急局开展安全检查", "对辖区企业开展安全检查和安全检测，防范网络攻击，排查风险。"),
    "article": shown("什么是滑块验证", "安全验证、人机验证是防护手段，请拖动滑块完成验证，被拦截的请求。" * 20),
    "list": shown("招标公告", "<a href=/a.html>WAF防火墙采购公告</a>" * 3),
    "list of links that bear firewalls' names": shown("栏目", "<a href=/safedog.html>安全狗</a>" * 8),
    "page that firewalls let through": shown("通知", "<script>$_ts={};</script>" + "正文" * 120),
    "message in a box": "<script>alert('文章不存在');history.back();</script>",
    "refresh and nothing else": "<meta http-equiv=refresh content='0;url=/i.html'>",
    "words of a script": shown("搜索", "<script>alert('请勿包含非法字符')</script><input name=q>"),
    "names alone": shown("成交公告", "深信服防火墙一台，绿盟科技服务一项，<img src=//x.myhwclouds.com/a.png>"),
    "cache's script": shown("通知", "<p>正文</p><script>a.src='/cdn-cgi/challenge-platform/main.js'</script>"),
}


@pytest.mark.parametrize("page", OWN.values(), ids=OWN)
def test_pages_of_a_sites_own_are_none(page: str) -> None:
    assert outcome(page) is Outcome.OK
    assert outcome(page, 200, *BEHIND) is Outcome.OK


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (404, "404 Not Found"), (500, "Internal Server Error"), (502, "502 Bad Gateway"), (503, "系统维护中"),
        (503, "503 Service Temporarily Unavailable"), (504, "504"), (522, "522: Connection timed out"),
    ],
)  # fmt: skip
def test_a_fault_behind_a_firewalls_cache_stays_a_fault(status: int, title: str) -> None:
    assert outcome(shown(title, "<hr>nginx"), status, *BEHIND) is Outcome.HTTP_ERROR


def test_a_cut_page_is_no_script_alone() -> None:
    page = b"<html><head><script>var menu=[1];</script>"
    assert classify_answer(200, (HTML,), page)[0] is Outcome.CHALLENGE
    assert classify_answer(200, (HTML,), page, whole=False)[0] is Outcome.OK


def test_a_plain_refusal_is_undecided_and_one_with_a_mark_is_a_firewalls() -> None:
    plain = shown("403 Forbidden", "<hr>nginx")
    assert outcome(plain, 403, ("server", "nginx")) is Outcome.AUTH
    assert outcome(plain, 403, *BEHIND) is Outcome.CHALLENGE
    assert outcome(plain, 405, ("server", "nginx")) in FAULTS
    assert outcome(shown("405", "incident id: 1"), 405) is Outcome.CHALLENGE
    assert outcome(plain, 405, ("set-cookie", "acw_tc=1")) is Outcome.CHALLENGE
    assert outcome(plain, 503, ("server", "CloudWAF")) is Outcome.CHALLENGE


@pytest.mark.parametrize(
    ("status", "page"),
    [
        (
            405,
            "<title>HTTP Status 405 – Method Not Allowed</title><p>It is not supported by the target resource.",
        ),
        (405, "<h1>Whitelabel Error Page</h1>at org.springframework.web.servlet.HandlerInterceptor"),
        (503, "<title>503</title><meta name='robots' content='noindex'><p>Service Unavailable"),
        (503, '<meta name="robots" content="none"><title>维护中</title><style>.blocks{}</style>系统升级维护中'),
        (503, "<h1>503 Service Unavailable</h1>No server is available to handle this request."),
        (503, "<p>ConstraintViolationException: could not execute; dependency injection failed"),
        (501, "<title>501 Not Implemented</title><hr>Apache"),
    ],
)
def test_faults_of_servers_of_their_own_are_no_refusals_of_firewalls(status: int, page: str) -> None:
    assert outcome(page, status, ("server", "nginx")) is Outcome.HTTP_ERROR


def test_a_503_through_a_firewalls_cache_may_be_the_firewalls() -> None:
    page = shown("503 Service Temporarily Unavailable", "<hr>nginx").encode()
    for headers in ((HTML, *BEHIND), (HTML, ("server", "yunjiasu-nginx"))):
        assert differs_by_browser(*classify_answer(503, headers, page))
        assert not differs_by_browser(*classify_answer(500, headers, page))
    assert not differs_by_browser(*classify_answer(503, (HTML, ("server", "nginx")), page))


def test_interfaces_refuse_in_a_firewalls_words_too() -> None:
    refusal = '{"code":405,"message":"请求被WAF拦截"}'.encode()
    assert classify_answer(405, (("content-type", "application/json"),), refusal)[0] is Outcome.CHALLENGE
    assert classify_answer(200, (("content-type", "application/json"),), refusal)[0] is Outcome.OK
    assert classify_answer(405, (("content-type", "application/json"),), b'{"code":405}')[0] in FAULTS
