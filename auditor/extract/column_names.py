"""What a column is called, its class among the inspection indicators, and whether it says it is archived."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from auditor.extract.date_texts import spots
from auditor.extract.elements import Boxes
from auditor.extract.list_state import has_store, stored_rows, written_rows
from auditor.extract.lists import Listing, find_listing
from auditor.extract.meta import title_parts
from auditor.extract.open_page import Sheet
from auditor.extract.outline import outline
from auditor.extract.parse import parse_html
from auditor.model import ColumnClass

_WORDS: tuple[tuple[ColumnClass, str], ...] = (
    (
        ColumnClass.NEWS,
        """
        动态要闻 工作动态 要闻动态 新闻动态 政务动态 政务要闻 部门动态 基层动态 街镇动态 街道动态 乡镇动态
        镇街动态 区县动态 单位动态 业务动态 信息动态 综合动态 动态信息 动态新闻 党建动态 今日要闻 重要新闻 要闻
        新闻 动态 头条 时政 图片新闻 视频新闻 新闻资讯 政务资讯 领导活动 工作信息 政务信息 区内要闻 最新动态
        要闻聚焦 新闻报道 新闻中心
        """,
    ),
    (
        ColumnClass.NOTICE,
        """
        通知公告 公告公示 公示公告 通知通告 公告通知 通知公示 公文通知 公示通知 公告栏 通知 公告 公示 通告
        公示信息 公告信息
        """,
    ),
    (
        ColumnClass.POLICY,
        """
        政策文件 规范性文件 行政规范性文件 政府文件 部门文件 单位文件 政策法规 法规文件 政策规章 政策措施
        最新政策 最新文件 区政府文件 政府规章 文件通知 惠企政策 政策库 政策公开
        """,
    ),
    (
        ColumnClass.INTERPRETATION,
        """
        政策解读 文件解读 解读 图解 政策图解 一图读懂 解读回应 视频解读 解读材料
        """,
    ),
    (
        ColumnClass.STATISTICS,
        """
        统计数据 数据发布 统计信息 办事统计 数据统计 统计月报 月度数据 季度数据 政务数据 统计发布 办件统计
        统计分析 数据公开 来信统计
        """,
    ),
    (
        ColumnClass.MESSAGES,
        """
        留言答复 留言回复 留言选登 信件选登 来信选登 回复选登 答复选登 咨询答复 咨询回复 信件答复 来信回复
        信访答复 答复公开 互动答复 区长信箱 县长信箱 市长信箱 局长信箱 镇长信箱 领导信箱 书记信箱 主任信箱
        网上信访
        """,
    ),
    (
        ColumnClass.PERSONNEL,
        """
        人事任免 人事信息 人事招录 人事考试 人事招聘 干部任免 任前公示 招录招聘 人员招录 公务员招考 招考信息
        人事 招聘信息 人员招聘
        """,
    ),
    (
        ColumnClass.PLANS,
        """
        规划计划 计划规划 发展规划 规划总结 计划总结 工作计划 年度计划 总体规划 专项规划 规划信息 规划
        """,
    ),
    (
        ColumnClass.NO_LIMIT,
        """
        概况 简介 机构职能 机构设置 机构概况 机构信息 机构简介 机构职责 内设机构 直属机构 下属单位 职能职责
        主要职责 部门职责 领导 领导信息 领导之窗 领导分工 领导介绍 负责人 公开指南 信息公开指南 公开目录
        信息公开目录 目录 年报 年度报告 公开年报 信息公开年报 年度报表 工作年度报表 公开制度 依申请公开 日历
        历史沿革 联系我们 联系方式 关于我们 网站地图 站点地图 查询 在线查询 信息查询 搜索
        """,
    ),
)
_CLASS_OF = {word: column_class for column_class, words in _WORDS for word in words.split()}
_BY_LENGTH = sorted({len(word) for word in _CLASS_OF}, reverse=True)

# Words that hold one of the above and mean something else, or nothing that a limit fits.
_NOT_A_CLASS = re.compile(
    r"新闻发布会|发布会|动态监测|公示制度|公告制度|统计年鉴|统计公报|年度数据|普查|解读人|通知书|信息公开规定|公示系统|办事指南|服务指南|法律法规|预决算|预算|决算"
    r"|规划图|新闻联播|新闻办|动态调整|应急预案|人事代理|人事档案|规划展|征地|采购|招标|中标|行政(?:处罚|许可|检查|强制|执法)|双公示|信用公示|新闻出版|新闻宣传|通知单"
)
_LAST_WORD = re.compile(r"(?:目录|指南|年报|年度报告|报表|制度|简介|概况|职能|地图|查询)$")
_TOPIC = re.compile(r"专题|专栏|回顾")
_NO_NAME = re.compile(r"(?:网站)?首页|正文|列表|index|栏目|频道", re.I)
_PARTS = re.compile(r"[,，、;；|/\s]+")
_BRACKETS = re.compile(r"^[\[【(（《<]\s*|\s*[\]】)）》>]$")
_ENDED = r"(?:已\s?归档|已存档|停止更新|不再更新|已停更|停更|已结束|已下线|已关闭|已终止)"
_ENDED_WORDS = ("归档", "存档", "更新", "停更", "结束", "下线", "关闭", "终止")
_ENDED_NAME = re.compile(rf"{_ENDED}|[（(【\[](?:归档|历史|往期)[）)】\]]|(?:归档|历史|往期)(?:专题|专栏|栏目)")
_ENDED_LINE = re.compile(
    rf"(?:本|该|此|以下|上述)(?:专题|专栏|栏目|频道|网站|网页|页面|版块|板块|系统|活动|平台)[^。；，]{{0,24}}{_ENDED}"
    r"|(?:专题|专栏|栏目|频道)(?:内容)?(?:已\s?归档|已停止更新|已停更|不再更新|停止更新|已结束)"
)
_UNIT = re.compile(r"(?:[科处局室股署办委厅院网站]|政府|中心|委员会|小组|机关|平台|系统)$")
LONGEST_NOTE = 80
LONGEST_NAME = 12


@lru_cache(maxsize=4_096)
def classify(name: str) -> ColumnClass | None:
    """Return the class whose longest word the name holds, None where none fits or two fit equally well."""
    name = _BRACKETS.sub("", name.strip())[:40]
    if name not in _CLASS_OF and (_NOT_A_CLASS.search(name) or _UNIT.search(name)):
        return None
    if "解读" in name:
        return ColumnClass.INTERPRETATION
    if _LAST_WORD.search(name):
        return ColumnClass.NO_LIMIT
    for length in _BY_LENGTH:
        found = {
            _CLASS_OF[name[at : at + length]]
            for at in range(len(name) - length + 1)
            if name[at : at + length] in _CLASS_OF
        }
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _classify_values(value: str) -> ColumnClass | None:
    """Return the one class that the values of a meta tag (split by commas) agree on."""
    found = {each for part in _PARTS.split(value) if part and (each := classify(part))}
    return found.pop() if len(found) == 1 else None


def column_name(meta: Mapping[str, str], trail: Sequence[str], title: str) -> str:
    """Return the column's name: ColumnName, the last step of the breadcrumb, the first part of the title."""
    for words in (meta.get("columnname", ""), trail[-1] if trail else ""):
        if words and not _NO_NAME.fullmatch(words):
            return words
    parts = title_parts(title)
    return _BRACKETS.sub("", _BRACKETS.sub("", parts[-1])) if parts else ""


def column_class(meta: Mapping[str, str], trail: Sequence[str], title: str) -> tuple[ColumnClass | None, str]:
    """Return the class and where it was read: ColumnType, ColumnName, trail, title; (None, '') when unclassified.

    docs/sources.md 4. Columns of a topic (专题) have no class of their own unless
    ColumnType gives one: a topic ends.
    """
    if found := _classify_values(meta.get("columntype", "")):
        return found, "ColumnType"
    if any(_TOPIC.search(step) for step in trail[1:]):
        return None, ""
    if found := _classify_values(meta.get("columnname", "")):
        return found, "ColumnName"
    if trail and (found := classify(trail[-1])):
        return found, "trail"
    parts = title_parts(title)
    if (
        len(parts) > 1
        and len(parts[-1]) <= LONGEST_NAME
        and parts[-1] != meta.get("sitename")
        and (found := classify(parts[-1]))
    ):
        return found, "title"
    return None, ""


def archived(names: Sequence[str], visible: str) -> str:
    """Return the words by which a column says it is archived or over, '' when it does not.

    `names` are its name, heading and breadcrumb steps; `visible` its visible text by lines. A single
    item marked 已结束 says nothing of its column.
    """
    for name in names:
        if match := _ENDED_NAME.search(name):
            return match[0]
    if not any(word in visible for word in _ENDED_WORDS):
        return ""
    for line in visible.split("\n"):
        if len(line) <= LONGEST_NOTE and (match := _ENDED_LINE.search(line)):
            return match[0]
    return ""


# The list of a page: its own rows, else rows that its scripts carry.

_DIGITS = re.compile(r"\d")


def page_listing(sheet: Sheet, today: date, *, whole: bool, written: bool) -> Listing:
    """Return what a page lists.

    `whole` takes all its lists that are no menus (a home page); `written` reads what its scripts write, too.
    A page without Chinese words and without dates is taken for no column.
    """
    dated_page = bool(_DIGITS.search(sheet.visible))
    if not sheet.chinese and not (dated_page and spots(sheet.visible)):
        return Listing()
    names = [column_name(sheet.head.meta, sheet.trail, sheet.head.title), *sheet.trail[-2:]]
    own = find_listing(
        sheet.outline.anchors,
        sheet.outline.rows,
        sheet.boxes,
        sheet.resolve,
        names,
        today,
        dated_page=dated_page,
        whole=whole,
    )
    if own.dated and not own.menu:
        return own
    carried = ""
    if has_store(sheet.decoded.utf8):
        carried = stored_rows(sheet.decoded.utf8.decode("utf-8", "replace"))
    if written and not carried:
        carried = written_rows(sheet.scripts)
    if not carried:
        return own
    rows = outline(parse_html(carried.encode())[0])
    scripted = find_listing(rows.anchors, rows.rows, Boxes(), sheet.resolve, names, today, dated_page=True, whole=whole)
    return scripted if scripted.dated else own
