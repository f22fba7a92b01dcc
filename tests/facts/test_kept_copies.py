from dataclasses import replace

import pytest

from auditor.facts import kept_copies, site_copies
from auditor.facts.kept_copies import keep, kept
from auditor.facts.kept_copies import kept_copies as groups_of
from auditor.text.comparison import Judged
from tests.make import HOME
from tests.store.night import TERMS, Night, article

TEXT = (
    "区图书馆自下周起延长夜间开放时间，阅览室每晚开放至九时，少儿室仍按原时间闭馆，读者可凭身份证件办理临时阅览，"
    "闭馆前三十分钟停止入馆，节假日安排另行公布，请读者合理安排时间并爱护公共设施。"
)
OTHER = (
    "区体育馆本月起对外开放羽毛球场地，市民可在服务台登记后入场，场地按小时安排，雨天照常开放，请自备球拍和运动鞋，"
    "散场后请带走随身物品，儿童须由成人陪同入场，停车位有限，建议乘坐公共交通前往。"
)


@pytest.fixture
def compared(monkeypatch):
    """Return the runs whose texts were really compared."""
    runs = []
    honest = kept_copies.site_copies

    def counted(engine, run, site, terms, remembered):
        runs.append((run, site, terms))
        return honest(engine, run, site, terms, remembered)

    monkeypatch.setattr(kept_copies, "site_copies", counted)
    return runs


@pytest.fixture
def fetched(monkeypatch):
    """Return the pages whose texts were fetched to be compared."""
    pages = []
    honest = site_copies.text_of

    def counted(engine, url_id):
        pages.append(url_id)
        return honest(engine, url_id)

    monkeypatch.setattr(site_copies, "text_of", counted)
    return pages


def night(engine, run, bodies, texts=None):
    told = Night(engine, run)
    told.site()
    for name, body in bodies.items():
        told.page(article(name, None, (texts or {}).get(name, TEXT)), body=body)
    told.recorder.flush()
    return told


def found(engine, run):
    return [[copy.url.removeprefix(HOME) for copy in one.copies] for one in groups_of(engine, run, "s1", TERMS)]


def test_unchanged_pages_are_compared_once(engine, compared):
    bodies = {"a.html": b"1", "b.html": b"2"}
    night(engine, "r1", bodies)
    first = list(groups_of(engine, "r1", "s1", TERMS))
    night(engine, "r2", bodies)
    assert list(groups_of(engine, "r2", "s1", TERMS)) == first != []
    assert compared == [("r1", "s1", TERMS)]


@pytest.mark.parametrize(
    ("bodies", "jaccard"),
    [
        ({"a.html": b"1", "b.html": b"3"}, 0.85),
        ({"a.html": b"1"}, 0.85),
        ({"a.html": b"1", "b.html": b"2", "c.html": b"4"}, 0.85),
        ({"a.html": b"1", "b.html": b"2"}, 0.9),
    ],
)
def test_a_page_or_a_limit_changed_is_looked_at_again(engine, compared, bodies, jaccard):
    terms = replace(TERMS, jaccard=jaccard)
    night(engine, "r1", {"a.html": b"1", "b.html": b"2"})
    list(groups_of(engine, "r1", "s1", TERMS))
    night(engine, "r2", bodies)
    found = list(groups_of(engine, "r2", "s1", terms))
    assert compared == [("r1", "s1", TERMS), ("r2", "s1", terms)]
    assert sum(len(group.copies) for group in found) == (len(bodies) if len(bodies) > 1 else 0)


def test_only_texts_near_a_changed_one_are_compared_again(engine, fetched):
    near = TEXT.replace("请读者合理", "请各位读者合理")
    texts = {"a.html": TEXT, "b.html": near, "c.html": OTHER, "d.html": OTHER}
    night(engine, "r1", dict.fromkeys(texts, b"1"), texts)
    first = list(groups_of(engine, "r1", "s1", TERMS))
    assert [len(one.copies) for one in first] == [2, 2]
    assert first[0].copies[1].differences == ("另行公布,请[→各位]读者合理安排",)

    fetched.clear()
    night(engine, "r2", dict.fromkeys(texts, b"a counter went up"), texts)
    assert list(groups_of(engine, "r2", "s1", TERMS)) == first
    assert fetched == []

    told = night(engine, "r3", dict.fromkeys(texts, b"2"), {**texts, "d.html": OTHER + "请互相转告。"})
    again = list(groups_of(engine, "r3", "s1", TERMS))
    ids = told.recorder.ids
    assert set(fetched) == {ids.one(HOME + "c.html"), ids.one(HOME + "d.html")}
    assert again[0] == first[0]
    assert again[1].copies[1].differences == ("公共交通前往[→请互相转告]",)


def test_what_is_remembered_decides_nothing(engine):
    """Three nights of changes come to what a comparison from nothing finds."""
    texts = {"a.html": TEXT, "b.html": TEXT, "c.html": OTHER}
    nights = [texts, {**texts, "b.html": OTHER}, {**texts, "c.html": TEXT + "请互相转告。"}, texts]
    for number, told in enumerate(nights):
        night(engine, f"r{number}", dict.fromkeys(texts, b"%d" % number), told)
        expected = list(site_copies.site_copies(engine, f"r{number}", "s1", TERMS))
        assert list(groups_of(engine, f"r{number}", "s1", TERMS)) == expected != []


def test_what_another_version_kept_is_left_aside(engine):
    night(engine, "r1", {"a.html": b"1", "b.html": b"2"})
    keep(engine, "s1", {"of": "another time"})
    assert kept(engine, "s1", kept_copies.KeptCopies) is None
    assert found(engine, "r1") == [["a.html", "b.html"]]


def test_pages_that_will_be_read_anew_are_not_remembered():
    judged = Judged()
    assert judged.of(b"", b"x", lambda: None) is None
    assert (judged.anew, judged.kept()) == (1, (b"", b""))


def test_a_head_added_is_a_copy_with_what_it_adds(engine):
    headed = "转载：编者按，为方便市民了解场馆信息，现将原文刊发如下，供各街道参考。" + TEXT
    night(engine, "r1", {"a.html": b"1", "b.html": b"2"}, {"b.html": headed})
    (group,) = groups_of(engine, "r1", "s1", TERMS)
    kept_page, copy = group.copies
    assert (kept_page.contained, copy.contained, copy.similarity) == (False, True, 1.0)
    assert copy.differences == ("[→转载:编者按,为方便…]区图书馆自下",)
    assert list(groups_of(engine, "r1", "s1", replace(TERMS, longer=1.1))) == []
