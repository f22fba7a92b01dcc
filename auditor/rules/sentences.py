"""Sentences of rules: a finding's summary and suggestion, and a rule's documentation. Pure; zh and en."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Protocol

from auditor.model.code_words import BLANKS, SEVERITIES, SUBJECTS, UNITS, word
from auditor.rules import Limit, Rule, Source, Words

BLANK = re.compile(r"\{(\w+)\}")
OURS = "自定"
"""What the clauses of our own limits begin with."""

OWN = re.compile(r"(?P<zh>.*[^ -~].*?) \((?P<en>[ -~]*\bown\b[ -~]*)\)")
NOTHING = "—"
LONGEST = 200

PHRASES: Mapping[str, tuple[str, str]] = {
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "comma": ("、", ", "),
    "unverified": ("（依据待核）", " (source to be verified)"),
    "item": ("事项", "Item"),
    "subject": ("对象", "Looks at"),
    "severity": ("程度", "Severity"),
    "source": ("依据", "Source"),
    "why": ("缘由", "Why"),
    "limits": ("限值", "Limits"),
    "advice": ("整改", "Remedy"),
    "says": ("结论", "Says"),
    "colon": ("：", ": "),
    "unknown_rule": ("规则 {rule} 未安装，无法用文字说明", "rule {rule} is not installed, so it has no words here"),
}


class Worded(Protocol):
    """Anything that holds values for a rule's words: a Finding or a StandingFinding."""

    @property
    def subject(self) -> str:
        """Return the subject's id."""

    @property
    def target(self) -> str:
        """Return the address or key at fault."""

    @property
    def values(self) -> Mapping[str, object]:
        """Return what fills the blanks."""

    @property
    def variant(self) -> str:
        """Return the code of the words to use, '' for the rule's own."""


def sentence(rule: Rule | None, finding: Worded, lang: str, *, subject: str = "", unit: str = "") -> str:
    """Return what was found, in one sentence of `lang` ('zh' or 'en').

    `subject` and `unit` are names to print for those blanks ('' = the finding's own). A blank without
    a value is printed as a dash; braces inside values stay as they are. `rule` None (no longer
    installed) gives a sentence that says so.
    """
    if rule is None:
        return _missing(finding, lang)
    return _fill(words(rule, lang, finding.variant).summary, _values(finding, subject, unit), lang)


def suggestion(rule: Rule | None, finding: Worded, lang: str, *, subject: str = "", unit: str = "") -> str:
    """Return what to do about it, filled like `sentence`; '' when `rule` is None."""
    if rule is None:
        return ""
    return _fill(words(rule, lang, finding.variant).suggestion, _values(finding, subject, unit), lang)


def words(rule: Rule, lang: str, variant: str = "") -> Words:
    """Return the words of a rule in `lang`, of a variant where it has that one; English where `lang` is missing."""
    table = rule.variants.get(variant) or rule.words
    return table.get(lang) or table.get("en") or next(iter(table.values()))


def title(rule: Rule, lang: str) -> str:
    """Return the name of a rule for people."""
    return words(rule, lang).title


def source(basis: Source, lang: str) -> str:
    """Return a clause, marked 依据待核 where its wording was not seen."""
    return clause(basis.clause, lang) + ("" if basis.seen else _phrase("unverified", lang))


def clause(text: str, lang: str) -> str:
    """Return a clause in one language where we wrote it in both ("自定：… (own: …)"), else as it is."""
    both = OWN.fullmatch(text)
    if both is None or (lang != "zh" and not text.startswith(OURS)):
        return text
    return both["zh" if lang == "zh" else "en"]


def limit(basis: Limit, lang: str, value: float | None = None) -> str:
    """Return a limit with its unit: `value` (None: the default)."""
    return f"{_number(basis.value if value is None else value)} {word(UNITS, basis.unit, lang)}".rstrip()


def describe(rule: Rule, lang: str, in_force: Mapping[str, float] | None = None) -> str:
    """Return a rule's documentation as plain lines: what it says, why, its source and limits.

    `in_force` are configured limits by name (None: the defaults).
    """
    said = words(rule, lang)
    kinds = _phrase("comma", lang).join(word(SUBJECTS, kind.strip(), lang) for kind in rule.kind.split(","))
    lines = [
        f"{rule.id}  {said.title}",
        _line("item", str(rule.item), lang),
        _line("subject", kinds, lang),
        _line("severity", word(SEVERITIES, rule.severity, lang), lang),
        _line("why", said.why, lang),
        *(_line("says", BLANK.sub("…", words(rule, lang, code).summary), lang) for code in ("", *rule.variants)),
        _line("advice", BLANK.sub("…", said.suggestion), lang),
        _line("source", source(rule.source, lang), lang),
    ]
    for name, basis in rule.limits.items():
        value = (in_force or {}).get(name)
        lines.append(_line("limits", f"{name} = {limit(basis, lang, value)}  {source(basis.source, lang)}", lang))
    return "\n".join(lines)


def _line(name: str, text: str, lang: str) -> str:
    return f"  {_phrase(name, lang)}{_phrase('colon', lang)}{text}"


def _phrase(name: str, lang: str) -> str:
    return PHRASES[name][0 if lang == "zh" else 1]


def _missing(finding: Worded, lang: str) -> str:
    return _fill(_phrase("unknown_rule", lang), {"rule": getattr(finding, "rule", NOTHING)}, lang)


def _values(finding: Worded, subject: str, unit: str) -> Mapping[str, object]:
    known: dict[str, object] = {
        "subject": subject or finding.subject,
        "unit": unit or getattr(finding, "unit", "") or NOTHING,
        "target": finding.target,
    }
    return known | dict(finding.values)


def _fill(template: str, values: Mapping[str, object], lang: str) -> str:
    return BLANK.sub(lambda blank: _print(blank[1], values.get(blank[1]), lang), template)


def _print(name: str, value: object, lang: str) -> str:
    match value:
        case None | "":
            return NOTHING
        case bool():
            return _phrase("yes" if value else "no", lang)
        case int() | float():
            return _number(value)
        case date():
            return value.isoformat()
        case list() | tuple() | set() | frozenset():
            return _phrase("comma", lang).join(_print(name, one, lang) for one in value) or NOTHING
        case _:
            text = word(BLANKS.get(name, {}), str(value), lang)
            line = " ".join(text.split())
            return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _number(value: float) -> str:
    return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
