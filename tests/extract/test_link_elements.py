"""Addresses inside values: srcset, style sheets, meta refresh."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.extract.link_elements import css_addresses, refresh_address, srcset_addresses


@pytest.mark.parametrize(
    ("srcset", "expected"),
    [
        ("a.png", ["a.png"]),
        ("a.png 1x, b.png 2x", ["a.png", "b.png"]),
        ("a.png,b.png", ["a.png,b.png"]),
        ("a.png, b.png", ["a.png", "b.png"]),
        (" , a.png 100w ,, b.png 200w", ["a.png", "b.png"]),
        ("data:image/png;base64,AA== 1x, b.png", ["data:image/png;base64,AA==", "b.png"]),
        ("a.png calc(1, 2), b.png", ["a.png", "b.png"]),
        ("a.png (x, b.png", ["a.png"]),
        ("", []),
        (" , ", []),
    ],
)
def test_srcset(srcset: str, expected: list[str]) -> None:
    assert list(srcset_addresses(srcset)) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("0;url=a.html", "a.html"),
        (" 5 ; URL = 'a b.html' ", "a b.html"),
        ('0;url="a.html"x', "a.html"),
        ("0, a.html", "a.html"),
        ("0 a.html", "a.html"),
        ("0.5;url=a.html", "a.html"),
        (".5;url=a.html", "a.html"),
        ("0;url='a.html", "a.html"),
        ("0", ""),
        ("0;", ""),
        ("a.html", ""),
        ("url=a.html", ""),
        ("", ""),
    ],
)
def test_refresh(content: str, expected: str) -> None:
    assert refresh_address(content) == expected


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("url(a.png)", ["a.png"]),
        ("URL( 'a.png' )", ["a.png"]),
        ('url("a\\"b.png")', ['a"b.png']),
        ("url(\\61.png)", ["a.png"]),
        ("@import \"a.css\";@IMPORT'b.css'", ["a.css", "b.css"]),
        ("/* url(a) */ url(b) /* url(c)", ["b"]),
        ("'url(a)' url(b)", ["b"]),
        ("@namespace svg url(http://x/);url(b)", ["b"]),
        ("url(a b) url(c)", ["c"]),
        ("url(a\nurl(c)", ["c"]),
        ("url()", [""]),
        ("curl", []),
    ],
)
def test_css(css: str, expected: list[str]) -> None:
    assert list(css_addresses(css)) == expected


@pytest.mark.parametrize(
    "piece", ["/*", '"', "url(", "url( ", 'url("', "url(\\", '@import "', "@namespace ", "\\", "'x\\'", "url(a "]
)
def test_hostile_style_sheets_take_linear_time(piece: str) -> None:
    assert sum(1 for _ in css_addresses(piece * 20_000)) <= 10_000
    assert list(css_addresses("url(" + " " * 100_000)) == []


@given(st.text(alphabet="ab ,()url\"'\\/*@import;.0=\n", max_size=80))
def test_any_value_is_read(value: str) -> None:
    assert all(address and " " not in address for address in srcset_addresses(value))
    assert all(isinstance(address, str) for address in css_addresses(value))
    assert refresh_address(value) == refresh_address(value).strip()
