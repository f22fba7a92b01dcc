import pytest

from auditor.extract.extract_page import extract
from auditor.model import PageKind
from tests.extract.layouts import ARTICLE, HEADING, TEXT, TODAY, article, page, paragraphs, rows

BYLINE = "<p>发布时间：2026-03-05 来源：区城管局</p>"
CLOSING = "<p>上一篇：<a href=1>某某</a></p><p>下一篇：没有了</p>"


def text_of(body, **more):
    facts = article(f"<h1>{HEADING}</h1>{BYLINE}{body}", **more)
    assert facts.kind is PageKind.ARTICLE
    return facts.text.splitlines()


@pytest.mark.parametrize(
    "holder",
    [
        '<div class="TRS_Editor">{}</div>',
        '<div class="view TRS_UEDITOR trs_paper_default">{}</div>',
        '<div class="pages_content" id="UCAP-CONTENT"><ucapcontent>{}</ucapcontent></div>',
        '<!--ZJEG_RSS.content.begin--><div id="Zoom">{}</div><!--ZJEG_RSS.content.end-->',
        '<font id="zoom">{}</font>',
        '<div class="Custom_UnionStyle">{}</div>',
        '<div class="journal-content-article">{}</div>',
        '<div class="v_news_content"><div>{}</div></div>',
        "<article>{}</article>",
        '<div role="main">{}</div>',
        "<div><div>{}</div></div>",
        "<table><tr><td>{}</td></tr></table>",
        "<ul>{}</ul>",
    ],
)
@pytest.mark.parametrize(
    "inner", [paragraphs(), "<br>　　".join(TEXT), "<span><span>" + "</span><br><span>".join(TEXT) + "</span></span>"]
)
def test_the_text_is_found_in_every_holder(holder, inner):
    assert text_of(holder.format(inner)) == list(TEXT)


@pytest.mark.parametrize("tag", ["section", "div", "p"])
def test_blocks_begin_lines_and_inline_elements_do_not(tag):
    inner = f"<{tag}>青<b>禾</b>区<span>城管</span>局&nbsp;&nbsp;近日</{tag}><{tag}>走访\n商户</{tag}>"
    assert text_of(f'<div id="zoom">{inner}</div>')[0] == "青禾区城管局 近日"


def test_what_stands_around_the_article_is_left_out():
    related = f'<div class="xg"><h3>相关信息</h3><ul>{rows(["2026-05-28"] * 4)}</ul></div>'
    tools = "<p>【字体：大 中 小】</p><p>打印</p><p>分享到：</p>"
    assert text_of(f'{tools}<div class="txt">{paragraphs()}</div><p>责任编辑：某某</p>{CLOSING}{related}') == list(TEXT)


def test_heading_and_byline_inside_the_holder_are_left_out():
    facts = article(f'<div class="article-content"><h1>{HEADING}</h1>{BYLINE}{paragraphs()}</div>')
    assert facts.text.splitlines() == list(TEXT)


def test_the_signature_and_its_date_stay():
    signed = (*TEXT, "青禾区城管局", "2026年2月26日")
    assert text_of(f'<div id="zoom">{paragraphs(*signed)}</div>') == list(signed)
    assert text_of(f"<div>{paragraphs(*signed)}</div>") == list(signed)


def test_links_within_sentences_stay():
    line = "详见<a href='a'>《青禾区招牌设置办法》</a>，自公布之日起施行。"
    assert text_of(f"<div>{paragraphs(line, *TEXT)}</div>")[0] == "详见《青禾区招牌设置办法》，自公布之日起施行。"


def test_a_container_in_the_footer_holds_no_text():
    foot = '<div class="TRS_Editor"><p>版权所有：青禾区人民政府 网站标识码：3100000000</p></div>'
    assert text_of(f"<div>{paragraphs()}</div>{foot}") == list(TEXT)


@pytest.mark.parametrize("short", ["负责离退休干部工作。", "因管道检修，明日停水。"])
@pytest.mark.parametrize("holder", ['<div id="zoom">{}</div>', "<div>{}</div>"])
def test_short_texts_are_texts(short, holder):
    assert text_of(holder.format(f"<p>{short}</p>")) == [short]


@pytest.mark.parametrize(
    ("inner", "media"),
    [
        ('<p><img src="a.jpg"><img src="b.jpg"></p>', 2),
        ('<video src="a.mp4"></video>', 1),
        ('<p><a href="/a.pdf">附件1</a></p>', 1),
        ('<p><a href="/download?id=3">附件：停水范围.xls</a></p>', 1),
        ("", 0),
    ],
)
def test_pages_of_pictures_films_and_attachments_are_counted(inner, media):
    for holder in ('<div id="zoom">{}</div>', '<div class="zw">{}</div>'):
        facts = article(f"<h1>{HEADING}</h1>{BYLINE}{holder.format(inner)}")
        assert facts.media == media
        assert (facts.kind, bool(facts.media)) == (PageKind.ARTICLE, bool(media))


def test_english_pages_have_text_too():
    body = "<main><h1>Qinghe District opens a service window</h1>" + "<p>The window opens at nine on weekdays. </p>" * 9
    facts = article(
        body + "</main>", title="Qinghe District opens a service window", url="https://www.qinghe.gov.cn/en/a1.html"
    )
    assert facts.text.startswith("The window opens at nine")


def test_a_page_without_body_has_no_text():
    assert page("", menu="", foot="").decode().endswith("</body></html>")
    assert article("", title="").text == ""


def test_a_slogan_under_its_repeated_heading_is_text():
    slogan = ["热爱祖国 忠于人民 恪尽职守 廉洁奉公", "求真务实 开拓创新 顾全大局 团结协作"]
    body = f'<font id="Zoom"><b>{HEADING}</b><br>{"<br>".join(slogan)}</font><div>分享到：<a href="#">微博</a></div>'
    assert text_of(body) == slogan


CONTACTS = ["地址：青禾路1号", "电话：021-00000000"]


def test_telephone_numbers_above_the_footer_are_the_text_of_a_contact_page():
    assert text_of("".join(f"<p>{line}</p>" for line in CONTACTS)) == CONTACTS


def test_telephone_numbers_of_the_footer_are_no_text():
    foot = f'<div class="foot">{"".join(f"<p>{line}</p>" for line in CONTACTS)}<p>版权所有 青禾区人民政府</p></div>'
    facts = extract(page(f"<h1>{HEADING}</h1>{BYLINE}", foot=foot), ARTICLE, "text/html", today=TODAY)
    assert facts.text == ""
    plain = foot.replace("foot", "d1")
    facts = extract(page(f"<h1>{HEADING}</h1>{BYLINE}", foot=plain), ARTICLE, "text/html", today=TODAY)
    assert facts.text == ""
