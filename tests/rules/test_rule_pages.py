"""The pages of the rules say what the rules say."""

from pathlib import Path

import pytest

from auditor.config.load import load as load_settings
from auditor.rules.registry import limit_faults, load
from auditor.rules.rule_pages import INDEX, example, pages, write

FOLDER = Path(__file__).parents[2] / "docs" / "rules"
OURS = {path.stem.replace("_", "-") for path in (Path(__file__).parents[2] / "checks").glob("[a-z]*.py")}
RULES = load().rules


def test_the_pages_are_up_to_date():
    if {rule.id for rule in RULES} - OURS and OURS:
        pytest.skip("rules of others are installed")
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert written == pages(RULES), "run: python -m auditor.rules.rule_pages docs/rules"


def test_pages_of_rules_that_are_no_more_go(tmp_path):
    (tmp_path / "gone-rule.md").write_text("old")
    write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {INDEX, *(f"{rule.id}.md" for rule in RULES)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_example_of_every_page_loads(rule, tmp_path, monkeypatch):
    if not rule.limits:
        assert example(rule) == ""
        return
    monkeypatch.chdir(tmp_path)
    (tmp_path / "auditor.toml").write_text(example(rule), encoding="utf-8")
    settings = load_settings(rules={one.id: {name: limit.unit for name, limit in one.limits.items()} for one in RULES})
    assert set(settings.limits) == {rule.id}
    own = {name: set(site.limits) for name, site in settings.sites.items()}
    assert own == ({} if rule.kind == "matrix" else {"portal": {rule.id}})
    assert limit_faults(load(), settings) == ()


def test_no_blank_is_left_unfilled():
    for name, text in pages(RULES).items():
        assert "{" not in text, name
