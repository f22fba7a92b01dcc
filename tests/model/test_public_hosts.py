import pytest

from auditor.model.public_hosts import is_government, is_local, needs_no_notice, parent_domain


@pytest.mark.parametrize(
    ("host", "parent"),
    [
        ("www.example.gov.cn", "example.gov.cn"),
        ("jyj.example.gov.cn", "example.gov.cn"),
        ("example.sh.gov.cn", "example.sh.gov.cn"),
        ("www.example.sh.gov.cn", "example.sh.gov.cn"),
        ("www.sh.gov.cn", "sh.gov.cn"),
        ("www.gov.cn", ""),
        ("www.example.com", "example.com"),
        ("example.com.cn", "example.com.cn"),
        ("mp.example.com", ""),
        ("127.0.0.1", ""),
        ("localhost", ""),
    ],
)
def test_parent_domain(host, parent):
    assert parent_domain(host) == parent


def test_government_is_told_by_whole_labels():
    assert is_government("www.example.gov.cn")
    assert not is_government("www.notgov.cn")
    assert needs_no_notice("bszs.conac.cn")
    assert not needs_no_notice("badconac.cn")


@pytest.mark.parametrize(
    ("host", "local"), [("10.0.0.1", True), ("::1", True), ("intranet", True), ("a.gov.cn", False)]
)
def test_is_local(host, local):
    assert is_local(host) is local
