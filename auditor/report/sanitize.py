"""Observed text made safe to print: control letters shown by number, personal data and secrets masked."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import ada_url

from auditor.model import Location, Subject, SubjectStanding
from auditor.model.audit import (
    AccountProposal,
    Audit,
    ItemThreeProposal,
    NotSeen,
    Reason,
    SiteSheet,
    StandingFinding,
    Step,
    Value,
)
from auditor.text.personal_numbers import is_mobile, is_resident_id, mask_text

SPACES = re.compile(r"[\t\n\r\v\f\u0085\u00a0\u2028\u2029]+")
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0001\U000e0020-\U000e007f]"
)
ADDRESS = re.compile(r"https?://[^\s\"'<>，。；、）】」]+", re.IGNORECASE)
IDENTIFIER = re.compile(r"[A-Za-z0-9_.@:-]{1,64}")
ID_IN_ADDRESS = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
PERSONAL = re.compile(r"(?i)tel|phone|mobile|sjh|shouji|dianhua|id_?card|sfz|card|zjh")
SECRET = re.compile(
    r"(?i)(?:access_?|auth_?|refresh_?|api_?|csrf_?|id_?|x-amz-security-)?token|"
    r"(?:app_?|client_?)?secret|(?:api|access|app|ossaccess)_?key(?:_?id)?|pass(?:wd|word)?|pwd|sign|"
    r"(?:x-amz-)?signature|sig|j?session_?id|phpsessid|authorization|(?:x-amz-)?credential|"
    r"(?:pass_)?ticket"
)
IN_PATH = re.compile(r"(;(?:j?session_?id|phpsessid|sid|(?:access_?)?token)=)[^;/]+", re.IGNORECASE)
KEY = re.compile(r"(?i)key")
LOOKS_SECRET = re.compile(r"(?=[^&]*\d)[A-Za-z0-9+/=_\-]{16,}")
MASKED = "***"


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Return observed text on one line: control, bidi and invisible letters shown by number, persons masked.

    Addresses within the text are treated like `address` does.
    """
    if text.isprintable() and text.isascii() and len(text) < 11:
        return text
    shown = visible(text)
    if "://" not in shown:
        return mask_text(shown)
    parts, end = [], 0
    for found in ADDRESS.finditer(shown):
        parts += [mask_text(shown[end : found.start()]), address(found.group())]
        end = found.end()
    return "".join((*parts, mask_text(shown[end:])))


def visible(text: str) -> str:
    """Return text on one line with every letter that steers or hides instead of showing replaced by its number."""
    if text.isprintable():
        return text
    return UNSEEN.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", SPACES.sub(" ", text))


@lru_cache(maxsize=65_536)
def address(url: str) -> str:
    """Return an address that still works, with secrets and personal data in its query masked."""
    shown, hash_mark, fragment = visible(url).partition("#")
    head, mark, query = shown.partition("?")
    head = ID_IN_ADDRESS.sub(_masked_id, IN_PATH.sub(rf"\1{MASKED}", head) if ";" in head else head)
    return f"{head}{mark}{_masked_pairs(query)}{hash_mark}{_masked_pairs(fragment)}"


def target(text: str) -> str:
    """Return a finding's target: an address, an account's key as it is, or running text."""
    if text.startswith(("http://", "https://")):
        return address(text)
    if IDENTIFIER.fullmatch(text) and not is_mobile(text) and not is_resident_id(text):
        return text
    return plain(text)


@lru_cache(maxsize=65_536)
def href(url: str) -> str | None:
    """Return the address if it may become a link: valid http(s) without a login, else None."""
    if not url.startswith(("http://", "https://")) or not ada_url.check_url(url):
        return None
    parsed = ada_url.URL(url)
    return None if parsed.username or parsed.password else url


def sanitized(audit: Audit) -> Audit:
    """Return the audit as every format may print it. Unknown columns and remarks of the register are dropped."""
    return replace(
        audit,
        run=replace(audit.run, inventory=plain(audit.run.inventory)),
        standings=tuple(map(_standing, audit.standings)),
        findings=tuple(map(_finding, audit.findings)),
        resolved=tuple(map(_finding, audit.resolved)),
        carried=tuple(map(_finding, audit.carried)),
        unknown=tuple(map(_not_seen, audit.unknown)),
        item_3=tuple(map(_item_three, audit.item_3)),
        item_25=tuple(map(_sheet, audit.item_25)),
        item_27=tuple(map(_item_27, audit.item_27)),
        not_loaded=tuple(map(plain, audit.not_loaded)),
        failed=tuple(map(plain, audit.failed)),
        notes=tuple(map(plain, audit.notes)),
    )


def _masked_id(found: re.Match[str]) -> str:
    number = found.group()
    return number[:3] + "*" * 13 + number[-2:] if is_resident_id(number) else number


def _masked_pairs(query: str) -> str:
    return "&".join([_masked_pair(pair) for pair in query.split("&")]) if query else ""


def _masked_pair(pair: str) -> str:
    name, mark, value = pair.partition("=")
    if not mark:
        return ID_IN_ADDRESS.sub(_masked_id, pair)
    if SECRET.fullmatch(name) or (KEY.fullmatch(name) and LOOKS_SECRET.fullmatch(value)):
        return f"{name}={MASKED}"
    if is_mobile(value) or PERSONAL.search(name):
        return f"{name}={mask_text(value)}"
    return f"{name}={ID_IN_ADDRESS.sub(_masked_id, value)}"


def _standing(one: SubjectStanding) -> SubjectStanding:
    stats = {plain(name): plain(value) if isinstance(value, str) else value for name, value in one.stats.items()}
    return replace(one, subject=_subject(one.subject), why=plain(one.why), stats=stats)


def _subject(one: Subject) -> Subject:
    return replace(
        one,
        id=visible(one.id),
        name=plain(one.name),
        unit=plain(one.unit),
        platform=plain(one.platform),
        url=address(one.url),
        account_id=target(one.account_id),
        source=address(one.source),
        functions=tuple(map(plain, one.functions)),
        verified_as=plain(one.verified_as),
        notes="",
        extra={},
    )


def _finding(one: StandingFinding) -> StandingFinding:
    return replace(
        one,
        subject=visible(one.subject),
        unit=plain(one.unit),
        target=target(one.target),
        values={plain(name): _value(value) for name, value in one.values.items()},
        locations=tuple(map(_location, one.locations)),
        action=plain(one.action),
        waiver=plain(one.waiver),
    )


def _value(value: Value) -> Value:
    if isinstance(value, list):
        return [_text(one) for one in value]
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    return address(value) if value.startswith(("http://", "https://")) else plain(value)


def _location(one: Location) -> Location:
    made = Location(target(one.url), plain(one.text), plain(one.context))
    return one if made == one else made


def _not_seen(one: NotSeen) -> NotSeen:
    detail = one.detail if one.detail.startswith("#") else plain(one.detail)
    return replace(one, subject=visible(one.subject), target=target(one.target), detail=detail)


def _item_three(one: ItemThreeProposal) -> ItemThreeProposal:
    return replace(
        one,
        subject=visible(one.subject),
        target=target(one.target),
        keep=None if one.keep is None else target(one.keep),
        members=tuple(map(target, one.members)),
    )


def _sheet(one: SiteSheet) -> SiteSheet:
    columns = tuple(replace(line, url=address(line.url), name=plain(line.name)) for line in one.columns)
    return replace(one, subject=visible(one.subject), columns=columns)


def _item_27(one: AccountProposal) -> AccountProposal:
    return replace(
        one,
        subject=target(one.subject),
        into=None if one.into is None else visible(one.into),
        reasons=tuple(Reason(each.code, _plain_values(each.values)) for each in one.reasons),
        rests_on=one.rests_on and Reason(one.rests_on.code, _plain_values(one.rests_on.values)),
        steps=tuple(Step(each.code, _plain_values(each.values), each.by) for each in one.steps),
    )


def _plain_values(values: Mapping[str, str | int]) -> dict[str, str | int]:
    return {name: plain(value) if isinstance(value, str) else value for name, value in values.items()}
