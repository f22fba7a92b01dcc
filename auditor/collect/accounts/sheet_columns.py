"""The columns of what people save of accounts: posts, states, checks (docs/contract.md 1, docs/accounts.md 4.2).

Aliases are those of the platforms' own exports (公众号 内容分析 and 发表记录, 微博 数据助手, 抖音, 快手, 头条号,
视频号助手, 哔哩哔哩, 小红书) and of the lists of 清博 and 新榜.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import Clock
from auditor.inventory.register_columns import Vocabulary, vocabulary
from auditor.inventory.register_rows import shown
from auditor.inventory.tables import Fault, Record, Table
from auditor.inventory.tables.table_faults import TABLE_WORDS, Words, fault
from auditor.model import ReadingOutcome

Columns = Mapping[str, tuple[str, ...]]

EXPORTED = ("导出时间", "导出日期", "下载时间", "数据导出时间", "采集时间", "抓取时间", "数据截止时间", "saved_at")
ACCOUNT_IDS = ("账号ID", "微信号", "公众号ID", "公众号ghid", "原始ID", "uid", "微博UID", "AppID")

POST_COLUMNS: Columns = {
    "title": ("标题", "文章标题", "作品标题", "内容标题", "作品名称", "作品描述", "视频描述", "视频标题", "稿件标题",
              "笔记标题", "图文标题", "微头条标题", "推文标题"),
    "url": ("链接", "网址", "文章链接", "作品链接", "内容url", "原文链接", "图文链接", "视频链接", "笔记链接",
            "微博链接", "永久链接", "微博地址", "文章地址", "link"),
    "published_at": ("发布时间", "发表时间", "首次发布时间", "推送时间", "群发时间", "发文时间", "创建时间",
                     "微博发布时间", "created_at", "create_time", "pubdate", "publish_time"),
    "published_on": ("发布日期", "发表日期", "群发日期", "发文日期", "日期", "date"),
    "text": ("正文", "内容", "文章内容", "微博内容", "微博正文", "博文内容", "content"),
    "reads": ("阅读量", "阅读数", "浏览量", "播放量", "播放数", "阅读次数", "总阅读次数", "图文阅读次数", "观看量",
              "观看数", "播放次数", "阅读(播放)量", "阅读/播放量"),
    "likes": ("点赞", "点赞量", "点赞数", "赞", "赞数", "喜欢", "获赞数", "点赞次数", "attitudes_count"),
    "comments": ("评论", "评论量", "评论数", "评论次数", "留言数", "留言条数", "comments_count"),
    "shares": ("分享", "分享量", "分享数", "分享次数", "总分享次数", "转发", "转发量", "转发数", "转发次数", "reposts",
               "reposts_count", "转发聊天和朋友圈"),
    "id": ("编号", "文章ID", "作品ID", "视频ID", "微博ID", "内容ID", "BV号", "稿件BV号", "bvid", "笔记ID", "msgid"),
    "account": ("账号", "账号名称", "公众号", "公众号名称", "新媒体名称", "微博昵称", "发布账号", "媒体名称",
                "账号昵称"),
    "account_id": ACCOUNT_IDS,
    "platform": ("平台", "注册平台", "发布平台", "新媒体类型"),
    "exported_at": EXPORTED,
    "visibility": ("审核状态", "发布状态", "可见范围", "可见性", "状态", "作品状态", "文章状态", "发表状态"),
    "is_repost": ("是否转发", "是否转发微博", "微博类型", "是否转载"),
    "is_pinned": ("是否置顶", "置顶"),
}  # fmt: skip
"""Canonical names of a table of posts with the other names that platforms' exports use."""

STATE_COLUMNS: Columns = {
    "id": ("编号", "登记编号"),
    "account_id": ACCOUNT_IDS,
    "name": ("名称", "账号名称", "新媒体名称", "公众号名称", "公众号", "账号", "account", "小程序名称", "应用名称"),
    "platform": ("平台", "注册平台", "新媒体类型"),
    "state": ("状态", "账号状态", "运行状态", "status"),
    "last_post_at": ("最近发布时间", "最后发布时间", "最新发布时间", "最近发布日期", "最后发布日期", "最近一次发布时间",
                     "最近更新时间", "最后更新时间", "最近更新日期", "最后更新日期", "最近发文时间", "最后发文时间",
                     "最新发文时间", "last_active", "last_active_at", "last_post"),
    "posts_total": ("作品数", "作品总数", "发文数", "发文总数", "发布总数", "微博数", "文章数", "内容数", "累计发布数",
                    "statuses_count"),
    "followers": ("粉丝数", "关注量", "订阅数", "粉丝量", "粉丝量（万）", "关注人数", "总用户数", "followers_count"),
    "display_name": ("昵称", "显示名称", "账号昵称", "平台显示名称"),
    "subject": ("认证主体", "账号主体", "主体", "主体名称", "认证信息", "verified_as"),
    "verified": ("是否认证", "认证状态", "认证"),
    "comments": ("评论", "评论功能", "评论开关", "留言", "留言功能"),
    "messages": ("私信", "私信功能", "私信开关", "消息", "消息回复"),
    "menu": ("菜单", "自定义菜单", "菜单功能", "服务菜单"),
    "checked_at": ("核查时间", "核查日期", "检查时间", "检查日期", "巡查时间", "at", *EXPORTED, "exported_at"),
    "released_at": ("更新时间", "发布版本时间", "版本更新时间", "版本发布时间", "最近版本时间", "最新版本时间"),
    "moved_to": ("迁移至", "迁至", "新账号"),
    "by": ("核查人", "检查人", "巡查人"),
    "words": ("what", "核查情况", "检查情况", "巡查情况", "情况说明"),
    "picture": ("截图", "截图文件", "图片", "照片", "screenshot"),
}  # fmt: skip
"""Canonical names of a table of accounts, one row each, as an export or a person's check."""

_OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "active": ("normal", "正常", "正常运行", "运行正常", "运行中", "正常使用", "在用", "存在", "活跃", "停更", "未更新",
               "长期未更新", "僵尸", "拟注销", "待注销"),
    "not_found": ("不存在", "账号不存在", "用户不存在", "查无此号", "查无此账号"),
    "deleted": ("cancelled", "已注销", "注销", "已自主注销", "系统注销", "已系统注销", "已删除"),
    "suspended": ("banned", "封禁", "已封禁", "被封禁", "被封", "封号", "已屏蔽", "被屏蔽"),
    "deactivated": ("停用", "已停用", "冻结", "已冻结", "冻结中"),
    "moved": ("renamed", "已迁移", "迁移", "已更名", "更名", "已改名"),
    "private": ("私密", "已设私密", "不公开", "仅好友可见"),
}  # fmt: skip
STATES: Vocabulary = vocabulary(_OUTCOMES)
"""What may be said of an account's state; all but `active` are reading outcomes of that name."""

SWITCHES: Vocabulary = vocabulary(
    {
        "on": ("true", "yes", "1", "开", "开启", "已开启", "开放", "打开", "是", "有", "已开通", "已设置", "正常",
               "可用", "已认证"),
        "off": ("false", "no", "0", "关", "关闭", "已关闭", "未开启", "未开放", "未开通", "否", "没有", "未设置",
                "不可用", "未认证"),
    }
)  # fmt: skip

VISIBILITY: Vocabulary = vocabulary(
    {
        "hidden": ("private", "pending", "draft", "审核中", "待审核", "审核不通过", "未通过", "审核未通过", "不通过",
                   "私密", "仅自己可见", "自己可见", "好友可见", "仅好友可见", "草稿", "待发布",
                   "未发布", "发布失败", "发送失败", "转码中"),
        "owner": ("deleted", "已删除", "删除", "作者删除", "已撤回", "撤回"),
        "platform": ("removed", "违规删除", "平台删除", "已下架", "下架", "已屏蔽", "被屏蔽", "违规屏蔽"),
    }
)  # fmt: skip
"""Posts that no visitor sees: never published, or taken away by their owner or the platform."""

YES = frozenset({"是", "true", "yes", "1", "转发", "转载", "置顶", "已置顶"})
"""What says so of a repost or a pinned post, folded."""


def outcome_of(word: str) -> ReadingOutcome | None:
    """Return the outcome that a state's word stands for, OK for an account that is there, None for an unknown word."""
    code = STATES.code(word)
    return ReadingOutcome.OK if code == "active" else ReadingOutcome(code) if code else None


# Messages on files of posts, states of accounts and checks, Chinese first: what is wrong, then the remedy.

SHEET_WORDS: Words = {
    **TABLE_WORDS,
    "no_key": (
        "表中没有说明是哪个账号的列；请增加一列，列名可用：{names}",
        "no column says which account a row is of; add one named {names}",
    ),
    "ahead": (
        "“{value}”晚于读取的时间；请核对",
        "'{value}' lies after the time of reading; check it",
    ),
    "after_check": (
        "最近发布时间“{value}”晚于核查时间；请核对两个时间",
        "the last post, '{value}', is later than the check; check both times",
    ),
    "bad_state": (
        "不认识账号状态“{value}”；请写平台上看到的状态：{words}",
        "state '{value}' is not known; write what the platform shows: {words}",
    ),
    "bad_switch": (
        "“{value}”看不出是开还是关；请写：{words}，没看到的留空",
        "'{value}' is neither on nor off; write {words}, or nothing where it was not seen",
    ),
    "bad_count": (
        "“{value}”不是数字；请写成 12345、12,345 或 1.2万",
        "'{value}' is no number; write 12345, 12,345 or 1.2万",
    ),
    "not_filled": (
        "人工核查必须写明这一项；请填写，列名可用：{names}",
        "a person's check must say this; fill it in under {names}",
    ),
    "same_check": (
        "与第 {other} 行是同一账号、同一时间的核查，内容却不同；请只保留一行",
        "row {other} is a check of the same account and time but says otherwise; keep one of them",
    ),
    "picture_outside": (
        "截图“{value}”不在核查表所在的文件夹里；请放到表旁边，只写文件名",
        "picture '{value}' does not lie beside the table; put it there and write its name only",
    ),
    "picture_missing": (
        "找不到截图“{value}”；请放到核查表旁边，或删去这一格",
        "there is no picture '{value}'; put it beside the table, or clear the cell",
    ),
    "picture_size": (
        "截图“{value}”是空的或超过 {limit} MiB；请换一张",
        "picture '{value}' is empty or over {limit} MiB; take another",
    ),
}


# How far a saved file reaches: the time of its export and its range where it has them, else its last change.

LONGEST_LINE = 300
MONTHS = 12
LAST_SECOND = timedelta(days=1, seconds=-1)
_DAY = r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:[ T]{1,2}\d{1,2}:\d{2}(?::\d{2})?)?"
_RANGE = re.compile(rf"({_DAY})\s{{0,3}}(?:至|到|~|～|--?|—{{1,2}}|–)\s{{0,3}}({_DAY})")
_SHORT_RANGE = re.compile(
    r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?\s{0,3}(?:至|到|~|～|--?|—{1,2}|–)\s{0,3}"
    r"(?:(\d{1,2})\s?[-/.月]\s?)?(\d{1,2})(?:日|(?![-/.:年月\d]))"
)
_PERIOD = re.compile(
    r"(\d{4})年\s?(?:(?P<month>\d{1,2})月(?:份|(?!\s?\d))|第?(?P<quarter>[一二三四1-4])季度|(?P<half>上|下)半年|度)"
)
_QUARTERS = "一二三四"
_MADE = re.compile(
    r"(?:导出|下载|采集|抓取|核查|检查|(?:数据|统计)?(?:截至|截止|更新)|exported_at|saved_at|exported)"
    rf"\s?(?:于|时间|日期)?\s?(?:at|on)?\s?[:：]?\s{{0,3}}({_DAY})",
    re.IGNORECASE,
)
_LABELS = frozenset({"exported_at", "saved_at", "checked_at", "导出时间", "核查时间"})


@dataclass(frozen=True, slots=True)
class Reach:
    """The time up to which a file holds everything (aware), and from which (None: not told)."""

    until: datetime
    since: datetime | None = None


def reach_of(
    table: Table, records: Sequence[Record], column: str, changed: datetime, clock: Clock, faults: list[Fault]
) -> Reach:
    """Return how far rows of a file reach: the newest time of their `column`, else what a line above the header says
    of the export, else the file's last `change`; never beyond the range of days that such a line names.

    Of several times above the header the earliest counts. Times that cannot be read go to `faults`.
    """
    times = [time for record in records if (time := moment_in(record, column, table, clock, faults))]
    above = list(_made_above(table, clock))
    until = max(times) if times else min(above) if above else changed
    ranges = list(_ranges(table, clock))
    ends = [end for _, end in ranges if end < until]
    return Reach(min((until, *ends)), max((start for start, _ in ranges), default=None))


def moment_in(record: Record, column: str, table: Table, clock: Clock, faults: list[Fault]) -> datetime | None:
    """Return the time in a cell, None for an empty one. What is not a date, or a future one, goes to `faults`."""
    raw = record[column]
    if not raw:
        return None
    moment = read_moment(raw, clock.now, clock.zone)
    heading = table.heading(column)
    title = heading.title if heading else column
    if moment.ahead:
        faults.append(fault(SHEET_WORDS, "ahead", record.number, title, value=shown(moment.bad)))
    elif moment.at is None:
        faults.append(fault(SHEET_WORDS, "bad_moment", record.number, title, value=shown(moment.bad)))
    return None if moment.ahead else moment.at


def _lines(table: Table) -> Iterator[str]:
    for cells in table.above:
        yield " ".join(" ".join(cells).split())[:LONGEST_LINE]


def _made_above(table: Table, clock: Clock) -> Iterator[datetime]:
    for cells, line in zip(table.above, _lines(table), strict=True):
        if len(cells) > 1 and cells[0].strip(" :：") in _LABELS:
            found = [cells[1]]  # also seconds since 1970
        else:
            found = [match[1] for match in _MADE.finditer(line)]
        for raw in found:
            at = read_moment(raw, clock.now, clock.zone).at
            if at is not None and at <= clock.now:
                yield at


def _ranges(table: Table, clock: Clock) -> Iterator[tuple[datetime, datetime]]:
    """Yield the first and the last second of what lines above the header name: days, months, quarters, years."""
    for line in _lines(table):
        for match in _RANGE.finditer(line):
            start, end = (read_moment(raw, clock.now, clock.zone).at for raw in match.groups())
            if start is not None and end is not None and start <= end:
                yield start, end if ":" in match[2] else end + LAST_SECOND
        for match in _SHORT_RANGE.finditer(line):
            year, month, day, to_month, to_day = match.groups()
            yield from _days((year, month, day), (year, to_month or month, to_day), clock)
        for match in _PERIOD.finditer(line):
            first, last = _months(match)
            year = int(match[1])
            if 1 <= first <= last <= MONTHS:
                yield from _days((year, first, 1), (year, last, monthrange(year, last)[1]), clock)


def _months(match: re.Match[str]) -> tuple[int, int]:
    if match["month"]:
        return int(match["month"]), int(match["month"])
    if quarter := match["quarter"]:
        number = _QUARTERS.find(quarter) + 1 or int(quarter)
        return 3 * number - 2, 3 * number
    return {"上": (1, 6), "下": (7, 12), None: (1, 12)}[match["half"]]


def _days(first: Sequence[str | int], last: Sequence[str | int], clock: Clock) -> Iterator[tuple[datetime, datetime]]:
    try:
        start, end = (datetime(int(y), int(m), int(d), tzinfo=clock.zone) for y, m, d in (first, last))
    except ValueError:
        return
    if start <= end:
        yield start, end + LAST_SECOND
