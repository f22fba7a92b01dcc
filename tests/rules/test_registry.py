from importlib.metadata import EntryPoint
from types import ModuleType

import pytest

from auditor.config import Settings, SiteSettings
from auditor.errors import RunFailed
from auditor.rules import Limit, Rule, Severity, Source, Words, registry
from auditor.rules.registry import Registry, gather, limit_faults, limits_for, limits_in_force, load

SOURCE = Source("A clause")
WORDS = {"zh": Words("t", "w", "s", "a"), "en": Words("t", "w", "s", "a")}


def rule(id="site-sample", item=25, words=WORDS, **limits):
    known = {name: Limit(value, "days", SOURCE) for name, value in limits.items()}
    return Rule(id, item, "site", Severity.MINOR, SOURCE, lambda view, given: (), words, known)


HEAD = "from tests.rules.test_registry import rule, WORDS\n"


@pytest.fixture
def package(tmp_path, monkeypatch, request):
    """Return a function that writes a package of rules and returns its name."""
    name = f"sample_{abs(hash(request.node.name))}"

    def write(**modules):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        for module, text in modules.items():
            (folder / f"{module}.py").write_text(HEAD + text)
        monkeypatch.syspath_prepend(tmp_path)
        return name

    return write


def ids(found: Registry):
    return [one.id for one in found.rules]


def test_our_rules_load_ordered_by_item_then_name():
    found = load()
    assert found.not_loaded == ()
    assert ids(found) == [one.id for one in sorted(found.rules, key=lambda one: (one.item, one.id))]
    assert {"link-broken", "column-stale", "column-blank", "site-home-stale", "account-dormant"} <= set(ids(found))
    assert found.get("link-broken").item == 25
    assert found.get("no-such-rule") is None


def test_a_module_is_a_rule_when_its_id_is_its_name(package):
    name = package(site_sample="RULE = rule()", account_sample="RULE = rule('account-sample', 3)")
    assert ids(gather(name, [])) == ["account-sample", "site-sample"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = 1", "its RULE is NoneType"),
        ("RULE = 7", "its RULE is int"),
        ("RULE = rule('other-name')", "'other-name'"),
        ("RULE = rule('bad-one', 4)", "item 4"),
        ("RULE = rule('bad-one', words={'en': WORDS['en']})", "no words in zh"),
        ("raise ValueError('on\\nimport')", "ValueError: on"),
        ("def (", "SyntaxError"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("import no_such_module_anywhere", "ModuleNotFoundError"),
    ],
)
def test_what_is_no_rule_is_named_and_the_others_load(package, text, words):
    name = package(bad_one=text, site_sample="RULE = rule()")
    found = gather(name, [])
    assert ids(found) == ["site-sample"]
    (line,) = found.not_loaded
    assert line.startswith(f"{name}.bad_one: ")
    assert words in line
    assert "\n" not in line


def plugin(package, name, module):
    return EntryPoint(name, f"{package}.{module}:RULE", "auditor.checks")


def test_plug_ins_load_and_broken_ones_are_named(package):
    name = package(extra="RULE = rule('title-missing')", site_sample="RULE = rule()")
    plugins = [plugin(name, "title-missing", "extra"), plugin(name, "boom", "nothing_here")]
    found = gather("tests.check", plugins)
    assert ids(found) == ["title-missing"]
    assert any(line.startswith(f"boom ({name}.nothing_here:RULE): ModuleNotFoundError") for line in found.not_loaded)


def test_the_first_of_two_rules_with_one_id_is_kept(package):
    name = package(site_sample="RULE = rule()", extra="RULE = rule('site-sample', 3)")
    found = gather(name, [plugin(name, "site-sample", "extra")])
    assert [(one.id, one.item) for one in found.rules] == [("site-sample", 25)]
    assert any("there is already a rule site-sample" in line for line in found.not_loaded)


def test_a_stranger_folder_of_rules_is_refused(monkeypatch, tmp_path):
    stranger = ModuleType("checks")
    stranger.__path__ = [str(tmp_path / "checks")]
    monkeypatch.setattr(registry, "import_module", lambda name: stranger)
    with pytest.raises(RunFailed, match="from another folder"):
        load()


def test_limits_of_a_subject_go_over_configured_ones_over_defaults():
    sample = rule(a=1, b=2, c=3)
    settings = Settings(
        limits={"site-sample": {"b": 20, "c": 30}},
        sites={"s1": SiteSettings(limits={"site-sample": {"c": 300}}), "s2": SiteSettings()},
    )
    assert limits_for(sample, settings) == {"a": 1, "b": 20, "c": 30}
    assert limits_for(sample, settings, "s1") == {"a": 1, "b": 20, "c": 300}
    assert (
        limits_for(sample, settings, "s2") == limits_for(sample, settings, "not there") == limits_for(sample, settings)
    )


def test_limits_in_force_answer_for_everybody_and_for_one():
    sample = rule(days=14)
    settings = Settings(sites={"s1": SiteSettings(limits={"site-sample": {"days": 7}})})
    limits = limits_in_force(sample, settings)
    assert (limits["days"], limits.of("s1")["days"], limits.of("s2")["days"]) == (14, 7, 14)
    with pytest.raises(KeyError):
        limits["no such"]


def test_unknown_limits_are_named_with_the_nearest():
    found = Registry((rule(days=14),), ("checks.site_broken: boom", "title-missing (x:RULE): boom"))
    settings = Settings(
        limits={"site-sampel": {"days": 1}, "site-broken": {"x": 1}, "title-missing": {"x": 1}},
        sites={"s1": SiteSettings(limits={"site-sample": {"day": 1, "days": 2}})},
    )
    assert limit_faults(found, settings) == (
        "limits.site-sampel: there is no rule site-sampel; did you mean site-sample?",
        "sites.s1.limits.site-sample: site-sample has no limit day; did you mean days?",
    )
    assert limit_faults(found, Settings()) == ()
