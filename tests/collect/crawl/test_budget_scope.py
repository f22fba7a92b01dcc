import pytest

from auditor.collect.crawl.crawl_context import Scopes
from auditor.model import Subject, SubjectKind
from auditor.model.urls import folder_of, path_of


def site(id: str, url: str) -> Subject:
    return Subject(id, SubjectKind.SITE, id, "unit", url=url)


@pytest.mark.parametrize(
    ("url", "owner"),
    [
        ("https://www.a.gov.cn/x/1.html", "portal"),
        ("http://www.a.gov.cn/", "portal"),
        ("http://a.gov.cn/x", "portal"),
        ("https://www.a.gov.cn:8443/", None),
        ("https://www.a.gov.cn/jyj/1.html", "jyj"),
        ("https://www.a.gov.cn/jyjx/1.html", "portal"),
        ("https://b.gov.cn/", None),
        ("http://c.gov.cn:8080/deep/page", "c"),
        ("http://c.gov.cn/deep/page", None),
        ("http://c.gov.cn:8080/", "c"),
    ],
)
def test_owner(url, owner):
    scopes = Scopes(
        [
            site("portal", "https://www.a.gov.cn/index.html"),
            site("jyj", "https://www.a.gov.cn/jyj/"),
            site("c", "http://c.gov.cn:8080/deep/index.html"),
        ]
    )
    assert scopes.owner(url) == owner


def test_two_sites_of_a_host_share_it_by_folder():
    scopes = Scopes([site("one", "http://h.cn/one/"), site("two", "http://h.cn/two/index.html")])
    assert [scopes.owner(f"http://h.cn{path}") for path in ("/one/a", "/two/a", "/three/a")] == ["one", "two", None]


@pytest.mark.parametrize(
    ("url", "path", "folder"),
    [
        ("http://a.cn", "/", "/"),
        ("http://a.cn/?q=/x/", "/", "/"),
        ("http://a.cn/x/y.html?z=/", "/x/y.html", "/x/"),
        ("http://a.cn/x/", "/x/", "/x/"),
    ],
)
def test_path_and_folder(url, path, folder):
    assert (path_of(url), folder_of(url)) == (path, folder)


def test_own_addresses_keep_their_order():
    scopes = Scopes([Subject("s", SubjectKind.SITE, "站", "单位", url="http://a.gov.cn/")])
    assert scopes.own("s", ["http://a.gov.cn/2", "http://b.gov.cn/", "http://a.gov.cn/1"]) == [
        "http://a.gov.cn/2", "http://a.gov.cn/1",
    ]  # fmt: skip
