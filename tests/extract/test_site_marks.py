import pytest

from auditor.extract.encodings import decode
from auditor.extract.leaving_notice import leaving_words, leaving_words_of_script
from auditor.extract.site_marks import ELEMENTS, find_marks, find_writers

WHOLE = """<html><body><div class="foot">
<script>document.write(unescape("%3Cspan id='_ideConac' %3E%3C/span%3E"))</script>
<script id="_jiucuo_" sitecode='3101090001' src='js/jiucuo.js'></script>
<p>主办单位：某某局 <a href="lxwm.html">联系我们</a></p><p>网站标识码：<b>3101090001</b></p>
<p><a>沪ICP备 05000001号-1</a> <a>沪公网安备&nbsp;31010902000001号</a></p></div></body></html>"""


def marks(html):
    return find_marks(decode(html.encode(), "text/html; charset=utf-8"))


def test_all_six_are_found():
    assert {name for name in ELEMENTS if marks(WHOLE).get(name)} == set(ELEMENTS)
    assert marks(WHOLE)["site_code"] == "3101090001"


def test_what_is_commented_out_is_not_there():
    assert marks(f"<html><body><!-- {WHOLE} --></body></html>") == {}


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<a href='http://bszs.conac.cn/sitename?id=1'><img src=a.png></a>", "conac"),
        ("<img src='/images/red.png'>", "conac"),
        ("<img title='政府网站找错' src=a.png>", "find_errors"),
        ("<a href='https://zfwzgl.www.gov.cn/x.html'>a</a>", "find_errors"),
        ("网站标识码bm01000001", "site_code"),
        ("网站标识码 ：310109000112", "site_code"),
        ("某某区人民政府办公室主办 地址：某路1号", "owner"),
        ("沪ICP备：19000001号", "icp"),
        ("<script>var f = '<p>沪公网安备'+ ' 31010902000001号</p>'</script>", "police"),
        ("公安机关备案号：31010902000001", "police"),
        ("公安备案号：31010902000001", "police"),
        ("沪公安网备31010902000001号", "police"),
        ("沪公网安备案 31010902000001号", "police"),
        ("沪ＩＣＰ备０５０００００１号", "icp"),
        ("网站识别码：3101090001", "site_code"),
        ("开办单位：某某区人民政府　电话：65011111", "owner"),
        ("<h3>政府网站工作年度报表</h3>", "annual_report"),
    ],
)
def test_spellings(html, name):
    assert marks(f"<html><body>{html}</body></html>").get(name)


def test_a_unit_without_contact_is_told_apart():
    assert set(marks("<p>主办：某某局</p>")) == {"owner_alone"}


def test_what_may_write_more():
    def writers(html, scripts=(), sources=()):
        return find_writers(decode(html.encode(), "text/html"), scripts, sources)

    assert writers("<p>a</p>") == ""
    assert writers("<p>a</p>", sources=["js/jquery.min.js"]) == ""
    assert writers("<p>a</p>", sources=["js/site.js"]) == "scripts"
    assert writers("<p>a</p>", sources=["js/footer.js"]) == "footer_script"
    assert writers("<div id='footer'></div>") == "footer_script"
    assert writers("<p>a</p>", scripts=["$('#footer').load('/inc/foot.html')"]) == "footer_script"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_leaving_words_in_scripts(encoding):
    assert leaving_words_of_script("alert('您即将离开本网站')".encode(encoding)) == "将离开"
    assert leaving_words_of_script("alert('欢迎光临')".encode(encoding)) == ""


def test_escaped_leaving_words():
    assert leaving_words_of_script(rb"alert('\u60a8\u5373\u5C06\u79BB\u5F00')") == "将离开"


def test_an_article_about_leaving_is_no_notice():
    assert leaving_words("他离开家乡多年，访问量很大。".encode()) == ""


def test_wide_digits_are_digits():
    assert marks("网站标识码：３１０１０９０００１")["site_code"] == "3101090001"


def test_what_stands_around_the_annual_report_is_kept():
    assert (
        "2025"
        in marks("<h3>政府网站工作年度报表</h3>\n<ul>\n<li><a href='a.html'>2025年</a></li></ul>")["annual_report"]
    )
    assert "2025" in marks("<a title='2025年政府网站工作年度报表'>政府网站工作…</a>")["annual_report"]
    assert "2025" not in marks("<a>2024年政府网站工作年度报表</a><p>© 2025 某某区</p>")["annual_report"]
    assert "annual_report" not in marks("<a>2025年政府信息公开工作年度报告</a>")


@pytest.mark.parametrize(
    "told",
    [
        "您现在要离开某某区人民政府门户网站", "您即将打开外部网站，请注意安全", "您正在访问的内容不属于本网站",
        "是否确认跳转？", "您即将前往第三方页面", "您要访问的网站不属于政府网站", "您将进入其他网站，是否继续",
        "当前链接为外链，是否继续访问", "即将为您跳转", "即将进入外部站点", "您要打开的网页不是本网站的内容",
    ],
)  # fmt: skip
def test_ways_to_tell_of_leaving(told):
    assert leaving_words_of_script(f"layer.confirm('{told}')".encode())
    assert leaving_words_of_script(f"layer.confirm('{told}')".encode("gb18030"))


@pytest.mark.parametrize(
    "text", ["职工离开本市后三个月内办理", "代表团将前往上海", "页面跳转失败", "其他网站转载请注明", "赴外部机构调研"]
)
def test_other_uses_of_such_words_tell_nothing(text):
    assert leaving_words(text.encode()) == ""
