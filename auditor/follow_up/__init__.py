"""The way back from the report: findings accepted by people, and what they wrote into the ledger."""
