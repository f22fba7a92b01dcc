"""The register's columns and words, in English and Chinese (docs/contract.md 1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from auditor.inventory.tables import fold
from auditor.model import RegisterStatus, Role, SubjectKind
from auditor.platforms import platforms

_BETWEEN_NAMES = re.compile("[/／、]")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("编号",),
    "kind": ("类型", "类别"),
    "name": ("名称", "网站名称", "账号名称", "新媒体名称", "公众号名称"),
    "unit": ("主办单位", "单位名称", "责任单位", "开设单位", "开办单位"),
    "platform": ("平台", "注册平台", "新媒体类型"),
    "url": ("网址", "网站地址", "首页网址", "账号链接", "链接"),
    "account_id": ("账号ID", "微信号", "公众号ghid", "uid"),
    "source": ("数据来源",),
    "role": ("角色", "账号定位"),
    "functions": ("功能", "功能定位", "涉及领域"),
    "status": ("状态", "运行状态"),
    "site_code": ("网站标识码",),
    "verified_as": ("认证主体",),
    "followers": ("粉丝数", "关注量", "订阅数", "粉丝量（万）"),
    "opened_on": ("开设日期",),
    "closed_on": ("注销日期",),
    "notes": ("备注",),
}
"""Canonical names with the other names each goes by; the first of these is the one the Chinese template shows."""

KEYS = ("id", "account_id", "site_code")
"""Columns whose digits are names: a spreadsheet that rounds them has changed them."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a column: what each code may be written as, and folded words to codes."""

    spellings: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, str]

    def code(self, word: str) -> str:
        """Return the code a word as written stands for, '' where it stands for none."""
        return self.codes.get(fold(word), "")

    def listed(self) -> str:
        """Return what may be written, for a message: each code with its Chinese words."""
        return "; ".join(" / ".join((str(code), *others)) for code, others in self.spellings.items())


def vocabulary(spellings: Mapping[str, tuple[str, ...]]) -> Vocabulary:
    """Return the words of a column from each code's further spellings."""
    folded = {fold(word): str(code) for code, others in spellings.items() for word in (code, *others)}
    return Vocabulary(spellings, folded)


KINDS = vocabulary(
    {
        SubjectKind.SITE: ("网站", "政府网站"),
        SubjectKind.ACCOUNT: ("新媒体", "政务新媒体", "新媒体账号"),
        SubjectKind.NOTICE_POINT: ("公示点位", "公告点位", "公示公告点位"),
    }
)
ROLES = vocabulary({Role.MAIN: ("主账号",), Role.FEATURED: ("特色账号",)})
STATUSES = vocabulary(
    {
        RegisterStatus.ACTIVE: ("正常", "正常运行", "运行正常", "运行中"),
        RegisterStatus.CLOSING: ("拟注销", "待关停", "待注销", "拟关停"),
        RegisterStatus.CLOSED: ("已注销", "已关停", "已关闭"),
    }
)


@cache
def platform_words() -> Vocabulary:
    """Return the words for platforms."""
    return vocabulary({row.code: row.aliases for row in platforms()})


def platform_of(word: str) -> str:
    """Return a platform's code, also for several of its names at once (移动客户端/APP).

    Any other word is kept, Latin letters in lower case.
    """
    words = platform_words()
    codes = {words.code(part) for part in _BETWEEN_NAMES.split(word)}
    return words.code(word) or (codes.pop() if len(codes) == 1 else "") or " ".join(word.lower().split())
