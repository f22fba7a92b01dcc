"""One polite, guarded HTTP client: the only way this program reaches a network."""
