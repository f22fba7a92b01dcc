"""Where the subjects of a run are worked through."""
