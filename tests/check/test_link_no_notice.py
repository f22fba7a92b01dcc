from auditor.facts.home import HomeReading
from auditor.facts.outside_hosts import HostReading
from checks.link_no_notice import RULE
from tests.make import HOME, World, findings, home, host, site, verdicts


def seen(*hosts):
    return World(site(), facts={HomeReading: {"s1": home(1)}, HostReading: {"s1": hosts}})


def test_foreign_links_without_notice_are_one_suspicion():
    found = findings(RULE, seen(host("shop.example.com"), host("news.example.org", silent_count=3)))
    assert [(one.target, one.confidence) for one in found] == [("https://news.example.org/", "suspected")]
    assert found[0].values["hosts"] == ["news.example.org", "shop.example.com"]


def test_a_notice_on_every_page_is_clean():
    told = host(silent=(), silent_count=0, silent_url="")
    assert verdicts(RULE, seen(told)) == {HOME: "Clean"}


def test_government_and_public_services_need_none():
    hosts = [host(name) for name in ("bszs.conac.cn", "pucha.kaipuyun.cn", "www.gov.cn", "12377.cn", "example.gov.cn")]
    assert verdicts(RULE, seen(*hosts)) == {HOME: "Clean"}


def test_scripts_that_were_not_seen_leave_it_open():
    assert verdicts(RULE, seen(host(silent=(), silent_count=0, undecided=1))) == {HOME: "partial"}
