from datetime import date

import pytest

from auditor.extract.extract_page import extract

HOME = "https://www.example.gov.cn/"


def codes(body, *, is_home=True, title="某区人民政府"):
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    found = extract(page.encode(), HOME, "text/html; charset=utf-8", is_home=is_home, today=date(2026, 6, 30))
    return {code.url.removeprefix(HOME): code.caption for code in found.codes}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<li><img src=a.png><p>某区发布微信</p></li>", {"a.png": "某区发布微信"}),
        ("<div><span>微信</span><div class=pop><img src=a.png></div></div>", {"a.png": "微信"}),
        ('<img src="a.png" alt="官方微博二维码">', {"a.png": "官方微博二维码"}),
        ('<img src="/images/ewm.jpg">', {"images/ewm.jpg": ""}),
        ('<img src="qbewm.jpg"><img src="sjbewm.jpg">', {"qbewm.jpg": "", "sjbewm.jpg": ""}),
        ("<dl><dt><img src=a.png></dt><dd>某区发布 微信公众号</dd></dl>"
         "<dl><dt><img src=b.png></dt><dd>健康某区 抖音</dd></dl>",
         {"a.png": "某区发布 微信公众号", "b.png": "健康某区 抖音"}),
        ("<div><p><img src=a.png></p><p>某区发布微信</p><p><img src=b.png></p><p>某区教育微信</p></div>",
         {"a.png": "某区发布微信", "b.png": "某区教育微信"}),
        ("<table><tr><td><img src=a.png></td><td><img src=b.png></td></tr>"
         "<tr><td>某区发布微信</td><td>某区微博</td></tr></table>",
         {"a.png": "某区发布微信", "b.png": "某区微博"}),
        ('<img src="data:image/png;base64,xx" data-src="real.png" alt="微信">', {"real.png": "微信"}),
        ('<img src="photo.jpg"><p>区领导调研</p> 微信', {}),
        ('<a href="/share"><img src="share_wx.png" alt="分享到微信"></a>', {}),
        ("<p>关注微信</p>" + "正文" * 60 + "<img src=photo.jpg>", {}),
        ("<img src=photo.jpg>", {}),
    ],
)  # fmt: skip
def test_pictures_of_codes_and_their_captions(body, found):
    assert codes(body) == found


def test_only_home_pages_and_pages_of_accounts_are_searched():
    body = '<h1>{}</h1><img src="ewm.png" alt="微信">' + "<p>正文内容，" * 300
    assert codes(body, is_home=False, title="区领导调研") == {}
    assert codes(body, is_home=False, title="政务新媒体矩阵-某区") == {"ewm.png": "微信"}
