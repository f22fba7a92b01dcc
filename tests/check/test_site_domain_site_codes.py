import pytest

from checks.site_domain import code_in, domains_in


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3101090001", "3101090001"), ("网站标识码3101090001", "3101090001"), ("３１０１０９０００１", "3101090001"),
        ("BM01090001", "bm01090001"), ("310109000112", "3101090001"), ("${siteIDCode}", ""), ("310109", ""),
        ("31010900011", ""),
    ],
)  # fmt: skip
def test_codes(text, code):
    assert code_in(text) == code


@pytest.mark.parametrize(
    ("text", "domains"),
    [
        ("www.a.gov.cn，b.gov.cn", ["www.a.gov.cn", "b.gov.cn"]), ("{{site.domain}}", []), ("某某区教育局", []),
        ("https://a.gov.cn:443/index.html", ["https://a.gov.cn:443/index.html"]),
    ],
)  # fmt: skip
def test_domains(text, domains):
    assert list(domains_in(text)) == domains
