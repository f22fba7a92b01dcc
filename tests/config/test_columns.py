"""What auditor.toml may say of single columns."""

from pathlib import Path

import pytest

from auditor.config.load import load
from auditor.config.settings import ColumnSettings
from auditor.errors import BadInput
from auditor.model import ColumnClass
from auditor.rules.registry import limits_in_force
from checks.column_stale import RULE


def read(folder: Path, text: str, pyproject: str = ""):
    (folder / "auditor.toml").write_text(text, encoding="utf-8")
    if pyproject:
        (folder / "pyproject.toml").write_text(pyproject, encoding="utf-8")
    return load(rules={RULE.id: {name: limit.unit for name, limit in RULE.limits.items()}}, folder=folder)


def test_days_and_class_of_a_column(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        '[sites.portal.columns]\n"工作动态" = { days = 7 }\n"/tzgg/" = { class = "notice", days = 30.5 }\n'
        '"风采" = { class = "no_limit" }',
    )
    assert settings.sites["portal"].columns == {
        "工作动态": ColumnSettings(7.0),
        "/tzgg/": ColumnSettings(30.5, ColumnClass.NOTICE),
        "风采": ColumnSettings(None, ColumnClass.NO_LIMIT),
    }
    limits = limits_in_force(RULE, settings)
    assert limits.of_column("portal", " 工作 动态", "http://a.gov.cn/gzdt/") == 7
    assert limits.of_column("portal", "x", "http://a.gov.cn/tzgg/index.html") == 30.5
    assert limits.of_column("other", "工作动态", "http://a.gov.cn/gzdt/") is None


def test_columns_of_two_files_are_joined(tmp_path: Path) -> None:
    later = '[tool.auditor.sites.portal.columns]\n"B" = { days = 2 }\n"C" = { days = 3 }'
    settings = read(tmp_path, '[sites.portal.columns]\n"A" = { days = 1 }\n"B" = { days = 9 }', later)
    assert {name: one.days for name, one in settings.sites["portal"].columns.items()} == {"A": 1, "B": 2, "C": 3}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('"A" = { day = 7 }', '"A" day: unknown setting; did you mean days?'),
        ('"A" = { limit = 7 }', '"A" limit: unknown setting; a column has days and class'),
        ('"A" = { days = 0 }', "\"A\" days = '0': must be a number, 1 to 36,500 (days)"),
        ('"A" = { days = "7" }', "\"A\" days = '7': must be a number, 1 to 36,500 (days)"),
        ('"A" = { days = true }', "\"A\" days = 'True': must be a number, 1 to 36,500 (days)"),
        ('"A" = { days = 36501 }', "\"A\" days = '36501': must be a number, 1 to 36,500 (days)"),
        ('"A" = { class = "notices" }', "did you mean notice?"),
        ('"A" = { class = "no_limit", days = 7 }', "\"A\": days does not go with class = 'no_limit'; take one"),
        ('"A" = 7', '"A": must be a table; write { days = 7 } or { class = "news" }'),
        ('"A" = {}', '"A": says nothing; write days, class or both, or take it away'),
        ('" " = { days = 7 }', '" ": must be the column\'s name as shown, or its address'),
    ],
)
def test_faults_name_file_place_and_remedy(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, f"[sites.portal.columns]\n{text}")
    (line,) = str(caught.value).splitlines()
    assert line.removeprefix(f"{tmp_path}/").startswith('auditor.toml: [sites."portal"] columns "')
    assert fault in line


def test_what_is_no_table_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="columns must be a table of columns"):
        read(tmp_path, "[sites.portal]\ncolumns = 3")
