"""Pure functions: what may be relied on, and the questions in a text."""
