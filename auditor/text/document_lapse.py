"""Whether a normative document no longer holds: repealed, past the validity it states, or past the usual one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from auditor.model import DocumentClass, Fate
from auditor.rules import DocumentReading, LaterWord
from auditor.text.working_days import after_months

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
    register's own documents only (CONTRACT 4.15), and runs from the latest day the page names as its beginning. A page
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
