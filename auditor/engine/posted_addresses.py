"""Put what the posts of accounts lead to among the addresses that are looked at once a run."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from auditor.config import Settings
from auditor.extract.post_links import recent_posts, targets_of
from auditor.model import AccountReading, RegisterStatus, Subject, SubjectKind
from auditor.rules import Limits
from auditor.rules.registry import limits_in_force, load
from auditor.store.packing import unpack
from auditor.store.recorder import Recorder, What
from auditor.store.schema import observation
from auditor.store.store_faults import reading


def queue_post_links(recorder: Recorder, subjects: Iterable[Subject], settings: Settings) -> None:
    """Queue the addresses that recent posts of accounts read in this run lead to; without a rule on them, none.

    How many posts are recent is the rule's limit. An address that a site's walk has looked at is not asked again.
    """
    rule = load().by_role("post_links")
    if rule is None:
        return
    limits = limits_in_force(rule, settings)
    recorder.flush()
    for subject in subjects:
        if subject.kind is SubjectKind.ACCOUNT and subject.status is not RegisterStatus.CLOSED:
            _queue_recent(recorder, subject, limits)


def queue_wanted_links(recorder: Recorder, subjects: Iterable[Subject], wanted: Mapping[str, Sequence[str]]) -> None:
    """Queue, of accounts, the addresses named for them, and no others."""
    recorder.flush()
    for subject in subjects:
        if subject.kind is SubjectKind.ACCOUNT:
            _queue(recorder, subject, wanted.get(subject.id, ()))


def _queue(recorder: Recorder, subject: Subject, targets: Iterable[str]) -> None:
    addresses = list(dict.fromkeys(targets))
    if addresses:
        recorder.queue(subject.id, recorder.ids.of(addresses), 0, [What.POST_LINK] * len(addresses))


def _queue_recent(recorder: Recorder, subject: Subject, limits: Limits) -> None:
    with reading(recorder.engine) as connection:
        blob = connection.execute(
            select(observation.c.blob).where(
                observation.c.run == recorder.run,
                observation.c.subject == subject.id,
                observation.c.kind == "account",
            )
        ).scalar()
    if blob is None:
        return
    posts = recent_posts(unpack(blob, AccountReading).posts, limits.of(subject.id)["posts"])
    _queue(recorder, subject, (one for post in posts for one in targets_of(post, subject.platform)))
