import pytest

from auditor.facts.outside_hosts import HostReading
from auditor.facts.page_links import PageLinks
from auditor.facts.register import registered_hosts
from auditor.model import LinkKind, Outcome
from auditor.store.recorder import What
from tests.make import HOME, account, site
from tests.store.night import Night, article, home, link, reply

SHOP = "https://www.shop.example.com/a"
NEW = "http://new.example.gov.cn/"
SCRIPT = "js/site.js"


@pytest.fixture
def night(engine):
    return Night(engine)


def outside(night, *pages, script=Outcome.OK, leaving=""):
    for one in pages:
        night.page(one, queue=False)
    night.queue(SHOP, NEW, what=What.EXTERNAL)
    night.look(reply(SHOP, headers=(("content-type", "text/html"),)), subject="outside")
    night.look(reply(NEW, final_url=HOME), subject="outside")
    night.look(reply(SCRIPT, script, headers=(("content-type", "text/javascript"),)), leaving=leaving)
    night.site()
    return {host.host: host for host in night.view().each(HostReading, "s1")}


def test_hosts_are_told_with_where_they_are_linked_and_lead(night):
    hosts = outside(night, home(SHOP), article("a.html", links=(link(SHOP), link(NEW))))
    assert set(hosts) == {"shop.example.com", "new.example.gov.cn"}
    assert [place.url for place in hosts["shop.example.com"].locations] == [HOME, HOME + "a.html"]
    assert hosts["shop.example.com"].page
    assert hosts["new.example.gov.cn"].answered
    assert not hosts["new.example.gov.cn"].page
    assert hosts["new.example.gov.cn"].final_url == HOME


def test_pictures_and_scripts_of_other_hosts_do_not_count(night):
    assert outside(night, home(link(SHOP, LinkKind.IMAGE), link(NEW, LinkKind.SCRIPT))) == {}


def test_a_script_or_the_page_itself_tells_of_leaving(night):
    scripted = home(SHOP, link(SCRIPT, LinkKind.SCRIPT))
    told = article("a.html", links=(link(SHOP),), leaving="即将离开")
    silent = article("b.html", links=(link(SHOP),))
    shop = outside(night, scripted, told, silent, leaving="即将离开")["shop.example.com"]
    assert [place.url for place in shop.silent] == [HOME + "b.html"]
    assert (shop.silent_count, shop.undecided, shop.silent_url) == (1, 0, SHOP)


@pytest.mark.parametrize(("outcome", "undecided"), [(Outcome.OK, 0), (Outcome.HTTP_ERROR, 0), (Outcome.TIMEOUT, 1)])
def test_a_script_that_was_not_seen_leaves_it_open(night, outcome, undecided):
    shop = outside(night, home(SHOP, link(SCRIPT, LinkKind.SCRIPT)), script=outcome)["shop.example.com"]
    assert (shop.silent_count, shop.undecided) == (1 - undecided, undecided)


def test_page_links_of_a_page_seen(night):
    night.page(home(link("a.html", text="年度报表")))
    night.site()
    view = night.view()
    assert [one.text for one in view.get(PageLinks, "s1", HOME).links] == ["年度报表"]
    assert view.get(PageLinks, "s1", HOME + "gone.html") is None


def test_every_row_of_the_register_counts(engine):
    rows = (site(), account(url="http://weibo.example.cn:8080/u/1", source="https://feeds.example.cn/a.xml"))
    assert registered_hosts(rows) == {"example.gov.cn", "weibo.example.cn:8080", "feeds.example.cn"}
