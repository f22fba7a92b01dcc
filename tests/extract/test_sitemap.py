"""Sitemaps: XML, index, text and gzip, up to the first error and never beyond the limits."""

import gzip
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.extract import sitemap
from auditor.extract.sitemap import Sitemap, SitemapEntry, parse_sitemap

URL = "http://www.example.gov.cn/sitemap.xml"
SITE = "http://www.example.gov.cn"


def urlset(*entries: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    body = "".join(f"<url>{entry}</url>" for entry in entries)
    return f'{head}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>'


def test_urlset_with_dates() -> None:
    xml = urlset(
        f"<loc>{SITE}/a.html</loc><lastmod>2024-05-01</lastmod>",
        f"<loc>\n {SITE}/b.html?x=1&amp;y=2 </loc><lastmod>2024-05-02T08:00:00+08:00</lastmod><priority>0.5</priority>",
        f"<loc><![CDATA[{SITE}/c.html]]></loc><lastmod>2024-05</lastmod>",
        f"<loc>{SITE}/d.html</loc><lastmod>2024-02-30</lastmod>",
        f"<loc>{SITE}/a.html#x</loc><lastmod>2020-01-01</lastmod>",
        "<loc>mailto:a@b.cn</loc>",
        "<lastmod>2024-01-01</lastmod>",
    )
    assert parse_sitemap(xml.encode(), URL) == Sitemap(
        (
            SitemapEntry(f"{SITE}/a.html", date(2024, 5, 1)),
            SitemapEntry(f"{SITE}/b.html?x=1&y=2", date(2024, 5, 2)),
            SitemapEntry(f"{SITE}/c.html"),
            SitemapEntry(f"{SITE}/d.html"),
        )
    )


def test_locations_of_pictures_are_not_pages() -> None:
    xml = urlset(f"<loc>{SITE}/a</loc><i:image xmlns:i='http://x'><i:loc>{SITE}/a.png</i:loc></i:image>")
    assert parse_sitemap(xml.encode(), URL).urls == (SitemapEntry(f"{SITE}/a"),)


def test_index_and_relative_addresses() -> None:
    xml = (
        f"<sitemapindex><sitemap><loc>{SITE}/1.xml</loc></sitemap><sitemap><loc>2.xml.gz</loc></sitemap></sitemapindex>"
    )
    assert parse_sitemap(xml.encode(), URL).children == (f"{SITE}/1.xml", f"{SITE}/2.xml.gz")


@pytest.mark.parametrize("codec", ["gb18030", "utf-16"])
def test_other_encodings(codec: str) -> None:
    xml = urlset(f"<loc>{SITE}/通知</loc>", head=f'<?xml version="1.0" encoding="{codec}"?>')
    assert parse_sitemap(xml.encode(codec), URL).urls == (SitemapEntry(f"{SITE}/%E9%80%9A%E7%9F%A5"),)


def test_text_sitemap() -> None:
    text = f"\ufeff{SITE}/a.html\r\n\r\n  {SITE}/b.html  \nnot an address\n{SITE}/a.html\n"
    assert parse_sitemap(text.encode(), URL) == Sitemap(
        (SitemapEntry(f"{SITE}/a.html"), SitemapEntry(f"{SITE}/b.html"))
    )


@pytest.mark.parametrize("name", ["sitemap.xml", "sitemap.xml.gz"])
def test_gzip_whatever_it_is_called(name: str) -> None:
    body = gzip.compress(urlset(f"<loc>{SITE}/a</loc>").encode())
    assert parse_sitemap(body, f"{SITE}/{name}").urls == (SitemapEntry(f"{SITE}/a"),)


def test_broken_gzip_keeps_what_came() -> None:
    body = gzip.compress("".join(f"{SITE}/{place}\n" for place in range(2000)).encode())
    found = parse_sitemap(body[:-40], URL)
    assert found.urls[0] == SitemapEntry(f"{SITE}/0")
    assert found.fault == "gzip ends early"
    assert parse_sitemap(b"\x1f\x8bnonsense", URL).fault.startswith("broken gzip")


def test_malformed_xml_counts_up_to_the_error() -> None:
    xml = urlset(f"<loc>{SITE}/a</loc>", f"<loc>{SITE}/b?x=1&y=2</loc>", f"<loc>{SITE}/c</loc>")
    found = parse_sitemap(xml.encode(), URL)
    assert found.urls == (SitemapEntry(f"{SITE}/a"),)
    assert "line 1" in found.fault


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE urlset [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE urlset SYSTEM "http://127.0.0.1/evil.dtd">',
    ],
)
def test_document_type_is_refused(prolog: str) -> None:
    found = parse_sitemap(urlset(f"<loc>{SITE}/&b;&x;</loc>", head=prolog).encode(), URL)
    assert found.urls == ()
    assert found.fault == "refused: it declares a document type"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"<html><body><a href=/x>x</a></body></html>", "refused: the root element is html"),
        (b"<!doctype html><title>404</title>", "not well-formed"),
        (b"just some words\nand more", "not a sitemap"),
        (b"", "empty"),
        (b" \n", "empty"),
    ],
)
def test_what_is_no_sitemap_says_so(body: bytes, fault: str) -> None:
    found = parse_sitemap(body, URL)
    assert found.urls == ()
    assert found.fault.startswith(fault) or "document type" in found.fault


@pytest.mark.parametrize("form", ["xml", "text"])
def test_addresses_are_bounded(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 10)
    pages = [f"{SITE}/{place}" for place in range(11)]
    text = urlset(*(f"<loc>{page}</loc>" for page in pages)) if form == "xml" else "\n".join(pages)
    found = parse_sitemap(text.encode(), URL)
    assert [entry.url for entry in found.urls] == pages[:10]
    assert found.truncated
    exact = urlset(*(f"<loc>{page}</loc>" for page in pages[:10])) if form == "xml" else "\n".join(pages[:10])
    assert not parse_sitemap(exact.encode(), URL).truncated


def test_bytes_are_bounded_after_gunzip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_BYTES", 4_000)
    body = gzip.compress(f"{SITE}/aaaaaaaa\n{SITE}/bbbbbbbb\n".encode() + b"\n" * 10_000_000)
    found = parse_sitemap(body, URL)
    assert len(found.urls) == 2
    assert found.truncated


def test_deep_nesting_and_long_values_are_refused() -> None:
    assert parse_sitemap(b"<urlset>" + b"<url>" * 100_000, URL).fault == "refused: nested too deeply"
    assert parse_sitemap(urlset(f"<loc>{SITE}/{'x' * 1_000_000}</loc>").encode(), URL).urls == ()


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_never_raises(body: bytes) -> None:
    for prefix in (b"", b"<urlset><url><loc>", b"\x1f\x8b", b"<?xml version='1.0' encoding='gbk'?><urlset>"):
        parse_sitemap(prefix + body, URL)
