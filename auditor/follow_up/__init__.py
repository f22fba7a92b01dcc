"""What people do after a report: accept findings, fill in the ledger, inspect notice points."""
