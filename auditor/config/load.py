"""Fill Settings from auditor.toml, [tool.auditor] of pyproject.toml, AUDITOR_* variables and the command line."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from auditor.config.setting_keys import SECRETS, SECTIONS, Key, keys
from auditor.config.settings import AccountSettings, PageRecipe, Settings, SiteSettings
from auditor.config.table_settings import LimitValues, Rules, nearest, read_limits, read_pages, read_sites
from auditor.config.typed_values import convert, holds_password, notify_faults
from auditor.errors import BadInput
from auditor.model import secret_names
from auditor.platforms import default_endpoints

FILE = "auditor.toml"
PYPROJECT = "pyproject.toml"
CONFIG_VARIABLE = "AUDITOR_CONFIG"
TABLES = ("limits", "sites")


@dataclass(slots=True)
class Layer:
    """What one source says, and what is wrong with it. `values` are converted, by section and name."""

    values: dict[tuple[str, str], object] = field(default_factory=dict)
    limits: LimitValues = field(default_factory=dict)
    sites: dict[str, SiteSettings] = field(default_factory=dict)
    pages: dict[str, PageRecipe] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def load(
    *,
    rules: Rules,
    config: Path | None = None,
    environ: Mapping[str, str] | None = None,
    given: Mapping[str, object] | None = None,
    folder: Path | None = Path(),
) -> Settings:
    """Return the settings of a run; later sources win: auditor.toml, pyproject.toml, variables, command line.

    `rules` maps rule ids to the units of their limits by name and decides which [limits] may be written. `config` (or
    AUDITOR_CONFIG) is the only file read when given; otherwise `folder` is searched (None: no file is read).
    `given` holds what the command line says by setting, `rate` of [fetch] as `fetch.rate`; None = not said.
    Raises BadInput that lists every fault of every source at once.
    """
    environ = environ or {}
    if config is None and environ.get(CONFIG_VARIABLE):
        config = Path(environ[CONFIG_VARIABLE])
    searched = [folder / FILE, folder / PYPROJECT] if folder else []
    layers = [
        _read_file(path, must_exist=config is not None, rules=rules) for path in ([config] if config else searched)
    ]
    layers += [_read_variables(environ), _read_given(given or {})]
    faults = [fault for layer in layers for fault in layer.faults]
    if faults:
        raise BadInput("\n".join(faults))
    settings = _merge(layers)
    if faults := notify_faults(settings.notify):
        raise BadInput("\n".join(faults))
    return settings


def verify_sites(settings: Settings, subjects: Mapping[str, str]) -> None:
    """Raise BadInput when [sites] or --only name a subject the register (id → kind) does not have."""
    faults = [
        f'[sites."{name}"]: the register has no such subject{nearest(name, subjects)}'
        for name in settings.sites
        if name not in subjects
    ]
    faults += [
        f"--only {name}: the register has no such subject{nearest(name, subjects)}"
        for name in settings.only
        if name not in subjects
    ]
    if faults:
        raise BadInput("\n".join(faults))


def _read_file(path: Path, *, must_exist: bool, rules: Rules) -> Layer:
    layer = Layer()
    try:
        text = path.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except FileNotFoundError:
        if must_exist:
            layer.faults.append(f"{path}: no such file of settings; leave --config out to use the defaults")
        return layer
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        layer.faults.append(f"{path}: cannot be read: {reason}")
        return layer
    except tomllib.TOMLDecodeError as error:
        if path.name != PYPROJECT or "tool.auditor" in text:
            layer.faults.append(f"{path}: not valid TOML: {error}")
        return layer
    name = str(path)
    if path.name == PYPROJECT:
        tool = table.get("tool")
        table = tool.get("auditor", {}) if isinstance(tool, dict) else {}
        name = f"{path} [tool.auditor]"
        if not isinstance(table, dict):
            layer.faults.append(f"{name}: must be a table")
            return layer
    _read_table(layer, name, table, rules)
    return layer


def _read_table(layer: Layer, name: str, table: Mapping[str, object], rules: Rules) -> None:
    known = {(key.section, key.name): key for key in keys()}
    for word, value in table.items():
        if word == "limits":
            layer.limits = read_limits(layer.faults, f"{name}: [limits]", value, rules)
        elif word == "sites":
            layer.sites = read_sites(layer.faults, name, value, rules)
        elif word in SECTIONS and word:
            if not isinstance(value, dict):
                layer.faults.append(f"{name}: [{word}] must be a table")
                continue
            for inner, setting in value.items():
                if (word, inner) == ("accounts", "pages"):
                    layer.pages = read_pages(layer.faults, name, setting)
                    continue
                _read_value(layer, name, known, (word, inner), setting)
        else:
            _read_value(layer, name, known, ("", word), value)


def _read_value(
    layer: Layer, name: str, known: Mapping[tuple[str, str], Key], at: tuple[str, str], value: object
) -> None:
    place = f"[{at[0]}] {at[1]}" if at[0] else at[1]
    key = known.get(at)
    if key is None:
        layer.faults.append(f"{name}: {place}: unknown setting{_nearest_key(at, known)}")
        return
    if at == ("", "store") and isinstance(value, str) and holds_password(value):
        layer.faults.append(f"{name}: store holds a password; put it into AUDITOR_STORE or ~/.pgpass")
        return
    _take(layer, f"{name}: {place}", key, value)


def _take(layer: Layer, where: str, key: Key, value: object) -> None:
    try:
        layer.values[key.section, key.name] = convert(key, value)
    except ValueError as error:
        shown = "" if key.name == "store" else f" = {str(value)[:60]!r}"
        layer.faults.append(f"{where}{shown}: {error}")


def _read_variables(environ: Mapping[str, str]) -> Layer:
    layer = Layer()
    known = {key.variable: key for key in keys()}
    for name in sorted(environ):
        if not name.startswith("AUDITOR_") or name == CONFIG_VARIABLE or not environ[name].strip() or name in SECRETS:
            continue
        if name in known:
            _take(layer, f"environment variable {name}", known[name], environ[name])
        else:
            layer.faults.append(f"environment variable {name}: unknown setting{nearest(name, (*known, *SECRETS))}")
    return layer


def _read_given(given: Mapping[str, object]) -> Layer:
    layer = Layer()
    known = {f"{key.section}.{key.name}".removeprefix("."): key for key in keys()}
    for name, value in given.items():
        if name not in known:
            near = get_close_matches(name, known, 1)
            layer.faults.append(f"{name}: no such setting{f'; did you mean {near[0]}?' if near else ''}")
        elif value is not None:
            option = "--" + name.rpartition(".")[2].replace("_", "-").replace("formats", "format")
            _take(layer, option, known[name], value)
    return layer


def _nearest_key(at: tuple[str, str], known: Mapping[tuple[str, str], Key]) -> str:
    section, name = at
    if any(word in name.lower() for word in secret_names.WORDS):
        return "; secrets belong in the environment, never in a file of settings"
    places = {key.name: key.place for key in known.values()}
    places |= {word: f"[{word}]" for word in (*filter(None, SECTIONS), *TABLES)}
    own = [key.name for key in known.values() if key.section == section]
    found = [name] if name in places else get_close_matches(name, own, n=1, cutoff=0.6)
    found = found or get_close_matches(name, list(places), n=1, cutoff=0.7)
    return f"; did you mean {places[found[0]]}?" if found else ""


def _merge(layers: list[Layer]) -> Settings:
    values = {at: value for layer in layers for at, value in layer.values.items()}
    limits: LimitValues = {}
    sites: dict[str, SiteSettings] = {}
    for layer in layers:
        limits = _overlay(limits, layer.limits)
        for subject, says in layer.sites.items():
            earlier = sites.get(subject, SiteSettings())
            columns = {**earlier.columns, **says.columns}
            sites[subject] = replace(says, limits=_overlay(earlier.limits, says.limits), columns=columns)

    def section(name: str) -> dict[str, object]:
        return {key: value for (owner, key), value in values.items() if owner == name}

    parts: dict[str, object] = {name: owner(**section(name)) for name, owner in SECTIONS.items() if name and owner}
    pages = {host: recipe for layer in layers for host, recipe in layer.pages.items()}
    parts["endpoints"] = default_endpoints() | section("endpoints")
    parts["accounts"] = AccountSettings(**section("accounts"), pages=pages)  # type: ignore[arg-type]
    return Settings(**section(""), **parts, limits=limits, sites=sites)  # type: ignore[arg-type]


def _overlay(lower: Mapping[str, Mapping[str, float]], upper: Mapping[str, Mapping[str, float]]) -> LimitValues:
    return {rule: {**lower.get(rule, {}), **upper.get(rule, {})} for rule in {**lower, **upper}}
