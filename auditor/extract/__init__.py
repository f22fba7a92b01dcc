"""Bytes in, facts out: encodings, links, dates, main text and columns of a page."""
