from datetime import date

import pytest

from auditor.extract.extract_page import extract

LONG = "这里是一段足够长的正文，说明本页不靠脚本也有内容。" * 12


def facts(markup: str):
    body = f"<html><head><title>t</title></head><body><div>{markup}</div><p>{LONG}</p></body></html>".encode()
    return extract(body, "http://www.example.gov.cn/a.html", "text/html; charset=utf-8", today=date(2026, 6, 30))


@pytest.mark.parametrize("href", ["", "#", "javascript:;", "javascript:void(0)"])
def test_a_title_that_leads_nowhere_is_an_empty_link(href):
    assert facts(f'<li><a href="{href}">关于开展安全检查工作的通知</a></li>').empty_texts == (
        "关于开展安全检查工作的通知",
    )


def test_a_short_title_counts_beside_a_date_only():
    assert facts('<li><a href="#">检查通知书</a><span>2026-05-12</span></li>').empty_links == 1
    assert facts('<li><a href="#">检查通知书</a></li>').empty_links == 0
    assert facts('<li><a href="#">检查通知</a><span>2026-05-12</span></li>').empty_links == 0


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="#">返回网站首页的顶部位置</a>',
        '<a href="#" onclick="go()">关于开展安全检查工作的通知</a>',
        '<a href="#" data-id="3">关于开展安全检查工作的通知</a>',
        '<a href="#" class="more">关于开展安全检查工作的通知</a>',
        '<div class="nav"><a href="#">关于开展安全检查工作的通知</a></div>',
        '<li><a href="#">政务公开工作专栏导航</a><ul><li><a href="/b.html">子栏目</a></li></ul></li>',
        '<div style="display:none"><a href="#">关于开展安全检查工作的通知</a></div>',
        '<select><option><a href="#">关于开展安全检查工作的通知</a></option></select>',
        '<ul><li><a href="javascript:;">区政府规章及规范性文件库</a></li></ul>',
        '<ul><li><a href="#">最新政策文件及政策解读</a></li></ul>',
        '<dl><dt><a href="javascript:;">如何办理居住证积分申请手续？</a></dt><dd>请携带身份证原件办理。</dd></dl>',
        '<h4><a href="#">关于社会保险补缴的若干规定是什么呢</a></h4><div>请携带身份证原件到街道办理。</div>',
        '<h3><a href="#">关于重大建设项目批准的公示</a></h3><ul><li><a href="/b.html">批准服务</a></li></ul>',
        '<dl><dt><a href="javascript:void(0)">各省、自治区、直辖市人民政府网站</a></dt><dd>北京</dd></dl>',
        '<p><a href="#">“某某发布”政务新媒体矩阵</a></p>',
    ],
)
def test_tools_menus_and_scripts_are_not(markup):
    assert facts(markup).empty_links == 0


def test_a_fragment_without_a_place_is_lost():
    assert facts('<a href="#part2">第二部分</a>').lost_fragments == ("part2",)


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="#part2">a</a><p id="part2">b</p>',
        '<a href="#part2">a</a><a name=part2></a>',
        '<a href="#%E7%AC%AC">a</a><p id="第">b</p>',
        '<a href="#top">a</a>', '<a href="#/news">a</a>', '<a href="#!news">a</a>', '<a href="#:~:text=x">a</a>',
        '<a href="#from=nav">a</a>', '<a href="#part2" onclick="x()">a</a>',
        "<a href=\"#part2\">a</a><script>make('part2')</script>",
        '<ul><li data-menuanchor="part2"><a href="#part2">a</a></li></ul>',
        '<a href="#2">a</a>',
    ],
)  # fmt: skip
def test_places_routes_and_scripts_are_not_lost(markup):
    assert facts(markup).lost_fragments == ()


def test_a_page_that_scripts_fill_is_left_alone():
    body = b"<html><body><div id=app></div><a href='#part2'>a</a><script src=/app.js></script></body></html>"
    read = extract(body, "http://www.example.gov.cn/a.html", "text/html", today=date(2026, 6, 30))
    assert (read.lost_fragments, read.names) == ((), b"")


@pytest.mark.parametrize(
    "text",
    [
        "《某某市城市更新条例实施细则》",
        "某某区召开第一季度经济形势分析会",
        "2026年度部门预算和三公经费",
        "附件1：登记表.doc",
    ],
)
def test_titles_of_news_and_documents_are_content(text):
    assert facts(f'<p><a href="#">{text}</a></p>').empty_texts == (text,)


def test_a_date_in_a_box_of_its_own_is_no_panel():
    assert facts('<li><a href="#">关于开展安全检查工作的通知</a><div>2026-05-12</div></li>').empty_links == 1
