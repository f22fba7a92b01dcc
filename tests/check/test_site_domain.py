import pytest

from auditor.facts.home import HomeReading
from checks.site_domain import RULE
from tests.make import FOOTER, World, findings, home, limits, site, verdicts


def parts(url="https://www.example.gov.cn/", **fields):
    register = {name: fields.pop(name) for name in ("name", "unit", "site_code") if name in fields}
    world = World(site(url=url, **register), facts={HomeReading: {"s1": home(1, url=url, **fields)}})
    return {one.part: one for one in findings(RULE, world)}


def test_a_site_under_gov_cn_that_agrees_is_clean():
    meta = {"sitename": "某某局", "sitedomain": "http://example.gov.cn", "siteidcode": "3101090001"}
    assert parts(name="某某局网站", site_code="3101090001", meta=meta) == {}


def test_another_domain_is_found():
    assert set(parts(url="https://www.example.com/")) == {"gov"}


@pytest.mark.parametrize("name", ["某某区人民政府门户网站", "某某县人民政府", "上海某某区门户网站"])
def test_a_portal_uses_www(name):
    assert set(parts(url="https://portal.example.gov.cn/", name=name)) == {"portal"}
    assert parts(name=name) == {}


@pytest.mark.parametrize(
    "name", ["某某区人民政府办公室网站", "某某区教育局门户网站", "某某镇人民政府网站", "某某区人民政府某某街道办事处"]
)
def test_departments_and_towns_are_no_portals(name):
    assert parts(url="https://jyj.example.gov.cn/", name=name) == {}


def test_names_that_differ_are_suspected():
    found = parts(name="某某区教育局", meta={"sitename": "一家旅游公司"})
    assert found["name"].confidence == "suspected"
    assert parts(name="上海市某某区人民政府门户网站", meta={"sitename": "某某区政府"}) == {}


def test_likeness_at_the_limit_is_enough():
    fields = {"name": "甲乙丙丁", "meta": {"sitename": "甲乙戊己"}}
    world = World(site(name=fields["name"]), facts={HomeReading: {"s1": home(1, meta=fields["meta"])}})
    assert findings(RULE, world) == []
    assert [one.part for one in findings(RULE, world, limits(RULE, likeness=0.51))] == ["name"]


def test_domains_compare_without_scheme_and_www():
    assert set(parts(meta={"sitedomain": "www.other.gov.cn"})) == {"domain"}
    assert parts(meta={"sitedomain": "www.other.gov.cn,example.gov.cn"}) == {}
    assert parts(url="http://www.example.gov.cn:8080/", meta={"sitedomain": "example.gov.cn:8080"}) == {}
    assert parts(url="http://www.example.gov.cn:8080/", meta={"sitedomain": "example.gov.cn"}) == {}


def test_codes_that_exist_must_agree():
    assert set(parts(site_code="3101090002")) == {"code"}
    assert set(parts(meta={"siteidcode": "3101090002"})) == {"code"}
    values = parts(meta={"siteidcode": "3101090002"})["code"].values
    assert (values["written_in"], values["shown"], values["expected_in"]) == (["footer"], "3101090001", "tag")
    assert parts(footer={**FOOTER, "site_code": ""}, site_code="3101090002") == {}


def test_an_ip_is_not_judged_but_for_its_code():
    url = "http://127.0.0.1:8001/"
    meta = {"sitename": "别处", "sitedomain": "www.other.gov.cn"}
    world = World(site(url=url), facts={HomeReading: {"s1": home(1, url=url, meta=meta)}})
    assert verdicts(RULE, world) == {url: "not_applicable"}
    assert set(parts(url=url, meta=meta, site_code="3101090002")) == {"code"}


@pytest.mark.parametrize(
    "meta",
    [
        {"sitedomain": "{{domain}}", "siteidcode": "${siteIDCode}"},
        {"siteidcode": "310109000112"},
        {"siteidcode": "网站标识码3101090001"},
        {"sitedomain": "某某区教育局"},
        {"sitename": "Example District"},
    ],
)
def test_placeholders_and_other_spellings_disagree_with_nothing(meta):
    assert parts(name="某某局", site_code="3101090001", meta=meta) == {}
