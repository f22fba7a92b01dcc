"""The page of settings says what the program knows."""

from pathlib import Path

from auditor.config.setting_keys import SPECS, keys
from auditor.config.settings_page import page


def test_the_page_is_up_to_date() -> None:
    written = Path(__file__).parents[2] / "docs" / "configuration.md"
    assert written.read_text(encoding="utf-8") == page(), (
        "run: python -m auditor.config.settings_page > docs/configuration.md"
    )


def test_every_setting_is_specified_once_and_its_default_is_allowed() -> None:
    from auditor.config.typed_values import convert

    assert {(key.section, key.name) for key in keys() if key.section != "endpoints"} == set(SPECS)
    for key in keys():
        if key.default not in (None, ""):
            assert convert(key, key.default) == key.default, key.place
