import io
import os
import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

import auditor
from auditor.inventory import Register, describe, import_file, read_register, template
from auditor.inventory.register_columns import COLUMNS
from auditor.inventory.register_rows import ID, derived_id
from auditor.model import RegisterStatus, Role, Subject, SubjectKind

CHINESE = (
    "编号,类型,名称,主办单位,平台,网址,账号ID,数据来源,角色,功能,"
    "状态,网站标识码,认证主体,粉丝量（万）,开设日期,注销日期,备注"
)
ENGLISH = ",".join(COLUMNS)
ROWS = (
    "portal,网站,某区,某区办公室,,https://www.example.gov.cn,,,,,正常运行,3101090001,,,2010-01-02,,某备注\n"
    "wx,新媒体,某区发布,某区宣传部,微信公众号,,gh_1,https://feeds.example.cn/1,主账号,信息发布；政策解读、互动,,,某区,1.2,2013/5/6,,\n"
    "old,新媒体,旧号,某局,微博,https://weibo.com/u/1,1,,特色账号,,已注销,,,无,—,2024年3月1日,\n"
    "board,公示点位,某街道公示栏,某街道,,,,,,,拟注销,,,,,,\n"
)


def load(folder: Path, text: str | bytes, name: str = "inventory.csv") -> Register:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_register(path)


def only(folder: Path, header: str, row: str) -> Subject:
    (subject,) = load(folder, f"{header}\n{row}\n").subjects
    return subject


@pytest.mark.parametrize("header", [CHINESE, ENGLISH])
def test_every_column(tmp_path, header):
    factor = 10_000 if header is CHINESE else 1
    portal, weixin, old, board = load(tmp_path, f"{header}\n{ROWS.replace(',1.2,', ',12,')}").subjects
    assert portal == Subject(
        id="portal", kind=SubjectKind.SITE, name="某区", unit="某区办公室", url="https://www.example.gov.cn/",
        site_code="3101090001", opened_on=date(2010, 1, 2), notes="某备注", row=2,
    )  # fmt: skip
    assert weixin == Subject(
        id="wx", kind=SubjectKind.ACCOUNT, name="某区发布", unit="某区宣传部", platform="weixin", account_id="gh_1",
        source="https://feeds.example.cn/1", role=Role.MAIN, functions=("信息发布", "政策解读", "互动"),
        verified_as="某区", followers=12 * factor, opened_on=date(2013, 5, 6), row=3,
    )  # fmt: skip
    assert old == Subject(
        id="old", kind=SubjectKind.ACCOUNT, name="旧号", unit="某局", platform="weibo", url="https://weibo.com/u/1",
        account_id="1", role=Role.FEATURED, status=RegisterStatus.CLOSED, closed_on=date(2024, 3, 1), row=4,
    )  # fmt: skip
    assert (board.kind, board.status, board.row) == (SubjectKind.NOTICE_POINT, RegisterStatus.CLOSING, 5)


@pytest.mark.parametrize(
    ("column", "alias"), [(name, alias) for name, aliases in COLUMNS.items() for alias in (name, *aliases)]
)
def test_every_alias(tmp_path, column, alias):
    titles = {**{name: name for name in COLUMNS}, column: alias}
    plain = dict.fromkeys(COLUMNS, "x")
    plain |= {
        "kind": "account",
        "id": "i",
        "platform": "weibo",
        "url": "http://a.example/",
        "source": "api",
        "role": "main",
    }
    plain |= {"status": "closed", "followers": "3", "opened_on": "2020-01-01", "closed_on": "2021-01-01"}
    subject = only(tmp_path, ",".join(titles.values()), ",".join(plain.values()))
    assert subject == Subject(
        id="i", kind=SubjectKind.ACCOUNT, name="x", unit="x", platform="weibo", url="http://a.example/", account_id="x",
        source="api", role=Role.MAIN, functions=("x",), status=RegisterStatus.CLOSED, site_code="x", verified_as="x",
        followers=3 * (10_000 if "万" in alias else 1), opened_on=date(2020, 1, 1), closed_on=date(2021, 1, 1),
        notes="x", row=2,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("word", "platform"),
    [("微信公众号", "weixin"), ("微信", "weixin"), ("weixin", "weixin"), ("微博", "weibo"), ("抖音", "douyin"),
     ("快手", "kuaishou"), ("头条号", "toutiao"), ("今日头条", "toutiao"), ("B站", "bilibili"), ("Ｂ站", "bilibili"),
     ("b站", "bilibili"), ("哔哩哔哩", "bilibili"), ("小红书", "xiaohongshu"), ("视频号", "channels"),
     ("小程序", "miniprogram"), ("移动客户端", "app"), ("APP", "app"), ("Mastodon", "mastodon"), ("bluesky", "bluesky"),
     ("YouTube", "youtube"), ("feed", "feed"), ("某新平台", "某新平台"), ("Threads", "threads"),
     ("移动客户端/APP", "app"), ("微信公众号、微信", "weixin"), ("抖音/快手", "抖音/快手")],
)  # fmt: skip
def test_platform_words(tmp_path, word, platform):
    assert only(tmp_path, "名称,主办单位,平台", f"号,某局,{word}").platform == platform


@pytest.mark.parametrize(
    ("word", "status"),
    [("", "active"), ("正常", "active"), ("正常运行", "active"), ("active", "active"), ("Active", "active"),
     ("拟注销", "closing"), ("待关停", "closing"), ("closing", "closing"), ("已注销", "closed"), ("已关停", "closed"),
     ("已关闭", "closed"), ("closed", "closed")],
)  # fmt: skip
def test_status_words(tmp_path, word, status):
    assert only(tmp_path, "名称,主办单位,平台,状态", f"号,某局,微博,{word}").status.value == status


@pytest.mark.parametrize(
    ("kind", "platform", "url", "expected"),
    [("", "微博", "", "account"), ("", "微博", "https://weibo.com/u/1", "account"),
     ("", "", "http://a.example/", "site"), ("", "-", "http://a.example/", "site"),
     ("网站", "", "http://a.example/", "site"), ("Site", "", "http://a.example/", "site"),
     ("新媒体", "抖音", "", "account"), ("公示点位", "", "", "notice_point"),
     ("notice_point", "", "", "notice_point"), ("notice point", "", "", "notice_point")],
)  # fmt: skip
def test_kinds_given_and_told_from_the_rest(tmp_path, kind, platform, url, expected):
    assert only(tmp_path, "类型,名称,主办单位,平台,网址", f"{kind},甲,某局,{platform},{url}").kind.value == expected


def test_preamble_bom_gb18030_and_rows_of_the_file(tmp_path):
    text = "某区政府网站和政务新媒体登记表\n填报单位：,某区\n\n名称,主办单位,网址\n甲,某局,http://a.example/\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        (subject,) = load(tmp_path, text.encode(encoding)).subjects
        assert (subject.name, subject.row) == ("甲", 5)


def test_a_workbook(tmp_path):
    workbook = Workbook()
    for row in (["登记表"], ["名称", "主办单位", "平台", "账号ID", "关注量", "开设日期"],
                ["号", "某局", "微博", 2417002494, 12000, date(2015, 6, 1)]):  # fmt: skip
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    (subject,) = load(tmp_path, out.getvalue(), "r.xlsx").subjects
    assert (subject.account_id, subject.followers, subject.opened_on) == ("2417002494", 12000, date(2015, 6, 1))


def test_unknown_columns_are_kept_and_noted_without_their_cells(tmp_path):
    register = load(tmp_path, "名称,主办单位,网址,联系电话,平台类型,statu\n甲,某局,http://a.example/,13800000000,x,y\n")
    assert register.subjects[0].extra == {"联系电话": "13800000000", "平台类型": "x", "statu": "y"}
    notes = [note.text("en") for note in register.notes]
    assert notes[0] == "row 1, column 联系电话: the column is not known; it is kept and never printed"
    assert (
        notes[2]
        == "row 1, column statu: the column is not known (did you mean 'status'?); it is kept and never printed"
    )
    assert "13800000000" not in "".join(notes)


def test_rows_that_say_nothing_are_skipped_with_a_note(tmp_path):
    text = "序号,名称,主办单位,网址\n1,甲,某局,http://a.example/\n2,,,\n序号,名称,主办单位,网址\n填表人：某某,,,\n"
    register = load(tmp_path, text)
    assert [subject.name for subject in register.subjects] == ["甲"]
    assert [(note.row, note.en) for note in register.notes if note.row > 1] == [
        (4, "the row repeats the header and was skipped"),
        (3, "the row fills no known column and was skipped"),
        (5, "the row fills no known column and was skipped"),
    ]


def test_derived_ids_hold_over_order_spelling_and_encoding(tmp_path):
    lines = [f"新媒体,号{number},某局,微博" for number in range(9)]
    first = load(tmp_path, "类型,名称,主办单位,平台\n" + "\n".join(lines) + "\n").subjects
    random.Random(3).shuffle(lines)
    text = (
        "kind,name,unit,platform\n" + "\n".join(lines).replace("新媒体", "account").replace("微博", "ｗｅｉｂｏ") + "\n"
    )
    second = load(tmp_path, text.encode("utf-16")).subjects
    assert {one.name: one.id for one in first} == {one.name: one.id for one in second}
    assert len({one.id for one in first}) == 9


def test_known_derived_ids_never_change():
    """An id is in every report and fingerprint: a changed derivation would resolve and reopen every finding."""
    assert derived_id(SubjectKind.SITE, "", "某区人民政府办公室", "某区人民政府") == "site-cab7992e8e"
    assert derived_id(SubjectKind.ACCOUNT, "weixin", "Example Unit", "Café News") == "weixin-cafe-news-5e338ac2dd"


@given(st.sampled_from(SubjectKind), st.text(max_size=20), st.text(min_size=1), st.text(min_size=1))
def test_derived_ids_are_ids(kind, platform, unit, name):
    assert ID.fullmatch(derived_id(kind, platform, unit, name))


def test_an_address_without_scheme_is_completed_and_noted(tmp_path):
    register = load(tmp_path, "名称,主办单位,网址\n甲,某局,www.example.gov.cn\n")
    assert register.subjects[0].url == "http://www.example.gov.cn/"
    assert register.notes[0].text("zh") == (
        "第 2 行，“网址”列：网址没有写协议，按 http://www.example.gov.cn/ 处理；如果网站只支持 https，请写明"
    )


def test_import_files_lie_beside_the_register_or_where_it_leads(tmp_path):
    folder = tmp_path / "registers"
    (tmp_path / "exports").mkdir()
    folder.mkdir()
    for file in (folder / "a.csv", tmp_path / "exports" / "b.XLSX"):
        file.write_text("x")
    header = "名称,主办单位,平台,数据来源"
    for source, expected in [
        ("import:a.csv", "import:a.csv"),
        ("Import： a.csv", "import:a.csv"),
        ("import:../exports/b.XLSX", "import:../exports/b.XLSX"),
        (r"import:..\exports\b.XLSX", "import:../exports/b.XLSX"),
    ]:
        subject = only(folder, header, f"号,某局,微博,{source}")
        assert subject.source == expected
        assert import_file(subject.source, folder).is_file()
    absolute = load(folder, f"{header}\n号,某局,微博,import:{folder / 'a.csv'}\n")
    assert [note.en for note in absolute.notes] == ["the path is absolute and holds on this machine only"]
    assert import_file("https://feeds.example.cn/", folder) is None


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_template_is_a_register(tmp_path, form, lang):
    register = load(tmp_path, template(form, lang), f"template.{form}")
    assert [subject.kind for subject in register.subjects] == list(SubjectKind)
    assert register.notes == ()
    assert {subject.followers for subject in register.subjects} == {None, 12_000}
    assert all("示例" in one.name or "Example" in one.name for one in register.subjects)
    assert template(form, lang) == template(form, lang)


def test_the_template_keeps_digits_as_text_and_offers_choices():
    sheet = load_workbook(io.BytesIO(template("xlsx", "zh"))).active
    assert sheet.column_dimensions["A"].width > 10
    assert {str(one.sqref) for one in sheet.data_validations.dataValidation} == {"B2:B2001", "I2:I2001", "K2:K2001"}
    assert sheet["G3"].number_format == "@"
    with pytest.raises(ValueError, match="'ods' is none of csv, xlsx"):
        template("ods")


def test_a_register_in_a_few_lines(tmp_path):
    register = load(tmp_path, f"{CHINESE}\n{ROWS}")
    assert dict(describe(register, "en")) == {
        "sites": "1",
        "accounts": "2",
        "notice points": "1",
        "units": "4",
        "platforms": "weixin 1, weibo 1",
        "main accounts": "某区发布",
        "accounts without a source (will be listed as not seen)": "1",
        "waiting to be closed": "1",
        "closed": "1",
    }
    assert dict(describe(register, "zh"))["主账号"] == "某区发布"


def test_the_starter_register_of_the_repository():
    path = Path(auditor.__file__).parents[1] / "inventory.csv"
    if not path.exists():
        pytest.skip("not run from a checkout")
    register = read_register(path)
    assert register.notes == ()
    assert [(one.kind.value, one.name, one.platform, one.url) for one in register.subjects] == [
        ("site", "上海虹口", "", "https://www.shhk.gov.cn/"),
        ("account", "上海虹口", "weixin", ""),
    ]
    assert all(one.role is Role.NONE and not one.source for one in register.subjects)


def test_ten_thousand_rows_are_read_at_once(tmp_path):
    text = f"{CHINESE}\n" + "".join(
        f"s{n},网站,站{n},某局,,http://s{n}.example/" + "," * 11 + "\n" for n in range(10_000)
    )
    assert len(load(tmp_path, text).subjects) == 10_000
    assert os.path.getsize(tmp_path / "inventory.csv") > 400_000
