import re
import tomllib
from datetime import UTC, date, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from auditor.consolidate.column_states import SUMS
from auditor.consolidate.item_3 import ACTIONS
from auditor.model import code_words
from auditor.report.catalogue import LANGUAGES, number, size, words
from auditor.rules import Severity
from auditor.rules.registry import load

BLANK = re.compile(r"\{(\w+)\}")
SPELT = {"date.day", "date.short", "date.time"}


def test_both_catalogues_have_the_same_keys():
    zh, en = (words(lang).texts for lang in LANGUAGES)
    assert set(zh) ^ set(en) == set()


def test_both_catalogues_have_the_same_blanks():
    zh, en = (words(lang).texts for lang in LANGUAGES)
    wrong = {key for key in zh if key not in SPELT and set(BLANK.findall(zh[key])) != set(BLANK.findall(en[key]))}
    assert wrong == set()


def test_singular_and_plural_have_the_same_blanks():
    for lang in LANGUAGES:
        for key, text in words(lang).texts.items():
            one, bar, many = text.partition("|")
            assert not bar or set(BLANK.findall(one)) - {"n"} == set(BLANK.findall(many)) - {"n"}, key


def test_every_text_is_text_and_none_is_empty():
    for lang in LANGUAGES:
        raw = tomllib.loads(files("auditor.report").joinpath(f"words.{lang}.toml").read_text("utf-8"))
        assert all(isinstance(text, str) and text.strip() for table in raw.values() for text in table.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_words(lang):
    known = words(lang).texts
    wanted = {f"severity.{one}" for one in Severity} | {f"sum.{code}" for code in SUMS}
    wanted |= {f"action_3.{action}" for action in ACTIONS} | {f"explain_3.{action}" for action in ACTIONS}
    wanted |= {f"limit_name.{name}" for name in code_words.CLASSES if name != "no_limit"}
    assert wanted - set(known) == set()


def test_every_reason_that_wants_one_has_a_remedy():
    faults = {"ok", "http_error", "dns", "refused", "tls", "protocol", "redirect_loop", "ok_empty", "not_found",
              "deleted", "suspended", "deactivated", "moved", "future_dated"}  # fmt: skip
    wanted = {f"remedy.{code}" for code in code_words.REASONS if code not in faults}
    assert wanted - set(words("zh").texts) == set()


def test_numbers_choose_singular_and_plural():
    assert [words("en")("count.findings", n) for n in (0, 1, 2, 1234)] == [
        "0 findings",
        "1 finding",
        "2 findings",
        "1,234 findings",
    ]
    assert words("zh")("count.findings", 1234) == "1,234 条问题"


def test_a_missing_key_or_blank_is_our_fault_and_raises():
    with pytest.raises(KeyError):
        words("zh")("no.such.key")
    with pytest.raises(KeyError):
        words("zh")("page.as_of", other=1)


def test_days_and_times_read_as_officials_write_them():
    moment, zone = datetime(2026, 6, 30, 18, 30, tzinfo=UTC), ZoneInfo("Asia/Shanghai")
    assert words("zh").day(date(2026, 6, 3)) == "2026年6月3日"
    assert words("en").day(date(2026, 6, 3)) == "3 June 2026"
    assert words("zh").time(moment, zone) == "2026年7月1日 02:30（UTC+08:00）"
    assert words("en").time(moment, zone) == "1 July 2026, 02:30 (UTC+08:00)"
    assert words("fr").lang == "en"


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (1234, "1,234"), (0.85, "0.85"), (14.0, "14"), (1234.5, "1,234.5"), (1 / 3, "0.33")]
)
def test_numbers(value, text):
    assert number(value) == text


def test_sizes():
    assert [size(n) for n in (0, 1500, 412_345_678)] == ["0.0 kB", "1.5 kB", "412.3 MB"]


@pytest.mark.parametrize("rule", load().rules, ids=lambda rule: rule.id)
def test_every_limit_of_every_rule_has_a_name(rule):
    for lang in LANGUAGES:
        said = words(lang)
        nameless = [
            name for name in rule.limits
            if not rule.limit_names.get(name, {}).get(lang, said.get(f"limit_name.{name}", ""))
        ]  # fmt: skip
        assert not nameless, lang
