"""Audit a district's websites, new-media accounts and notice points from one register."""

__version__ = "0.1.0"
