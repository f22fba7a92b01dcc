"""The message of a run, the same for every channel: counts, and names of the register and of rules, nothing else.

It holds no word of a page or a post: chat services belong to others, mail filters look at links, and text from outside
could attack. The ledger attached to the mail holds the particulars.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from auditor.logs import one_line
from auditor.model import SubjectState
from auditor.model.audit import Audit, FindingStatus
from auditor.notify.run_news import News, news
from auditor.report.catalogue import number, words
from auditor.report.report_model import Report, report_of
from auditor.report.sanitize import plain
from auditor.report.summary import Veto, vetoes
from auditor.rules import Confidence, Rule

LEDGER = "ledger.xlsx"
PAGE = "index.html"
SHOWN = 10
NAME = 60
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    head: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `title` and every line are one line of harmless text. `link` leads to the report ('' = it is not
    served), `folder` is where it lies ('' = there is none). `ledger` is the file to attach, None for none."""

    event: str
    lang: str
    title: str
    lead: str
    sections: tuple[Section, ...] = ()
    link: str = ""
    folder: str = ""
    ledger: Path | None = None
    data: Mapping[str, object] = field(default_factory=dict)


def run_message(
    audit: Audit, before: Audit | None, rules: Iterable[Rule], lang: str, folder: Path | None, report_url: str = ""
) -> Message:
    """Return the message of a finished run; `before` is the run it is compared with."""
    printed, found = report_of(audit, rules, lang), news(audit, before)
    say = printed.words
    counts = _counts(printed, found)
    shown = {name: number(value) for name, value in counts.items()}
    share = f"{100 * counts['observed'] / counts['subjects']:.1f}" if counts["subjects"] else "–"
    there = folder if folder and folder.is_dir() else None
    link = f"{report_url.rstrip('/')}/{audit.run.id}/{PAGE}" if report_url and there else ""
    ledger = there / LEDGER if there else None
    return Message(
        event="run_finished",
        lang=say.lang,
        title=_title(printed, shown),
        lead=say.fill("notify.lead", {"share": share, **shown}),
        sections=tuple(one for one in (_veto_part(printed, found), *_parts(printed)) if one.lines),
        link=link,
        folder=one_line(str(there)) if there else "",
        ledger=ledger if ledger and ledger.is_file() else None,
        data={
            "run": {"id": audit.run.id, "as_of": audit.run.as_of.isoformat()},
            "counts": counts,
            "vetoes": [_veto_object(printed, found, one) for one in vetoes(printed.audit)[: SHOWN * 10]],
        },
    )


def failure_message(fault: str, lang: str) -> Message:
    """Return the message of a run that failed; `fault` is its message."""
    say = words(lang)
    text = plain(one_line(fault))[:500]
    return Message("run_failed", say.lang, say("notify.failed"), text, data={"fault": text})


def trial_message(lang: str) -> Message:
    """Return a message that says only that messages arrive."""
    say = words(lang)
    return Message("test", say.lang, say("notify.trial"), say("notify.trial_lead"))


def payload(message: Message) -> Json:
    """Return the message for programs."""
    return {
        "schema_version": 1,
        "event": message.event,
        "title": message.title,
        "summary": message.lead,
        "report": message.link or None,
        **message.data,
    }


def text_lines(message: Message, *, folder: bool = False) -> list[str]:
    """Return the message as lines of text; `folder` adds where the report lies when it is not served."""
    say = words(message.lang)
    lines = [message.title, message.lead]
    for part in message.sections:
        lines += ["", part.head, *(f"· {line}" for line in part.lines)]
    place = message.link or (message.folder if folder else "")
    return [*lines, "", say("notify.report", place=place)] if place else lines


def fitted(lines: Sequence[str], most: int, lang: str) -> str:
    """Return the lines as one text of at most `most` bytes of UTF-8; where lines are left out the last one says so."""
    whole = "\n".join(lines)
    if len(whole.encode()) <= most:
        return whole
    rest = words(lang)("notify.shortened")
    kept: list[str] = []
    left = most - len(rest.encode())
    for line in lines:
        left -= len(line.encode()) + 1
        if left < 0:
            break
        kept.append(line)
    if not kept:
        kept = [lines[0].encode()[: max(0, most - len(rest.encode()) - 1)].decode(errors="ignore")]
    return "\n".join([*kept, rest])


def _title(printed: Report, shown: Mapping[str, str]) -> str:
    run, say = printed.audit.run, printed.words
    if run.recheck_of:
        return say("notify.title_recheck", date=run.as_of.isoformat(), veto=shown["vetoes"], gone=shown["gone"])
    return say("notify.title", date=run.as_of.isoformat(), veto=shown["vetoes"], new=shown["new"])


def _counts(printed: Report, found: News) -> dict[str, int]:
    fresh = [one for one in printed.open if one.status is FindingStatus.NEW]
    new = len(fresh)
    return {
        "vetoes": len(vetoes(printed.audit)),
        "new_vetoes": len(found.vetoes),
        "new": new,
        "suspected": sum(one.confidence is Confidence.SUSPECTED for one in fresh),
        "standing": len(printed.open) - new,
        "gone": len(printed.audit.resolved),
        "unknown": len(printed.audit.unknown),
        "observed": sum(one.state is SubjectState.OBSERVED for one in printed.wanted),
        "subjects": len(printed.wanted),
    }


def _veto_part(printed: Report, found: News) -> Section:
    say = printed.words
    listed = vetoes(printed.audit)
    fresh = [one for one in listed if _is_fresh(found, one)]
    lines = []
    for one in (*fresh, *(one for one in listed if one not in fresh)):
        told = f"{_named(printed, one.subject)}{say('page.colon')}{printed.rule_title(one.rule)}"
        lines.append(say("notify.fresh", what=told) if one in fresh else told)
    return Section(say("notify.vetoes", len(listed)), _capped(printed, lines))


def _is_fresh(found: News, one: Veto) -> bool:
    return one in found.vetoes or (one.mark != "" and any(each.mark == one.mark for each in found.vetoes))


def _parts(printed: Report) -> list[Section]:
    say = printed.words
    new = [one for one in printed.open if one.status is FindingStatus.NEW]
    rules = Counter(one.rule for one in new).most_common()
    units = Counter(one.unit for one in new).most_common()
    unseen = [one.subject.id for one in printed.wanted if one.state is SubjectState.UNKNOWN]
    counted = [f"{printed.rule_title(rule)} {number(count)}" for rule, count in rules]
    by_unit = [f"{_short(printed.unit_name(unit))} {number(count)}" for unit, count in units]
    return [
        Section(say("notify.by_rule"), _capped(printed, counted)),
        Section(say("notify.by_unit"), _capped(printed, by_unit)),
        Section(say("notify.unseen", len(unseen)), _capped(printed, [_named(printed, one) for one in unseen])),
    ]


def _capped(printed: Report, lines: Sequence[str]) -> tuple[str, ...]:
    rest = len(lines) - SHOWN
    return (*lines[:SHOWN], printed.words("notify.more", rest)) if rest > 0 else tuple(lines)


def _named(printed: Report, subject: str) -> str:
    known = printed.subject(subject)
    name = _short(printed.subject_name(subject))
    return printed.words("notify.of_unit", name=name, unit=_short(known.unit)) if known and known.unit else name


def _short(text: str) -> str:
    return text if len(text) <= NAME else text[: NAME - 1] + "…"


def _veto_object(printed: Report, found: News, one: Veto) -> Json:
    known = printed.subject(one.subject)
    return {
        "subject": one.subject,
        "name": printed.subject_name(one.subject),
        "unit": known.unit if known else "",
        "rule": one.rule,
        "title": printed.rule_title(one.rule),
        "fingerprint": one.mark or None,
        "new": _is_fresh(found, one),
    }
