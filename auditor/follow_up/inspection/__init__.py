"""Inspections of notice points: the sheet an inspector takes along, and what was filled in put back into the lists."""
