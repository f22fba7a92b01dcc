"""A hostile web on loopback, the truth beside every address, and whole runs of the auditor compared with it."""
