"""Write docs/rules, one page a rule, from the rules themselves: python -m auditor.rules.rule_pages docs/rules."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from auditor.model.code_words import SEVERITIES, SUBJECTS, UNITS, word
from auditor.rules import Rule
from auditor.rules import sentences as rule_text
from auditor.rules.registry import load
from auditor.rules.sentences import BLANK

INDEX = "README.md"
LANGS = (("zh", "中文"), ("en", "English"))
NAMES = {
    "zh": {
        "item": "要点事项", "kind": "对象", "severity": "程度", "source": "依据", "says": "结论的写法", "why": "缘由",
        "advice": "整改", "limits": "限值", "limit": "名称", "default": "默认值", "basis": "依据",
        "own": "在 auditor.toml 中改用更严的限值：", "none": "没有可调的限值。",
    },
    "en": {
        "item": "Item", "kind": "Looks at", "severity": "Severity", "source": "Source", "says": "What it says",
        "why": "Why", "advice": "Remedy", "limits": "Limits", "limit": "name", "default": "default", "basis": "source",
        "own": "A stricter office writes into auditor.toml:", "none": "It has no limit to set.",
    },
}  # fmt: skip
HEAD = """# Rules 规则

What every rule looks at, how heavy it weighs and what it rests on. 依据待核 marks a source whose wording was not seen
in a published copy. `auditor rules` prints the same with the limits in force.

These pages are written by `python -m auditor.rules.rule_pages docs/rules`; a test compares them with the rules.

| rule | 规则 | item | looks at | severity | source |
|---|---|---|---|---|---|
"""


def pages(rules: Sequence[Rule]) -> dict[str, str]:
    """Return the pages by file name: one a rule, and an index."""
    rows = "".join(map(_row, rules))
    return {INDEX: HEAD + rows} | {f"{rule.id}.md": _page(rule) for rule in rules}


def example(rule: Rule) -> str:
    """Return lines for auditor.toml that set the limits of a rule, for everybody and for one subject; '' without any.

    A rule on the whole matrix has no limits of single subjects.
    """
    if not rule.limits:
        return ""
    name, limit = next(iter(rule.limits.items()))
    line = f"{name} = {limit.value:g}"
    everybody = f'[limits."{rule.id}"]\n{line}\n'
    return everybody if rule.kind == "matrix" else f'{everybody}\n[sites."portal".limits."{rule.id}"]\n{line}\n'


def _row(rule: Rule) -> str:
    cells = (
        f"[{rule.id}]({rule.id}.md)", rule_text.title(rule, "zh"), str(rule.item), rule.kind, str(rule.severity),
        rule_text.source(rule.source, "zh"),
    )  # fmt: skip
    return f"| {' | '.join(map(_cell, cells))} |\n"


def _page(rule: Rule) -> str:
    blocks = [f"# {rule.id}", ""]
    for lang, title in LANGS:
        blocks += [f"## {title}: {rule_text.title(rule, lang)}", "", *_facts(rule, lang), "", *_limits(rule, lang), ""]
    return "\n".join(blocks).rstrip() + "\n"


def _facts(rule: Rule, lang: str) -> Iterator[str]:
    names, said = NAMES[lang], rule_text.words(rule, lang)
    kinds = [word(SUBJECTS, kind.strip(), lang) for kind in rule.kind.split(",")]
    yield said.why
    yield ""
    yield f"- **{names['item']}** {rule.item}"
    yield f"- **{names['kind']}** {('、' if lang == 'zh' else ', ').join(kinds)}"
    yield f"- **{names['severity']}** {word(SEVERITIES, rule.severity, lang)}"
    yield f"- **{names['source']}** {_cell(rule_text.source(rule.source, lang))}"
    yield ""
    yield f"**{names['says']}**"
    yield ""
    for code in ("", *rule.variants):
        yield f"- {_blanks(rule_text.words(rule, lang, code).summary)}"
    yield ""
    yield f"**{names['advice']}**"
    yield ""
    yield from (f"- {text}" for text in dict.fromkeys(_advice(rule, lang)))


def _advice(rule: Rule, lang: str) -> Iterator[str]:
    for code in ("", *rule.variants):
        yield _blanks(rule_text.words(rule, lang, code).suggestion)


def _limits(rule: Rule, lang: str) -> Iterator[str]:
    names = NAMES[lang]
    if not rule.limits:
        yield names["none"]
        return
    yield f"**{names['limits']}**"
    yield ""
    yield f"| {names['limit']} | {names['default']} | {names['basis']} |"
    yield "|---|---|---|"
    for name, limit in rule.limits.items():
        value = f"{limit.value:g} {word(UNITS, limit.unit, lang)}".rstrip()
        yield f"| `{name}` | {value} | {_cell(rule_text.source(limit.source, lang))} |"
    yield ""
    yield names["own"]
    yield ""
    yield f"```toml\n{example(rule).rstrip()}\n```"


def _blanks(text: str) -> str:
    return _cell(BLANK.sub("…", text))


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def write(folder: Path) -> None:
    """Write every page into `folder`, and remove pages of rules that are no more."""
    wanted = pages(load().rules)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
