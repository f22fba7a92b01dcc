import pytest

from auditor.facts.home import HomeReading
from auditor.facts.redirect_chains import RedirectReading
from auditor.model import LinkKind
from checks.redirect_chain import RULE
from tests.make import HOME, World, findings, home, limits, redirect, site, verdicts

AT = HOME + "old.html"


def world(hops, **fields):
    return World(
        site(), facts={HomeReading: {"s1": home()}, RedirectReading: {"s1": [redirect("old.html", hops, **fields)]}}
    )


@pytest.mark.parametrize(("hops", "told"), [(4, "Finding"), (3, "Clean"), (2, "Clean")])
def test_a_way_is_long_past_the_limit(hops, told):
    assert verdicts(RULE, world(hops)) == {AT: told}


def test_the_limit_may_be_set():
    assert verdicts(RULE, world(2), limits(RULE, hops=1)) == {AT: "Finding"}


@pytest.mark.parametrize(
    ("hops", "downgraded", "variant"), [(1, True, "downgraded"), (4, True, "downgraded"), (4, False, "")]
)
def test_a_way_from_https_to_http_is_found_however_short(hops, downgraded, variant):
    (one,) = findings(RULE, world(hops, downgraded=downgraded))
    assert (one.target, one.variant, one.values["hops"], one.values["final_url"]) == (
        AT,
        variant,
        hops,
        HOME + "new.html",
    )
    assert [place.url for place in one.locations] == [HOME + "list.html"]


def test_what_only_a_sitemap_names_is_no_link():
    assert verdicts(RULE, world(9, kinds=frozenset({int(LinkKind.SITEMAP)}))) == {HOME: "Clean"}
