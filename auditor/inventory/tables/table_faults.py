"""What is wrong with a table, where, and what to do: one line in the reader's language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

Words = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `row` is the row of the file counted from 1 (0: the whole file), `column` the header's words
    ('': the whole row); `zh` and `en` say what is wrong and, after a semicolon, the remedy."""

    row: int
    column: str
    zh: str
    en: str

    def text(self, lang: str = "en", file: str = "") -> str:
        """Return "file, row, column: what; remedy" on one line; `lang` is zh or en."""
        if lang == "zh":
            place = [file, f"第 {self.row} 行" if self.row else "", f"“{self.column}”列" if self.column else ""]
            return "：".join(part for part in ("，".join(filter(None, place)), self.zh) if part)
        place = [file, f"row {self.row}" if self.row else "", f"column {self.column}" if self.column else ""]
        return ": ".join(part for part in (", ".join(filter(None, place)), self.en) if part)


class TableFault(Exception):
    """A file that cannot be read as a table at all; `fault` says why and where."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.text())
        self.fault = fault


def read_words(package: str, file: str) -> Words:
    """Return the words of a TOML file in a package: code → Chinese and English."""
    tables = tomllib.loads(files(package).joinpath(file).read_text(encoding="utf-8"))
    return {code: (pair["zh"], pair["en"]) for code, pair in tables.items()}


def fault(words: Words, code: str, row: int = 0, column: str = "", /, **values: object) -> Fault:
    """Return the fault that `words` has under `code`, its blanks filled with `values`."""
    zh, en = words[code]
    return Fault(row, column, zh.format(**values), en.format(**values))


def table_fault(code: str, row: int = 0, column: str = "", /, **values: object) -> TableFault:
    """Return the exception for one of TABLE_WORDS."""
    return TableFault(fault(TABLE_WORDS, code, row, column, **values))


TABLE_WORDS = read_words("auditor.inventory.tables", "table_faults.toml")
