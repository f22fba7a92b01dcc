"""Real registers: read whole, in every encoding and as a workbook, and refused with a reason where they are none."""

import csv
import io
import json
from collections import Counter

import pytest
from openpyxl import Workbook

from auditor.inventory import RegisterError, read_register
from auditor.inventory.tables import fold, parse_day, read_file, read_table
from auditor.model import SubjectKind

pytestmark = pytest.mark.realdata


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_sample_inventory_is_read_whole(data):
    path = data / "registers" / "inventory_sample_zh.csv"
    register = read_register(path)
    written = rows(path)
    header, body = written[0], written[1:]
    column = {title: header.index(title) for title in header}
    assert register.notes == ()
    assert [one.row for one in register.subjects] == list(range(2, len(written) + 1))
    for subject, cells in zip(register.subjects, body, strict=True):
        assert (subject.name, subject.unit) == (cells[column["名称"]], cells[column["主办单位"]])
        assert (subject.account_id, subject.source) == (cells[column["账号ID"]], cells[column["数据来源"]])
        assert (subject.url, subject.site_code) == (cells[column["网址"]], cells[column["网站标识码"]])
        assert subject.platform == {"微博": "weibo", "": ""}[cells[column["平台"]]]
    assert Counter(one.kind for one in register.subjects) == {SubjectKind.SITE: 32, SubjectKind.ACCOUNT: 6}
    assert len({one.id for one in register.subjects}) == len(body)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "xlsx", "semicolons", "tabs"])
def test_the_same_register_in_another_form_has_the_same_subjects(data, tmp_path, encoding):
    source = data / "registers" / "inventory_sample_zh.csv"
    out = io.StringIO(newline="")
    delimiter = {"semicolons": ";", "tabs": "\t"}.get(encoding, ",")
    table = [[cell.replace("import:..", f"import:{data}") for cell in row] for row in rows(source)]
    csv.writer(out, delimiter=delimiter).writerows([["某市登记表"], *table])
    body = out.getvalue().encode(encoding if encoding[0] in "ug" else "utf-8")
    if encoding == "xlsx":
        workbook = Workbook()
        for row in [["某市登记表"], *table]:
            workbook.active.append([int(cell) if cell.isdecimal() else cell for cell in row])
        saved = io.BytesIO()
        workbook.save(saved)
        body = saved.getvalue()
    path = tmp_path / "inventory.xlsx"
    path.write_bytes(body)
    expected = [(one.id, one.name, one.url, one.account_id, one.site_code) for one in read_register(source).subjects]
    found = [(one.id, one.name, one.url, one.account_id, one.site_code) for one in read_register(path).subjects]
    assert found == expected


@pytest.mark.parametrize(("name", "count"), [("es_accounts_age", 307), ("es_accounts_autonomias", 123)])
def test_registers_of_accounts(data, name, count):
    path = data / "registers" / f"{name}.csv"
    register = read_register(path)
    assert len(register.subjects) == len(rows(path)) - 1 == count
    assert {one.kind for one in register.subjects} == {SubjectKind.ACCOUNT}
    assert len({one.id for one in register.subjects}) == count
    days = [one.extra.get("last_active", "") for one in register.subjects]
    assert all(parse_day(day) for day in days if day)
    assert [note.column for note in register.notes if note.row == 1] == ["last_active"]


@pytest.mark.parametrize(
    "name",
    ["cn_housing_source_registry.csv", "cn_site_codes_from_pages.csv", "us_dotgov_federal.csv", "uk_user_domains.json",
     "us_government_website_directory.csv", "us_govt_urls_not_used.csv", "cn_qianxian_3212_gov_sites.md", "SOURCE.md"],
)  # fmt: skip
def test_tables_of_another_kind_are_refused_by_their_header(data, name):
    with pytest.raises(RegisterError) as caught:
        read_register(data / "registers" / name)
    assert [fault.en[:15] for fault in caught.value.faults] == ["no header found"]


@pytest.mark.parametrize(
    ("name", "aliases", "count"),
    [
        ("us_govt_urls_not_used.csv", {"url": ("Domain",), "notes": ("Note",), "status": ("Status",)}, 2510),
        ("us_government_website_directory.csv", {"url": ("domain",), "unit": ("bureau",), "top": ("agency",)}, 7049),
        ("us_dotgov_federal.csv", {"url": ("Domain name",), "unit": ("Organization name",), "x": ("City",)}, 1321),
        ("cn_housing_source_registry.csv", {"site": ("domain",), "name": ("agency_name",), "url": ("seed",)}, 816),
        ("cn_site_codes_from_pages.csv", {"name": ("site_name",), "code": ("site_code_meta",), "x": ("icp",)}, 40),
    ],
)
def test_odd_tables_are_read_row_by_row(data, name, aliases, count):
    path = data / "registers" / name
    table = read_table(read_file(path), aliases)
    plain = [row for row in rows(path)[1:] if any(cell.strip() for cell in row)]
    assert len(table.records) == len(plain) == count
    title = next(iter(aliases.values()))[0]
    at = [fold(cell) for cell in rows(path)[0]].index(fold(title))
    first = next(iter(aliases))
    assert [record[first] for record in table.records] == [row[at].strip() for row in plain]


def test_the_websites_of_a_real_list_are_addresses(data):
    from auditor.inventory.web_address import read_address

    domains = [row[0] for row in rows(data / "registers" / "us_government_website_directory.csv")[1:]]
    seeds = [row[-1] for row in rows(data / "registers" / "cn_housing_source_registry.csv")[1:] if row[-1]]
    wrong = [text for text in domains + seeds if read_address(text).wrong]
    print(f"{len(domains)} hosts and {len(seeds)} addresses, refused: {wrong}")
    assert len(wrong) <= 5
    accounts = json.loads((data / "registers" / "es_accounts_age.json").read_text())
    assert accounts
