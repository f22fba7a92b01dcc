from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import ColumnClass, LinkKind, Outcome, ReadingOutcome
from auditor.model.code_words import BLANKS, KINDS, REASONS, reason, word
from auditor.rules import Finding, Rule, Severity, Source, Words
from auditor.rules.registry import load
from auditor.rules.sentences import clause, describe, sentence, source, suggestion, title, words

SOURCE = Source("A clause", seen=False)


def rule(summary, variants=None):
    told = {lang: Words("Title", "Why", summary, "Do {name}") for lang in ("zh", "en")}
    return Rule(
        "site-sample", 25, "site, page", Severity.MAJOR, SOURCE, lambda view, limits: (), told, {}, variants or {}
    )


def say(summary, lang="en", variant="", **values):
    return sentence(rule(summary), Finding("s1", "https://x.example/", values, variant=variant), lang)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (14.0, "14", "14"),
        (0.85, "0.85", "0.85"),
        (5_000_000, "5000000", "5000000"),
        (date(2026, 5, 12), "2026-05-12", "2026-05-12"),
        (True, "是", "yes"),
        (None, "—", "—"),
        ("", "—", "—"),
        ([], "—", "—"),
        (["a", "b"], "a、b", "a, b"),
        ("two\n lines", "two lines", "two lines"),
        ("{name}{0}{", "{name}{0}{", "{name}{0}{"),
    ],
)
def test_values_are_printed(value, zh, en):
    assert (say("{name}", "zh", name=value), say("{name}", "en", name=value)) == (zh, en)


def test_codes_are_worded_by_their_blank_only():
    assert say("{kinds} {outcome}", "zh", kinds=["image", "script"], outcome="dns") == "图片、脚本 域名无法解析"
    assert say("{column_class} {name}", "zh", column_class="news", name="news") == "动态要闻 news"
    assert say("{outcome}", outcome="some_new_code") == "some_new_code"


def test_a_missing_blank_is_a_dash():
    assert say("{no_such} at {target} of {subject}, {unit}") == "— at https://x.example/ of s1, —"


def test_names_may_be_given():
    finding = Finding("s1", "x", {"name": "it"})
    sample = rule("{subject} of {unit}")
    assert sentence(sample, finding, "zh", subject="上海样例", unit="样例局") == "上海样例 of 样例局"
    assert suggestion(sample, finding, "en") == "Do it"


def test_long_values_are_cut():
    assert len(say("{name}", name="x" * 10_000)) == 200


def test_variants_have_their_own_words():
    other = {"other": {lang: Words("T", "W", "Other {name}", "A") for lang in ("zh", "en")}}
    sample = rule("Own", other)
    assert sentence(sample, Finding("s1", "x", {"name": 1}, variant="other"), "en") == "Other 1"
    assert sentence(sample, Finding("s1", "x", {}, variant="forgotten"), "en") == "Own"
    assert words(sample, "fr").title == title(sample, "en") == "Title"


def test_a_rule_no_longer_there_is_said():
    assert "未安装" in sentence(None, Finding("s1", "x", {}), "zh")
    assert suggestion(None, Finding("s1", "x", {}), "zh") == ""


@given(
    st.dictionaries(st.sampled_from(["name", "kinds", "subject", "outcome"]), st.none() | st.text() | st.integers()
                    | st.floats() | st.lists(st.text()) | st.dates() | st.booleans()),
    st.text(),
)  # fmt: skip
def test_no_value_or_template_raises(values, template):
    said = say(template + "{name} {kinds} {subject} {outcome} {missing}", "zh", **values)
    assert said.endswith("—")


def test_documentation():
    text = describe(rule("{name} is at fault"), "en")
    assert "Looks at: site, page" in text
    assert "… is at fault" in text
    assert "A clause (source to be verified)" in text
    assert source(Source("B"), "zh") == "B"
    assert source(SOURCE, "zh") == "A clause（依据待核）"


@pytest.mark.parametrize("code", sorted({*Outcome, *ReadingOutcome}))
def test_every_outcome_has_words_in_both_languages(code):
    assert reason(code, "zh") != code
    assert reason(code, "en")


def test_every_kind_of_link_and_column_class_has_words():
    assert {kind.name.lower() for kind in LinkKind} <= {*KINDS, "redirect"}
    assert set(ColumnClass) <= set(BLANKS["column_class"])


def test_words_of_unknown_codes_are_the_codes():
    assert word(REASONS, "nothing_like_it", "zh") == "nothing_like_it"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("自定：一次即可 (own: once is enough)", "自定：一次即可", "own: once is enough"),
        ("自定 (own practice)", "自定", "own practice"),
        (
            "要点第 3 项；方法自定 (how to tell is our own)",
            "要点第 3 项；方法自定",
            "要点第 3 项；方法自定 (how to tell is our own)",
        ),
        ("《检查指标》IPv6 改造", "《检查指标》IPv6 改造", "《检查指标》IPv6 改造"),
        ("RFC 9110 (HTTP)", "RFC 9110 (HTTP)", "RFC 9110 (HTTP)"),
    ],
)
def test_a_clause_of_our_own_is_said_in_one_language(text, zh, en):
    assert (clause(text, "zh"), clause(text, "en")) == (zh, en)
    assert source(Source(text, seen=False), "zh") == f"{zh}（依据待核）"


@pytest.mark.parametrize("one", load().rules, ids=lambda one: one.id)
def test_no_clause_mixes_languages_in_chinese(one):
    told = [source(basis, "zh") for basis in (one.source, *(limit.source for limit in one.limits.values()))]
    assert not [text for text in told if "own" in text]
