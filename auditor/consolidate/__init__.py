"""Stage 5: verdicts, earlier run and register become findings with a history and the plans of items 3, 25 and 27."""

from auditor.consolidate.assemble import Terms, consolidate
from auditor.consolidate.fingerprint import fingerprint
from auditor.consolidate.run_view import Sight

__all__ = ["Sight", "Terms", "consolidate", "fingerprint"]
