"""Typos of official writing without a neural model: a list of known confusions, and words that only look like others."""
