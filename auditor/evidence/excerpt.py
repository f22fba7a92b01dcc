"""The excerpt that shows a finding: a text of what was looked at, when, and what was there; Chinese and English.

Its bytes never depend on the language of a report, so that its hash stays true.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from auditor.model import AccountReading, Subject, code_words
from auditor.model.audit import Audit, StandingFinding, Value
from auditor.report.catalogue import words
from auditor.report.sanitize import address, plain, target
from auditor.rules import Rule
from auditor.rules import sentences as rule_text
from auditor.store.page_as_seen import PageAsSeen

LINE = 400
TEXT, TEXT_READ = 500, 700
"""Letters of a main text that are shown, and those read for it: a number at the end is masked whole."""

ROWS, POSTS, PLACES = 30, 10, 20


@dataclass(frozen=True, slots=True)
class Seen:
    """What the store holds of a finding: its subject, the pages that bear on it, the account where it is one."""

    subject: Subject | None
    pages: Sequence[PageAsSeen]
    account: AccountReading | None = None


def excerpt(audit: Audit, finding: StandingFinding, rule: Rule | None, seen: Seen, zone: ZoneInfo) -> bytes:
    """Return the excerpt as UTF-8 text. Persons' numbers are masked, controls shown, every line is bounded."""
    parts = [
        _head(audit, finding, rule, seen),
        *(_page(one, place, zone) for place, one in enumerate(seen.pages, 1)),
        _values(finding),
        _list(seen) if rule is not None and rule.excerpt == "list" else (),
        _texts(seen) if rule is not None and rule.excerpt == "texts" else (),
        _posts(seen.account, zone) if seen.account else (),
        _places(finding),
    ]
    blocks = ("\n".join(_cut(line) for line in part) for part in parts)
    return ("\n\n".join(block for block in blocks if block) + "\n").encode("utf-8", "replace")


def _cut(line: str) -> str:
    return line if len(line) <= LINE + TEXT else line[: LINE + TEXT] + "…"


def _short(text: str) -> str:
    shown = plain(text[: 2 * LINE])
    return shown if len(shown) <= LINE else shown[:LINE] + "…"


def _both(key: str) -> str:
    """Return a label in both languages."""
    zh, en = (words(lang).get(key, key.rpartition(".")[2]) for lang in ("zh", "en"))
    return f"{zh} / {en}" if zh != en else zh


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(sep=" ", timespec="seconds")


def _head(audit: Audit, finding: StandingFinding, rule: Rule | None, seen: Seen) -> Iterator[str]:
    name = seen.subject.name if seen.subject else finding.subject
    yield f"证据 / evidence: {finding.fingerprint}"
    yield f"检查 / run: {audit.run.id}; {audit.run.as_of.isoformat()}; auditor {audit.run.tool_version}"
    if rule is not None:
        yield f"规则 / rule: {rule.id}; {rule_text.title(rule, 'zh')} / {rule_text.title(rule, 'en')}"
    else:
        yield f"规则 / rule: {finding.rule}"
    yield f"结论: {_short(rule_text.sentence(rule, finding, 'zh', subject=name))}"
    yield f"finding: {_short(rule_text.sentence(rule, finding, 'en', subject=name))}"
    yield f"程度 / severity: {_both(f'severity.{finding.severity}')}; {_both(f'state.{finding.confidence}')}"
    yield f"对象 / subject: {_short(name)}; {_short(finding.unit)}"
    yield f"所指 / target: {target(finding.target)[: 2 * LINE]}"
    if rule is not None:
        yield f"依据 / clause: {rule_text.source(rule.source, 'zh')}"
        for limit, value in audit.limits.get(rule.id, {}).items():
            if limit in rule.limits:
                said = (
                    rule_text.limit(rule.limits[limit], "zh", value),
                    rule_text.limit(rule.limits[limit], "en", value),
                )
                own = rule.limit_names.get(limit, {})
                name = " / ".join(own.values()) or _both(f"limit_name.{limit}")
                yield f"限值 / limit: {name} = {' / '.join(said)}"


def _page(one: PageAsSeen, place: int, zone: ZoneInfo) -> Iterator[str]:
    yield f"[{place}] 所看地址 / looked at: {address(one.url)[: 2 * LINE]}"
    if one.final_url:
        yield f"    实际到达 / ended at: {address(one.final_url)[: 2 * LINE]}"
    yield f"    时间 / when: {_time(one.at, zone)}"
    status = f"; HTTP {one.status}" if one.status else ""
    outcome = " / ".join(code_words.reason(one.outcome.value, lang) for lang in ("zh", "en"))
    yield f"    结果 / outcome: {outcome}{status}; 检测次数 / looks: {one.looks}"
    if one.detail:
        yield f"    说明 / detail: {_short(one.detail)}"
    if one.soft_404:
        yield f"    页面写明不存在 / says it is gone: {_short(one.soft_404)}"
    if one.facts is not None:
        yield f"    标题 / title: {_short(one.facts.title)}"
        if one.facts.published is not None:
            found = one.facts.published
            yield f"    日期 / date shown: {found.on.isoformat()} ({_short(found.source)}: {_short(found.raw)})"
    if one.body_hash:
        yield f"    正文指纹 / BLAKE2b of the body: {one.body_hash}"


def _values(finding: StandingFinding) -> Iterator[str]:
    shown = [(name, value) for name, value in finding.values.items() if value not in (None, "", [])]
    if shown:
        yield "所见 / what was seen:"
    for name, value in shown:
        yield f"  {_both(f'evidence.{name}')}: {_value(name, value)}"


def _value(name: str, value: Value) -> str:
    if isinstance(value, list):
        return "; ".join(_value(name, one) for one in value[:ROWS])
    if isinstance(value, bool):
        return _both("page.yes" if value else "page.no")
    if isinstance(value, str) and (pair := code_words.BLANKS.get(name, {}).get(value)):
        return " / ".join(pair)
    return _short(str(value))


def _list(seen: Seen) -> Iterator[str]:
    facts = seen.pages[0].facts if seen.pages else None
    if facts is None or not facts.items:
        return
    yield f"列表 / list ({len(facts.items)}):"
    newest_first = sorted(facts.items, key=lambda item: (item.on is None, -(item.on.toordinal() if item.on else 0)))
    for item in newest_first[:ROWS]:
        day = item.on.isoformat() if item.on else "          "
        yield f"  {day}  {_short(item.text)}  {address(item.url)[:LINE]}"
    if len(facts.items) > ROWS:
        yield "  …"


def _texts(seen: Seen) -> Iterator[str]:
    for place, one in enumerate(seen.pages, 1):
        if one.text:
            yield f"[{place}] 正文开头 / beginning of the text ({len(one.text)}):"
            yield f"  {plain(one.text[:TEXT_READ])[:TEXT]}"


def _posts(reading: AccountReading, zone: ZoneInfo) -> Iterator[str]:
    outcome = " / ".join(code_words.reason(reading.outcome.value, lang) for lang in ("zh", "en"))
    yield f"账号数据 / account data: {_time(reading.at, zone)}; {outcome}; {_short(reading.adapter)}"
    if reading.source_url:
        yield f"  来源 / source: {address(reading.source_url)[: 2 * LINE]}"
    if reading.as_of is not None:
        yield f"  数据截至 / data until: {_time(reading.as_of, zone)}"
    if reading.posts_total is not None:
        yield f"  平台计数 / the platform counts: {reading.posts_total}"
    if reading.last_post_at is not None:
        yield f"  所称最近发布 / last post as told: {_time(reading.last_post_at, zone)}"
    if reading.attested is not None:
        by, at = _short(reading.attested.by), _time(reading.attested.at, zone)
        yield f"  人工核查 / checked by a person: {by}, {at}; {_short(reading.attested.words)}"
        if reading.attested.picture:
            yield f"  截图 / picture: {_short(reading.attested.picture)} sha256 {reading.attested.picture_sha256}"
    yield f"最近发布 / latest posts ({len(reading.posts)}):"
    dated = [post for post in reading.posts if post.published_at is not None]
    for post in sorted(dated, key=lambda post: post.published_at or reading.at, reverse=True)[:POSTS]:
        when = _time(post.published_at, zone) if post.published_at else ""
        yield f"  {when}  {_short(post.title)}  {address(post.url)[:LINE]}"


def _places(finding: StandingFinding) -> Iterator[str]:
    if finding.locations:
        yield f"所在位置 / where it is linked or shown ({finding.location_count}):"
    for place in finding.locations[:PLACES]:
        told = "  ".join(filter(None, (target(place.url)[: 2 * LINE], _short(place.text), _short(place.context))))
        yield f"  {told}"
