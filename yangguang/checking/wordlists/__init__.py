"""Lists of expressions: what an entry is, how it is read, compiled and found in a text."""
