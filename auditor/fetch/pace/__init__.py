"""When a host may be asked: robots.txt, pauses, Retry-After, and whether our own network works at all."""
