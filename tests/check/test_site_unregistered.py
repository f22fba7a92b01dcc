from auditor.facts.home import HomeReading
from auditor.facts.outside_hosts import HostReading
from auditor.facts.register import RegisteredHosts
from auditor.model import Outcome, RegisterStatus
from checks.site_unregistered import RULE
from tests.make import HOME, World, findings, home, host, judged, site, verdicts


def seen(*hosts, known=frozenset({"example.gov.cn", "jyj.example.gov.cn"})):
    return World(
        site(),
        facts={
            HomeReading: {"s1": home(1)},
            HostReading: {"s1": hosts},
            RegisteredHosts: {"": known and RegisteredHosts(known)},
        },
    )


def test_a_host_under_the_same_domain_that_the_register_lacks():
    found = findings(RULE, seen(host("new.example.gov.cn")))
    assert [(one.part, one.confidence) for one in found] == [("new.example.gov.cn", "confirmed")]
    assert [one.target for one in found] == [HOME]
    assert [place.url for place in found[0].locations] == [HOME + "list.html"]


def test_registered_and_foreign_hosts_are_clean():
    world = seen(host("jyj.example.gov.cn"), host("shop.example.com"), host("www.sh.gov.cn"))
    assert verdicts(RULE, world) == {HOME: "Clean"}


def test_another_port_is_another_host():
    assert [one.part for one in findings(RULE, seen(host("jyj.example.gov.cn:8443")))] == ["jyj.example.gov.cn:8443"]


def test_a_host_that_never_answered_is_left_to_the_broken_links():
    assert findings(RULE, seen(host("new.example.gov.cn", answered=False, page=False))) == []


def test_a_host_that_only_leads_home_is_clean():
    moved = host("old.example.gov.cn", page=False, final_url=HOME)
    assert findings(RULE, seen(moved)) == []


def test_a_host_without_a_page_of_its_own_is_suspected():
    found = findings(RULE, seen(host("api.example.gov.cn", page=False)))
    assert [one.confidence for one in found] == ["suspected"]


def test_without_a_register_nothing_is_said():
    assert judged(RULE, seen(host("new.example.gov.cn"), known=None)) == []


def test_a_closed_site_that_answers():
    closed = site(status=RegisterStatus.CLOSED)
    found = findings(RULE, World(closed, facts={HomeReading: {"s1": home(1)}}))
    assert [(one.variant, one.part) for one in found] == [("closed", "example.gov.cn")]
    gone = home(None, outcome=Outcome.DNS, status=None)
    assert judged(RULE, World(closed, facts={HomeReading: {"s1": gone}})) == []


def test_a_system_for_staff_is_suspected_only():
    assert [one.confidence for one in findings(RULE, seen(host("mail.example.gov.cn")))] == ["suspected"]


def test_a_notice_of_closing_is_suspected_only():
    for title, confidence in (
        ("网站关停公告", "suspected"),
        ("Welcome to nginx!", "suspected"),
        ("某某局", "confirmed"),
    ):
        world = World(site(status=RegisterStatus.CLOSED), facts={HomeReading: {"s1": home(1, title=title)}})
        assert [one.confidence for one in findings(RULE, world)] == [confidence]
