"""Parsing: honest pages whole, hostile ones cut before they cost the square of their length."""

import time

import pytest

from auditor.extract import parse
from auditor.extract.links import find_links
from auditor.extract.parse import bearable_length, parse_html

HOSTILE = {
    "nested blocks": "<div>" * 100_000,
    "nested blocks, bogus end tags": "<div></x>" * 100_000,
    "nested blocks in capitals": "<DIV>" * 100_000,
    "distinct formatting": "".join(f"<b a={place}>" for place in range(20_000)),
    "formatting before paragraphs": "".join(f"<p><b a={place}>x" for place in range(20_000)),
    "one tag of 100,000 attributes": "<p " + " ".join(f"a{place}=1" for place in range(100_000)) + ">",
    "one tag of 30,000 attributes behind a title": "<title>x</title><p "
    + " ".join(f"a{place}=1" for place in range(30_000))
    + ">",
    "one tag with quoted brackets": "<p " + " ".join(f"a{place}='>'" for place in range(100_000)) + ">",
}
HONEST = {
    "long table": "<table>" + "<tr><td><a href=/x>name</a></td><td>2024-01-01</td></tr>" * 20_000 + "</table>",
    "long table, cells unclosed": "<table>" + "<tr><td><a href=/x>name</a><td>2024-01-01" * 20_000,
    "long list": "<ul>" + "<li><a href=/x><font color=red>name</font></a>" * 20_000 + "</ul>",
    "large drawing": "<svg>" + "<path d='M0 0'/>" * 50_000 + "</svg>",
    "picture in the address": "<img src='data:image/png;base64," + "A" * 20_000 + "'>" * 3,
    "scripts full of tags": "<script>" + "s+='<div>';" * 50_000 + "</script><!--" + "<div>" * 50_000 + "-->",
    "script that compares": "<script>" + "for(i=0;i<n ;i++){a['x']=b['y']};" * 20_000 + "</script>",
    "short page": "<p>x",
    "empty page": "",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_page_is_cut(name: str) -> None:
    html = HOSTILE[name].encode()
    tree, cut = parse_html(html)
    assert cut
    assert bearable_length(html) < len(html)
    assert tree.root is not None


@pytest.mark.parametrize("name", HONEST)
def test_honest_page_is_whole(name: str) -> None:
    html = HONEST[name].encode()
    assert bearable_length(html) == len(html)


def test_tree_is_the_page() -> None:
    tree, cut = parse_html("<title>标题</title><p>正文".encode())
    assert not cut
    assert tree.css_first("p").text() == "正文"


@pytest.mark.parametrize("start", ["", '<title>x</title><base href="http://b.cn/">'])
def test_a_page_too_long_for_one_tree_is_cut_where_a_tag_begins(monkeypatch: pytest.MonkeyPatch, start: str) -> None:
    monkeypatch.setattr(parse, "MOST_PARSED", 4)
    script = "<script>x = '<a href=no.html>' + \"</a>\";</script>"
    template = "<template>" + "<p><a href=never.html>t</a></p>" * 5 + "</template>"
    quoted = '<p title="<a href=no.html>">q</p>'
    html = (start + (script + template + quoted + "<!-- <a href=no.html> --><a href=b.html>b</a>") * 3).encode()
    html += b"".join(b"<p><a href=%d.html>n</a></p>" % number for number in range(20))
    found = parse.pieces(html)
    assert b"".join(found) == html
    assert len(found) > 8
    whole, _ = parse.parse_html(html)
    first, _ = parse.parse_html(found[0])
    in_pieces = find_links(first, "http://a.cn/", "utf-8", None, found[1:])
    assert in_pieces.links == find_links(whole, "http://a.cn/").links
    assert len(in_pieces.links) == 21


def test_an_ordinary_page_is_one_piece() -> None:
    html = b"<p>" + b"x" * 2_000_000
    assert parse.pieces(html) == [html]


@pytest.mark.parametrize("unit", [b"<a ", b'<a "', b"<a x='", b"<!-", b"<!--", b"<script>", b"<a x==", b"<a x=\"'"])
def test_cutting_hostile_pages_is_linear(unit: bytes) -> None:
    html = unit * (2_000_000 // len(unit))
    started = time.process_time()
    assert b"".join(parse.pieces(html)) == html
    assert time.process_time() - started < 5
