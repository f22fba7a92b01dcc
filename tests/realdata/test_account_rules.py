"""The rules on names, subjects and main accounts over real registers of accounts: nobody is accused wrongly."""

import csv
from itertools import combinations

import pytest

from auditor.inventory import read_register
from auditor.model import AccountReading, Basis, SubjectKind
from auditor.rules.registry import load
from checks.account_subject import may_be_same_unit
from tests.make import World, account, findings, post, reading

pytestmark = pytest.mark.realdata
RULES = {rule.id: rule for rule in load().rules if rule.item == 27}
JOINT_OFFICE = ("广州市黄埔区人民政府门户网站", "广州开发区管委会")


def told(*accounts, **readings):
    world = World(*accounts, facts={AccountReading: readings})
    names = ("account-name", "account-subject", "account-missing", "account-no-interaction", "account-main")
    return {(rule, one.target) for rule in names for one in findings(RULES[rule], world)}


def spanish(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            known = {name: row[name] for name in ("name", "unit", "platform", "url", "account_id")}
            yield account(f"e{number}", **known)


@pytest.mark.parametrize("name", ["es_accounts_age", "es_accounts_autonomias"])
def test_registers_without_roles_lack_main_accounts_and_nothing_else(data, name):
    accounts = list(spanish(data / "registers" / f"{name}.csv"))
    assert len(accounts) > 100
    shown = {one.id: reading(post(1), account_id=one.id, display_name=one.name) for one in accounts}
    assert told(*accounts, **shown) == {("account-main", "x"), ("account-main", "bluesky")}


def test_the_sample_inventory_lacks_a_main_account_and_nothing_else(data):
    register = read_register(data / "registers" / "inventory_sample_zh.csv")
    accounts = [one for one in register.subjects if one.kind is SubjectKind.ACCOUNT]
    shown = {
        one.id: reading(post(1), account_id=one.id, display_name=f"@{one.name}", basis=Basis.DIRECT) for one in accounts
    }
    assert told(*accounts, **shown) == {("account-main", "weibo")}


def test_real_units_are_told_apart_and_found_again_in_the_names_of_their_sites(data):
    register = read_register(data / "registers" / "inventory_sample_zh.csv")
    pairs = {(one.name, one.unit) for one in register.subjects if one.kind is SubjectKind.SITE}
    assert {pair for pair in pairs if not may_be_same_unit(*pair)} == {JOINT_OFFICE}
    units = sorted({unit for _, unit in pairs})
    alike = {pair for pair in combinations(units, 2) if may_be_same_unit(*pair)}
    assert alike == {("广州市人民政府办公厅", "广州市南沙区人民政府办公室")}
