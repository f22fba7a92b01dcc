"""What the leak screen takes for a number of a person or a mark, and what it must leave alone. All numbers are made."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.text.personal_numbers import CREDIT_LETTERS, CREDIT_WEIGHTS, id_check_digit, is_credit_code, is_resident_id
from auditor.text.text_leaks import Part, find_leaks
from tests.text.invented import invented_card, invented_id, invented_mobile

DAY = date(2026, 6, 30)
A, B, C = (invented_id(at) for at in (1, 2, 3))
FULL = {0x30 + digit: 0xFF10 + digit for digit in range(10)}
CARD, CARDS = invented_card(), [invented_card(at) for at in range(1, 5)]


def leaks(*rows, **fields):
    return {one.kind: one for one in find_leaks([Part(rows, **fields)], DAY)}


def credit_code(body):
    total = sum(CREDIT_LETTERS.index(letter) * weight for letter, weight in zip(body, CREDIT_WEIGHTS, strict=True))
    return body + CREDIT_LETTERS[(31 - total % 31) % 31]


@pytest.mark.parametrize(
    "rows",
    [
        ("姓名\t身份证号", f"某某\t{A}"),
        (f"身份证号：{A}",),
        (f"身份证号:{A[:6]} {A[6:14]} {A[14:]}",),
        (f"公民身份号码 {A[:6]}-{A[6:14]}-{A[14:]}",),
        (f"身份证号：{A[:6]} {A[6:10]} {A[10:14]} {A[14:]}",),
        (f"身份证号：{A.translate(FULL)}",),
        ("身份证号", "\t".join(A)),
        ("身份证号", *A),
        ("身份证号", A[:6], A[6:14], A[14:]),
        (f"1 某某 {A} {invented_mobile()} 某村",),
        (f"残疾人证号 {A}44",),
        ("证件号码：" + next(one for at in range(99) if (one := invented_id(at)).endswith("X")).lower(),),
    ],
)
def test_resident_ids_in_every_dress(rows):
    assert leaks(*rows)["resident_id"].count == 1


@pytest.mark.parametrize(
    "row",
    [
        f"身份证号：{A[:6]}********{A[14:]}",
        f"身份证号：{A[:17]}{(int(A[17], 11) + 1) % 10 if A[17] != 'X' else 0}",
        f"采购项目编号：{A}",
        f"订单号 {A}",
        f"电表户号：{A}",
        f"经纬度 121.{A}",
        f"附件 /upload/t_{A}.pdf",
        f"身份证号：{invented_id(1, born='20260701')}",
        f"身份证号：{invented_id(1, born='19990230')}",
        f"身份证号：{invented_id(1, region='169999')}",
        "ISBN 978-7-5198-1234-5",
        "沪府办字〔2025〕5号 2025-05-12 10:30",
        f"{A}9 {A}8",
        f"统一社会信用代码：{credit_code('12310199MB2F0001X')}",
    ],
)
def test_other_long_numbers_are_no_ids(row):
    assert leaks(row) == {}


def test_project_numbers_that_satisfy_the_check_digit_by_chance_are_no_ids():
    rows = [f"3199992020{month:02d}{day:02d}{at:04d}" for month in (1, 2) for day in range(1, 29) for at in range(2)]
    assert any(map(is_resident_id, rows))
    assert leaks("立项清单", *rows) == {}


def test_credit_codes_of_digits_only_are_no_ids():
    code = next(
        one
        for at in range(10**5)
        if (one := credit_code(f"319999199901{at:05d}"))[-1].isdigit() and is_resident_id(one)
    )
    assert is_credit_code(code)
    assert leaks(f"统一社会信用代码\t{code}") == {}


def test_the_older_id_needs_its_name():
    old = "319999" + "990101" + "001"
    assert leaks(f"身份证号：{old}")["resident_id"].sure is False
    assert leaks(f"号码 {old}") == {}


def test_only_ids_that_are_called_so_are_sure():
    assert leaks(f"身份证 {A}")["resident_id"].sure
    assert not leaks(f"某某 {A}")["resident_id"].sure


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("收款人：张某，银行卡号：", 1),
        ("收款人姓名 李某某 卡号：", 1),
        ("收款人：区教育局，银行账号：", 0),
        ("收款人：育红小学，银行账号：", 0),
        ("收款人：某某建设有限公司，卡号：", 0),
        ("收款单位银行卡号：", 0),
    ],
)
def test_a_card_of_a_person_to_be_paid_is_told_from_the_account_of_an_office(words, count):
    found = leaks(f"{words}{CARD}").get("bank_card")
    assert (found.count if found else 0) == count


def test_bank_cards():
    spaced = " ".join(CARD[at : at + 4] for at in range(0, len(CARD), 4))
    assert leaks(f"银行卡号：{CARD}")["bank_card"].count == leaks(f"银行卡号：{spaced}")["bank_card"].count == 1
    assert leaks("姓名\t银行卡号", *(f"某某\t{one}" for one in CARDS))["bank_card"].count == 4
    assert leaks(f"户名：某区财政局 开户银行：某行 账号：{CARD}") == {}
    assert leaks(f"订单 {CARD}") == {}
    assert leaks(f"卡号 {CARD[:-1]}{(int(CARD[-1]) + 1) % 10}") == {}
    assert leaks(*(f"微博\t{5105000000000000 + at * 7919}\t银行卡" for at in range(50))) == {}


def test_mobile_numbers_only_in_lists_of_persons():
    names = ("张某甲", "李某乙", "王某丙")
    rows = [f"{at}\t{name}\t{invented_mobile(at)}" for at, name in enumerate(names, 1)]
    assert leaks("补助对象名单", "序号\t姓名\t手机", *rows)["mobiles"].count == 3
    assert leaks("补助对象名单", "序号\t姓名\t手机", *rows[:2]) == {}
    assert leaks("河长名单", "序号\t姓名\t手机", *rows) == {}
    assert leaks("名单", "序号\t联系人\t手机", *rows) == {}
    assert leaks("名单", "姓名\t手机", *(f"某某公司\t{row}" for row in rows)) == {}
    assert leaks(*(f"咨询电话：{invented_mobile(at)}" for at in range(9))) == {}
    masked = [row[:-6] + "****" + row[-2:] for row in rows]
    assert leaks("补助对象名单", "序号\t姓名\t手机", *masked) == {}


def test_passports_need_their_name():
    assert leaks("护照号码：E12345678")["passport"].shown == ("E******78",)
    assert leaks("车次 G12345678") == leaks("编号E12345678，护照另行提供") == {}


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("秘密★1年", "grade"),
        ("机 密 ★ 20年", "grade"),
        ("000123  绝密★", "grade"),
        ("秘密▲6个月", "grade"),
        ("密级：机密 10年", "grade"),
        ("内部资料 注意保存", "internal"),
        ("内部文件，不得外传", "internal"),
        ("公开属性：不予公开", "withheld"),
        ("信息公开选项：不予公开", "withheld"),
        ("（此件不予公开）", "withheld"),
    ],
)
def test_marks_at_the_head(row, kind):
    assert set(leaks(row, "关于某事的通知")) == {kind}
    assert leaks(*["正文"] * 20, row) == {}


@pytest.mark.parametrize(
    "rows",
    [
        ("国家秘密的密级分为绝密、机密、秘密三级。",),
        ("标志为“秘密★1年”。",),
        ("绝密★启用前",),
        ("机密★", "2024年普通高等学校招生全国统一考试"),
        ("国家秘密载体应当标注：秘密★10年",),
        ("公开属性：□主动公开 □依申请公开 □不予公开",),
        ("主动公开 依申请公开 不予公开",),
        ("公开属性", "主动公开"),
        ("对不予公开的政府信息，应当说明理由",),
        ("不予公开",),
        ("内部资料准印证第 123 号 免费交流",),
        ("秘密花园 3年",),
    ],
)
def test_words_about_marks_are_none(rows):
    assert leaks(*rows, "正文") == {}


def test_a_later_page_knows_what_the_head_of_its_table_said():
    parts = [Part(["姓名 身份证号", f"甲 {A}"], "p. 1"), Part([f"乙 {B}", "采购项目编号 x"], "p. 2", first=False)]
    (found,) = find_leaks(parts, DAY)
    assert (found.count, found.places, found.sure) == (2, ("p. 1", "p. 2"), True)


BORN = st.dates(date(1900, 1, 1), DAY)


@given(BORN, st.integers(0, 999), st.sampled_from(["", " ", "　"]), st.text("汉字,.：: \t\n", max_size=20))
def test_every_true_id_is_found_and_masked(born, number, gap, around):
    digits = f"319999{born:%Y%m%d}{number:03d}"
    whole = digits + id_check_digit(digits)
    shown = gap.join((whole[:6], whole[6:14], whole[14:]))
    found = find_leaks([Part(f"{around}身份证号：{shown}{around}".split("\n"))], DAY)
    assert found[0].kind == "resident_id"
    assert whole not in repr(found)
    assert whole[6:14] not in repr(found)


@given(st.text(max_size=300))
def test_nothing_raises_and_nothing_whole_is_told(text):
    for one in find_leaks([Part(text.split("\n"))], DAY):
        assert all(len(shown) <= 60 for shown in one.shown)


@given(st.lists(st.integers(0, 10**18 - 1), max_size=40))
def test_random_numbers_are_no_sure_leak(numbers):
    found = find_leaks([Part([f"{number:018d}" for number in numbers])], DAY)
    assert not any(one.sure for one in found)
