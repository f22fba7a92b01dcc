import re

import pytest

from auditor.consolidate import fingerprint

PAGE = "http://www.example.gov.cn/a.html"


def test_is_sixteen_hex_digits_and_never_changes():
    assert re.fullmatch("[0-9a-f]{16}", fingerprint("link-broken", "s1", PAGE))
    assert fingerprint("link-broken", "s1", PAGE) == "648adbcd07a36a44"


@pytest.mark.parametrize(
    "same",
    [
        "http://www.example.gov.cn:80/a.html",
        "http://WWW.EXAMPLE.gov.cn/a.html",
        "http://www.example.gov.cn/a.html;jsessionid=0123456789ABCDEF0123456789ABCDEF",
        "http://www.example.gov.cn/b/../a.html",
    ],
)
def test_what_changes_from_visit_to_visit_does_not_count(same):
    assert fingerprint("link-broken", "s1", same) == fingerprint("link-broken", "s1", PAGE)


@pytest.mark.parametrize(
    "other",
    [
        ("link-soft-404", "s1", PAGE, ""),
        ("link-broken", "s2", PAGE, ""),
        ("link-broken", "s1", PAGE + "?id=2", ""),
        ("link-broken", "s1", PAGE, "SiteName"),
        ("link-broken", "s1", "http://www.example.gov.cn:8080/a.html", ""),
    ],
)
def test_rule_subject_target_and_part_tell_findings_apart(other):
    assert fingerprint(*other) != fingerprint("link-broken", "s1", PAGE)


def test_ids_and_titles_are_taken_as_they_are():
    assert fingerprint("notice-expired", "p1", "公告 A") != fingerprint("notice-expired", "p1", "公告 a")
    assert fingerprint("account-dormant", "a1", "gh_1") == fingerprint("account-dormant", "a1", " gh_1 ")
