from selectolax.lexbor import LexborHTMLParser

from auditor.extract.outline import (
    MEDIUM,
    break_lines,
    drop_unseen,
    is_chinese,
    lines,
    mark_links,
    mark_span,
    outline,
    take_span,
    unlinked_lines,
)


def opened(html):
    tree = LexborHTMLParser(html)
    found = outline(tree)
    drop_unseen(found)
    break_lines(found)
    return tree, found


def test_elements_are_sorted_by_use():
    found = outline(
        LexborHTMLParser("<title>a</title><h2>b</h2><ul><li><a href=1>c</a><img></ul><table><tr><td>d<textarea>")
    )
    names = ("titles", "headings", "lists", "rows", "anchors", "media", "areas")
    assert [len(getattr(found, name)) for name in names] == [1, 1, 3, 2, 1, 1, 1]


def test_lines_are_visual_lines():
    tree, _ = opened(
        "<p>发布时间：<span>2026</span>-<b>03</b></p><div>甲<br>乙 &nbsp; 丙</div>"
        "<script>x</script><select><option>y</select>"
    )
    assert lines(tree.body.text()) == ["发布时间：2026-03", "甲", "乙 丙"]


def test_media_are_marked():
    tree, _ = opened("<p>甲<img src=a>乙</p><p><iframe src=b></iframe></p>")
    assert lines(tree.body.text()) == [f"甲{MEDIUM}乙", MEDIUM]


def test_a_span_is_found_again():
    tree, _ = opened("<p>甲</p><div id=x><p>乙</p><p>丙</p></div><p>丁</p>")
    mark_span(tree.css_first("#x"))
    assert take_span(lines(tree.body.text())) == (["甲", "乙", "丙", "丁"], 1, 3)
    assert take_span(["甲"]) == (["甲"], 0, 0)


def test_templates_are_no_text():
    assert lines("甲 {{ item.title }}\n{{item.date | day}}\n{{}}乙{{") == ["甲", "乙{{"]


def test_letters_outside_links_are_counted():
    tree, found = opened(
        "<p>见<a href=1>附件一</a>。</p><p><a href=2>整行</a></p>"
        "<a href=3><p>跨行</p><p>链接</p></a><p><a name=x>锚</a></p>"
    )
    mark_links(found)
    assert unlinked_lines(tree.body.text()) == [("见附件一。", 2), ("整行", 0), ("跨行", 0), ("链接", 0), ("锚", 1)]


def test_chinese_is_told_by_one_letter():
    assert is_chinese("a" * 100 + "页")
    assert not is_chinese("only English — and signs。")
