"""One module a platform: read an account (I/O) and parse what came back (pure)."""
