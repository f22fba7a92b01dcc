import pytest
from selectolax.lexbor import LexborHTMLParser

from auditor.extract.meta import LONGEST_VALUE, heading_ends, headline, read_head, title_parts
from auditor.extract.outline import outline
from tests.extract.layouts import HEADING, SITE, article, paragraphs, tags


def head_of(html):
    return read_head(outline(LexborHTMLParser(html)))


def test_names_are_lower_case_the_first_wins_and_values_are_trimmed():
    head = head_of(
        '<title> 青禾区 &amp; 动态<br>专栏 </title><meta name="SiteName" content=" 青禾区&nbsp;人民政府 ">'
        '<meta NAME="sitename" content="别处"><meta property="og:title" content="甲">'
        '<meta name="Keywords"><meta charset="utf-8">'
    )
    assert head.title == "青禾区 & 动态 专栏"
    assert head.meta == {"sitename": "青禾区 人民政府", "og:title": "甲", "keywords": ""}


def test_tags_count_wherever_broken_markup_puts_them():
    assert head_of("<p>x</p><meta name=PubDate content=2026-03-05><title>青禾</title>").meta["pubdate"] == "2026-03-05"


def test_values_and_numbers_of_tags_are_bounded():
    head = head_of(f"<meta name=a content={'b' * 9_000}>" + "".join(f"<meta name=n{n} content=x>" for n in range(500)))
    assert len(head.meta["a"]) == LONGEST_VALUE
    assert len(head.meta) < 200


def test_headings_and_times():
    head = head_of("<h1>  </h1><h2>青禾<br>要闻</h2><h4>四</h4><time datetime='2026-03-05'>三月</time><time>无</time>")
    assert (head.headings, head.times) == (("青禾 要闻",), ("2026-03-05",))


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        (f"{HEADING}_青禾区人民政府", f"<h1>青禾区人民政府</h1><h2>{HEADING}</h2>", HEADING),
        (f"{HEADING} - 工作动态 - 青禾区", f"<div>{HEADING}</div>", HEADING),
        (f"{HEADING}-青禾网", f"<b>{HEADING}-青禾网</b><p>{HEADING}</p>", HEADING),
        (f"青禾区人民政府 工作动态 {HEADING}", f"<td>{HEADING}</td>", HEADING),
        (
            "1-4月青禾区固定资产投资稳中有升",
            "<p>1-4月青禾区固定资产投资稳中有升</p>",
            "1-4月青禾区固定资产投资稳中有升",
        ),
        ("", f"<h2>{HEADING}</h2>", HEADING),
        ("青禾区人民政府", f"<h1>{HEADING}</h1>", HEADING),
        ("", "", ""),
    ],
)
def test_headlines(title, body, expected):
    html = f"<title>{title}</title>{body}<p>青禾区人民政府</p>"
    tree = LexborHTMLParser(html)
    visible = "\n".join(line.strip() for line in tree.body.text(separator="\n").split("\n"))
    assert headline(read_head(outline(tree)), visible) == expected


def test_article_title_wins():
    assert article("<h1>别的</h1>", head=tags(ArticleTitle=HEADING)).heading == HEADING


def test_title_parts_come_longest_first():
    assert title_parts("甲乙_丙丁-戊己") == ["甲乙_丙丁-戊己", "甲乙_丙丁", "甲乙"]
    assert title_parts("甲") == []


def test_a_heading_broken_over_lines_is_found_by_a_piece():
    text = "青禾区召开推进会\n认真学习贯彻有关会议精神\n2026-03-05"
    assert heading_ends(text, ["青禾区召开推进会 认真学习贯彻有关会议精神"]) == [text.index("\n2026")]
    assert heading_ends(text, ["没有这个标题"]) == []


def test_facts_hold_the_tags_and_the_origin():
    head = tags(SiteName="青禾区人民政府", SiteIDCode="3100000000", ContentSource="青禾发布")
    facts = article(f"<h1>{HEADING}</h1><p>来源：区城管局</p><div id=zoom>{paragraphs()}</div>", head=head)
    assert facts.meta["siteidcode"] == "3100000000"
    assert facts.origin == "青禾发布"
    facts = article(
        f"<h1>{HEADING}</h1><p>发布时间：2026-03-05 来源：区城管局 作者：某某</p><div id=zoom>{paragraphs()}</div>"
    )
    assert (facts.origin, facts.base.startswith(SITE)) == ("区城管局", True)
