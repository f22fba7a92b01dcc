from datetime import date

import pytest

from auditor.extract.hiding import how_hidden
from auditor.extract.page import extract

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
