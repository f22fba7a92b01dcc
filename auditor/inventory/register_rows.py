"""One row of the register to one subject; what is wrong with a cell is noted and reading goes on."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from auditor.inventory.register_columns import KEYS, KINDS, ROLES, STATUSES, Vocabulary, platform_of, platform_words
from auditor.inventory.sources import read_source
from auditor.inventory.tables import Fault, Record, Table, fold, parse_day, parse_number
from auditor.inventory.tables.table_faults import TABLE_WORDS, fault, read_words
from auditor.inventory.web_address import place_of, read_address, without_fragment
from auditor.model import RegisterStatus, Role, Subject, SubjectKind
from auditor.model.secret_names import WORDS

LONGEST_SHOWN = 60
FORMULA_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
REQUIRED = ("name", "unit")
NEEDED: Mapping[SubjectKind, tuple[str, ...]] = {
    SubjectKind.SITE: ("url",),
    SubjectKind.ACCOUNT: ("platform",),
    SubjectKind.NOTICE_POINT: (),
}
"""What each kind of row must fill beside name and unit (docs/contract.md 1)."""

REGISTER_WORDS = {**TABLE_WORDS, **read_words("auditor.inventory", "register_faults.toml")}
TEXTS = ("name", "unit", "account_id", "site_code", "verified_as")

_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,3}", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"([0-9]{3})[0-9]{4,}([0-9]{4})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_BETWEEN_LABELS = re.compile(r"[;；、]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table being read, the register's folder, and what was found wrong or noteworthy so far."""

    table: Table
    folder: Path
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def title(self, name: str) -> str:
        """Return the header's own word for a column, the canonical name where the table lacks it."""
        heading = self.table.heading(name)
        return heading.title if heading else name

    def wrong(self, code: str, row: int, column: str = "", **values: object) -> None:
        """Note a fault; `column` is a canonical name or a header's own words."""
        self.faults.append(fault(REGISTER_WORDS, code, row, self.title(column), **values))

    def remark(self, code: str, row: int, column: str = "", **values: object) -> None:
        """Note what stops nothing."""
        self.notes.append(fault(REGISTER_WORDS, code, row, self.title(column), **values))


def shown(value: str) -> str:
    """Return a cell's value as a message may show it: one short line, long numbers masked."""
    return _LONG_NUMBER.sub(r"\1****\2", _CONTROL.sub(" ", value))[:LONGEST_SHOWN]


def read_row(record: Record, sheet: Sheet) -> Subject | None:
    """Return the row's subject, None where the row fills no known column or lacks kind, name or unit.

    A row with other faults still gives one, so that rows can be compared; the register is refused all the same.
    """
    if not record.values:
        sheet.remark("skipped", record.number)
        return None
    _inspect(record, sheet)
    kind = _kind(record, sheet)
    missing = [name for name in (*REQUIRED, *(NEEDED[kind] if kind else ())) if not record[name]]
    for name in missing:
        if sheet.table.heading(name) or name not in REQUIRED:
            sheet.wrong("missing", record.number, name)
    subject = _subject(record, kind or SubjectKind.SITE, sheet)
    return subject if kind and not missing else None


def _inspect(record: Record, sheet: Sheet) -> None:
    cells = [(name, sheet.title(name), text) for name, text in record.values.items()]
    cells += [("", title, text) for title, text in record.extra.items()]
    for name, title, text in cells:
        if looks_like_credential(text, is_key=name in KEYS):
            sheet.wrong("credential", record.number, title)
        elif name and text.upper() in FORMULA_ERRORS:
            sheet.wrong("formula_error", record.number, title, value=text)
        elif name in KEYS and _ROUNDED.fullmatch(text):
            sheet.wrong("rounded", record.number, title, value=text)
    for title in record.clashes:
        sheet.wrong("clash", record.number, title)
    if record.surplus:
        sheet.wrong("surplus", record.number)


def _kind(record: Record, sheet: Sheet) -> SubjectKind | None:
    word = record["kind"]
    if not word:
        if record["platform"]:
            return SubjectKind.ACCOUNT
        if record["url"]:
            return SubjectKind.SITE
        sheet.wrong("no_kind", record.number, "kind")
        return None
    if code := KINDS.code(word):
        return SubjectKind(code)
    wrong = "kind_is_platform" if platform_words().code(word) else "bad_kind"
    sheet.wrong(wrong, record.number, "kind", value=shown(word), words=KINDS.listed())
    return None


def _subject(record: Record, kind: SubjectKind, sheet: Sheet) -> Subject:
    texts = {name: " ".join(_CONTROL.sub(" ", record[name]).split()) for name in TEXTS}
    platform = platform_of(record["platform"]) if record["platform"] else ""
    opened, closed = _day("opened_on", record, sheet), _day("closed_on", record, sheet)
    if opened and closed and closed < opened:
        sheet.wrong("days_reversed", record.number, "closed_on")
    return Subject(
        id=_id(record, kind, platform, sheet),
        kind=kind,
        platform=platform,
        url=_url(record, kind, sheet),
        source=_source(record, sheet),
        role=Role(_word("role", ROLES, Role.NONE, record, sheet)),
        functions=tuple(
            dict.fromkeys(part for one in _BETWEEN_LABELS.split(record["functions"]) if (part := one.strip()))
        ),
        status=RegisterStatus(_word("status", STATUSES, RegisterStatus.ACTIVE, record, sheet)),
        followers=_followers(record, sheet),
        opened_on=opened,
        closed_on=closed,
        notes=record["notes"],
        extra=record.extra,
        row=record.number,
        **texts,
    )


def _id(record: Record, kind: SubjectKind, platform: str, sheet: Sheet) -> str:
    own = record["id"]
    if not own:
        return derived_id(kind, platform, record["unit"], record["name"])
    if own in RESERVED:
        sheet.wrong("reserved_id", record.number, "id", value=own)
    elif not ID.fullmatch(own):
        example = re.sub(r"[^a-z0-9]+", "-", own.lower()).strip("-")[:LONGEST_SHOWN] or "site-1"
        sheet.wrong("bad_id", record.number, "id", value=shown(own), example=example)
    return own


def _url(record: Record, kind: SubjectKind, sheet: Sheet) -> str:
    if not record["url"]:
        return ""
    address = read_address(record["url"])
    if address.wrong:
        sheet.wrong(address.wrong, record.number, "url", value=shown(record["url"]))
    elif address.completed:
        sheet.remark("completed", record.number, "url", url=address.url)
    return without_fragment(address.url) if kind is SubjectKind.SITE else address.url


def _source(record: Record, sheet: Sheet) -> str:
    source = read_source(record["source"], sheet.folder)
    if source.wrong:
        sheet.wrong(source.wrong, record.number, "source", value=shown(record["source"]))
    if source.remark:
        sheet.remark(source.remark, record.number, "source")
    return source.text


def _word(name: str, words: Vocabulary, default: str, record: Record, sheet: Sheet) -> str:
    word = record[name]
    if word and not words.code(word):
        sheet.wrong(f"bad_{name}", record.number, name, value=shown(word), words=words.listed())
    return words.code(word) or default


def _day(name: str, record: Record, sheet: Sheet) -> date | None:
    if not record[name]:
        return None
    day = parse_day(record[name])
    if day is None:
        sheet.wrong("bad_day", record.number, name, value=shown(record[name]))
    return day


def _followers(record: Record, sheet: Sheet) -> int | None:
    if not record["followers"]:
        return None
    number = parse_number(record["followers"], record.factors.get("followers", 1))
    if number is None:
        sheet.wrong("bad_number", record.number, "followers", value=shown(record["followers"]))
    return number


# Credentials: a register holds none. A cell that looks like one is refused by its place and never printed.

_NAMED = re.compile(
    r"(?:token|secret|passw(?:or)?d|pwd|cookie|api_?key|密码|口令|密钥)[\"'\s]{0,3}[=:：][\"'\s]{0,3}[^\s\"']{4}",
    re.IGNORECASE,
)
_SHAPED = re.compile(
    r"(?<![\w-])(?:eyJ[\w-]{8,}\.[\w-]{8,}\.|(?i:bearer)\s{1,3}[\w.~+/-]{16}|AKIA[0-9A-Z]{16}|gh[pousr]_\w{20}"
    r"|sk-[\w-]{20}|xox[abprs]-[\w-]{10}|SUB=_2A)|-----BEGIN [A-Z ]{0,20}PRIVATE KEY"
)
_SECRET_OF_WEIXIN = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)


def is_credential_column(title: str) -> bool:
    """Say whether a column is named for a credential (docs/accounts.md 5)."""
    return any(word in fold(title) for word in WORDS)


def looks_like_credential(text: str, *, is_key: bool = False) -> bool:
    """Say whether a cell holds what looks like a credential: a named one, a known shape, a lone 32-digit hex number.

    `is_key` says that the column holds names of accounts, where a lone hex number is no secret.
    """
    return bool(
        _NAMED.search(text) or _SHAPED.search(text) or (not is_key and _SECRET_OF_WEIXIN.fullmatch(text.strip()))
    )


# Who is who: ids that hold over row order, and rows that name one thing twice.

ID = re.compile(r"[a-z0-9-]{1,100}")
RESERVED = frozenset({"matrix"})
"""`matrix` is the subject of findings on all accounts together (docs/contract.md 4.6)."""

READABLE = 32
HASH_DIGITS = 10
SEPARATOR = "\x1f"


def derived_id(kind: SubjectKind, platform: str, unit: str, name: str) -> str:
    """Return the id of a row without one: readable Latin words, then a hash of kind, platform, unit and name.

    Widths, case and spaces don't matter; the order of rows doesn't either.
    """
    parts = [_same(part) for part in (kind, platform if kind is SubjectKind.ACCOUNT else "", unit, name)]
    digest = hashlib.sha256(SEPARATOR.join(parts).encode()).hexdigest()[:HASH_DIGITS]
    group = platform if kind is SubjectKind.ACCOUNT else kind
    latin = unicodedata.normalize("NFKD", f"{group} {name}").encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", latin)[:READABLE].strip("-")
    return f"{words or kind.value.replace('_', '-')}-{digest}"


def repeated_ids(subjects: Iterable[Subject]) -> Iterator[tuple[Subject, Subject]]:
    """Yield (first, later) for every row whose id an earlier row has."""
    return _repeated((subject.id, subject) for subject in subjects)


def repeated_sites(subjects: Iterable[Subject]) -> Iterator[tuple[Subject, Subject]]:
    """Yield (first, later) for every site whose address an earlier site has, whatever the scheme."""
    sites = (subject for subject in subjects if subject.kind is SubjectKind.SITE and subject.url)
    return _repeated((place_of(site.url), site) for site in sites)


def repeated_accounts(subjects: Iterable[Subject]) -> Iterator[tuple[Subject, Subject]]:
    """Yield (first, later) for every account whose platform and key an earlier account has."""
    keyed = (subject for subject in subjects if subject.kind is SubjectKind.ACCOUNT and subject.account_id)
    return _repeated((f"{account.platform}{SEPARATOR}{account.account_id}", account) for account in keyed)


def _repeated(keyed: Iterable[tuple[str, Subject]]) -> Iterator[tuple[Subject, Subject]]:
    first: dict[str, Subject] = {}
    for key, subject in keyed:
        earlier = first.setdefault(key, subject)
        if earlier is not subject:
            yield earlier, subject


def _same(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
