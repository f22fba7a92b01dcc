"""Stage 1: the register, a CSV or XLSX file, to subjects; every fault at once, with row, column and remedy."""

from auditor.inventory.register import Register, RegisterError, chosen, describe, read_register
from auditor.inventory.sources import import_file
from auditor.inventory.template import template

__all__ = ["Register", "RegisterError", "chosen", "describe", "import_file", "read_register", "template"]
