"""The loopback server of the sample district."""

import socket

import httpx
import pytest

from auditor.demo.server import Answer, listening


@pytest.fixture
def client():
    with httpx.Client() as one:
        yield one


def test_answers_from_its_table(client: httpx.Client) -> None:
    with listening([0, 0]) as (one, two):
        one.pages = {"/": Answer("好".encode()), "/moved": Answer(status=301, location="/"), "/no": Answer(status=412)}
        assert client.get(one.address + "/?a=1").text == "好"
        assert client.get(one.address + "/moved").headers["location"] == "/"
        assert client.get(one.address + "/no").status_code == 412
        assert client.get(one.address + "/none").status_code == 404
        assert client.get(two.address + "/").status_code == 404
        head = client.head(one.address + "/")
        assert (head.content, head.headers["content-length"]) == (b"", "3")


def test_an_unchanged_page_is_not_sent_again(client: httpx.Client) -> None:
    with listening([0]) as (host,):
        host.pages = {"/": Answer(b"a")}
        tag = client.get(host.address).headers["etag"]
        again = client.get(host.address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        host.pages = {"/": Answer(b"b")}
        assert client.get(host.address, headers={"If-None-Match": tag}).status_code == 200


def test_it_listens_on_loopback_alone_and_stops() -> None:
    with listening([0]) as (host,):
        address = host.socket.getsockname()
        assert address[0] == "127.0.0.1"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, 2)


def test_a_port_that_is_taken_is_replaced() -> None:
    with listening([0]) as (first,), listening([first.server_port]) as (second,):
        assert second.server_port != first.server_port
