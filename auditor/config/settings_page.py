"""Write docs/configuration.md: python -m auditor.config.settings_page > docs/configuration.md."""

import sys
from pathlib import Path

from auditor.config.setting_keys import SECRETS, SECTIONS, Key, bounds, keys
from auditor.config.table_settings import MOST_DAYS
from auditor.model import ColumnClass

HEAD = """# Configuration

Nothing has to be configured: `auditor run` works with an `inventory.csv` alone.
What differs is read from these places, later ones winning:

1. `auditor.toml` in the working folder
2. `[tool.auditor]` of `pyproject.toml` in the working folder
3. environment variables `AUDITOR_…`
4. the command line

`--config FILE` (or `AUDITOR_CONFIG`) names the one file to read instead of 1 and 2. An unknown key, a wrong type or
a value out of its range ends the command with exit code 2, and every fault is named at once. Relative paths start at
the working folder. Secrets never stand in a file of settings: a store's password goes into `AUDITOR_STORE` or
`~/.pgpass`, and platforms' credentials into the environment. Lists in a variable are separated by commas.

This page is written by `python -m auditor.config.settings_page`; a test compares it with the program.
"""

SECRETS_HEAD = """## Secrets of `[notify]`

Only in the environment; no file of settings, message or log shows them. A webhook named under `webhooks` needs its
address here. How to set a robot up: [operation](operation.md#telling-people).

| variable | |
|---|---|"""

TAIL = """## `[limits."RULE"]`

Every number that judges has a default with its source clause (`auditor rules RULE` prints both). An office that is
stricter writes its own; the report prints the limit in force.

```toml
[limits."account-dormant"]
silent = 7
```

## `[accounts.pages."HOST"]`

Where on the page of an account its posts stand, for accounts with `page` under source whose page is at this host (or
`HOST:PORT`). Without it a page tells name and existence only. The page is read as a browser shows it to somebody who
is not logged in. Write a recipe only where such a visitor is shown the newest posts: silence is judged by it.

| key | values | default | |
|---|---|---|---|
| `item` | CSS selector | needed | one post |
| `date` | CSS selector | needed | its date, within the post |
| `title` | CSS selector | the post's own text | its title, within the post |
| `link` | CSS selector | the first link | its link, within the post |

```toml
[accounts.pages."www.example.com"]
item = "article.post"
date = "time"
title = "h3"
link = "h3 a"
```

## `[sites."SUBJECT"]`

What holds for one subject of the register, by its id.

| key | values | default | |
|---|---|---|---|
| `robots` | obey, owner | `obey` | `owner`: the office runs this site and lets us read what robots.txt forbids |
| `robots_by`, `robots_since` | name, date | | who in the office said so, and since when; both stand in the report |
| `limits` | tables of rules | | limits of this subject alone, before those of `[limits]` |
| `columns` | tables of columns | | what holds for single columns of this site, before everything else |

```toml
[sites."portal"]
robots = "owner"
robots_by = "王芳，信息中心"
robots_since = 2026-01-31

[sites."portal".limits."column-stale"]
notice = 90
```

## `[sites."SUBJECT".columns]`

What holds for one column, by its name as the report's list of columns shows it, or by its address (whole, or the
path alone). A name that several columns of the site bear holds for all of them.

| key | values | default | |
|---|---|---|---|
| `days` | number, 1 to %DAYS% | as its class | days without news allowed, inclusive; updated weekly: 7 |
| `class` | %CLASSES% | as the page says | what the column is for, where the page does not tell or tells wrong |

```toml
[sites."portal".columns]
"工作动态" = { days = 7 }
"/zwgk/tzgg/" = { class = "notice" }
"青禾风采" = { class = "no_limit" }
```

A column that says it is archived, one that only leads to others and one on another site have no limit, whatever is
written here. The report names the limit in force for every column and where its class was read. An entry that fits
no column of the site is named in the report and stops nothing.
"""


def page() -> str:
    """Return docs/configuration.md."""
    parts = [HEAD]
    for section in SECTIONS:
        title = f"`[{section}]`" if section else "Top of the file"
        rows = [_row(key) for key in keys() if key.section == section]
        parts.append(
            "\n".join(
                [f"## {title}", "", "| key | variable | values | default | |", "|---|---|---|---|---|", *rows, ""]
            )
        )
    parts.append("\n".join([SECRETS_HEAD, *(f"| `{name}` | {words} |" for name, words in SECRETS.items()), ""]))
    classes = ", ".join(ColumnClass)
    return "\n".join([*parts, TAIL.replace("%DAYS%", f"{MOST_DAYS:,}").replace("%CLASSES%", classes)])


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
