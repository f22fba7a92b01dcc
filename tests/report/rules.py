"""Rules for report tests, with words of their own: the report must not depend on which rules are installed."""

from auditor.rules import Limit, Rule, Severity, Source, Words
from tests.rules.declared import declared

CLAUSE = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》")
UNSEEN = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》功能设计", seen=False)


def _rule(
    id: str,
    item: int,
    kind: str,
    severity: Severity,
    titles: tuple[str, str],
    summaries: tuple[str, str],
    limits: dict[str, Limit] | None = None,
    source: Source = CLAUSE,
    variants: dict[str, tuple[str, str]] | None = None,
) -> Rule:
    why = "打不开的链接、图片和附件让办事人看不到内容，也是检查中常见的扣分项。"
    advice = "核对后改正；确需保留的，在显著位置注明。"

    def words(pair: tuple[str, str]) -> dict[str, Words]:
        return {
            "zh": Words(titles[0], why, pair[0], advice),
            "en": Words(titles[1], "Visitors cannot reach what they need.", pair[1], "Check, then correct or mark it."),
        }

    more = {name: words(pair) for name, pair in (variants or {}).items()}
    made = Rule(id, item, kind, severity, source, lambda view, limits: (), words(summaries), limits or {}, more)
    return declared(made)


CLASSES = {"news": 14, "notice": 180, "policy": 180, "interpretation": 180, "statistics": 90, "plans": 365}
DAYS = {name: Limit(days, "days", CLAUSE) for name, days in CLASSES.items()}

RULES = {
    one.id: one
    for one in (
        _rule("post-duplicate", 3, "page", Severity.MINOR, ("同文多处发布", "Same text in several places"),
              ("“{title}”在站内多处发布，正文相同", "“{title}” stands in several places with the same text"),
              {"jaccard": Limit(0.85, "ratio", CLAUSE)}),
        _rule("notice-expired", 3, "notice point", Severity.MINOR, ("张贴件已过期", "Posted sheet has expired"),
              ("“{target}”已于 {expires_on} 到期，仍在张贴（{days} 天）",
               "“{target}” expired on {expires_on} and is still posted ({days} days)")),
        _rule("link-broken", 25, "page", Severity.MINOR, ("链接打不开", "Link does not open"),
              ("{kinds}打不开：{outcome}；{pages} 个页面引用，已检测 {looks} 次",
               "The {kinds} does not open: {outcome}; pages that hold it: {pages}, looks: {looks}"),
              {"looks": Limit(2, "looks", CLAUSE)}, UNSEEN,
              {"status": ("{kinds}返回错误 {status}；{pages} 个页面引用，已检测 {looks} 次",
                          "The {kinds} answers with error {status}; pages that hold it: {pages}, looks: {looks}")}),
        _rule("column-stale", 25, "column", Severity.MAJOR, ("栏目长期未更新", "Column not updated"),
              ("栏目“{name}”（{column_class}）最新内容日期为 {newest}，距检查日 {days} 天（限 {limit} 天）",
               "The newest item of “{name}” ({column_class}) is dated {newest}, {days} days old (limit {limit})"),
              DAYS),
        _rule("column-blank", 25, "column", Severity.MAJOR, ("空白栏目", "Blank column"),
              ("栏目“{name}”的列表中没有任何内容", "The list of “{name}” holds no item")),
        _rule("site-home-stale", 25, "site", Severity.VETO, ("首页长期未更新", "Home page not updated"),
              ("{place}最新一条信息的日期是 {newest}，距检查日 {days} 天（限 {limit} 天）",
               "The newest item on {place} is dated {newest}, {days} days before the audit (limit {limit})"),
              {"days": Limit(14, "days", CLAUSE)}),
        _rule("account-dormant", 27, "account", Severity.VETO, ("账号停更", "Account is dormant"),
              ("最近一次发布是 {newest}，截至 {until} 已 {days} 天没有更新（限 {limit} 天）",
               "The last post is of {newest}; by {until} there was none for {days} days (limit {limit})"),
              {"silent": Limit(14, "days", CLAUSE), "zombie": Limit(90, "days", CLAUSE)}),
    )
}  # fmt: skip
