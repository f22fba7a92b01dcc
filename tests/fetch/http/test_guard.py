import socket
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.config import FetchSettings
from auditor.errors import BadInput
from auditor.fetch.http.guard import (
    AddressKind,
    Guard,
    RegisteredHost,
    address_kind,
    judge_address,
    literal_is_private,
    parse_networks,
    registered_host,
)
from auditor.fetch.http.resolve import Resolver
from auditor.fetch.http.target import Refused, join_target, parse_target
from auditor.model import Outcome

SETTINGS = FetchSettings()


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("8.8.8.8", AddressKind.PUBLIC),
        ("202.96.209.5", AddressKind.PUBLIC),
        ("0.0.0.0", AddressKind.UNSPECIFIED),
        ("0.1.2.3", AddressKind.UNSPECIFIED),
        ("10.255.255.255", AddressKind.PRIVATE),
        ("11.0.0.0", AddressKind.PUBLIC),
        ("100.63.255.255", AddressKind.PUBLIC),
        ("100.64.0.0", AddressKind.SHARED),
        ("100.100.100.200", AddressKind.SHARED),
        ("100.128.0.0", AddressKind.PUBLIC),
        ("127.255.255.254", AddressKind.LOOPBACK),
        ("169.254.169.254", AddressKind.LINK_LOCAL),
        ("172.15.255.255", AddressKind.PUBLIC),
        ("172.31.255.255", AddressKind.PRIVATE),
        ("172.32.0.0", AddressKind.PUBLIC),
        ("192.0.0.192", AddressKind.RESERVED),
        ("192.0.2.1", AddressKind.DOCUMENTATION),
        ("192.88.99.1", AddressKind.RESERVED),
        ("192.168.1.1", AddressKind.PRIVATE),
        ("198.19.255.255", AddressKind.BENCHMARK),
        ("198.51.100.9", AddressKind.DOCUMENTATION),
        ("203.0.113.9", AddressKind.DOCUMENTATION),
        ("224.0.0.1", AddressKind.MULTICAST),
        ("240.0.0.1", AddressKind.RESERVED),
        ("255.255.255.255", AddressKind.RESERVED),
        ("2400:3200::1", AddressKind.PUBLIC),
        ("::", AddressKind.UNSPECIFIED),
        ("::1", AddressKind.LOOPBACK),
        ("::127.0.0.1", AddressKind.LOOPBACK),
        ("::ffff:10.0.0.1", AddressKind.PRIVATE),
        ("::ffff:8.8.8.8", AddressKind.TRANSLATED),
        ("64:ff9b::7f00:1", AddressKind.LOOPBACK),
        ("64:ff9b::808:808", AddressKind.TRANSLATED),
        ("64:ff9b:1::1", AddressKind.PRIVATE),
        ("100::1", AddressKind.RESERVED),
        ("2001::1", AddressKind.TRANSLATED),
        ("2001:2::1", AddressKind.BENCHMARK),
        ("2001:db8::1", AddressKind.DOCUMENTATION),
        ("2001:10::1", AddressKind.RESERVED),
        ("2002:7f00:1::", AddressKind.LOOPBACK),
        ("2002:c0a8:101::1", AddressKind.PRIVATE),
        ("2002:808:808::1", AddressKind.TRANSLATED),
        ("3fff::1", AddressKind.DOCUMENTATION),
        ("4000::1", AddressKind.RESERVED),
        ("5f00::1", AddressKind.RESERVED),
        ("fc00::1", AddressKind.PRIVATE),
        ("fd12::1", AddressKind.PRIVATE),
        ("fe80::1", AddressKind.LINK_LOCAL),
        ("fe80::1%eth0", AddressKind.LINK_LOCAL),
        ("fec0::1", AddressKind.PRIVATE),
        ("ff02::1", AddressKind.MULTICAST),
    ],
)
def test_every_range_has_its_kind(address: str, kind: AddressKind) -> None:
    assert address_kind(address) is kind


@given(st.ip_addresses())
def test_nothing_the_standard_library_calls_private_is_public(address: IPv4Address | IPv6Address) -> None:
    if not address.is_global or address.is_multicast:
        assert judge_address(address)


@given(st.ip_addresses(v=4))
def test_a_wrapped_address_is_judged_like_the_bare_one(address: IPv4Address) -> None:
    for wrapped in (f"::ffff:{address}", f"64:ff9b::{address}", f"::ffff:0:{address}"):
        kind, bare = address_kind(wrapped), address_kind(address)
        assert kind is (AddressKind.TRANSLATED if bare is AddressKind.PUBLIC else bare)


def test_registered_hosts_may_be_inside_but_not_anywhere() -> None:
    assert [judge_address(each, inside=True) for each in ("127.0.0.1", "10.1.1.1", "fd00::1", "100.64.0.1")] == [""] * 4
    assert all(judge_address(each, inside=True) for each in ("169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1"))


def test_listed_networks_are_open_to_any_host() -> None:
    networks = parse_networks(("10.20.0.0/16", "fd00::/8"))
    assert judge_address("10.20.3.4", networks=networks) == ""
    assert judge_address("10.21.3.4", networks=networks) == "private address"
    with pytest.raises(BadInput, match=r"10\.20\.0\.0/99"):
        parse_networks(("10.20.0.0/99",))


def spellings(address: IPv4Address) -> list[str]:
    a, b, c, d = address.packed
    number = int(address)
    wide = str(address).translate({ord(digit): 0xFF10 + int(digit) for digit in "0123456789"})
    return [
        str(address), str(number), hex(number), f"0{number:o}", f"{a}.{number & 0xFFFFFF}", f"{a}.{b}.{c << 8 | d}",
        f"0x{a:X}.0{b:o}.{c}.{d}", f"{address}.", wide, wide.replace(".", "。"), f"x@{address}", f"x:y%40@{address}",
        "".join(f"%{ord(letter):02x}" for letter in str(address)), f"[::ffff:{address}]", f"[64:ff9b::{address}]",
        f"[2002:{a:02x}{b:02x}:{c:02x}{d:02x}::1]",
    ]  # fmt: skip


@given(st.ip_addresses(v=4), st.sampled_from(["http://{}/", "https://{}:8443/x", "HTTP:\\\\{}\\", " ht\ntp://{}/ "]))
def test_every_spelling_of_an_address_is_seen_through(address: IPv4Address, form: str) -> None:
    public = address_kind(address) is AddressKind.PUBLIC
    for host in spellings(address):
        url = form.format(host)
        assert address_kind(parse_target(url).origin.host) is not AddressKind.PUBLIC or public, url
        if address.is_loopback or address in PRIVATE:
            assert literal_is_private(url), url


PRIVATE = parse_networks(("10.0.0.0/8",))[0]


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://192.168.1.1:22/", True),
        ("http://localhost/", True),
        ("https://LOCALHOST.:8080/x", True),
        ("http://a.localhost/", True),
        ("http://[fe80::1]/", True),
        ("http://0/", True),
        ("http://www.example.gov.cn/", False),
        ("http://localhost.example/", False),
        ("http://8.8.8.8/", False),
        ("http://[::ffff:8.8.8.8]/", False),
        ("http://203.0.113.1/", False),
        ("ftp://10.0.0.1/", False),
        ("mailto:x@10.0.0.1", False),
        ("nonsense", False),
        ("", False),
    ],
)
def test_private_links_are_known_without_a_look_up(url: str, private: bool) -> None:
    assert literal_is_private(url) is private


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    for form in (text, f"http://{text}/", f"http://host/{text}"):
        assert isinstance(literal_is_private(form), bool)
        try:
            target = parse_target(form)
        except Refused:
            continue
        assert target.url == target.origin.text + target.path
        assert target.path.startswith("/")
        assert target.url.isascii()
        assert not set(" \r\n\t#") & set(target.url)


@given(st.binary(max_size=60))
def test_any_location_is_joined_or_refused(reference: bytes) -> None:
    try:
        target = join_target("http://www.example.gov.cn/a/b?c", reference)
    except Refused:
        return
    assert target.url.isascii()
    assert not set(" \r\n\t") & set(target.url)


def test_userinfo_and_fragment_are_left_behind() -> None:
    target = parse_target("https://user:secret@www.example.gov.cn:443/a?b#c")
    assert (target.url, target.userinfo) == ("https://www.example.gov.cn/a?b", True)
    assert target.origin.pair == ("www.example.gov.cn", 443)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str] | int]:
    """Answers of the name service: addresses, or an EAI error number."""
    table: dict[str, list[str] | int] = {}

    def look_up(host: bytes, *_: Any, **__: Any) -> list[Any]:
        found = table.get(host.decode(), socket.EAI_NONAME)
        if isinstance(found, int):
            raise socket.gaierror(found, "no")
        return [(0, 0, 0, "", (address, 0)) for address in found]

    monkeypatch.setattr("auditor.fetch.http.resolve.socket.getaddrinfo", look_up)
    return table


def guard(*registered: RegisteredHost, **settings: Any) -> Guard:
    return Guard(replace(SETTINGS, **settings), registered, Resolver())


async def verdict(rules: Guard, url: str) -> tuple[str, ...] | Outcome:
    try:
        return (await rules.route(parse_target(url))).addresses
    except Refused as refusal:
        return refusal.outcome


async def test_every_address_of_a_name_is_judged(names: dict[str, list[str] | int]) -> None:
    names.update({
        "good.example": ["8.8.8.8", "2400:3200::1"],
        "inside.example": ["10.0.0.1"],
        "mixed.example": ["8.8.8.8", "127.0.0.1"],
        "dns64.example": ["64:ff9b::808:808", "8.8.8.8"],
        "only64.example": ["64:ff9b::808:808"],
        "again.example": socket.EAI_AGAIN,
    })  # fmt: skip
    rules = guard()
    assert {name: await verdict(rules, f"http://{name}/") for name in (*names, "none.example")} == {
        "good.example": ("8.8.8.8", "2400:3200::1"),
        "inside.example": Outcome.PRIVATE,
        "mixed.example": Outcome.PRIVATE,
        "dns64.example": ("8.8.8.8",),
        "only64.example": Outcome.UNSUPPORTED,
        "again.example": Outcome.NETWORK,
        "none.example": Outcome.DNS,
    }
    assert rules.outside_resolved


async def test_only_the_registered_pair_may_be_private(names: dict[str, list[str] | int]) -> None:
    names.update({"oa.example": ["10.0.0.1"], "other.example": ["10.0.0.1"], "meta.example": ["169.254.169.254"]})
    hosts = [RegisteredHost("oa.example", 8080), RegisteredHost("meta.example", 80)]
    open_, shut = guard(*hosts, allow_private=True), guard(*hosts)
    assert await verdict(open_, "http://oa.example:8080/") == ("10.0.0.1",)
    assert await verdict(shut, "http://oa.example:8080/") is Outcome.PRIVATE
    for url in ("http://oa.example/", "http://oa.example:8081/", "http://other.example:8080/", "http://meta.example/"):
        assert await verdict(open_, url) is Outcome.PRIVATE
    assert not open_.outside_resolved


async def test_ports_are_those_of_the_web_and_of_the_register(names: dict[str, list[str] | int]) -> None:
    names["a.example"] = ["8.8.8.8"]
    names["b.example"] = ["10.1.1.1"]
    rules = guard(RegisteredHost("a.example", 8080), RegisteredHost("a.example", 6667), allow_networks=("10.1.0.0/16",))
    for origin in ("http://a.example", "https://a.example", "http://a.example:443", "https://a.example:8080"):
        assert await verdict(rules, f"{origin}/") == ("8.8.8.8",)
    assert await verdict(rules, "http://a.example:8081/") is Outcome.UNSUPPORTED
    assert await verdict(rules, "http://a.example:6667/") is Outcome.UNSUPPORTED
    assert await verdict(rules, "http://b.example:9999/") == ("10.1.1.1",)


async def test_the_twin_port_of_a_registered_site_is_its_own() -> None:
    rules = guard(RegisteredHost("8.8.8.8", 80, robots_owner=True), RegisteredHost("8.8.4.4", 8080))
    route = await rules.route(parse_target("https://8.8.8.8/"))
    assert (route.registered, route.own, rules.robots_owner(route.origin)) == (False, True, True)
    assert not (await rules.route(parse_target("http://8.8.4.4/"))).own


def test_registered_hosts_come_from_register_urls() -> None:
    assert registered_host("https://中文.example/x", robots_owner=True) == RegisteredHost(
        "xn--fiq228c.example", 443, True
    )
    assert registered_host("weixin:gh_1") is None


async def test_a_port_that_browsers_block_costs_no_look_up() -> None:
    class Unasked(Resolver):
        async def addresses(self, host: str) -> tuple[str, ...]:
            raise AssertionError(host)

    guard = Guard(SETTINGS, [], Unasked())
    with pytest.raises(Refused, match="port 6666 is blocked") as refused:
        await guard.route(parse_target("http://kuaile.example:6666/"))
    assert refused.value.outcome is Outcome.UNSUPPORTED
