"""One rule a module: metadata, limits and a pure function over what was seen."""
