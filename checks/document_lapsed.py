"""Normative documents past their validity, or repealed, whose page does not say so."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from auditor.facts.validity_facts import DocumentReading
from auditor.model import DocumentClass, Fate, Location, Subject, SubjectKind
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
from auditor.rules.registered import each_seen
from auditor.text.repeals import LaterWord
from auditor.text.working_days import after_months

# Whether a normative document no longer holds: repealed, past the validity it states, or past the usual one.

REPEALED, STATED, USUAL = "repealed", "", "usual"


@dataclass(frozen=True, slots=True)
class Lapse:
    """Why a document no longer holds, and its last day (of a repeal: the day it takes effect).

    `variant` is REPEALED, STATED or USUAL. `words` are the document's own, or the title of the page `word` that repeals
    it. `sure` False: the document may be another edition, or may have been prolonged where nobody looked.
    """

    variant: str
    on: date
    sure: bool
    words: str = ""
    word: LaterWord | None = None


def lapse_of(one: DocumentReading, as_of: date, limits: Mapping[str, float]) -> Lapse | None:
    """Return why a document no longer holds on the day judged by, None where it does or nothing tells.

    `limits` hold the usual validity by class, in years: `years`, `trial_years`, `notice_years`; it is taken for the
    register's own documents only (docs/contract.md 4.15), and runs from the latest day the page names as its
    beginning. A page
    of a registered site that keeps the document in force outweighs validities, and repeals before it.
    """
    return _repealed(one, as_of) or _past(one, as_of, limits)


def _repealed(one: DocumentReading, as_of: date) -> Lapse | None:
    told = [(word, word.on or word.named_on) for word in one.later if word.fate is Fate.REPEALED]
    past = [(word, on) for word, on in told if on and on <= as_of and not _kept_since(one, word)]
    if not past:
        return None
    word, on = max(past, key=lambda pair: (pair[0].exact, pair[1]))
    return Lapse(REPEALED, on, word.exact and not one.document.valid, word.title, word)


def _kept_since(one: DocumentReading, repeal: LaterWord) -> bool:
    day = repeal.named_on or date.max
    return any(word.fate is Fate.KEPT and (word.named_on or date.min) > day for word in one.later)


def _past(one: DocumentReading, as_of: date, limits: Mapping[str, float]) -> Lapse | None:
    document = one.document
    kept = [word.on for word in one.later if word.fate is Fate.KEPT]
    if None in kept:
        return None
    stated = [on for on in (document.until, *kept) if on]
    if stated:
        until = max(stated)
        sure = one.own and not document.counted and not document.valid
        return Lapse(STATED, until, sure, document.words) if until < as_of else None
    days = [day for day in (document.begins, document.signed, one.published) if day]
    if not one.own or document.valid or not days:
        return None
    until = after_months(max(days), round(12 * limits[_limit(document.kind)]))
    return Lapse(USUAL, until, sure=False) if until < as_of else None


def _limit(kind: DocumentClass) -> str:
    return {DocumentClass.TRIAL: "trial_years", DocumentClass.NOTICE: "notice_years"}.get(kind, "years")


ITEM = Source("《2025年虹口区政务公开工作要点》第 3 项：规范已公开信息管理，及时清理冗余信息")
TERM = Source(
    "上海市行政规范性文件有关规定（2010 年文本：一般 5 年、暂行试行 2 年、通告 1 年；2019 年文本）", seen=False
)


def check(view: View, limits: Limits) -> Iterable[Verdict]:
    """Find documents repealed, or past the validity they state; else, of the register's own units, past the usual one.

    Quiet where the page says that it is over, changed or prolonged, and where a page of a registered site prolongs it.
    """
    return each_seen(view, SubjectKind.SITE, partial(_documents, view, limits))


def _documents(view: View, limits: Limits, site: Subject) -> Iterator[Verdict]:
    for one in view.each(DocumentReading, site.id):
        lapse = None if one.document.marked else lapse_of(one, view.as_of, limits.of(site.id))
        if lapse is not None:
            yield _finding(view, site, one, lapse)
        elif one.own and not (one.document.until or one.document.signed or one.published or one.later):
            yield Unknown(site.id, one.url, "undated", one.title)
        else:
            yield Clean(site.id, one.url)


def _finding(view: View, site: Subject, one: DocumentReading, lapse: Lapse) -> Finding:
    word = lapse.word
    places = (Location(word.url, word.title),) if word else ()
    return Finding(
        subject=site.id,
        target=one.url,
        values={
            "title": one.title,
            "number": one.document.number,
            "end": lapse.on,
            "days": (view.as_of - lapse.on).days,
            "words": lapse.words,
            "repealed_by": word.url if word else None,
            "disclosure": [one.url] if one.disclosure else [],
        },
        locations=places,
        location_count=len(places),
        confidence=Confidence.CONFIRMED if lapse.sure else Confidence.SUSPECTED,
        action="mark",
        variant=lapse.variant,
    )


ZH = Words(
    title="规范性文件失效未标明",
    why="已失效或废止的文件应当保留并标明，否则群众和企业可能仍照此办事。",
    summary="“{title}”有效期至 {end}（“{words}”），已过 {days} 天，页面没有标明失效",
    suggestion="核对文件状态：已失效的在标题和页面注明“已失效”，已延长的注明新的有效期；文件保留，不作删除。",
)
EN = Words(
    title="Normative document lapsed, not marked",
    why="A document that no longer holds stays as a record, marked; unmarked, people may still act by it.",
    summary="“{title}” was valid until {end} (“{words}”), {days} days ago; its page does not say that it lapsed",
    suggestion="Verify: mark it as lapsed in title and page, or name the new term. The document stays; delete nothing.",
)
USUAL_ZH = replace(
    ZH,
    summary="“{title}”没有写明有效期，按规范性文件的一般有效期已于 {end} 届满 {days} 天，页面没有标明状态",
    suggestion="核对文件是否仍然有效：有效的注明“继续有效”，失效的注明“已失效”；文件保留，不作删除。",
)
USUAL_EN = replace(
    EN,
    summary="“{title}” names no term; the usual validity ended on {end}, {days} days ago, and its page names no state",
    suggestion="Verify whether it is still in force and say so on its page. The document stays; delete nothing.",
)
GONE_ZH = replace(
    ZH,
    summary="“{title}”已被“{words}”列为废止或失效（{end}，已 {days} 天），页面没有标明",
    suggestion="核对后在标题和页面注明“已废止”，并链接 {repealed_by}；文件保留，不作删除。",
)
GONE_EN = replace(
    EN,
    summary="“{title}” was repealed by “{words}” ({end}, {days} days ago); its page does not say so",
    suggestion="Verify, mark it as repealed and link {repealed_by}. The document stays; delete nothing.",
)
RULE = Rule(
    id="document-lapsed",
    item=3,
    kind="page",
    severity=Severity.MINOR,
    source=ITEM,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={
        "years": Limit(5, "years", TERM),
        "trial_years": Limit(2, "years", TERM),
        "notice_years": Limit(1, "years", TERM),
    },
    variants={USUAL: {"zh": USUAL_ZH, "en": USUAL_EN}, REPEALED: {"zh": GONE_ZH, "en": GONE_EN}},
    proposal="mark",
)
