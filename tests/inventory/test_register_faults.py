from pathlib import Path

import pytest

from auditor.errors import BadInput, ExitCode
from auditor.inventory import RegisterError, read_register

HEADER = "编号,类型,名称,主办单位,平台,网址,账号ID,数据来源,角色,状态,粉丝数,开设日期,注销日期,备注"
GOOD = ",网站,甲,某局,,http://a.example/,,,,,,,,"

KINDS_OF_FILE = "a file of import: or attest: must be .csv, .xlsx or .json"


def faults(folder: Path, text: str | bytes) -> list[tuple[int, str, str]]:
    path = folder / "inventory.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(RegisterError) as caught:
        read_register(path)
    return [(fault.row, fault.column, fault.en.partition(";")[0]) for fault in caught.value.faults]


def row_faults(folder: Path, **cells: str) -> list[tuple[str, str]]:
    names = HEADER.split(",")
    base = {"类型": "新媒体", "名称": "号", "主办单位": "某局", "平台": "微博", **cells}
    text = f"{HEADER}\n{GOOD}\n" + ",".join(base.get(name, "") for name in names) + "\n"
    found = faults(folder, text)
    assert {row for row, _, _ in found} == {3}
    return [(column, what) for _, column, what in found]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"名称": ""}, [("名称", "the cell is empty")]),
        ({"主办单位": "无"}, [("主办单位", "the cell is empty")]),
        ({"平台": "—"}, [("平台", "the cell is empty")]),
        ({"类型": "网站", "平台": ""}, [("网址", "the cell is empty")]),
        ({"类型": "网页"}, [("类型", "kind '网页' is not known")]),
        ({"类型": "微信公众号"}, [("类型", "'微信公众号' is a platform, not a kind")]),
        ({"类型": "", "平台": ""}, [("类型", "cannot tell what this is")]),
        ({"角色": "老大"}, [("角色", "role '老大' is not known")]),
        ({"状态": "运营"}, [("状态", "status '运营' is not known")]),
        ({"粉丝数": "很多"}, [("粉丝数", "'很多' is no number")]),
        ({"开设日期": "2025-02-30"}, [("开设日期", "'2025-02-30' is not plainly a date")]),
        ({"开设日期": "2025-02-02", "注销日期": "2025-02-01"}, [("注销日期", "it is earlier than opened_on")]),
        ({"编号": "HK_1"}, [("编号", "id 'HK_1' may hold only a-z, 0-9 and hyphens, at most 100")]),
        ({"编号": "matrix"}, [("编号", "id 'matrix' is used by the auditor itself")]),
        ({"账号ID": "2.41700E+09"}, [("账号ID", "Excel has turned the number into '2.41700E+09'")]),
        ({"名称": "#N/A"}, [("名称", "the formula fails (#N/A)")]),
        ({"网址": "ftp://a.example/"}, [("网址", "only http and https addresses are read")]),
        ({"网址": "javascript:alert(1)"}, [("网址", "only http and https addresses are read")]),
        ({"网址": "http://u:pw@a.example/"}, [("网址", "the address holds an @ or a user name")]),
        ({"网址": "http://a.example/ http://b.example/"}, [("网址", "the cell holds a space or several addresses")]),
        ({"网址": "http://a.example；http://b.example"}, [("网址", "the cell holds a space or several addresses")]),
        ({"网址": "见备注"}, [("网址", "'见备注' is no valid address")]),
        ({"网址": "http://"}, [("网址", "'http://' is no valid address")]),
        ({"数据来源": "ftp"}, [("数据来源", "source 'ftp' is not known")]),
        ({"数据来源": "http://u:pw@a.example/feed"}, [("数据来源", "the address holds an @ or a user name")]),
        (
            {"数据来源": "import:none.csv"},
            [("数据来源", "there is no import file 'import:none.csv' (relative to the register's folder)")],
        ),
        ({"数据来源": "import:/etc/passwd"}, [("数据来源", KINDS_OF_FILE)]),
        ({"数据来源": "import:"}, [("数据来源", KINDS_OF_FILE)]),
    ],
)  # fmt: skip
def test_each_fault_names_its_cell(tmp_path, cells, expected):
    assert row_faults(tmp_path, **cells) == expected


def test_a_folder_is_no_import_file(tmp_path):
    (tmp_path / "f.csv").mkdir()
    assert row_faults(tmp_path, 数据来源="import:f.csv") == [("数据来源", "'import:f.csv' is a folder")]


SECRETS = [
    "token: abcd1234",
    "access_token=abcd1234",
    "微信密码：hunter2",
    "appsecret = 0123456789abcdef",
    "0123456789abcdef0123456789abcdef",
    "Bearer abcdefghijklmnop1234",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln",
    "SUB=_2AkMabc",
    "-----BEGIN RSA PRIVATE KEY-----",
    "AKIAABCDEFGHIJKLMNOP",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_credentials_are_refused_by_cell_and_never_printed(tmp_path, secret):
    path = tmp_path / "inventory.csv"
    path.write_text(f"名称,主办单位,网址,备注,说明\n甲,某局,http://a.example/,{secret},{secret}\n")
    with pytest.raises(RegisterError) as caught:
        read_register(path)
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(2, "备注"), (2, "说明")]
    assert not any(secret in caught.value.text(lang) for lang in ("zh", "en"))


@pytest.mark.parametrize(
    "harmless", ["账号密码由办公室保管", "toutiao/user/token/MS4w", "cookie 说明见网站", "0123456789", "token"]
)
def test_what_only_speaks_of_credentials_passes(tmp_path, harmless):
    path = tmp_path / "inventory.csv"
    path.write_text(f"名称,主办单位,网址,备注\n甲,某局,http://a.example/,{harmless}\n")
    assert read_register(path).subjects[0].notes == harmless


def test_a_hex_number_may_be_the_key_of_an_account(tmp_path):
    path = tmp_path / "inventory.csv"
    path.write_text("名称,主办单位,平台,账号ID\n甲,某局,微博,0123456789abcdef0123456789abcdef\n")
    assert read_register(path).subjects[0].account_id.startswith("0123")


@pytest.mark.parametrize(
    "title", ["密码", "登录口令", "AppSecret", "access_token", "Cookie", "password", "微信 密 码", "密钥", "Credential"]
)
def test_columns_of_credentials_are_refused_even_empty(tmp_path, title):
    found = faults(tmp_path, f"名称,主办单位,网址,{title}\n甲,某局,http://a.example/,\n")
    assert found == [(1, title, "a register has no column for passwords, tokens or cookies")]


def test_rows_that_name_one_thing_twice(tmp_path):
    text = (
        "编号,类型,名称,主办单位,平台,网址\n"
        "a,网站,甲,某局,,http://www.example.gov.cn\n"
        "a,新媒体,乙,某局,微博,\n"
        "b,网站,丙,某局,,https://www.example.gov.cn/\n"
        ",新媒体,丁,某局,抖音,\n"
        ",新媒体,丁 ,某 局,抖音,\n"
        "c,网站,戊,某局,,http://www.example.gov.cn:8080/\n"
        "d,网站,己,某局,,http://www.example.gov.cn/sub/\n"
    )
    assert faults(tmp_path, text) == [
        (3, "编号", "id 'a' is that of row 2 too"),
        (4, "网址", "the address is that of the site in row 2"),
        (6, "编号", "kind, platform, unit and name are those of row 5 too"),
    ]


def test_all_faults_come_at_once_in_the_order_of_rows(tmp_path):
    text = "名称,主办单位,网址,状态\n,某局,x y,\n甲,,http://a.example/,坏\n"
    assert faults(tmp_path, text) == [
        (2, "名称", "the cell is empty"),
        (2, "网址", "the cell holds a space or several addresses"),
        (3, "主办单位", "the cell is empty"),
        (3, "状态", "status '坏' is not known"),
    ]


def test_a_missing_column_is_said_once(tmp_path):
    found = faults(tmp_path, "名称,网址,平台\n甲,http://a.example/,微博\n乙,http://b.example/,微博\n")
    assert found == [(1, "unit", "the table has no such column")]


def test_cells_to_the_right_of_the_header(tmp_path):
    found = faults(tmp_path, "名称,主办单位,网址\n甲,某局,http://a.example/,多\n")
    assert found == [(2, "", "it has more cells than the header, most likely an unquoted comma in a value")]


def test_the_text_is_one_line_a_fault_with_place_and_remedy(tmp_path):
    path = tmp_path / "inventory.csv"
    path.write_text("名称,主办单位,网址,状态\n甲,某局,http://a.example/,坏\n")
    with pytest.raises(BadInput) as caught:
        read_register(path)
    assert caught.value.exit_code is ExitCode.BAD_INPUT
    assert str(caught.value).startswith(
        f"{path}, row 2, column 状态: status '坏' is not known; write one of: active / 正常"
    )
    assert caught.value.text("zh").startswith(f"{path}，第 2 行，“状态”列：不认识状态“坏”；请写：active / 正常")


def test_many_faults_are_counted_not_all_printed(tmp_path):
    path = tmp_path / "inventory.csv"
    path.write_text("名称,主办单位,网址\n" + "甲,,http://a.example/\n" * 70)
    with pytest.raises(RegisterError) as caught:
        read_register(path)
    lines = str(caught.value).splitlines()
    assert len(caught.value.faults) == 70
    assert (len(lines), lines[-1]) == (51, "… and 20 more, 70 faults in all")
    assert caught.value.text("zh").splitlines()[-1] == "……另有 20 处问题，共 70 处"


def test_long_numbers_in_messages_are_masked_and_control_signs_removed(tmp_path):
    path = tmp_path / "inventory.csv"
    path.write_text("名称,主办单位,网址,状态\n甲,某局,http://a.example/,\x1b[31m13812345678\n")
    with pytest.raises(RegisterError) as caught:
        read_register(path)
    assert "status ' [31m138****5678' is not known" in str(caught.value)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "the file is empty"),
        ("名称,主办单位,网址\n".encode(), "there are no rows below the header"),
        ("名称,主办单位,网址,序号\n,,,1\n".encode(), "there are no rows below the header"),
        (b"\x00\x01\x02", "it is no table (it holds binary data)"),
        (b"PK\x03\x04junk", "the workbook is damaged (BadZipFile)"),
    ],
)
def test_files_that_are_no_register(tmp_path, body, what):
    assert [text for _, _, text in faults(tmp_path, body)] == [what]


def test_places_that_are_no_register(tmp_path):
    for path, what in ((tmp_path / "none.csv", "there is no such file"), (tmp_path, "it is a folder, not a file")):
        with pytest.raises(RegisterError, match=what):
            read_register(path)
