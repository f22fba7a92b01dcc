import pytest

from auditor.collect.crawl.outside_addresses import MOST_HOSTS_OF_A_DOMAIN, within_domain_limit
from auditor.model.public_hosts import site_of


@pytest.mark.parametrize(
    ("host", "family"),
    [
        ("www.haidian.gov.cn", "haidian.gov.cn"),
        ("a.b.haidian.gov.cn", "haidian.gov.cn"),
        ("haidian.gov.cn", "haidian.gov.cn"),
        ("x1.trap.example", "trap.example"),
        ("a.b.c.d.trap.com", "trap.com"),
        ("x.zj.cn", "x.zj.cn"),
        ("localhost", "localhost"),
    ],
)
def test_hosts_belong_to_their_registered_name(host, family):
    assert site_of(host) == family


def test_a_name_with_hosts_without_end_is_asked_so_often():
    maze = [(f"{'a.' * (n % 5)}x{n}.trap.example", 80) for n in range(MOST_HOSTS_OF_A_DOMAIN + 3)]
    others = [(f"www.o{n}.gov.cn", 80) for n in range(MOST_HOSTS_OF_A_DOMAIN + 3)]
    asked, spared = within_domain_limit([*maze, *others])
    assert spared == maze[-3:]
    assert asked == [*maze[:-3], *others]
