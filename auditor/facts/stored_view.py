"""What checks read: a run of the store, with how much of each subject it saw."""

from collections import Counter

from auditor.facts.home import HomeReading
from auditor.facts.pages import long_site_code
from auditor.facts.site_columns import NOT_READ, ColumnReading, contradiction
from auditor.facts.standings import account_state, point_state, site_state
from auditor.facts.stored_run import StoredRun
from auditor.facts.syndication import Syndicated
from auditor.model import AccountReading, Outcome, SiteObservation, Subject, SubjectStanding, SubjectState
from auditor.model.subject import PointObservation
from auditor.reading.site_model import Trust
from auditor.text.notice_boards import hanging


class StoredView(StoredRun):
    """One run as checks see it (the View protocol of auditor.rules)."""

    def standing(self, subject: str) -> SubjectStanding:
        """Return how much of a subject was seen, with its last update and counts."""
        row = self.by_id[subject]
        if site := self.get(SiteObservation, subject):
            return self._site(row, site)
        if account := self.get(AccountReading, subject):
            return self._account(row, account)
        if point := self.get(PointObservation, subject):
            return self._point(row, point)
        return SubjectStanding(row, SubjectState.UNKNOWN, Outcome.NOT_REACHED.value)

    def _site(self, row: Subject, seen: SiteObservation) -> SubjectStanding:
        home, columns = self.get(HomeReading, row.id), list(self.each(ColumnReading, row.id))
        unread = Counter(contradiction(one) for one in columns if one.trust is Trust.UNKNOWN)
        state, why = site_state(seen, {name: count for name, count in unread.items() if name in NOT_READ})
        days = [column.newest for column in columns if column.newest is not None]
        if home is not None and home.newest is not None:
            days.append(home.newest)
        stats: dict[str, int | str] = {
            "looked": seen.looked, "pages": seen.pages, "unchanged": seen.unchanged, "sitemap_urls": seen.sitemap_urls,
            "not_reached": seen.not_reached, "columns": len(columns), "undecided": sum(seen.undecided.values()),
            "seconds": int(seen.seconds),
        }  # fmt: skip
        if code := self.once(long_site_code, row.id):
            stats["site_code_of_12_digits"] = code
        shared = self.get(Syndicated, row.id) or Syndicated()
        counts = {"from_above": shared.from_above, "elsewhere": shared.elsewhere}
        stats.update({name: count for name, count in counts.items() if count})
        return SubjectStanding(row, state, why, max(days, default=None), stats)

    def _account(self, row: Subject, reading: AccountReading) -> SubjectStanding:
        state, why = account_state(reading)
        times = [*(post.published_at for post in reading.posts), reading.last_post_at]
        days = [time.astimezone(self.zone).date() for time in times if time]
        last = max((day for day in days if day <= self.as_of), default=None)
        return SubjectStanding(row, state, why, last, {"posts": len(reading.posts), "adapter": reading.adapter})

    def _point(self, row: Subject, point: PointObservation) -> SubjectStanding:
        state, why = point_state(point.sheets, point.fault)
        posted = [sheet.posted_on for sheet in point.sheets if sheet.posted_on and sheet.posted_on <= self.as_of]
        there = len(hanging(point.sheets, self.as_of))
        return SubjectStanding(row, state, why, max(posted, default=None), {"sheets": there})
