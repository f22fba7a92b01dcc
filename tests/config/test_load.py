"""Settings out of files, variables and the command line."""

from datetime import date
from pathlib import Path

import pytest

from auditor.config.load import load, verify_sites
from auditor.config.settings import Settings, SiteSettings
from auditor.errors import BadInput

RULES = {
    "account-dormant": {"days": "days", "zombie_days": "days"},
    "post-duplicate": {"jaccard": "ratio"},
    "link-empty": {},
}


def read(folder: Path, text: str = "", *, pyproject: str = "", environ=None, given=None, config=None) -> Settings:
    if text:
        (folder / "auditor.toml").write_text(text, encoding="utf-8")
    if pyproject:
        (folder / "pyproject.toml").write_text(pyproject, encoding="utf-8")
    return load(rules=RULES, folder=folder, environ=environ, given=given, config=config)


def faults(folder: Path, text: str = "", **more) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read(folder, text, **more)
    return [line.replace(str(folder) + "/", "") for line in str(caught.value).splitlines()]


def test_nothing_said_gives_the_defaults(tmp_path: Path) -> None:
    assert read(tmp_path) == Settings()


def test_every_source_speaks_and_the_later_wins(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        'lang = "en"\nout = "a"\n[fetch]\nrate = 1\nconnections = 2\n[crawl]\nmax_pages = 5',
        pyproject='[tool.auditor]\nout = "b"\n[tool.auditor.fetch]\nrate = 2',
        environ={"AUDITOR_OUT": "c", "AUDITOR_FETCH_CONNECTIONS": "3", "AUDITOR_LANG": "", "HOME": "/"},
        given={"out": "d", "crawl.max_pages": 7, "fetch.rate": None},
    )
    assert (settings.lang, settings.out, settings.fetch.rate) == ("en", Path("d"), 2)
    assert (settings.fetch.connections, settings.crawl.max_pages) == (3, 7)


def test_types_read_from_text(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        environ={
            "AUDITOR_AS_OF": "2026-03-02",
            "AUDITOR_STRICT": "yes",
            "AUDITOR_FORMATS": "json，csv,json",
            "AUDITOR_FETCH_ALLOW_NETWORKS": "10.0.0.0/8, fd00::/8",
            "AUDITOR_FETCH_RATE": "0.5",
        },
    )
    assert (settings.as_of, settings.strict, settings.formats) == (date(2026, 3, 2), True, ("json", "csv"))
    assert settings.fetch.allow_networks == ("10.0.0.0/8", "fd00::/8")
    assert settings.fetch.rate == 0.5


def test_limits_and_sites_overlay_value_by_value(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        '[limits."account-dormant"]\ndays = 7\nzombie_days = 60\n[sites.portal]\nrobots = "owner"\n'
        "[sites.portal.limits.post-duplicate]\njaccard = 0.9",
        pyproject='[tool.auditor.limits."account-dormant"]\ndays = 10',
    )
    assert settings.limits == {"account-dormant": {"days": 10.0, "zombie_days": 60.0}}
    assert settings.sites == {"portal": SiteSettings("owner", {"post-duplicate": {"jaccard": 0.9}})}


def test_who_lifted_robots_txt_and_since_when(tmp_path: Path) -> None:
    text = '[sites.portal]\nrobots = "owner"\nrobots_by = "王芳"\nrobots_since = 2026-01-31'
    says = read(tmp_path, text).sites["portal"]
    assert (says.robots, says.robots_by, says.robots_since) == ("owner", "王芳", date(2026, 1, 31))
    wrong = '[sites.portal]\nrobots_by = 7\nrobots_since = "last week"'
    assert faults(tmp_path, wrong) == [
        "auditor.toml: [sites.\"portal\"] robots_by = '7': must be a name, at most 100 letters",
        "auditor.toml: [sites.\"portal\"] robots_since = 'last week': must be a date without quotes: 2026-01-31",
    ]


def test_every_fault_is_named_at_once_with_the_nearest_known(tmp_path: Path) -> None:
    text = """
outt = "x"
rate = 3
lang = "de"
as_of = "2026-02-30"
formats = ["html", "docx"]
api_token = "x"
[fetch]
rat = 3
connections = 2.5
whole_s = -1
allow_private = 7
allow_networks = ["10.0.0.1/8"]
[crawl]
max_pages = "many"
[crwl]
x = 1
[limits."account-dormnt"]
days = 1
[limits."account-dormant"]
day = 1
days = -2
[limits."post-duplicate"]
jaccard = 1.2
[limits."link-empty"]
x = 1
[sites.portal]
robot = "owner"
robots = "never"
"""
    assert faults(tmp_path, text) == [
        "auditor.toml: outt: unknown setting; did you mean out?",
        "auditor.toml: rate: unknown setting; did you mean [fetch] rate?",
        "auditor.toml: lang = 'de': 'de' is not one of zh, en",
        "auditor.toml: as_of = '2026-02-30': must be a date that exists",
        "auditor.toml: formats = \"['html', 'docx']\": 'docx' is not one of html, pdf, xlsx, json, csv, sarif, junit",
        "auditor.toml: api_token: unknown setting; secrets belong in the environment, never in a file of settings",
        "auditor.toml: [fetch] rat: unknown setting; did you mean [fetch] rate?",
        "auditor.toml: [fetch] connections = '2.5': must be a whole number, 1 to 256",
        "auditor.toml: [fetch] whole_s = '-1': must be a number, 0.1 to 3,600",
        "auditor.toml: [fetch] allow_private = '7': must be true or false",
        "auditor.toml: [fetch] allow_networks = \"['10.0.0.1/8']\": '10.0.0.1/8' is no CIDR: "
        "10.0.0.1/8 has host bits set; write it like 10.0.0.0/8",
        "auditor.toml: [crawl] max_pages = 'many': must be a whole number, 1 to 100,000,000",
        "auditor.toml: crwl: unknown setting; did you mean [crawl]?",
        'auditor.toml: [limits] "account-dormnt": no such rule; did you mean account-dormant?',
        'auditor.toml: [limits] "account-dormant" day: no such limit; did you mean days?',
        "auditor.toml: [limits] \"account-dormant\" days = '-2': must be a number, 0 to 1,000,000,000 (days)",
        "auditor.toml: [limits] \"post-duplicate\" jaccard = '1.2': must be a number, 0 to 1 (ratio)",
        'auditor.toml: [limits] "link-empty" x: no such limit; the rule has no limits',
        'auditor.toml: [sites."portal"] robot: unknown setting; did you mean robots?',
        "auditor.toml: [sites.\"portal\"] robots = 'never': must be one of obey, owner",
    ]


@pytest.mark.parametrize("name", ["密钥", "credential"])
def test_a_setting_named_for_a_credential_is_sent_to_the_environment(tmp_path: Path, name: str) -> None:
    (tmp_path / "auditor.toml").write_text(f'"{name}" = "x"\n')
    with pytest.raises(BadInput, match="secrets belong in the environment"):
        load(rules={}, folder=tmp_path)


def test_tables_of_the_wrong_shape(tmp_path: Path) -> None:
    assert faults(tmp_path, 'fetch = 1\nlimits = 2\nsites = "x"') == [
        "auditor.toml: [fetch] must be a table",
        "auditor.toml: [limits] must be a table of rules",
        "auditor.toml: [sites] must be a table of subject ids",
    ]


def test_a_syntax_error_names_the_line(tmp_path: Path) -> None:
    (line,) = faults(tmp_path, 'lang = "zh"\nout = \n')
    assert line.startswith("auditor.toml: not valid TOML: ")
    assert "line 2" in line


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_bytes('\ufefflang = "en"'.encode())
    assert read(tmp_path).lang == "en"


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_bytes('[fetch]\ncontact = "信息办"'.encode("gb18030"))
    assert faults(tmp_path) == ["auditor.toml: cannot be read: it is not UTF-8 text"]


def test_someone_elses_broken_pyproject_is_no_fault_of_ours(tmp_path: Path) -> None:
    assert read(tmp_path, pyproject="[tool.black\n") == Settings()
    assert faults(tmp_path, pyproject="[tool.auditor\n")[0].startswith("pyproject.toml: not valid TOML")


def test_the_file_named_is_the_only_one_read(tmp_path: Path) -> None:
    (tmp_path / "night.toml").write_text('lang = "en"')
    settings = read(tmp_path, 'lang = "zh"\nfull = true', config=tmp_path / "night.toml")
    assert (settings.lang, settings.full) == ("en", False)
    by_variable = read(tmp_path, environ={"AUDITOR_CONFIG": str(tmp_path / "night.toml")})
    assert by_variable.lang == "en"


def test_a_file_named_must_exist(tmp_path: Path) -> None:
    assert "none.toml: no such file of settings" in faults(tmp_path, config=tmp_path / "none.toml")[0]


def test_a_variable_nobody_knows_is_an_error(tmp_path: Path) -> None:
    assert faults(tmp_path, environ={"AUDITOR_FECTH_RATE": "1", "AUDITOR_FETCH_RATE": "fast"}) == [
        "environment variable AUDITOR_FECTH_RATE: unknown setting; did you mean AUDITOR_FETCH_RATE?",
        "environment variable AUDITOR_FETCH_RATE = 'fast': must be a number, 0 to 10,000",
    ]


@pytest.mark.parametrize("store", ["postgresql://a:SECRET@db/x", "postgresql://db/x?password=SECRET"])
def test_a_password_in_a_file_is_refused_and_not_repeated(tmp_path: Path, store: str) -> None:
    (line,) = faults(tmp_path, f'store = "{store}"')
    assert "SECRET" not in line
    assert read(tmp_path, 'lang = "zh"', environ={"AUDITOR_STORE": store}).store == store


@pytest.mark.parametrize("store", ["mysql://x/SECRET", "sqlite://", "sqlite:///", "sqlite://x.db", "reports"])
def test_an_address_that_is_no_store(tmp_path: Path, store: str) -> None:
    (line,) = faults(tmp_path, given={"store": store})
    assert line.startswith("--store: must be sqlite:///PATH or postgresql://HOST/DATABASE")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"fetch.contact": "a\r\nX: y"}, "--contact"),
        ({"zone": "Mars/Base"}, "no time zone"),
        ({"zone": "../../etc/passwd"}, "no time zone"),
        ({"formats": "  ,"}, "--format = '  ,': must name at least one"),
        ({"out": ""}, "must not be empty"),
        ({"fetch.rate": "nan"}, "must be a number"),
        ({"crawl.max_pages": True}, "must be a whole number"),
        ({"as_of": "tomorrow"}, "--as-of = 'tomorrow': must be a date, YYYY-MM-DD"),
    ],
)
def test_values_out_of_range_on_the_command_line(tmp_path: Path, given: dict[str, object], words: str) -> None:
    (line,) = faults(tmp_path, given=given)
    assert words in line


def test_subjects_named_must_be_in_the_register() -> None:
    settings = Settings(only=("portal", "ful-weixin"), sites={"portl": SiteSettings()})
    with pytest.raises(BadInput) as caught:
        verify_sites(settings, {"portal": "site", "fuli-weixin": "account"})
    assert str(caught.value).splitlines() == [
        '[sites."portl"]: the register has no such subject; did you mean portal?',
        "--only ful-weixin: the register has no such subject; did you mean fuli-weixin?",
    ]


def test_a_browser_that_is_not_there_is_named_with_file_key_and_remedy(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no program")
    program = tmp_path / "chrome"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert read(tmp_path, f"[browser]\nexecutable = '{program}'\n").browser.executable == str(program)
    assert read(tmp_path, "[browser]\nexecutable = ''\n").browser.executable == ""
    for path, why in (("/no/such/chrome", "no such file"), (str(tmp_path / "notes.txt"), "no program")):
        (told,) = faults(tmp_path, f"[browser]\nexecutable = '{path}'\n")
        assert told.startswith("auditor.toml: [browser] executable = ")
        assert why in told
        assert "leave it out" in told
    (told,) = faults(tmp_path, " ", environ={"AUDITOR_BROWSER_EXECUTABLE": "/no/such/chrome"})
    assert told.startswith("environment variable AUDITOR_BROWSER_EXECUTABLE = ")


def test_sentinels_are_addresses(tmp_path):
    settings = read(tmp_path, '[fetch]\nsentinels = ["https://www.example.cn/", "http://10.0.0.1:8080"]\n')
    assert settings.fetch.sentinels == ("https://www.example.cn/", "http://10.0.0.1:8080")
    for wrong in ("www.example.cn", "ftp://a.cn/", "https://", "https://user@a.cn/"):
        (told,) = faults(tmp_path, f'[fetch]\nsentinels = ["{wrong}"]\n')
        assert "is no address of http or https" in told
