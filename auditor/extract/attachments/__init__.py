"""Documents that pages link to, read in a process of their own: bytes in, masked leaks out."""
