"""The rules there are: one a module of `checks`, and those that other distributions bring as plug-ins."""

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

from auditor.config import Settings
from auditor.errors import BadInput, RunFailed
from auditor.rules import Limits, Rule, by_role
from auditor.rules.rule import ROLE_LIMITS, Role

PACKAGE = "checks"
GROUP = "auditor.checks"
ITEMS = frozenset({3, 25, 27})
LANGUAGES = frozenset({"zh", "en"})
LONGEST_ERROR = 200


@dataclass(frozen=True, slots=True)
class Registry:
    """Rules ordered by item, then id; `not_loaded` has one line, "name: error", for each that failed to load."""

    rules: tuple[Rule, ...]
    not_loaded: tuple[str, ...] = ()

    def get(self, rule_id: str) -> Rule | None:
        """Return the rule of that id, None when there is none."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def units(self) -> dict[str, dict[str, str]]:
        """Return the unit of each limit by rule and name, as `config.load` checks written limits against."""
        return {rule.id: {name: limit.unit for name, limit in rule.limits.items()} for rule in self.rules}

    def by_role(self, role: Role) -> Rule | None:
        """Return the first rule of that role, None when there is none."""
        return by_role(self.rules, role)


def load() -> Registry:
    """Import every rule of `checks`, then of the entry-point group `auditor.checks`.

    Raises RunFailed when `checks` is not the folder installed beside `auditor`: a stranger's folder of
    that name in the working directory is never run.
    """
    _refuse_stranger(import_module(PACKAGE))
    return gather(PACKAGE, entry_points(group=GROUP))


def load_for(settings: Settings) -> Registry:
    """Return the rules installed. Raises BadInput where the settings name limits they do not have."""
    registry = load()
    if faults := limit_faults(registry, settings):
        raise BadInput("\n".join(faults))
    return registry


def gather(package: str, plugins: Iterable[EntryPoint]) -> Registry:
    """Import every rule of `package`, then of `plugins`.

    A module or plug-in without a usable RULE never stops the run: it is named in `not_loaded`. Of two
    rules with one id the first is kept and the second named.
    """
    rules: dict[str, Rule] = {}
    not_loaded: list[str] = []
    for name, expected, read in (*_modules(package), *_plugins(plugins)):
        try:
            rule = _checked(read(), expected)
            if rule.id in rules:
                raise ValueError(f"there is already a rule {rule.id}")
            rules[rule.id] = rule
        except (Exception, SystemExit) as error:  # whatever a stranger's module does on import
            not_loaded.append(f"{name}: {one_line(error)}")
    ordered = sorted(rules.values(), key=lambda rule: (rule.item, rule.id))
    return Registry(tuple(ordered), tuple(not_loaded))


def limits_for(rule: Rule, settings: Settings, subject: str | None = None) -> Mapping[str, float]:
    """Return a rule's limits by name: defaults, then configured values, then those of one subject (None: nobody's)."""
    own = settings.sites[subject].limits if subject is not None and subject in settings.sites else {}
    known = {name: limit.value for name, limit in rule.limits.items()}
    configured = {**settings.limits.get(rule.id, {}), **own.get(rule.id, {})}
    return known | {name: value for name, value in configured.items() if name in known}


def limits_in_force(rule: Rule, settings: Settings) -> Limits:
    """Return what `rule.check` is called with: values for everybody and for every subject that has its own."""
    own = {name: limits_for(rule, settings, name) for name, site in settings.sites.items() if rule.id in site.limits}
    columns = {
        name: {column: says.days for column, says in site.columns.items() if says.days is not None}
        for name, site in settings.sites.items()
        if site.columns
    }
    return Limits(limits_for(rule, settings), own, columns)


def limit_faults(registry: Registry, settings: Settings) -> tuple[str, ...]:
    """Return one line for each configured limit that no rule has, naming the nearest; not-loaded rules are let be."""
    names = (line.split()[0].removesuffix(":") for line in registry.not_loaded)
    silent = {name.rpartition(".")[2].replace("_", "-") for name in names}
    tables = [("limits", settings.limits)]
    tables += [(f"sites.{name}.limits", site.limits) for name, site in settings.sites.items()]
    return tuple(
        fault
        for place, table in tables
        for rule_id, values in table.items()
        if rule_id not in silent
        for fault in _faults(registry, f"{place}.{rule_id}", rule_id, values)
    )


def one_line(error: BaseException) -> str:
    """Return an exception as one short line: its kind and the first line of its text."""
    text = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {text}"[:LONGEST_ERROR] if text else type(error).__name__


def _refuse_stranger(package: ModuleType) -> None:
    ours = Path(__file__).resolve().parents[2]
    theirs = [Path(folder).resolve().parent for folder in package.__path__]
    if theirs != [ours]:
        found = ", ".join(str(folder / PACKAGE) for folder in theirs)
        raise RunFailed(
            f"the rules must lie beside {ours / 'auditor'}, but Python found {found}; "
            "start the command `auditor` from another folder, or install it into an environment of its own"
        )


def _modules(package: str) -> Iterator[tuple[str, str, Callable[[], object]]]:
    for module in pkgutil.iter_modules(import_module(package).__path__):
        name = f"{package}.{module.name}"
        yield name, module.name.replace("_", "-"), partial(_rule_of, name)


def _rule_of(module: str) -> object:
    return getattr(import_module(module), "RULE", None)


def _plugins(plugins: Iterable[EntryPoint]) -> Iterator[tuple[str, str, Callable[[], object]]]:
    for plugin in sorted(plugins, key=lambda one: (one.name, one.value)):
        yield f"{plugin.name} ({plugin.value})", plugin.name, plugin.load


def _checked(found: object, expected: str) -> Rule:
    if not isinstance(found, Rule):
        raise TypeError(f"its RULE is {type(found).__name__}, not auditor.rules.Rule")
    if found.id != expected:
        raise ValueError(f"its id is {found.id!r}; it must be {expected!r}, like the name it is found by")
    if found.item not in ITEMS:
        raise ValueError(f"item {found.item!r} is none of {sorted(ITEMS)}")
    for table in (found.words, *found.variants.values()):
        if missing := LANGUAGES - set(table):
            raise ValueError(f"it has no words in {', '.join(sorted(missing))}")
    needed = ROLE_LIMITS.get(found.role, frozenset()) | set(found.column_sums.values()) | set(found.limit_names)
    if lacking := needed - set(found.limits):
        raise ValueError(f"it lacks limits that its fields name: {', '.join(sorted(lacking))}")
    return found


def _faults(registry: Registry, place: str, rule_id: str, values: Mapping[str, float]) -> Iterator[str]:
    rule = registry.get(rule_id)
    if rule is None:
        yield f"{place}: there is no rule {rule_id}{_nearest(rule_id, (one.id for one in registry.rules))}"
        return
    for name in values:
        if name not in rule.limits:
            yield f"{place}: {rule_id} has no limit {name}{_nearest(name, rule.limits)}"


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), 1)
    return f"; did you mean {near[0]}?" if near else ""
