"""Addresses as hostile as they come, seeded: read as browsers read them, judged in whatever spelling, masked."""

import string
from ipaddress import IPv4Address, IPv6Address, ip_address

import ada_url
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.config import FetchSettings
from auditor.fetch.http.guard import AddressKind, Guard, address_kind, embedded_v4
from auditor.fetch.http.resolve import Resolver
from auditor.fetch.http.target import DEFAULT_PORTS, Refused, join_target, parse_target
from auditor.model import Outcome
from auditor.model.urls import mask_url

HOSTS = st.sampled_from(
    ["a.example", "A.Example.", "例.example", "xn--fsq.example", "127.1", "0x7F.1", "0177.0.0.1", "2130706433", "256.1",
     "１２７.0.0.1", "127。0。0。1", "%31%32%37.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[fe80::1%25lo]", "[::1", "::1",
     "localhost", "u:p@a.example", "u@b@a.example", "@a.example", "a_b.example", "-a.example", "a..example", ".", "",
     "a.example:80", "a.example:443", "a.example:0", "a.example:65536", "a.example:08080", "a.example:x", "xn--a",
     "a%00b",
     "a%2fb", "a b", "a\tb.example", "ａ.example", "ß.example", "\u00ada.example", "1.2.3.4.5", "1.2.3.08", "a.0x7f"]
)  # fmt: skip
SCHEMES = st.sampled_from(
    ["http://", "https://", "HTTP://", "http:", "http:/", "http:///", "http:\\\\", "//", "", " http://", "ht\ntp://",
     "\x00http://", "ftp://", "file://", "javascript:", "data:", "blob:http://", "view-source:http://", "ws://", "wss://",
     "weixin://", "http+x://", "filesystem:http://"]
)  # fmt: skip
PATHS = st.one_of(
    st.sampled_from(
        ["", "/", "/a/../b", "/%2e%2e/x", "\\a\\b", "?q=中文", "#f", "/a?b#c", "/;x=1", "/\x00", "/ \t", "/%zz"]
    ),
    st.text(max_size=20).map(lambda text: f"/{text}"),
)
URLS = st.one_of(
    st.builds("{}{}{}".format, SCHEMES, HOSTS, PATHS),
    st.text(max_size=60),
    st.text(alphabet="htp:/\\?#@[]%.0x127aA\t\n ", max_size=40),
)


@given(URLS)
def test_an_address_is_what_ada_reads_or_refused(url: str) -> None:
    try:
        theirs = ada_url.URL(url)
    except (ValueError, UnicodeError):
        theirs = None
    if theirs is None or theirs.protocol not in ("http:", "https:"):
        with pytest.raises(Refused) as refused:
            parse_target(url)
        assert refused.value.outcome is (Outcome.PROTOCOL if theirs is None else Outcome.UNSUPPORTED)
        assert refused.value.detail.isprintable()
        return
    target = parse_target(url)
    assert target.userinfo == bool(theirs.username or theirs.password)
    theirs.username = theirs.password = theirs.hash = ""
    assert target.url == theirs.href.partition("#")[0]
    assert target.origin.text == theirs.origin
    assert target.origin.host == theirs.hostname.strip("[]")
    assert target.origin.port == int(theirs.port or DEFAULT_PORTS[theirs.protocol[:-1]])
    assert target.path == target.url[len(target.origin.text) :]
    assert target.origin.host_header == theirs.host.encode()
    assert target.origin.literal == is_address(target.origin.host)
    assert parse_target(target.url) == parse_target(parse_target(target.url).url)
    assert parse_target(target.url).url == target.url
    assert not set(" \r\n\t\x00@#") & set(target.url.partition("/")[0] + target.origin.text)


def is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


BASES = st.sampled_from(["http://a.example/b/c?d", "https://u:p@a.example:8443/", "http://[::1]:81/x/../y"])


@given(BASES, st.one_of(st.binary(max_size=60), URLS.map(lambda url: url.encode("utf-8", "surrogatepass"))))
@example("http://a.example/b", b"\xcd\xa8\xd6\xaa.html")
@example("http://a.example/b", b"//a.example:99999/")
def test_a_location_is_joined_as_ada_joins_it_or_refused(base: str, location: bytes) -> None:
    escaped = "".join(chr(octet) if octet < 128 else f"%{octet:02X}" for octet in location)
    try:
        theirs = ada_url.join_url(base, escaped)
    except (ValueError, UnicodeError):
        theirs = ""
    if not theirs.startswith(("http://", "https://")):
        with pytest.raises(Refused) as refused:
            join_target(base, location)
        assert refused.value.outcome in (Outcome.PROTOCOL, Outcome.UNSUPPORTED)
        return
    target = join_target(base, location)
    assert target == parse_target(theirs)
    assert not set("\r\n\x00 ") & set(target.url)


SECRET_NAMES = ["token", "access_token", "key", "Sign", "SIGNATURE", "password", "jsessionid", "appsecret", "ticket"]


@given(st.sampled_from(SECRET_NAMES), st.text("abc%+/=.-_~!$'()*,:@", min_size=1, max_size=12), st.sampled_from("?&;#"))
def test_no_secret_is_left_in_a_masked_address(name: str, value: str, before: str) -> None:
    url = (
        f"http://a.example/x{before}{name}=S3cret{value}"
        if before != "&"
        else f"http://a.example/?a=1&{name}=S3cret{value}"
    )
    assert "S3cret" not in mask_url(url)
    assert "S3cret" not in mask_url(f"http://S3cret:S3cret@a.example/{value}")


@given(URLS)
def test_a_masked_address_stays_the_same_place(url: str) -> None:
    try:
        target = parse_target(url)
    except Refused:
        assert isinstance(mask_url(url), str)
        return
    masked = parse_target(mask_url(target.url))
    assert masked.origin == target.origin
    assert mask_url(masked.url) == masked.url


NEVER_PUBLIC = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
)  # fmt: skip
INSIDE_V4 = st.sampled_from(NEVER_PUBLIC).flatmap(lambda network: st.ip_addresses(v=4, network=network))


def spelled(address: IPv4Address) -> list[str]:
    """Return the ways a URL may spell an IPv4 address, in IPv4 and wrapped in IPv6."""
    a, b, c, d = address.packed
    number, high, low = int(address), a << 8 | b, c << 8 | d
    wide = str(address).translate({ord(digit): 0xFF10 + int(digit) for digit in string.digits})
    v6 = (
        f"::ffff:{address}", f"::ffff:{high:x}:{low:X}", f"0:0:0:0:0:FFFF:{address}", f"::{address}",
        f"::ffff:0:{address}", f"64:ff9b::{address}", f"64:ff9b:0:0:0:0:{high:x}:{low:x}", f"2002:{high:x}:{low:x}::",
        f"2002:{high:x}:{low:x}::1",
        f"2001:4860::5efe:{address}", f"2001:4860::200:5efe:{address}", f"64:ff9b:1::{address}", f"2001::{address}",
    )  # fmt: skip
    return [
        str(address), f"{address}.", str(number), hex(number), f"0X{number:X}", f"0{number:o}",
        f"00000{a:o}.{b}.{c}.{d}", f"{a}.{number & 0xFFFFFF}", f"0x{a:x}.{b}.{low}", f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        wide, wide.replace(".", "。"),
        str(address).replace(".", "．"), "".join(f"%{ord(letter):02x}" for letter in str(address)),
        f"8.8.8.8@{address}", f"8.8.8.8%40@{address}", f"a:b@c@{address}", *(f"[{one}]" for one in v6),
    ]  # fmt: skip


class Unasked(Resolver):
    """Is never asked: all these hosts are numbers."""

    async def addresses(self, host: str) -> tuple[str, ...]:
        raise AssertionError(host)


GUARD = Guard(FetchSettings(), (), Unasked())


@given(
    INSIDE_V4, st.sampled_from(["http://{}", "https://{}/x", "HTTP:/{}:443/", "http:\\\\{}:80\\", "\t http://\n{}?#"])
)
def test_no_spelling_of_an_inside_address_is_let_through(address: IPv4Address, form: str) -> None:
    for host in spelled(address):
        with pytest.raises(Refused) as refused:
            run_to_its_end(form.format(host))
        assert refused.value.outcome in (Outcome.PRIVATE, Outcome.UNSUPPORTED), host


def run_to_its_end(url: str) -> None:
    """Ask the guard for a route; for hosts that are numbers it never waits."""
    waiting = GUARD.route(parse_target(url))
    with pytest.raises(StopIteration):
        waiting.send(None)


@given(st.ip_addresses(v=6))
@example(IPv6Address("2001:db8::1"))
@example(IPv6Address("fec0::1"))
def test_an_ipv6_address_is_public_only_in_the_global_range_with_nothing_inside(address: IPv6Address) -> None:
    public = address_kind(address) is AddressKind.PUBLIC
    assert not public or (int(address) >> 125 == 1 and embedded_v4(address) is None and address.is_global)
    assert address_kind(str(address)) is address_kind(address.exploded)
