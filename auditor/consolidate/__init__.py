"""Stage 5: verdicts, earlier run and register become findings with a history and the plans of items 3, 25 and 27."""

from auditor.consolidate.assemble import Terms, consolidate
from auditor.consolidate.fingerprint import fingerprint
from auditor.consolidate.item_25 import COLUMN_VETOES, ColumnVeto
from auditor.consolidate.run_view import Sight

__all__ = ["COLUMN_VETOES", "ColumnVeto", "Sight", "Terms", "consolidate", "fingerprint"]
