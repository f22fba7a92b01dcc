from datetime import date

import pytest

from auditor.extract.extract_page import extract
from auditor.extract.hidden_links import how_hidden

SPAM = "".join(f'<a href="http://spam{n}.com/">一号文字{n}</a>' for n in range(12))
ONE = '<a href="http://spam1.com/">外部文字</a>'


def hidden(markup: str) -> dict[str, str]:
    body = f"<html><head><title>t</title></head><body><p>正文</p>{markup}</body></html>".encode()
    facts = extract(body, "http://www.example.gov.cn/a.html", "text/html; charset=utf-8", today=date(2026, 6, 30))
    return {link.url: link.how for link in facts.hidden_links}


@pytest.mark.parametrize(
    ("markup", "how"),
    [
        (f'<div style="position:absolute;left:-9999px">{ONE}</div>', "off_screen"),
        (f'<div style="text-indent:-9999px">{ONE}</div>', "off_screen"),
        (f'<div style="height:1px;width:1px;overflow:hidden">{ONE}</div>', "no_size"),
        (f'<marquee height="1" width="4">{ONE}</marquee>', "no_size"),
        (f'<span style="font-size:0px">{ONE}</span>', "no_letters"),
        (f'<span style="color:#fff;background-color:#FFFFFF">{ONE}</span>', "same_colour"),
        (f'<div id="xx">{ONE}</div><script>document.getElementById("xx").style.display="none";</script>', "by_script"),
        (f"<script>document.write('<p style=\"display:none\">');</script>{ONE}<script>document.write('</p>')</script>",
         "by_script"),
        ('<div class="tab"><span style="display:none"><a href="http://spam1.com/">澳门新葡京娱乐城</a></span></div>',
         "not_displayed"),
    ],
)  # fmt: skip
def test_links_hidden_for_no_visitor_are_found(markup, how):
    assert hidden(markup) == {"http://spam1.com/": how}


def test_a_block_no_script_can_reach_needs_several_sites():
    assert len(hidden(f'<div style="display:none">{SPAM}</div>')) == 12
    assert hidden(f'<div style="display:none">{ONE}</div>') == {}


@pytest.mark.parametrize(
    "markup",
    [
        f'<div id="tab2" class="tab" style="display:none">{SPAM}</div>',
        f'<ul class="links"><li>友情链接<ul style="display:none"><li>{SPAM}</li></ul></li></ul>',
        f'<noscript><div style="display:none">{SPAM}</div></noscript>',
        f'<div class="swiper" style="position:absolute;left:-1200px;width:6000px">{SPAM}</div>',
        f'<div class="sr-only" style="position:absolute;left:-9999px">{ONE}</div>',
        f'<div id="xx">{ONE}</div><script>document.getElementById("xx").style.display="none";</script>'
        "<a href=\"#\" onclick=\"document.getElementById('xx').style.display=''\">展开</a>",
        '<div style="position:absolute;left:-9999px"><a href="http://www.other.gov.cn/">其他政府网站</a></div>',
        '<div style="display:none"><a href="http://www.cnzz.com/stat/">站长统计</a></div>',
        f"<div>{SPAM}</div>",
        '<div style="font-size:0"><a style="font-size:14px" href="http://spam1.com/">某银行</a></div>',
        '<ul style="font-size:0"><li style="display:inline-block;font-size:1rem"><a href="http://spam1.com/">某行</a></li></ul>',
        f'<div style="font-size:0">{ONE}</div>',
        f'<ul class="pop" style="height:0;overflow:hidden"><li>{SPAM}</li></ul>',
        f'<h2 style="text-indent:-9999px;width:120px;background:url(bank.png)">{ONE}</h2>',
        f'<div style="visibility:hidden">{"".join(f"<a href=/n/{n}.html>要闻{n}</a>" for n in range(30))}{SPAM}</div>',
    ],
)
def test_honest_uses_are_left_alone(markup):
    assert hidden(markup) == {}


EDGES = {
    "left:-499px;position:absolute": "",
    "left:-500px;position:absolute": "off_screen",
    "width:3px;overflow:hidden": "",
    "width:2px;overflow:hidden": "no_size",
}


@pytest.mark.parametrize(("style", "how"), EDGES.items())
def test_edges_of_sizes(style, how):
    assert how_hidden(style) == how


@pytest.mark.parametrize("style", ["display:none", "opacity:0", "visibility:hidden"])
def test_a_page_that_shows_itself_late_hides_nothing(style):
    body = f'<html><head><title>t</title></head><body style="{style}"><p>正文</p>{SPAM}</body></html>'.encode()
    facts = extract(body, "http://www.example.gov.cn/a.html", "text/html; charset=utf-8", today=date(2026, 6, 30))
    assert facts.hidden_links == ()


def test_a_block_without_letters_needs_several_sites():
    assert len(hidden(f'<div style="font-size:0">{SPAM}</div>')) == 12
    assert len(hidden(f'<div class="x" style="height:0;overflow:hidden">{SPAM}</div>')) == 12
