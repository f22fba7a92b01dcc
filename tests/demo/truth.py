"""What rules that are known must say of the sample district, and no more: the answer key of the end-to-end test."""

from dataclasses import dataclass
from datetime import date

from auditor.demo.district import District
from auditor.demo.sites import PLANTED


@dataclass(frozen=True, slots=True, order=True)
class Verdict:
    """One thing said of one place: rule and severity of a finding, `suspected` where it is; or an unknown's reason."""

    subject: str
    target: str
    says: str


def findings(district: District, as_of: date) -> frozenset[Verdict]:
    """Return every finding there must be on a day; last year's report is due after January."""
    portal, bureau, feeds = district.portal, district.bureau, district.feeds
    due = {Verdict("education", f"{bureau}/", "site-annual-report minor")} if as_of.month > 1 else set()
    return frozenset(
        due
        | {
            Verdict("portal", f"{portal}/zt/jjyl/", "link-broken major"),
            Verdict("portal", f"{portal}/zwgk/tzgg/files/bmb.doc", "link-broken minor"),
            Verdict("portal", f"{portal}/bmdt/images/pump_2.jpg", "link-broken minor"),
            Verdict("portal", f"{portal}/qcxw/content_0990.html", "link-soft-404 minor"),
            Verdict("portal", "http://10.20.30.40/oa/", "link-private minor"),
            Verdict("portal", f"{portal}/bmdt/", "column-stale major"),
            Verdict("portal", f"{portal}/zwgk/rsxx/", "column-blank major"),
            Verdict("portal", f"{portal}/zwgk/tzgg/content_1103.html", "post-duplicate minor"),
            Verdict("education", f"{bureau}/", "site-home-stale veto"),
            Verdict("education", f"{bureau}/col/col2101/index.html", "column-stale major"),
            Verdict("education", f"{portal}/zwgk/tzgg/content_1199.html", "link-broken minor"),
            Verdict("education", f"{bureau}/", "site-footer minor"),
            Verdict("education", PLANTED, "link-no-notice advice suspected"),
            Verdict("education", PLANTED, "link-hidden major suspected"),
            Verdict("education", f"{bureau}/col/col2101/index.html", "page-tags minor"),
            Verdict("education", f"{bureau}/col/col2104/index.html", "message-unanswered veto suspected"),
            Verdict("education", f"{bureau}/art/content_2202.html", "page-date minor"),
            Verdict("education", f"{bureau}/art/content_2203.html", "post-redated major suspected"),
            Verdict("education", f"{bureau}/art/content_2204.html", "link-empty advice"),
            Verdict("education", f"{bureau}/art/content_2205.html", "page-fragment-missing advice"),
            Verdict("education", f"{bureau}/art/content_2208.html", "interpretation-unlinked minor"),
            Verdict("jy-weixin", "sample-jy-weixin", "account-dormant veto"),
            Verdict("wj-weixin", "sample-wj-weixin", "account-dormant veto"),
            Verdict("zwfw-weixin", f"{feeds}/zwfw/p/3", "post-duplicate minor"),
            Verdict("zwfw-weixin", f"{feeds}/zwfw/p/2", "post-link-broken minor"),
            Verdict("hz-weixin", "sample-hz-weixin", "account-duplicate major"),
            Verdict("hzdj-weixin", "sample-hzdj-weixin", "account-duplicate major"),
            Verdict("ga-channels", "sample-ga-channels", "account-dormant veto"),
            Verdict("ga-channels", "sample-ga-channels", "account-subject minor suspected"),
            Verdict("ga-channels", "sample-ga-channels", "account-no-interaction veto suspected"),
            Verdict("hall", "关于老码头片区供水管道更新期间临时停水的通知", "notice-expired minor"),
            Verdict("hall", "关于调整青石路临时停车时段的公告", "notice-duplicate minor"),
        }
    )


def unknown(district: District) -> frozenset[Verdict]:
    """Return everything that cannot be judged and must be named as such."""
    portal, bureau = district.portal, district.bureau
    return frozenset(
        {
            Verdict("portal", f"{portal}/", "partial"),
            Verdict("portal", f"{portal}/", "not_applicable"),
            Verdict("education", f"{bureau}/", "not_applicable"),
            Verdict("portal", f"{portal}/search/index.html", "robots"),
            Verdict("portal", f"{portal}/hd/wszx.html", "challenge"),
            Verdict("portal", f"{portal}/nbxx/", "auth"),
            Verdict("portal", f"{portal}/zwgk/cggg/", "script_filled"),
            Verdict("education", PLANTED, "unsupported"),
            Verdict("cg-weibo", "sample-cg-weibo", "challenge"),
            Verdict("wl-xiaohongshu", "sample-wl-xiaohongshu", "empty"),
            Verdict("sw-kuaishou", "sample-sw-kuaishou", "undated"),
            Verdict("matrix", "weixin", "partial"),
            Verdict("matrix", "weibo", "partial"),
        }
        | {Verdict(account, f"sample-{account}", "not_told") for account in NOT_TOLD}
    )


NOT_TOLD = (
    "qcfb-weixin", "qcfb-weibo", "jy-weixin", "jy-douyin", "wj-weixin", "sw-kuaishou", "hz-weixin", "hzdj-weixin",
    "zwfw-weixin",
)  # fmt: skip
"""Accounts whose feed or export says nothing of who stands behind them and what visitors can do."""
