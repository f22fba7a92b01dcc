import pytest

from auditor.store import kept_copies
from auditor.store.kept_copies import kept_copies as groups_of
from tests.store.night import Night, article

TEXT = (
    "区图书馆自下周起延长夜间开放时间，阅览室每晚开放至九时，少儿室仍按原时间闭馆，读者可凭身份证件办理临时阅览，"
    "闭馆前三十分钟停止入馆，节假日安排另行公布，请读者合理安排时间并爱护公共设施。"
)


@pytest.fixture
def compared(monkeypatch):
    """Return the runs whose texts were really compared."""
    runs = []
    honest = kept_copies.site_copies

    def counted(engine, run, site, jaccard):
        runs.append((run, site, jaccard))
        return honest(engine, run, site, jaccard)

    monkeypatch.setattr(kept_copies, "site_copies", counted)
    return runs


def night(engine, run, bodies):
    told = Night(engine, run)
    told.site()
    for name, body in bodies.items():
        told.page(article(name, None, TEXT), body=body)
    told.recorder.flush()
    return told


def test_unchanged_pages_are_compared_once(engine, compared):
    bodies = {"a.html": b"1", "b.html": b"2"}
    night(engine, "r1", bodies)
    first = list(groups_of(engine, "r1", "s1", 0.85))
    night(engine, "r2", bodies)
    assert list(groups_of(engine, "r2", "s1", 0.85)) == first != []
    assert compared == [("r1", "s1", 0.85)]


@pytest.mark.parametrize(
    ("bodies", "jaccard"),
    [
        ({"a.html": b"1", "b.html": b"3"}, 0.85),
        ({"a.html": b"1"}, 0.85),
        ({"a.html": b"1", "b.html": b"2", "c.html": b"4"}, 0.85),
        ({"a.html": b"1", "b.html": b"2"}, 0.9),
    ],
)
def test_a_page_or_a_limit_changed_is_compared_again(engine, compared, bodies, jaccard):
    night(engine, "r1", {"a.html": b"1", "b.html": b"2"})
    list(groups_of(engine, "r1", "s1", 0.85))
    night(engine, "r2", bodies)
    found = list(groups_of(engine, "r2", "s1", jaccard))
    assert compared == [("r1", "s1", 0.85), ("r2", "s1", jaccard)]
    assert sum(len(group.copies) for group in found) == (len(bodies) if len(bodies) > 1 else 0)
