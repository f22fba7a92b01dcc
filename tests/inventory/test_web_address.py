import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.inventory.register_rows import looks_like_credential
from auditor.inventory.web_address import place_of, read_address


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://www.example.gov.cn", "https://www.example.gov.cn/"),
        ("HTTP://WWW.Example.GOV.cn:80/A", "http://www.example.gov.cn/A"),
        ("http：／／www.example.gov.cn/", "http://www.example.gov.cn/"),
        ("http://某区.中国/政务", "http://xn--dkrx29b.xn--fiqs8s/%E6%94%BF%E5%8A%A1"),
        ("http://127.0.0.1:8081/x?y=1#z", "http://127.0.0.1:8081/x?y=1#z"),
        ("http://[::1]:8081", "http://[::1]:8081/"),
        ("http://localhost:8081/", "http://localhost:8081/"),
        ("https://a.example/?next=https://b.example/", "https://a.example/?next=https://b.example/"),
    ],
)
def test_addresses_in_their_normal_form(text, url):
    found = read_address(text)
    assert (found.url, found.wrong, found.completed) == (url, "", False)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("www.example.gov.cn", "http://www.example.gov.cn/"),
        ("//www.example.gov.cn/a", "http://www.example.gov.cn/a"),
        ("www.example.gov.cn:8080/a?b", "http://www.example.gov.cn:8080/a?b"),
        ("10.0.0.1", "http://10.0.0.1/"),
    ],
)
def test_addresses_without_a_scheme(text, url):
    found = read_address(text)
    assert (found.url, found.completed) == (url, True)
    assert read_address(text, complete=False).wrong == "address_bare"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("ftp://a.example/", "address_scheme"),
        ("file:///etc/passwd", "address_scheme"),
        ("mailto:a@b.example", "address_scheme"),
        ("data:text/html,x", "address_scheme"),
        ("http://u@a.example/", "address_user"),
        ("http://:p@a.example/", "address_user"),
        ("u@a.example", "address_user"),
        ("http://a.example/ b", "address_several"),
        ("http://a.example、http://b.example", "address_several"),
        ("http://a.example,https://b.example", "address_several"),
        ("http:/a.example", "address_invalid"),
        ("http://http://a.example", "address_invalid"),
        ("http://a..example/", "address_invalid"),
        ("http://a.example，", "address_invalid"),
        ("http://a.example:99999/", "address_invalid"),
        ("http://a.b:c/", "address_invalid"),
        ("某某官网", "address_invalid"),
        ("localhost", "address_invalid"),
        ("http://" + "a" * 3_000 + ".example/", "address_invalid"),
        ("http://a.example/" + "a" * 3_000, "address_invalid"),
    ],
)
def test_what_is_no_address(text, wrong):
    assert read_address(text).wrong == wrong


@given(st.text(max_size=60))
def test_an_address_read_is_read_again_as_itself(text):
    found = read_address(text)
    assert bool(found.url) != bool(found.wrong)
    if found.url:
        assert read_address(found.url).url == found.url


def test_one_place_is_one_site_whatever_the_scheme():
    assert place_of("http://a.example/") == place_of("https://a.example/#x")
    assert place_of("http://a.example/b/") == place_of("http://a.example/b")
    assert len({place_of(url) for url in ("http://a.example/", "http://a.example:81/", "http://www.a.example/",
                                          "http://a.example/b", "http://a.example/?c")}) == 5  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["eyJ" * 10_000, "eyJaaaaaaaa." * 3_000, "token" * 6_000, "token" + " " * 30_000, "-----BEGIN " * 3_000,
     "bearer " + " " * 30_000, "a" * 32_000, "http://" + "," * 30_000],
)  # fmt: skip
def test_hostile_cells_take_no_time(text):
    before = time.process_time()
    looks_like_credential(text)
    read_address(text)
    assert time.process_time() - before < 1
