from datetime import date

import pytest

from auditor.config.settings import Settings, SiteSettings
from auditor.engine.run_notes import robots_notes
from tests.make import site

DAY = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (SiteSettings("owner", robots_by="王芳", robots_since=DAY), "不受 robots.txt 限制（王芳，自 2026-01-31 起）"),
        (SiteSettings("owner", robots_by="王芳"), "（王芳，自 未写日期 起）"),
        (SiteSettings("owner"), "未写明谁、何时同意"),
    ],
)
def test_a_site_that_robots_does_not_bind_is_named_with_who_said_so(says, told):
    (note,) = robots_notes([site()], {}, Settings(sites={"s1": says}))
    assert told in note
    assert "s1" in note


def test_sites_that_obey_and_strangers_to_the_run_give_no_note():
    sites = {"s1": SiteSettings("obey", robots_by="王芳"), "s9": SiteSettings("owner")}
    assert robots_notes([site()], {}, Settings(sites=sites)) == ()


@pytest.mark.parametrize(("lang", "told"), [("zh", "间隔 600 秒，只遵守到 30 秒"), ("en", "asks for 600 seconds")])
def test_a_delay_too_long_to_be_kept_is_told(lang, told):
    (note,) = robots_notes([], {"http://a.cn": 600.0}, Settings(lang=lang))
    assert told in note
    assert note.startswith("http://a.cn")
