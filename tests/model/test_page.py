import pytest

from auditor.model import LinkKind
from auditor.model.page import LINK_USES, link_uses


@pytest.mark.parametrize(
    ("url", "kinds", "codes"),
    [
        ("https://x/a", {LinkKind.ANCHOR, LinkKind.AREA}, ["link"]),
        ("https://x/a.pdf", {LinkKind.ANCHOR}, ["attachment"]),
        ("https://x/a.PDF?x=.html", {LinkKind.ANCHOR}, ["attachment"]),
        ("https://x/a.html?f=b.pdf", {LinkKind.ANCHOR}, ["link"]),
        ("https://x/a.pdf", {LinkKind.FRAME}, ["frame"]),
        ("https://x/a", {LinkKind.SCRIPT, LinkKind.ANCHOR}, ["link", "script"]),
        ("https://x/a", {LinkKind.SITEMAP}, []),
        ("https://x/a", set(), []),
    ],
)
def test_kinds(url, kinds, codes):
    assert link_uses(url, {int(kind) for kind in kinds}) == codes


def test_every_kind_a_page_can_hold_has_a_code():
    assert set(LINK_USES) == set(LinkKind) - {LinkKind.SITEMAP, LinkKind.PAGER}
