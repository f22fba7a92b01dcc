from auditor.facts import reach as reach_of_site
from auditor.model.audit import Reach
from tests.make import HOME, days_ago
from tests.store.night import Night, article, column, facts, home, item


def reach(night, *paths):
    found = reach_of_site.reach(night.view(), "s1", [HOME + path for path in paths])
    return {address.removeprefix(HOME): one for address, one in found.items()}


def test_the_home_page_the_first_pages_of_columns_and_all_pages(engine):
    night = Night(engine)
    night.site()
    night.page(home("a.html"), depth=0)
    night.page(column("n/", item("n/1.html", days_ago(5)), next_pages=(HOME + "n/index_2.html",)))
    night.page(column("n/index_2.html", item("n/2.html", days_ago(9))), depth=2)
    night.pages(facts("b.html", "a.html", "n/2.html", "n/2.html"), article("n/1.html"))
    assert reach(night, "a.html", "n/1.html", "n/2.html", "b.html", "unheard-of.html") == {
        "a.html": Reach(on_home=True, pages=2),
        "n/1.html": Reach(on_column=True, pages=1),
        "n/2.html": Reach(pages=2),
        "b.html": Reach(),
    }


def test_a_link_by_way_of_a_redirect_counts_and_a_page_leads_to_itself_for_nobody(engine):
    night = Night(engine)
    night.site()
    night.page(home("old.html"), depth=0)
    night.page(facts("new.html", "new.html"), asked=HOME + "old.html")
    assert reach(night, "new.html") == {"new.html": Reach(on_home=True, pages=1)}


def test_pages_of_other_runs_and_sites_not_seen_lead_nowhere(engine):
    before = Night(engine, "r0")
    before.page(facts("old.html", "a.html"))
    before.view()
    night = Night(engine)
    night.site()
    night.page(facts("a.html"))
    view = night.view()
    assert reach_of_site.reach(view, "s1", [HOME + "a.html"]) == {HOME + "a.html": Reach()}
    assert reach_of_site.reach(view, "s1", []) == reach_of_site.reach(view, "nobody", [HOME]) == {}
