"""Mini-programs (小程序) of WeChat by their owner's interface: the day of the last release, nothing of what is in them.

`wxa/getversioninfo` (docs/accounts.md 2.3; docs/contract.md 4.14). A mini-program has no posts.
"""

import hashlib
from datetime import date

from auditor.collect.accounts.access import API, Access, Adapter
from auditor.collect.accounts.interface_answers import Answer, Unread, credentials_of, object_of, unread
from auditor.collect.accounts.open_platform import assert_own, stamp_of
from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import Clock
from auditor.collect.accounts.weixin_calls import WeixinCalls
from auditor.model import AccountReading, Basis, ReadingOutcome, Subject

VERSIONS = "/wxa/getversioninfo"


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return the day on which a mini-program was last released; one that never was is EMPTY, which proves nothing."""
    url = access.endpoints["weixin"] + VERSIONS
    try:
        held = credentials_of(subject, access, ADAPTER.needs)
        granted = hashlib.sha256(held["appid"].reveal().encode()).hexdigest()[:16]
        await assert_own(subject, access, f"{ADAPTER.id} {granted}", ADAPTER.needs)
        answer = await WeixinCalls(access, held["appid"], held["secret"]).post(VERSIONS, {})
        released = parse(answer, Clock(access.now, access.zone))
    except Unread as failure:
        return unread(subject, ADAPTER.id, access, failure, url)
    return AccountReading(
        account_id=subject.id,
        adapter=ADAPTER.id,
        outcome=ReadingOutcome.OK,
        at=access.now,
        as_of=access.now.astimezone(access.zone),
        released=released,
        source_url=url,
        basis=Basis.DIRECT,
    )


def parse(answer: Answer, clock: Clock) -> date:
    """Return the day of the version that visitors use (`release_info`); a trial version (`exp_info`) is none.

    Raises Unread: EMPTY where no version is released, PARSE_ERROR where it is not told when.
    """
    if not answer.get("release_info"):
        raise Unread(ReadingOutcome.EMPTY, "no version is released; a person has to look whether it can be used")
    raw = stamp_of(object_of(answer, "release_info"), "release_time")
    at = read_moment(raw, clock.now, clock.zone).at
    if at is None:
        raise Unread(ReadingOutcome.PARSE_ERROR, "the answer does not tell when the version was released")
    return at.astimezone(clock.zone).date()


ADAPTER = Adapter("weixin_miniprogram", {API: frozenset({"miniprogram"})}, read, ("appid", "secret"))
