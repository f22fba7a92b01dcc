"""The version of this program; it imports nothing, so that every module may name it."""

__version__ = "0.1.0"
