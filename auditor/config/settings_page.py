"""Write docs/configuration.md: python -m auditor.config.settings_page > docs/configuration.md."""

import sys
from importlib.resources import files
from pathlib import Path

from auditor.config.setting_keys import SECRETS, SECTIONS, Key, bounds, keys
from auditor.config.table_settings import MOST_DAYS
from auditor.model import ColumnClass


def page() -> str:
    """Return docs/configuration.md: settings_page.md with its tables filled in."""
    parts = {
        "%SECTIONS%": "\n".join(_section(name) for name in SECTIONS),
        "%SECRETS%": "\n".join(f"| `{name}` | {words} |" for name, words in SECRETS.items()),
        "%DAYS%": f"{MOST_DAYS:,}",
        "%CLASSES%": ", ".join(ColumnClass),
    }
    text = files("auditor.config").joinpath("settings_page.md").read_text(encoding="utf-8")
    for blank, value in parts.items():
        text = text.replace(blank, value)
    return text


def _section(section: str) -> str:
    title = f"`[{section}]`" if section else "Top of the file"
    rows = [_row(key) for key in keys() if key.section == section]
    head = ["| key | variable | values | default | |", "|---|---|---|---|---|"]
    return "\n".join([f"## {title}", "", *head, *rows, ""])


def _row(key: Key) -> str:
    default = f"`{_written(key.default)}`" if key.default not in (None, "", ()) else ""
    words = key.spec.words.replace("|", "\\|")
    return f"| `{key.name}` | `{key.variable}` | {_values(key)} | {default} | {words} |"


def _values(key: Key) -> str:
    if key.spec.choices:
        some = "some of " if key.type is tuple else ""
        return some + ", ".join(key.spec.choices)
    names = {bool: "true, false", int: "whole number", float: "number", tuple: "list", Path: "path", str: "text"}
    name = names.get(key.type, "date")
    return f"{name}, {bounds(key.spec)}".removesuffix(", ")


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{part}"' for part in value) + "]"
    return (
        f'"{value}"' if isinstance(value, str | Path) else f"{value:.15g}" if isinstance(value, float) else str(value)
    )


if __name__ == "__main__":
    sys.stdout.write(page())
