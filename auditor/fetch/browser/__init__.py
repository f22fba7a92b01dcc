"""System Chromium behind our own proxy: pages as visitors see them, and screenshots; optional."""
