"""Addresses: joined, compared and judged as browsers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.urls import (
    Joiner,
    extension,
    host_port,
    is_page_like,
    join,
    key,
    origin,
    path_segments,
    query_shape,
    repeated_segments,
    same_site,
)

BASE = "http://www.example.gov.cn/zwgk/tz/index.html?page=2"

HREFS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="abs/.:?#&=%;()@\\ \t\n中文[]01", max_size=40),
    st.sampled_from(["//h/p", "http:x", "https:/x", "?q", "#f", "", "/", "..", "a;sid=1", "(S(x))/y"]),
)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("a.html", "http://www.example.gov.cn/zwgk/tz/a.html"),
        ("./a.html#part", "http://www.example.gov.cn/zwgk/tz/a.html"),
        ("../a.html", "http://www.example.gov.cn/zwgk/a.html"),
        ("../../../../a.html", "http://www.example.gov.cn/a.html"),
        ("/a.html", "http://www.example.gov.cn/a.html"),
        ("//other.gov.cn/a", "http://other.gov.cn/a"),
        ("  /a.html\n", "http://www.example.gov.cn/a.html"),
        ("/a\n.ht\tml", "http://www.example.gov.cn/a.html"),
        ("\\a\\b", "http://www.example.gov.cn/a/b"),
        ("http:a.html", "http://www.example.gov.cn/zwgk/tz/a.html"),
        ("HTTP://WWW.Example.GOV.cn:80/A", "http://www.example.gov.cn/A"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
        ("?page=3", "http://www.example.gov.cn/zwgk/tz/index.html?page=3"),
        ("", "http://www.example.gov.cn/zwgk/tz/index.html?page=2"),
        ("#top", "http://www.example.gov.cn/zwgk/tz/index.html?page=2"),
        ("/附件 1.doc", "http://www.example.gov.cn/%E9%99%84%E4%BB%B6%201.doc"),
        ("http://user:secret@h.gov.cn/x", "http://h.gov.cn/x"),
        ("http://h.gov.cn/a@b", "http://h.gov.cn/a@b"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("javascript:void(0)", None),
        ("mailto:a@b.cn", None),
        ("tel:021", None),
        ("ftp://h/x", None),
        ("data:text/html,x", None),
        ("http:// www.example.cn/", None),
        ("http://[::1/", None),
        ("http://a.cn:99999/", None),
        ("a\ud800b", None),
        ("/" + "a" * 9000, None),
        ("/a.html #top", "http://www.example.gov.cn/a.html%20"),
        ("/a.html\t#top", "http://www.example.gov.cn/a.html"),
        (" /a.html ", "http://www.example.gov.cn/a.html"),
    ],
)
def test_join(href: str, expected: str | None) -> None:
    assert join(BASE, href) == expected


@pytest.mark.parametrize(
    ("encoding", "href", "query"),
    [
        ("gb18030", "/s?q=政府 1&n=2", "q=%D5%FE%B8%AE%201&n=2"),
        ("utf-8", "/s?q=政府", "q=%E6%94%BF%E5%BA%9C"),
        ("utf-16le", "/s?q=政府", "q=%E6%94%BF%E5%BA%9C"),
        ("big5hkscs", "/s?q=政", "q=%ACF"),
        ("cp1252", "/s?q=é政", "q=%E9%26%2325919%3B"),
    ],
)
def test_query_is_encoded_in_the_encoding_of_the_page(encoding: str, href: str, query: str) -> None:
    assert join(BASE, href, encoding) == f"http://www.example.gov.cn/s?{query}"


def test_path_is_always_utf_8() -> None:
    assert join(BASE, "/政?x", "gb18030") == "http://www.example.gov.cn/%E6%94%BF?x"


@given(HREFS, st.sampled_from(["utf-8", "gb18030", "cp1252"]))
def test_joined_addresses_stand_for_themselves(href: str, encoding: str) -> None:
    url = join(BASE, href, encoding)
    if url is not None:
        assert url.startswith(("http://", "https://"))
        assert "#" not in url
        assert join(url, "") == url
        assert host_port(url)[0]


@given(st.lists(HREFS, max_size=12))
def test_joiner_answers_like_join(hrefs: list[str]) -> None:
    joiner = Joiner(limit=5)
    for base in (BASE, "http://www.example.gov.cn", "http://www.example.gov.cn/other/x?y/z"):
        for href in hrefs:
            if "{" not in href and "%>" not in href and "<%" not in href:
                assert joiner.join(base, href) == join(base, href)


def test_joiner_shares_one_string_and_forgets_in_time() -> None:
    joiner = Joiner(limit=100)
    first = joiner.join("http://a.cn/x/1.html", "/menu")
    assert joiner.join("http://a.cn/y/2.html", "../menu") is first
    for page in range(50):
        for href in range(20):
            joiner.join(f"http://a.cn/{page}/", f"{href}.html")
    assert joiner.count <= 100


def test_joiner_forgets_within_one_directory() -> None:
    joiner = Joiner(limit=10)
    for href in range(100):
        assert joiner.join("http://a.cn/", f"{href}") == f"http://a.cn/{href}"
        assert joiner.count <= 10
    assert joiner.join("http://a.cn/", "x" * 2000) == "http://a.cn/" + "x" * 2000


@pytest.mark.parametrize("href", ["{{item.url}}", "/news/${id}.html", "<%=url%>", "/a/{{ id }}"])
def test_unfilled_placeholders_are_no_addresses(href: str) -> None:
    assert Joiner().join(BASE, href) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://A.cn:80/x#y", "http://a.cn/x"),
        ("http://a.cn", "http://a.cn/"),
        ("http://a.cn/x?", "http://a.cn/x"),
        ("http://a.cn/x?b=1&a=2", "http://a.cn/x?b=1&a=2"),
        ("http://a.cn/%e4%b8%ad?q=%e4", "http://a.cn/%E4%B8%AD?q=%E4"),
        ("http://a.cn/x;jsessionid=0F3A?y=1", "http://a.cn/x?y=1"),
        ("http://a.cn/x;JSESSIONID=0F3A/y", "http://a.cn/x/y"),
        ("http://a.cn/x;v=1", "http://a.cn/x;v=1"),
        ("http://a.cn/(S(abc123))/x.aspx", "http://a.cn/x.aspx"),
        ("http://a.cn/x?PHPSESSID=abc&id=3", "http://a.cn/x?id=3"),
        ("http://a.cn/x?ASPSESSIONIDQABC=abc", "http://a.cn/x"),
        ("http://a.cn/x?id=3&sid=9f8e7d6c5b4a", "http://a.cn/x?id=3"),
        ("http://a.cn/x?sid=123", "http://a.cn/x?sid=123"),
        ("http://a.cn/x?sid=news", "http://a.cn/x?sid=news"),
        ("http://a.cn/x?siteid=9f8e7d6c5b4a", "http://a.cn/x?siteid=9f8e7d6c5b4a"),
        ("http://u:p@a.cn/", "http://a.cn/"),
        ("nonsense", ""),
        ("mailto:a@b.cn", ""),
    ],
)
def test_key(url: str, expected: str) -> None:
    assert key(url) == expected


@given(HREFS)
def test_key_is_idempotent(href: str) -> None:
    if url := join(BASE, href):
        assert key(key(url)) == key(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.gov.cn/x", ("a.gov.cn", 80)),
        ("https://A.gov.cn", ("a.gov.cn", 443)),
        ("https://[2001:DB8::1]:8443/", ("2001:db8::1", 8443)),
        ("http://例子.测试/", ("xn--fsqu00a.xn--0zwm56d", 80)),
        ("http://0x7f000001/", ("127.0.0.1", 80)),
        ("not an address", ("", 0)),
    ],
)
def test_host_port(url: str, expected: tuple[str, int]) -> None:
    assert host_port(url) == expected


def test_origin() -> None:
    assert origin("https://a.cn:443/x?y") == "https://a.cn"
    assert origin("http://[::1]:81/x") == "http://[::1]:81"
    assert origin("x") == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.cn/x", "https://www.a.cn/", True),
        ("http://a.cn:8080/", "http://a.cn:8080/y", True),
        ("http://a.cn:8080/", "http://a.cn/", False),
        ("http://b.a.cn/", "http://a.cn/", False),
        ("x", "x", False),
    ],
)
def test_same_site(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


def test_path_segments_and_repeats() -> None:
    assert path_segments("http://a.cn//x/y/?z/w") == ("x", "y")
    assert path_segments("http://a.cn") == ()
    assert repeated_segments("http://a.cn/x/y/x/y/x/") == 3
    assert repeated_segments("http://a.cn/2024/12/12/t1.html") == 2
    assert repeated_segments("http://a.cn/") == 0


def test_query_shape_ignores_values_and_order() -> None:
    assert query_shape("http://a.cn/l?page=2&sort=x") == query_shape("http://a.cn/l?sort=y&page=9#f")
    assert query_shape("http://a.cn/l?page=2") != query_shape("http://a.cn/m?page=2")
    assert query_shape("http://a.cn/l?") == "http://a.cn/l"


@pytest.mark.parametrize(
    ("url", "ending", "page"),
    [
        ("http://a.cn/x/notice.PDF", "pdf", False),
        ("http://a.cn/x/notice.docx?download=1", "docx", False),
        ("http://a.cn/v.mp4", "mp4", False),
        ("http://a.cn/a.b/", "", True),
        ("http://a.cn", "", True),
        ("http://a.cn/x.shtml;jsessionid=1", "shtml", True),
        ("http://a.cn/content", "", True),
        ("http://a.cn/art/2024/5/1/art_1.html", "html", True),
        ("http://a.cn/show.do?file=x.pdf", "do", True),
    ],
)
def test_is_page_like(url: str, ending: str, page: bool) -> None:
    assert extension(url) == ending
    assert is_page_like(url) is page
