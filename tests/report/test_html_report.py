import base64
import hashlib
import re
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser

from auditor.model import Location, RegisterStatus, SubjectKind, SubjectState
from auditor.model.audit import FindingStatus
from auditor.report.html_report import write_html
from auditor.report.report_model import report_of
from tests.report.hostile import hostile_audit
from tests.report.invented import blind_audit, empty_audit, rich_audit
from tests.report.rules import RULES


def html(audit, lang="zh", rules=RULES):
    return "".join(write_html(report_of(audit, rules.values(), lang)))


def page(audit, lang="zh", rules=RULES):
    return LexborHTMLParser(html(audit, lang, rules))


def words(node):
    return " ".join(node.text().split())


def active(tree) -> set[tuple[str, str, str]]:
    """Return every (element, attribute, scheme) of a page."""
    found = set()
    for node in tree.root.traverse():
        for name, value in (node.attributes or {}).items():
            scheme = (value or "").partition(":")[0].lower() if name in ("href", "src", "action") else ""
            found.add(
                (node.tag, name, scheme if scheme in ("http", "https") else (scheme[:1] == "#" and "#") or scheme)
            )
        found.add((node.tag, "", ""))
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_attacks_add_no_element_attribute_or_scheme(lang):
    assert active(page(hostile_audit(), lang)) - active(page(rich_audit(), lang)) <= {("a", "href", "http")}


def test_attacks_are_printed_as_text():
    tree = page(hostile_audit())
    assert "<script>alert(1)</script>" in tree.body.text()
    text = html(hostile_audit())
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200b\ufeff]", text)
    text.encode()


def test_what_the_register_should_not_hold_is_not_printed():
    assert "13812345678" not in html(hostile_audit())


def test_only_http_becomes_a_link_and_says_nothing_of_where_it_was():
    for audit in (rich_audit(), hostile_audit()):
        for node in page(audit).css("a"):
            target = node.attributes["href"]
            if not target.startswith("#"):
                assert target.startswith(("http://", "https://"))
                assert node.attributes["rel"] == "noreferrer noopener"


def test_the_policy_lets_the_pages_own_script_run_and_nothing_else():
    tree = page(rich_audit())
    policy = tree.css_first("meta[http-equiv]").attributes["content"]
    (script,) = tree.css("script")
    digest = base64.b64encode(hashlib.sha256(script.text(deep=True).encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe-inline'; script" in policy


def test_the_page_needs_nothing_from_anywhere():
    tree = page(rich_audit())
    assert tree.css("link, img, iframe, object, embed, form, base") == []
    assert "@import" not in html(rich_audit())
    assert "url(" not in html(rich_audit())


def test_no_template_marks_observed_text_as_safe():
    from importlib.resources import files

    for path in files("auditor.report").joinpath("templates").iterdir():
        text = path.read_text("utf-8")
        assert not re.search(r"\|\s*safe|autoescape|Markup", text), path.name


def test_every_finding_is_a_row_with_its_permalink():
    audit = rich_audit()
    rows = {node.attributes["id"]: node for node in page(audit).css("tr.finding")}
    assert set(rows) == {f"f-{one.fingerprint}" for one in audit.findings}
    ids = [node.attributes["id"] for node in page(audit).css("[id]")]
    assert len(ids) == len(set(ids))
    for node in page(audit).css("a[href^='#']"):
        assert node.attributes["href"] == "#main" or node.attributes["href"][1:] in ids


def test_a_row_says_state_certainty_what_where_evidence_and_remedy():
    audit = rich_audit()
    one = next(one for one in audit.findings if one.rule == "column-stale" and one.subject == "health")
    row = page(audit).css_first(f"#f-{one.fingerprint}")
    text = words(row)
    for part in ("严重", "已确认", "栏目长期未更新", one.target, "条数 40", "发现日期", "核对后改正"):
        assert part in text
    assert row.attributes["data-unit"] == "区卫生健康委"


def test_new_ones_and_vetoes_come_first():
    tree = page(rich_audit())
    for table in tree.css("table.findings"):
        ranks = [
            (row.attributes["data-severity"] != "veto", row.attributes["data-state"] != "new")
            for row in table.css("tr.finding")
        ]
        assert ranks == sorted(ranks)
    assert tree.css_first(".state.new").text() == "新增"


def test_the_first_screen_says_vetoes_and_the_unseen_before_any_number():
    text = words(page(rich_audit()).css_first("header.first-screen"))
    veto, unseen, tile = (text.index(one) for one in ("单项否决", "未能判定", "第3项"))
    assert veto < unseen < tile
    for part in (
        "示例卫生（微信公众号）：最近一次发布是 2026年4月27日",
        "14 个检查对象中，11 个完整检查，1 个部分检查，2 个没有看到；另有 89 处未能判定。",
        "与 2026年6月29日 的巡检比较",
        "9 条问题",
        "11 / 14 个对象完整检查",
        "新增 1，消失 1",
    ):
        assert part in text


def test_where_nothing_was_seen_no_number_is_claimed():
    text = words(page(blind_audit()).body)
    assert "没有看到任何检查对象，不能判断有没有单项否决问题。" in text
    assert "— 没有看到" in text
    assert "没有看到检查对象，本章不作判断。" in text
    assert "没有发现" not in text
    assert "0 条问题" not in words(page(blind_audit()).css_first(".tiles"))


def test_an_empty_register_judges_nothing():
    text = words(page(empty_audit()).body)
    assert "名录中没有检查对象，本报告不作任何判断。" in text
    assert "— 没有登记" in text
    assert "没有发现" not in text


def test_a_site_has_verdict_sheet_and_columns():
    tree = page(rich_audit())
    sites = {words(node.css_first("h3")): node for node in tree.css("section.site")}
    assert list(sites) == ["合格示例区人民政府", "不合格示例区卫生健康委员会", "未能评定示例区体育局"]
    portal = sites["合格示例区人民政府"]
    assert len(portal.css("table.checks tr.line")) + len(portal.css(".folded")) == 4 + 3
    columns = {
        words(row.css_first("th")): words(row.css_first(".column-state")) for row in portal.css(".columns tbody tr")
    }
    assert columns["部门动态"] == "超期未更新"
    assert columns["要闻动态"] == "正常"
    assert columns["机构职能"] == "不设期限"
    assert columns["专题专栏"] == "类别不明"
    assert next(iter(columns)) == "在线访谈"
    assert "依据待核" in words(portal.css_first(".checks"))


def test_the_plan_leaves_the_decision_to_a_person():
    tree = page(rich_audit())
    rows = tree.css("table.plan:not(.plan-3) tbody tr:not(.steps)")
    assert len(rows) == 10
    assert all([node.text().strip() for node in row.css("td.blank")] == ["", "", ""] for row in rows)
    actions = [words(row.css_first(".action")) for row in rows]
    assert actions[:4] == ["合并到“健康示例”", "关停注销", "恢复更新", "人工核实"]
    assert {"保留为主账号", "保留为特色账号", "保留"} == set(actions[4:])
    assert "程序提出，由人决定" in words(tree.body)


def test_nothing_proposes_deletion():
    text = words(page(rich_audit()).body)
    assert "没有任何一处建议删除" in text
    assert text.count("删除") == 1


def test_rules_print_why_limit_source_and_what_they_judged():
    rows = {words(row.css_first("code")): words(row) for row in page(rich_audit()).css("table.rules tbody tr")}
    assert set(rows) == set(RULES)
    assert "停更 14 天；“僵尸” 90 天" in rows["account-dormant"]
    assert "无问题 6，问题 3，未判定 1" in rows["account-dormant"]
    assert "依据待核" in rows["link-broken"]


def test_accepted_findings_are_apart_with_their_reason():
    tree = page(rich_audit())
    text = words(tree.css_first("#accepted").parent.parent)
    assert "对方网站正在迁移" in text
    assert "2026-07-30" in text
    assert tree.css_first("nav.contents").text().strip().endswith("已认可的问题 (1)")


def test_a_copy_tells_how_it_differs_and_nothing_in_that_is_markup():
    audit = rich_audit()
    one = next(one for one in audit.findings if one.rule == "post-duplicate" and one.location_count > 1)
    values = {**one.values, "similarities": ["97.2%", "100%"], "differences": ["为[<b>→13812345678]季", ""]}
    tree = page(replace(audit, findings=(replace(one, values=values),)))
    assert [words(node) for node in tree.css(".places .differs")] == ["97.2% 为[<b>→138******78]季", "100%"]
    assert "各页相似度" not in words(tree.body)


def test_what_is_republished_is_counted_apart():
    audit = rich_audit()
    stats = {**audit.standings[0].stats, "from_above": 12, "elsewhere": 3}
    tree = page(replace(audit, standings=(replace(audit.standings[0], stats=stats), *audit.standings[1:])))
    (line,) = tree.css(".syndicated li")
    assert "转载上级和媒体信息 12 条；与其他登记网站内容相同 3 条" in words(line)
    assert not page(audit).css(".syndicated")


def test_tables_stop_at_two_hundred_rows_and_say_where_the_rest_is():
    audit = rich_audit()
    one = next(one for one in audit.findings if one.rule == "post-duplicate")
    many = tuple(replace(one, fingerprint=f"{n:016x}", target=f"https://www.example.gov.cn/{n}") for n in range(300))
    tree = page(replace(audit, findings=many))
    assert len(tree.css("tr.finding")) == 200
    assert "共 300 条，此处列出 200 条，其余见 ledger.xlsx" in words(tree.body)


def test_many_sites_share_the_rows_of_their_chapter():
    audit = rich_audit()
    one = next(one for one in audit.findings if one.rule == "link-broken")
    standing, sheet = audit.standings[0], audit.item_25[0]
    sites = [replace(standing, subject=replace(standing.subject, id=f"s{n}")) for n in range(50)]
    many = tuple(
        replace(one, fingerprint=f"{n:016x}", subject=f"s{n % 50}", status=FindingStatus.OPEN) for n in range(5000)
    )
    crowded = replace(
        audit,
        findings=many,
        standings=tuple(sites),
        item_25=tuple(replace(sheet, subject=one.subject.id) for one in sites),
        item_27=(),
    )
    assert len(page(crowded).css("tr.finding")) == 1000


def test_ten_places_are_printed_and_the_rest_counted():
    audit = rich_audit()
    places = tuple(Location(f"https://www.example.gov.cn/{n}") for n in range(20))
    one = replace(audit.findings[0], locations=places, location_count=180)
    row = page(replace(audit, findings=(one,))).css_first("tr.finding")
    assert len(row.css("details.places li")) == 10
    assert words(row.css_first("summary")) == "出现在 180 处"
    assert "另有 170 处" in words(row)


def test_rules_no_longer_installed_still_print():
    assert len(page(rich_audit(), rules={}).css("tr.finding")) == 59


def test_faults_of_the_audit_itself_are_said():
    audit = replace(rich_audit(), not_loaded=("x: boom",), failed=("y: bang",), left_register=2, notes=("a note",))
    text = words(page(audit).css_first(".warnings"))
    assert "x: boom" in text
    assert "y: bang" in text
    assert "2 条以前的问题" in text
    assert "a note" in text


@pytest.mark.parametrize(("lang", "code"), [("zh", "zh-CN"), ("en", "en")])
def test_language_and_structure(lang, code):
    tree = page(rich_audit(), lang)
    assert tree.css_first("html").attributes["lang"] == code
    assert len(tree.css("h1")) == 1
    assert len(tree.css("main")) == 1
    assert all("scope" in node.attributes for node in tree.css("th"))
    assert tree.css_first("output").attributes["role"] == "status"
    assert tree.css_first("a.skip").attributes["href"] == "#main"
    assert tree.css("[onclick], [onload], [style*='expression']") == []


def test_english_has_no_chinese_of_ours():
    audit = replace(
        rich_audit(),
        standings=tuple(
            replace(one, subject=replace(one.subject, name=one.subject.id, unit="u")) for one in rich_audit().standings
        ),
        findings=(),
        resolved=(),
        item_3=(),
        item_25=(),
        item_27=(),
        unknown=(),
    )
    assert not re.search("[\u4e00-\u9fff]", re.sub(r"国办秘函[^<]*", "", html(audit, "en").partition("<body>")[2]))


def test_kinds_of_subjects_are_counted_in_the_scope():
    kinds = {one.subject.kind for one in rich_audit().standings}
    assert kinds == set(SubjectKind)
    assert "网站 3 个、新媒体账号 10 个、公示点位 1 处" in words(page(rich_audit()).css_first(".scope"))


def test_the_tile_of_accounts_says_why_it_counts_more_than_were_looked_at():
    audit = rich_audit()
    account = next(one for one in audit.standings if one.subject.kind is SubjectKind.ACCOUNT)
    subject = replace(account.subject, status=RegisterStatus.CLOSED)
    closed = replace(account, subject=subject, state=SubjectState.UNKNOWN, why="empty")
    standings = tuple(closed if one is account else one for one in audit.standings)
    accounts = sum(one.subject.kind is SubjectKind.ACCOUNT for one in standings)
    assert f"共 {accounts} 个登记账号；" in html(audit)
    told = html(replace(audit, standings=standings))
    assert f"共 {accounts} 个登记账号，其中已关停 1；" in told
    assert f"新媒体账号 {accounts - 1} 个" in told


def test_a_register_without_sites_is_not_told_as_sites_not_seen():
    audit = rich_audit()
    accounts = tuple(one for one in audit.standings if one.subject.kind is SubjectKind.ACCOUNT)
    told = html(replace(audit, standings=accounts, findings=(), resolved=(), carried=(), unknown=(), item_25=()))
    assert "没有登记网站。" in told
    assert "没有看到检查对象，本章不作判断" not in told


@pytest.mark.parametrize(("says", "shown"), [("few", set()), ("merge", {"功能相近得分", "得分含义"})])
def test_parts_of_a_score_stay_with_the_programs_and_a_score_of_too_little_says_nothing(says, shown):
    audit = rich_audit()
    values = {"other": "乙", "count": 2, "score": 0.8, "score_says": says, "score_name": 0.0, "score_unit": 1.0}
    one = replace(audit.findings[0], rule="account-duplicate", item=27, variant="", values=values)
    told = html(replace(audit, findings=(one,), item_3=()))
    assert {label for label in ("功能相近得分", "得分含义", "得分：名称", "得分：单位") if label in told} == shown
