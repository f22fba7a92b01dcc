from sqlalchemy import insert, update

from auditor.model import ReadingOutcome
from auditor.store.schema import sighting
from auditor.store.sightings import earlier_sightings, row_of
from tests.make import AS_OF, at, days_ago, post, reading


def told(engine, before=AS_OF):
    return [(one.on, one.outcome) for one in earlier_sightings(engine, "a1", "now", before)]


def keep(engine, *days):
    with engine.begin() as connection:
        for back, outcome in days:
            seen = reading(post(back + 1), outcome=ReadingOutcome(outcome), at=at(days_ago(back)))
            connection.execute(insert(sighting), row_of(f"r{back}", days_ago(back), seen))


def test_earlier_days_are_told_newest_first_and_the_same_day_is_not(engine):
    keep(engine, (3, "ok"), (1, "deleted"), (0, "deleted"))
    assert told(engine) == [(days_ago(1), "deleted"), (days_ago(3), "ok")]
    (newest, _) = earlier_sightings(engine, "a1", "now", AS_OF)
    assert (newest.at, newest.newest, newest.posts) == (at(days_ago(1)), at(days_ago(2)), 1)


def test_an_outcome_that_only_another_version_knows_is_passed_over(engine):
    keep(engine, (2, "ok"), (1, "deleted"))
    with engine.begin() as connection:
        connection.execute(update(sighting).where(sighting.c.run == "r1").values(outcome="of_the_future"))
    assert told(engine) == [(days_ago(2), "ok")]
