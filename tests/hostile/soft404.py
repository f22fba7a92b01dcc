"""Pages that say they do not exist although they answer 200, and pages that only look like it."""

from tests.hostile.pages import anchor, answer, article, head, listing, moved, story
from tests.hostile.plan import PORTAL, Plan, always, fine
from tests.hostile.truth import SOFT_404, Truth, broken, ok, unknown

CATEGORY = "soft-404"
INNOCENT = "soft-404 innocent"


def add(plan: Plan) -> None:
    """Add missing pages in every disguise, on sites that answer missing names in every way, and innocents on each."""
    _words(plan)
    _innocent(plan, PORTAL)
    sorry = answer(short("温馨提示", "您要找的内容已经搬走，请从首页重新查找所需栏目。"))
    plan.site("same-answer").host.fallback = always(sorry)
    plan.site("sent-home").host.fallback = always(moved("/"))
    plan.site("sent-to-error").host.answers["/error.html"] = answer(short("提示", "请稍候返回首页，谢谢您的关注。"))
    plan.site("sent-to-error").host.fallback = always(moved("/error.html"))
    named = plan.site("echoes-name")
    named.host.fallback = lambda ask: answer(short("提示", f"没有可以显示的内容 {ask.path} 请返回上一级栏目。"))
    plan.site("numbers").host.fallback = lambda ask: answer(
        short("提示", f"请求编号 {len(ask.path) * 7919}{ask.times}，系统繁忙，请从首页进入所需栏目。")
    )
    columns = [anchor(f"/{name}/", f"工作动态{name}") for name in ("soft-404", "soft-404-innocent")]
    home = answer(listing("shows-home 首页", [*columns, story("shows-home", 300)]))
    plan.site("shows-home", home=home).host.fallback = always(home)
    for site in ("same-answer", "sent-home", "sent-to-error", "echoes-name", "numbers", "shows-home"):
        for name in ("t20260101_1", "t20260102_2"):
            plan.case(CATEGORY, f"{site} {name}", None, SOFT_404, on=site, at=f"/soft-404/{name}.html", text=name)
        _innocent(plan, site)


def short(title: str, text: str, more: str = "") -> str:
    """Return a page with no more than one sentence."""
    return f"<html>{head(title)}<body><p>{text}</p>{more}</body></html>"


def _words(plan: Plan) -> None:
    for name, title, text in (
        ("zh-page", "提示", "抱歉，您访问的页面不存在或已被删除！"),
        ("zh-title", "404 页面不存在", "请返回首页"),
        ("zh-gone", "提示信息", "该文章不存在或已被删除"),
        ("zh-found", "出错了", "没有找到您要访问的页面"),
        ("zh-moved", "页面找不到了", "5秒后自动跳转到首页"),
        ("zh-info", "系统提示", "您查看的信息已被删除"),
        ("zh-column", "提示", "您访问的栏目不存在"),
        ("en-page", "Error", "404 Not Found"),
        ("en-server", "404 Not Found", "nginx/1.20.1"),
        ("en-sorry", "Oops", "Sorry, the page you are looking for does not exist."),
        ("en-url", "Not Found", "The requested URL was not found on this server."),
        ("iis", "错误", "HTTP 错误 404.0 - Not Found"),
    ):
        plan.case(CATEGORY, name, answer(short(title, text)), SOFT_404)
    gone = answer(short("错误", "您访问的页面不存在"))
    plan.site(PORTAL).host.answers["/soft-404/error-page.html"] = gone
    plan.case(CATEGORY, "to-error-page", moved("/soft-404/error-page.html"), SOFT_404)
    plan.case(CATEGORY, "in-gbk", answer(short("提示", "您访问的页面不存在").replace("utf-8", "gbk").encode("gbk"),
                                         "200 OK", "Content-Type: text/html"), SOFT_404)  # fmt: skip
    alert = "<html><head><script>alert('文章不存在或已删除');history.back();</script></head><body></body></html>"
    plan.case(CATEGORY, "alert", answer(alert), SOFT_404)
    plan.case(CATEGORY, "hard-404-in-words", answer(short("提示", "您访问的页面不存在"), "404 x"), broken("http_error"))
    plan.case(CATEGORY, "server-error", answer(short("系统错误", "500 Internal Server Error")), SOFT_404, unknown())


def _innocent(plan: Plan, site: str) -> None:
    quoted = "如打开时提示“您访问的页面不存在”，或显示404 Not Found，请清除缓存后重试。"
    pages: dict[str, tuple[str, Truth]] = {
        "long-article": (article(f"{site}-long", body=f"<p>{quoted}</p>" * 3), ok()),
        "article-title": (article(f"{site}-title", title="关于整治“页面不存在”等问题的通报"), ok()),
        "bus-404": (article(f"{site}-bus", title="404路公交线路调整的公告"), ok()),
        "lapsed": (article(f"{site}-lapsed", title="文件已失效目录"), ok()),
        "short-notice": (short("停水通知", f"因{story(site, 9)}管道检修，明日9时至11时停水，敬请谅解。"), ok()),
        "search": (short("站内搜索", "没有找到与检索词相关的结果，请更换检索词。"), ok()),
        "empty-column": (short(f"工作动态{site}", story(f"{site}-empty", 40)), ok()),
        "lost-found": (article(f"{site}-lost", title="失物招领：您的证件找不到了吗"), ok()),
    }
    for name, (page, truth) in pages.items():
        plan.case(INNOCENT, f"{site} {name}", answer(page), truth, on=site, at=f"/innocent/{name}.html", text=name)
    plan.case(INNOCENT, f"{site} moved", moved("/innocent/moved-here.html"), ok(), on=site, at="/innocent/moved.html")
    plan.site(site).host.answers["/innocent/moved-here.html"] = fine(f"{site}-moved")
