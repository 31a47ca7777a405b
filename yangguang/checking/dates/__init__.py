"""Dates in running text, and the day a document is of."""
