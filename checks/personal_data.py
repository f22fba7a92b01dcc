"""Numbers of persons that a page, a post or a document on a site shows unmasked."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from auditor.facts.attachment_leaks import LeakReading
from auditor.model import MARKS, AccountReading, Leak, Location, Subject, SubjectKind
from auditor.rules import Confidence, Finding, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import each_seen
from auditor.text.text_leaks import Part, find_leaks

ITEM = Source("《2025年虹口区政务公开工作要点》第 3 项：信息公开保密审查；2022年第二季度政府网站检查：泄露个人信息")
SHOWN = 5


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find resident IDs, bank cards, passports, and mobile numbers in lists of persons; one finding a page, document
    or post.

    Confirmed where check digits and the words round them leave no doubt. Only masked numbers reach this rule from
    pages and documents, and only masked ones leave it. Documents that were not read are unknown.
    """
    yield from each_seen(view, SubjectKind.SITE, partial(_pages, view))
    yield from each_seen(view, SubjectKind.ACCOUNT, partial(_posts, view))


def _pages(view: View, site: Subject) -> Iterator[Verdict]:
    for seen in view.each(LeakReading, site.id):
        found = _numbers(seen.leaks)
        if found:
            finding = _finding(site.id, seen.url, found, seen.title)
            yield _document(finding, seen, found) if seen.attachment else finding
        if seen.unread:
            yield Unknown(site.id, seen.url, seen.unread, seen.detail)


def _document(finding: Finding, seen: LeakReading, found: list[Leak]) -> Finding:
    places = [place for one in found for place in one.places]
    values = {**finding.values, "document": seen.attachment, "stands_at": list(dict.fromkeys(places))[:SHOWN]}
    return replace(finding, values=values, locations=seen.locations, location_count=seen.location_count)


def _posts(view: View, account: Subject) -> Iterator[Verdict]:
    reading = view.get(AccountReading, account.id)
    for post in reading.posts if reading else ():
        if post.removed or post.is_repost:
            continue
        found = _numbers(find_leaks([Part([post.title, *post.text.split("\n")], marked=False)], view.as_of))
        if found:
            finding = _finding(account.id, post.url or post.key, found, post.title)
            day = str(post.published_at.date()) if post.published_at else ""
            place = Location(post.url, post.title, day)
            yield replace(finding, locations=(place,), location_count=1, variant="post")


def _numbers(leaks: Iterable[Leak]) -> list[Leak]:
    return [one for one in leaks if one.kind not in MARKS]


def _finding(subject: str, target: str, found: list[Leak], title: str) -> Finding:
    sure = any(one.sure for one in found)
    return Finding(
        subject=subject,
        target=target,
        values={
            "title": title,
            "leaks": [one.kind for one in found],
            "numbers": sum(one.count for one in found),
            "masked": [shown for one in found for shown in one.shown][:SHOWN],
        },
        locations=(Location(target, title, ""),),
        location_count=1,
        confidence=Confidence.CONFIRMED if sure else Confidence.SUSPECTED,
        action="mask",
    )


ZH = Words(
    title="公开了未遮盖的个人信息",
    why="身份证号、银行卡号等个人信息一经公开即可能被滥用；公开前应当审查并遮盖。",
    summary="网上可见未遮盖的{leaks} {numbers} 个（{masked}）",
    suggestion="立即下线 {target} 或遮盖其中的号码后重新发布，并请搜索引擎清除快照；核查同类文件。",
)
EN = Words(
    title="Personal data shown unmasked",
    why="IDs, bank cards and the like can be misused once published; they are to be checked and masked before.",
    summary="Anybody can see unmasked numbers of persons ({leaks}), {numbers} in all ({masked})",
    suggestion="Take {target} down at once or publish it again with the numbers masked, have search engines drop their "
    "copies, and look through documents of the same kind.",
)
RULE = Rule(
    id="personal-data",
    item=3,
    kind="page, post, attachment",
    severity=Severity.MAJOR,
    source=ITEM,
    check=check,
    words={"zh": ZH, "en": EN},
    variants={
        "post": {
            "zh": replace(ZH, summary="一条内容中可见未遮盖的{leaks} {numbers} 个（{masked}）",
                          suggestion="立即删除或修改 {target} 并核查该账号的其他内容。"),
            "en": replace(EN, summary="A post shows unmasked numbers of persons ({leaks}), {numbers} in all ({masked})",
                          suggestion="Take down or mend {target} at once and look through the account's other posts."),
        }
    },
    proposal="mask",
    screenshot="never",
)  # fmt: skip
