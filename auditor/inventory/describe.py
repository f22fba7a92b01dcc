"""What a register holds, in a few lines for `auditor inventory check`."""

from collections import Counter
from collections.abc import Callable, Iterable

from auditor.inventory.register import Register
from auditor.model import RegisterStatus, Role, Subject, SubjectKind
from auditor.platforms import row_of

LABELS = {
    "zh": {
        SubjectKind.SITE: "网站",
        SubjectKind.ACCOUNT: "新媒体账号",
        SubjectKind.NOTICE_POINT: "公示点位",
        "platforms": "平台",
        "main": "主账号",
        "sourceless": "未填数据来源的账号（将列为“未观察到”）",
        "closing": "拟注销或待关停",
        "closed": "已注销或已关停",
        "units": "单位",
        "none": "无",
    },
    "en": {
        SubjectKind.SITE: "sites",
        SubjectKind.ACCOUNT: "accounts",
        SubjectKind.NOTICE_POINT: "notice points",
        "platforms": "platforms",
        "main": "main accounts",
        "sourceless": "accounts without a source (will be listed as not seen)",
        "closing": "waiting to be closed",
        "closed": "closed",
        "units": "units",
        "none": "none",
    },
}


def describe(register: Register, lang: str = "zh") -> tuple[tuple[str, str], ...]:
    """Return (label, value) pairs that sum up a register; `lang` is zh or en."""
    words = LABELS[lang]
    subjects = register.subjects
    accounts = [one for one in subjects if one.kind is SubjectKind.ACCOUNT]
    platforms = Counter(one.platform for one in accounts).most_common()
    of_kind = Counter(one.kind for one in subjects)
    return (
        *((words[kind], str(of_kind[kind])) for kind in SubjectKind),
        (words["units"], str(len({one.unit for one in subjects}))),
        (words["platforms"], ", ".join(f"{name} {count}" for name, count in platforms) or words["none"]),
        (words["main"], ", ".join(one.name for one in accounts if one.role is Role.MAIN) or words["none"]),
        (words["sourceless"], str(_count(accounts, lambda one: not one.source and not row_of(one.platform).own_feed))),
        (words["closing"], str(_count(subjects, lambda one: one.status is RegisterStatus.CLOSING))),
        (words["closed"], str(_count(subjects, lambda one: one.status is RegisterStatus.CLOSED))),
    )


def _count(subjects: Iterable[Subject], holds: Callable[[Subject], bool]) -> int:
    return sum(map(holds, subjects))
