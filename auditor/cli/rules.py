"""auditor rules: what is checked, with limits and source clauses."""

import json
from typing import TYPE_CHECKING

import click

from auditor.cli.options import TALK, Options, settings_of, shared
from auditor.cli.printing import answer, rows, say
from auditor.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from auditor.rules import Rule
    from auditor.rules.registry import Registry


def complete_rules(_context: click.Context, _parameter: click.Parameter, start: str) -> list[str]:
    """Return ids of rules that begin with `start`."""
    from auditor.rules.registry import load

    return [rule.id for rule in load().rules if rule.id.startswith(start)]


@click.command()
@click.argument("rule_id", metavar="[RULE]", required=False, shell_complete=complete_rules)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="default text")
@shared(*TALK)
def rules(options: Options, rule_id: str | None, form: str) -> ExitCode:
    """List the rules, or tell all of one.

    Limits in force, source clauses, words.
    """
    from auditor.rules.registry import limits_for, load
    from auditor.rules.sentences import describe

    settings = settings_of(options)
    registry = load()
    chosen = registry.rules if rule_id is None else (_rule(registry, rule_id),)
    if form == "json":
        answer(json.dumps([_facts(rule, limits_for(rule, settings)) for rule in chosen], ensure_ascii=False, indent=1))
    elif rule_id is None:
        _list(chosen, settings.lang)
    else:
        answer(describe(chosen[0], settings.lang, limits_for(chosen[0], settings)))
    for line in registry.not_loaded:
        say(f"warning: not loaded: {line}")
    return ExitCode.DONE


def _rule(registry: "Registry", rule_id: str) -> "Rule":
    from auditor.config.table_settings import nearest

    rule = registry.get(rule_id)
    if rule is None:
        raise BadInput(f"{rule_id}: no such rule{nearest(rule_id, [one.id for one in registry.rules])}")
    return rule


def _list(chosen: "tuple[Rule, ...]", lang: str) -> None:
    from auditor.model.code_words import SEVERITIES, word
    from auditor.rules.sentences import source, title

    zh, en = ("事项", "规则", "程度", "名称", "依据"), ("item", "rule", "severity", "name", "source")
    lines = [
        (rule.item, rule.id, word(SEVERITIES, rule.severity, lang), title(rule, lang), source(rule.source, lang))
        for rule in chosen
    ]
    rows(zh if lang == "zh" else en, lines)


def _facts(rule: "Rule", in_force: "dict[str, float] | object") -> dict[str, object]:
    from auditor.rules.sentences import words

    values = dict(in_force) if isinstance(in_force, dict) else {}
    return {
        "id": rule.id,
        "item": rule.item,
        "subject": rule.kind,
        "severity": rule.severity.value,
        "source": {"clause": rule.source.clause, "seen": rule.source.seen},
        "limits": {
            name: {
                "value": values.get(name, limit.value), "default": limit.value, "unit": limit.unit,
                "source": {"clause": limit.source.clause, "seen": limit.source.seen},
            }
            for name, limit in rule.limits.items()
        },
        "words": {lang: {"title": words(rule, lang).title, "why": words(rule, lang).why} for lang in ("zh", "en")},
    }  # fmt: skip
