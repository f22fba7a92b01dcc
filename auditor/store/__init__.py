"""What was seen, on disk: schema, one writer, and the view that checks may read."""
