"""One text at several addresses of one site, or posted again by one account."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from auditor.facts.account_copies import PostCopies
from auditor.facts.kept_copies import PageCopies
from auditor.model import AccountReading, Location, Subject, SubjectKind
from auditor.rules import Confidence, Finding, Limit, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import each_seen
from auditor.text.copy_groups import Copy, CopyTerms, DuplicateGroup, address_of, again, batches, day_of, shown_day

ITEM = Source("《2025年虹口区政务公开工作要点》第 3 项：及时清理政府网站、政务新媒体等渠道冗余信息")
OWN = Source("自定：无约束性定义 (own: no binding text defines a redundant copy)", seen=False)
SHOWN = 20


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Report copies of one text within one site or one account, whatever their 来源; the copy to keep is the target.

    A page that adds a head or a tail to the text of another is a copy where their titles are alike, and suspected only.
    Other sites, accounts and platforms are syndication, a duty. Pages shown as more than `redated_days` newer than
    the first are `post-redated` instead (docs/contract.md 4.9).
    """
    yield from each_seen(view, SubjectKind.SITE, partial(_pages, view, limits))
    yield from each_seen(view, SubjectKind.ACCOUNT, partial(_posts, view, limits))


def _pages(view: View, limits: Limits, site: Subject) -> Iterator[Verdict]:
    ours = limits.of(site.id)
    for group in view.each(PageCopies, site.id, _terms(ours)):
        for place, copies in enumerate(batches(group.copies, ours["redated_days"])):
            # A page that prints a newer day is post-redated, and not both (docs/contract.md 4.9).
            if len(copies) < 2 or (place and any(map(shown_day, copies))):
                continue
            recorded = any(one.disclosure for one in copies[1:])
            found = _finding(site, copies, group, ours)
            yield replace(found, action="keep", variant="disclosure") if recorded else found


def _posts(view: View, limits: Limits, account: Subject) -> Iterator[Verdict]:
    """Reposts, pinned and later posts do not count, nor do those of a regular series or far apart."""
    ours = limits.of(account.id)
    groups = list(view.each(PostCopies, account.id, ours["jaccard"]))
    reading = view.get(AccountReading, account.id) if groups else None
    left_out = {post.key for post in reading.posts if post.is_repost or post.is_pinned} if reading else set()
    for group in groups:
        known = [one for one in group.copies if (day_of(one) or view.as_of) <= view.as_of]
        own = [one for one in known if not one.key or one.key not in left_out]
        copies = again(own, ours["window"], ours["series"])
        if copies:
            yield replace(_finding(account, copies, group, ours), action="review", variant="account")
        elif len(own) > 1 and len(list(filter(day_of, own))) < 2:
            yield Unknown(account.id, address_of(own[0]), "undated")


def _terms(limits: Mapping[str, float]) -> CopyTerms:
    return CopyTerms(limits["jaccard"], limits["contained"], limits["longer"])


def _finding(subject: Subject, copies: list[Copy], group: DuplicateGroup, limits: Mapping[str, float]) -> Finding:
    keep, *others = copies
    told = others[:SHOWN] if keep is group.copies[0] else []
    sure = group.similarity >= limits["certain"] and not any(one.contained for one in others)
    return Finding(
        subject=subject.id,
        target=address_of(keep),
        values={
            "title": keep.title,
            "copies": len(copies),
            "members": [address_of(one) for one in others],
            "similarity": round(group.similarity, 3),
            "similarities": [f"{100 * one.similarity:.4g}%" for one in told],
            "differences": ["; ".join(one.differences) for one in told] if any(one.differences for one in told) else [],
            "limit": limits["jaccard"],
            "window": limits["window"],
            "characters": group.characters,
            "disclosure": [address_of(one) for one in copies if one.disclosure],
            "origin": keep.origin,
        },
        locations=tuple(Location(address_of(one), one.title, str(day_of(one) or "")) for one in others[:SHOWN]),
        location_count=len(others),
        confidence=Confidence.CONFIRMED if sure else Confidence.SUSPECTED,
        action="merge",
    )


ZH = Words(
    title="同一内容重复发布",
    why="同一网站多个网址、同一账号多次发布同一内容，属冗余信息；各单位各自转载上级和兄弟单位的内容不在此列，同一网站内重复的仍应归并。",
    summary="“{title}”在本站 {copies} 个网址各发布一次（相似度 {similarity}，限 {limit}）",
    suggestion="保留 {target}，其余网址改为指向它，不直接删除。",
)
EN = Words(
    title="One text published several times",
    why="Copies within one site or one account are redundant; republishing for other bodies is a duty and not counted.",
    summary="“{title}” stands at {copies} addresses of this site (similarity {similarity}, limit {limit})",
    suggestion="Keep {target} and let the other addresses lead to it; delete nothing outright.",
)
RECORD_ZH = "政府信息公开专栏的页面都应保留；请注明以 {target} 为准。"
RECORD_EN = "Pages of the disclosure area stay; say there that {target} is the one to use."
POSTED_ZH = "同一账号在 {window} 天内将“{title}”发布了 {copies} 次（相似度 {similarity}，限 {limit}）"
POSTED_EN = "This account posted “{title}” {copies} times within {window} days (similarity {similarity}, limit {limit})"
VARIANTS = {
    "disclosure": {"zh": replace(ZH, suggestion=RECORD_ZH), "en": replace(EN, suggestion=RECORD_EN)},
    "account": {
        "zh": replace(ZH, summary=POSTED_ZH, suggestion="保留最早一条 {target}，其余由账号负责人核实处理。"),
        "en": replace(EN, summary=POSTED_EN, suggestion="Keep the first, {target}; let the owner look at the others."),
    },
}
RULE = Rule(
    id="post-duplicate",
    item=3,
    kind="page, post",
    severity=Severity.MINOR,
    source=ITEM,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={
        "jaccard": Limit(0.85, "share of 3-grams", OWN),
        "certain": Limit(0.95, "share of 3-grams", OWN),
        "contained": Limit(0.9, "share of 3-grams", OWN),
        "longer": Limit(2, "ratio", OWN),
        "redated_days": Limit(3, "days", OWN),
        "window": Limit(30, "days", OWN),
        "series": Limit(4, "posts", OWN),
    },
    variants=VARIANTS,
    proposal="merge",
    copies=True,
    excerpt="texts",
)
