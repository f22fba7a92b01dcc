"""The adapters there are: modules of this package with an ADAPTER, then plug-ins of the group `auditor.platforms`."""

import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from auditor.collect.accounts.adapter import Adapter

GROUP = "auditor.platforms"
LONGEST_ERROR = 200


@dataclass(frozen=True, slots=True)
class Adapters:
    """Adapters, plug-ins first, so that one may take over a platform. `not_loaded` has one line, "name: error",
    for each that failed to load."""

    found: tuple[Adapter, ...]
    not_loaded: tuple[str, ...] = ()

    def serving(self, route: str, platform: str) -> Adapter | None:
        """Return the first adapter for accounts of `platform` on `route`, None when there is none."""
        return next((adapter for adapter in self.found if adapter.serves(route, platform)), None)


@cache
def adapters() -> Adapters:
    """Return every adapter installed; they are looked up once."""
    return gather(__package__, entry_points(group=GROUP))


def gather(package: str, plugins: Iterable[EntryPoint]) -> Adapters:
    """Import the adapters of `package` and of `plugins`; one that can't be loaded is named and stops nothing."""
    found: list[Adapter] = []
    not_loaded: list[str] = []
    for plugin in sorted(plugins, key=lambda one: (one.name, one.value)):
        _take(f"{plugin.name} ({plugin.value})", plugin.load, found, not_loaded)
    for module in pkgutil.iter_modules(import_module(package).__path__):
        name = f"{package}.{module.name}"
        if hasattr(import_module(name), "ADAPTER"):
            _take(name, partial(getattr, import_module(name), "ADAPTER"), found, not_loaded)
    return Adapters(tuple(found), tuple(not_loaded))


def _take(name: str, load: Callable[[], object], found: list[Adapter], not_loaded: list[str]) -> None:
    try:
        adapter = load()
        if not isinstance(adapter, Adapter):
            raise TypeError(f"it is {type(adapter).__name__}, not auditor.collect.accounts.adapter.Adapter")
        found.append(adapter)
    except (Exception, SystemExit) as error:  # whatever a stranger's module does on import
        line = str(error).strip().partition("\n")[0]
        not_loaded.append(f"{name}: {type(error).__name__}: {line}"[:LONGEST_ERROR])
