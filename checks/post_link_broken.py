"""Recent posts of accounts that lead to what is no longer there."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from auditor.facts.post_targets import PostTarget
from auditor.model import Outcome, Subject, SubjectKind
from auditor.platforms import row_of
from auditor.rules import Confidence, Finding, Limit, Limits, Rule, Severity, Source, Unknown, Verdict, View, Words
from auditor.rules.registered import each_seen, target_of
from auditor.rules.undecided import GONE, settled

CLAUSE = Source("贵州省 2025 年第二季度政府网站与政务新媒体检查通报")
OWN = Source("自定：相隔一段时间的一致检测达到此数才算确认 (own: looks that agree, apart in time, to be sure)")
DAYS = Source("自定：域名解析失败须在不同日期都出现 (own: a name that does not resolve must fail on several days)")


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find links of the newest posts that answer 404 or 410, whose name is gone, or whose page says it is missing.

    Other failures say nothing of a post's link, and of social platforms only WeChat articles are looked at: other
    pages want their own app. On Weibo a link may be blank by the platform's doing: only suspected.
    """
    return each_seen(view, SubjectKind.ACCOUNT, partial(_links, view, limits))


def _links(view: View, every: Limits, account: Subject) -> Iterator[Verdict]:
    limits = every.of(account.id)
    for target in view.each(PostTarget, account.id, limits["posts"]):
        outcome = settled(target.outcome, target.status)
        if variant := _dead(target, outcome, limits["days"]):
            yield _finding(account, target, variant, limits["looks"])
        elif outcome not in (Outcome.OK, Outcome.PRIVATE):
            held_by = target.posts[0].url if target.posts else target_of(account)
            told = f"{target.url}: {target.detail}" if target.detail else target.url
            yield Unknown(account.id, held_by, outcome.value, told)


def _dead(target: PostTarget, outcome: Outcome, days: float) -> str:
    if outcome is Outcome.HTTP_ERROR and target.status in GONE:
        return "status"
    if outcome is Outcome.DNS and target.days >= days:
        return "name"
    return "words" if outcome is Outcome.OK and target.soft_404 else ""


def _finding(account: Subject, target: PostTarget, variant: str, looks: float) -> Finding:
    sure = (variant != "status" or target.looks >= looks) and not row_of(account.platform).hides_links
    return Finding(
        subject=account.id,
        target=target.posts[0].url if target.posts else target_of(account),
        values={
            "link": target.url,
            "outcome": target.outcome.value,
            "status": target.status,
            "sign": target.soft_404,
            "posts": target.post_count,
            "title": target.posts[0].text if target.posts else "",
            "looks": target.looks,
            "days": target.days,
            "final_url": target.final_url,
            "detail": target.detail,
        },
        locations=target.posts,
        location_count=target.post_count,
        confidence=Confidence.CONFIRMED if sure else Confidence.SUSPECTED,
        action="fix_link",
        variant="" if variant == "status" else variant,
        part=target.url,
    )


ZH = Words(
    title="新媒体内容中的链接打不开",
    why="读者点开推送里的链接看不到内容；检查中按错链断链计。",
    summary="近期内容中的链接 {link} 返回错误 {status}；{posts} 条内容引用，已检测 {looks} 次",
    suggestion="平台允许修改的，改正链接；不允许的，补发更正或在评论区说明有效地址。",
)
EN = Words(
    title="Dead link in a recent post",
    why="Readers who follow the link of a post see nothing; inspections count it as a broken link.",
    summary="The link {link} answers with error {status}; recent posts that hold it: {posts}, looks: {looks}",
    suggestion="Correct the link where the platform allows it, else post a correction with an address that works.",
)
NAME = (
    "近期内容中的链接 {link} 域名无法解析，在 {days} 个日期都是如此；{posts} 条内容引用",
    "The name in the link {link} does not resolve, on {days} days; recent posts that hold it: {posts}",
)
SAYS = (
    "近期内容中的链接 {link} 能打开，但页面表明内容不存在（{sign}）；{posts} 条内容引用",
    "The link {link} opens, but the page says there is nothing ({sign}); recent posts that hold it: {posts}",
)
RULE = Rule(
    id="post-link-broken",
    item=27,
    kind="post",
    severity=Severity.MINOR,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={"posts": Limit(50, "posts", CLAUSE), "looks": Limit(2, "looks", OWN), "days": Limit(2, "days", DAYS)},
    variants={
        "name": {"zh": replace(ZH, summary=NAME[0]), "en": replace(EN, summary=NAME[1])},
        "words": {"zh": replace(ZH, summary=SAYS[0]), "en": replace(EN, summary=SAYS[1])},
    },
    limit_names={"days": {"zh": "域名失败的日期", "en": "days of failing names"}},
    role="post_links",
    remark=5,
    excerpt="texts",
)
