import pytest

from auditor.model import LinkKind
from tests.extract.layouts import DAYS, SITE, column, rows

LIST = f"<ul>{rows(DAYS)}</ul>"
HERE = f"{SITE}/xwdt/gzdt/"


@pytest.mark.parametrize(
    ("pager", "expected"),
    [
        ('<a href="index_1.html">下一页</a><a href="index_9.html">尾页</a>', ["index_1.html"]),
        (
            '<a href="index.html">1</a><a href="index_1.html">2</a><a href="index_2.html">3</a>',
            ["index_1.html", "index_2.html"],
        ),
        ('<a href="?page=2">下一页 &gt;</a>', ["index.html?page=2"]),
        ('<a href="index_3.html">后一页</a><a href="index_1.html">上一页</a>', ["index_3.html"]),
        ('<a href="javascript:toPage(2)">下一页</a>', []),
        ('<a href="/other/2.html">2</a>', []),
        ('<script>createPageHTML(12, 0, "index", "html");</script>', ["index_1.html"]),
        ('<script>createPageHTML(12, 5, "index", "html");</script>', ["index_6.html"]),
        ('<script>createPageHTML(12, 11, "index", "html");</script>', []),
        ('<script>createPageHTML(1, 0, "index", "html")</script>', []),
        ("<script>createPageHTML('page_div',12, 1,'gzdt','shtml',240);</script>", ["gzdt_2.shtml"]),
        ("<script>createPageHTML('page_div',12, 12,'gzdt','shtml',240);</script>", []),
        ("<script>Pager({size:6, current:0, prefix:'index',suffix:'html',visible:5})</script>", ["index_1.html"]),
        (
            "<script>var currentPage = 2;//x\nvar nextPage = currentPage+1;\nvar countPage = 5\n"
            'document.write("<a href=\\"index"+"_" + nextPage + "."+"htm\\">下一页</a>");</script>',
            ["index_3.htm"],
        ),
        ("", []),
    ],
)
def test_further_pages(pager, expected):
    assert list(column(LIST + f'<div class="page">{pager}</div>').next_pages) == [HERE + name for name in expected]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('createPageHTML(4, 0, "index", "html")', ["index_1.html", "index_2.html", "index_3.html"]),
        ('createPageHTML(4, 2, "index", "html")', ["index_3.html"]),
        ("createPageHTML('page_div',3, 1,'gzdt','shtml',60)", ["gzdt_2.shtml", "gzdt_3.shtml"]),
        ('createPageHTML(4, 3, "index", "html")', []),
        ('createPageHTML(99999, 0, "index", "html")', []),
    ],
)
def test_pages_that_only_a_script_leads_to_are_links_of_their_own_kind(script, expected):
    links = column(f"{LIST}<script>{script};</script>").links
    assert [link.url for link in links if link.kind == LinkKind.PAGER] == [HERE + name for name in expected]


def test_a_page_linked_in_the_open_is_no_scripted_one():
    pager = '<a href="index_1.html">2</a><script>createPageHTML(2, 0, "index", "html");</script>'
    kinds = {link.kind for link in column(LIST + pager).links if link.url == HERE + "index_1.html"}
    assert kinds == {LinkKind.ANCHOR}
