"""What `auditor explain` says of a site that a run saw."""

from auditor.cli.explain import _text
from auditor.engine.explained import COLUMN_FIELDS, PAGE_FIELDS, column_rows, explained, page_rows, site_of
from auditor.model.urls import Joiner
from auditor.reading.sketching import draw_sketch
from auditor.text.personal_numbers import mask_text
from tests.make import AS_OF, HOME
from tests.reading.small_site import base
from tests.store.night import Night, facts


def seen(engine):
    night = Night(engine)
    night.site()
    joiner = Joiner()
    for path, html in base().items():
        url = HOME + path.lstrip("/")
        drawn = draw_sketch(html, url, lambda href, url=url: joiner.join(url, href, "utf-8") or "", AS_OF, mask_text)
        night.page(facts(path.lstrip("/"), sketch=drawn), depth=path.count("/") - 1)
    return night.view()


def test_pages_and_columns_of_a_site_are_listed(engine):
    view = seen(engine)
    columns = {row["name"]: row for row in column_rows(view, "s1")}
    assert set(columns) == {"工作动态", "通知公告"}
    assert list(columns["工作动态"]) == COLUMN_FIELDS
    assert (columns["工作动态"]["newest"], columns["工作动态"]["items"]) == ("2026-06-29", 6)
    pages = {row["url"]: row for row in page_rows(view, "s1")}
    told = pages[HOME + "xwzx/gzdt/t2.html"]
    assert list(told) == PAGE_FIELDS
    assert (told["kind"], told["date"], told["column_name"]) == ("article", "2026-06-28", "工作动态")


def test_a_column_is_explained_with_its_rows_in_both_languages(engine):
    view = seen(engine)
    address = HOME + "xwzx/gzdt/"
    told = explained(view, site_of(view, address), address)
    assert len(told["rows"]) == 6
    assert "页面类型: 栏目" in _text(told, "zh")
    assert "kind: column" in _text(told, "en")
