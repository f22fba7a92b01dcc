"""Walk a registered site: which address next, how deep, and when to stop."""
