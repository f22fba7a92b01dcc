"""Accounts whose names differ over platforms, say nothing of their unit, or are out of date in the register."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from auditor.facts.account_absence import THERE, named_by
from auditor.model import GONE, AccountReading, Basis, ReadingOutcome, Subject, SubjectKind
from auditor.platforms import Kind, row_of
from auditor.rules import (
    Clean,
    Confidence,
    Finding,
    Limit,
    Limits,
    Rule,
    Severity,
    Source,
    Unknown,
    Verdict,
    View,
    Words,
)
from auditor.rules.registered import running, target_of
from auditor.rules.undecided import not_seen
from auditor.text.account_likeness import is_plain, is_tied, places_of, same_name, usual_names

CLAUSE = Source("国办发〔2018〕123号《关于推进政务新媒体健康有序发展的意见》")
ALIKE = Source("自定：名称有六成以上的字相同，算同一名称 (own: names that share six letters of ten are one name)")
Names = Mapping[str, str]


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Compare an account's name with the register, with its unit's accounts on other platforms, and with the unit.

    The name shown on the platform counts where it was seen, else the registered one. The unit's usual name is that of
    its main account, else the most frequent. Only plain accounts are held to it: a featured one, or one with functions
    of its own, may have a name of its own, and so may the second of a unit on one platform. Advice, one finding an
    account: what is out of date in the register comes first.
    """
    accounts, names, stale, unseen = [], {}, {}, {}
    for one in running(view, SubjectKind.ACCOUNT):
        reading = view.get(AccountReading, one.id)
        if row_of(one.platform).kind is not Kind.POSTS or (reading is not None and reading.outcome in GONE):
            continue
        accounts.append(one)
        there = reading is not None and reading.outcome in THERE
        names[one.id] = (reading.display_name.strip() if reading is not None and there else "") or one.name
        stale[one.id] = _out_of_date(one, reading, names[one.id]) if reading is not None else None
        if reading is None:
            unseen[one.id] = not_seen(view.standing(one.id), target_of(one))
        elif not there:
            unseen[one.id] = Unknown(one.id, target_of(one), reading.outcome.value, reading.detail)
    usual = usual_names(accounts, names, limits["alike"])
    places = places_of(one.unit for one in view.subjects())
    for one in accounts:
        found = stale[one.id] or _other(one, names[one.id], usual, places)
        yield found or unseen.get(one.id) or Clean(one.id, target_of(one))


def _out_of_date(account: Subject, reading: AccountReading, now: str) -> Finding | None:
    moved = reading.outcome is ReadingOutcome.MOVED or (reading.moved_to and reading.outcome in THERE)
    if not moved and same_name(now, account.name):
        return None
    return Finding(
        subject=account.id,
        target=target_of(account),
        values={
            "name": account.name,
            "now": now,
            "told_by": named_by(reading),
            "moved_to": reading.moved_to,
            "detail": reading.detail if moved else "",
            "platform": account.platform,
            "source": reading.adapter,
        },
        confidence=Confidence.CONFIRMED if reading.basis is Basis.DIRECT else Confidence.SUSPECTED,
        variant="moved" if moved else "renamed",
    )


def _other(account: Subject, name: str, usual: Names, places: Collection[str]) -> Finding | None:
    values = {"name": name, "unit": account.unit, "platform": account.platform}
    if account.id in usual:
        values["usual"] = usual[account.id]
        return Finding(account.id, target_of(account), values, confidence=Confidence.SUSPECTED)
    if account.unit and is_plain(account) and not is_tied(name, account.unit, places):
        return Finding(account.id, target_of(account), values, confidence=Confidence.SUSPECTED, variant="untied")
    return None


ZH = Words(
    title="账号名称不一致",
    why="同一单位在各平台的账号名称原则上应当一致，并与单位、职责相关联，便于公众辨认。",
    summary="“{unit}”在其他平台的账号叫“{usual}”，这里叫“{name}”",
    suggestion="统一各平台名称；确有专门用途的，在名录“角色”或“功能”栏注明。",
)
EN = Words(
    title="Name differs",
    why="The accounts of a unit are to go by one name on every platform, tied to the unit, so that people know them.",
    summary="On other platforms “{unit}” goes by “{usual}”, here by “{name}”",
    suggestion="Use one name everywhere; an account of special purpose is to have its role or functions registered.",
)
UNTIED_ZH = replace(ZH, summary="从名称“{name}”看不出主办单位“{unit}”", suggestion="改用能体现地区、单位或职责的名称。")
UNTIED_EN = replace(EN, summary="“{name}” does not tell that “{unit}” runs it", suggestion="Name place, unit or task.")
STALE_ZH, STALE_EN = (
    replace(ZH, suggestion="核对账号，更新名录。"),
    replace(EN, suggestion="Check; correct the register."),
)
RENAMED_ZH = replace(STALE_ZH, summary="名录登记为“{name}”，{told_by}显示为“{now}”")
RENAMED_EN = replace(STALE_EN, summary="Registered as “{name}”, according to {told_by} it is “{now}”")
MOVED_ZH = replace(STALE_ZH, summary="{told_by}显示“{name}”已迁移或更换标识")
MOVED_EN = replace(STALE_EN, summary="According to {told_by} “{name}” has moved")

RULE = Rule(
    id="account-name",
    item=27,
    kind="account",
    severity=Severity.ADVICE,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={"alike": Limit(0.6, "ratio", ALIKE)},
    variants={
        "untied": {"zh": UNTIED_ZH, "en": UNTIED_EN},
        "renamed": {"zh": RENAMED_ZH, "en": RENAMED_EN},
        "moved": {"zh": MOVED_ZH, "en": MOVED_EN},
    },
    limit_names={"alike": {"zh": "名称相似度", "en": "likeness of names"}},
    remark=2,
)
